// The elements of a scene: two canvases, the buttons, the legend's place, and what is said to screen readers.

const ICONS = {
  home: "M3 11 12 4l9 7M6 9.5V20h12V9.5",
  flat: "M4 4v16h16M8 15l3-4 3 2 4-6",
  box: "M4 8V5h3M10.5 5h3M17 5h3v3M20 10.5v3M20 16v3h-3M13.5 19h-3M7 19H4v-3M4 13.5v-3",
  lasso: "M12 5c5 0 8 2.2 8 5s-3 5-8 5-8-2.2-8-5 3-5 8-5M7.5 14.2c-1.8.8-1.8 3 .2 3.2 1.8.2 2 2 .8 3.6",
  full: "M9 4H4v5M4 4l6 6M15 20h5v-5M20 20l-6-6",
};

const HINT_MS = 1_500;

export const make = (tag, className, parent) => {
  const made = document.createElement(tag);
  made.className = className;
  parent?.append(made);
  return made;
};

const icon = (path) => {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
};

export class Frame {
  constructor(parent, acts) {
    this.host = make("div", "embedviz-scene", parent);
    this.host.dataset.scene = "loading";
    this.canvas = make("canvas", "embedviz-points", this.host);
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.over = make("canvas", "embedviz-over", this.host);
    this.over.setAttribute("aria-hidden", "true");
    this.said = make("div", "embedviz-said", this.host);
    this.said.setAttribute("aria-live", "polite");
    this.tools = make("div", "embedviz-tools", this.host);
    this.tools.setAttribute("role", "toolbar");
    this.buttons = {};
    for (const name of ["home", "flat", "box", "lasso", "full"]) this.button(this.tools, name, icon(ICONS[name]), acts[name]);
    this.regions = make("select", "embedviz-regions", this.tools);
    this.regions.addEventListener("change", () => {
      acts.region(this.regions.selectedIndex - 1);
      this.regions.selectedIndex = 0;
    });
    this.saving = make("div", "embedviz-saves", this.host);
    for (const name of ["png", "svg", "html"]) this.button(this.saving, name, name.toUpperCase(), acts[name]);
    this.outside = make("button", "embedviz-outside", this.host);
    this.outside.type = "button";
    this.outside.hidden = true;
    this.outside.addEventListener("click", acts.outside);
    this.problem = make("div", "embedviz-problem", this.host);
    this.problem.hidden = true;
    this.hinted = make("div", "embedviz-hint", this.host);
    this.hinted.setAttribute("aria-hidden", "true"); // the keys are told to who has no wheel
    this.hinted.hidden = true;
    // A transition of no time tells of each change of the theme.
    this.host.addEventListener("transitionrun", (event) => event.target === this.host && acts.restyle());
  }

  button(place, name, content, act) {
    const button = make("button", "", place);
    button.type = "button";
    button.append(content);
    button.addEventListener("click", act);
    this.buttons[name] = button;
  }

  update({ alt, height, texts, regions, isFlat, isSelectable }) {
    const { flat, box, lasso } = this.buttons;
    flat.hidden = isFlat;
    box.hidden = lasso.hidden = !isSelectable;
    const names = [texts.regions, ...regions.map(({ name }) => name)];
    this.regions.hidden = regions.length === 0;
    this.regions.setAttribute("aria-label", texts.regions);
    if (names.join("\n") !== this.names) {
      this.names = names.join("\n");
      this.regions.replaceChildren(...names.map((name) => new Option(name)));
    }
    this.host.style.setProperty("--embedviz-height", height);
    this.canvas.setAttribute("aria-label", alt);
    this.canvas.setAttribute("aria-description", texts.keys);
    this.tools.setAttribute("aria-label", texts.tools);
    for (const [name, button] of Object.entries(this.buttons)) {
      button.title = texts[name];
      button.setAttribute("aria-label", texts[name]);
    }
  }

  // Pixels of the page, and how many of the canvas are one of them.
  fit(scale) {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    for (const canvas of [this.canvas, this.over]) {
      const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)];
      if (canvas.width !== columns) canvas.width = columns;
      if (canvas.height !== rows) canvas.height = rows;
    }
    return { width, height };
  }

  // Where labels would be covered.
  covered(...others) {
    return [this.tools, ...others].filter((each) => each.offsetWidth > 0).map((each) => ({
      x: each.offsetLeft, y: each.offsetTop, width: each.offsetWidth, height: each.offsetHeight,
    }));
  }

  hint(text) {
    if (!text) return;
    this.hinted.textContent = text;
    this.hinted.hidden = false;
    clearTimeout(this.hinting);
    this.hinting = setTimeout(() => { this.hinted.hidden = true; }, HINT_MS);
  }

  say(text) {
    if (this.said.textContent !== text) this.said.textContent = text;
  }
}
