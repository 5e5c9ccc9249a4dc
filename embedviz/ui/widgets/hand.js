// A chart and a sentence answer a slider while it is moved, by keys or by hand, and the chart's line moves the slider.
// What they become at each place came with the page; the server says the same once the slider is let go.

const MARK = "#mark-";
const [LIT, DIM] = ["embedviz-lit", "embedviz-dim"];
const PARTS = /\*\*(.+?)\*\*|:(\w+)-background\[((?:\\.|[^\\\]])*)\]|\[([^\]]+)\]\(#[\w-]+\)|\\(.)/;

// The little Markdown that such sentences have.
function nodesOf(text) {
  const found = PARTS.exec(text);
  if (!found) return [text];
  const [whole, bold, color, colored, phrase, escaped] = found;
  let made = escaped;
  if (bold !== undefined) made = element("strong", nodesOf(bold));
  if (phrase !== undefined) made = element("u", nodesOf(phrase));
  if (color !== undefined) {
    made = element("span", nodesOf(colored));
    made.style.background = `var(--st-${color}-background-color)`;
  }
  return [text.slice(0, found.index), made, ...nodesOf(text.slice(found.index + whole.length))];
}

function element(tag, children = [], className = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

const stepOf = (input) => Number(input.step) || 1;

// React only notices a value that was set past its own setter.
function slide(input, value) {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, value);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// The slider is sent when a move ends, and to it an arrow key is a whole move.
function letGo(input) {
  const back = Number(input.value) > Number(input.min) ? -stepOf(input) : stepOf(input);
  slide(input, Number(input.value) + back);
  const key = back < 0 ? "ArrowRight" : "ArrowLeft";
  input.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}

// Where a value of an axis lies on the screen, in pixels of the chart's left or upper edge.
function pixel(plot, { axis, on }, value) {
  const scale = plot.getBoundingClientRect().width / plot._fullLayout.width;
  const { _offset: offset, d2p } = plot._fullLayout[on];
  return { at: scale * (offset + d2p(value)), scale, isAcross: axis === "y" };
}

// The line itself, and the points: as Plotly drew them, until it draws them anew.
function paint(plot, { line, counted, colors, points, here }, place) {
  if (line) {
    const shape = plot.querySelectorAll(".shapelayer path")[line.shape];
    const drawn = plot.layout.shapes?.[line.shape]?.[`${line.axis}0`];
    if (shape && drawn !== undefined) {
      const [from, to] = [drawn, line.at[place]].map((value) => pixel(plot, line, value));
      const by = (to.at - from.at) / from.scale;
      shape.style.transform = to.isAcross ? `translateY(${by}px)` : `translateX(${by}px)`;
    }
  }
  if (points) {
    const { xaxis, yaxis } = plot._fullLayout;
    const [across, down] = points[place];
    plot.querySelectorAll(".scatterlayer path.point").forEach((point, i) => {
      point.style.transform = place === here ? "" : `translate(${xaxis.d2p(across[i])}px, ${yaxis.d2p(down[i])}px)`;
    });
  }
  if (counted) {
    plot.querySelectorAll(".scatterlayer path.point").forEach((point, i) => {
      point.style.fill = colors[i < counted[place] ? 0 : 1];
    });
  }
}

// A knob at the end of the line, which moves the slider by whatever is nearest to the pointer.
function grip(layer, plot, instance) {
  const { line } = instance.component.data;
  const knob = element("div", [], `embedviz-knob embedviz-knob-${line.axis}`);
  knob.setAttribute("aria-hidden", "true"); // the slider has the name and the keys
  layer.append(knob);
  const along = (event) => {
    const box = plot.getBoundingClientRect();
    const at = line.axis === "y" ? event.clientY - box.top : event.clientX - box.left;
    const away = instance.component.data.line.at.map((value) => Math.abs(pixel(plot, line, value).at - at));
    const { input } = instance;
    const nearest = Number(input.min) + away.indexOf(Math.min(...away)) * stepOf(input);
    if (nearest !== Number(input.value)) slide(input, nearest);
  };
  const press = (event) => {
    if (!instance.input || instance.input.disabled) return;
    event.preventDefault();
    instance.input.focus({ preventScroll: true }); // so that the arrow keys go on from here
    knob.setPointerCapture(event.pointerId);
    const before = instance.input.value;
    const end = () => {
      knob.removeEventListener("pointermove", along);
      if (instance.input && instance.input.value !== before) letGo(instance.input);
    };
    knob.addEventListener("pointermove", along);
    knob.addEventListener("lostpointercapture", end, { once: true });
  };
  knob.addEventListener("pointerdown", press);
  return {
    place: (value) => {
      const area = plot._fullLayout._size;
      const [box, own] = [plot.getBoundingClientRect(), layer.getBoundingClientRect()];
      const { at: wanted, scale } = pixel(plot, line, value);
      const axis = plot._fullLayout[line.on];
      const at = Math.min(Math.max(wanted, scale * axis._offset), scale * (axis._offset + axis._length));
      const zoom = own.width / layer.offsetWidth || 1;
      const end = scale * (line.axis === "y" ? area.l + area.w : area.t);
      const [x, y] = line.axis === "y" ? [end, at] : [at, end];
      knob.style.left = `${(box.left - own.left + x) / zoom}px`;
      knob.style.top = `${(box.top - own.top + y) / zoom}px`;
    },
    stop: () => knob.remove(),
  };
}

// A phrase that names a mark lights it while it is pointed at or has the focus.
function pointing(box, instance) {
  const added = new AbortController();
  const light = (event) => {
    const name = event.target.closest?.(`a[href^="${MARK}"]`)?.getAttribute("href").slice(MARK.length);
    const { marks, named } = instance.component.data;
    const [mark, numbers] = [marks?.[name], named?.[name]];
    if (!(mark || numbers) || !instance.plot) return;
    instance.plot.classList.add("embedviz-pointing");
    for (const [selector, [from, to]] of mark ?? []) {
      instance.plot.querySelectorAll(selector).forEach((node, i) => node.classList.add(from <= i && i < to ? LIT : DIM));
    }
    if (!numbers) return;
    for (const node of instance.plot.querySelectorAll(".scatterlayer path.point")) {
      const number = node.__data__?.data; // Plotly's name for the customdata of a point
      if (number !== undefined) node.classList.add(numbers.includes(number) ? LIT : DIM);
    }
  };
  const dark = () => {
    instance.plot?.classList.remove("embedviz-pointing");
    instance.plot?.querySelectorAll(`.${LIT}, .${DIM}`).forEach((node) => node.classList.remove(LIT, DIM));
  };
  const click = (event) => event.target.closest?.(`a[href^="${MARK}"]`) && event.preventDefault();
  const on = { pointerover: light, focusin: light, pointerout: dark, focusout: dark, click };
  for (const [name, handler] of Object.entries(on)) box.addEventListener(name, handler, { signal: added.signal });
  return () => {
    dark();
    added.abort();
  };
}

export default (component) => mount(component, (instance) => {
  const box = component.parentElement.closest(`.st-key-${component.data.box}`);
  const layer = element("div", [], "embedviz-hand");
  const ahead = element("p", [], "embedviz-ahead");
  layer.append(ahead);
  component.parentElement.append(layer);
  let knob = null;
  const place = () => instance.input &&
    Math.round((Number(instance.input.value) - Number(instance.input.min)) / stepOf(instance.input));
  const say = (text) => {
    const said = box?.querySelector(`.st-key-${instance.component.data.said} p`);
    box?.classList.toggle("embedviz-is-ahead", Boolean(said && text));
    ahead.replaceChildren(...(said && text ? nodesOf(text) : []));
    if (!said || !text) return;
    const [at, own] = [said.getBoundingClientRect(), layer.getBoundingClientRect()];
    const zoom = own.width / layer.offsetWidth || 1;
    const { font, lineHeight, wordBreak, color } = getComputedStyle(said);
    const colored = said.querySelector("[class*=ColoredBackground]");
    const { padding, borderRadius } = colored ? getComputedStyle(colored) : ahead.style;
    for (const part of ahead.querySelectorAll("span")) Object.assign(part.style, { padding, borderRadius });
    Object.assign(ahead.style, {
      font, lineHeight, wordBreak, color,
      left: `${(at.left - own.left) / zoom}px`, top: `${(at.top - own.top) / zoom}px`, width: `${at.width / zoom}px`,
    });
  };
  const draw = () => {
    const { data } = instance.component;
    const now = place() ?? data.here;
    if (now !== undefined) say(now === data.here ? "" : data.texts?.[now]);
    if (!instance.plot || now === undefined) return;
    paint(instance.plot, data, now);
    knob?.place(data.line.at[now]);
  };
  let frame = null;
  const soon = () => {
    frame ??= requestAnimationFrame(() => {
      frame = null;
      draw();
    });
  };
  const stops = [
    follow(component, (found) => found.querySelector(`.st-key-${component.data.slider} input[type=range]`), (input) => {
      instance.input = input;
      const moved = new MutationObserver(soon);
      moved.observe(input, { attributes: true });
      soon();
      return () => {
        moved.disconnect();
        instance.input = null;
      };
    }),
    follow(component, drawnPlot, (plot) => {
      instance.plot = plot;
      knob = component.data.line ? grip(layer, plot, instance) : null;
      const sized = new ResizeObserver(soon);
      sized.observe(box);
      const stop = listen(plot, { plotly: { plotly_afterplot: soon, plotly_relayouting: soon } });
      soon();
      return () => {
        sized.disconnect();
        stop();
        knob?.stop();
        knob = instance.plot = null;
      };
    }),
    box ? pointing(box, instance) : () => {},
  ];
  return {
    update: soon,
    stop: () => {
      cancelAnimationFrame(frame);
      stops.forEach((stop) => stop());
      box?.classList.remove("embedviz-is-ahead");
      layer.remove();
    },
  };
});
