// Selecting words by a box or by a line drawn around them: a way of the hand, and the points inside of it.

import { projected } from "./camera.js";

const CLOSE = 3; // pixels: the line has no shorter steps

const boxOf = ([x1, y1], [x2, y2]) => [[x1, y1], [x2, y1], [x2, y2], [x1, y2]];

// Even-odd: a ray from the place to the right crosses the edges so often.
function isInside([x, y], corners) {
  let is = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i, i += 1) {
    const [[x1, y1], [x2, y2]] = [corners[i], corners[j]];
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) is = !is;
  }
  return is;
}

export class Selecting {
  constructor() {
    this.mode = null; // "box" or "lasso"
    this.corners = [];
  }

  start(mode) {
    this.mode = mode;
    this.corners = [];
  }

  draw(from, to) {
    if (this.mode === "box") this.corners = boxOf(from, to);
    else {
      if (this.corners.length === 0) this.corners.push(from);
      const last = this.corners.at(-1);
      if (Math.hypot(to[0] - last[0], to[1] - last[1]) >= CLOSE) this.corners.push(to);
    }
  }

  show(pen, color) {
    this.corners.forEach((corner, i) => pen.line(corner, this.corners[(i + 1) % this.corners.length], color, 1));
  }

  // A bit a point, those of the words placed besides at the end; what the legend hides is not selected.
  mask({ cloud, codes, hidden, matrix, size }) {
    const { corners } = this;
    const [low, high] = [Math.min, Math.max].map((best) => [0, 1].map((i) => best(...corners.map((corner) => corner[i]))));
    const total = cloud.count + cloud.extra.filter(({ index }) => index >= cloud.count).length;
    const mask = new Uint8Array(Math.ceil(total / 8));
    const consider = (i, x, y, z) => {
      const at = projected(matrix, x, y, z, size.width, size.height);
      if (!at || at[0] < low[0] || at[0] > high[0] || at[1] < low[1] || at[1] > high[1]) return;
      if (this.mode === "box" || isInside(at, corners)) mask[i >> 3] |= 1 << (i & 7);
    };
    const scale = 2 / 65534;
    const { places } = cloud;
    for (let i = 0; i < cloud.count; i += 1) {
      if (hidden[codes[i]] || cloud.numberOf.has(i)) continue;
      consider(i, places[3 * i] * scale - 1, places[3 * i + 1] * scale - 1, places[3 * i + 2] * scale - 1);
    }
    for (const { index, at, code } of cloud.extra) {
      if (!hidden[code ?? codes[index]]) consider(index, ...at);
    }
    return mask;
  }
}

export function inBase64(bytes) {
  let text = "";
  const step = 32_768; // more arguments at once are too many
  for (let i = 0; i < bytes.length; i += step) text += String.fromCharCode(...bytes.subarray(i, i + step));
  return btoa(text);
}
