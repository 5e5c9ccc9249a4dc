// The view stands in the address, once the reader has moved, and is kept while another page is looked at. Scenes that
// turn together have one.

const NAME = "view";

const views = (globalThis.embedvizViews ??= new Map()); // by the scene's or the group's key: the view, and of what query

export class Address {
  constructor(key, query) {
    this.key = key;
    this.query = query;
    const given = new URLSearchParams(location.search).get(NAME);
    if (given !== null) views.set(key, { text: given, query });
    else if (views.get(key)?.query !== query) views.delete(key); // a link to something else: there the camera flies
  }

  get text() {
    return views.get(this.key)?.text ?? null;
  }

  set(text, query) {
    if (text === null) views.delete(this.key);
    else views.set(this.key, { text, query });
    this.keep();
  }

  // Streamlit writes the address anew when a widget changes.
  keep() {
    const url = new URL(location.href);
    const { text } = this;
    if (url.searchParams.get(NAME) === text) return;
    if (text === null) url.searchParams.delete(NAME);
    else url.searchParams.set(NAME, text);
    history.replaceState(history.state, "", url);
  }
}
