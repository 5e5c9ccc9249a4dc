// Where points travel from: the same words from where they were, and those of another source from where it had them.

import { Words } from "./data.js";
import { flightMs } from "./flights.js";

const MOST = 100_000; // words that are looked up: of more it takes longer than the way
const AWAY = 65535;

// Whether the words of what is to be drawn must be known before it is.
export const looksUp = ({ cloud, has }, { words, stages }) =>
  has.words !== undefined && has.words !== words && cloud.count <= MOST && stages === null && flightMs() > 0;

// Places for each of the new ones, or null if nothing travels. `words` are those of the new ones, if they were looked up.
export function originsOf({ cloud, has }, data, places, words) {
  if (cloud.count === 0 || flightMs() === 0) return null;
  if (has.words === data.words) return cloud.places;
  return words && cloud.words && places.length <= 3 * MOST ? lookedUp(cloud, new Words(words), places) : null;
}

// A word that was not there before is where it is to be at once.
function lookedUp(cloud, words, places) {
  const known = new Map();
  for (let i = cloud.count - 1; i >= 0; i -= 1) if (cloud.places[3 * i] !== AWAY) known.set(cloud.words.at(i), 3 * i);
  const found = places.slice();
  let isShared = false;
  for (let i = 0; i < words.count; i += 1) {
    const from = places[3 * i] === AWAY ? undefined : known.get(words.at(i));
    if (from === undefined) continue;
    found.set(cloud.places.subarray(from, from + 3), 3 * i);
    isShared = true;
  }
  return isShared ? found : null;
}
