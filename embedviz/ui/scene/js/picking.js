// Which point is under the pointer: that drawn at its pixel, or the nearest to it within a few pixels.

const AROUND = 4; // pixels of the page

export class Picking {
  constructor(points) {
    this.points = points;
    this.isStale = true;
  }

  // (x, y) in pixels of the page; the number of a point, or null. The numbers are drawn again only after a change.
  at(x, y, look, scale) {
    const { points } = this;
    if (!points.isReady || points.gl.isContextLost()) return null;
    if (this.isStale) {
      points.drawNumbers(look);
      this.isStale = false;
    }
    const around = Math.round(AROUND * scale);
    const [column, row] = [Math.floor(x * scale), points.canvas.height - 1 - Math.floor(y * scale)];
    const side = 2 * around + 1;
    const numbers = points.read(column - around, row - around, side, side);
    let best = 0;
    let nearest = Infinity;
    numbers.forEach((number, i) => {
      const away = ((i % side) - around) ** 2 + (Math.floor(i / side) - around) ** 2;
      if (number !== 0 && away < nearest) [best, nearest] = [number, away];
    });
    return best === 0 || nearest > around ** 2 ? null : best - 1;
  }
}
