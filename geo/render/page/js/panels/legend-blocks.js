/** The content of the legend: one block for each layer now shown. */

import { el } from "../dom.js";
import { arrowKey, gradient, hatchKey, rampKey, unpublishedKey } from "./legend-keys.js";
import { sentences, word } from "./parts.js";
import { shapeIcon, swatch } from "../map/glyphs.js";
import { placePasses, visibleRecords } from "../data/filters.js";
import { sinceLook, spanOf } from "../data/scales.js";
import { averageOf, BANDS, classMoveOf, classPositionOf, NO_DATA_KINDS } from "../data/scores.js";
import { classRange, countText, countUnits, talliesOf } from "../data/tallies.js";
import { className, signed } from "../data/words.js";

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
  const { base, overlays } = ctx.store.state;
  const tallies = talliesOf(ctx);
  const makeBlock = base === "class" || base === "index" ? classBlock : bandBlock;
  const blocks = [(base === "figure" && ctx.figures?.block(tallies)) || makeBlock(ctx, tallies)];
  // The classes name the markers' shapes already.
  if (overlays.includes("clusters") && base in BANDS) blocks.push(clustersBlock(ctx, tallies));
  const mixes = /** @type {const} */ (["funding", "services"]).filter((name) => overlays.includes(name));
  return [...blocks, ...mixes.flatMap((name) => mixBlocksOf(ctx, name))];
}

/**
 * The classes, high to low, then mixed ones if there are any.
 * @param {Context} ctx
 * @param {Tallies} tallies
 * @param {string} prefix of the words to count by
 * @param {(at: number) => (Node | null)[]} keysOf
 * @returns {Entry[]}
 */
function classEntries(ctx, tallies, prefix, keysOf) {
  /** @param {string} key @returns {Entry} */
  const entry = (key) => ({
    keys: [],
    name: className(ctx, key),
    detail: countText(ctx, tallies.get(prefix + key)),
    filter: "classes",
    value: key,
    highlight: { class: key },
  });
  const entries = ctx.payload.map.classes.map((key, at) => ({
    ...entry(key),
    keys: keysOf(at),
    range: prefix ? "" : classRange(ctx, at),
  }));
  const mixed = tallies.has(`${prefix}mixed`) ? [{ ...entry("mixed"), keys: [shapeIcon(-2)] }] : [];
  return [...entries.toReversed(), ...mixed];
}

/**
 * @param {Context} ctx
 * @param {Tallies} tallies
 * @returns {Entry[]}
 */
function noDataEntries(ctx, tallies) {
  const { classes } = ctx.store.state;
  return NO_DATA_KINDS.filter((kind) => tallies.has(kind) || classes.includes(kind)).map((kind) => ({
    keys: [hatchKey(kind)],
    name: word(ctx, "term.nodata", kind),
    detail: countText(ctx, tallies.get(kind)),
    filter: "classes",
    value: kind,
    highlight: { nodata: kind },
  }));
}

/**
 * The base layers that show classes: each class with its colour, or with the middle of its range on the gradient.
 * @param {Context} ctx
 * @param {Tallies} tallies
 * @returns {Block}
 */
function classBlock(ctx, tallies) {
  const { payload, store, messages } = ctx;
  const { base, year, overlays } = store.state;
  const { bounds, years } = payload.index;
  const [low, high] = spanOf(ctx);
  const keysOf = (/** @type {number} */ at) => {
    const middle = ((bounds[at - 1] ?? low) + (bounds[at] ?? high)) / 2;
    return [
      base === "class" ? swatch(`class-${at + 1}`) : rampKey(ctx, middle),
      overlays.includes("clusters") ? shapeIcon(at) : null,
    ];
  };
  const average = messages.decimal(averageOf(ctx, year), [100]);
  const intro = el("p", {
    text: messages.t(`map.legend.${base}`, { average, base: messages.t("own.base") }),
  });
  return {
    title: messages.t(`map.title.${base}`, { year: String(years.length ? year : payload.map.edition) }),
    before: [intro, base === "index" ? gradient(ctx) : null],
    entries: [...classEntries(ctx, tallies, "", keysOf), ...noDataEntries(ctx, tallies)],
  };
}

/** @type {Record<string, (ctx: Context, key: string) => (Node | null)[]>} */
const BAND_KEYS = {
  change: (_, key) => (key === "same" ? [swatch("same")] : [swatch(`${key}-1`), swatch(`${key}-2`)]),
  since: (_, key) => [key === "other" ? hatchKey(key) : swatch(sinceLook(key))],
  figure: () => [],
  indicator: (ctx, key) => [rampKey(ctx, key === "above" ? 150 : 50)],
};

