// Scenes of a group turn together.

const groups = new Map(); // of scenes that are on the page, by name

export class Linked {
  constructor(scene) {
    this.scene = scene;
    this.others = new Set();
    this.shared = null;
  }

  join(name) {
    if (!groups.has(name)) groups.set(name, new Set());
    this.others = groups.get(name);
    this.others.add(this);
  }

  // Called with every frame: where this camera has moved, the others follow.
  lead() {
    if (this.others.size < 2) return;
    const { isFlat, pose } = this.scene.camera;
    const now = JSON.stringify([isFlat, pose]);
    if (now === this.shared) return;
    this.shared = now;
    for (const other of this.others) if (other !== this) other.follow(now, isFlat, pose);
  }

  follow(now, isFlat, pose) {
    this.shared = now;
    Object.assign(this.scene.camera, { flight: null, isFlat, pose: structuredClone(pose) });
    this.scene.move();
  }

  leave() {
    this.others.delete(this);
  }
}
