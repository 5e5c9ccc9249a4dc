// What is under the pointer: said at once, clicked, or drawn around.

import { Picking } from "./picking.js";
import { inBase64 } from "./selecting.js";

export class Pointing {
  // `report(name, value)` tells the server.
  constructor(scene, report) {
    this.scene = scene;
    this.report = report;
    this.picking = new Picking(scene.points);
    this.pointer = null;
    this.hover = null;
  }

  // Of `handle`, what is no move of the camera.
  get acts() {
    return {
      hover: (place) => this.point(place),
      leave: () => this.point(null),
      click: (place) => this.click(place),
      around: (place) => this.around(place),
      isSelecting: () => this.scene.selecting.mode !== null,
      leaveSelecting: () => this.setSelecting(null),
      select: (from, to, isDone) => this.select(from, to, isDone),
      selectAll: () => {
        const { width, height } = this.scene.size;
        this.scene.selecting.start("box");
        this.select([0, 0], [width, height], true);
      },
    };
  }

  at(place) {
    const { scene } = this;
    const number = this.picking.at(...place, scene.appearance(scene.scale), scene.scale);
    return number === null ? null : scene.cloud.index(number);
  }

  point(place) {
    this.pointer = place;
    if (place === null) {
      this.setHover(null);
      return;
    }
    const { frames, camera } = this.scene;
    frames.hover ||= requestAnimationFrame(() => {
      frames.hover = 0;
      if (this.pointer && !camera.flight && this.scene.moved === 1) this.setHover(this.at(this.pointer));
    });
  }

  // What stands beside the word under the pointer: its number, and what its source says of it.
  get said() {
    const { hover } = this;
    const { cloud, data } = this.scene;
    if (hover === null || hover >= cloud.count) return [];
    const place = data.placeText && data.placeText.replace("{place}", (hover + 1).toLocaleString("en-US"));
    return [place, data.notes && cloud.notes?.at(hover)].filter(Boolean);
  }

  setHover(index) {
    if (this.hover === index) return;
    this.hover = index;
    const { cloud, frame } = this.scene;
    const word = index === null ? "" : cloud.word(index);
    frame.host.dataset.hovered = word;
    frame.say(word);
    frame.canvas.style.cursor = index === null ? "" : "pointer";
    this.scene.redraw();
  }

  click(place) {
    const index = this.at(place);
    if (index !== null) this.report("clicked", { index, words: this.scene.data.words });
  }

  around([x, y]) {
    const { size: { width, height }, cloud, camera } = this.scene;
    if (this.hover !== null) return cloud.place(this.hover);
    return camera.under((2 * x) / width - 1, 1 - (2 * y) / height);
  }

  setSelecting(mode) {
    const { selecting, frame } = this.scene;
    selecting.start(mode === selecting.mode ? null : mode);
    for (const name of ["box", "lasso"]) frame.buttons[name].setAttribute("aria-pressed", String(name === selecting.mode));
    frame.host.toggleAttribute("data-selecting", selecting.mode !== null);
    frame.canvas.focus({ preventScroll: true });
    this.scene.redraw();
  }

  select(from, to, isDone) {
    const { selecting, cloud, legend, points, matrix, size, data } = this.scene;
    selecting.draw(from, to);
    if (isDone) {
      const mask = selecting.mask({ cloud, codes: points.parts.codes, hidden: legend.hidden, matrix, size });
      this.setSelecting(null);
      this.report("selected", { mask: inBase64(mask), words: data.words });
    }
    this.scene.redraw();
  }
}
