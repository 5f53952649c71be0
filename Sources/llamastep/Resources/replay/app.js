"use strict";

/** Where the reader stands in the recording, and everything that moves them. */
const App = {
  passIndex: 0,
  pc: 0,
  position: 0,
  head: 0,
  /** The picture's name; it follows the instruction until one is chosen. */
  picture: "mask",
  isPinned: false,
  pickedLayer: null,
  pictures: [MaskPicture, AttentionPicture, RouterPicture, LensPicture, ResidualPicture, TemperaturePicture],

  get pass() {
    return this.recording.passes[this.passIndex];
  },

  /** The layer that pictures are of: the instruction's, or the one last looked at. */
  get layer() {
    return this.pickedLayer ?? this.recording.layers[0]?.index ?? null;
  },

  /** Pixels that a picture may be wide. */
  get room() {
    return Math.max(300, (document.querySelector("main")?.clientWidth ?? 800) - 80);
  },

  start(data) {
    const theme = matchMedia("(prefers-color-scheme: dark)");
    document.documentElement.dataset.theme = theme.matches ? "dark" : "light";
    this.recording = new Recording(data);
    this.facts();
    if (!this.recording.passes.length || !this.recording.program.length) {
      byId("instruction").replaceChildren(make("p", { class: "absent" }, "The recording holds no pass: it ended before anything was computed."));
      return;
    }
    this.position = this.lastPosition();
    this.listing = new Listing(this);
    Help.fill(this);
    this.readHash();
    this.listen();
    this.show();
  },

  facts() {
    const { header, summary, passes, notes } = this.recording;
    const tokens = passes.reduce((sum, pass) => sum + (pass.texts.length || pass.ids.length), 0);
    byId("facts").replaceChildren(...[
      make("strong", {}, header.model?.name ?? "a recording"), `${tokens} tokens in ${passes.length} pass${passes.length === 1 ? "" : "es"}`,
      header.level ? `level ${header.level}` : null, ...(header.rules ?? []).map((rule) => make("span", { class: "tag nope" }, typeof rule === "string" ? rule : JSON.stringify(rule))),
    ].filter(Boolean).flatMap((part, i) => (i ? [make("span", { class: "quiet" }, " · "), part] : [part])));
    document.title = `${header.model?.name ?? "recording"} – LlamaStep replay`;
    const warnings = [...notes];
    if (!summary?.complete) warnings.unshift("This recording is incomplete: it was cut before its end. What is there can be looked at.");
    byId("warning").hidden = warnings.length === 0;
    byId("warning").replaceChildren(...warnings.map((text) => make("p", {}, text)));
  },

  lastPosition(pass = this.pass) {
    return pass.first + Math.max(0, (pass.texts.length || pass.ids.length) - 1);
  },

  /** Changes what is looked at, and shows it. */
  set(changes) {
    Object.assign(this, changes);
    this.show();
  },

  go({ pc }) {
    this.pc = clamp(pc, 0, this.recording.program.length - 1);
    if (!this.recording.runs(this.pass, this.pc)) this.enterPassOf(this.pc);
    const layer = layerOf(this.recording.program[this.pc].name);
    if (layer !== null) this.pickedLayer = layer;
    if (!this.isPinned) this.choosePictureFor(this.recording.program[this.pc]);
    this.show();
  },

  /** The first pass that runs an instruction; with none, the pass's own instruction that is nearest. */
  enterPassOf(pc) {
    const index = this.recording.passes.findIndex((pass) => this.recording.runs(pass, pc));
    const { from, to } = this.recording.span(this.pass);
    if (index < 0) this.pc = clamp(pc, from, Math.max(from, to - 1));
    else [this.passIndex, this.position] = [index, this.lastPosition(this.recording.passes[index])];
  },

  choosePictureFor(instruction) {
    const suiting = this.pictures.find((picture) => picture.suits(instruction));
    if (suiting) this.picture = suiting.name;
  },

  step(by) {
    const pc = this.pc + by;
    const { from, to } = this.recording.span(this.pass);
    if (pc >= to && this.passIndex + 1 < this.recording.passes.length) {
      this.goToPass(this.passIndex + 1, 0);
    } else if (pc < from && this.passIndex > 0) {
      this.goToPass(this.passIndex - 1, this.recording.program.length - 1);
    } else this.go({ pc: clamp(pc, from, to - 1) });
  },

  /** Over what begins here, as `next` of the debugger does; backwards to where a unit began. */
  over(direction) {
    if (direction > 0) {
      this.step(unitLength(this.recording.program, this.pc));
      return;
    }
    for (let pc = this.pc - 1; pc >= 0; pc--) {
      if (pc + unitLength(this.recording.program, pc) === this.pc) {
        let first = pc;
        while (first > 0 && first - 1 + unitLength(this.recording.program, first - 1) === this.pc) first--;
        for (let outer = 0; outer < first; outer++) if (outer + unitLength(this.recording.program, outer) === this.pc) first = outer;
        return this.go({ pc: first });
      }
    }
    this.step(-1);
  },

  goToPass(index, pc = this.pc) {
    if (index < 0 || index >= this.recording.passes.length) return;
    this.passIndex = index;
    this.position = this.lastPosition();
    const { from, to } = this.recording.span(this.pass);
    this.go({ pc: clamp(pc, from, to - 1) });
  },

  /** A token of an earlier pass is looked at in its own pass. */
  choosePosition(position) {
    const texts = this.recording.textsUpTo(this.recording.passes.at(-1));
    this.position = clamp(position, 0, texts.length - 1);
    const index = this.recording.passes.findLastIndex((pass) => pass.first <= this.position);
    if (index >= 0 && (this.position < this.pass.first || this.position > this.lastPosition())) this.passIndex = index;
    this.show();
  },

  otherLayer(by) {
    const { layers, program, pcs } = this.recording;
    const place = clamp(layers.findIndex((one) => one.index === this.layer) + by, 0, layers.length - 1);
    const target = layers[place]?.index;
    const name = program[this.pc].name.replace(/^layers\.\d+\./, `layers.${target}.`);
    this.pickedLayer = target;
    if (pcs.has(name) && layerOf(name) === target) this.go({ pc: pcs.get(name) });
    else this.show();
  },

  follow() {
    this.isPinned = false;
    this.choosePictureFor(this.recording.program[this.pc]);
    this.show();
  },

  toggleTheme() {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    Colours.forget();
    this.show();
  },

  layerPicker() {
    const { layers } = this.recording;
    return make("div", { class: "picker" }, make("span", { class: "what" }, "layer"), layers.map((one) => make("button", {
      class: [one.index === this.layer ? "current" : "", one.rope === false ? "nope" : ""].join(" "), tabindex: "-1", title: one.rope === false ? "NoPE: sees everything" : null, onclick: () => this.set({ pickedLayer: one.index }),
    }, String(one.index))));
  },

  headPicker(count, name) {
    return make("div", { class: "picker" }, make("span", { class: "what" }, name), Array.from({ length: Math.min(count, 128) }, (_, index) => make("button", { class: index === clamp(this.head, 0, count - 1) ? "current" : "", tabindex: "-1", onclick: () => this.set({ head: index }) }, String(index))));
  },

  show() {
    Tip.hide();
    TokenStrip.show(this);
    this.listing.show();
    InstructionCard.show(this);
    byId("tabs").replaceChildren(...this.pictures.map((picture) => make("button", {
      role: "tab", "aria-selected": String(picture.name === this.picture), class: picture.name === this.picture ? "current" : "", tabindex: "-1",
      onclick: () => this.set({ picture: picture.name, isPinned: true }),
    }, picture.name, make("kbd", {}, picture.key))), make("span", { class: "quiet follows" }, this.isPinned ? make("button", { tabindex: "-1", onclick: () => this.follow() }, "follow the instruction", make("kbd", {}, "v")) : "follows the instruction"));
    byId("picture").replaceChildren(this.pictures.find((picture) => picture.name === this.picture).draw(this));
    history.replaceState(null, "", `#pass=${this.pass.number}&pc=${this.pc}&token=${this.position}&head=${this.head}&picture=${this.picture}`);
  },

  /** A place can be linked to: `replay.html#pass=1&pc=117&picture=attention`. */
  readHash() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const whole = (name) => (/^\d+$/.test(wanted.get(name) ?? "") ? Number(wanted.get(name)) : null);
    const pass = this.recording.passes.findIndex((one) => one.number === whole("pass"));
    if (pass >= 0) this.passIndex = pass;
    this.position = clamp(whole("token") ?? this.lastPosition(), 0, this.lastPosition());
    this.head = whole("head") ?? 0;
    const byName = this.recording.pcs.get(wanted.get("at"));
    this.pc = clamp(byName ?? whole("pc") ?? this.recording.span(this.pass).from, 0, this.recording.program.length - 1);
    if (!this.recording.runs(this.pass, this.pc)) this.enterPassOf(this.pc);
    this.pickedLayer = layerOf(this.recording.program[this.pc].name);
    this.choosePictureFor(this.recording.program[this.pc]);
    if (this.pictures.some((picture) => picture.name === wanted.get("picture"))) {
      this.isPinned = this.picture !== wanted.get("picture");
      this.picture = wanted.get("picture");
    }
    if (["light", "dark"].includes(wanted.get("theme"))) document.documentElement.dataset.theme = wanted.get("theme");
  },

  listen() {
    document.addEventListener("keydown", (event) => this.press(event));
    byId("finder-text").addEventListener("input", (event) => Finder.search(event.target.value));
    byId("finder-text").addEventListener("keydown", (event) => Finder.key(event));
    for (const button of document.querySelectorAll("[data-key]")) {
      button.tabIndex = -1;
      button.addEventListener("click", () => this.run(button.dataset.key));
    }
    let resized;
    window.addEventListener("resize", () => {
      clearTimeout(resized);
      resized = setTimeout(() => this.show(), 120);
    });
  },

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !byId("finder").hidden) return;
    if (event.key === "Escape") {
      byId("help").hidden = true;
      return;
    }
    if (this.run(event.key)) event.preventDefault();
  },

  run(key) {
    const picture = this.pictures.find((one) => one.key === key);
    if (picture) {
      this.set({ picture: picture.name, isPinned: true });
      byId("tabs").scrollIntoView({ block: "nearest" });
      byId("picture").scrollIntoView({ block: byId("picture").clientHeight > window.innerHeight ? "start" : "nearest" });
      return true;
    }
    const binding = Keys.find((one) => one.keys.includes(key));
    binding?.run(this, key);
    return binding !== undefined;
  },
};

/** How many instructions are one `next` from here: a layer at its first, attention at its q, experts at their router, equal operations side by side. */
function unitLength(program, pc) {
  const { name, operation } = program[pc];
  const run = (belongs) => {
    let end = pc;
    while (end < program.length && belongs(program[end].name)) end++;
    return end - pc;
  };
  const parts = name.split(".");
  for (let length = Math.min(2, parts.length - 1); length < parts.length; length++) {
    const scope = parts.slice(0, length).join(".") + ".";
    if (length >= 1 && scope.length > 1 && !(program[pc - 1]?.name ?? "").startsWith(scope) && length >= (parts[0] === "layers" ? 2 : parts[1] === "layers" ? 3 : 1)) return Math.max(1, run((other) => other.startsWith(scope)));
  }
  let end = pc + 1;
  while (end < program.length && program[end].operation === operation && program[end].name.split(".").slice(0, -1).join(".") === parts.slice(0, -1).join(".")) end++;
  return end - pc;
}

App.start(JSON.parse(byId("recorded").textContent));