/**
 * The base layers that show bands, such as up and down or above and below the average.
 * @param {Context} ctx
 * @param {Tallies} tallies
 * @returns {Block}
 */
function bandBlock(ctx, tallies) {
  const { messages, store } = ctx;
  const base = /** @type {keyof typeof BANDS} */ (store.state.base);
  /** @param {string} key @returns {Entry} */
  const band = (key) => ({
    keys: BAND_KEYS[base](ctx, key),
    name: messages.t(`term.class.${key}`),
    detail: countText(ctx, tallies.get(key)),
    filter: "classes",
    value: key,
    highlight: { class: key },
  });
  const bands = BANDS[base].map(band);
  const noData = noDataEntries(ctx, tallies);
  if (base === "change")
    return { ...changeTexts(ctx), entries: [...bands, ...classMoveEntries(ctx), ...noData] };
  return { ...(base === "since" ? sinceTexts(ctx) : indicatorTexts(ctx)), entries: [...bands, ...noData] };
}

/** @param {Context} ctx */
function indicatorTexts(ctx) {
  const { messages, payload, store } = ctx;
  const year = String(payload.map.edition);
  return {
    title: messages.t(`term.indicator.${store.state.indicator}`),
    before: [el("p", { text: messages.t("map.legend.indicator", { year }) }), gradient(ctx)],
  };
}

/** @param {Context} ctx */
function sinceTexts(ctx) {
  const { change } = ctx.payload;
  const editions = { from: String(change?.from), to: String(change?.to) };
  return {
    title: ctx.messages.t("panel.changed.editions", editions),
    before: sentences(ctx, change?.notes ?? []),
  };
}

/** @param {Context} ctx */
function changeTexts(ctx) {
  const { messages, store } = ctx;
  const { from, to } = store.state;
  const points = signed(ctx, averageOf(ctx, to) - averageOf(ctx, from));
  const base = messages.t("own.base");
  return {
    title: messages.t("map.title.change", { from: String(from), to: String(to) }),
    before: [el("p", { text: messages.t("map.legend.change", { points, base }) })],
  };
}

/**
 * The arrows on the map: regions that rose or fell by a class.
 * @param {Context} ctx
 * @returns {Entry[]}
 */
function classMoveEntries(ctx) {
  const { messages, payload } = ctx;
  const moves = countUnits(
    payload.units.filter((unit) => placePasses(ctx, unit)),
    [],
    ({ unit }) => String(Math.sign(classMoveOf(ctx, unit))),
  );
  return [
    { keys: [arrowKey("up")], name: messages.t("map.class.up"), detail: countText(ctx, moves.get("1")) },
    {
      keys: [arrowKey("down")],
      name: messages.t("map.class.down"),
      detail: countText(ctx, moves.get("-1")),
    },
  ];
}

/**
 * The shapes of the markers, where the base layer does not name the classes.
 * @param {Context} ctx
 * @param {Tallies} tallies
 * @returns {Block}
 */
function clustersBlock(ctx, tallies) {
  const { messages } = ctx;
  const entries = classEntries(ctx, tallies, "class ", (at) => [shapeIcon(at)]).filter(({ value }) =>
    tallies.has(`class ${value}`),
  );
  const without = visibleRecords(ctx, "classes").filter(
    (record) => classPositionOf(ctx, record) === -1,
  ).length;
  if (without)
    entries.push({
      keys: [shapeIcon(-1)],
      name: messages.t("map.class.none"),
      detail: messages.t("map.count.clusters", { count: without }),
    });
  return { title: messages.t("term.layer.clusters"), entries };
}

/**
 * The block of funding or of services, and those that belong to it.
 * @param {Context} ctx
 * @param {"funding" | "services"} overlay
 * @returns {Block[]}
 */
function mixBlocksOf(ctx, overlay) {
  const shown = visibleRecords(ctx, overlay === "funding" ? overlay : undefined);
  const unknown = shown.filter(
    (record) => !(overlay === "funding" ? record.funding : record.services.length),
  );
  const { entries = [], before = [], more = [] } = ctx.mixes?.blocks()[overlay]() ?? {};
  const title = ctx.messages.t(`term.layer.${overlay}`);
  return [{ title, before, entries: [...entries, ...unpublishedEntries(ctx, unknown.length)] }, ...more];
}

/**
 * @param {Context} ctx
 * @param {number} count records whose own figures are not known
 * @returns {Entry[]}
 */
function unpublishedEntries({ messages, payload }, count) {
  if (!count) return [];
  const name = messages.t(payload.survey ? "map.unpublished" : "map.notgiven");
  return [{ keys: [unpublishedKey()], name, detail: messages.t("map.count.clusters", { count }) }];
}
