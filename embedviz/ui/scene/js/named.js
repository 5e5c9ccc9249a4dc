// Phrases of the page that name points: while one is pointed at or has the focus, its points are lit and the others dim.

import { projected } from "./camera.js";
import { css } from "./legend.js";

const MARK = "#mark-";
const RADIUS = 6.5;

export class Named {
  constructor(scene) {
    this.scene = scene;
    this.lit = null;
    this.listening = new AbortController();
    const light = (event) => this.light(this.pointsOf(event) ?? this.lit);
    const dark = (event) => this.pointsOf(event) && this.light(null);
    const click = (event) => this.pointsOf(event) && event.preventDefault();
    const on = { pointerover: light, focusin: light, pointerout: dark, focusout: dark, click };
    for (const [name, handler] of Object.entries(on)) {
      document.addEventListener(name, handler, { signal: this.listening.signal });
    }
  }

  pointsOf({ target }) {
    const phrase = target.closest?.(`a[href^="${MARK}"]`);
    return phrase && this.scene.drawing.content.named?.[phrase.getAttribute("href").slice(MARK.length)];
  }

  light(points) {
    if (points === this.lit) return;
    this.lit = points;
    this.scene.frame.host.toggleAttribute("data-naming", points !== null);
    this.scene.redraw();
  }

  draw(pen) {
    const { matrix, size, legend, palette, points, overlay } = this.scene;
    for (const index of this.lit ?? []) {
      const code = points.parts.codes[index];
      const at = projected(matrix, ...this.scene.placeNow(index), size.width, size.height);
      if (at && !legend.hidden[code]) pen.disc(at, RADIUS, css(palette, code), overlay.style.color);
    }
  }

  stop() {
    this.listening.abort();
  }
}
