/** What paints the regions: every base layer shows cells of a figure, in classes that have a word and a look. */

import {
  BANDS,
  classOf,
  indexOf,
  indicatorOf,
  LARGE_POINTS,
  NO_DATA_KINDS,
  pointsOf,
  relativeIndexOf,
  wayOf,
} from "./scores.js";
import { className, figureName, regionText, shareText, signed } from "./words.js";

/**
 * @typedef {import("./state.js").Model} Model
 * @typedef {import("./scores.js").Place} Place
 * @typedef {import("./payload.js").Unit} Unit
 * @typedef {import("./payload.js").Region} Region
 * @typedef {import("./figures.js").Cell} Cell
 * @typedef {{
 *   words: readonly string[], isOfClasses?: boolean, lacks: Record<string, string>,
 *   units: () => Unit[], areas: () => Region[], unitOf: (place: Place) => number,
 *   cellOf: (place: Place) => Cell, classAt: (cell: number, place: Place) => number,
 *   look: (at: number, cell: number) => [string, number | null], facts: (region: Region) => string[],
 * }} Painter `words`: of its classes, in filters and addresses; `isOfClasses`: whether these are the classes of the
 *   scoreboard, which records have too; `lacks`: kinds of no data, in the legend's order, and the pattern of each;
 *   `classAt`: position of a word; `look`: a CSS class and the place on the gradient
 * @typedef {Record<string, Painter>} Painters by base layer
 */

/** The span of the two gradient layers, in percent of the EU average. */
const SPANS = /** @type {Record<string, [number, number]>} */ ({ index: [40, 160], indicator: [25, 175] });

/**
 * @param {Model} model
 * @returns {[number, number]} percent of the EU average at the pale and at the deep end
 */
export function spanOf(model) {
  return SPANS[model.store.state.base] ?? SPANS.index;
}

/**
 * @param {Model} model
 * @param {number} percent of the EU average
 * @returns {number} 0 to 100 along the gradient
 */
export function rampAt(model, percent) {
  const [low, high] = spanOf(model);
  return Math.round(Math.max(0, Math.min(100, (100 * (percent - low)) / (high - low))));
}

/** @param {Place} place the unit of a region, or the first one of a record */
const unitIn = ({ unit, units }) => unit ?? units?.[0] ?? -1;

/**
 * A painter of figures of the scoreboard.
 * @param {Model} model
 * @param {{
 *   words: readonly string[], cell: (unit: number, place: Place) => number | null,
 *   classAt: (cell: number, place: Place) => number, look: (at: number, cell: number) => [string, number | null],
 *   facts: (region: Region) => string[], isOfClasses?: boolean,
 * }} spec
 * @returns {Painter}
 */
export function scored({ payload }, { cell, ...spec }) {
  return {
    lacks: Object.fromEntries(NO_DATA_KINDS.map((kind) => [kind, kind])),
    units: () => payload.units,
    areas: () => payload.areas,
    unitOf: ({ unit = -1 }) => unit,
    cellOf: (place) => cell(unitIn(place), place) ?? place.noData ?? "missing",
    ...spec,
  };
}

/**
 * @param {Model} model
 * @param {number} share
 */
const shareFact = (model, share) =>
  model.messages.t("map.percent.of.eu", { percent: shareText(model, share) });

/**
 * Those of the classes, and of the index on a gradient.
 * @param {Model} model
 */
function classPainters(model) {
  const { payload } = model;
  const words = payload.map.classes;
  /** @param {number} unit */
  const classAt = (unit) => words.indexOf(classOf(model, unit) ?? "");
  /** @param {Region} region */
  const facts = ({ unit, noData }) => {
    const share = relativeIndexOf(model, unit);
    const name = className(model, classOf(model, unit), noData);
    return share === null ? [name] : [name, shareFact(model, share)];
  };
  return {
    class: scored(model, {
      words,
      isOfClasses: true,
      cell: (unit) => (classAt(unit) < 0 ? null : classAt(unit)),
      classAt: (at) => at,
      look: (at) => [`class-${at + 1}`, null],
      facts,
    }),
    index: scored(model, {
      words,
      isOfClasses: true,
      cell: (unit) => relativeIndexOf(model, unit),
      classAt: (_, place) => classAt(unitIn(place)),
      look: (_, share) => ["ramp", rampAt(model, share)],
      facts,
    }),
  };
}

