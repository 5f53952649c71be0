"use strict";

/** Who may look where: the chunked mask of RoPE layers beside the full one of NoPE layers. */
const MaskPicture = {
  name: "mask",
  key: "1",
  suits: (instruction) => /attn\.(mask|masked_scores|keys|values)$/.test(instruction.name),

  draw(app) {
    const { recording, pass } = app;
    const layer = app.layer;
    const texts = recording.textsUpTo(pass);
    const queries = texts.length - pass.first;
    const rules = new Map();
    for (const one of recording.layers) {
      const rule = recording.maskRule(pass, one.index);
      const key = rule.chunk ?? 0;
      if (!rules.has(key)) rules.set(key, { ...rule, layers: [] });
      rules.get(key).layers.push(one.index);
    }
    if (!rules.size || queries <= 0) return notRecorded("the tokens of this pass, or its layers");
    const own = layer === null ? null : recording.maskRule(pass, layer).chunk ?? 0;
    const most = 512;
    const shownQueries = Math.min(queries, most);
    const firstQuery = pass.first + (queries > most ? clamp(app.position - pass.first - most / 2, 0, queries - most) : 0);
    const side = rules.size > 1 && app.room > 700 ? app.room / 2 - 26 : app.room;
    const panels = [...rules].sort(([a], [b]) => b - a).map(([key, rule]) => {
      const firstKey = Math.max(0, firstQuery - Math.max(0, most - shownQueries));
      const keys = firstQuery + shownQueries - firstKey;
      const sees = (r, c) => {
        const [query, position] = [firstQuery + r, firstKey + c];
        return position <= query && (!rule.chunk || Math.floor(position / rule.chunk) === Math.floor(query / rule.chunk)) ? 1 : 0;
      };
      const tint = key ? "--rope" : "--nope";
      return make("figure", { class: key === own ? "own" : "" },
        make("figcaption", {}, make("strong", {}, key ? `chunks of ${key}` : "full, causal"), ` layer${rule.layers.length > 1 ? "s" : ""} ${ranges(rule.layers)}`, key === own ? make("span", { class: "tag" }, "this layer") : null),
        heatMap({
          rows: shownQueries, columns: keys, at: sees, colour: (x) => (x ? Colours.rgb(tint) : Colours.rgb("--none")),
          rowLabels: Array.from({ length: shownQueries }, (_, r) => `${visible(texts[firstQuery + r])} ${String(firstQuery + r).padStart(3)}`),
          rowTitle: "the token that looks", columnTitle: "what it may see", width: side, height: 420, largest: 14,
          selectedRow: app.position - firstQuery, onRow: (r) => app.choosePosition(firstQuery + r), label: key ? "chunked mask" : "full mask",
          describe: (r, c, x) => `${visible(texts[firstQuery + r])} (${firstQuery + r}) ${x ? "sees" : "doesn't see"} ${visible(texts[firstKey + c])} (${firstKey + c})`,
        }));
    });
    return make("div", {},
      make("p", { class: "lead" }, this.sentence(app, rules, texts)),
      make("div", { class: "figures" }, panels));
  },

  sentence(app, rules, texts) {
    const p = app.position;
    const chunk = Math.max(...rules.keys());
    if (!chunk) return "Every token sees itself and all that came before it.";
    const first = Math.floor(p / chunk) * chunk;
    const counts = first === p ? "only itself" : `${p - first + 1} tokens, from ${first} on`;
    return `${quoted(texts[p])} at ${p} sees ${counts} where attention is chunked${rules.has(0) ? `, and all ${p + 1} where there is no position encoding (NoPE)` : ""}.`;
  },
};

/** 0, 1, 2, 4 → 0–2, 4 */
function ranges(numbers) {
  const parts = [];
  for (const n of numbers) {
    const last = parts.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else parts.push([n, n]);
  }
  const text = parts.map(([a, b]) => (a === b ? `${a}` : b === a + 1 ? `${a}, ${b}` : `${a}–${b}`)).join(", ");
  return text.length > 60 ? `${text.slice(0, 58)}…` : text;
}
