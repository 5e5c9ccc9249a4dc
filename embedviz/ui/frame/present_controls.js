// The buttons in the corner: the list of steps, backwards, the place, forwards, details, and out.

function drawControls({ onMove, onGo, onLesson, onDetails, onLeave }) {
  const group = document.createElement("div");
  group.className = "embedviz-controls";
  group.setAttribute("role", "group");
  const add = (text, onClick, parent = group) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", onClick);
    parent.append(button);
    return button;
  };
  const list = document.createElement("nav");
  list.hidden = true;
  let before = document.body; // where the keys went before the list was opened
  const hide = () => {
    list.hidden = true;
    contents.setAttribute("aria-expanded", "false");
  };
  const close = () => {
    const isWithin = list.contains(document.activeElement);
    hide();
    if (isWithin) before.focus();
  };
  const toggle = () => {
    if (!list.hidden) return close();
    before = document.activeElement;
    list.hidden = false;
    contents.setAttribute("aria-expanded", "true");
    return list.querySelector("[aria-current]")?.focus();
  };
  const contents = add("☰", toggle);
  const previous = add("‹", () => onMove(-1));
  const place = document.createElement("output");
  group.append(place);
  const next = add("›", () => onMove(1));
  const details = add("…", onDetails);
  const leave = add("✕", onLeave);
  group.append(list);

  let data = { labels: {}, lessons: [], at: -1 };
  const name = (element, text) => {
    element.title = text;
    element.setAttribute("aria-label", text);
  };
  const draw = (step, titles) => {
    list.replaceChildren();
    const here = (button, isHere) => { if (isHere) button.setAttribute("aria-current", "true"); };
    const steps = () => titles.forEach((title, i) => {
      const button = add(`${i + 1}. ${title}`, () => { hide(); onGo(i + 1); }, list);
      button.className = "embedviz-step";
      here(button, i + 1 === step);
    });
    data.lessons.forEach((title, i) => {
      if (i !== data.at) return add(title, () => { hide(); onLesson(i); }, list);
      here(add(title, () => { hide(); onGo(1); }, list), false);
      return steps();
    });
    if (data.at < 0) steps();
  };
  let drawn = "";
  return {
    group,
    close,
    leave: onLeave,
    toggle,
    isOpen: () => !list.hidden,
    take: (given) => {
      data = given;
      drawn = "";
      const { labels } = given;
      group.setAttribute("aria-label", labels.controls);
      name(contents, labels.contents);
      name(previous, labels.previous);
      name(next, labels.next);
      name(details, labels.details);
      name(leave, labels.leave);
    },
    show: (step, titles, isOpen) => {
      const { labels, lessons, at } = data;
      details.setAttribute("aria-pressed", String(isOpen));
      previous.disabled = step === 1 && at <= 0;
      next.disabled = step === titles.length && (at < 0 || at === lessons.length - 1);
      const state = JSON.stringify([step, titles]);
      if (state === drawn) return;
      drawn = state;
      place.textContent = `${step} / ${titles.length}`;
      name(place, labels.place.replace("{step}", step).replace("{steps}", titles.length));
      draw(step, titles);
    },
  };
}
