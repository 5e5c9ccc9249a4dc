// The scene as a picture: PNG at twice the size, or SVG whose points are an image and whose labels are text.

import { CanvasPen, SvgPen } from "./pens.js";

const TWICE = 2;

function download(address, name) {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

function downloadBlob(blob, name) {
  const address = URL.createObjectURL(blob);
  download(address, name);
  setTimeout(URL.revokeObjectURL, 60_000, address);
}

const canvasOf = (width, height) => Object.assign(document.createElement("canvas"), { width, height });

// `drawn(scale)` draws the points at a scale and returns their canvas; `over(pen)` draws what lies over them.
export function savePng({ size, ground, drawn, over, name }) {
  const sheet = canvasOf(size.width * TWICE, size.height * TWICE);
  const pen = new CanvasPen(sheet, TWICE);
  pen.box({ x: 0, y: 0, ...size }, ground);
  pen.paper.drawImage(drawn(TWICE), 0, 0, size.width, size.height);
  over(pen);
  sheet.toBlob((blob) => downloadBlob(blob, `${name}.png`), "image/png");
}

export function saveSvg({ size, ground, drawn, over, name }) {
  const sheet = canvasOf(size.width * TWICE, size.height * TWICE);
  sheet.getContext("2d").drawImage(drawn(TWICE), 0, 0);
  const pen = new SvgPen(size.width, size.height, ground);
  pen.image(sheet.toDataURL("image/png"));
  over(pen);
  downloadBlob(new Blob([pen.page], { type: "image/svg+xml" }), `${name}.svg`);
}

export async function saveFetched(base, key, name) {
  const answer = await fetch(`${base}/scene/${key}`);
  if (answer.ok) downloadBlob(await answer.blob(), name);
}

// The picture of a scene as it is now.
export const pictureOf = (scene) => ({
  size: scene.size,
  ground: scene.overlay.style.ground,
  name: scene.data.file,
  drawn: (scale) => {
    const { frame, size } = scene;
    frame.canvas.width = size.width * scale;
    frame.canvas.height = size.height * scale;
    scene.points.draw(scene.appearance(scale));
    scene.frames.refit = requestAnimationFrame(() => {
      frame.fit(scene.scale);
      scene.look();
    });
    return frame.canvas;
  },
  over: (pen) => scene.writing.draw(pen, true),
});
