"use strict";

/** Colours of the numbers, taken from the style sheet so that light and dark have their own. */
const Colours = {
  cache: {},

  forget() {
    this.cache = {};
  },

  named(name) {
    this.cache[name] ??= getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    return this.cache[name];
  },

  rgb(name) {
    const key = "rgb" + name;
    if (!this.cache[key]) {
      const hex = this.named(name).replace("#", "");
      this.cache[key] = [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16));
    }
    return this.cache[key];
  },

  between(from, to, share) {
    const [a, b] = [this.rgb(from), this.rgb(to)];
    return a.map((x, i) => Math.round(x + (b[i] - x) * share));
  },

  /** Numbers of both signs: −1 to 1. */
  signed(x) {
    if (Number.isNaN(x)) return this.rgb("--nan");
    if (x === -Infinity) return this.rgb("--hidden");
    const share = Math.pow(clamp(Math.abs(x), 0, 1), 0.75);
    return this.between("--zero", x < 0 ? "--negative" : "--positive", share);
  },

  /** Shares: 0 to 1. Small ones are lifted, so that they can be seen. */
  share(x) {
    if (Number.isNaN(x)) return this.rgb("--nan");
    return this.between("--none", "--all", Math.pow(clamp(x, 0, 1), 0.6));
  },

  /** Experts keep their colour everywhere. The first eight are chosen, more go round the circle by the golden angle. */
  expert(index) {
    if (index < 8) return this.rgb(`--expert-${index}`);
    const hue = (index * 137.508) % 360;
    const lightness = document.documentElement.dataset.theme === "dark" ? 62 : 52 - 12 * (Math.floor(index / 16) % 2);
    return fromHSL(hue, 55, lightness);
  },
};

function fromHSL(hue, saturation, lightness) {
  const [s, l] = [saturation / 100, lightness / 100];
  const part = (n) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [part(0), part(8), part(4)];
}

const css = ([r, g, b]) => `rgb(${r},${g},${b})`;

/** Black or white, whichever can be read on a colour. */
const inkOn = ([r, g, b]) => (0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#14161b" : "#ffffff");
