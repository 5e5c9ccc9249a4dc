// Streamlit's own texts, and Plotly's, are English alone. Where one of them appears as a whole, as a text or as a name or a
// hint of a part, it is said in the reader's language; what the pages say and what they show of data is left alone.

const NAMED = ["aria-label", "title", "placeholder", "data-title"];
const OURS = "[data-testid=stMarkdownContainer], [role=gridcell], [role=option], code, pre, svg, [class^=embedviz-]";

const UPLOADS = "[data-testid=stFileUploaderDropzone]"; // whose button is set as if it were ours

let told = new Map(); // what is said to what to say instead
let patterns = [];

function saidInstead(text) {
  const bare = text.trim();
  if (!bare || bare.length > 300) return null;
  const found = told.get(bare);
  if (found !== undefined) return text.replace(bare, () => found);
  for (const [pattern, instead] of patterns) {
    const match = pattern.exec(bare);
    if (match) return instead.replaceAll(/{(\w+)}/g, (_all, name) => match.groups[name]);
  }
  return null;
}

function sayOfText(node) {
  const ours = node.parentElement?.closest(OURS);
  const instead = ours && !ours.closest(UPLOADS) ? null : saidInstead(node.data);
  if (instead !== null && instead !== node.data) node.data = instead;
}

function sayOfName(element, name) {
  const given = element.getAttribute(name);
  const instead = given && !element.closest("[role=gridcell]") ? saidInstead(given) : null;
  if (instead === null || instead === given) return;
  if (name === "data-title" && !element.dataset.english) element.dataset.english = given; // by which it can be found
  element.setAttribute(name, instead);
}

function sayBelow(root) {
  if (root.nodeType === Node.TEXT_NODE) return sayOfText(root);
  if (root.nodeType !== Node.ELEMENT_NODE || root.closest("svg")) return; // charts have thousands of parts
  for (const name of NAMED) {
    if (root.hasAttribute(name)) sayOfName(root, name);
    for (const element of root.querySelectorAll(`[${name}]`)) sayOfName(element, name);
  }
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) sayOfText(texts.currentNode);
}

const said = new MutationObserver((records) => {
  for (const { type, target, attributeName, addedNodes } of records) {
    if (type === "attributes") sayOfName(target, attributeName);
    else if (type === "characterData") sayOfText(target);
    else addedNodes.forEach(sayBelow);
  }
});

function sayTexts(texts) {
  const pairs = Object.entries(texts);
  const back = new Map([...told].map(([from, to]) => [to, from])); // of the language before
  const isSame = pairs.length > 0 && pairs.every(([from, to]) => told.get(from) === to);
  if (isSame || (!pairs.length && !told.size)) return;
  const quoted = (text) => text.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&");
  patterns = pairs.filter(([from]) => from.includes("{")).map(([from, to]) => [
    new RegExp(`^${quoted(from).replaceAll(/{(\w+)}/g, "(?<$1>[^{}]+?)")}$`), to,
  ]);
  told = pairs.length ? new Map(pairs) : back;
  sayBelow(document.body);
  if (!pairs.length) {
    told = new Map();
    said.disconnect();
    return;
  }
  said.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMED,
  });
}
