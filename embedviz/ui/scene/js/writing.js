// What is written over the points: names of axes, notes, the answer, regions from afar, and as many words as there is room.

import { projected } from "./camera.js";
import { choose, overlap, placeAnswers, replace } from "./labels.js";

const NEAR = 0.5; // of the distance at which the whole is seen

export class Writing {
  constructor(scene) {
    this.scene = scene;
    this.chosen = [];
    this.turns = new Map();
    this.boxes = { words: [], answers: [], hovered: null, covered: [], regions: [], notes: [] };
  }

  // With other words, or elsewhere.
  forget() {
    this.turns.clear();
  }

  draw(pen, isSaved = false) {
    const { overlay, cloud, size, marks, matrix, frame, legend, moments, moved, pointing, selecting, data, camera } = this.scene;
    overlay.setStyle(frame.host);
    const measure = (text) => overlay.measure(text);
    const scene = { cloud, matrix, size, measure, marks };
    if (!isSaved) pen.clear(size.width, size.height);
    const controls = frame.covered(legend.box, moments.box);
    const titles = overlay.axes(pen, { axes: data.axes, matrix, size, reach: camera.reach, covered: controls });
    const fixed = [...controls, ...titles];
    const notes = this.scene.drawing.draw(pen, {
      matrix, size, overlay, hidden: legend.hidden, covered: fixed, ways: moments.ways(cloud),
      place: (index) => this.scene.placeNow(index),
    });
    this.scene.named.draw(pen);
    const covered = [...fixed, ...notes];
    const queries = new Set(marks.queries);
    const isTravel = moved < 1; // then the words would be elsewhere than their points
    const answers = isTravel ? [] : this.answers(queries, covered);
    const regions = isTravel ? [] : this.regions([...covered, ...answers]);
    const words = isTravel ? [] : replace(this.chosen, { ...scene, taken: [...covered, ...answers, ...regions] });
    overlay.words(pen, words, cloud);
    overlay.regions(pen, regions);
    overlay.answer(pen, scene);
    overlay.pills(pen, answers, cloud, queries);
    const { hover, said } = pointing;
    const hovered = hover === null ? null : overlay.hovered(pen, { ...scene, index: hover, said });
    this.boxes = { words, answers, hovered, covered, regions, notes };
    selecting.show(pen, overlay.style.color);
    if (!isSaved) return;
    overlay.title(pen, data.alt);
    legend.draw(pen, overlay.style, size.width);
  }

  answers(queries, covered) {
    const { overlay, cloud, size, marks, matrix } = this.scene;
    const wanted = [...marks.queries, ...marks.neighbors].map((index) => ({
      index,
      at: projected(matrix, ...cloud.place(index), size.width, size.height),
      size: overlay.measure(cloud.word(index), queries.has(index) ? overlay.style.bold : overlay.style.font),
    })).filter(({ at }) => at && at[0] > 0 && at[1] > 0 && at[0] < size.width && at[1] < size.height);
    return placeAnswers(wanted, size, this.turns, covered);
  }

  // From afar the names of regions, the largest first; nearer, the words have their room.
  regions(taken) {
    const { camera, data, matrix, size, overlay } = this.scene;
    const boxes = [];
    if (camera.pose.distance < NEAR * camera.home().distance) return boxes;
    for (const { at, name } of data.regions) {
      const place = projected(matrix, ...at, size.width, size.height);
      if (!place) continue;
      const own = overlay.measure(name, overlay.style.large);
      const box = { x: place[0] - own.width / 2, y: place[1] - own.height / 2, ...own, name };
      const isIn = box.x >= 0 && box.y >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height;
      if (isIn && [...taken, ...boxes].every((other) => !overlap(box, other, 8, 4))) boxes.push(box);
    }
    return boxes;
  }

  // Called when nothing moves: all points may be looked at.
  choose() {
    const { cloud, size, overlay, marks, points, legend, matrix, drawing, frame } = this.scene;
    overlay.setStyle(frame.host);
    const { covered, answers, regions } = this.boxes;
    this.chosen = !drawing.content.labeled ? [] : choose({
      cloud, codes: points.parts.codes, hidden: legend.hidden, matrix, size,
      measure: (text) => overlay.measure(text), taken: [...covered, ...answers, ...regions],
      skip: new Set([...marks.queries, ...marks.neighbors]),
    });
  }
}
