"use strict";

/**
 * The recording as the pictures want it: passes with their values and tokens, the program, and numbers on demand.
 *
 * Nothing is taken for granted: a recording may have been cut, made by another program, or hold only some of the values.
 */
class Recording {
  constructor({ trace, tensors, operations, notes }) {
    this.header = trace.header ?? {};
    this.summary = trace.summary ?? null;
    this.config = this.header.model?.config?.text_config ?? this.header.model?.config ?? {};
    this.packed = tensors ?? {};
    this.operations = operations ?? {};
    this.notes = notes ?? [];
    this.passes = [];
    this.unpacked = new Map();
    for (const event of trace.events ?? []) this.take(event);
    this.program = this.header.program?.length ? this.header.program : this.programOfValues();
    this.pcs = new Map(this.program.map((instruction, pc) => [instruction.name, pc]));
    this.layers = this.layersOfHeader();
    const text = this.program.findIndex(({ name }) => !isOfTower(name));
    this.towerLength = text < 0 ? this.program.length : text;
  }

  /** The instructions that a pass runs: those of the vision tower, or those of the text. */
  span(pass) {
    return pass.isTower ? { from: 0, to: this.towerLength } : { from: this.towerLength, to: this.program.length };
  }

  runs(pass, pc) {
    const { from, to } = this.span(pass);
    return from <= pc && pc < to;
  }

  take(event) {
    let pass = this.passes.find((one) => one.number === event.pass);
    if (!pass) {
      pass = { number: event.pass, isTower: false, first: 0, ids: [], texts: [], values: new Map(), tokens: new Map(), sample: null };
      this.passes.push(pass);
    }
    switch (event.event) {
      case "pass": Object.assign(pass, { isTower: event.kind === "vision", tiles: event.tiles ?? 0, firstTile: event.first_tile ?? 0, first: event.first_position ?? 0, ids: event.ids ?? [], texts: event.texts ?? [] }); break;
      case "value": pass.values.set(event.name, event); break;
      case "token": pass.tokens.set(event.position, event); break;
      case "sample": pass.sample = event; break;
    }
  }

  /** A recording without a listing still has its values in order. */
  programOfValues() {
    const names = new Map();
    for (const pass of this.passes) for (const value of pass.values.values()) if (!names.has(value.name)) names.set(value.name, value);
    return [...names.values()].map((value) => ({ name: value.name, operation: value.operation ?? "", from: [], weights: [], shape: [] }));
  }

  layersOfHeader() {
    const layers = new Map((this.header.layers ?? []).map((layer) => [layer.index, layer]));
    for (const { name } of this.program) {
      const index = layerOf(name);
      if (index !== null && !layers.has(index)) layers.set(index, { index });
    }
    return [...layers.values()].sort((a, b) => a.index - b.index);
  }

  /** Which picture of the prompt a position belongs to, from 1; 0 if to none. */
  imageAt(position) {
    return 1 + (this.header.images ?? []).findIndex(({ first_position, positions }) => first_position <= position && position < first_position + positions);
  }

  /** Texts of all positions up to a pass's last. */
  textsUpTo(pass) {
    const texts = [];
    for (const one of this.passes) {
      for (let t = 0; t < Math.max(one.texts.length, one.ids.length); t++) texts[one.first + t] = one.texts[t] ?? `#${one.ids[t]}`;
      if (one === pass) break;
    }
    return texts;
  }

  /** The numbers of a value, or null where they were not recorded. */
  numbers(value) {
    if (!value) return null;
    if (value.values) return { data: Float32Array.from(value.values, plainNumber), shape: this.inlineShape(value), isExact: true };
    const packed = value.tensor ? this.packed[value.tensor] : null;
    if (!packed) return null;
    if (!this.unpacked.has(value.tensor)) {
      if (this.unpacked.size > 48) this.unpacked.delete(this.unpacked.keys().next().value);
      this.unpacked.set(value.tensor, unpack(packed));
    }
    return this.unpacked.get(value.tensor);
  }

  /** Of a cache only the rows that came with the pass are recorded. */
  inlineShape({ shape, values }) {
    const rowLength = shape?.at(-1) || 1;
    return !shape ? [values.length] : shape.reduce((a, b) => a * b, 1) === values.length ? shape : [values.length / rowLength, rowLength];
  }

  /** Why the numbers of a value are not there. */
  reasonForAbsence(value) {
    if (!value) return ["this value in this pass", "Either the level or a selection left it out, or the recording was cut before."];
    if (value.tensor) return ["its numbers are in the recording, but were too large for this page", "A recording of fewer tokens, or a --select of what matters, leaves room for it."];
    const level = this.header.level ? ` at level “${this.header.level}”` : "";
    return [`the numbers of this value${level}; its statistics are all there is`, "--level all, or --select with a pattern of names, records them."];
  }

  /** The instruction of a layer whose name ends so: `attn.mask`. */
  instruction(layer, end) {
    const pc = this.pcs.get(`layers.${layer}.${end}`);
    return pc === undefined ? null : this.program[pc];
  }

  value(pass, layer, end) {
    return pass.values.get(`layers.${layer}.${end}`) ?? null;
  }

  /** Positions that a layer's mask lets a pass see: the chunk (null: all), and the first key. */
  maskRule(pass, layer) {
    const recorded = this.value(pass, layer, "attn.mask")?.mask;
    if (recorded) return { chunk: recorded.chunk ?? null, firstKey: recorded.first_key ?? 0 };
    const mask = this.instruction(layer, "attn.mask");
    const known = this.layers.find((one) => one.index === layer);
    let chunk = known?.chunk ?? null;
    if (mask) chunk = mask.operation === "chunked_mask" ? parseInt(String(mask.attributes ?? "").match(/\d+/)?.[0] ?? "", 10) || chunk : null;
    return { chunk, firstKey: chunk ? Math.floor(pass.first / chunk) * chunk : 0 };
  }
}

function layerOf(name) {
  const match = /^layers\.(\d+)\./.exec(name ?? "");
  return match ? Number(match[1]) : null;
}

/** Whether a value is one of the vision tower's. */
function isOfTower(name) {
  return (name ?? "").startsWith("vision.");
}

function plainNumber(x) {
  return typeof x === "number" ? x : x === "Infinity" ? Infinity : x === "-Infinity" ? -Infinity : NaN;
}

/** Numbers from base64: float32, int32, or bytes between two bounds where 253, 254 and 255 stand for −∞, ∞ and NaN. */
function unpack({ kind, shape, data, low, high }) {
  const text = atob(data);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  if (kind === "f32") return { data: new Float32Array(bytes.buffer), shape, isExact: true };
  if (kind === "i32") return { data: new Int32Array(bytes.buffer), shape, isExact: true };
  const special = { 253: -Infinity, 254: Infinity, 255: NaN };
  return { data: Float32Array.from(bytes, (byte) => special[byte] ?? low + ((high - low) * byte) / 252), shape, isExact: false };
}
