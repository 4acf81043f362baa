/** A figure against the clusters: its classes along a line, all regions below it, the clusters above. */

import { cellOf, unitAt } from "../data/figures.js";
import { visibleRecords } from "../data/filters.js";
import { medianOf, stacked } from "../data/strip.js";
import { el, svg } from "../dom.js";
import { textOf, valueText } from "./figure-texts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/figures.js").FigureFacts} FigureFacts
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 * @typedef {{record: ClusterRecord, value: number}} Valued
 */

/** Width of the drawing, height of its line of classes and of its ticks, and the radius of a dot. */
const [WIDTH, BAND, TICK, RADIUS] = [300, 6, 7, 4];
/** More clusters than these would be a wall of dots. */
const MOST = 200;
/** Dots are stacked so high; more of one value stand on each other. */
const MOST_ROWS = 6;

/**
 * The strip of a figure in a year; none where no cluster or too many have a value.
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {number} row
 */
export function stripOf(ctx, figure, row) {
  if (ctx.payload.records.length > MOST) return null;
  const values = figure.cells[row].filter((cell) => typeof cell === "number");
  const clusters = ctx.payload.records
    .map((record) => ({ record, value: cellOf(figure, unitAt(figure, record), row) }))
    .filter(/** @returns {one is Valued} */ (one) => typeof one.value === "number")
    .toSorted((a, b) => a.value - b.value);
  if (values.length < 2) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) return null;
  const at = (/** @type {number} */ value) => RADIUS + ((WIDTH - 2 * RADIUS) * (value - low)) / (high - low);
  const visible = new Set(visibleRecords(ctx));
  const shown = clusters.filter(({ record }) => visible.has(record));
  if (!shown.length) return null;
  const words = ctx.messages.t("panel.figure.strip", {
    clusters: valueText(ctx, figure, medianOf(shown.map(({ value }) => value))),
    regions: valueText(ctx, figure, medianOf(values.toSorted((a, b) => a - b))),
  });
  return el(
    "div",
    { class: "strip" },
    drawing(ctx, figure, { values, clusters, visible, at }),
    el(
      "div",
      { class: "ends" },
      ...[low, high].map((value) => el("span", { text: valueText(ctx, figure, value) })),
    ),
    el("p", { text: words }),
  );
}

/**
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {{values: number[], clusters: Valued[], visible: Set<ClusterRecord>, at: (value: number) => number}} strip
 */
function drawing(ctx, figure, { values, clusters, visible, at }) {
  const places = clusters.map(({ value }) => at(value));
  const rows = stacked(places, { apart: 2 * RADIUS, most: MOST_ROWS });
  const top = 2 * RADIUS * (Math.max(...rows) + 1);
  // What a filter takes away leaves its place, so that nothing below moves away from the pointer.
  const dots = clusters.flatMap(({ record, value }, index) => {
    if (!visible.has(record)) return [];
    const [cx, cy] = [places[index], top - RADIUS * (2 * rows[index] + 1)];
    const text = ctx.messages.labelled(record.name, valueText(ctx, figure, value));
    const title = svg("title", { text });
    return svg("circle", { class: "strip-dot", "data-id": record.id, cx, cy, r: RADIUS - 0.5 }, title);
  });
  const ticks = values.map((value) => `M${at(value).toFixed(1)} ${top + BAND + 2}v${TICK}`).join("");
  const node = svg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${top + BAND + TICK + 2}`,
      role: "img",
      "aria-label": ctx.messages.labelled(
        ctx.messages.t("term.layer.clusters"),
        textOf(ctx, figure, "label"),
      ),
    },
    ...bandsOf(figure, at, top),
    svg("path", { class: "strip-regions", d: ticks }),
    ...dots,
  );
  for (const [type, on] of /** @type {const} */ ([
    ["pointerover", true],
    ["pointerout", false],
  ]))
    node.addEventListener(type, ({ target }) => light(idOf(target), on));
  node.addEventListener("click", ({ target }) => {
    const id = idOf(target);
    if (id) ctx.store.update({ selected: { kind: "cluster", id } });
  });
  return node;
}

/**
 * The classes as one bar in steps.
 * @param {FigureFacts} figure
 * @param {(value: number) => number} at
 * @param {number} top
 */
function bandsOf({ bounds, looks }, at, top) {
  const edges = [0, ...bounds.map((bound) => Math.max(0, Math.min(WIDTH, at(bound)))), WIDTH];
  return looks.map(([look, ramp], index) => {
    const width = edges[index + 1] - edges[index];
    const node = svg("rect", { class: `strip-band ${look}`, x: edges[index], y: top, width, height: BAND });
    if (ramp !== null) node.style.setProperty("--at", `${ramp}%`);
    return node;
  });
}

/** @param {EventTarget | null} target */
const idOf = (target) => /** @type {Element} */ (target).closest("[data-id]")?.getAttribute("data-id") ?? "";

/**
 * Let everything that stands for a cluster stand out: its dot, its marker, its row.
 * @param {string} id
 * @param {boolean} on
 */
function light(id, on) {
  if (!id) return;
  for (const node of document.querySelectorAll(`[data-id="${CSS.escape(id)}"]`))
    node.classList.toggle("lit", on);
}
