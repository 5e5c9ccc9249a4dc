// The lesson as steps: shows one, leads to the others and to the next lesson, keeps the step's number in the URL.

const OWN_KEYS = "input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=slider], [role=combobox], [role=listbox]," +
  "[role=option], [role=tablist], [role=radiogroup], [role=grid], [role=menu], [role=dialog]";
const PRESSED_BY_KEYS = "button, a, summary, input";
const OPEN_ABOVE = "[data-baseweb=popover], [role=dialog], [role=listbox]:not([hidden])";
const LEADS_HERE = ".st-key-embedviz_present button";
const BACK_WITHIN = 10_000; // milliseconds
const NO_STEP = ".st-key-embedviz_foot, .st-key-embedviz_ways";
const MORE = ".st-key-embedviz_more";
const PART = ":is(h3, [class*=st-key-embedviz_part_])";

function urlStep() {
  const text = new URLSearchParams(location.search).get("step");
  return text === "last" ? Infinity : Math.max(1, Number.parseInt(text, 10) || 1);
}

function keepInUrl(step) {
  const url = new URL(location.href);
  if (!url.searchParams.has("present") || urlStep() === step) return;
  if (step === 1) url.searchParams.delete("step");
  else url.searchParams.set("step", step);
  history.replaceState(history.state, "", url);
}

const isSaid = (element) => element.textContent.trim() !== "" && !element.querySelector(".katex-display");
const titled = (part, heading) => part.querySelector(heading)?.textContent.trim() ?? "";

// What a panel holds: more than one screen has room for, if it has headers of the third order or parts that are marked.
function stepsOfPanel(panel) {
  const title = titled(panel, "summary p");
  const blocks = panel.querySelectorAll("[data-testid=stVerticalBlock]");
  const block = [...blocks].find((each) => each.children.length > 1);
  const steps = [{ title, parts: [] }];
  for (const child of block?.children ?? []) {
    const isFirst = steps.length === 1 && !steps[0].parts.some(isSaid);
    if (child.querySelector(PART) && !isFirst) steps.push({ title: titled(child, `h3, ${PART} strong`), parts: [] });
    steps.at(-1).parts.push(child);
  }
  if (steps.length === 1) return [{ title, parts: [panel.parentElement] }];
  for (const { parts } of steps) for (const part of parts) part.dataset.embedvizPart = "";
  return steps;
}

// A step begins at each element of the page that has a header of the second order in it; an open panel is one or more.
function stepsOf(block, own) {
  const steps = [{ title: titled(block, "h1"), parts: [] }];
  for (const child of block.children) {
    if (child.contains(own) || child.querySelector(NO_STEP) || child.matches(NO_STEP)) continue;
    if (child.querySelector(MORE)) {
      for (const panel of child.querySelectorAll(`${MORE} > * > [data-testid=stExpander]`)) {
        panel.parentElement.dataset.embedvizPanel = "";
        if (!panel.querySelector("details[open]")) continue;
        steps.push(...stepsOfPanel(panel));
      }
      continue;
    }
    if (child.querySelector("h2")) steps.push({ title: titled(child, "h2"), parts: [] });
    steps.at(-1).parts.push(child);
  }
  return steps;
}

// Keys go on where they came from, unless the reader has turned to something else before the button is back.
function returnFocus() {
  const until = performance.now() + BACK_WITHIN;
  const look = () => {
    if (document.activeElement !== document.body) return;
    document.querySelector(LEADS_HERE)?.focus(); // in vain while it is hidden with its step
    if (performance.now() < until) requestAnimationFrame(look);
  };
  look();
}