/**
 * That of what moved between two years.
 * @param {Model} model
 */
function movePainter(model) {
  const { messages, store } = model;
  return {
    change: scored(model, {
      words: BANDS.change,
      cell: (unit) => pointsOf(model, unit),
      classAt: (points) => 1 - wayOf(points),
      look: (at, points) => [
        at === 1 ? "same" : `${BANDS.change[at]}-${Math.abs(points) < LARGE_POINTS ? 1 : 2}`,
        null,
      ],
      facts({ unit, noData }) {
        const { from, to } = store.state;
        const points = pointsOf(model, unit);
        if (points === null) return [className(model, null, noData)];
        const [before, after] = [from, to].map((year) =>
          className(model, classOf(model, unit, year), noData),
        );
        const moved = before === after ? after : messages.t("map.change.moved", { before, after });
        return [messages.t("map.change.points", { points: signed(model, points) }), moved];
      },
    }),
  };
}

/**
 * The painters of the scoreboard's layers.
 * @param {Model} model
 * @returns {Painters}
 */
export function scorePainters(model) {
  const { store } = model;
  return {
    ...classPainters(model),
    ...movePainter(model),
    indicator: scored(model, {
      words: BANDS.indicator,
      cell: (unit) => indicatorOf(model, unit),
      classAt: (share) => (share >= 100 ? 0 : 1),
      look: (_, share) => ["ramp", rampAt(model, share)],
      facts({ unit, noData }) {
        const share = indicatorOf(model, unit);
        const name = figureName(model, "indicator", store.state.indicator);
        return [name, share === null ? className(model, null, noData) : shareFact(model, share)];
      },
    }),
  };
}

/**
 * The painter of the base layer now shown.
 * @param {Model} model
 */
export const painterOf = ({ painters, store }) => painters[store.state.base];

/**
 * The word of the class in which the layer now shown has a place; null without one. Some kinds of no data are words.
 * @param {Model} model
 * @param {Place} place
 * @returns {string | null}
 */
export function wordOf(model, place) {
  const { cellOf, classAt, words } = painterOf(model);
  const cell = cellOf(place);
  if (typeof cell === "number") return words[classAt(cell, place)] ?? null;
  return words.includes(cell) ? cell : null;
}

/**
 * Why a place has no value in the layer now shown.
 * @param {Model} model
 * @param {Place} place
 */
export function lackOf(model, place) {
  const cell = painterOf(model).cellOf(place);
  return typeof cell === "string" ? cell : (place.noData ?? "missing");
}

/**
 * The look of a place in the layer now shown.
 * @param {Model} model
 * @param {Place} place
 * @returns {{look: string, ramp: number | null}} a CSS class and the place on the gradient
 */
export function lookOf(model, place) {
  const { cellOf, classAt, lacks, look } = painterOf(model);
  const cell = cellOf(place);
  if (typeof cell === "string") return { look: `no-${lacks[cell]}`, ramp: null };
  const [name, ramp] = look(classAt(cell, place), cell);
  return { look: name, ramp };
}

/**
 * The key of a place in the legend, the highlight and the filters.
 * @param {Model} model
 * @param {Place} place
 * @returns {{class?: string, nodata?: string}}
 */
export function legendKeyOf(model, place) {
  const word = wordOf(model, place);
  return word === null ? { nodata: lackOf(model, place) } : { class: word };
}

/**
 * The class by which a filter for classes takes a unit; the layer of the index has none without an index.
 * @param {Model} model
 * @param {number} unit
 */
export function paintedClassOf(model, unit) {
  return model.store.state.base === "index" && indexOf(model, unit) === null ? null : classOf(model, unit);
}

/**
 * The regions that the layer now shown paints.
 * @param {Model} model
 */
export const areasOf = (model) => painterOf(model).areas();

/**
 * What is said of a region on the map: its names, its country, the facts of the base layer.
 * @param {Model} model
 * @param {number} at position of the region
 * @returns {string[]}
 */
export function regionLines(model, at) {
  const region = model.payload.regions[at];
  const lines = [regionText(model, at), model.messages.country(region.country)];
  // Some regions are a country, and are called so.
  return [...new Set([...lines, ...painterOf(model).facts(region)])];
}
