// Points that lie elsewhere from one moment to the next: a slider, a button that plays, and the moment in the address.
// What lies between two moments is interpolated here, so that the server is not asked.

import { Address } from "./address.js";
import { make } from "./frame.js";

const NAME = "moment";
const AWAY = 65535;
const STEP = 0.25; // of the way from one moment to the next
const PLAY_MS = { least: 3_000, most: 9_000, moment: 450 };
const PLAY = "M7 5v14l11-7z";
const PAUSE = "M8 5v14M16 5v14";

export class Moments {
  // `changed()` is called when the reader has moved on.
  constructor(host, changed) {
    this.changed = changed;
    this.all = null;
    this.count = 1;
    this.moment = 0;
    this.isPlaying = false;
    this.box = make("div", "embedviz-moments", host);
    this.box.hidden = true;
    this.button = make("button", "", this.box);
    this.button.type = "button";
    this.button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${PLAY}"/></svg>`;
    this.button.addEventListener("click", () => this.play(!this.isPlaying));
    this.slider = make("input", "", this.box);
    this.slider.type = "range";
    this.slider.min = "0";
    this.slider.step = String(STEP);
    this.slider.addEventListener("input", () => {
      this.moment = Number(this.slider.value);
      this.play(false);
      this.changed();
      this.keep();
    });
    // Arrow keys move the slider, not the scene and not from step to step of a lesson.
    this.slider.addEventListener("keydown", (event) => event.stopPropagation());
    this.name = make("output", "", this.box);
  }

  // Places of all points at all moments, one after the other; without moments there is one.
  load(places, stages, words) {
    const wasLast = this.moment === this.count - 1;
    const isFirst = this.all === null;
    const { length } = stages?.names ?? [""];
    [this.all, this.stages, this.count] = [places, stages, length];
    this.box.hidden = length < 2;
    if (!stages) return places;
    if (isFirst) {
      this.address = new Address(stages.key, words, NAME);
      const given = Number.parseFloat(this.address.text ?? "");
      this.moment = given >= 0 && given <= length - 1 ? given : stages.start;
    } else if (wasLast || this.moment > length - 1) this.moment = length - 1;
    this.slider.max = String(length - 1);
    this.slider.setAttribute("aria-label", stages.label);
    this.show();
    return this.placement();
  }

  show() {
    const { texts, names } = this.stages;
    const name = names[Math.round(this.moment)];
    this.slider.value = String(this.moment);
    this.slider.setAttribute("aria-valuetext", name);
    this.name.textContent = name;
    const text = this.isPlaying ? texts.pause : texts.play;
    this.button.title = text;
    this.button.setAttribute("aria-label", text);
    this.button.firstChild.firstChild.setAttribute("d", this.isPlaying ? PAUSE : PLAY);
  }

  // Between two moments on a straight line.
  placement(moment = this.moment) {
    const size = this.all.length / this.count;
    const before = Math.min(Math.floor(moment), this.count - 1);
    const share = moment - before;
    const from = this.all.subarray(before * size, (before + 1) * size);
    if (share === 0) return from;
    const to = this.all.subarray((before + 1) * size, (before + 2) * size);
    return Uint16Array.from(from, (v, i) => (v === AWAY || to[i] === AWAY ? AWAY : Math.round(v + (to[i] - v) * share)));
  }

  play(isOn) {
    this.isPlaying = isOn;
    this.last = null;
    if (isOn && this.moment === this.count - 1) this.moment = 0;
    this.show();
    if (isOn) this.changed();
  }

  // Moves on while it plays, and tells whether it does.
  advance(now) {
    if (!this.isPlaying) return false;
    const { least, most, moment } = PLAY_MS;
    const whole = Math.min(Math.max(least, moment * (this.count - 1)), most);
    const step = this.last === null ? 0 : ((now - this.last) / whole) * (this.count - 1);
    this.last = now;
    this.moment = Math.min(this.moment + step, this.count - 1);
    if (this.moment === this.count - 1) {
      this.isPlaying = false;
      this.keep();
    }
    this.show();
    return true;
  }

  keep() {
    this.address.set(this.moment === this.stages.start ? null : String(Number(this.moment.toFixed(2))));
  }

  // The ways that some points have come so far: each at all moments before, and where it is now.
  ways(cloud) {
    if (!this.stages || this.count < 2) return [];
    const size = this.all.length / this.count;
    const moments = [...Array(Math.floor(this.moment) + 1).keys()];
    return this.stages.trails.map(({ index, color }) => ({
      index,
      color,
      places: [...moments.map((i) => cloud.unit(this.all, i * size + 3 * index)), cloud.place(index)],
    }));
  }
}
