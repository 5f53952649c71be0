"use strict";

/** What the model would say if it ended after each layer: the residual stream, read with the output head. */
const LensPicture = {
  name: "lens",
  key: "4",
  suits: (instruction) => /resid_post$|^final_norm|^logits$/.test(instruction.name),

  draw(app) {
    const { pass } = app;
    const tokens = [...pass.tokens.values()].sort((a, b) => a.position - b.position);
    const looks = tokens.flatMap((token) => (token.lens ?? []).map((one) => one.name));
    const names = app.recording.program.map(({ name }) => name).filter((name) => looks.includes(name));
    const hasTop = tokens.some((token) => token.top?.length);
    if (!names.length && !hasTop) return notRecorded("the likeliest tokens after each layer", "--level residual and higher record them.");
    const texts = app.recording.textsUpTo(pass);
    const window = around(tokens, app.position, 160);
    const cell = (best, isHere, came) => {
      if (!best) return make("td", { class: "empty" });
      const p = plainNumber(best.p);
      const colour = Colours.share(p);
      return make("td", { class: [isHere ? "here" : "", came ? "came" : ""].join(" "), style: `background:${css(colour)};color:${inkOn(colour)}`, title: `${visible(wordOf(best))}  p ${number(p)}${came ? ", and that is what comes" : ""}` }, visible(wordOf(best)));
    };
    const next = (token) => texts[token.position + 1] ?? (token.position === texts.length - 1 ? pass.sample && wordOf(pass.sample) : undefined);
    return make("div", {},
      make("p", { class: "lead" }, "The likeliest next token if the model ended after that layer; the stronger the colour, the surer. Underlined: it is what comes next."),
      make("div", { class: "figures" },
        make("figure", { class: "wide" },
          make("div", { class: "scrolls tall" }, make("table", { class: "map words" },
            make("thead", {}, make("tr", {}, make("th", {}, "after …"), names.map((name) => make("th", { class: layerOf(name) === app.layer ? "here" : "" }, layerOf(name) === null ? name : `layer ${layerOf(name)}`)), hasTop ? make("th", {}, "in the end") : null)),
            make("tbody", {}, window.map((token) => make("tr", { class: token.position === app.position ? "chosen" : "", onclick: () => app.choosePosition(token.position) },
              make("th", {}, visible(wordOf(token)), make("small", {}, ` ${token.position}`)),
              names.map((name) => {
                const best = (token.lens ?? []).find((one) => one.name === name)?.top?.[0];
                return cell(best, layerOf(name) === app.layer, best && wordOf(best) === next(token));
              }),
              hasTop ? cell(token.top?.[0], false, token.top?.[0] && wordOf(token.top[0]) === next(token)) : null))))),
          window.length < tokens.length ? make("p", { class: "note" }, `${window.length} of ${tokens.length} tokens, around the chosen one`) : null),
        make("figure", {}, this.likeliest(app))));
  },

  likeliest(app) {
    const token = app.pass.tokens.get(app.position);
    if (!token?.top?.length) return make("p", { class: "quiet" }, "The chosen token belongs to another pass, or its likeliest successors were not recorded.");
    return make("div", {},
      make("h3", {}, `after ${quoted(wordOf(token))} at ${app.position}`),
      make("table", { class: "plain bars" }, token.top.map((candidate) => make("tr", {},
        make("th", {}, visible(wordOf(candidate))),
        make("td", {}, make("span", { class: "bar", style: `width:${clamp(plainNumber(candidate.p), 0, 1) * 100}%` })),
        make("td", { class: "figure", title: `logit ${number(candidate.logit)}` }, percent(plainNumber(candidate.p)))))));
  },
};

/** What to call a token: its text, or its number where there is no tokenizer. */
const wordOf = (token) => token.text ?? `#${token.id}`;
