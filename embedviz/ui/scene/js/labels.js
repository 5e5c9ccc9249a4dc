// Which words are written, and where, so that no two lie on each other: the answer's always, of the others the most
// frequent first, as many as there is room for.

import { projected } from "./camera.js";

const ROOM = { x: 26, y: 12 }; // around the words that are written for orientation
const PIXELS_A_LABEL = 15_000;
const MOST = 60;
const TURNS = 16;
const FIRST_RING = 18;
const RING = 16;
const RINGS = 40;

export const overlap = (a, b, x = 0, y = 0) =>
  a.x < b.x + b.width + x && b.x < a.x + a.width + x && a.y < b.y + b.height + y && b.y < a.y + a.height + y;

const isFree = (box, boxes, x, y) => boxes.every((other) => !overlap(box, other, x, y));

const isInside = ({ x, y, width, height }, size) => x >= 0 && y >= 0 && x + width <= size.width && y + height <= size.height;

const boxAt = (x, y, { width, height }) => ({ x: x - width / 2, y: y - height / 2, width, height });

// Around a point: straight above it, and then on wider and wider rings. The turn of the last time comes first.
function* turns(last) {
  if (last) yield last;
  for (let ring = 0; ring < RINGS; ring += 1) {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const angle = (Math.PI * 2 * (turn % 2 ? -Math.ceil(turn / 2) : turn / 2)) / TURNS - Math.PI / 2;
      yield { angle, away: FIRST_RING + ring * RING };
    }
  }
}

// The boxes of the answer's labels: `wanted` are {index, at, size}, in order of importance, `at` on the screen.
export function placeAnswers(wanted, size, lastTurns, taken) {
  const boxes = [];
  for (const { index, at, size: own } of wanted) {
    const stretch = own.width / 2;
    for (const turn of turns(lastTurns.get(index))) {
      const x = at[0] + Math.cos(turn.angle) * (turn.away + stretch * Math.abs(Math.cos(turn.angle)));
      const y = at[1] + Math.sin(turn.angle) * turn.away;
      const box = { ...boxAt(x, y, own), index, at };
      if (isInside(box, size) && isFree(box, boxes, 3, 3) && isFree(box, taken, 3, 3)) {
        lastTurns.set(index, turn);
        boxes.push(box);
        break;
      }
    }
  }
  return boxes;
}

export const limitOf = ({ width, height }) => Math.min(MOST, Math.round((width * height) / PIXELS_A_LABEL));

// The first points, in order, whose labels are inside and free: all points are looked at if need be.
export function choose({ cloud, codes, hidden, matrix, size, measure, taken, skip }) {
  const chosen = [];
  const boxes = [...taken];
  const limit = limitOf(size);
  const { places, count } = cloud;
  if (!cloud.words) return chosen;
  const consider = (i, x, y, z) => {
    const at = projected(matrix, x, y, z, size.width, size.height);
    if (!at || at[0] < 0 || at[1] < 14 || at[0] > size.width || at[1] > size.height) return;
    // Before the word is decoded and measured: is there room for a short one?
    if (!isFree(labelBox(at, { width: 12, height: 16 }), boxes, ROOM.x, ROOM.y)) return;
    const box = { ...labelBox(at, measure(cloud.word(i))), index: i };
    if (!isInside(box, size) || !isFree(box, boxes, ROOM.x, ROOM.y)) return;
    boxes.push(box);
    chosen.push(i);
  };
  const scale = 2 / 65534;
  for (let i = 0; i < count && chosen.length < limit; i += 1) {
    if (hidden[codes[i]] || skip.has(i) || cloud.numberOf.has(i)) continue;
    consider(i, places[3 * i] * scale - 1, places[3 * i + 1] * scale - 1, places[3 * i + 2] * scale - 1);
  }
  for (const { index, at } of cloud.extra) {
    if (chosen.length < limit && !skip.has(index)) consider(index, ...at);
  }
  return chosen;
}

export const labelBox = ([x, y], { width, height }) => boxAt(x, y - height / 2 - 4, { width, height });

// The chosen ones where they are now: while the camera moves some give way to others.
export function replace(chosen, { cloud, matrix, size, measure, taken }) {
  const boxes = [];
  for (const index of chosen) {
    const at = projected(matrix, ...cloud.place(index), size.width, size.height);
    if (!at) continue;
    const box = { ...labelBox(at, measure(cloud.word(index))), index, at };
    if (isInside(box, size) && isFree(box, taken, 2, 1) && isFree(box, boxes, 2, 1)) boxes.push(box);
  }
  return boxes;
}
