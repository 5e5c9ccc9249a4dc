// The buttons under a chart. Plotly's own button saves the picture, told before what kind of file it shall be.

const KINDS = ["png", "svg", "html"];

function groundOf(element) {
  for (let at = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
  }
  return "white";
}

// On a transparent ground the texts of a dark page could not be read on a white one.
function savePicture(plot, format, filename) {
  const { layout, _context: context } = plot;
  const usual = [context.toImageButtonOptions, layout.paper_bgcolor];
  context.toImageButtonOptions = { format, filename, scale: format === "png" ? 2 : 1 };
  layout.paper_bgcolor = groundOf(plot);
  plot.querySelector(".modebar-btn:is([data-title^='Download plot'], [data-english^='Download plot'])").click();
  [context.toImageButtonOptions, layout.paper_bgcolor] = usual;
}

function savePage(page, filename) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
  link.download = `${filename}.html`;
  link.click();
  setTimeout(URL.revokeObjectURL, 60_000, link.href);
}

export default (component) => mount(component, (instance) => {
  let plot = null;
  let waits = false;
  const group = document.createElement("div");
  group.className = "embedviz-saving";
  group.setAttribute("role", "group");
  const ask = () => {
    if (waits) return;
    waits = true;
    instance.component.setTriggerValue("html", true);
  };
  const buttons = KINDS.map((kind) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = kind.toUpperCase();
    button.addEventListener("click", () => {
      if (kind === "html") ask();
      else savePicture(plot, kind, instance.component.data.file);
      group.ariaBusy = waits;
    });
    return button;
  });
  group.append(...buttons);
  component.parentElement.append(group);
  const stop = follow(component, drawnPlot, (found) => {
    plot = found;
    group.hidden = false;
    return () => { group.hidden = true; };
  });
  group.hidden = plot === null;
  return {
    stop: () => {
      stop();
      group.remove();
    },
    update: ({ file, label, titles, page }) => {
      group.setAttribute("aria-label", label);
      buttons.forEach((button, i) => {
        button.title = titles[KINDS[i]];
        button.setAttribute("aria-label", titles[KINDS[i]]);
      });
      if (page && waits) {
        waits = false;
        group.ariaBusy = waits;
        savePage(page, file);
      }
    },
  };
});
