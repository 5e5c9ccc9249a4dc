// Streamlit draws another button once a table or a chart fills the screen, and again once it no longer does, and the focus
// is lost with the first. Here it goes on to the next, which a chart may take some moments to draw.

const FULL_FRAME = "[data-testid=stFullScreenFrame]";
const FULL_TOOLS = "[data-testid=stElementToolbarButton] button, .modebar-btn"; // the last one fills the screen
const NEXT_WITHIN = 1_500; // milliseconds

function keepFocusOnFullScreen() {
  let full = null; // the frame that fills the screen
  const lastOf = (frame) => [...frame.querySelectorAll(FULL_TOOLS)].at(-1);
  const follow = (frame) => {
    const until = performance.now() + NEXT_WITHIN;
    const look = () => {
      if (document.activeElement === document.body) lastOf(frame)?.focus();
      if (performance.now() < until) requestAnimationFrame(look);
    };
    requestAnimationFrame(() => requestAnimationFrame(look));
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.(FULL_TOOLS);
    const frame = button?.closest(FULL_FRAME);
    if (!frame || button !== lastOf(frame)) return;
    full = full === frame ? null : frame;
    follow(frame);
  }, true);
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !full) return;
    follow(full);
    full = null;
  }, true);
}
