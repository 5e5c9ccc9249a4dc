// The view stands in the address, once the reader has moved, and is kept while another page is looked at.

const NAME = "view";

const left = (globalThis.embedvizViews ??= new Map());

export class Address {
  constructor(key) {
    this.key = key;
    this.text = new URLSearchParams(location.search).get(NAME);
  }

  // What to begin with: the address, or where the reader was before going to another page.
  get start() {
    return this.text ?? left.get(this.key) ?? null;
  }

  set(text) {
    this.text = text;
    if (text === null) left.delete(this.key);
    else left.set(this.key, text);
    this.keep();
  }

  // Streamlit writes the address anew when a widget changes.
  keep() {
    const url = new URL(location.href);
    if (url.searchParams.get(NAME) === this.text) return;
    if (this.text === null) url.searchParams.delete(NAME);
    else url.searchParams.set(NAME, this.text);
    history.replaceState(history.state, "", url);
  }
}
