// Makes the native text input a combobox, with a listbox of completions below it.

const TYPING_MS = 80;

const element = (tag, className, attributes = {}, children = []) => {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// React only notices a value that was set past its own setter.
const setValue = (input, value) => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, value);
  input.dispatchEvent(new Event("input", { bubbles: true }));
};

function complete(input, list, ask) {
  let answer = {};
  let asked = null;
  let active = -1;
  let timer = null;

  const options = () => [...list.children];
  const isOpen = () => !list.hidden;

  const activate = (index) => {
    active = index;
    options().forEach((option, i) => option.setAttribute("aria-selected", i === index));
    const option = options()[index];
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const show = (completions) => {
    list.replaceChildren(...completions.map(({ text, word, detail }, i) => {
      const parts = [element("span", "embedviz-word", {}, [word]), element("span", "embedviz-detail", {}, [detail])];
      const option = element("li", "", { role: "option", id: `${list.id}-${i}` }, parts);
      option.dataset.text = text;
      return option;
    }));
    list.hidden = completions.length === 0;
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", isOpen());
    activate(-1);
  };

  const close = () => {
    clearTimeout(timer);
    asked = null;
    show([]);
  };

  // An answer to an older text is of no use any more.
  const showAnswer = () => asked && answer.typed === asked && asked === input.value && show(answer.completions);

  const askSoon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      asked = input.value;
      if (!asked.trim()) close();
      else if (asked === answer.typed) showAnswer(); // Streamlit would not pass on the same answer a second time
      else ask(asked);
    }, wait);
  };

  const choose = (option) => {
    if (!option) return;
    setValue(input, option.dataset.text);
    close();
    // Streamlit commits a text input on Enter.
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true }));
  };

  const keys = {
    ArrowDown: () => (isOpen() ? activate(active + 1 < list.children.length ? active + 1 : -1) : askSoon(0)),
    ArrowUp: () => isOpen() && activate(active < 0 ? list.children.length - 1 : active - 1),
    Enter: () => choose(options()[active]),
    Tab: () => choose(options()[active]),
    Escape: close,
  };

  const onKey = (event) => {
    const { key } = event;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !(key in keys)) return;
    const accepts = key === "Enter" || key === "Tab";
    if (accepts && active < 0) {
      close();
      return;
    }
    if (key === "Escape" && !isOpen()) return;
    keys[key]();
    // Tab goes on to the next field; the rest must not reach Streamlit, nor clear the search field, nor move the caret.
    if (key === "Tab") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  const attributes = {
    role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  };
  const added = new AbortController();
  const on = (target, event, handler) => target.addEventListener(event, handler, { signal: added.signal });

  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  list.setAttribute("aria-label", input.getAttribute("aria-label"));
  on(input, "input", (event) => {
    activate(-1);
    if (event.isTrusted && !event.isComposing) askSoon(TYPING_MS);
  });
  on(input, "compositionend", () => askSoon(TYPING_MS));
  on(input, "keydown", onKey);
  on(input, "blur", close);
  on(input.closest(".stTextInput"), "click", (event) => event.target !== input && close()); // its clear button
  on(list, "mousedown", (event) => event.preventDefault()); // so that the input keeps the focus
  on(list, "click", (event) => choose(event.target.closest("[role=option]")));

  return {
    update: (data) => {
      answer = data;
      showAnswer();
    },
    detach: () => {
      close();
      added.abort();
      for (const name of Object.keys(attributes)) input.removeAttribute(name);
    },
  };
}

export default (component) => mount(component, (instance) => {
  const list = element("ul", "embedviz-completions", { id: `${component.key}-list`, role: "listbox" });
  list.hidden = true;
  component.parentElement.append(list);
  let combobox = null;
  const ask = (text) => instance.component.setTriggerValue("typed", text);
  const unfollow = follow(component, (box) => box.querySelector("input"), (input) => {
    combobox = complete(input, list, ask);
    return combobox.detach;
  });
  return {
    update: (data) => combobox?.update(data),
    stop: () => {
      unfollow();
      list.remove();
    },
  };
});
