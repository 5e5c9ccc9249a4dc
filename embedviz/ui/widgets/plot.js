// A Plotly chart inside the component's box, once Plotly has made it ready to be listened to.
const drawnPlot = (box) => {
  const plot = box.querySelector(".js-plotly-plot");
  return plot?.on ? plot : null;
};

function listen(plot, { plotly = {}, dom = {} }) {
  const added = new AbortController();
  for (const [event, handler] of Object.entries(plotly)) plot.on(event, handler);
  for (const [event, handler] of Object.entries(dom)) {
    plot.addEventListener(event, handler, { capture: true, passive: true, signal: added.signal });
  }
  return () => {
    added.abort();
    for (const [event, handler] of Object.entries(plotly)) plot.removeListener?.(event, handler);
  };
}
