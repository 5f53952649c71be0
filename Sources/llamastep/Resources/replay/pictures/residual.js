"use strict";

/** How the residual stream grows from layer to layer. */
const ResidualPicture = {
  name: "residual",
  key: "5",
  suits: (instruction) => /resid_mid$|^embed$|_norm$/.test(instruction.name),

  draw(app) {
    const { recording, pass } = app;
    const stages = recording.program.filter(({ name }) => name === "embed" || /resid_(mid|post)$/.test(name)).map(({ name }) => name);
    const values = stages.map((name) => pass.values.get(name));
    if (!values.some((value) => value?.stats)) return notRecorded("the residual stream of this pass");
    const short = (name) => (name === "embed" ? "embed" : `${layerOf(name)}.${name.endsWith("mid") ? "mid" : "post"}`);
    const rms = values.map((value, i) => [i, value ? plainNumber(value.stats?.norm) / Math.sqrt(value.shape?.[0] || 1) : NaN, value ? `${stages[i]} ${number(plainNumber(value.stats?.norm) / Math.sqrt(value.shape?.[0] || 1))}` : ""]);
    const texts = recording.textsUpTo(pass);
    const norms = values.map((value) => rowNorms(recording.numbers(value)));
    const row = app.position - pass.first;
    const isMine = norms.some((one) => one && row >= 0 && row < one.length);
    const isSingle = texts.length - pass.first === 1;
    const series = isSingle && isMine ? [] : [{ name: isSingle ? "the token" : "all tokens (root mean square)", values: rms, class: "one" }];
    if (isMine) series.push({ name: `${quoted(texts[app.position])} at ${app.position}`, values: norms.map((one, i) => [i, one?.[row] ?? NaN, `${stages[i]} ${number(one?.[row])}`]), class: "two" });
    const here = stages.indexOf(recording.program[app.pc]?.name);
    const whole = norms.every(Boolean) && norms[0].length > 1;
    const most = whole ? greatest(norms.map(greatest)) : 1;
    return make("div", {},
      make("p", { class: "lead" }, "Attention and experts only ever add to the stream. Its length per token, stage by stage:"),
      lineChart({ series, xTitle: "stage of the pass", yTitle: "‖x‖ per token", xLabels: stages.map((name, i) => [i, short(name)]), width: Math.min(app.room, 820), marks: here >= 0 ? [{ x: here, text: "here" }] : [] }),
      whole ? make("figure", {},
        make("figcaption", {}, make("strong", {}, "every token"), colourBar((x) => Colours.share(x), 0, 1, ["0", number(most)])),
        heatMap({
          rows: norms[0].length, columns: stages.length, at: (r, c) => norms[c][r], colour: (x) => Colours.share(x / most),
          rowLabels: Array.from({ length: norms[0].length }, (_, r) => `${visible(texts[pass.first + r])} ${String(pass.first + r).padStart(3)}`), columnLabels: stages.map(short),
          rowTitle: "token", columnTitle: "stage", selectedRow: row, onRow: (r) => app.choosePosition(pass.first + r), width: Math.min(app.room, 820), height: 420, largest: 26,
          describe: (r, c, x) => `${visible(texts[pass.first + r])} (${pass.first + r}) after ${stages[c]}: ${number(x)}`, label: "length of the residual stream",
        })) : norms.every(Boolean) ? null : make("p", { class: "note" }, "The stream itself was not recorded; --level residual adds every token's own length."));
  },
};

/** The Euclidean length of every row. */
function rowNorms(numbers) {
  if (!numbers || numbers.shape.length !== 2) return null;
  const [rows, columns] = numbers.shape;
  return Float32Array.from({ length: rows }, (_, r) => {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += numbers.data[r * columns + c] ** 2;
    return Math.sqrt(sum);
  });
}
