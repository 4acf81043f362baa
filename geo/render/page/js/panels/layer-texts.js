/** The layers of the scoreboard in words: title, legend and sentence. */

import { yearOf } from "../data/figures.js";
import { el } from "../dom.js";
import { placePasses, visibleRecords } from "../data/filters.js";
import { scorePainters, spanOf, wordOf } from "../data/layers.js";
import { averageOf, BANDS, classMoveOf, classOf, classOfRecord } from "../data/scores.js";
import { classRange, countText, countUnits } from "../data/tallies.js";
import { figureName, signed } from "../data/words.js";
import { shapeIcon, swatch } from "../map/glyphs.js";
import { arrowKey, gradient, rampKey } from "./legend-keys.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("./legend-keys.js").Entry} Entry
 * @typedef {import("../data/tallies.js").Tally} Tally
 * @typedef {{
 *   title: () => string, before: (tallies: Map<string, Tally>) => (Node | string | null)[], entry: (word: string) => Partial<Entry>,
 *   listing: (tallies: Map<string, Tally>) => readonly string[], more?: () => Entry[],
 *   worded?: (tallies: Map<string, Tally>) => Entry[], lackName?: (kind: string) => string, takeaway: () => string | string[],
 *   ranked?: () => import("../data/figures.js").Ranked,
 * }} Texts `listing`: words of the classes as the legend has them; `entry`: what its row says and shows; `more`: rows
 *   behind them; `worded`: classes that the map in words has and the rows have not; `lackName`: of a kind of no data; `ranked`: the
 *   clusters by value, instead of the index
 * @typedef {import("../data/layers.js").Painter & Texts} Layer what a layer paints and says
 */

/**
 * The base layer now shown.
 * @param {Context} ctx
 */
export const layerOf = ({ painters, store }) => painters[store.state.base];

/**
 * @param {Context} ctx
 * @param {"class" | "index"} base
 * @returns {Texts}
 */
function classTexts(ctx, base) {
  const { payload, store, messages } = ctx;
  const { bounds } = payload.index;
  return {
    title: () =>
      messages.t(`map.title.${base}`, {
        year: String(yearOf(ctx)),
      }),
    before() {
      const average = messages.decimal(averageOf(ctx), [100]);
      const text = messages.t(`map.legend.${base}`, { average, base: messages.t("own.base") });
      return [el("p", { text }), base === "index" ? gradient(ctx) : null];
    },
    listing: (tallies) => [...payload.map.classes.toReversed(), ...(tallies.has("mixed") ? ["mixed"] : [])],
    entry(key) {
      const at = payload.map.classes.indexOf(key);
      if (at < 0) return { keys: [shapeIcon(-2)] };
      const [low, high] = spanOf(ctx);
      const middle = ((bounds[at - 1] ?? low) + (bounds[at] ?? high)) / 2;
      return {
        keys: [
          base === "class" ? swatch(`class-${at + 1}`) : rampKey(ctx, middle),
          store.state.overlays.includes("clusters") ? shapeIcon(at) : null,
        ],
        range: classRange(ctx, at),
      };
    },
    takeaway: () =>
      base === "class"
        ? classSentence(ctx)
        : shareSentence(ctx, "index", messages.t("map.title.index", { year: String(yearOf(ctx)) })),
  };
}

/**
 * Units of the countries that the reader chose, of which the sentences tell.
 * @param {Context} ctx
 */
function unitsShown({ payload, store }) {
  const { countries } = store.state;
  return payload.units.filter(({ country }) => !countries.length || countries.includes(country));
}

/**
 * @param {Context} ctx
 * @returns {string | string[]}
 */
