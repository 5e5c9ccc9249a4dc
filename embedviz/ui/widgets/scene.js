// Reports a click on a point, and a browser without WebGL.

const DRAG_PIXELS = 5;

const hasWebGL = () => {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("webgl") ?? canvas.getContext("experimental-webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
};

// Plotly emits plotly_click for each frame drawn while a button is down, so also at the start of a rotation. What counts
// is the browser's own click, on the point that is under the pointer once Plotly has drawn its next frames.
function reportClicks(plot, report) {
  let pressed = null;
  let point = null;
  const enter = (event) => { point = event.points[0]; };
  const press = (event) => { pressed = [event.clientX, event.clientY]; };
  const click = (event) => {
    const onScene = event.target instanceof HTMLCanvasElement;
    const isDrag = pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) >= DRAG_PIXELS;
    if (!onScene || isDrag || event.detail > 1) return;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (point?.customdata !== undefined) report(String(point.customdata));
    }));
  };
  return listen(plot, {
    plotly: { plotly_hover: enter, plotly_click: enter, plotly_unhover: () => { point = null; } },
    dom: { pointerdown: press, click },
  });
}

export default (component) => mount(component, (instance) => {
  if (!hasWebGL()) {
    component.setTriggerValue("no_webgl", true);
    return { stop: () => {} };
  }
  const report = (word) => instance.component.setTriggerValue("clicked", word);
  return { stop: follow(component, drawnPlot, (plot) => reportClicks(plot, report)) };
});
