// Reports where the user has put the camera.

const REST_MS = 200;

function reportCamera(plot, report) {
  let timer = null;
  const rest = () => {
    // The camera glides on after Plotly's event; this is where it came to rest.
    const { eye, center, up } = plot._fullLayout.scene._scene.getCamera();
    report({ eye, center, up });
  };
  const moved = (change) => {
    const names = Object.keys(change ?? {}).filter((name) => name.startsWith("scene.camera"));
    if (names.length === 0) return;
    clearTimeout(timer);
    // The modebar's reset sets the parts of the camera to null.
    const isReset = names.every((name) => change[name] === null);
    timer = isReset ? setTimeout(report, REST_MS, null) : setTimeout(rest, REST_MS);
  };
  // Plotly looks at the camera when a mouse button goes up over the chart: not beside it, and not when a finger lifts.
  const hold = (event) => {
    if (event.target instanceof HTMLCanvasElement) event.target.setPointerCapture(event.pointerId);
  };
  const lift = (event) => event.target.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
  const stop = listen(plot, { plotly: { plotly_relayout: moved }, dom: { pointerdown: hold, touchend: lift } });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

export default (component) => mount(component, (instance) => {
  const report = (camera) => instance.component.setStateValue("camera", camera);
  return { stop: follow(component, drawnPlot, (plot) => reportCamera(plot, report)) };
});
