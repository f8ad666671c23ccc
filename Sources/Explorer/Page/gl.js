// Points drawn by the graphics processor.
import { shapeSource } from "./shapes.js";

const vertexSource = `#version 300 es
in float x;
in float y;
in vec4 colour;
in float shape;
in float state;
uniform vec2 centre;
uniform vec2 scale;
uniform float diameter;
uniform float wanted;
uniform float faded;
out vec4 paint;
flat out int mark;
flat out float size;
void main() {
  bool isDrawn = (state < 1.5 || state > 2.5) && (wanted < 0.0 || abs(state - wanted) < 0.5);
  gl_Position = isDrawn ? vec4((vec2(x, y) - centre) * scale, 0.0, 1.0) : vec4(2.0, 2.0, 0.0, 1.0);
  bool isFaded = state > 2.5;
  bool isSelected = state > 0.5 && !isFaded;
  float bigger = isSelected ? 1.35 : 1.0;
  size = diameter * bigger;
  gl_PointSize = size;
  paint = vec4(colour.rgb, isSelected ? 1.0 : isFaded ? 0.1 : faded);
  mark = int(shape + 0.5);
}`;

const fragmentSource = `#version 300 es
precision mediump float;
in vec4 paint;
flat in int mark;
flat in float size;
out vec4 result;
${shapeSource}
void main() {
  float distance = shaped(mark, 2.0 * gl_PointCoord - 1.0);
  float cover = clamp(0.5 - 0.5 * size * distance, 0.0, 1.0) * paint.a;
  if (cover < 0.004) discard;
  result = vec4(paint.rgb * cover, cover);
}`;

/// Asked of a canvas of its own, for one that had a context of one kind gives none of another.
function hasProcessor() {
  const gl = document.createElement("canvas").getContext("webgl2", {
    failIfMajorPerformanceCaveat: true,
  });
  if (!gl) return false;
  const about = gl.getExtension("WEBGL_debug_renderer_info");
  const name = about ? gl.getParameter(about.UNMASKED_RENDERER_WEBGL) : "";
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

/// States of a point, as the drawing knows them.
///
/// What a filter does not mean is faded.
export const plainState = 0, selectedState = 1, hiddenState = 2, fadedState = 3;

export class GLPoints {
  static kind = "WebGL";

  /// - Returns: Null where there is no processor that would be quicker than the canvas: a
  ///   program that plays one draws a hundred thousand marks ten times slower.
  static make(canvas, allowsSlow) {
    if (!allowsSlow && !hasProcessor()) return null;
    const context = canvas.getContext("webgl2", { antialias: false, alpha: true });
    return context ? new GLPoints(canvas, context) : null;
  }

  constructor(canvas, gl) {
    this.canvas = canvas;
    this.gl = gl;
    this.count = 0;
    this.#compile();
    this.buffers = {};
    const layout = [
      ["x", 1, gl.FLOAT, false], ["y", 1, gl.FLOAT, false],
      ["colour", 4, gl.UNSIGNED_BYTE, true],
      ["shape", 1, gl.UNSIGNED_BYTE, false], ["state", 1, gl.UNSIGNED_BYTE, false],
    ];
    for (const [name, size, type, isFraction] of layout) {
      const place = gl.getAttribLocation(this.program, name);
      this.buffers[name] = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, size, type, isFraction, 0, 0);
    }
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  #compile() {
    const gl = this.gl;
    this.program = gl.createProgram();
    for (const [kind, source] of [
      [gl.VERTEX_SHADER, vertexSource], [gl.FRAGMENT_SHADER, fragmentSource],
    ]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) {
        throw new Error(gl.getShaderInfoLog(shader));
      }
      gl.attachShader(this.program, shader);
    }
    gl.linkProgram(this.program);
    gl.useProgram(this.program);
    this.uniforms = {};
    for (const name of ["centre", "scale", "diameter", "wanted", "faded"]) {
      this.uniforms[name] = gl.getUniformLocation(this.program, name);
    }
  }

  #fill(name, values) {
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.buffers[name]);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, values, this.gl.DYNAMIC_DRAW);
  }

  setPlaces(x, y) {
    // A point without a place is drawn far outside.
    const placed = (values) => Float32Array.from(values, (v) => (Number.isFinite(v) ? v : 1e30));
    this.#fill("x", placed(x));
    this.#fill("y", placed(y));
    this.count = x.length;
  }

  setColours(colours, shapes) {
    this.painted = shapes.length;
    this.#fill("colour", colours);
    this.#fill("shape", shapes);
  }

  setStates(states, hasSelection, hasFaded) {
    this.known = states.length;
    this.#fill("state", states);
    [this.hasSelection, this.hasFaded] = [hasSelection, hasFaded];
  }

  draw(camera, radius, opacity) {
    const { gl, uniforms, canvas } = this;
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    // Places may be new before colours are.
    if (this.count === 0 || this.painted !== this.count || this.known !== this.count) return;
    gl.uniform2f(uniforms.centre, camera.x, camera.y);
    gl.uniform2f(uniforms.scale, (2 * camera.across) / camera.width, (2 * camera.up) / camera.height);
    gl.uniform1f(uniforms.diameter, 2 * radius * (canvas.width / camera.width) + 1);
    gl.uniform1f(uniforms.faded, this.hasSelection ? 0.3 * opacity : opacity);
    if (this.hasFaded) {
      gl.uniform1f(uniforms.wanted, fadedState);
      gl.drawArrays(gl.POINTS, 0, this.count);
    }
    gl.uniform1f(uniforms.wanted, this.hasSelection || this.hasFaded ? plainState : -1);
    gl.drawArrays(gl.POINTS, 0, this.count);
    if (!this.hasSelection) return;
    // The selected ones lie on top.
    gl.uniform1f(uniforms.wanted, selectedState);
    gl.drawArrays(gl.POINTS, 0, this.count);
  }
}
