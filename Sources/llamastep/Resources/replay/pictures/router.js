"use strict";

/** Which expert every token goes to, layer by layer. */
const RouterPicture = {
  name: "router",
  key: "3",
  suits: (instruction) => /\.moe\./.test(instruction.name),

  draw(app) {
    const { recording, pass } = app;
    const tokens = [...pass.tokens.values()].sort((a, b) => a.position - b.position);
    const choices = new Map();
    const layers = new Set();
    for (const token of tokens) {
      for (const choice of token.router ?? []) {
        layers.add(choice.layer);
        choices.set(`${token.position} ${choice.layer}`, choice);
      }
    }
    if (!layers.size) return notRecorded("what the router chose", "A model without experts has no router; else --level router or higher records it.");
    const order = [...layers].sort((a, b) => a - b);
    const window = around(tokens, app.position, 240);
    const load = this.load(tokens, order, recording);
    const choice = choices.get(`${app.position} ${order.includes(app.layer) ? app.layer : order[0]}`);
    return make("div", {},
      make("p", { class: "lead" }, "Each cell is the expert that a layer's router gives a token to; pale cells were close calls."),
      make("div", { class: "figures" },
        make("figure", {},
          make("figcaption", {}, make("strong", {}, "token × layer")),
          make("div", { class: "scrolls tall" }, make("table", { class: "map" },
            make("thead", {}, make("tr", {}, make("th", {}), order.map((layer) => make("th", { class: layer === app.layer ? "here" : "" }, layer)))),
            make("tbody", {}, window.map((token) => make("tr", { class: token.position === app.position ? "chosen" : "", onclick: () => app.choosePosition(token.position) },
              make("th", {}, visible(wordOf(token)), make("small", {}, ` ${token.position}`)),
              order.map((layer) => this.cell(choices.get(`${token.position} ${layer}`), layer === app.layer, token))))))),
          window.length < tokens.length ? make("p", { class: "note" }, `${window.length} of ${tokens.length} tokens, around the chosen one`) : null),
        make("figure", {},
          make("figcaption", {}, make("strong", {}, "load"), " tokens per expert in this pass"),
          make("div", { class: "scrolls tall" }, load),
          choice ? this.close(choice, app) : null)));
  },

  cell(choice, isHere, token) {
    if (!choice) return make("td", { class: "empty" });
    const experts = choice.experts ?? [];
    const first = Colours.expert(experts[0] ?? 0);
    const strength = Number.isFinite(choice.margin) ? 0.42 + 0.58 * clamp(choice.margin / 1.5, 0, 1) : 1;
    const shown = first.map((x, i) => Math.round(x * strength + Colours.rgb("--card")[i] * (1 - strength)));
    const text = experts.slice(0, 2).join(" ") + (experts.length > 2 ? "…" : "");
    return make("td", {
      class: isHere ? "here" : "", style: `background:${css(shown)};color:${inkOn(shown)}`,
      title: `${visible(wordOf(token))} (${token.position}), layer ${choice.layer}: expert ${experts.join(", ")}, score ${(choice.scores ?? []).map(number).join(", ")}, ahead by ${number(choice.margin)}`,
    }, text);
  },

  load(tokens, order, recording) {
    const count = Math.max(recording.config.num_local_experts ?? 0, 1 + greatest(tokens.flatMap((token) => (token.router ?? []).flatMap((choice) => choice.experts ?? [0]))));
    return make("table", { class: "plain load" }, order.map((layer) => {
      const loads = new Array(Math.min(count, 4096)).fill(0);
      for (const token of tokens) for (const choice of token.router ?? []) if (choice.layer === layer) for (const expert of choice.experts ?? []) loads[expert] = (loads[expert] ?? 0) + 1;
      const all = loads.reduce((a, b) => a + b, 0) || 1;
      const parts = loads.map((n, expert) => [n, expert]).filter(([n]) => n > 0);
      return make("tr", {}, make("th", {}, `layer ${layer}`), make("td", {}, make("div", { class: "stack" }, parts.map(([n, expert]) => {
        const colour = Colours.expert(expert);
        return make("span", { style: `flex:${n};background:${css(colour)};color:${inkOn(colour)}`, title: `expert ${expert}: ${n} of ${all} tokens` }, n / all > 0.07 ? String(expert) : "");
      }))));
    }));
  },

  /** The chosen token's logits, expert by expert. */
  close(choice, app) {
    const logits = choice.logits ?? [];
    const experts = choice.experts ?? [];
    const named = logits.map((logit, i) => [logits.length === experts.length ? experts[i] : i, plainNumber(logit)]).sort((a, b) => b[1] - a[1]).slice(0, 12);
    if (!named.length) return null;
    const [high, low] = [Math.max(0, ...named.map(([, x]) => x)), Math.min(0, ...named.map(([, x]) => x))];
    return make("div", {},
      make("h3", {}, `${quoted(app.recording.textsUpTo(app.pass)[app.position])} at ${app.position} in layer ${choice.layer}: router logits`),
      make("table", { class: "plain bars" }, named.map(([expert, logit]) => make("tr", { class: experts.includes(expert) ? "taken" : "" },
        make("th", {}, `expert ${expert}`),
        make("td", {}, make("span", { class: "bar", style: `margin-left:${((Math.min(0, logit) - low) / (high - low || 1)) * 100}%;width:${Math.max(1, (Math.abs(logit) / (high - low || 1)) * 100)}%;background:${css(Colours.expert(expert))}` })),
        make("td", { class: "figure" }, number(logit))))),
      make("p", { class: "quiet fine" }, `It goes in scaled by ${(choice.scores ?? []).map(number).join(", ")}, the sigmoid of the logit; ahead of the next by ${number(choice.margin)}.`));
  },
};

/** At most so many tokens, with the chosen one among them. */
function around(tokens, position, most) {
  if (tokens.length <= most) return tokens;
  const index = Math.max(0, tokens.findIndex((token) => token.position === position));
  const from = clamp(index - Math.floor(most / 2), 0, tokens.length - most);
  return tokens.slice(from, from + most);
}
