// Makes a step fill the window, and never more: what is read only when asked for is put aside, charts take the height
// that the rest leaves, and where that is too little the type gets smaller.

const SMALLEST = { width: 1280, height: 720 }; // all sizes are meant for
const [LEAST_SCALE, LEAST_READABLE] = [1, 0.75]; // of a chart, before the type gives way to it: a little, and much
const SMALL_TYPE = 0.7;
const NEAR = 2; // pixels: each chart is magnified to whole ones
const LEAST_WIDTH = 420; // that a chart is drawn in, before it is magnified: in less its texts lie over each other
const MOST_SCALE = 2.2;
const TYPE = [1, 0.9, 0.8, 0.7, 0.6, 0.5];
const TYPE_ALONE = [1.5, 1.25]; // of a step of texts alone
const [LEAST_SCENE, MOST_SCENE] = [0.4, 0.75]; // its height, of the window's
const TABLE_TEXT = 0.9; // of the size of other texts
const LEAST_TABLE_TEXT = 14; // pixels, before the type gives way to a table
const BLURRED = 1.05; // a table is a picture, which so little would blur more than magnify
const CORNER = 48; // the height of the buttons at the lower edge, which nothing is to be under
const ELEMENT = "[data-testid=stElementContainer]";
const ALWAYS_ASIDE = ["[data-testid=stCaptionContainer]", ".katex-display", "[data-testid=stDownloadButton]"];
const ASIDE_OF_A_CHART = ["[data-testid=stDataFrame]", "[data-testid=stTable]"];

const unit = () => Math.min(innerWidth / SMALLEST.width, innerHeight / SMALLEST.height);
const within = (parts, selector) =>
  parts.flatMap((part) => [...(part.matches(selector) ? [part] : []), ...part.querySelectorAll(selector)]);
const elementsWith = (parts, inner) => within(parts, `${ELEMENT}:has(${inner})`);
const chartsIn = (parts) => elementsWith(parts, ".stPlotlyChart");
const tablesIn = (parts) => elementsWith(parts, "[data-testid=stDataFrame]");
const SCENE = ".embedviz-scene";
// What a reader sets comes with a figure, which may take seconds: the type does not wait for it.
const NOT_ALONE = `${SCENE}, input, [data-testid^=stBidi], [data-testid=stSkeleton]`;
// A column of a table and its title, which alone would be the title of nothing.
const isOfTable = (column) => ASIDE_OF_A_CHART.some((table) => column.querySelector(table)) &&
  !column.querySelector(`.stPlotlyChart, h2, ${NOT_ALONE}`);
const isShown = (element) => element.offsetParent !== null;

function putAside(parts) {
  const hasChart = chartsIn(parts).length > 0;
  const inners = [...ALWAYS_ASIDE, ...(hasChart ? ASIDE_OF_A_CHART : [])];
  const aside = [
    ...(hasChart ? within(parts, "[data-testid=stColumn]").filter(isOfTable) : []),
    ...inners.flatMap((inner) => elementsWith(parts, inner)),
    ...within(parts, ".st-key-embedviz_trial, [class*=st-key-embedviz_told]"),
    ...within(parts, `.st-key-embedviz_verdict > ${ELEMENT}:not(:has(h3))`),
    ...within(parts, "[data-testid=stExpander]").filter((fold) => !fold.closest("[data-embedviz-panel]") ||
      fold.parentElement.closest("[data-testid=stExpander]")),
  ];
  for (const element of aside) element.dataset.embedvizAside = "";
}

// As it is drawn, before it is magnified.
const heightOf = (element) => (element.querySelector("[data-testid=stDataFrameResizable]") ?? element).offsetHeight;

function scaleTo(element, scale) {
  const text = scale.toFixed(3);
  if (element.style.getPropertyValue("--embedviz-scale") !== text) {
    element.style.setProperty("--embedviz-scale", text);
  }
  element.style.setProperty("--embedviz-spare", `${Math.round(heightOf(element) * (scale - 1))}px`);
}

// Charts side by side share a row; the height of all rows together grows with the scale.
function heightOfRows(figures) {
  let [height, end] = [0, -Infinity];
  const boxes = figures.map((figure) => ({ top: figure.getBoundingClientRect().top, height: heightOf(figure) }));
  for (const box of boxes.sort((a, b) => a.top - b.top)) {
    if (box.top < end) continue;
    const row = boxes.filter(({ top }) => Math.abs(top - box.top) < box.height / 2);
    height += Math.max(...row.map((each) => each.height));
    end = box.top + box.height / 2;
  }
  return height;
}

