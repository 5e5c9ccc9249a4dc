// What lies over the points: axes, the lines to the answer, its points, the labels.

import { projected } from "./camera.js";
import { overlap } from "./labels.js";
import { shortened, wrapped } from "./pens.js";

const [ORANGE, PINK, GRAY] = ["#E07A1F", "#C2408A", "#8A93A5"];
const PAD = { x: 5, y: 2 };

export class Overlay {
  constructor() {
    this.measuring = document.createElement("canvas").getContext("2d");
    this.widths = new Map();
    this.style = null;
  }

  // Font and colors of the page as it is now: it may be dark, or presented in large type.
  setStyle(element) {
    const { fontFamily, color } = getComputedStyle(element);
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const ground = getComputedStyle(element).getPropertyValue("--st-background-color").trim() || "#FFFFFF";
    const size = Math.round(0.8125 * rem * 10) / 10;
    const font = `${size}px ${fontFamily}`;
    if (this.style?.font !== font) this.widths.clear();
    const large = `600 ${Math.round(1.2 * size)}px ${fontFamily}`;
    this.style = { font, large, bold: `600 ${font}`, small: `${Math.round(0.92 * size)}px ${fontFamily}`, size, color, ground };
  }

  measure(text, font = this.style.font, isCut = true) {
    const key = `${font}\n${isCut}\n${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      if (this.widths.size > 4_000) this.widths.clear();
      this.measuring.font = font;
      width = Math.ceil(this.measuring.measureText(isCut ? shortened(text) : text).width);
      this.widths.set(key, width);
    }
    const tall = font === this.style.large ? 1.5 : 1.25;
    return { width: width + 2 * PAD.x, height: Math.ceil(this.style.size * tall) + 2 * PAD.y };
  }

  // Returns the boxes of the titles: none lies on what covers the picture.
  axes(pen, { axes, matrix, size, reach, covered }) {
    const { style } = this;
    const boxes = [];
    axes.titles.forEach((title, i) => {
      const ends = [-1, 1].map((side) => axes.origin.map((v, j) => (i === j ? v + side * reach : v)));
      const [from, to] = ends.map((end) => projected(matrix, ...end, size.width, size.height));
      if (!from || !to || Math.hypot(to[0] - from[0], to[1] - from[1]) < 12) return;
      pen.line(from, to, `${GRAY}66`, 1);
      if (to[0] > 0 && to[0] < size.width && to[1] > 0 && to[1] < size.height) {
        const { width, height } = this.measure(title, style.small);
        const x = Math.min(Math.max(to[0], width / 2), size.width - width / 2); // never cut by the edge
        const y = Math.min(Math.max(to[1], height / 2), size.height - height / 2);
        const box = { x: x - width / 2, y: y - height / 2, width, height };
        if (covered.some((other) => overlap(box, other))) return;
        pen.text(shortened(title), x, y, { color: GRAY, font: style.small, halo: style.ground });
        boxes.push(box);
      }
    });
    return boxes;
  }

  answer(pen, { cloud, marks, matrix, size }) {
    const at = (place) => projected(matrix, ...place, size.width, size.height);
    const neighbors = marks.neighbors.map((index) => at(cloud.place(index))).filter(Boolean);
    const queries = marks.queries.map((index) => at(cloud.place(index)));
    const target = marks.target && at(marks.target);
    const hub = target ?? queries[0];
    if (hub) neighbors.forEach((end) => pen.line(hub, end, `${ORANGE}B0`, 1.5));
    neighbors.forEach((place) => pen.disc(place, 4.5, ORANGE, "#FFFFFF"));
    queries.filter(Boolean).forEach((place) => pen.disc(place, 6, PINK, "#FFFFFF"));
    if (target) pen.diamond(target, 7, PINK, "#FFFFFF");
  }

  // Pills that carry white text on either ground.
  pills(pen, boxes, cloud, queries) {
    for (const { index, at, ...box } of boxes) {
      const color = queries.has(index) ? PINK : ORANGE;
      const middle = [box.x + box.width / 2, box.y + box.height / 2];
      pen.line(at, middle, color, 1);
    }
    for (const { index, ...box } of boxes) {
      const isQuery = queries.has(index);
      this.pill(pen, box, cloud.word(index), isQuery ? PINK : ORANGE, isQuery ? this.style.bold : this.style.font);
    }
  }

  pill(pen, box, text, color, font = this.style.font) {
    pen.box(box, color);
    pen.text(shortened(text), box.x + box.width / 2, box.y + box.height / 2 + 0.5, { color: "#FFFFFF", font });
  }

  words(pen, boxes, cloud) {
    const { font, color, ground: halo } = this.style;
    for (const { index, x, y, width, height } of boxes) {
      pen.text(shortened(cloud.word(index)), x + width / 2, y + height / 2, { color, font, halo });
    }
  }

  regions(pen, boxes) {
    const { large: font, color, ground: halo } = this.style;
    for (const { x, y, width, height, name } of boxes) {
      pen.text(shortened(name), x + width / 2, y + height / 2, { color, font, halo });
    }
  }

  title(pen, text) {
    pen.text(text, 12, 16, { color: this.style.color, font: this.style.bold, align: "left", halo: this.style.ground });
  }

  hovered(pen, { cloud, index, matrix, size, said }) {
    const at = projected(matrix, ...cloud.place(index), size.width, size.height);
    if (!at) return null;
    const { style } = this;
    const lines = wrapped([cloud.word(index), ...said].join(" · "));
    const sizes = lines.map((line) => this.measure(line, style.bold, false));
    const own = { width: Math.max(...sizes.map(({ width }) => width)), height: sizes.length * (sizes[0].height - PAD.y) + PAD.y };
    const x = Math.min(Math.max(at[0] - own.width / 2, 2), size.width - own.width - 2);
    const y = at[1] - own.height - 9 < 2 ? at[1] + 9 : at[1] - own.height - 9;
    pen.disc(at, 5, `${style.color}`, style.ground);
    pen.box({ x, y, ...own }, style.color);
    const step = (own.height - PAD.y) / lines.length;
    lines.forEach((line, i) => {
      pen.text(line, x + own.width / 2, y + PAD.y / 2 + (i + 0.5) * step + 0.5, { color: style.ground, font: style.bold });
    });
    return { x, y, ...own };
  }
}
