// Draws the points with WebGL2: discs that fade with distance, and once more, unseen, as numbers to pick by.

const VERTEX = `#version 300 es
precision highp float;
precision highp int;
in vec3 at;
in vec3 before;
in uint code;
uniform mat4 view;
uniform float moved;
uniform float size;
uniform float reference;
uniform vec2 sizes;
uniform float opacity;
uniform int first;
uniform int direction;
uniform bool isWhole;
uniform sampler2D palette;
flat out vec4 color;
flat out uint number;
out float diameter;
const float STEPS = 65535.0 / 65534.0;
void main() {
  vec4 paint = texelFetch(palette, ivec2(int(code), 0), 0);
  bool isAway = isWhole && (at == vec3(1.0) || before == vec3(1.0));
  vec3 place = mix(before, at, moved) * STEPS * 2.0 - 1.0;
  gl_Position = view * vec4(place, 1.0);
  if (isAway || paint.a == 0.0) gl_Position = vec4(0.0, 0.0, 2.0, 1.0);
  float near = reference / max(gl_Position.w, 1e-6);
  diameter = clamp(size * sqrt(near), sizes.x, sizes.y);
  gl_PointSize = diameter < 1.5 ? 1.0 : diameter + 1.0; // of the smallest one pixel, not nine
  color = vec4(paint.rgb, opacity * clamp(near * near, 0.3, 1.6));
  number = uint(first + direction * gl_VertexID + 1);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
precision highp int;
flat in vec4 color;
flat in uint number;
in float diameter;
uniform bool isPicking;
out vec4 result;
void main() {
  float away = length(gl_PointCoord - 0.5) * (diameter + 1.0);
  float inside = clamp(0.5 * diameter - away + 0.5, 0.0, 1.0);
  if (isPicking) {
    if (inside < 0.5) discard;
    result = vec4(number & 255u, (number >> 8) & 255u, (number >> 16) & 255u, (number >> 24) & 255u) / 255.0;
  } else {
    float alpha = min(color.a, 1.0) * inside;
    result = vec4(color.rgb * alpha, alpha);
  }
}`;

const UNIFORMS = [
  "view", "moved", "size", "reference", "sizes", "opacity", "first", "direction", "isWhole", "palette", "isPicking",
];

const BYTES = { 5121: 1, 5123: 2, 5126: 4 }; // of WebGL's types: UNSIGNED_BYTE, UNSIGNED_SHORT, FLOAT

function compiled(gl) {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  ["at", "before", "code"].forEach((name, i) => gl.bindAttribLocation(program, i, name));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(gl.getProgramInfoLog(program));
  }
  return program;
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
    this.program = compiled(gl);
    this.at = Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(this.program, name)]));
    this.buffers = Object.fromEntries(Object.keys(this.parts).map((name) => [name, gl.createBuffer()]));
    this.texture = gl.createTexture();
    this.pickAt = null;
    for (const name of Object.keys(this.parts)) this.send(name);
    this.setPalette(this.palette);
  }

  set(name, values) {
    this.parts[name] = values;
    this.send(name);
  }

  send(name) {
    const { gl } = this;
    const values = this.parts[name];
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
    const isWhole = name === "at" || name === "before" || name === "codes";
    const sent = isWhole && values ? reversed(values, name === "codes" ? 1 : 3) : values;
    gl.bufferData(gl.ARRAY_BUFFER, sent ?? new Uint8Array(0), gl.STATIC_DRAW);
  }

  setPalette(colors) {
    const { gl } = this;
    this.palette = colors;
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, colors);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  // `every`: how many points on the next that is taken lies; the last, which lies on top, always is.
  attribute(location, buffer, { size, type, isNormalized = false, every = 1, first = 0 }) {
    const { gl } = this;
    const bytes = size * BYTES[type];
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[buffer]);
    gl.enableVertexAttribArray(location);
    if (location === 2) gl.vertexAttribIPointer(location, size, type, every * bytes, first * bytes);
    else gl.vertexAttribPointer(location, size, type, isNormalized, every * bytes, first * bytes);
  }

  // `look`: the camera's matrix, the share of the way from the old places, sizes in pixels of the canvas, and of how many
  // points one is drawn.
  draw(look, isPicking = false) {
    const { gl, at } = this;
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.useProgram(this.program);
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
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.uniform1i(at.palette, 0);
    gl.uniform1i(at.isPicking, isPicking);
    gl.uniformMatrix4fv(at.view, false, Float32Array.from(look.matrix));
    gl.uniform1f(at.size, look.size);
    gl.uniform1f(at.reference, look.reference);
    gl.uniform2f(at.sizes, look.least, look.most);
    gl.uniform1f(at.opacity, look.opacity);
    const { count } = this;
    const every = isPicking ? 1 : look.every ?? 1;
    const places = { size: 3, type: gl.UNSIGNED_SHORT, isNormalized: true, every, first: (count - 1) % every };
    const moves = this.parts.before !== null && look.moved < 1;
    gl.uniform1i(at.isWhole, true);
    gl.uniform1f(at.moved, moves ? look.moved : 1);
    gl.uniform1i(at.first, count - 1);
    gl.uniform1i(at.direction, -1);
    this.attribute(0, "at", places);
    this.attribute(1, moves ? "before" : "at", places);
    this.attribute(2, "codes", { ...places, size: 1, type: gl.UNSIGNED_BYTE });
    gl.drawArrays(gl.POINTS, 0, Math.ceil(count / every));
    this.drawExtra();
  }

  drawExtra() {
    const { gl, at, parts: { extraCodes: { length } } } = this;
    if (!length) return;
    gl.uniform1i(at.isWhole, false);
    gl.uniform1i(at.first, this.count);
    gl.uniform1i(at.direction, 1);
    gl.uniform1f(at.moved, 1);
    const places = { size: 3, type: gl.FLOAT };
    this.attribute(0, "extraAt", places);
    this.attribute(1, "extraAt", places);
    this.attribute(2, "extraCodes", { size: 1, type: gl.UNSIGNED_BYTE });
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
