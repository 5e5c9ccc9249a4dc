// Fetches what a scene draws. What is asked for later overtakes what was asked for before.

import { fetched } from "./data.js";

const TRIES = 3;
const TRY_MS = 1_200;

export class Loading {
  // `acts`: looksUp(data), drawn(data, places, codes, outside, words), named(data, words, notes), missing(data),
  // failed(data, error). Words that are to be looked up are waited for; else the points are drawn before they are there.
  constructor(base, acts) {
    this.base = base;
    this.acts = acts;
    this.turn = 0;
  }

  async start(data, tries = TRIES) {
    this.turn += 1;
    const { turn, acts } = this;
    const isLatest = () => turn === this.turn;
    const get = (key) => (key ? fetched(this.base, key) : null);
    const texts = Promise.all([data.words, data.notes].map(get));
    texts.catch(() => {});
    try {
      const parts = await Promise.all([data.places, data.codes, data.outside].map(get));
      const words = acts.looksUp(data) ? (await texts)[0] : null;
      if (isLatest()) acts.drawn(data, ...parts, words);
      const found = await texts;
      if (isLatest()) acts.named(data, ...found);
    } catch (error) {
      if (!isLatest()) return;
      if (tries === 0) {
        acts.failed(data, error);
        return;
      }
      acts.missing(data); // the server may have let go of it, and makes it again
      setTimeout(() => isLatest() && this.start(data, tries - 1), TRY_MS);
    }
  }

  stop() {
    this.turn += 1;
  }
}
