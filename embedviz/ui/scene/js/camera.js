// Where the scene is looked at from: around a target, or flat from above. The points lie in the cube from -1 to 1.

const FIELD = (40 * Math.PI) / 180; // height of what is seen, as an angle
const STEEPEST = (89.5 * Math.PI) / 180;
const NEAREST = 1e-4;
const FARTHEST = 1e4;
const OUTERMOST = 1e12;
const START = { yaw: Math.PI / 4, pitch: 0.4 };
const FROM_ABOVE = { yaw: -Math.PI / 2, pitch: Math.PI / 2 };
const FINEST = 2e-4; // of the way to a place: nearer to it float32 is coarser than a pixel
const FITTING = 3.3; // the distance at which a ball of radius 1 fills the height

const TAN = Math.tan(FIELD / 2);

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

const ease = (t) => (t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2);

export const copyOf = (pose) => ({ ...pose, target: [...pose.target] });

// Right, up and back of one who looks at the target.
const axesOf = ({ yaw, pitch }) => {
  const [sy, cy, sp, cp] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  return [[-sy, cy, 0], [-cy * sp, -sy * sp, cp], [cy * cp, sy * cp, sp]];
};

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export class Camera {
  constructor() {
    this.isFlat = false;
    this.reach = 1;
    this.aspect = 1;
    this.pose = this.home();
    this.flight = null;
  }

  home() {
    return { ...(this.isFlat ? FROM_ABOVE : START), distance: FITTING * this.reach, target: [0, 0, 0] };
  }

  // Column by column, as WebGL takes it. `w` is the distance from the eye; flat, it is the distance everywhere.
  matrix() {
    const { distance, target } = this.pose;
    const [right, up, back] = axesOf(this.pose);
    const narrow = Math.min(1, this.aspect);
    const [fx, fy] = [(narrow / TAN) / this.aspect, narrow / TAN];
    const near = distance * 0.01;
    const far = distance + 8 + Math.hypot(...target);
    const rows = this.isFlat
      ? [right.map((v) => v * fx), up.map((v) => v * fy), back.map((v) => -v * distance / far), [0, 0, 0]]
      : [
        right.map((v) => v * fx), up.map((v) => v * fy),
        back.map((v) => -v * (far + near) / (far - near)), back.map((v) => -v),
      ];
    const shift = rows.map((row) => -dot(row, target));
    if (this.isFlat) shift[3] = distance;
    else {
      shift[2] += ((far + near) * distance - 2 * far * near) / (far - near);
      shift[3] += distance;
    }
    return Float64Array.from([0, 1, 2].flatMap((i) => rows.map((row) => row[i])).concat(shift));
  }

  // The point of the plane through the target that is seen at (x, y), both from -1 to 1.
  under(x, y) {
    const [right, up] = axesOf(this.pose);
    const narrow = Math.min(1, this.aspect);
    const [a, b] = [x * this.aspect, y].map((v) => v * this.pose.distance * TAN / narrow);
    return this.pose.target.map((v, i) => v + a * right[i] + b * up[i]);
  }

  orbit(byYaw, byPitch) {
    if (this.isFlat) return;
    this.flight = null;
    this.pose.yaw += byYaw;
    this.pose.pitch = clamp(this.pose.pitch + byPitch, -STEEPEST, STEEPEST);
  }

  // By shares of the height of the picture.
  pan(x, y) {
    this.flight = null;
    const [right, up] = axesOf(this.pose);
    const size = 2 * this.pose.distance * TAN / Math.min(1, this.aspect);
    this.pose.target = this.pose.target.map((v, i) => v - size * (x * right[i] + y * up[i]));
  }

  // What is at `around` stays where it is on the screen.
  zoom(factor, around) {
    this.flight = null;
    const distance = clamp(this.pose.distance * factor, NEAREST, FARTHEST);
    const share = 1 - distance / this.pose.distance;
    this.pose.target = this.pose.target.map((v, i) => v + (around[i] - v) * share);
    this.pose.distance = distance;
  }

  fly(pose, ms, now) {
    if (ms === 0) {
      this.pose = copyOf(pose);
      this.flight = null;
      return;
    }
    const from = copyOf(this.pose);
    from.yaw = pose.yaw + Math.atan2(Math.sin(from.yaw - pose.yaw), Math.cos(from.yaw - pose.yaw)); // the short way
    this.flight = { from, to: copyOf(pose), start: now, ms };
  }

  // Moves on, and tells whether the flight goes on.
  advance(now) {
    if (!this.flight) return false;
    const { from, to, start, ms } = this.flight;
    const t = ease(clamp((now - start) / ms, 0, 1));
    const between = (a, b) => a + (b - a) * t;
    this.pose = {
      yaw: between(from.yaw, to.yaw),
      pitch: between(from.pitch, to.pitch),
      distance: Math.exp(between(Math.log(from.distance), Math.log(to.distance))),
      target: from.target.map((v, i) => between(v, to.target[i])),
    };
    if (now - start >= ms) {
      this.pose = to;
      this.flight = null;
    }
    return true;
  }

  towards(target, radius) {
    const least = Math.max(0.05 * this.reach, FINEST * Math.hypot(...target));
    const distance = Math.max(least, Math.min(FITTING * radius, FITTING * this.reach));
    return { ...copyOf(this.pose), target: [...target], distance };
  }

  // The same place, as Plotly measures it: the cube's edge is 1 there, and its middle the middle of the axes.
  get forPlotly() {
    const { yaw, pitch, distance, target } = this.pose;
    const [x, y, z] = target.map((v) => v / 2);
    const by = distance / 2;
    return {
      eye: {
        x: x + by * Math.cos(pitch) * Math.cos(yaw), y: y + by * Math.cos(pitch) * Math.sin(yaw), z: z + by * Math.sin(pitch),
      },
      center: { x, y, z },
      up: { x: 0, y: 0, z: 1 },
    };
  }

  // As it stands in the address.
  get text() {
    const { yaw, pitch, distance, target } = this.flight?.to ?? this.pose;
    const numbers = [yaw, pitch, distance, ...target].map((v) => Number(v.toPrecision(5)));
    return numbers.join(",") + (this.isFlat ? ",flat" : "");
  }

  // False for a text that is no view.
  read(text) {
    const parts = (text ?? "").split(",");
    const isFlat = parts.length === 7 && parts.pop() === "flat";
    const numbers = parts.map(Number);
    if (numbers.length !== 6 || parts.some((part) => part.trim() === "") || !numbers.every(Number.isFinite)) return false;
    const [yaw, pitch, distance, ...target] = numbers;
    if (target.some((v) => Math.abs(v) > OUTERMOST)) return false;
    this.isFlat = isFlat;
    this.flight = null;
    const steep = isFlat ? FROM_ABOVE.pitch : clamp(pitch, -STEEPEST, STEEPEST);
    this.pose = { yaw, pitch: steep, distance: clamp(distance, NEAREST, FARTHEST), target };
    return true;
  }
}

// Where a point falls on the screen: x and y in pixels, and its distance w; null behind the eye.
export function projected(matrix, x, y, z, width, height) {
  const w = matrix[3] * x + matrix[7] * y + matrix[11] * z + matrix[15];
  if (w <= 0) return null;
  const cx = matrix[0] * x + matrix[4] * y + matrix[8] * z + matrix[12];
  const cy = matrix[1] * x + matrix[5] * y + matrix[9] * z + matrix[13];
  return [(0.5 + cx / w / 2) * width, (0.5 - cy / w / 2) * height, w];
}
