"use strict";

/** The card of the current instruction: what it computes, from what, and what came out. */
const InstructionCard = {
  show(app) {
    const { recording, pass, pc } = app;
    const instruction = recording.program[pc];
    if (!instruction) return byId("instruction").replaceChildren(make("p", { class: "absent" }, "The recording holds no instructions."));
    const value = pass.values.get(instruction.name);
    const words = recording.operations[instruction.operation] ?? {};
    byId("instruction").replaceChildren(...[
      make("header", {},
        make("h1", {}, instruction.name),
        make("span", { class: "operation" }, [instruction.operation, instruction.attributes].filter(Boolean).join(" ")),
        make("span", { class: "quiet place" }, `instruction ${pc} of ${recording.program.length}, pass ${pass.number}`)),
      words.summary ? make("p", { class: "summary" }, words.summary) : null,
      words.formula ? make("pre", { class: "formula" }, words.formula) : null,
      this.reads(app, instruction),
      value ? this.statistics(app, instruction, value) : null,
      this.picture(app, instruction, value),
      words.numerics || words.example ? make("p", { class: "quiet fine" }, [words.numerics, words.example && "e.g. " + words.example, words.source].filter(Boolean).join(" · ")) : null,
    ].filter(Boolean));
  },

  reads(app, instruction) {
    const parts = [];
    for (const name of instruction.from ?? []) {
      const pc = app.recording.pcs.get(name);
      parts.push(pc === undefined ? make("span", { class: "operand input" }, name) : make("button", { class: "operand", tabindex: "-1", onclick: () => app.go({ pc }) }, name));
    }
    for (const weight of instruction.weights ?? []) parts.push(make("span", { class: "operand weight", title: "a weight of the checkpoint" }, typeof weight === "string" ? weight : weight.key ?? ""));
    const readers = app.recording.program.flatMap((other, pc) => ((other.from ?? []).includes(instruction.name) ? [make("button", { class: "operand", tabindex: "-1", onclick: () => app.go({ pc }) }, other.name)] : []));
    return make("div", { class: "wires" },
      parts.length ? make("div", {}, make("span", { class: "what" }, "reads"), parts) : null,
      readers.length ? make("div", {}, make("span", { class: "what" }, "read by"), readers.slice(0, 12)) : null);
  },

  statistics(app, instruction, value) {
    const stats = value.stats ?? {};
    const cells = [
      ["shape", `[${(value.shape ?? []).join(", ")}]`], ["min", number(stats.min)], ["max", number(stats.max)], ["mean", number(stats.mean)],
      ["std", number(stats.std)], ["norm", number(stats.norm)], ["NaN", number(stats.nan)], ["inf", number(stats.inf)],
      ["time", duration(value.seconds)], ["read", quantity(value.bytes_read, "B")], ["work", quantity(value.flops, "flop")],
    ];
    const symbolic = (instruction.shape ?? []).join(", ");
    return make("dl", { class: "stats" }, cells.filter(([, text]) => text !== "–").map(([name, text]) => make("div", { class: (name === "NaN" && stats.nan > 0) ? "alarm" : "", title: name === "shape" ? `[${symbolic}]` : null }, make("dt", {}, name), make("dd", {}, text))));
  },

  picture(app, instruction, value) {
    const numbers = app.recording.numbers(value);
    if (value && /attn\.pattern$/.test(instruction.name) && app.picture === "attention" && (numbers || app.pass.tokens.size)) return make("p", { class: "quiet" }, "The pattern is drawn below, head by head.");
    if (!numbers) {
      if (/_mask$/.test(instruction.operation ?? "")) return make("p", { class: "quiet" }, "A mask is a rule, not numbers; the picture below draws it.");
      return make("div", {}, notRecorded(...app.recording.reasonForAbsence(value)), value?.stats ? rangePicture(value.stats) : null);
    }
    return ValuePicture.make(app, instruction, value, numbers);
  },
};

