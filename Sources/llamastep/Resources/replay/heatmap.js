"use strict";

/**
 * A field of coloured cells with labelled rows and columns. Pointing at a cell tells its number; a click on a row chooses its token.
 *
 * Where there are more columns or rows than room, a cell stands for several and shows the one that is farthest from zero.
 */
function heatMap({ rows, columns, at, colour, rowLabels, columnLabels, rowTitle = "", columnTitle = "", selectedRow = -1, group = 0, describe, onRow, width = 760, height = 460, largest = 20, label = "" }) {
  if (!rows || !columns) return make("p", { class: "absent" }, "It has no elements.");
  const longest = Math.max(0, greatest((rowLabels ?? []).map((text) => text.length)));
  const left = rowLabels ? Math.min(150, 22 + longest * 6.6) : 46;
  const canLabelColumns = columnLabels && columns * 11 <= width - left;
  const top = 6;
  const bottom = canLabelColumns ? Math.min(96, 20 + Math.max(...columnLabels.map((text) => text.length)) * 6) + 14 : 34;
  const perColumn = Math.max(1, Math.ceil(columns / (width - left - 4)));
  const perRow = Math.max(1, Math.ceil(rows / (height / 2)));
  const shownColumns = Math.ceil(columns / perColumn);
  const shownRows = Math.ceil(rows / perRow);
  const cellWidth = clamp((width - left - 4) / shownColumns, 1, largest * (columns <= 16 ? 2 : 1));
  const cellHeight = clamp(height / shownRows, 2, largest);
  const [plotWidth, plotHeight] = [cellWidth * shownColumns, cellHeight * shownRows];

  const canvas = make("canvas", { class: "heat", role: "img", "aria-label": label });
  const pen = sized(canvas, left + plotWidth + 2, top + plotHeight + bottom);
  pen.translate(0, top);
  const strongest = (r, c) => {
    let best = [r * perRow, c * perColumn, at(r * perRow, c * perColumn)];
    if (perRow * perColumn === 1) return best;
    for (let i = r * perRow; i < Math.min(rows, (r + 1) * perRow); i++) {
      for (let j = c * perColumn; j < Math.min(columns, (c + 1) * perColumn); j++) {
        const x = at(i, j);
        if (Number.isNaN(x)) return [i, j, x];
        if (!Number.isFinite(best[2]) || (Number.isFinite(x) && Math.abs(x) > Math.abs(best[2]))) best = [i, j, x];
      }
    }
    return best;
  };

  paintCells(pen, left, shownRows, shownColumns, cellWidth, cellHeight, (r, c) => colour(strongest(r, c)[2]));
  pen.strokeStyle = Colours.named("--line");
  pen.strokeRect(left - 0.5, 0.5, plotWidth + 1, plotHeight);
  if (group > 1) {
    pen.fillStyle = Colours.named("--ink");
    for (let c = group; c < columns; c += group) pen.fillRect(Math.round(left + (c / perColumn) * cellWidth), 0, 1, plotHeight);
  }
  if (selectedRow >= 0 && selectedRow < rows) {
    pen.strokeStyle = Colours.named("--accent");
    pen.lineWidth = 2;
    pen.strokeRect(left - 1, Math.floor(selectedRow / perRow) * cellHeight, plotWidth + 2, Math.max(cellHeight, 2));
  }

  pen.font = "11px " + Colours.named("--mono");
  pen.fillStyle = Colours.named("--ink");
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  const rowStep = Math.max(1, Math.ceil(12 / cellHeight));
  for (let r = 0; r < shownRows; r += rowStep) {
    const row = r * perRow;
    pen.globalAlpha = selectedRow < 0 || selectedRow === row ? 1 : 0.75;
    pen.fillText(shortened(rowLabels ? rowLabels[row] ?? "" : String(row), 21), left - 6, (r + 0.5) * cellHeight);
  }
  pen.globalAlpha = 1;
  if (canLabelColumns) {
    for (let c = 0; c < columns; c++) {
      pen.save();
      pen.translate(left + (c + 0.5) * cellWidth, plotHeight + 6);
      pen.rotate(-Math.PI / 2);
      pen.fillText(shortened(columnLabels[c] ?? "", 14), 0, 0);
      pen.restore();
    }
  } else {
    pen.textBaseline = "top";
    for (const tick of ticks(columns)) {
      pen.textAlign = tick === 0 ? "left" : "center";
      const x = left + ((tick + (tick ? 0.5 : 0)) / perColumn) * cellWidth;
      pen.fillText(String(tick), x, plotHeight + 5);
    }
  }
  pen.fillStyle = Colours.named("--quiet");
  pen.textAlign = "left";
  pen.textBaseline = "bottom";
  const note = perColumn * perRow > 1 ? `  (a cell is the strongest of ${perRow} × ${perColumn})` : "";
  pen.fillText([columnTitle && columnTitle + " →", rowTitle && "↓ " + rowTitle].filter(Boolean).join("   ") + note, Math.min(left, 46), plotHeight + bottom - 1);

  const cellAt = (event) => {
    const box = canvas.getBoundingClientRect();
    const c = Math.floor((event.clientX - box.left - left) / cellWidth);
    const r = Math.floor((event.clientY - box.top - top) / cellHeight);
    return r < 0 || r >= shownRows ? null : { r, c, row: r * perRow, isInside: c >= 0 && c < shownColumns };
  };
  canvas.addEventListener("mousemove", (event) => {
    const cell = cellAt(event);
    if (!cell?.isInside) return Tip.hide();
    const [row, column, x] = strongest(cell.r, cell.c);
    Tip.show(event, describe ? describe(row, column, x) : `[${row}, ${column}]  ${number(x)}`);
  });
  canvas.addEventListener("mouseleave", () => Tip.hide());
  if (onRow) {
    canvas.classList.add("choosable");
    canvas.addEventListener("click", (event) => {
      const cell = cellAt(event);
      if (cell) onRow(cell.row);
    });
  }
  return make("div", { class: "scrolls" }, canvas);
}

