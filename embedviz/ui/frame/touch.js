// A finger that wipes up or down over a chart or a slider moves the page, and nothing else.

const CHART = ".js-plotly-plot";
const TRACK = "[data-testid=stSlider] [role=group] > [data-orientation]";
const THUMB = ":has(> * > input[type=range])";

function letFingersPass() {
  const first = { capture: true, passive: true };
  let held = null; // the finger that lies on a slider's bar, and may yet go up or down
  const isHeld = (event) => held?.pointerId === event.pointerId;
  const press = () => {
    const { target, pointerId, pointerType, isPrimary, clientX, clientY } = held;
    held = null;
    const event = { bubbles: true, buttons: 1, pointerId, pointerType, isPrimary, clientX, clientY };
    target.dispatchEvent(new PointerEvent("pointerdown", event));
  };
  document.addEventListener("pointerdown", (event) => {
    held = null;
    if (!event.isTrusted || event.pointerType !== "touch") return;
    if (!event.target.closest?.(TRACK) || event.target.closest(THUMB)) return;
    held = event;
    event.stopPropagation();
  }, first);
  document.addEventListener("pointermove", (event) => {
    if (!isHeld(event)) return;
    if (Math.abs(event.clientX - held.clientX) > Math.abs(event.clientY - held.clientY)) press();
  }, first);
  document.addEventListener("pointerup", (event) => isHeld(event) && press(), first);
  document.addEventListener("pointercancel", () => { held = null; }, first);
  // Plotly would take it for a frame to zoom into. What it does upon a tap still comes, as the clicks of a mouse.
  document.addEventListener("touchstart", (event) => {
    if (held || event.target.closest?.(CHART)) event.stopPropagation();
  }, first);
}