function present(main, block, own, controls, ways) {
  const root = document.documentElement;
  let path = location.pathname;
  let wanted = urlStep();
  let steps = [{ title: "", parts: [] }];
  const shown = () => Math.min(wanted, steps.length);

  const mark = () => {
    const here = steps[shown() - 1].parts;
    const children = [...block.children].filter((child) => !child.contains(own));
    for (const part of [...children, ...block.querySelectorAll("[data-embedviz-panel], [data-embedviz-part]")]) {
      const isHere = here.some((each) => part.contains(each) || (each.contains(part) && each !== part));
      part.dataset.embedvizStep = isHere ? "here" : "away";
      part.inert = !isHere; // not seen, it may still hold what keys would come to
    }
    return here;
  };
  const arrange = () => {
    steps = stepsOf(block, own);
    block.style.setProperty("--embedviz-width", `${block.clientWidth}px`);
    fit(main, mark());
    controls.show(shown(), steps.map(({ title }) => title), root.dataset.embedvizDetails !== undefined);
    if (location.pathname === path) keepInUrl(wanted === Infinity ? shown() : wanted);
  };
  let frame = 0;
  const arrangeSoon = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(arrange);
  };

  const go = (step) => {
    wanted = Math.min(Math.max(step, 1), steps.length);
    arrange();
    main.scrollTop = 0;
  };
  const move = (by) => {
    const step = shown() + by;
    if (step < 1) ways.back();
    else if (step > steps.length) ways.onward();
    else go(step);
  };
  const details = () => {
    if (root.dataset.embedvizDetails === undefined) root.dataset.embedvizDetails = "";
    else delete root.dataset.embedvizDetails;
    arrange();
  };

  const keys = {
    ArrowRight: () => move(1), ArrowLeft: () => move(-1), PageDown: () => move(1), PageUp: () => move(-1),
    ArrowDown: () => main.scrollBy(0, 80), ArrowUp: () => main.scrollBy(0, -80),
    Home: () => go(1), End: () => go(steps.length), d: details, l: controls.toggle,
    Escape: () => (controls.isOpen() ? controls.close() : controls.leave()),
    " ": (event) => move(event.shiftKey ? -1 : 1),
  };
  const press = (event) => {
    const { key, target } = event;
    const isTaken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    if (isTaken || !(key in keys)) return;
    if (target.closest?.(OWN_KEYS)) {
      if (key === "Escape" && !document.querySelector(OPEN_ABOVE)) target.blur();
      return;
    }
    if (key === " " && target.closest?.(PRESSED_BY_KEYS)) return;
    if (key === "Escape" && document.querySelector(OPEN_ABOVE)) return;
    event.preventDefault();
    keys[key](event);
  };

  const changes = new MutationObserver(arrangeSoon);
  changes.observe(block, { childList: true, subtree: true });
  const sizes = new ResizeObserver(arrangeSoon);
  sizes.observe(main);
  sizes.observe(block);
  document.addEventListener("keydown", press);
  arrange();
  return {
    go,
    move,
    details,
    arrived: () => {
      path = location.pathname;
      wanted = urlStep();
      main.scrollTop = 0;
      arrangeSoon();
    },
    stop: () => {
      cancelAnimationFrame(frame);
      changes.disconnect();
      sizes.disconnect();
      document.removeEventListener("keydown", press);
      for (const part of document.querySelectorAll("[data-embedviz-step]")) {
        delete part.dataset.embedvizStep;
        part.inert = false;
      }
      block.style.removeProperty("--embedviz-width");
      unfit([block]);
    },
  };
}

export default (component) => mount(component, (instance) => {
  const own = component.parentElement;
  const root = document.documentElement.dataset;
  // At once, as charts and tables that are drawn anew outside the present mode take their type from the page's.
  const usualType = () => {
    delete root.embedvizPresents;
    delete root.embedvizDetails;
  };
  root.embedvizPresents = "";
  const main = own.closest(".stMain");
  const block = main.querySelector(".stMainBlockContainer > [data-testid=stVerticalBlock]");
  let data = component.data;
  const follow = (place) => {
    delete root.embedvizDetails;
    document.querySelectorAll(".st-key-embedviz_ways a")[place]?.click();
  };
  // The links to all lessons, in order, then the one to the last step of the lesson before.
  const ways = {
    back: () => data.at > 0 && follow(data.lessons.length),
    onward: () => data.at >= 0 && data.at + 1 < data.lessons.length && follow(data.at + 1),
  };
  const controls = drawControls({
    onMove: (by) => steps.move(by),
    onGo: (step) => steps.go(step),
    onLesson: follow,
    onDetails: () => steps.details(),
    onLeave: () => {
      usualType();
      instance.component.setTriggerValue("left", true);
      document.activeElement?.blur();
      returnFocus();
    },
  });
  controls.take(data);
  own.append(controls.group);
  const steps = present(main, block, own, controls, ways);
  return {
    update: (given) => {
      const isNew = given.page !== data.page;
      data = given;
      controls.take(given);
      if (isNew) steps.arrived();
    },
    stop: () => {
      steps.stop();
      usualType();
      controls.group.remove();
    },
  };
});
