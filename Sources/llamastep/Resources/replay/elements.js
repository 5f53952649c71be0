"use strict";

/** Makes an element. Text always goes in as text: nothing that a recording holds is ever read as HTML. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

const byId = (id) => document.getElementById(id);

/** A token's text so that blanks and line ends can be seen. */
function visible(text) {
  const shown = String(text ?? "").replace(/\n/g, "↵").replace(/\t/g, "⇥").replace(/\r/g, "␍").replace(/^ +| +$/g, (blanks) => "·".repeat(blanks.length));
  return shown === "" ? "∅" : shown.length > 24 ? shown.slice(0, 23) + "…" : shown;
}

const quoted = (text) => `“${visible(text)}”`;

/** Four digits, or what a number is if it is none. */
function number(x) {
  if (x === null || x === undefined) return "–";
  if (typeof x === "string") return x === "-Infinity" ? "−∞" : x === "Infinity" ? "∞" : x;
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (Number.isInteger(x) && Math.abs(x) < 1e6) return String(x).replace("-", "−");
  const size = Math.abs(x);
  const text = size >= 1e5 || size < 1e-3 ? x.toExponential(2) : x.toPrecision(4);
  return text.replace("-", "−");
}

/** 1234567 → 1.2 M */
function quantity(x, unit = "") {
  if (!Number.isFinite(x)) return "–";
  for (const [size, letter] of [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]]) {
    if (x >= size) return `${(x / size).toPrecision(3)} ${letter}${unit}`;
  }
  return `${Math.round(x)}${unit ? " " + unit : ""}`;
}

function duration(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds >= 1) return `${seconds.toPrecision(3)} s`;
  return seconds >= 1e-3 ? `${(seconds * 1e3).toPrecision(3)} ms` : `${(seconds * 1e6).toPrecision(3)} µs`;
}

const percent = (share) => (share >= 0.9995 ? "100 %" : share >= 0.1 ? `${(share * 100).toFixed(0)} %` : share >= 0.001 ? `${(share * 100).toFixed(1)} %` : share > 0 ? "< 0.1 %" : "0");

const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

/** Of any number of numbers: `Math.max` takes them as arguments, which are limited. */
const greatest = (numbers) => numbers.reduce((a, b) => Math.max(a, b), -Infinity);
const least = (numbers) => numbers.reduce((a, b) => Math.min(a, b), Infinity);

/** What stands where a picture would if the recording had what it needs. */
function notRecorded(what, how) {
  return make("p", { class: "absent" }, make("strong", {}, "Not recorded: "), what + ". ", how ? make("span", { class: "quiet" }, how) : null);
}
