// Shared by the components' scripts, which assets.py puts behind this one.

const mounted = new WeakMap();

// Streamlit calls a component's script again at each change of its data, but runs only the cleanup that the last call
// returned, and may run it late. So one instance lives as long as the element, and only its latest call can end it.
function mount(component, create) {
  const { parentElement } = component;
  let instance = mounted.get(parentElement);
  if (instance) {
    instance.component = component;
  } else {
    instance = { component };
    mounted.set(parentElement, instance);
    Object.assign(instance, create(instance));
  }
  instance.update?.(component.data);
  return () => {
    if (instance.component !== component) return;
    mounted.delete(parentElement);
    instance.stop();
  };
}

// The native element may mount later than the component, and is replaced when Streamlit draws it anew.
function follow({ parentElement, data }, find, attach) {
  const box = parentElement.closest(`.st-key-${data.box.replaceAll(/[^a-zA-Z0-9_-]/g, "-")}`);
  if (!box) return () => {}; // taken off the page before its script was there
  let found = null;
  let detach = null;
  const look = () => {
    const element = find(box);
    if (element === found) return;
    detach?.();
    found = element;
    detach = element && attach(element);
  };
  const observer = new MutationObserver(look);
  observer.observe(box, { childList: true, subtree: true });
  look();
  return () => {
    observer.disconnect();
    detach?.();
  };
}
