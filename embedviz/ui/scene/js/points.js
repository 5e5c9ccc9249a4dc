// Draws the points with WebGL2: discs that fade with distance, and once more, unseen, as numbers to pick by.

// All of it is worked out for each of a million points, by a processor where there is no graphics card: so each way of
// drawing has a program that does no more than it needs. `disc` is half a pixel more than the radius, and the square's side.
const VERTEX = `
precision highp float;
precision highp int;
in vec3 at;
in vec3 before;
in vec4 paint;
uniform mat4 view;
uniform float moved;
uniform float size;
uniform float reference;
uniform vec2 sizes;
uniform float opacity;
uniform int first;
uniform int direction;
flat out vec2 disc;
#ifdef PICKS
flat out uint number;
#else
flat out vec4 color;
#endif
const float STEPS = 65535.0 / 65534.0;
void main() {
#ifdef MOVES
  vec3 place = mix(before, at, moved);
#else
  vec3 place = at;
#endif
  gl_Position = view * vec4(place * STEPS * 2.0 - 1.0, 1.0);
  float near = reference / max(gl_Position.w, 1e-6);
  gl_Position.z += (1.0 - paint.a) * 1e9; // behind all that is seen
  float diameter = clamp(size * sqrt(near), sizes.x, sizes.y);
  float side = diameter < 1.5 ? 1.0 : diameter < 3.0 ? diameter : diameter + 1.0; // only of large ones the edge is worth it
  gl_PointSize = side;
  disc = vec2(0.5 * diameter + 0.5, side);
#ifdef PICKS
  number = uint(first + direction * gl_VertexID + 1);
#else
  color = paint * min(opacity * clamp(near * near, 0.3, 1.6), 1.0);
#endif
}`;

const FRAGMENT = `
precision highp float;
precision highp int;
flat in vec2 disc;
#ifdef PICKS
flat in uint number;
#else
flat in vec4 color;
#endif
out vec4 result;
void main() {
  float inside = disc.x - length(gl_PointCoord - 0.5) * disc.y;
#ifdef PICKS
  if (inside < 0.5) discard;
  result = vec4(number & 255u, (number >> 8) & 255u, (number >> 16) & 255u, (number >> 24) & 255u) / 255.0;
#else
  result = color * clamp(inside, 0.0, 1.0);
#endif
}`;

const UNIFORMS = ["view", "moved", "size", "reference", "sizes", "opacity", "first", "direction"];

const AWAY = 65535;
const BYTES = { 5121: 1, 5123: 2, 5126: 4 }; // of WebGL's types: UNSIGNED_BYTE, UNSIGNED_SHORT, FLOAT

function compiled(gl, names) {
  const program = gl.createProgram();
  const defined = ["#version 300 es", ...names.map((name) => `#define ${name}`)].join("\n");
  for (const [type, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, defined + source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  ["at", "before", "paint"].forEach((name, i) => gl.bindAttribLocation(program, i, name));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(gl.getProgramInfoLog(program));
  }
  return { program, at: Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)])) };
}

// The last drawn lies on top, so the most frequent words, which come first, are drawn last.
function reversed(values, stride) {
  const result = new values.constructor(values.length);
  for (let from = 0, to = values.length - stride; to >= 0; from += stride, to -= stride) {
    for (let i = 0; i < stride; i += 1) result[to + i] = values[from + i];
  }
  return result;
}

export class Points {
  constructor(canvas) {
    this.canvas = canvas;
    this.parts = { at: null, before: null, codes: null, extraAt: new Float32Array(0), extraCodes: new Uint8Array(0) };
    this.palette = new Uint8Array(1024);
    const options = { alpha: true, premultipliedAlpha: true, antialias: false, depth: false, powerPreference: "high-performance" };
    this.gl = canvas.getContext("webgl2", options);
    if (this.gl) this.start();
  }

  get count() {
    return this.parts.codes?.length ?? 0;
  }

  get isReady() {
    return this.parts.at !== null && this.parts.codes !== null && this.parts.at.length === 3 * this.parts.codes.length;
  }

  // Also after a lost context has come back: everything is made and sent anew.
  start() {
    const { gl } = this;
    this.programs = new Map();
    this.buffers = Object.fromEntries(Object.keys(this.parts).map((name) => [name, gl.createBuffer()]));
    this.pickAt = null;
    this.unsent = new Set(Object.keys(this.parts));
  }

  set(name, values) {
    this.parts[name] = values;
    this.unsent.add(name);
    if (name === "at" || name === "before") this.unsent.add("codes"); // for what is away
  }

  // The colors of the 256 codes; one without opacity is not drawn.
  setPalette(colors) {
    if (colors.every((value, i) => value === this.palette[i])) return;
    this.palette = colors;
    for (const name of ["codes", "extraCodes"]) this.unsent.add(name);
  }

  // What has changed goes to the graphics card when it is drawn, each code as its color.
  send() {
    const { gl } = this;
    for (const name of this.unsent) {
      const values = this.parts[name];
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
      gl.bufferData(gl.ARRAY_BUFFER, values ? this.asDrawn(name, values) : new Uint8Array(0), gl.STATIC_DRAW);
    }
    this.unsent.clear();
  }

