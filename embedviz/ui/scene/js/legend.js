// What the colors mean: a scale, or groups that a click hides and shows.

import { shortened } from "./pens.js";

const BAR = { width: 168, height: 8 };

const css = (palette, code) => `rgb(${palette[4 * code]} ${palette[4 * code + 1]} ${palette[4 * code + 2]})`;

const element = (tag, className, ...children) => {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
};

export class Legend {
  constructor(onChange) {
    this.box = element("div", "embedviz-legend");
    this.onChange = onChange;
    this.hidden = new Uint8Array(256);
    this.shown = "";
  }

  update(content, palette, texts) {
    this.box.hidden = content === null;
    if (content === null) return;
    const { title, low, high, groups, steps } = content;
    const now = JSON.stringify([title, low, high, groups, texts]);
    if (now === this.shown) return;
    this.shown = now;
    this.content = { title, low, high, groups, steps, palette };
    this.hidden.fill(0);
    this.box.replaceChildren(element("div", "embedviz-legend-title", title), groups.length ? this.list(texts) : this.bar());
  }

  bar() {
    const { low, high, steps, palette } = this.content;
    const stops = [0, 0.25, 0.5, 0.75, 1].map((share) => css(palette, Math.round(share * steps)));
    const bar = element("div", "embedviz-legend-bar");
    bar.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
    return element("div", "", bar, element("div", "embedviz-legend-ends", element("span", "", low), element("span", "", high)));
  }

  list(texts) {
    const { groups, palette } = this.content;
    return element("div", "embedviz-legend-groups", ...groups.map(({ name, code }) => {
      const dot = element("span", "embedviz-legend-dot");
      dot.style.background = css(palette, code);
      const button = element("button", "", dot, name);
      button.type = "button";
      button.title = texts.filter;
      button.setAttribute("aria-pressed", "true");
      button.addEventListener("click", () => {
        this.hidden[code] = this.hidden[code] ? 0 : 1;
        button.setAttribute("aria-pressed", String(!this.hidden[code]));
        this.onChange();
      });
      return button;
    }));
  }

  // The same, for a picture that is saved.
  draw(pen, style, width) {
    if (this.box.hidden) return;
    const { title, low, high, groups, steps, palette } = this.content;
    const text = { color: style.color, font: style.small, align: "right" };
    const right = width - 12;
    pen.text(shortened(title), right, 16, text);
    if (groups.length) {
      groups.filter(({ code }) => !this.hidden[code]).forEach(({ name, code }, i) => {
        pen.text(shortened(name), right - 14, 36 + 18 * i, text);
        pen.disc([right - 4, 36 + 18 * i], 4, css(palette, code));
      });
      return;
    }
    const step = BAR.width / steps;
    for (let code = 0; code < steps; code += 1) {
      pen.line([right - BAR.width + code * step, 30], [right - BAR.width + (code + 1) * step, 30], css(palette, code), BAR.height);
    }
    pen.text(low, right - BAR.width, 46, { ...text, align: "left" });
    pen.text(high, right, 46, text);
  }
}
