/** The content of the legend: one block for each layer now shown. */

import { yearOf } from "../data/figures.js";
import { visibleRecords } from "../data/filters.js";
import { classPositionOf } from "../data/scores.js";
import { countText, talliesOf } from "../data/tallies.js";
import { className, unpublishedText } from "../data/words.js";
import { shapeIcon } from "../map/glyphs.js";
import { layerOf } from "./layer-texts.js";
import { hatchKey, unpublishedKey } from "./legend-keys.js";
import { linkTo } from "./survey.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("./legend-keys.js").Entry} Entry
 * @typedef {import("./legend-keys.js").Block} Block
 * @typedef {import("../data/tallies.js").Tally} Tally
 * @typedef {Map<string, Tally>} Tallies
 */

/**
 * The blocks of the legend: that of the base layer first, then those of the overlays.
 * @param {Context} ctx
 * @returns {Block[]}
 */
export function blocksOf(ctx) {
  const { overlays } = ctx.store.state;
  const tallies = talliesOf(ctx);
  const blocks = [layerBlock(ctx, tallies)];
  // The classes name the markers' shapes already.
  if (overlays.includes("clusters") && !layerOf(ctx).isOfClasses) blocks.push(clustersBlock(ctx, tallies));
  const mixes = /** @type {const} */ (["funding", "services"]).filter((name) => overlays.includes(name));
  return [...blocks, ...mixBlocksOf(ctx, mixes)];
}

/**
 * A row that counts what a word stands for, and filters by it.
 * @param {Context} ctx
 * @param {Tally | undefined} tally
 * @param {string} value
 * @param {Partial<Entry>} parts
 * @returns {Entry}
 */
function rowOf(ctx, tally, value, parts) {
  return {
    keys: [],
    detail: countText(ctx, tally),
    filter: "classes",
    value,
    ...parts,
    name: parts.name ?? className(ctx, value),
  };
}

/**
 * The classes of the layer now shown, then its kinds of no data.
 * @param {Context} ctx
 * @param {Tallies} tallies
 * @returns {Block}
 */
export function layerBlock(ctx, tallies) {
  const layer = layerOf(ctx);
  const { classes } = ctx.store.state;
  const entries = layer
    .listing(tallies)
    .map((word) =>
      rowOf(ctx, tallies.get(word), word, Object.assign(layer.entry(word), { highlight: { class: word } })),
    );
  const lacking = Object.keys(layer.lacks)
    .filter((kind) => tallies.has(kind) || classes.includes(kind))
    .map((kind) =>
      rowOf(ctx, tallies.get(kind), kind, {
        keys: [hatchKey(layer.lacks[kind])],
        name: layer.lackName?.(kind) ?? className(ctx, null, kind),
        highlight: { nodata: kind },
      }),
    );
  return {
    title: layer.title(),
    before: layer.before(tallies),
    entries: [...entries, ...(layer.more?.() ?? []), ...lacking],
  };
}

/**
 * The shapes of the markers, where the base layer does not name the classes.
 * @param {Context} ctx
 * @param {Tallies} tallies
 * @returns {Block}
 */
function clustersBlock(ctx, tallies) {
  const { messages, payload } = ctx;
  /** @type {Entry[]} */
  const entries = [...payload.map.classes.toReversed(), "mixed"]
    .filter((key) => tallies.has(`class ${key}`))
    .map((key) =>
      rowOf(ctx, tallies.get(`class ${key}`), key, {
        keys: [shapeIcon(key === "mixed" ? -2 : payload.map.classes.indexOf(key))],
        highlight: { class: key },
      }),
    );
  const without = visibleRecords(ctx, "classes").filter(
    (record) => classPositionOf(ctx, record) === -1,
  ).length;
  if (without)
    entries.push({
      keys: [shapeIcon(-1)],
      name: messages.t("term.class.none"),
      detail: messages.t("map.count.clusters", { count: without }),
    });
  // A shape says nothing of the figure that the layer shows.
  const shape = messages.t("map.title.class", { year: String(yearOf(ctx)) });
  return { title: `${messages.t("term.layer.clusters")} · ${shape}`, entries };
}

/**
 * The blocks of funding and of services: one for both where no cluster has figures of its own, with the way to those of
 * the survey.
 * @param {Context} ctx
 * @param {("funding" | "services")[]} overlays
 * @returns {Block[]}
 */
function mixBlocksOf(ctx, overlays) {
  if (!overlays.length || ctx.mixes) return ctx.mixes?.blocks(overlays) ?? [];
  const title = overlays.map((name) => ctx.messages.t(`term.layer.${name}`)).join(" · ");
  const entries = unpublishedEntries(ctx, visibleRecords(ctx, "funding").length);
  return [{ title, before: [linkTo(ctx, "survey")], entries }];
}

/**
 * @param {Context} ctx
 * @param {number} count records whose own figures are not known
 * @returns {Entry[]}
 */
export function unpublishedEntries(ctx, count) {
  if (!count) return [];
  const detail = ctx.messages.t("map.count.clusters", { count });
  return [{ keys: [unpublishedKey()], name: unpublishedText(ctx), detail }];
}
