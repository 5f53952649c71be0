"use strict";

/** The strip of tokens: chunks side by side, the chosen one marked, what the model chose at the end. */
const TokenStrip = {
  most: 400,

  show(app) {
    const { recording, pass } = app;
    byId("passes").replaceChildren(...(recording.passes.length > 1 ? this.passes(app) : []));
    if (pass.isTower) {
      byId("strip").replaceChildren(make("span", { class: "quiet" }, `${tilesOf(pass)} through the vision tower; the text comes behind`));
      return;
    }
    const texts = recording.textsUpTo(pass);
    const chunk = recording.layers.find((layer) => layer.chunk)?.chunk ?? 0;
    const from = texts.length > this.most ? clamp(app.position - this.most / 2, 0, texts.length - this.most) : 0;
    const chips = [];
    if (from > 0) chips.push(make("span", { class: "quiet" }, `… ${from} before`));
    for (let position = from; position < Math.min(texts.length, from + this.most); position++) {
      const begins = chunk > 0 && position > 0 && position % chunk === 0;
      if (begins) chips.push(make("span", { class: "border", title: `a new chunk of ${chunk} begins at ${position}` }, `chunk ${position / chunk}`));
      chips.push(make("button", {
        class: ["token", position === app.position ? "chosen" : "", position < pass.first ? "cached" : ""].join(" "),
        tabindex: "-1", title: `position ${position}${recording.imageAt(position) ? `, of image ${recording.imageAt(position)}` : ""}${position < pass.first ? ", of an earlier pass" : ""}`, onclick: () => app.choosePosition(position),
      }, make("span", { class: "text" }, visible(texts[position])), make("span", { class: "place" }, String(position))));
    }
    if (from + this.most < texts.length) chips.push(make("span", { class: "quiet" }, `${texts.length - from - this.most} more …`));
    if (pass.sample) {
      const probability = Number.isFinite(pass.sample.logprob) ? ` p ${number(Math.exp(pass.sample.logprob))}` : "";
      chips.push(make("span", { class: "token next", title: "the token chosen after this pass" + probability }, make("span", { class: "text" }, visible(wordOf(pass.sample))), make("span", { class: "place" }, "next")));
    }
    byId("strip").replaceChildren(...chips);
    byId("strip").querySelector(".chosen")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  },

  passes(app) {
    const { passes } = app.recording;
    const from = clamp(app.passIndex - 12, 0, Math.max(0, passes.length - 24));
    return passes.slice(from, from + 24).map((pass, i) => make("button", {
      class: pass === app.pass ? "pass current" : "pass", tabindex: "-1", onclick: () => app.goToPass(from + i),
    }, `pass ${pass.number}`, make("span", { class: "quiet" }, pass.isTower ? ` ${tilesOf(pass)}` : pass.texts.length === 1 ? ` ${visible(pass.texts[0])}` : ` ${pass.texts.length || pass.ids.length} tokens`)));
  },
};

/** `tile 3`, `tiles 0 to 4` */
function tilesOf({ firstTile, tiles }) {
  return tiles === 1 ? `tile ${firstTile}` : `tiles ${firstTile} to ${firstTile + tiles - 1}`;
}
