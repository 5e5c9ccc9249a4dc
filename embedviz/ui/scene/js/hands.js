// Mouse, touch and keys: each moves the camera; a short press without a move is a click.

import { copyOf } from "./camera.js";

const DRAG_PIXELS = 5;
const ORBIT = 0.008; // radians a pixel
const KEY_TURN = 0.12;
const KEY_PAN = 0.08;
const KEY_ZOOM = 0.8;

const middleOf = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
const between = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

// `acts`: moved(), rested(), hover(place), leave(), click(place), around(place), reset(), isSelecting(),
// select(from, to, isDone), selectAll(), leaveSelecting(), passWheel().
export function handle(canvas, camera, acts) {
  const pointers = new Map();
  let pressed = null;
  let isDrag = false;
  let before = null; // the pose that a first finger finds
  const added = new AbortController();
  const on = (event, handler, options = {}) => canvas.addEventListener(event, handler, { signal: added.signal, ...options });
  const placeOf = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const pan = ([x, y]) => camera.pan(x / canvas.clientHeight, -y / canvas.clientHeight);

  on("pointerdown", (event) => {
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, placeOf(event));
    if (pointers.size === 1) [pressed, isDrag, before] = [placeOf(event), false, copyOf(camera.pose)];
    else isDrag = true;
    acts.leave();
  });
  on("pointermove", (event) => {
    const place = placeOf(event);
    if (!pointers.has(event.pointerId)) {
      if (event.pointerType !== "touch") acts.hover(place);
      return;
    }
    const last = pointers.get(event.pointerId);
    if (!isDrag && between(place, pressed) < DRAG_PIXELS) return;
    isDrag = true;
    pointers.set(event.pointerId, place);
    const by = [place[0] - last[0], place[1] - last[1]];
    if (acts.isSelecting()) acts.select(pressed, place, false);
    else if (pointers.size === 2) {
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      camera.zoom(between(last, other) / Math.max(between(place, other), 1), acts.around(middleOf(place, other)));
      const moved = [middleOf(last, other), middleOf(place, other)];
      pan([moved[1][0] - moved[0][0], moved[1][1] - moved[0][1]]);
    } else if (camera.isFlat || event.shiftKey || event.ctrlKey || (event.buttons & 6) !== 0) pan(by);
    else camera.orbit(-by[0] * ORBIT, by[1] * ORBIT);
    acts.moved();
  });
  const lift = (event) => {
    if (!pointers.delete(event.pointerId)) return;
    if (pointers.size > 0) return;
    const place = placeOf(event);
    if (event.type === "pointercancel" && isDrag && !acts.isSelecting()) { // a finger that moves the page
      camera.pose = before;
      acts.moved();
    } else if (isDrag) {
      if (acts.isSelecting()) acts.select(pressed, place, true);
      else acts.rested();
    } else if (event.type === "pointerup" && event.button === 0) acts.click(place);
    if (event.pointerType !== "touch") acts.hover(place);
  };
  on("pointerup", lift);
  on("pointercancel", lift);
  on("pointerleave", () => acts.leave());
  on("contextmenu", (event) => event.preventDefault());
  // A wheel that only passes by turns the page.
  const isMeant = ({ ctrlKey, metaKey }) => ctrlKey || metaKey || document.activeElement === canvas ||
    Boolean(document.fullscreenElement) || document.documentElement.dataset.embedvizPresents !== undefined;
  on("wheel", (event) => {
    if (!isMeant(event)) {
      acts.passWheel();
      return;
    }
    event.preventDefault();
    const pixels = event.deltaY * [1, 16, 400][event.deltaMode];
    camera.zoom(Math.exp(Math.max(-1, Math.min(1, pixels * 0.0015))), acts.around(placeOf(event)));
    acts.moved();
    acts.rested();
  }, { passive: false });

  const zoomBy = (factor) => camera.zoom(factor, camera.pose.target);
  const turn = (x, y) => (event) =>
    event.shiftKey || camera.isFlat ? camera.pan(-x * KEY_PAN, y * KEY_PAN) : camera.orbit(-x * KEY_TURN, y * KEY_TURN);
  const keys = {
    ArrowLeft: turn(-1, 0), ArrowRight: turn(1, 0), ArrowUp: turn(0, 1), ArrowDown: turn(0, -1),
    "+": () => zoomBy(KEY_ZOOM), "=": () => zoomBy(KEY_ZOOM), "-": () => zoomBy(1 / KEY_ZOOM),
  };
  on("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (acts.isSelecting() && (event.key === "Enter" || event.key === "Escape")) {
      if (event.key === "Enter") acts.selectAll();
      else acts.leaveSelecting();
      event.preventDefault();
      return;
    }
    if (event.key === "Home" || event.key === "0") acts.reset();
    else if (event.key in keys) {
      keys[event.key](event);
      acts.moved();
      acts.rested();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return () => added.abort();
}
