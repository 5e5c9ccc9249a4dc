// What the colors mean: a scale whose ends can be drawn in, or groups that a click hides and shows. What is hidden stands in
// the address.

import { Address } from "./address.js";
import { shortened } from "./pens.js";

const BAR = { width: 168, height: 8 };

export const css = (palette, code) => `rgb(${palette[4 * code]} ${palette[4 * code + 1]} ${palette[4 * code + 2]})`;

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

  // Of the data of the scene: `parameter` is what the address calls what is hidden.
  update({ legend, texts, key, parameter }, palette) {
    this.box.hidden = legend === null;
    if (legend === null) return;
    const now = JSON.stringify([legend, texts]);
    if (now === this.shown) return;
    const isFirst = this.shown === "";
    this.shown = now;
    const { title, low, high, groups, steps } = legend;
    this.content = { ...legend, palette, ends: [low, high], kept: [0, steps] };
    this.hidden.fill(0);
    const meaning = JSON.stringify([groups.map(({ code }) => code), steps, legend.range]);
    if (isFirst || meaning !== this.address.query) {
      if (!isFirst) this.address.set(null);
      this.address = new Address(key, meaning, parameter);
    }
    this.read(this.address.text);
    this.box.replaceChildren(element("div", "embedviz-legend-title", title), groups.length ? this.list(texts) : this.bar(texts));
  }

  // Numbers with points between them: the groups hidden, or the lowest and highest color shown. Any other text hides nothing.
  read(text) {
    const numbers = /^\d{1,3}(\.\d{1,3})*$/.test(text ?? "") ? text.split(".").map(Number) : [];
    const { groups, steps } = this.content;
    if (groups.length) {
      const known = new Set(groups.map(({ code }) => code));
      numbers.filter((code) => known.has(code)).forEach((code) => { this.hidden[code] = 1; });
    } else if (numbers.length === 2 && numbers[0] <= numbers[1] && numbers[1] <= steps) this.hide(...numbers);
  }

  write() {
    const { groups, steps, kept: [from, to] } = this.content;
    const hidden = groups.map(({ code }) => code).filter((code) => this.hidden[code]);
    const written = groups.length ? hidden : [from, to];
    const isWhole = groups.length ? hidden.length === 0 : from === 0 && to === steps;
    this.address.set(isWhole ? null : written.join("."), this.address.query);
    this.onChange();
  }

  bar(texts) {
    const { low, high, kept, palette, steps } = this.content;
    const stops = [0, 0.25, 0.5, 0.75, 1].map((share) => css(palette, Math.round(share * steps)));
    const bar = element("div", "embedviz-legend-bar");
    bar.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
    const ends = this.content.ends.map((end) => element("span", "", end));
    if (low === high) return element("div", "", bar, element("div", "embedviz-legend-ends", ...ends));
    const thumbs = ["least", "most"].map((name, side) => {
      const thumb = element("input", "embedviz-legend-thumb");
      Object.assign(thumb, { type: "range", min: 0, max: steps, value: kept[side], title: texts[name] });
      thumb.setAttribute("aria-label", texts[name]);
      return thumb;
    });
    thumbs.forEach((thumb, side) => thumb.addEventListener("input", () => {
      const [from, to] = thumbs.map(({ value }) => Number(value));
      if (from > to) thumb.value = side === 0 ? to : from;
      this.hide(...thumbs.map(({ value }) => Number(value)));
      this.write();
      thumbs.forEach((each, i) => {
        ends[i].textContent = this.content.ends[i];
        each.setAttribute("aria-valuetext", this.content.ends[i]);
      });
    }));
    return element("div", "embedviz-legend-scale", bar, ...thumbs, element("div", "embedviz-legend-ends", ...ends));
  }

  // Hides what lies below and above two colors of the scale, and, as long as anything is hidden, what has no number.
  hide(from, to) {
    const { steps, range, digits, low, high } = this.content;
    const isWhole = from === 0 && to === steps;
    for (let code = 0; code < 256; code += 1) this.hidden[code] = !isWhole && (code < from || code > to) ? 1 : 0;
    // A color stands for all numbers that are nearest to it.
    const bound = (code) => range[0] + (code / steps) * (range[1] - range[0]);
    const written = (value) => (digits < 0 ? String(Number(value.toPrecision(4)))
      : value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
    this.content.ends = [from === 0 ? low : written(bound(from - 0.5)), to === steps ? high : written(bound(to + 0.5))];
    this.content.kept = [from, to];
  }

  list(texts) {
    const { groups, palette } = this.content;
    return element("div", "embedviz-legend-groups", ...groups.map(({ name, code }) => {
      const dot = element("span", "embedviz-legend-dot");
      dot.style.background = css(palette, code);
      const button = element("button", "", dot, name);
      button.type = "button";
      button.title = texts.filter;
      button.setAttribute("aria-pressed", String(!this.hidden[code]));
      button.addEventListener("click", () => {
        this.hidden[code] = this.hidden[code] ? 0 : 1;
        button.setAttribute("aria-pressed", String(!this.hidden[code]));
        this.write();
      });
      return button;
    }));
  }

  // The same, for a picture that is saved.
  draw(pen, style, width) {
    if (this.box.hidden) return;
    const { title, ends: [low, high], kept: [from, to], groups, steps, palette } = this.content;
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
    for (let code = from; code < to; code += 1) {
      pen.line([right - BAR.width + code * step, 30], [right - BAR.width + (code + 1) * step, 30], css(palette, code), BAR.height);
    }
    pen.text(low, right - BAR.width, 46, { ...text, align: "left" });
    pen.text(high, right, 46, text);
  }
}
