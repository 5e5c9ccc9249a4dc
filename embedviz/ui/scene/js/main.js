// The scene: fetches what is to be drawn, draws it, and tells the server what the reader does.

import { Address } from "./address.js";
import { Camera, clamp, projected } from "./camera.js";
import { Cloud, Words, fetched, outliers } from "./data.js";
import { Drawing } from "./drawing.js";
import { Frame } from "./frame.js";
import { handle } from "./hands.js";
import { choose, overlap, placeAnswers, replace } from "./labels.js";
import { Legend } from "./legend.js";
import { Moments } from "./moments.js";
import { Overlay } from "./overlay.js";
import { CanvasPen } from "./pens.js";
import { Picking } from "./picking.js";
import { Points } from "./points.js";
import { saveFetched, savePng, saveSvg } from "./saving.js";
import { Selecting, inBase64 } from "./selecting.js";

const REST_MS = 140;
const FLIGHT_MS = 600;
const TRIES = 3;
const TRY_MS = 1_200;
const AWAY = 0.12; // of the frame: the least that is seen around a query
const NEAR = 0.5; // of the distance at which the whole is seen
const NO_MARKS = { queries: [], neighbors: [], target: null };

const groups = new Map(); // of scenes that are on the page, by name

const flightMs = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : FLIGHT_MS);

const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

