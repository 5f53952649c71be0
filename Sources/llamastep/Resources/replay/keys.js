"use strict";

/** The keyboard, in the letters of the debugger. One table for what happens and for what help says. */
const Keys = [
  { keys: ["s", "Enter", "ArrowRight"], shown: "s  ⏎  →", does: "step to the next instruction", run: (app) => app.step(1) },
  { keys: ["b", "r", "ArrowLeft"], shown: "b  r  ←", does: "step back (reverse-step)", run: (app) => app.step(-1) },
  { keys: ["n", "ArrowDown"], shown: "n  ↓", does: "next: over the layer, attention or experts that begin here", run: (app) => app.over(1) },
  { keys: ["N", "ArrowUp"], shown: "N  ↑", does: "the same backwards", run: (app) => app.over(-1) },
  { keys: ["c", "End"], shown: "c", does: "continue to the end of the pass", run: (app) => app.go({ pc: app.recording.span(app.pass).to - 1 }) },
  { keys: ["C", "Home"], shown: "C", does: "back to the start of the pass", run: (app) => app.go({ pc: app.recording.span(app.pass).from }) },
  { keys: ["t"], shown: "t", does: "next pass: the next token", run: (app) => app.goToPass(app.passIndex + 1) },
  { keys: ["T"], shown: "T", does: "the pass before", run: (app) => app.goToPass(app.passIndex - 1) },
  { keys: ["g", "/"], shown: "g  /", does: "go to an instruction: number, or part of its name", run: () => Finder.open() },
  { keys: ["]", "["], shown: "[  ]", does: "choose the token before, behind", run: (app, key) => app.choosePosition(app.position + (key === "]" ? 1 : -1)) },
  { keys: [",", "."], shown: ",  .", does: "head before, behind", run: (app, key) => app.set({ head: Math.max(0, app.head + (key === "." ? 1 : -1)) }) },
  { keys: ["-", "+", "="], shown: "−  +", does: "layer before, behind (the same instruction there)", run: (app, key) => app.otherLayer(key === "-" ? -1 : 1) },
  { keys: ["v"], shown: "v", does: "let the picture follow the instruction again", run: (app) => app.follow() },
  { keys: ["D"], shown: "D", does: "light or dark", run: (app) => app.toggleTheme() },
  { keys: ["h", "?"], shown: "h  ?", does: "this help", run: () => Help.toggle() },
];

const Help = {
  fill(app) {
    const pictures = app.pictures.map((picture) => ({ shown: picture.key, does: `picture: ${picture.name}` }));
    byId("help").replaceChildren(
      make("h2", {}, "Keys"),
      make("table", {}, [...Keys, ...pictures].map(({ shown, does }) => make("tr", {}, make("th", {}, shown.split("  ").map((key) => make("kbd", {}, key))), make("td", {}, does)))),
      make("p", { class: "quiet" }, "Letters mean what they mean in the debugger of LlamaStep. Clicking works too: instructions, operands, tokens, heads. Esc closes."));
  },

  toggle() {
    byId("help").hidden = !byId("help").hidden;
  },
};

/** Finds instructions by number or by a part of the name. */
const Finder = {
  hits: [],
  chosen: 0,

  open() {
    byId("finder").hidden = false;
    byId("finder-text").value = "";
    byId("finder-text").focus();
    this.search("");
  },

  close() {
    byId("finder").hidden = true;
    byId("finder-text").blur();
  },

  search(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const { program } = App.recording;
    const byNumber = /^\d+$/.test(text.trim()) ? Number(text) : -1;
    this.hits = program.map((instruction, pc) => ({ instruction, pc })).filter(({ instruction, pc }) => pc === byNumber || (words.length && words.every((word) => `${instruction.name} ${instruction.operation}`.toLowerCase().includes(word)))).sort((a, b) => (b.pc === byNumber) - (a.pc === byNumber)).slice(0, 200);
    // The next hit behind the current instruction comes first, as a search does.
    const behind = this.hits.findIndex(({ pc }) => pc > App.pc);
    this.chosen = byNumber >= 0 ? 0 : Math.max(0, behind);
    this.show();
  },

  show() {
    const from = clamp(this.chosen - 5, 0, Math.max(0, this.hits.length - 12));
    byId("finder-hits").replaceChildren(...this.hits.slice(from, from + 12).map(({ instruction, pc }, i) => make("li", { class: from + i === this.chosen ? "current" : "", onclick: () => this.take(from + i) }, make("span", { class: "pc" }, String(pc)), instruction.name, make("span", { class: "quiet" }, ` ${instruction.operation}`))));
  },

  take(index) {
    const hit = this.hits[index];
    this.close();
    if (hit) App.go({ pc: hit.pc });
  },

  key(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter") this.take(this.chosen);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.chosen = clamp(this.chosen + (event.key === "ArrowDown" ? 1 : -1), 0, Math.max(0, this.hits.length - 1));
      this.show();
    } else return;
    event.preventDefault();
    // Else the page would take the same key, now that the finder is closed.
    event.stopPropagation();
  },
};
