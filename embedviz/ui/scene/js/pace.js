// Of how many points one is drawn while they move: each, unless a frame takes so long that the hand would not be followed.
// At rest all are drawn.

import { clamp } from "./camera.js";

const SLOW_MS = 90;
const QUICK_MS = 30;
const GOAL_MS = 60;
const LEAST = 50_000; // points, which any machine draws in time
const MOST_EVERY = 42; // 6 bytes a point, and WebGL's strides end at 255

export class Pace {
  constructor(gl) {
    this.gl = gl;
    this.every = 1;
    this.watched = null;
  }

  // Called after a frame was drawn on the way: measures how long the graphics card takes for it.
  watch(count) {
    const { gl } = this;
    if (this.watched !== null || gl.isContextLost()) return;
    const began = performance.now();
    this.watched = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    const look = () => {
      const isOver = gl.isContextLost() || gl.getSyncParameter(this.watched, gl.SYNC_STATUS) === gl.SIGNALED;
      if (!isOver) {
        requestAnimationFrame(look);
        return;
      }
      gl.deleteSync(this.watched);
      this.watched = null;
      this.learn(performance.now() - began, count);
    };
    requestAnimationFrame(look);
  }

  learn(ms, count) {
    if (ms > SLOW_MS) this.every = Math.ceil((this.every * ms) / GOAL_MS);
    else if (ms < QUICK_MS) this.every = Math.floor(this.every / 2);
    this.every = clamp(this.every, 1, clamp(Math.floor(count / LEAST), 1, MOST_EVERY));
  }
}