class Scene {
  constructor(parent, base, report) {
    this.base = base;
    this.report = report;
    this.camera = new Camera();
    this.cloud = new Cloud();
    this.overlay = new Overlay();
    this.frame = new Frame(parent, {
      home: () => this.goHome(),
      flat: () => this.flatten(),
      box: () => this.setSelecting("box"),
      lasso: () => this.setSelecting("lasso"),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : this.frame.host.requestFullscreen()),
      png: () => savePng(this.picture()),
      svg: () => saveSvg(this.picture()),
      html: () => this.report("html", { ...this.plotlyCamera(), moment: this.moments.moment }),
      outside: () => this.goOutside(),
      region: (number) => this.goToRegion(this.data.regions[number]),
      restyle: () => this.redraw(),
    });
    this.legend = new Legend(() => this.paint());
    this.frame.host.append(this.legend.box);
    this.drawing = new Drawing();
    this.moments = new Moments(this.frame.host, () => this.placeAnew());
    this.points = new Points(this.frame.canvas);
    this.data = null;
    this.has = {};
    this.chosen = [];
    this.turns = new Map();
    this.boxes = { words: [], answers: [], hovered: null, covered: [], regions: [], notes: [] };
    this.hover = null;
    this.selecting = new Selecting();
    this.moved = 1;
    this.frames = { asked: 0, rest: 0, hover: 0 };
    this.loads = 0;
    this.isOver = false;
    if (!this.points.gl) {
      report("no_webgl", true);
      return;
    }
    this.picking = new Picking(this.points);
    this.scale = Math.min(globalThis.devicePixelRatio || 1, 2);
    this.size = this.frame.fit(this.scale);
    this.attach();
  }

  attach() {
    const { canvas, host } = this.frame;
    this.stopHands = handle(canvas, this.camera, {
      moved: () => this.look(),
      rested: () => this.keepView(),
      hover: (place) => this.point(place),
      leave: () => this.point(null),
      click: (place) => this.click(place),
      around: (place) => this.around(place),
      reset: () => this.goHome(),
      isSelecting: () => this.selecting.mode !== null,
      leaveSelecting: () => this.setSelecting(null),
      select: (from, to, isDone) => this.select(from, to, isDone),
      selectAll: () => {
        this.selecting.start("box");
        this.select([0, 0], [this.size.width, this.size.height], true);
      },
    });
    this.sizes = new ResizeObserver(() => {
      this.scale = Math.min(globalThis.devicePixelRatio || 1, 2);
      this.size = this.frame.fit(this.scale);
      this.camera.aspect = this.size.width / Math.max(this.size.height, 1);
      this.look();
    });
    this.sizes.observe(host);
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => {
      this.points.start();
      this.look();
    });
    host.scene = this; // for the browser's console and the tests
  }

  // Streamlit hands over what is to be seen now; only what has another key is fetched.
  update(data) {
    if (!this.points.gl || data === null) return;
    if (!this.address) {
      this.address = new Address(data.group ?? data.key, data.query, data.view);
      this.isPlaced = this.camera.read(this.address.text);
      if (data.group) this.join(data.group);
    }
    this.data = data;
    this.frame.update(data);
    this.drawing.update(data.drawing);
    this.address.keep();
    this.moments.address?.keep();
    if (data.page && data.page !== this.has.page) {
      this.has.page = data.page;
      saveFetched(this.base, data.page, `${data.file}.html`);
    }
    this.load(data);
  }

  // Scenes of a group turn together.
  join(group) {
    if (!groups.has(group)) groups.set(group, new Set());
    this.group = groups.get(group);
    this.group.add(this);
  }

  lead() {
    if (!this.group) return;
    const { isFlat, pose } = this.camera;
    const now = JSON.stringify([isFlat, pose]);
    if (now === this.shared) return;
    this.shared = now;
    for (const other of this.group) {
      if (other === this) continue;
      other.shared = now;
      other.camera.flight = null;
      other.camera.isFlat = isFlat;
      other.camera.pose = structuredClone(pose);
      other.look();
    }
  }

  async load(data, tries = TRIES) {
    this.loads += 1;
    const turn = this.loads;
    const get = (key) => (key ? fetched(this.base, key) : null);
    const named = Promise.all([data.words, data.notes].map(get));
    named.catch(() => {});
    let parts;
    try {
      parts = await Promise.all([data.places, data.codes, data.outside].map(get));
      if (turn !== this.loads || this.isOver) return;
      this.apply(data, ...parts);
      const texts = await named;
      if (turn !== this.loads || this.isOver) return;
      this.name(data, ...texts);
    } catch (error) {
      if (turn !== this.loads || this.isOver) return;
      if (tries === 0) {
        this.fail(data.texts.failed, error);
        return;
      }
      this.report("missing", data.places); // the server may have let go of it, and makes it again
      setTimeout(() => turn === this.loads && !this.isOver && this.load(data, tries - 1), TRY_MS);
    }
  }

  fail(text, error) {
    this.frame.host.dataset.scene = "failed";
    this.frame.problem.textContent = text;
    this.frame.problem.hidden = false;
    this.problem = String(error);
  }

  apply(data, places, codes, outside) {
    const { cloud, points, has } = this;
    this.frame.problem.hidden = true;
    if (data.isFlat !== (has.isFlat ?? false)) this.setFlat(data.isFlat);
    has.isFlat = data.isFlat;
    if (data.places !== has.places) {
      const travels = has.words === data.words && cloud.count > 0 && flightMs() > 0;
      const before = travels ? cloud.places : null;
      cloud.places = this.moments.load(new Uint16Array(places), data.stages, data.words);
      cloud.outside = outside ? outliers(outside) : { indices: new Uint32Array(0), places: new Float32Array(0) };
      points.set("before", before);
      points.set("at", cloud.places);
      this.moved = before ? 0 : 1;
      this.began = null;
      this.camera.reach = data.reach;
      if (!has.places && !this.isPlaced) this.camera.pose = this.camera.home();
      this.turns.clear();
      this.hover = null;
    }
    if (data.codes !== has.codes) points.set("codes", new Uint8Array(codes));
    cloud.setExtra(data.extra);
    points.set("extraAt", cloud.extraPlaces());
    points.set("extraCodes", cloud.extraCodes(points.parts.codes));
    const colors = Uint8Array.from(data.palette.match(/../g), (pair) => Number.parseInt(pair, 16));
    this.palette = new Uint8Array(1024).fill(255);
    for (let code = 0; code < 256; code += 1) this.palette.set(colors.subarray(3 * code, 3 * code + 3), 4 * code);
    this.legend.update(data.legend, this.palette, data.texts);
    this.paint();
    this.marks = data.marks ?? NO_MARKS;
    const { outside: button } = this.frame;
    button.hidden = cloud.outside.indices.length === 0;
    button.textContent = data.texts.outside;
    if (data.query !== has.query && data.query !== null && !(this.isPlaced && has.places === undefined)) this.goToAnswer();
    Object.assign(has, { places: data.places, codes: data.codes, query: data.query, outside: data.outside });
    this.look();
  }

  name(data, words, notes) {
    if (this.has.words !== data.words) this.cloud.words = new Words(words);
    if (this.has.notes !== data.notes) this.cloud.notes = notes && new Words(notes);
    Object.assign(this.has, { words: data.words, notes: data.notes });
    this.overlay.widths.clear();
    this.choose();
    this.frame.host.dataset.scene = "drawn";
  }

  paint() {
    const colors = this.palette.slice();
    this.legend.hidden.forEach((isHidden, code) => { if (isHidden) colors[4 * code + 3] = 0; });
    this.points.setPalette(colors);
    this.look();
  }

  // What is drawn depends on where one looks from; what is written, too, once the camera rests.
  look() {
    if (this.picking) this.picking.isStale = true;
    this.arePointsOld = true;
    this.redraw();
    clearTimeout(this.frames.rest);
    this.frames.rest = setTimeout(() => this.choose(), REST_MS);
  }

  redraw() {
    if (!this.isOver) this.frames.asked ||= requestAnimationFrame((now) => this.draw(now));
  }

  // The places of the moment that is looked at now.
  placeAnew() {
    this.cloud.places = this.moments.placement();
    this.points.set("at", this.cloud.places);
    this.look();
  }

  // Where a point is, also on its way.
  placeNow(index) {
    const { before } = this.points.parts;
    const to = this.cloud.place(index);
    if (this.moved >= 1 || before === null || index >= this.cloud.count) return to;
    return this.cloud.unit(before, 3 * index).map((v, i) => v + (to[i] - v) * this.moved);
  }

  get matrix() {
    return this.camera.matrix();
  }

  appearance(scale) {
    const digits = Math.log10(Math.max(this.cloud.count, 1));
    const quiet = this.marks?.queries.length ? 0.75 : 1;
    return {
      matrix: this.matrix,
      moved: this.moved,
      size: clamp(10.2 - 1.43 * digits, 1.6, 7) * scale * this.drawing.content.size,
      reference: this.camera.home().distance,
      least: 1.2 * scale,
      most: 9 * scale * this.drawing.content.size,
      opacity: clamp(1.25 - 0.17 * digits, 0.28, 0.85) * quiet,
    };
  }

  draw(now) {
    this.frames.asked = 0;
    if (!this.points.isReady || this.points.gl.isContextLost() || this.size.width === 0) return;
    const isFlying = this.camera.advance(now);
    if (this.moved < 1) {
      this.began ??= now;
      this.moved = Math.min((now - this.began) / FLIGHT_MS, 1);
      this.arePointsOld = true;
      if (this.moved === 1) this.points.set("before", null);
    }
    const isPlaying = this.moments.advance(now);
    if (isPlaying) this.placeAnew();
    if (isFlying || this.arePointsOld) this.points.draw(this.appearance(this.scale));
    this.arePointsOld = false;
    this.drawOver(new CanvasPen(this.frame.over, this.scale));
    this.lead();
    if (isFlying || this.moved < 1) this.look();
  }

  drawOver(pen, isSaved = false) {
    const { overlay, cloud, size, marks } = this;
    overlay.setStyle(this.frame.host);
    const matrix = this.matrix;
    const measure = (text) => overlay.measure(text);
    const scene = { cloud, matrix, size, measure, marks };
    if (!isSaved) pen.clear(size.width, size.height);
    const titles = overlay.axes(pen, { axes: this.data.axes, matrix, size, reach: this.camera.reach });
    const fixed = [...this.frame.covered(this.legend.box, this.moments.box), ...titles];
    const notes = this.drawing.draw(pen, {
      matrix, size, overlay, hidden: this.legend.hidden, covered: fixed, ways: this.moments.ways(cloud),
      place: (index) => this.placeNow(index),
    });
    const covered = [...fixed, ...notes];
    const queries = new Set(marks.queries);
    const wanted = [...marks.queries, ...marks.neighbors].map((index) => ({
      index,
      at: projected(matrix, ...cloud.place(index), size.width, size.height),
      size: overlay.measure(cloud.word(index), queries.has(index) ? overlay.style.bold : overlay.style.font),
    })).filter(({ at }) => at && at[0] > 0 && at[1] > 0 && at[0] < size.width && at[1] < size.height);
    const answers = this.moved < 1 ? [] : placeAnswers(wanted, size, this.turns, covered);
    const regions = this.moved < 1 ? [] : this.placeRegions(matrix, [...covered, ...answers]);
    const taken = [...covered, ...answers, ...regions];
    const words = this.moved < 1 ? [] : replace(this.chosen, { ...scene, taken });
    overlay.words(pen, words, cloud);
    overlay.regions(pen, regions);
    overlay.answer(pen, scene);
    overlay.pills(pen, answers, cloud, queries);
    const hovered = this.hover === null ? null : overlay.hovered(pen, { ...scene, index: this.hover, said: this.said });
    this.boxes = { words, answers, hovered, covered, regions, notes };
    this.selecting.show(pen, overlay.style.color);
    if (!isSaved) return;
    overlay.title(pen, this.data.alt);
    this.legend.draw(pen, overlay.style, size.width);
  }

  // From afar the names of regions, the largest first; nearer, the words have their room.
  placeRegions(matrix, taken) {
    const boxes = [];
    if (this.camera.pose.distance < NEAR * this.camera.home().distance) return boxes;
    for (const { at, name } of this.data.regions) {
      const place = projected(matrix, ...at, this.size.width, this.size.height);
      if (!place) continue;
      const own = this.overlay.measure(name, this.overlay.style.large);
      const box = { x: place[0] - own.width / 2, y: place[1] - own.height / 2, ...own, name };
      const isIn = box.x >= 0 && box.y >= 0 && box.x + box.width <= this.size.width && box.y + box.height <= this.size.height;
      if (isIn && [...taken, ...boxes].every((other) => !overlap(box, other, 8, 4))) boxes.push(box);
    }
    return boxes;
  }

  // Called when nothing moves: all points may be looked at.
  choose() {
    const { cloud, size, overlay } = this;
    if (!cloud.words || !this.points.isReady || this.moved < 1 || this.camera.flight || this.isOver) return;
    overlay.setStyle(this.frame.host);
    const marked = new Set([...this.marks.queries, ...this.marks.neighbors]);
    const taken = [...this.boxes.covered, ...this.boxes.answers, ...this.boxes.regions];
    this.chosen = !this.drawing.content.labeled ? [] : choose({
      cloud, codes: this.points.parts.codes, hidden: this.legend.hidden, matrix: this.matrix, size,
      measure: (text) => overlay.measure(text), taken, skip: marked,
    });
    this.redraw();
  }

  pickAt(place) {
    const number = this.picking.at(...place, this.appearance(this.scale), this.scale);
    return number === null ? null : this.cloud.index(number);
  }

  point(place) {
    this.pointer = place;
    if (place === null) {
      this.setHover(null);
      return;
    }
    this.frames.hover ||= requestAnimationFrame(() => {
      this.frames.hover = 0;
      if (this.pointer && !this.camera.flight && this.moved === 1) this.setHover(this.pickAt(this.pointer));
    });
  }

  // What stands beside the word under the pointer: its number, and what its source says of it.
  get said() {
    const { hover, cloud, data } = this;
    if (hover >= cloud.count) return [];
    const place = data.placeText && data.placeText.replace("{place}", (hover + 1).toLocaleString("en-US"));
    return [place, data.notes && cloud.notes?.at(hover)].filter(Boolean);
  }

  setHover(index) {
    if (this.hover === index) return;
    this.hover = index;
    const word = index === null ? "" : this.cloud.word(index);
    this.frame.host.dataset.hovered = word;
    this.frame.say(word);
    this.frame.canvas.style.cursor = index === null ? "" : "pointer";
    this.redraw();
  }

  click(place) {
    const index = this.pickAt(place);
    if (index !== null) this.report("clicked", { index, words: this.data.words });
  }

  around([x, y]) {
    const { width, height } = this.size;
    if (this.hover !== null) return this.cloud.place(this.hover);
    return this.camera.under((2 * x) / width - 1, 1 - (2 * y) / height);
  }

  keepView() {
    this.isPlaced = true;
    clearTimeout(this.frames.kept);
    this.frames.kept = setTimeout(() => this.address.set(this.camera.text, this.data.query), REST_MS);
  }

  fly(pose) {
    this.camera.fly(pose, flightMs(), performance.now());
    this.look();
  }

  goHome() {
    this.fly(this.camera.home());
    this.isPlaced = false;
    clearTimeout(this.frames.kept);
    this.address.set(null);
  }

  goToAnswer() {
    const { queries, neighbors, target } = this.marks;
    const place = target ?? (queries.length ? this.cloud.place(queries[0]) : null);
    if (!place) return;
    const radius = Math.max(0, ...neighbors.map((index) => distance(place, this.cloud.place(index))));
    this.fly(this.camera.towards(place, Math.max(1.25 * radius, AWAY * this.camera.reach)));
    this.address.set(null);
  }

  goOutside() {
    const { indices } = this.cloud.outside;
    this.nextOutside = ((this.nextOutside ?? -1) + 1) % indices.length;
    this.fly(this.camera.towards(this.cloud.place(indices[this.nextOutside]), AWAY * this.camera.reach));
  }

  goToRegion({ at, radius }) {
    this.fly(this.camera.towards(at, 1.6 * radius));
    this.keepView();
  }

  flatten() {
    const { distance: away, target } = this.camera.pose;
    this.setFlat(!this.camera.isFlat);
    this.fly({ ...this.camera.home(), distance: away, target });
    this.keepView();
  }

  // A view of the address stays where it is, but a picture without depth is seen from above.
  setFlat(isFlat) {
    const { camera, frame, isPlaced, has } = this;
    frame.buttons.flat.setAttribute("aria-pressed", String(isFlat));
    if (camera.isFlat === isFlat) return;
    camera.isFlat = isFlat;
    const { distance: away, target } = camera.pose;
    camera.pose = isPlaced && has.places === undefined ? { ...camera.home(), distance: away, target } : camera.home();
  }

  setSelecting(mode) {
    this.selecting.start(mode === this.selecting.mode ? null : mode);
    for (const name of ["box", "lasso"]) {
      this.frame.buttons[name].setAttribute("aria-pressed", String(name === this.selecting.mode));
    }
    this.frame.host.toggleAttribute("data-selecting", this.selecting.mode !== null);
    this.frame.canvas.focus({ preventScroll: true });
    this.redraw();
  }

  select(from, to, isDone) {
    const { selecting, cloud, legend, points, matrix, size } = this;
    selecting.draw(from, to);
    if (isDone) {
      const mask = selecting.mask({ cloud, codes: points.parts.codes, hidden: legend.hidden, matrix, size });
      this.setSelecting(null);
      this.report("selected", { mask: inBase64(mask), words: this.data.words });
    }
    this.redraw();
  }

  picture() {
    return {
      size: this.size,
      ground: this.overlay.style.ground,
      name: this.data.file,
      drawn: (scale) => {
        this.frame.canvas.width = this.size.width * scale;
        this.frame.canvas.height = this.size.height * scale;
        this.points.draw(this.appearance(scale));
        this.frames.refit = requestAnimationFrame(() => {
          this.frame.fit(this.scale);
          this.look();
        });
        return this.frame.canvas;
      },
      over: (pen) => this.drawOver(pen, true),
    };
  }

  // The same place, as Plotly measures it: the cube's edge is 1 there, and its middle the middle of the axes.
  plotlyCamera() {
    const { yaw, pitch, distance: away, target } = this.camera.pose;
    const [x, y, z] = target.map((v) => v / 2);
    const by = away / 2;
    return {
      eye: {
        x: x + by * Math.cos(pitch) * Math.cos(yaw), y: y + by * Math.cos(pitch) * Math.sin(yaw), z: z + by * Math.sin(pitch),
      },
      center: { x, y, z },
      up: { x: 0, y: 0, z: 1 },
    };
  }

  stop() {
    this.isOver = true;
    this.group?.delete(this);
    this.stopHands?.();
    this.sizes?.disconnect();
    for (const timer of [this.frames.rest, this.frames.kept]) clearTimeout(timer);
    for (const frame of [this.frames.asked, this.frames.hover, this.frames.refit]) cancelAnimationFrame(frame);
    this.points.stop();
    this.frame.host.remove();
  }
}

export const createScene = (parent, base, report) => new Scene(parent, base, report);