/** A small picture of a field, without labels. */
function thumbnail({ rows, columns, at, colour, size = 116 }) {
  const canvas = make("canvas", { class: "heat" });
  const perRow = Math.max(1, Math.ceil(rows / size));
  const perColumn = Math.max(1, Math.ceil(columns / size));
  const [shownRows, shownColumns] = [Math.ceil(rows / perRow), Math.ceil(columns / perColumn)];
  const pen = sized(canvas, size, rows === 1 ? 14 : size);
  paintCells(pen, 0, shownRows, shownColumns, size / shownColumns, (rows === 1 ? 14 : size) / shownRows, (r, c) => {
    let best = -Infinity;
    for (let i = r * perRow; i < Math.min(rows, (r + 1) * perRow); i++) {
      for (let j = c * perColumn; j < Math.min(columns, (c + 1) * perColumn); j++) best = Math.max(best, at(i, j));
    }
    return colour(best);
  });
  return canvas;
}

/** A canvas that is sharp on every screen; its pen counts in the page's pixels. */
function sized(canvas, width, height) {
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  [canvas.width, canvas.height] = [Math.ceil(width * ratio), Math.ceil(height * ratio)];
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  return pen;
}

function paintCells(pen, left, rows, columns, width, height, colour) {
  if (width < 7 || height < 7) {
    // Many small cells: a picture with a pixel for each, stretched.
    const image = new ImageData(columns, rows);
    for (let i = 0; i < rows * columns; i++) image.data.set([...colour(Math.floor(i / columns), i % columns), 255], i * 4);
    const small = make("canvas", { width: columns, height: rows });
    small.getContext("2d").putImageData(image, 0, 0);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(small, left, 0, columns * width, rows * height);
    return;
  }
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      pen.fillStyle = css(colour(r, c));
      pen.fillRect(left + c * width, r * height, width - 1, height - 1);
    }
  }
}

/** Round numbers along an axis, about six. */
function ticks(count) {
  const rough = Math.max(1, count / 6);
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  const step = [1, 2, 4, 8, 16, 32, 64, 128, 256].includes(count) ? Math.max(1, count / 8) : [1, 2, 5, 10].map((x) => x * power).find((x) => x >= rough);
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => Math.round(i * step)).filter((x) => x < count);
}

const shortened = (text, length) => (text.length > length ? text.slice(0, length - 1) + "…" : text);

/** A bar of colours with the numbers they stand for. */
function colourBar(colour, from, to, words) {
  const canvas = make("canvas", { class: "bar" });
  const pen = sized(canvas, 120, 10);
  for (let x = 0; x < 120; x++) {
    pen.fillStyle = css(colour(from + ((to - from) * x) / 119));
    pen.fillRect(x, 0, 1.4, 10);
  }
  return make("span", { class: "legend" }, make("span", {}, words[0]), canvas, make("span", {}, words[1]));
}

/** What floats beside the pointer. */
const Tip = {
  show(event, text) {
    const tip = byId("tip");
    tip.textContent = text;
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = `${clamp(event.clientX + 14, 4, window.innerWidth - box.width - 8)}px`;
    tip.style.top = `${clamp(event.clientY + 16, 4, window.innerHeight - box.height - 8)}px`;
  },

  hide() {
    byId("tip").hidden = true;
  },
};
