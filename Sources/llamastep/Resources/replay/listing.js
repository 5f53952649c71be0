"use strict";

/** The program at the left: every instruction, grouped by layer, the current one marked. */
class Listing {
  constructor(app) {
    this.app = app;
    this.rows = [];
    const { recording } = app;
    const list = byId("listing");
    let group = undefined;
    let block = null;
    recording.program.forEach((instruction, pc) => {
      const layer = layerOf(instruction.name);
      const title = isOfTower(instruction.name) ? towerPart(instruction.name) : layer;
      if (title !== group) {
        group = title;
        const words = typeof title === "string" ? title : pc === recording.towerLength ? "input" : "output";
        block = make("section", { class: "layer" }, layer === null ? make("h2", {}, words) : this.heading(layer));
        list.append(block);
      }
      const short = layer === null ? instruction.name.replace(/^vision\.(layers\.\d+\.)?/, "") : instruction.name.slice(instruction.name.indexOf(".", 7) + 1);
      const row = make("button", { class: "row", tabindex: "-1", title: instruction.name, onclick: () => app.go({ pc }) },
        make("span", { class: "pc" }, String(pc)),
        make("span", { class: "name" }, short),
        make("span", { class: "operation" }, instruction.operation ?? ""));
      this.rows.push(row);
      block.append(row);
    });
  }

  heading(index) {
    const layer = this.app.recording.layers.find((one) => one.index === index) ?? {};
    return make("h2", { onclick: () => this.app.go({ pc: this.app.recording.program.findIndex((one) => layerOf(one.name) === index) }) },
      `layer ${index}`,
      layer.rope === undefined ? null : layer.rope ? make("span", { class: "tag rope" }, layer.chunk ? `RoPE · chunks of ${layer.chunk}` : "RoPE") : make("span", { class: "tag nope" }, "NoPE · sees all"),
      layer.moe === undefined ? null : make("span", { class: "tag" }, layer.moe ? "experts" : "dense"));
  }

  show() {
    const { pc, pass } = this.app;
    for (const [index, row] of this.rows.entries()) {
      row.classList.toggle("current", index === pc);
      row.classList.toggle("done", index < pc);
      row.classList.toggle("absent", this.app.recording.runs(pass, index) && !pass.values.has(this.app.recording.program[index].name));
    }
    const row = this.rows[pc];
    const list = byId("listing");
    if (!row || !list.clientHeight) return;
    const place = row.getBoundingClientRect().top - list.getBoundingClientRect().top;
    if (place < 60 || place > list.clientHeight - 60) list.scrollTop += place - list.clientHeight / 3;
  }
}

/** Where in the vision tower a value belongs. */
function towerPart(name) {
  const layer = /^vision\.layers\.(\d+)\./.exec(name)?.[1];
  return layer === undefined ? "vision tower" : `vision layer ${layer}`;
}
