"use strict";

/** Temperature tuning: how much NoPE layers stretch their queries, the farther out they stand. */
const TemperaturePicture = {
  name: "temperature",
  key: "6",
  suits: (instruction) => instruction.operation === "temperature_scale",

  draw(app) {
    const { recording, pass } = app;
    const texts = recording.textsUpTo(pass);
    const instruction = recording.program.find((one) => one.operation === "temperature_scale");
    const { attn_scale: scale, floor_scale: floor } = recording.config;
    const recorded = [...pass.tokens.values()].filter((token) => Number.isFinite(token.temperature)).sort((a, b) => a.position - b.position);
    if (!instruction && !recorded.length) return make("p", { class: "absent" }, "This program has no temperature tuning: nothing stretches the queries of its NoPE layers.");
    const series = [];
    const last = Math.max(texts.length, 8 * (floor ?? 0));
    if (Number.isFinite(scale) && floor > 0) {
      const values = [[0, 1]];
      for (let step = 1; step * floor - 1 <= last && step <= 4096; step++) values.push([step * floor - 1, 1 + scale * Math.log(1 + step)]);
      values.push([last, values.at(-1)[1]]);
      series.push({ name: "by the rule", values, class: "one" });
    } else if (recorded.length) {
      series.push({ name: "recorded", values: recorded.map((token) => [token.position, token.temperature]), class: "one" });
    }
    const mine = pass.tokens.get(app.position)?.temperature;
    return make("div", {},
      make("p", { class: "lead" }, `${quoted(texts[app.position])} at ${app.position}: queries of NoPE layers are multiplied by ${number(mine ?? (floor > 0 ? 1 + scale * Math.log(1 + Math.floor((app.position + 1) / floor)) : NaN))}.`),
      lineChart({ series, steps: true, fromZero: false, xTitle: "position", yTitle: "factor for the queries", width: Math.min(app.room, 820), marks: [{ x: app.position, text: `the chosen token, ${app.position}` }] }),
      Number.isFinite(scale) ? make("p", { class: "quiet fine" }, `1 + ${scale} · ln(1 + ⌊(position + 1) / ${floor}⌋). Without it attention over many keys grows flat; sharper queries keep it sharp.`) : null);
  },
};
