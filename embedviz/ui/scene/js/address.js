// The view, or the moment, stands in the address, once the reader has moved, and is kept while another page is looked at. Scenes that
// turn together have one.

const views = (globalThis.embedvizViews ??= new Map()); // by the scene's or the group's key: the view, and of what query

export class Address {
  constructor(key, query, name) {
    this.key = `${name} ${key}`;
    this.name = name;
    this.query = query;
    const given = new URLSearchParams(location.search).get(name);
    if (given !== null) views.set(this.key, { text: given, query });
    else if (views.get(this.key)?.query !== query) views.delete(this.key); // a link to something else: there the camera flies
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
    if (url.searchParams.get(this.name) === text) return;
    if (text === null) url.searchParams.delete(this.name);
    else url.searchParams.set(this.name, text);
    history.replaceState(history.state, "", url);
  }
}