  asDrawn(name, values) {
    if (name === "extraAt") return values;
    if (name === "at" || name === "before") return reversed(values, 3);
    const [paints, colors] = [new Uint32Array(this.palette.buffer), new Uint32Array(values.length)];
    for (let i = 0; i < values.length; i += 1) colors[i] = paints[values[i]];
    return name === "codes" ? this.withoutAway(colors).reverse() : colors;
  }

  withoutAway(colors) {
    const { at, before } = this.parts;
    for (let i = 0; i < colors.length; i += 1) if (at?.[3 * i] === AWAY || before?.[3 * i] === AWAY) colors[i] = 0;
    return colors;
  }

  // `every`: how many points on the next that is taken lies; the last, which lies on top, always is.
  attribute(location, buffer, { size, type, isNormalized = false, every = 1, first = 0 }) {
    const { gl } = this;
    const bytes = size * BYTES[type];
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[buffer]);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, size, type, isNormalized, every * bytes, first * bytes);
  }

  use(...names) {
    const name = names.join();
    if (!this.programs.has(name)) this.programs.set(name, compiled(this.gl, names));
    const { program, at } = this.programs.get(name);
    this.gl.useProgram(program);
    return at;
  }

  // `look`: the camera's matrix, the share of the way from the old places, sizes in pixels of the canvas, and of how many
  // points one is drawn.
  draw(look, isPicking = false) {
    const { gl, count } = this;
    this.send();
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    if (isPicking) {
      gl.disable(gl.BLEND);
      gl.enable(gl.DEPTH_TEST);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    } else {
      gl.disable(gl.DEPTH_TEST);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.clear(gl.COLOR_BUFFER_BIT);
    }
    const picks = isPicking ? ["PICKS"] : [];
    const every = isPicking ? 1 : look.every ?? 1;
    const places = { size: 3, type: gl.UNSIGNED_SHORT, isNormalized: true, every, first: (count - 1) % every };
    const moves = this.parts.before !== null && look.moved < 1;
    const at = this.use(...(moves ? ["MOVES"] : []), ...picks);
    this.show(at, look);
    gl.uniform1f(at.moved, look.moved);
    gl.uniform1i(at.first, count - 1);
    gl.uniform1i(at.direction, -1);
    this.attribute(0, "at", places);
    if (moves) this.attribute(1, "before", places);
    else gl.disableVertexAttribArray(1);
    this.attribute(2, "codes", { ...places, size: 4, type: gl.UNSIGNED_BYTE });
    gl.drawArrays(gl.POINTS, 0, Math.ceil(count / every));
    this.drawExtra(look, picks);
  }

  show(at, look) {
    const { gl } = this;
    gl.uniformMatrix4fv(at.view, false, Float32Array.from(look.matrix));
    gl.uniform1f(at.size, look.size);
    gl.uniform1f(at.reference, look.reference);
    gl.uniform2f(at.sizes, look.least, look.most);
    gl.uniform1f(at.opacity, look.opacity);
  }

  drawExtra(look, picks) {
    const { gl, parts: { extraCodes: { length } } } = this;
    if (!length) return;
    const at = this.use(...picks);
    this.show(at, look);
    gl.uniform1i(at.first, this.count);
    gl.uniform1i(at.direction, 1);
    gl.disableVertexAttribArray(1);
    this.attribute(0, "extraAt", { size: 3, type: gl.FLOAT });
    this.attribute(2, "extraCodes", { size: 4, type: gl.UNSIGNED_BYTE, isNormalized: true });
    gl.drawArrays(gl.POINTS, 0, length);
  }

  // Draws the numbers of the points where they can be read by `read`.
  drawNumbers(look) {
    const { gl, canvas } = this;
    if (this.pickAt?.width !== canvas.width || this.pickAt?.height !== canvas.height) this.makeRoom();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.pickAt.frame);
    this.draw(look, true);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  read(x, y, width, height) {
    const { gl } = this;
    const pixels = new Uint8Array(4 * width * height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.pickAt.frame);
    gl.readPixels(x, y, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    return new Uint32Array(pixels.buffer);
  }

  makeRoom() {
    const { gl, canvas: { width, height } } = this;
    if (this.pickAt) {
      gl.deleteFramebuffer(this.pickAt.frame);
      this.pickAt.stores.forEach((store) => gl.deleteRenderbuffer(store));
    }
    const frame = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
    const kinds = [[gl.RGBA8, gl.COLOR_ATTACHMENT0], [gl.DEPTH_COMPONENT24, gl.DEPTH_ATTACHMENT]];
    const stores = kinds.map(([format, attachment]) => {
      const store = gl.createRenderbuffer();
      gl.bindRenderbuffer(gl.RENDERBUFFER, store);
      gl.renderbufferStorage(gl.RENDERBUFFER, format, width, height);
      gl.framebufferRenderbuffer(gl.FRAMEBUFFER, attachment, gl.RENDERBUFFER, store);
      return store;
    });
    this.pickAt = { frame, stores, width, height };
  }

  stop() {
    this.gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