// The scale at which a table's texts have so many pixels.
function scaleFor(pixels, table) {
  const canvas = table.querySelector("canvas");
  const font = canvas && getComputedStyle(canvas).getPropertyValue("--gdg-base-font-style"); // such as "400 14px"
  const drawn = Number.parseFloat(/[\d.]+(?=px)/.exec(font)?.[0]);
  return drawn ? pixels / drawn : 1;
}

const readable = (table) =>
  scaleFor(TABLE_TEXT * Number.parseFloat(getComputedStyle(document.documentElement).fontSize), table);

const topOf = (main, part) => part.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop;

const bottomOf = (main, parts) =>
  Math.max(0, ...parts.filter(isShown).map((part) => topOf(main, part) + part.getBoundingClientRect().height));

function setHeight(scenes, wanted) {
  const height = Math.min(Math.max(wanted, LEAST_SCENE * innerHeight), MOST_SCENE * innerHeight);
  for (const scene of scenes) scene.style.setProperty("--embedviz-left", `${Math.floor(height)}px`);
  return height;
}

// Scenes take the height that is left: below their upper edge, less what stands below them.
function stretch(main, parts, scenes, available) {
  const height = setHeight(scenes, available - Math.max(0, ...scenes.map((scene) => topOf(main, scene))));
  const over = bottomOf(main, parts) - available;
  if (over > 0) setHeight(scenes, height - over);
}

// The style comes by itself; before it does, no size of the type would be small enough.
const isStyled = () => getComputedStyle(document.documentElement).getPropertyValue("--embedviz-is-styled") !== "";

function fit(main, parts) {
  if (!isStyled()) return;
  putAside(parts);
  const available = main.clientHeight - CORNER * unit();
  const scenes = within(parts, SCENE).filter(isShown);
  setHeight(scenes, 0);
  fitBeside(main, parts, available, !within(parts, NOT_ALONE).some(isShown));
  stretch(main, parts, scenes, available);
}

// All but the scenes, which are as low as they may be.
function fitBeside(main, parts, available, isAlone) {
  const root = document.documentElement;
  const bottom = () => bottomOf(main, parts);
  const charts = chartsIn(parts).filter(isShown);
  const tables = tablesIn(parts).filter(isShown);
  const figures = charts.length ? charts : tables;
  const widest = Math.min(...charts.map((chart) => chart.offsetWidth)) / LEAST_WIDTH;
  const most = charts.length ? Math.min(MOST_SCALE * unit(), Math.max(unit(), widest)) : Math.max(1, ...tables.map(readable));
  const least = charts.length ? 1 : Math.max(...tables.map((table) => scaleFor(LEAST_TABLE_TEXT, table)));
  const crisp = (scale) => (!charts.length && scale > 1 && scale < BLURRED ? 1 : scale);
  if (charts.length) for (const table of tables) scaleTo(table, readable(table));
  for (const type of isAlone && !figures.length ? [...TYPE_ALONE, ...TYPE] : TYPE) {
    root.style.setProperty("--embedviz-type", type);
    if (!figures.length) {
      if (bottom() <= available) return;
      continue;
    }
    // From the same one each time: from the last one, a step near the edge would find another type whenever it is fitted.
    let scale = LEAST_SCALE;
    for (let pass = 0; pass < 3; pass += 1) {
      for (const figure of figures) scaleTo(figure, scale);
      const rows = heightOfRows(figures) || 1;
      scale = Math.min(most, Math.max(0.4, scale + (available - bottom()) / rows));
    }
    for (const figure of figures) scaleTo(figure, crisp(scale));
    const enough = (type > SMALL_TYPE ? LEAST_SCALE : LEAST_READABLE) * least;
    if (scale >= enough * unit() && bottom() <= available + NEAR) return;
    if (root.dataset.embedvizDetails !== undefined) return; // asked for, it may be longer than the window
  }
}

function unfit(parts) {
  document.documentElement.style.removeProperty("--embedviz-type");
  for (const element of [...chartsIn(parts), ...tablesIn(parts)]) {
    element.style.removeProperty("--embedviz-scale");
    element.style.removeProperty("--embedviz-spare");
  }
  for (const scene of within(parts, SCENE)) scene.style.removeProperty("--embedviz-left");
  for (const element of within(parts, "[data-embedviz-aside]")) delete element.dataset.embedvizAside;
}