/** Where the numbers lie when only their statistics are known: from the least to the greatest, with mean and standard deviation. */
function rangePicture({ min, max, mean, std }) {
  const [low, high] = [Math.min(0, plainNumber(min)), Math.max(0, plainNumber(max))];
  if (!(high > low) || !Number.isFinite(high - low)) return null;
  const [width, left] = [560, 20];
  const toX = (x) => left + ((x - low) / (high - low)) * (width - 2 * left);
  const [near, far] = [clamp(mean - std, low, high), clamp(mean + std, low, high)];
  const label = (x, text, y, anchor = "middle") => drawn("text", { x: toX(x), y, "text-anchor": anchor }, text);
  return make("div", { class: "scrolls" }, drawn("svg", { class: "chart", viewBox: `0 0 ${width} 74`, width, height: 74, role: "img" },
    drawn("line", { class: "axis", x1: toX(min), x2: toX(max), y1: 34, y2: 34 }),
    drawn("rect", { class: "spread", x: toX(near), y: 26, width: Math.max(2, toX(far) - toX(near)), height: 16, rx: 3 }),
    drawn("line", { class: "zero", x1: toX(0), x2: toX(0), y1: 20, y2: 48 }),
    drawn("circle", { class: "dot one", cx: toX(mean), cy: 34, r: 4.5 }),
    label(min, `min ${number(min)}`, 66, toX(min) < 70 ? "start" : "middle"), label(max, `max ${number(max)}`, 66, toX(max) > width - 70 ? "end" : "middle"),
    label(mean, `mean ${number(mean)} ± ${number(std)}`, 14, toX(mean) < 110 ? "start" : toX(mean) > width - 110 ? "end" : "middle")));
}

