// Fetches the scene's modules, which have an address of their own: so they can import each other, and the browser keeps
// them. Streamlit's own script tells where the server is, also behind a proxy that puts a path before it.

const server = () => {
  const { src } = document.querySelector("script[src*='/static/js/']");
  return src.slice(0, src.lastIndexOf("/static/js/"));
};

export default (component) => mount(component, (instance) => {
  const base = server();
  let scene = null;
  let latest = null;
  let isOver = false;
  const report = (name, value) => instance.component.setTriggerValue(name, value);
  import(`${base}/${component.data.code}/main.js`).then(({ createScene }) => {
    if (isOver) return;
    scene = createScene(component.parentElement, base, report);
    scene.update(latest);
  }, () => report("failed", "code"));
  return {
    update: (data) => {
      latest = data;
      scene?.update(data);
    },
    stop: () => {
      isOver = true;
      scene?.stop();
    },
  };
});
