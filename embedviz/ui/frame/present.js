// The lesson as steps: shows one, leads to the others, keeps the number of the step in the URL.

const SMALLEST = { width: 1280, height: 720 }; // all sizes are meant for
const MAGNIFIED = 1.5; // Plotly's 12 px are 18 then
const LEAST_MAGNIFIED = 1.2;
const TABLE_TEXT = 0.9; // of the size of other texts
const HIGHEST = 0.86; // of the window, that a chart may fill
const OWN_KEYS = "input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=slider], [role=combobox], [role=listbox]," +
  "[role=option], [role=tablist], [role=radiogroup], [role=grid], [role=menu], [role=dialog]";
const PRESSED_BY_SPACE = "button, a, summary, input";
const OPEN_ABOVE = "[data-baseweb=popover], [role=dialog], [role=listbox]:not([hidden])";

const urlStep = () => Math.max(1, Number.parseInt(new URLSearchParams(location.search).get("step"), 10) || 1);

function keepInUrl(step) {
  const url = new URL(location.href);
  if (!url.searchParams.has("present") || urlStep() === step) return;
  if (step === 1) url.searchParams.delete("step");
  else url.searchParams.set("step", step);
  history.replaceState(history.state, "", url);
}

// A step begins at each element of the page that has a header of the second order in it.
function stepsOf(block, own) {
  const steps = [[]];
  for (const child of block.children) {
    if (child.contains(own)) continue;
    if (child.querySelector("h2")) steps.push([]);
    steps.at(-1).push(child);
  }
  return steps;
}

const elementsWith = (inner, block) => [...block.querySelectorAll(`[data-testid=stElementContainer]:has(${inner})`)];
const chartsIn = (block) => elementsWith(".stPlotlyChart", block);
const tablesIn = (block) => elementsWith("[data-testid=stDataFrame]", block);

function magnify(element, scale) {
  element.style.setProperty("--embedviz-scale", scale);
  element.style.setProperty("--embedviz-spare", `${element.offsetHeight * (scale - 1)}px`);
}

function magnifyAll(block) {
  const base = MAGNIFIED * Math.min(innerWidth / SMALLEST.width, innerHeight / SMALLEST.height);
  for (const chart of chartsIn(block)) {
    const fitting = Math.max(HIGHEST * innerHeight / chart.offsetHeight, base * LEAST_MAGNIFIED / MAGNIFIED);
    magnify(chart, Math.min(base, fitting));
  }
  const wanted = TABLE_TEXT * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  for (const table of tablesIn(block)) {
    const canvas = table.querySelector("canvas");
    const font = canvas && getComputedStyle(canvas).getPropertyValue("--gdg-base-font-style"); // such as "400 14px"
    const drawn = Number.parseFloat(/[\d.]+(?=px)/.exec(font)?.[0]);
    if (drawn) magnify(table, wanted / drawn);
  }
}

function present(main, block, own, controls) {
  let wanted = urlStep();
  let steps = [[]];
  const shown = () => Math.min(wanted, steps.length);

  const arrange = () => {
    steps = stepsOf(block, own);
    block.style.setProperty("--embedviz-width", `${block.clientWidth}px`);
    steps.forEach((children, i) => {
      for (const child of children) child.dataset.embedvizStep = i + 1 === shown() ? "here" : "away";
    });
    magnifyAll(block);
    controls.show(shown(), steps.length);
    keepInUrl(wanted);
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
  const move = (by) => go(shown() + by);

  // What of this step is not seen yet comes before the next step: its next chart, in the middle, or a screenful.
  const read = (by) => {
    const { scrollTop, scrollHeight, clientHeight } = main;
    const rest = by > 0 ? scrollHeight - clientHeight - scrollTop : scrollTop;
    if (rest < 8) return move(by);
    const most = 0.85 * clientHeight;
    const distances = steps[shown() - 1]
      .flatMap(chartsIn)
      .map((chart) => (chart.querySelector(".js-plotly-plot") ?? chart).getBoundingClientRect())
      .map(({ top, height }) => by * (top + height / 2 - clientHeight / 2))
      .filter((distance) => distance > 8 && distance < most);
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    main.scrollBy({ top: by * Math.min(most, ...distances), behavior: isStill ? "instant" : "smooth" });
  };

  const keys = {
    ArrowRight: () => move(1), ArrowLeft: () => move(-1), PageDown: () => read(1), PageUp: () => read(-1),
    ArrowDown: () => main.scrollBy(0, 80), ArrowUp: () => main.scrollBy(0, -80),
    Home: () => go(1), End: () => go(steps.length), Escape: controls.leave,
    " ": (event) => read(event.shiftKey ? -1 : 1),
  };
  const press = (event) => {
    const { key, target } = event;
    const isTaken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    if (isTaken || !(key in keys)) return;
    if (target.closest?.(OWN_KEYS)) {
      if (key === "Escape" && !document.querySelector(OPEN_ABOVE)) target.blur();
      return;
    }
    if (key === " " && target.closest?.(PRESSED_BY_SPACE)) return;
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
    move,
    stop: () => {
      cancelAnimationFrame(frame);
      changes.disconnect();
      sizes.disconnect();
      document.removeEventListener("keydown", press);
      for (const child of block.children) delete child.dataset.embedvizStep;
      block.style.removeProperty("--embedviz-width");
      for (const element of [...chartsIn(block), ...tablesIn(block)]) {
        element.style.removeProperty("--embedviz-scale");
        element.style.removeProperty("--embedviz-spare");
      }
    },
  };
}

function drawControls({ onMove, onLeave }) {
  const group = document.createElement("div");
  group.className = "embedviz-controls";
  group.setAttribute("role", "group");
  const add = (text, onClick) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", onClick);
    group.append(button);
    return button;
  };
  let labels = {};
  const previous = add("‹", () => onMove(-1));
  const place = document.createElement("output");
  group.append(place);
  const next = add("›", () => onMove(1));
  const leave = add("✕", onLeave);
  const name = (element, text) => {
    element.title = text;
    element.setAttribute("aria-label", text);
  };
  return {
    group,
    leave: onLeave,
    label: (given) => {
      labels = given;
      group.setAttribute("aria-label", labels.controls);
      name(previous, labels.previous);
      name(next, labels.next);
      name(leave, labels.leave);
    },
    show: (step, steps) => {
      const text = `${step} / ${steps}`;
      if (place.textContent !== text) place.textContent = text;
      name(place, labels.place.replace("{step}", step).replace("{steps}", steps));
      previous.disabled = step === 1;
      next.disabled = step === steps;
    },
  };
}

export default (component) => mount(component, (instance) => {
  const own = component.parentElement;
  const root = document.documentElement.dataset;
  // At once, as charts and tables that are drawn anew outside the present mode take their type from the page's.
  const usualType = () => { delete root.embedvizPresents; };
  root.embedvizPresents = "";
  const main = own.closest(".stMain");
  const block = main.querySelector(".stMainBlockContainer > [data-testid=stVerticalBlock]");
  const controls = drawControls({
    onMove: (by) => steps.move(by),
    onLeave: () => {
      usualType();
      instance.component.setTriggerValue("left", true);
    },
  });
  controls.label(component.data.labels);
  own.append(controls.group);
  const steps = present(main, block, own, controls);
  return {
    update: ({ labels }) => controls.label(labels),
    stop: () => {
      steps.stop();
      usualType();
      controls.group.remove();
    },
  };
});
