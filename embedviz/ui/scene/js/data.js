// What comes by the routes of the server: places, colors and words, each under the digest of its content.

const kept = new Map(); // fetched, by key: a widget's change asks for what has changed only
const KEPT = 8;

export async function fetched(base, key) {
  if (kept.has(key)) return kept.get(key);
  const loading = fetch(`${base}/scene/${key}`).then(async (answer) => {
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.arrayBuffer();
  });
  kept.set(key, loading);
  while (kept.size > KEPT) kept.delete(kept.keys().next().value);
  loading.catch(() => kept.delete(key));
  return loading;
}

// All words in one buffer: how many, how many bytes a length has, the lengths in bytes, and the bytes themselves. Decoded
// when they are looked at.
export class Words {
  constructor(buffer) {
    const [count, size] = new Uint32Array(buffer, 0, 2);
    const lengths = size === 1 ? new Uint8Array(buffer, 8, count) : new Uint32Array(buffer, 8, count);
    this.ends = new Uint32Array(count);
    let end = 0;
    for (let i = 0; i < count; i += 1) {
      end += lengths[i];
      this.ends[i] = end;
    }
    this.bytes = new Uint8Array(buffer, 8 + size * count);
    this.decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  }

  get count() {
    return this.ends.length;
  }

  at(i) {
    return this.decoder.decode(this.bytes.subarray(i === 0 ? 0 : this.ends[i - 1], this.ends[i]));
  }
}

// Points far outside the frame: which, and where, in units of the frame.
export function outliers(buffer) {
  const count = buffer.byteLength / 16;
  return { indices: new Uint32Array(buffer, 0, count), places: new Float32Array(buffer, 4 * count, 3 * count) };
}

const STEPS = 65534;

// Places and words of all points, those of the extra ones behind the others, which may be away in the frame's numbers.
export class Cloud {
  constructor() {
    this.places = new Uint16Array(0);
    this.words = null;
    this.notes = null;
    this.outside = { indices: new Uint32Array(0), places: new Float32Array(0) };
    this.extra = [];
    this.numberOf = new Map(); // of the extra points, by index
  }

  get count() {
    return this.places.length / 3;
  }

  setExtra(placed) {
    const { indices, places } = this.outside;
    const far = Array.from(indices, (index, i) => ({ index, at: places.slice(3 * i, 3 * i + 3), code: null }));
    this.extra = [...far, ...placed];
    this.numberOf = new Map(this.extra.map(({ index }, i) => [index, i]));
  }

  // From a number that was picked to the index of a word; the other points carry their own.
  index(number) {
    return number < this.count ? number : this.extra[number - this.count]?.index ?? null;
  }

  place(index) {
    const extra = this.numberOf.get(index);
    if (extra !== undefined) return this.extra[extra].at;
    return this.unit(this.places, 3 * index);
  }

  // A place among places, in units of the frame.
  unit(places, start) {
    return [0, 1, 2].map((i) => (places[start + i] / STEPS) * 2 - 1);
  }

  word(index) {
    const extra = this.numberOf.get(index);
    const given = extra === undefined ? undefined : this.extra[extra].word;
    return given ?? this.words?.at(index) ?? "";
  }

  // As the graphics card takes them, beside the numbers of the frame.
  extraPlaces() {
    return Float32Array.from(this.extra.flatMap(({ at }) => Array.from(at, (v) => ((v + 1) / 2) * (STEPS / 65535))));
  }

  extraCodes(codes) {
    return Uint8Array.from(this.extra, ({ index, code }) => code ?? codes[index] ?? 255);
  }
}