/** A value's numbers as a heat map: rows are tokens where they are, heads are chosen one at a time. */
const ValuePicture = {
  make(app, instruction, value, numbers) {
    const { shape, data } = numbers;
    const size = shape.reduce((a, b) => a * b, 1);
    if (size === 0 || data.length < size) return make("p", { class: "absent" }, "It has no elements.");
    const isSequence = instruction.shape?.[0] === "T" || shape[0] === this.rowCount(app);
    const plane = this.plane(app, instruction, shape);
    const texts = app.recording.textsUpTo(app.pass);
    const firstRow = instruction.shape?.[plane.rowAxis] === "S" ? value.rows?.recorded_from ?? app.recording.maskRule(app.pass, layerOf(instruction.name)).firstKey : app.pass.first;
    const rowsAreTokens = plane.rowAxis !== null && (instruction.shape?.[plane.rowAxis] === "T" || instruction.shape?.[plane.rowAxis] === "S" || (isSequence && plane.rowAxis === 0));
    const at = (r, c) => data[plane.offset + r * plane.columns + c];
    const { limit, isShare, isIndex } = scaleOf(data, instruction);
    const colour = isIndex ? (x) => Colours.expert(x) : isShare ? (x) => Colours.share(x) : (x) => Colours.signed(Number.isFinite(x) ? x / limit : x);
    const keysAreColumns = instruction.shape?.[2] === "S";
    const firstKey = keysAreColumns ? app.recording.maskRule(app.pass, layerOf(instruction.name)).firstKey : 0;
    const columnLabels = keysAreColumns ? Array.from({ length: plane.columns }, (_, c) => visible(texts[firstKey + c])) : null;
    const rowLabels = rowsAreTokens ? Array.from({ length: plane.rows }, (_, r) => `${visible(texts[firstRow + r])} ${String(firstRow + r).padStart(3)}`) : null;
    if (plane.columns === 1 && rowsAreTokens && plane.rows > 1) return this.row(app, plane, at, { isIndex, texts, firstRow, name: instruction.name });
    const columnName = keysAreColumns ? "key" : instruction.heads ? `element; lines part the ${instruction.heads} heads` : plane.columns === 1 ? "" : "element";
    return make("div", { class: "value" },
      make("div", { class: "caption" },
        plane.count > 1 ? app.headPicker(plane.count, plane.name) : null,
        isIndex ? make("span", { class: "quiet" }, "colours tell experts apart") : isShare ? colourBar(colour, 0, 1, ["0", "1"]) : colourBar((x) => Colours.signed(x), -1, 1, [`≤ ${number(-limit)}`, `≥ ${number(limit)}`]),
        value.rows && value.rows.recorded_from > value.rows.first_position ? make("span", { class: "note" }, "the rows of this pass; earlier ones came with earlier passes") : null,
        numbers.isExact ? null : make("span", { class: "note" }, "rounded to 253 steps, to keep this page small")),
      heatMap({
        rows: plane.rows, columns: plane.columns, at, colour, rowLabels, columnLabels, rowTitle: rowsAreTokens ? "token" : "", columnTitle: columnName,
        selectedRow: rowsAreTokens ? app.position - firstRow : -1, group: instruction.heads && !keysAreColumns ? plane.columns / instruction.heads : 0,
        onRow: rowsAreTokens ? (r) => app.choosePosition(firstRow + r) : null, width: app.room, height: 300, label: instruction.name,
        describe: (r, c, x) => {
          const row = rowsAreTokens ? `${visible(texts[firstRow + r])} (${firstRow + r})` : `row ${r}`;
          const column = keysAreColumns ? `looks at ${visible(texts[firstKey + c])} (${firstKey + c})` : plane.columns > 1 ? `element ${c}` : "";
          return [row, column, isIndex ? `expert ${x}` : number(x)].filter(Boolean).join("  ");
        },
      }));
  },

  /** One number per token: side by side, from the least to the greatest. */
  row(app, plane, at, { isIndex, texts, firstRow, name }) {
    const all = Array.from({ length: plane.rows }, (_, r) => at(r, 0)).filter(Number.isFinite);
    const [low, high] = [least(all), greatest(all)];
    const colour = isIndex ? (x) => Colours.expert(x) : (x) => Colours.share(high > low ? (x - low) / (high - low) : 0.5);
    return make("div", { class: "value" },
      make("div", { class: "caption" }, isIndex ? make("span", { class: "quiet" }, "colours tell experts apart") : colourBar((x) => Colours.share(x), 0, 1, [number(low), number(high)])),
      heatMap({
        rows: 1, columns: plane.rows, at: (_, r) => at(r, 0), colour, rowLabels: [""], columnLabels: Array.from({ length: plane.rows }, (_, r) => visible(texts[firstRow + r])),
        columnTitle: "token", width: app.room, height: 26, largest: 26, label: name,
        describe: (_, r, x) => `${visible(texts[firstRow + r])} (${firstRow + r})  ${isIndex ? `expert ${x}` : number(x)}`,
      }));
  },

  rowCount(app) {
    return app.pass.texts.length || app.pass.ids.length;
  },

  /** The two axes that are shown, and where they begin. */
  plane(app, instruction, shape) {
    if (shape.length <= 1) {
      return { rows: shape[0] ?? 1, columns: 1, offset: 0, rowAxis: 0, count: 1 };
    }
    const [rows, columns] = shape.slice(-2);
    if (shape.length === 2) return { rows, columns, offset: 0, rowAxis: 0, count: 1 };
    const count = shape.slice(0, -2).reduce((a, b) => a * b, 1);
    if (instruction.shape?.[0] === "T" || (shape[1] === 1 && shape.length === 3)) {
      // [T, k, D]: copies of a token lie in one row.
      return { rows: shape[0], columns: rows * columns, offset: 0, rowAxis: 0, count: 1 };
    }
    return { rows, columns, offset: clamp(app.head, 0, count - 1) * rows * columns, rowAxis: shape.length - 2, count, name: this.planeName(instruction, shape) };
  },

  /** What the planes of a value are: heads, tiles of pictures, or tiles and in each the heads. */
  planeName(instruction, shape) {
    if (instruction.shape?.[0] !== "N") return "head";
    return shape.length === 3 ? "tile" : "tile and head";
  },
};

/** How numbers become colours: shares as they are, experts by number, everything else within the 99.5th of a hundred. */
function scaleOf(data, instruction) {
  if (instruction.operation === "top_indices") return { isIndex: true };
  if (instruction.operation === "softmax" || /_mask$/.test(instruction.operation ?? "")) return { isShare: true };
  const step = Math.max(1, Math.floor(data.length / 4000));
  const sizes = [];
  for (let i = 0; i < data.length; i += step) if (Number.isFinite(data[i])) sizes.push(Math.abs(data[i]));
  sizes.sort((a, b) => a - b);
  return { limit: sizes[Math.floor((sizes.length - 1) * 0.995)] || 1 };
}
