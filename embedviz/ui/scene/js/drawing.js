// What is drawn over few points besides their words: lines, arrows, ways, and notes that stand beside their places.

import { projected } from "./camera.js";
import { placeAnswers } from "./labels.js";

const EMPTY = { strokes: [], notes: [], size: 1, labeled: true };
const ARROW = { length: 13, width: 5 };
const DASH = 7;
const BESIDE = 12; // pixels from a place to a note that needs no line to it
const NEAR = 40; // pixels from a place to its note: what is farther away comes back once there is room

const gapTo = ({ at: [x, y], ...box }) => Math.hypot(
  Math.max(box.x - x, 0, x - box.x - box.width), Math.max(box.y - y, 0, y - box.y - box.height),
);

export class Drawing {
  constructor() {
    this.content = EMPTY;
    this.turns = new Map();
  }

  update(content) {
    this.content = content ?? EMPTY;
  }

  // `place(index)` is where a point is now, `ways` are {index, color, places}, `hidden` are the codes not to be shown.
  // Returns the boxes of the notes.
  draw(pen, { matrix, size, overlay, place, ways, hidden, covered }) {
    const at = (point) => projected(matrix, ...point, size.width, size.height);
    const isShown = ({ group }) => group === null || !hidden[group];
    for (const { color, places } of ways) this.path(pen, places.map(at), { color: `${color}99`, width: 1.5 });
    for (const stroke of this.content.strokes.filter(isShown)) this.path(pen, stroke.points.map(at), stroke);
    const notes = this.content.notes.map((note, number) => ({
      ...note, number, at: isShown(note) && at(note.point === null ? note.at : place(note.point)),
    }));
    const isIn = ({ at: to }) => to && to[0] > 0 && to[1] > 0 && to[0] < size.width && to[1] < size.height;
    const seen = notes.filter(isIn);
    for (const note of seen) this.mark(pen, note);
    const wanted = seen.filter(({ text }) => text).map(({ number, at: to, text }) => ({
      index: number, at: to, size: overlay.measure(text, overlay.style.bold),
    }));
    for (const [number, { away }] of this.turns) if (away > NEAR) this.turns.delete(number);
    const boxes = placeAnswers(wanted, size, this.turns, covered);
    for (const box of boxes) {
      const { point, color } = notes[box.index];
      if (point === null && gapTo(box) <= BESIDE) continue; // where nothing is, the line would lead nowhere
      pen.line(box.at, [box.x + box.width / 2, box.y + box.height / 2], color, 1);
    }
    return boxes.map(({ index: number, ...box }) => {
      overlay.pill(pen, box, notes[number].text, notes[number].color, overlay.style.bold);
      return { ...box, text: notes[number].text };
    });
  }

  mark(pen, { mark, at, color }) {
    if (mark === "diamond") pen.diamond(at, 7, color, "#FFFFFF");
    if (mark === "disc") pen.disc(at, 9, color, "#FFFFFF");
    if (mark !== "cross") return;
    pen.line([at[0] - 6, at[1]], [at[0] + 6, at[1]], color, 3.5);
    pen.line([at[0], at[1] - 6], [at[0], at[1] + 6], color, 3.5);
  }

  path(pen, places, { color, width, dashed = false, arrow = false }) {
    for (let i = 1; i < places.length; i += 1) {
      const [from, to] = [places[i - 1], places[i]];
      if (!from || !to) continue;
      if (dashed) this.dashes(pen, from, to, color, width);
      else pen.line(from, to, color, width);
    }
    const [before, tip] = places.slice(-2);
    if (!arrow || !before || !tip) return;
    const long = Math.hypot(tip[0] - before[0], tip[1] - before[1]);
    if (long < 2) return;
    const [x, y] = [(tip[0] - before[0]) / long, (tip[1] - before[1]) / long];
    const reach = Math.min(ARROW.length, 0.6 * long);
    for (const side of [-1, 1]) {
      const end = [tip[0] - reach * x + side * ARROW.width * y, tip[1] - reach * y - side * ARROW.width * x];
      pen.line(tip, end, color, width);
    }
  }

  dashes(pen, from, to, color, width) {
    const count = Math.max(1, Math.round(Math.hypot(to[0] - from[0], to[1] - from[1]) / (2 * DASH)));
    const between = (share) => [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
    for (let i = 0; i < count; i += 1) pen.line(between((i + 0.25) / count), between((i + 0.75) / count), color, width);
  }
}
