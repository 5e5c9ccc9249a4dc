// The scene: draws what is fetched, and hands on to its parts what the reader does.

import { Camera, clamp } from "./camera.js";
import { Cloud, Words, outliers } from "./data.js";
import { Drawing } from "./drawing.js";
import { Flights } from "./flights.js";
import { Frame } from "./frame.js";
import { handle } from "./hands.js";
import { Legend } from "./legend.js";
import { Linked } from "./linked.js";
import { Loading } from "./loading.js";
import { Moments } from "./moments.js";
import { Named } from "./named.js";
import { looksUp, originsOf } from "./origins.js";
import { Overlay } from "./overlay.js";
import { Pace } from "./pace.js";
import { CanvasPen } from "./pens.js";
import { Pointing } from "./pointing.js";
import { Points } from "./points.js";
import { pictureOf, saveFetched, savePng, saveSvg } from "./saving.js";
import { Selecting } from "./selecting.js";
import { Writing } from "./writing.js";

const REST_MS = 140;
const TRAVEL_MS = 600;
const REPORT_MS = 3_000;
const NO_MARKS = { queries: [], neighbors: [], target: null };

class Scene {
  constructor(parent, base, report) {
    this.base = base;
    this.camera = new Camera();
    this.cloud = new Cloud();
    this.overlay = new Overlay();
    this.selecting = new Selecting();
    this.drawing = new Drawing();
    this.flights = new Flights(this);
    this.linked = new Linked(this);
    this.named = new Named(this);
    this.writing = new Writing(this);
    this.frame = new Frame(parent, this.acts(report));
    this.legend = new Legend(() => this.paint());
    this.frame.host.append(this.legend.box);
    this.moments = new Moments(this.frame.host, () => this.placeAnew());
    this.points = new Points(this.frame.canvas);
    this.data = null;
    this.marks = NO_MARKS;
    this.has = {};
    this.moved = 1; // the share of the way to new places
    this.isMoving = false; // then every so many points may be left out
    this.frames = { asked: 0, rest: 0, hover: 0, refit: 0 };
    this.isOver = false;
    this.problem = null;
    if (!this.points.gl) {
      this.refuse(report, REPORT_MS);
      return;
    }
    this.pace = new Pace(this.points.gl);
    this.pointing = new Pointing(this, report);
    this.loading = new Loading(base, {
      looksUp: (data) => looksUp(this, data),
      drawn: (...given) => this.apply(...given),
      named: (...given) => this.name(...given),
      missing: ({ places }) => report("missing", places),
      failed: ({ texts }, error) => this.fail(texts.failed, error),
    });
    this.fit();
    this.attach();
  }

  // Once more as long as nobody has taken the scene away: a report is lost where the page is run anew at that moment. Each
  // one ends a run that goes on, so they come slower and slower.
  refuse(report, ms) {
    report("no_webgl", true);
    this.refusing = setTimeout(() => this.refuse(report, 2 * ms), ms);
  }

