// Brings the step that a training is watched in to the top of the window, once a training.

const shown = new Set();

export default ({ parentElement, data }) => {
  if (shown.has(data.run)) return;
  shown.add(data.run);
  const step = parentElement.closest("[data-testid=stVerticalBlock]");
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  requestAnimationFrame(() => {
    step.style.scrollMarginTop = "4rem"; // below the app's own bar
    step.scrollIntoView({ block: "start", behavior: isCalm ? "auto" : "smooth" });
  });
};
