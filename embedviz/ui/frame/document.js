// Streamlit adds an entry to the browser's history whenever the server changes the address, so that the way back would
// lead through every choice made on a page. Here an address of the same page replaces the last one instead. And when a
// link leads to another page, Streamlit first takes the choices out of the address of the page that is left; here that
// entry keeps them, so that the way back leads to the page as it was.

const PATCHED = "embedvizIsThere";
const WITH_A_KEY = ["ctrlKey", "metaKey", "shiftKey", "altKey"]; // opens another tab or window

function replaceOnOnePage() {
  let left = null; // the address of the page that a link leads away from
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.button !== 0 || WITH_A_KEY.some((key) => event[key])) return;
    left = link.pathname === location.pathname ? null : new URL(location.href);
  }, true);
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    if (new URL(url ?? "", document.baseURI).pathname === location.pathname) return history.replaceState(state, title, url);
    if (left?.pathname === location.pathname) history.replaceState(history.state, "", left);
    left = null;
    return push(state, title, url);
  };
}

// Every page begins at its top. Streamlit does not scroll: it takes away the page that is left, and the window has nowhere
// to be but at the top of the little that remains. On a busy machine the next page is there before that has been laid out,
// and would begin where the last was read. Keys begin there too: Streamlit keeps the link at the foot of a page, and the
// focus with it, for the foot of the next.
const FOOT = ".st-key-embedviz_foot";

function beginAtTheTop() {
  let path = location.pathname;
  const begin = () => {
    if (location.pathname === path) return;
    path = location.pathname;
    const main = document.querySelector(".stMain");
    main.scrollTop = 0;
    if (document.activeElement?.closest(FOOT)) main.focus({ preventScroll: true });
  };
  const push = history.pushState.bind(history);
  history.pushState = (...entry) => {
    push(...entry);
    begin();
  };
  window.addEventListener("popstate", begin);
}

// The sentence that answers the page's question is read out when a choice changes it, and is the first heading below the
// title, whatever size it has; Streamlit offers neither.
const VERDICT = ".st-key-embedviz_verdict";

function announceVerdicts() {
  for (const part of document.querySelectorAll(VERDICT)) {
    part.setAttribute("aria-live", "polite");
    part.querySelector("h3")?.setAttribute("aria-level", "2");
  }
}

const changes = new MutationObserver(announceVerdicts);

// This script may be called again, and evaluated again, on a page that it has changed already.
function once() {
  if (history[PATCHED]) return;
  Object.defineProperty(history, PATCHED, { value: true });
  beginAtTheTop();
  replaceOnOnePage();
  letFingersPass();
  keepFocusOnFullScreen();
  writeMinus();
}

export default ({ data }) => {
  document.documentElement.lang = data.language;
  sayTexts(data.texts);
  once();
  changes.observe(document.body, { childList: true, subtree: true });
  announceVerdicts();
};