  // What the buttons do.
  acts(report) {
    return {
      home: () => this.flights.home(),
      flat: () => this.flights.flatten(),
      box: () => this.pointing.setSelecting("box"),
      lasso: () => this.pointing.setSelecting("lasso"),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : this.frame.host.requestFullscreen()),
      png: () => savePng(pictureOf(this)),
      svg: () => saveSvg(pictureOf(this)),
      html: () => report("html", { ...this.camera.forPlotly, moment: this.moments.moment }),
      outside: () => this.flights.outside(),
      region: (number) => this.flights.toRegion(this.data.regions[number]),
      restyle: () => this.redraw(),
    };
  }

  attach() {
    const { canvas, host } = this.frame;
    this.stopHands = handle(canvas, this.camera, {
      ...this.pointing.acts,
      moved: () => this.move(),
      rested: () => this.flights.keep(),
      reset: () => this.flights.home(),
      passWheel: () => this.frame.hint(this.data?.texts.wheel),
    });
    this.sizes = new ResizeObserver(() => {
      this.fit();
      this.look();
    });
    this.sizes.observe(canvas);
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => {
      this.points.start();
      this.look();
    });
    host.scene = this; // for the browser's console and the tests
  }

  fit() {
    this.scale = Math.min(globalThis.devicePixelRatio || 1, 2);
    this.size = this.frame.fit(this.scale);
    this.camera.aspect = this.size.width / Math.max(this.size.height, 1);
  }

  // Streamlit hands over what is to be seen now; only what has another key is fetched.
  update(data) {
    if (!this.points.gl || data === null) return;
    if (this.data === null) {
      this.flights.begin(data);
      if (data.group) this.linked.join(data.group);
    }
    this.data = data;
    this.frame.update(data);
    this.drawing.update(data.drawing);
    this.named.light(null);
    for (const { address } of [this.flights, this.moments, this.legend]) address?.keep();
    if (data.page && data.page !== this.has.page) {
      this.has.page = data.page;
      saveFetched(this.base, data.page, `${data.file}.html`);
    }
    this.loading.start(data);
  }

  fail(text, error) {
    this.frame.host.dataset.scene = "failed";
    this.frame.problem.textContent = text;
    this.frame.problem.hidden = false;
    this.problem = String(error);
  }

  apply(data, places, codes, outside, words) {
    const { cloud, points, has, flights } = this;
    const isFirst = has.places === undefined;
    this.frame.problem.hidden = true;
    if (this.problem) this.frame.host.dataset.scene = "loading";
    this.problem = null;
    if (data.isFlat !== (has.isFlat ?? false)) flights.setFlat(data.isFlat, isFirst);
    if (data.places !== has.places) this.place(data, places, outside, words);
    if (data.words !== has.words) {
      [cloud.words, cloud.notes] = [null, null]; // those there are belong to other points
      [has.words, has.notes] = [undefined, undefined];
    }
    if (data.codes !== has.codes) points.set("codes", new Uint8Array(codes));
    cloud.setExtra(data.extra);
    points.set("extraAt", cloud.extraPlaces());
    points.set("extraCodes", cloud.extraCodes(points.parts.codes));
    const colors = Uint8Array.from(data.palette.match(/../g), (pair) => Number.parseInt(pair, 16));
    this.palette = new Uint8Array(1024).fill(255);
    for (let code = 0; code < 256; code += 1) this.palette.set(colors.subarray(3 * code, 3 * code + 3), 4 * code);
    this.legend.update(data, this.palette);
    this.paint();
    this.marks = data.marks ?? NO_MARKS;
    const { outside: button } = this.frame;
    button.hidden = cloud.outside.indices.length === 0;
    button.textContent = data.texts.outside;
    const isAnother = data.query !== has.query && data.query !== null;
    if (isAnother && !(flights.isPlaced && isFirst)) flights.toAnswer();
    const { isFlat, codes: colored, query } = data;
    Object.assign(has, { isFlat, places: data.places, codes: colored, query, outside: data.outside });
    this.look();
  }

  // Puts the points where they are now; words that were there before travel.
  place(data, places, outside, words) {
    const { cloud, points, has } = this;
    const to = this.moments.load(new Uint16Array(places), data.stages, data.words);
    const before = originsOf(this, data, to, words);
    cloud.places = to;
    cloud.outside = outside ? outliers(outside) : { indices: new Uint32Array(0), places: new Float32Array(0) };
    points.set("before", before);
    points.set("at", cloud.places);
    this.moved = before ? 0 : 1;
    this.began = null;
    this.camera.reach = data.reach;
    if (!has.places && !this.flights.isPlaced) this.camera.pose = this.camera.home();
    this.writing.forget();
    this.pointing.setHover(null);
  }

  name(data, words, notes) {
    if (this.has.words !== data.words) this.cloud.words = new Words(words);
    if (this.has.notes !== data.notes) this.cloud.notes = notes && new Words(notes);
    Object.assign(this.has, { words: data.words, notes: data.notes });
    this.overlay.widths.clear();
    this.choose();
  }

  paint() {
    const colors = this.palette.slice();
    this.legend.hidden.forEach((isHidden, code) => { if (isHidden) colors[4 * code + 3] = 0; });
    this.points.setPalette(colors);
    this.look();
  }

  // Draws all points where they are now; what is written is chosen anew.
  look() {
    this.isMoving = false;
    this.drawAnew();
  }

  // The same on the way, where one may see fewer points for as long as it goes on.
  move() {
    this.isMoving = true;
    this.drawAnew();
  }

  drawAnew() {
    if (this.pointing) this.pointing.picking.isStale = true;
    this.arePointsOld = true;
    this.redraw();
    clearTimeout(this.frames.rest);
    this.frames.rest = setTimeout(() => this.rest(), REST_MS);
  }

  redraw() {
    if (!this.isOver) this.frames.asked ||= requestAnimationFrame((now) => this.draw(now));
  }

  rest() {
    if (!this.isWhole) this.arePointsOld = true;
    this.isMoving = false;
    this.choose();
  }

  choose() {
    if (!this.cloud.words || !this.points.isReady || this.moved < 1 || this.camera.flight || this.isOver) return;
    this.writing.choose();
    this.redraw();
  }

  // The places of the moment that is looked at now.
  placeAnew() {
    this.cloud.places = this.moments.placement();
    this.points.set("at", this.cloud.places);
    this.move();
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

  // Of how many points one is drawn: so many more of the others shine through it.
  appearance(scale, every = 1) {
    const digits = Math.log10(Math.max(this.cloud.count, 1));
    const quiet = this.marks.queries.length ? 0.75 : 1;
    const opacity = clamp(1.25 - 0.17 * digits, 0.28, 0.85) * quiet;
    return {
      matrix: this.matrix,
      moved: this.moved,
      size: clamp(10.2 - 1.43 * digits, 1.6, 7) * scale * this.drawing.content.size,
      reference: this.camera.home().distance,
      least: 1.2 * scale,
      most: 9 * scale * this.drawing.content.size,
      opacity: 1 - (1 - opacity) ** every,
      every,
    };
  }

  draw(now) {
    this.frames.asked = 0;
    if (!this.points.isReady || this.points.gl.isContextLost() || this.size.width === 0) return;
    if (this.pace.isBusy && (this.arePointsOld || this.camera.flight || this.moved < 1)) {
      this.redraw();
      return;
    }
    const isFlying = this.camera.advance(now);
    if (this.moved < 1) this.travel(now);
    if (this.moments.advance(now)) this.placeAnew();
    if (isFlying || this.arePointsOld) this.drawPoints();
    this.writing.draw(new CanvasPen(this.frame.over, this.scale));
    this.linked.lead();
    if (isFlying || this.moved < 1) this.move();
  }

  drawPoints() {
    const every = this.isMoving ? this.pace.every : 1;
    this.points.draw(this.appearance(this.scale, every));
    this.isWhole = every === 1;
    this.arePointsOld = false;
    const { dataset } = this.frame.host;
    this.pace.watch(this.cloud.count, every, () => { if (dataset.scene === "loading") dataset.scene = "drawn"; });
  }

  travel(now) {
    this.began ??= now;
    this.moved = Math.min((now - this.began) / TRAVEL_MS, 1);
    this.arePointsOld = true;
    if (this.moved === 1) this.points.set("before", null);
  }

  stop() {
    this.isOver = true;
    this.loading?.stop();
    this.linked.leave();
    this.named.stop();
    this.flights.stop();
    this.stopHands?.();
    this.sizes?.disconnect();
    clearTimeout(this.refusing);
    clearTimeout(this.frames.rest);
    for (const frame of [this.frames.asked, this.frames.hover, this.frames.refit]) cancelAnimationFrame(frame);
    this.points.stop();
    this.frame.host.remove();
  }
}

export const createScene = (parent, base, report) => new Scene(parent, base, report);