function classSentence(ctx) {
  const { payload, messages } = ctx;
  const year = String(yearOf(ctx));
  if (!payload.records.length) {
    // The countries that the scoreboard takes as one unit are no regions: it counts them beside.
    const known = unitsShown(ctx)
      .filter(({ level }) => level > 0)
      .map(({ at }) => classOf(ctx, at))
      .filter((key) => key !== null);
    const count = known.filter((key) => key === payload.map.classes.at(-1)).length;
    return messages.t(`panel.takeaway.${count ? "empty" : "zero.regions"}`, {
      count,
      total: known.length,
      year,
    });
  }
  const records = visibleRecords(ctx);
  if (!records.length) return messages.t("panel.takeaway.none");
  const classes = records.map((record) => classOfRecord(ctx, record));
  const without = classes.filter((key) => key === null).length;
  const total = records.length;
  const isWhole = total === payload.records.length;
  const count = classes.filter((key) => key === "leader").length;
  const key = count === 0 ? ".zero.clusters" : count === total ? ".every" : isWhole ? "" : ".filtered";
  return [
    total > without ? messages.t(`panel.takeaway${key}`, { count, total, year }) : "",
    without ? messages.t("panel.takeaway.without", { count: without }) : "",
  ].filter(Boolean);
}

/**
 * How many units reach the EU average.
 * @param {Context} ctx
 * @param {string} base
 * @param {string} indicator what is measured
 */
function shareSentence(ctx, base, indicator) {
  const shares = unitsShown(ctx)
    .map(ctx.painters[base].cellOf)
    .filter((share) => typeof share === "number");
  const count = shares.filter((share) => share >= 100).length;
  const total = shares.length;
  const key = count === 0 ? "zero.indicator" : count === total ? "all" : "indicator";
  return ctx.messages.t(`panel.takeaway.${key}`, { count, total, indicator });
}

/**
 * How many units moved up, down, or not.
 * @param {Context} ctx
 * @param {string} key
 * @param {{from?: number, to?: number}} [years]
 */
export function moveSentence(ctx, key, { from, to } = {}) {
  const words = unitsShown(ctx).map((unit) => wordOf(ctx, unit));
  const count = (/** @type {string} */ move) => words.filter((one) => one === move).length;
  return ctx.messages.t(key, {
    from: String(from),
    to: String(to),
    count: count("up"),
    same: count("same"),
    down: count("down"),
  });
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
  return /** @type {const} */ (["up", "down"]).map((way) => ({
    keys: [arrowKey(way)],
    name: messages.t(`map.class.${way}`),
    detail: countText(ctx, moves.get(way === "up" ? "1" : "-1")),
  }));
}

/**
 * The layers of the scoreboard.
 * @param {Context} ctx
 * @returns {Record<string, Layer>}
 */
export function scoreLayers(ctx) {
  const { payload, store, messages } = ctx;
  /** @type {Record<string, Texts>} */
  const texts = {
    class: classTexts(ctx, "class"),
    index: classTexts(ctx, "index"),
    change: {
      title() {
        const { from, to } = store.state;
        return messages.t("map.title.change", { from: String(from), to: String(to) });
      },
      before() {
        const { from, to } = store.state;
        const points = signed(ctx, averageOf(ctx, to) - averageOf(ctx, from));
        const base = messages.t("own.base");
        return [el("p", { text: messages.t("map.legend.change", { points, base }) })];
      },
      listing: () => BANDS.change,
      entry: (key) => ({
        keys: (key === "same" ? [key] : [`${key}-1`, `${key}-2`]).map((look) => swatch(look)),
      }),
      more: () => classMoveEntries(ctx),
      takeaway: () => moveSentence(ctx, "panel.takeaway.change", store.state),
    },
    indicator: {
      title: () => figureName(ctx, "indicator", store.state.indicator),
      before() {
        const year = String(payload.map.edition);
        return [el("p", { text: messages.t("map.legend.indicator", { year }) }), gradient(ctx)];
      },
      listing: () => BANDS.indicator,
      entry: (key) => ({ keys: [rampKey(ctx, key === "above" ? 150 : 50)] }),
      takeaway: () => shareSentence(ctx, "indicator", figureName(ctx, "indicator", store.state.indicator)),
    },
  };
  const painters = scorePainters(ctx);
  return Object.fromEntries(
    Object.entries(texts).map(([base, text]) => [base, { ...painters[base], ...text }]),
  );
}
