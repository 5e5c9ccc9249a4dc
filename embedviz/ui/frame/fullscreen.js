// Streamlit draws another button once a table fills the screen, and again once it no longer does, and the focus is lost
// with the first. Here it goes on to the next.

const FULL_FRAME = "[data-testid=stFullScreenFrame]";
const TABLE_TOOLS = "[data-testid=stElementToolbarButton] button"; // the last one fills the screen

function keepFocusOnFullScreen() {
  let full = null; // the frame that fills the screen
  const lastOf = (frame) => [...frame.querySelectorAll(TABLE_TOOLS)].at(-1);
  const follow = (frame) => requestAnimationFrame(() => requestAnimationFrame(() => {
    if (document.activeElement === document.body) lastOf(frame)?.focus();
  }));
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.(TABLE_TOOLS);
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
