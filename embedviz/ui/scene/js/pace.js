// Of how many points one is drawn while they move: each, unless a frame takes so long that the hand would not be followed.
// At rest all are drawn.

import { clamp } from "./camera.js";

const SLOW_MS = 90;
const QUICK_MS = 30;
const GOAL_MS = 60;
const MOST_MS = 10_000; // that anything waits for a frame
const LEAST = 50_000; // points, which any machine draws in time
const MOST_EVERY = 42; // 6 bytes a point, and WebGL's strides end at 255

export class Pace {
  constructor(gl) {
    this.gl = gl;
    this.every = 1;
    this.watched = null;
  }

  // Whether a frame is not done yet: another one would only wait behind it.
  get isBusy() {
    return this.watched !== null;
  }

  // Called after one of so many points was drawn: measures how long the graphics card takes for it, and tells when it stands.
  watch(count, every, stands) {
    const { gl } = this;
    if (this.isBusy || gl.isContextLost()) return;
    const began = performance.now();
    this.watched = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    const look = () => {
      const ms = performance.now() - began;
      const isDone = gl.isContextLost() || gl.getSyncParameter(this.watched, gl.SYNC_STATUS) === gl.SIGNALED;
      if (!isDone && ms < MOST_MS) {
        requestAnimationFrame(look);
        return;
      }
      gl.deleteSync(this.watched);
      this.watched = null;
      this.learn(ms, count, every);
      stands();
    };
    requestAnimationFrame(look);
  }

  learn(ms, count, every) {
    if (ms > SLOW_MS) this.every = Math.ceil((every * ms) / GOAL_MS);
    else if (ms < QUICK_MS && every === this.every) this.every = Math.floor(every / 2);
    this.every = clamp(this.every, 1, clamp(Math.floor(count / LEAST), 1, MOST_EVERY));
  }
}
