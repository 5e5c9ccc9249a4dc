// Where the camera goes by itself, and what of it is kept in the address.

import { Address } from "./address.js";

const FLIGHT_MS = 600;
const KEEP_MS = 140;
const AWAY = 0.12; // of the frame: the least that is seen around a query

export const flightMs = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : FLIGHT_MS);

const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

export class Flights {
  constructor(scene) {
    this.scene = scene;
    this.address = null;
    this.isPlaced = false; // by the reader, or by the address
    this.timer = 0;
  }

  // The view of the address, once the first data tell what it is of.
  begin({ group, key, query, view }) {
    this.address = new Address(group ?? key, query, view);
    this.isPlaced = this.scene.camera.read(this.address.text);
  }

  to(pose) {
    this.scene.camera.fly(pose, flightMs(), performance.now());
    this.scene.move();
  }

  home() {
    this.to(this.scene.camera.home());
    this.isPlaced = false;
    this.forget();
  }

  toAnswer() {
    const { camera, cloud, marks: { queries, neighbors, target } } = this.scene;
    const place = target ?? (queries.length ? cloud.place(queries[0]) : null);
    if (!place) return;
    const radius = Math.max(0, ...neighbors.map((index) => distance(place, cloud.place(index))));
    this.to(camera.towards(place, Math.max(1.25 * radius, AWAY * camera.reach)));
    this.forget();
  }

  // To the points far outside, one after the other.
  outside() {
    const { camera, cloud } = this.scene;
    const { indices } = cloud.outside;
    this.next = ((this.next ?? -1) + 1) % indices.length;
    this.to(camera.towards(cloud.place(indices[this.next]), AWAY * camera.reach));
  }

  toRegion({ at, radius }) {
    this.to(this.scene.camera.towards(at, 1.6 * radius));
    this.keep();
  }

  flatten() {
    const { camera } = this.scene;
    const { distance: away, target } = camera.pose;
    this.setFlat(!camera.isFlat, false);
    this.to({ ...camera.home(), distance: away, target });
    this.keep();
  }

  // A view of the address stays where it is, but a picture without depth is seen from above.
  setFlat(isFlat, isFirst) {
    const { camera, frame } = this.scene;
    frame.buttons.flat.setAttribute("aria-pressed", String(isFlat));
    if (camera.isFlat === isFlat) return;
    camera.isFlat = isFlat;
    const { distance: away, target } = camera.pose;
    camera.pose = this.isPlaced && isFirst ? { ...camera.home(), distance: away, target } : camera.home();
  }

  keep() {
    this.isPlaced = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.address.set(this.scene.camera.text, this.scene.data.query), KEEP_MS);
  }

  forget() {
    clearTimeout(this.timer);
    this.address.set(null);
  }

  stop() {
    clearTimeout(this.timer);
  }
}
