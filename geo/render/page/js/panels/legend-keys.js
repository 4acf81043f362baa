/** The drawings of the legend: keys, rows, blocks and the gradient. */

import { el, svg } from "../dom.js";
import { icon, swatch } from "../map/glyphs.js";
import { rampAt, spanOf } from "../data/layers.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {{
 *   keys: (Node | null)[], name: string, range?: string, detail?: string, filter?: "classes" | "funding", value?: string,
 *   highlight?: import("../store.js").State["highlight"],
 * }} Entry `filter` and `value`: the choice that the entry switches; without them it is no button
 * @typedef {{title: string, entries: Entry[], before?: (Node | string | null)[]}} Block
 *   `before`: what stands between the title and the entries
 */

/**
 * One part of the legend.
 * @param {Context} ctx
 * @param {Block} block
 */
export function blockNode(ctx, { title, entries, before = [] }) {
  return el(
    "section",
    {},
    el("h2", { text: title }),
    ...before,
    entries.length ? el("ul", {}, ...entries.map((entry) => rowNode(ctx, entry))) : null,
  );
}

/**
 * @param {Context} ctx
 * @param {Entry} entry
 */
function rowNode(ctx, entry) {
  const { keys, name, range, detail, filter, value } = entry;
  const title = el(
    "span",
    { class: "name" },
    el("b", { text: name }),
    range && el("span", { text: ` ${range}` }),
  );
  const content = [
    el("span", { class: "keys" }, ...keys),
    title,
    // A line for each of the counts.
    detail && el("span", { class: "detail", text: detail.replaceAll(" · ", "\n") }),
  ].filter((node) => node instanceof Node);
  if (!filter || value === undefined) return el("li", { class: "entry" }, ...content);
  return el("li", {}, filterButton(ctx, entry, filter, value, content));
}

/**
 * A row that filters when pressed, and highlights what it means while pointed at.
 * @param {Context} ctx
 * @param {Entry} entry
 * @param {"classes" | "funding"} filter
 * @param {string} value
 * @param {Node[]} content
 */
export function filterButton({ store }, { highlight = null }, filter, value, content) {
  const light = () => store.update({ highlight }, { replace: true });
  const unlight = () => store.update({ highlight: null }, { replace: true });
  const toggle = () => {
    const chosen = store.state[filter];
    store.update({
      [filter]: chosen.includes(value) ? chosen.filter((key) => key !== value) : [...chosen, value],
    });
  };
  return el(
    "button",
    {
      type: "button",
      class: "entry",
      "data-key": `${filter} ${value}`,
      "aria-pressed": String(store.state[filter].includes(value)),
      onclick: toggle,
      onpointerenter: (event) => event.pointerType === "mouse" && light(),
      onpointerleave: unlight,
      onfocus: (event) => event.target.matches(":focus-visible") && light(),
      onblur: unlight,
    },
    ...content,
  );
}

/**
 * The gradient of the layer now shown, with a mark at the EU average.
 * @param {Context} ctx
 */
export function gradient(ctx) {
  const { messages } = ctx;
  const [low, high] = spanOf(ctx);
  const bar = el(
    "div",
    { class: "gradient", "aria-hidden": "true" },
    el("span", { class: "tick", text: messages.t("map.eu.average") }),
  );
  bar.style.setProperty("--at", `${rampAt(ctx, 100)}%`);
  const ends = [low, high].map((percent) => el("span", { text: messages.percent(percent) }));
  return el("div", { class: "scale" }, bar, el("div", { class: "ends" }, ...ends));
}

/** @param {"up" | "down"} direction */
export function arrowKey(direction) {
  const d = direction === "up" ? "M0 7V-6M-5-1 0-6 5-1" : "M0-7V6M-5 1 0 6 5 1";
  return icon(18, svg("path", { class: "arrow", d }));
}

/** @param {string} kind of hatch */
export function hatchKey(kind) {
  const fill = `url(#key-${kind})`;
  return icon(18, svg("rect", { x: -9, y: -9, width: 18, height: 18, fill, class: "key-hatch" }));
}

/**
 * A colour of the gradient.
 * @param {Context} ctx
 * @param {number} percent of the EU average
 */
export function rampKey(ctx, percent) {
  const node = swatch("ramp");
  node.style.setProperty("--at", `${rampAt(ctx, percent)}%`);
  return node;
}

/** The dashed ring of records whose own figures are not known. */
export function unpublishedKey() {
  return icon(22, svg("circle", { class: "unpublished", r: 9 }));
}
