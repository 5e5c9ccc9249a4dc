"""What covers what on a page, measured in the browser: texts, figures and controls, each element as it is seen."""

_MEASURING = """
  const seen = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const UNSEEN = ".katex-mathml, .embedviz-said, .embedviz-ahead, style, script, option";
  const DRAWN = ".js-plotly-plot, canvas, textarea, button, table, [role=slider], "
    + "input:not([type=checkbox], [type=radio])";
  // Of what is cut off at an edge only what is left.
  const cut = (rect, from, to) => {
    let { left, top, right, bottom } = rect;
    for (let at = from; at && at !== to.parentElement; at = at.parentElement) {
      if (getComputedStyle(at).overflowX === "visible") continue;
      const own = at.getBoundingClientRect();
      [left, top] = [Math.max(left, own.left), Math.max(top, own.top)];
      [right, bottom] = [Math.min(right, own.right), Math.min(bottom, own.bottom)];
    }
    return { left, top, right, bottom };
  };
  const rectsOf = (element) => {
    const rects = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest(`${UNSEEN}, svg`) || !seen(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      rects.push(...[...range.getClientRects()].map((rect) => cut(rect, parent, element)));
    }
    for (const part of element.querySelectorAll(DRAWN)) {
      if (!seen(part) || part.closest(UNSEEN)) continue;
      rects.push(cut(part.getBoundingClientRect(), part.parentElement, element));
    }
    return rects.filter(({ left, top, right, bottom }) => right - left > 2 && bottom - top > 2);
  };
  const told = (e) => (e.querySelector("[class*=st-key-]") ?? e.closest("[class*=st-key-]") ?? e).className
    .match(/st-key-[\\w-]+/)?.[0] + ` "${e.textContent.trim().slice(0, 40)}"`;
  const deepest = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  const overlaps = (elements) => {
    const found = [];
    const all = elements.map((element) => ({ element, rects: rectsOf(element) }));
    // The buttons that save a chart lie in the gap below its axes.
    const isChart = ({ element }) => element.querySelector(".js-plotly-plot");
    const isSaving = ({ element }) => element.querySelector(".embedviz-saving");
    all.forEach((one, i) => all.slice(i + 1).forEach((other) => {
      if ((isChart(one) && isSaving(other)) || (isSaving(one) && isChart(other))) return;
      if (one.rects.some((a) => other.rects.some((b) => deepest(a, b)))) {
        found.push(`${told(one.element)} / ${told(other.element)}`);
      }
    }));
    return found;
  };
"""

STEP_OVERLAPS = f"""() => {{
  {_MEASURING}
  const here = [...document.querySelectorAll("[data-embedviz-step=here]")];
  const elements = here.flatMap((part) => [...part.querySelectorAll("[data-testid=stElementContainer]")])
    .filter((each) => !each.querySelector("[data-testid=stElementContainer]"));
  return overlaps([...new Set(elements), document.querySelector(".embedviz-controls")]);
}}"""
"""Of the step of a lesson that is presented, and of the buttons in the corner: what lies on what."""

PAGE_OVERLAPS = f"""() => {{
  {_MEASURING}
  const inside = [...document.querySelectorAll(".stMain [data-testid=stElementContainer]")]
    .filter((each) => !each.querySelector("[data-testid=stElementContainer]"));
  const numbers = [...document.querySelectorAll(".js-plotly-plot")].flatMap((plot) => {{
    const texts = [...plot.querySelectorAll(".heatmap-label")].map((text) => text.getBoundingClientRect());
    const pairs = texts.flatMap((a, i) => texts.slice(i + 1).filter((b) => deepest(a, b)));
    return pairs.length ? [`${{pairs.length}} numbers of ${{told(plot)}}`] : [];
  }});
  const wide = [...document.querySelectorAll(".stMain :is(td, th, [data-testid=stMetric])")]
    .filter((cell) => seen(cell) && cell.getBoundingClientRect().right > innerWidth + 1).map(told);
  return [...overlaps(inside), ...numbers, ...wide];
}}"""
"""Of a whole page: what lies on what, numbers of a matrix that lie on each other, cells beyond the edge."""

SAVING_COVERS = f"""() => {{
  {_MEASURING}
  const elements = [...document.querySelectorAll(".stMain :is([data-testid=stElementContainer], summary)")]
    .filter((each) => seen(each) && !each.querySelector("[data-testid=stElementContainer]"));
  const all = elements.map((element) => ({{ element, rects: rectsOf(element) }}));
  return [...document.querySelectorAll(".embedviz-saving")].filter(seen).flatMap((group) => {{
    const [box, own] = [group.getBoundingClientRect(), group.closest("[class*=_box]")];
    return all.filter(({{ element, rects }}) => !own.contains(element) && rects.some((rect) =>
      Math.min(rect.right, box.right) - Math.max(rect.left, box.left) > 0.5
      && Math.min(rect.bottom, box.bottom) - Math.max(rect.top, box.top) > 0.5))
      .map(({{ element }}) => `${{told(own)}} / ${{told(element)}}`);
  }});
}}"""
"""Of a whole page: what the buttons that save a chart lie on, but the chart itself."""
