"use strict";

const SVG = "http://www.w3.org/2000/svg";

function drawn(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== null) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * Lines over a common axis, from zero up.
 *
 * @param series `{name, values: [[x, y, text]…], class}`; points can be pointed at
 * @param marks `{x, text}`: vertical lines
 */
function lineChart({ series, marks = [], xTitle, yTitle, xLabels, width = 760, height = 260, fromZero = true, steps = false }) {
  const points = series.flatMap((one) => one.values).filter(([, y]) => Number.isFinite(y));
  if (!points.length) return make("p", { class: "absent" }, "There is nothing to draw.");
  const [left, right, top, bottom] = [56, 16, 14, 46];
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [lowX, highX] = [least(xs), greatest(xs)];
  const lowY = fromZero ? Math.min(0, least(ys)) : least(ys);
  const highY = greatest(ys) === lowY ? lowY + 1 : lowY + (greatest(ys) - lowY) * 1.08;
  const toX = (x) => left + ((x - lowX) / (highX - lowX || 1)) * (width - left - right);
  const toY = (y) => height - bottom - ((y - lowY) / (highY - lowY)) * (height - top - bottom);
  const picture = drawn("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, width, height, role: "img" });

  for (let i = 0; i <= 4; i++) {
    const y = lowY + ((highY - lowY) * i) / 4;
    picture.append(drawn("line", { class: "grid", x1: left, x2: width - right, y1: toY(y), y2: toY(y) }));
    picture.append(drawn("text", { x: left - 6, y: toY(y) + 4, "text-anchor": "end" }, number(Number(y.toPrecision(3)))));
  }
  const labels = xLabels ?? ticks(highX - lowX + 1).map((tick) => [tick + lowX, String(tick + lowX)]);
  const room = Math.max(1, Math.ceil((labels.length * 64) / (width - left - right)));
  labels.forEach(([x, text], i) => {
    if (i % room === 0) picture.append(drawn("text", { x: toX(x), y: height - bottom + 16, "text-anchor": i === 0 ? "start" : toX(x) > width - right - 24 ? "end" : "middle" }, text));
  });
  for (const { x, text } of marks) {
    picture.append(drawn("line", { class: "mark", x1: toX(x), x2: toX(x), y1: top, y2: height - bottom }));
    picture.append(drawn("text", { class: "mark", x: toX(x) + (toX(x) > width - 180 ? -5 : 5), y: top + 10, "text-anchor": toX(x) > width - 180 ? "end" : "start" }, text));
  }
  for (const one of series) {
    const path = one.values.filter(([, y]) => Number.isFinite(y)).map(([x, y], i) => (i === 0 ? "M" : steps ? `H${toX(x)}V` : "L") + (i && steps ? toY(y) : `${toX(x)},${toY(y)}`)).join("");
    picture.append(drawn("path", { class: `series ${one.class}`, d: path }));
    if (!steps) {
      for (const [x, y, text] of one.values) {
        if (!Number.isFinite(y)) continue;
        const dot = drawn("circle", { class: `dot ${one.class}`, cx: toX(x), cy: toY(y), r: one.values.length > 60 ? 2 : 3.5 });
        dot.addEventListener("mousemove", (event) => Tip.show(event, `${one.name}: ${text ?? number(y)}`));
        dot.addEventListener("mouseleave", () => Tip.hide());
        picture.append(dot);
      }
    }
  }
  picture.append(drawn("text", { class: "title", x: width - right, y: height - 8, "text-anchor": "end" }, xTitle + " →"));
  picture.append(drawn("text", { class: "title", x: 4, y: height - 8 }, "↑ " + yTitle));
  const legend = series.length > 1 ? make("div", { class: "legends" }, series.map((one) => make("span", { class: `key ${one.class}` }, one.name))) : null;
  return make("div", { class: "scrolls" }, picture, legend);
}
