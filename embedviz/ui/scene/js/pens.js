// Two pens for one drawing: on a canvas, for the screen and PNG, and as SVG.

const MOST = 32;

const cut = (text) => (text.length > MOST ? `${text.slice(0, MOST)}…` : text);

export const shortened = (text) => cut(text.replaceAll(/\s+/g, " "));

const LINE = 44;
const LINES = 9;

// In lines of about so many signs; a line break of the text stays one.
export function wrapped(text) {
  const lines = text.split("\n").flatMap((part) => {
    const found = [""];
    for (const word of part.split(/\s+/)) {
      const last = found.at(-1);
      if (last && last.length + word.length >= LINE) found.push(word);
      else found[found.length - 1] = last ? `${last} ${word}` : word;
    }
    return found.map((line) => (line.length > 2 * LINE ? `${line.slice(0, 2 * LINE)}…` : line));
  });
  return lines.length > LINES ? [...lines.slice(0, LINES), "…"] : lines;
}

export class CanvasPen {
  constructor(canvas, scale) {
    this.paper = canvas.getContext("2d");
    this.paper.setTransform(scale, 0, 0, scale, 0, 0);
    this.paper.textBaseline = "middle";
    this.paper.lineCap = "round";
  }

  clear(width, height) {
    this.paper.clearRect(0, 0, width, height);
  }

  line([x, y], [toX, toY], color, width) {
    const { paper } = this;
    paper.strokeStyle = color;
    paper.lineWidth = width;
    paper.beginPath();
    paper.moveTo(x, y);
    paper.lineTo(toX, toY);
    paper.stroke();
  }

  shape(path, color, edge) {
    const { paper } = this;
    paper.fillStyle = color;
    paper.fill(path);
    if (!edge) return;
    paper.strokeStyle = edge;
    paper.lineWidth = 1.5;
    paper.stroke(path);
  }

  disc([x, y], radius, color, edge) {
    const path = new Path2D();
    path.arc(x, y, radius, 0, 2 * Math.PI);
    this.shape(path, color, edge);
  }

  diamond([x, y], radius, color, edge) {
    this.shape(new Path2D(`M${x} ${y - radius}l${radius} ${radius}l${-radius} ${radius}l${-radius} ${-radius}z`), color, edge);
  }

  box({ x, y, width, height }, color) {
    const path = new Path2D();
    path.roundRect(x, y, width, height, Math.min(3, height / 2));
    this.shape(path, color);
  }

  text(text, x, y, { color, font, align = "center", halo }) {
    const { paper } = this;
    paper.font = font;
    paper.textAlign = align;
    if (halo) {
      paper.strokeStyle = halo;
      paper.lineWidth = 3.5;
      paper.lineJoin = "round";
      paper.strokeText(text, x, y);
    }
    paper.fillStyle = color;
    paper.fillText(text, x, y);
  }
}

const escaped = (text) => String(text).replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const ANCHORS = { left: "start", center: "middle", right: "end" };

export class SvgPen {
  constructor(width, height, ground) {
    this.size = { width, height };
    this.parts = [`<rect width="${width}" height="${height}" fill="${escaped(ground)}"/>`];
  }

  add(tag, attributes, content = "") {
    const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
    this.parts.push(`<${tag} ${given.map(([name, value]) => `${name}="${escaped(value)}"`).join(" ")}>${content}</${tag}>`);
  }

  image(address) {
    this.add("image", { ...this.size, href: address });
  }

  line([x1, y1], [x2, y2], color, width) {
    this.add("line", { x1, y1, x2, y2, stroke: color, "stroke-width": width, "stroke-linecap": "round" });
  }

  disc([cx, cy], r, fill, stroke) {
    this.add("circle", { cx, cy, r, fill, stroke, "stroke-width": stroke && 1.5 });
  }

  diamond([x, y], radius, fill, stroke) {
    const d = `M${x} ${y - radius}l${radius} ${radius}l${-radius} ${radius}l${-radius} ${-radius}z`;
    this.add("path", { d, fill, stroke, "stroke-width": stroke && 1.5 });
  }

  box({ x, y, width, height }, fill) {
    this.add("rect", { x, y, width, height, fill, rx: Math.min(3, height / 2) });
  }

  text(text, x, y, { color, font, align = "center", halo }) {
    const style = `font:${font};paint-order:stroke`;
    const edge = halo ? { stroke: halo, "stroke-width": 3.5, "stroke-linejoin": "round" } : {};
    const place = { x, y, "text-anchor": ANCHORS[align], "dominant-baseline": "central" };
    this.add("text", { ...place, fill: color, style, ...edge }, escaped(text));
  }

  get page() {
    const { width, height } = this.size;
    const space = `xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
    return `<svg ${space}>${this.parts.join("")}</svg>`;
  }
}
