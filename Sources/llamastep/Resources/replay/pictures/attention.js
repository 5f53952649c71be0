"use strict";

/** What every head of a layer looks at. */
const AttentionPicture = {
  name: "attention",
  key: "2",
  suits: (instruction) => /attn\.(q|k|v|q_rot|k_rot|q_norm|k_norm|q_scaled|scores|pattern|z|out)$/.test(instruction.name),

  draw(app) {
    const { recording, pass } = app;
    const layer = app.layer ?? 0;
    const texts = recording.textsUpTo(pass);
    const rule = recording.maskRule(pass, layer);
    const field = this.field(app, layer, rule, texts);
    if (!field) return make("div", {}, app.layerPicker(), notRecorded(`attention of layer ${layer}`, "--level router keeps the strongest keys of each token, --level all the whole pattern."));
    const head = clamp(app.head, 0, field.heads - 1);
    const label = (position) => `${visible(texts[position])} ${String(position).padStart(3)}`;
    const row = app.position - pass.first;
    return make("div", {},
      app.layerPicker(),
      field.isWhole ? null : make("p", { class: "note" }, `Only the ${field.most} strongest keys of each token were recorded; everything else is left white.`),
      make("div", { class: "figures" },
        make("figure", { class: "wide" },
          make("figcaption", {}, make("strong", {}, `head ${head}`), ` of layer ${layer}, ${rule.chunk ? `within chunks of ${rule.chunk}` : "over everything"}`, colourBar((x) => Colours.share(x), 0, 1, ["0", "1"])),
          heatMap({
            rows: field.rows, columns: field.columns, at: (r, c) => field.at(head, r, c), colour: (x) => Colours.share(x),
            rowLabels: Array.from({ length: field.rows }, (_, r) => label(pass.first + r)),
            columnLabels: Array.from({ length: field.columns }, (_, c) => visible(texts[field.firstKey + c])),
            rowTitle: "the token that looks", columnTitle: "at what", selectedRow: row, onRow: (r) => app.choosePosition(pass.first + r),
            width: Math.min(app.room, 640), height: 440, largest: 16, label: `attention of head ${head}`,
            describe: (r, c, x) => `${visible(texts[pass.first + r])} (${pass.first + r}) looks at ${visible(texts[field.firstKey + c])} (${field.firstKey + c}): ${percent(x)}`,
          })),
        make("figure", {},
          make("figcaption", {}, field.heads > 1 ? "all heads; choose one" : "the head"),
          make("div", { class: "heads" }, Array.from({ length: Math.min(field.heads, 64) }, (_, h) => make("button", { class: h === head ? "head current" : "head", tabindex: "-1", onclick: () => app.set({ head: h }) },
            thumbnail({ rows: field.rows, columns: field.columns, at: (r, c) => field.at(h, r, c), colour: (x) => Colours.share(x), size: field.heads > 8 ? 72 : 104 }),
            make("span", {}, `head ${h}`)))),
          this.chosen(app, field, row, texts))));
  },

  /** What the chosen token looks at, in words. */
  chosen(app, field, row, texts) {
    if (row < 0 || row >= field.rows) return make("p", { class: "quiet" }, "The chosen token belongs to another pass.");
    const heads = Array.from({ length: Math.min(field.heads, 16) }, (_, h) => {
      const keys = Array.from({ length: field.columns }, (_, c) => [c, field.at(h, row, c)]).filter(([, x]) => x > 0).sort((a, b) => b[1] - a[1]).slice(0, 3);
      return make("tr", {}, make("th", {}, `head ${h}`), make("td", {}, keys.map(([c, x]) => make("span", { class: "seen" }, visible(texts[field.firstKey + c]), make("small", {}, ` ${field.firstKey + c}`), ` ${percent(x)}`))));
    });
    return make("div", {}, make("h3", {}, `${quoted(texts[app.position])} at ${app.position} looks at`), make("table", { class: "plain" }, heads));
  },

  /** The weights: from the pattern if it is there, else from the strongest keys of every token. */
  field(app, layer, rule, texts) {
    const { recording, pass } = app;
    const numbers = recording.numbers(recording.value(pass, layer, "attn.pattern"));
    if (numbers && numbers.shape.length === 3) {
      const [heads, rows, columns] = numbers.shape;
      return { heads, rows, columns, firstKey: texts.length - columns, isWhole: true, at: (h, r, c) => numbers.data[(h * rows + r) * columns + c] };
    }
    const found = new Map();
    let [heads, most] = [0, 0];
    for (const [position, token] of pass.tokens) {
      const own = (token.attention ?? []).find((one) => one.layer === layer);
      (own?.heads ?? []).forEach((one, h) => {
        heads = Math.max(heads, h + 1);
        most = Math.max(most, (one.strongest ?? []).length);
        for (const [key, weight] of one.strongest ?? []) found.set(`${h} ${position} ${key}`, plainNumber(weight));
      });
    }
    if (!heads) return null;
    const { firstKey } = rule;
    return { heads, rows: texts.length - pass.first, columns: texts.length - firstKey, firstKey, most, isWhole: false, at: (h, r, c) => found.get(`${h} ${pass.first + r} ${firstKey + c}`) ?? 0 };
  },
};
