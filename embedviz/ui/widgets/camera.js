// Reports where the user has put the camera, and turns the other charts of a group along.

const REST_MS = 200;
const GLIDE_MS = 1000;

const cameraOf = (plot) => plot._fullLayout.scene._scene.getCamera();

const cameraChanges = (change) => Object.keys(change ?? {}).filter((name) => name.startsWith("scene.camera"));

function reportCamera(plot, report) {
  let timer = null;
  const rest = () => {
    // The camera glides on after Plotly's event; this is where it came to rest.
    const { eye, center, up } = cameraOf(plot);
    report({ eye, center, up });
  };
  const moved = (change) => {
    const names = cameraChanges(change);
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

// Frame by frame, from the user's last move until the camera has come to rest.
function leadOthers(plot, group) {
  let until = 0;
  let frame = null;
  const step = () => {
    const { eye, center, up } = cameraOf(plot);
    const place = [eye, center, up].map(({ x, y, z }) => [x, y, z]);
    for (const other of group.querySelectorAll(".js-plotly-plot")) {
      if (other !== plot) other._fullLayout?.scene?._scene?.camera?.lookAt(...place);
    }
    frame = performance.now() < until ? requestAnimationFrame(step) : null;
  };
  const lead = () => {
    until = performance.now() + GLIDE_MS;
    frame ??= requestAnimationFrame(step);
  };
  const moved = (change) => cameraChanges(change).length > 0 && lead(); // not when a chart is fitted to its column
  const drag = (event) => event.buttons !== 0 && lead();
  const dom = { pointermove: drag, wheel: lead, touchmove: lead };
  const stop = listen(plot, { plotly: { plotly_relayout: moved }, dom });
  return () => {
    cancelAnimationFrame(frame);
    stop();
  };
}

export default (component) => mount(component, (instance) => {
  const report = (camera) => instance.component.setStateValue("camera", camera);
  const { parentElement, data } = component;
  const group = data.group && parentElement.closest(`.st-key-${data.group}`);
  const attach = (plot) => {
    const stops = [reportCamera(plot, report), ...(group ? [leadOthers(plot, group)] : [])];
    return () => stops.forEach((stop) => stop());
  };
  return { stop: follow(component, drawnPlot, attach) };
});
