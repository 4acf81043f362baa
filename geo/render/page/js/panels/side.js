/** The clusters in order beside the map of a wide window: a small bar for each, linked with the map both ways. */

import { FILTERS, visibleRecords } from "../data/filters.js";
import { lookOf } from "../data/layers.js";
import { classPositionOf } from "../data/scores.js";
import { LAYER_KEYS } from "../data/state.js";
import { signed } from "../data/words.js";
import { byId, el, setNodes } from "../dom.js";
import { shapeIcon } from "../map/glyphs.js";
import { layerOf } from "./layer-texts.js";
import { shownMeasure } from "./measures.js";
import { pick } from "./parts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 */

/** More rows than this are for the table below. */
const MOST = 60;
/** Percent of the EU average at the end of a bar, unless a region has more. */
const FULL = 160;

/**
 * @param {HTMLElement} node
 * @param {string} look
 * @param {number} percent of the width
 * @param {number | null} [at] place on the gradient
 */
function drawBar(node, look, percent, at) {
  node.className = `bit ${look}`;
  node.style.setProperty("--at", `${at}%`);
  node.style.setProperty("width", `${Math.min(100, percent)}%`);
  return node;
}

/**
 * @typedef {{value: number, text: string, bars: [string, number, (number | null)?][], rank: number}} Row
 *   `bars`: CSS class, percent of the width, and place on the gradient; `rank`: of the group that the row stands in, the largest value
 *   first within it
 * @typedef {{title: string, rowOf: (record: ClusterRecord) => Row}} Rows
 */

/**
 * What the layer shows of the region, in the colour that it has on the map.
 * @param {Context} ctx
 * @returns {Rows}
 */
function regionRows(ctx) {
  const { messages, painters, payload, store } = ctx;
  const measure = shownMeasure(ctx);
  const isChange = store.state.base === "change";
  /** @param {import("../data/scores.js").Place} place */
  const valueOf = (place) => {
    const value = isChange ? painters.change.cellOf(place) : measure?.value(place);
    return typeof value === "number" ? value : null;
  };
  const full = Math.max(isChange ? 0 : FULL, ...payload.units.map((unit) => Math.abs(valueOf(unit) ?? 0)));
  const title = isChange ? layerOf(ctx).title() : (measure?.title ?? "");
  return {
    title: messages.labelled(messages.t("panel.region"), title),
    rowOf(record) {
      const value = valueOf(record);
      if (value === null) return { value: 0, text: "–", bars: [], rank: 1 };
      // Thousands are put in order, the words and bars of few are asked for.
      return {
        value,
        get text() {
          return (isChange ? signed(ctx, value) : measure?.show(record)) ?? "";
        },
        /** @returns {Row["bars"]} */
        get bars() {
          const { look, ramp } = lookOf(ctx, record);
          return [[look, (100 * Math.abs(value)) / full, ramp]];
        },
        rank: 0,
      };
    },
  };
}

/**
 * @param {boolean} on whether the row and the marker of the cluster under the pointer, or with the focus, stand out
 */
const light = (on) => (/** @type {Event} */ event) => {
  const target = /** @type {Element} */ (event.target);
  const id = target.closest("[data-id]")?.getAttribute("data-id") ?? "";
  for (const node of document.querySelectorAll(`[data-id="${CSS.escape(id)}"]`)) {
    node.classList.toggle("lit", on);
    const side = node.closest("#atlas-side");
    if (!on || !side || side.contains(target)) continue;
    // The list is moved in its own window only: the page must not move under the pointer.
    const [row, box] = [node, side].map((part) => part.getBoundingClientRect());
    side.scrollTop += Math.min(0, row.top - box.top) + Math.max(0, row.bottom - box.bottom);
  }
};

/**
 * The row of a record: its shape, its name, and room for a value and its bars.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
const itemFor = (ctx, { id }) =>
  el(
    "li",
    { "data-id": id },
    el("span", {}),
    pick(ctx, { kind: "cluster", id }),
    el("span", { class: "value" }),
    el("span", { class: "bits" }),
  );

/** @param {Context} ctx */
export function mountSide(ctx) {
  const { map, store, messages } = ctx;
  const side = byId("atlas-side");
  if (!ctx.payload.records.length) return;
  const [heading, list] = [el("h2", {}), el("ol", {})];
  side.append(heading, list);
  side.hidden = false;
  /** @type {Map<string, HTMLElement>} by the id of a record */
  const items = new Map();
  const render = () => {
    const visible = visibleRecords(ctx);
    const { title, rowOf } = ctx.mixes?.rows(visible) ?? layerOf(ctx).ranked?.() ?? regionRows(ctx);
    const rows = visible
      .map((record) => ({ record, row: rowOf(record) }))
      .toSorted((a, b) => a.row.rank - b.row.rank || b.row.value - a.row.value)
      .slice(0, MOST);
    const about = rows.length ? title : messages.t("panel.takeaway.none");
    // The heading of the table says "Clusters" and no more: two that sound alike lead nowhere in a list of headings.
    heading.replaceChildren(messages.t("term.layer.clusters"), " ", el("small", { class: "fine" }, about));
    setNodes(
      list,
      rows.map(({ record, row }) => {
        const item = items.get(record.id) ?? itemFor(ctx, record);
        items.set(record.id, item);
        // Few of these differ from one year to the next: what stays is not drawn anew.
        const [icon, , value, bits] = item.children;
        const at = String(classPositionOf(ctx, record));
        if (item.dataset.at !== at) icon.replaceWith(shapeIcon(Number(at), 18));
        item.dataset.at = at;
        value.textContent = row.text;
        const drawn = /** @type {HTMLElement[]} */ ([...bits.children]);
        setNodes(
          bits,
          row.bars.map((parts, index) => drawBar(drawn[index] ?? el("span"), ...parts)),
        );
        return item;
      }),
    );
  };
  for (const box of [side, map.getContainer()]) {
    for (const event of ["pointerover", "focusin"]) box.addEventListener(event, light(true));
    for (const event of ["pointerout", "focusout"]) box.addEventListener(event, light(false));
  }
  render();
  store.subscribe([...LAYER_KEYS, "lang", "overlays", ...FILTERS], render);
}
