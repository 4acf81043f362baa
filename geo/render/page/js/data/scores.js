/** Index, class and indicator of a unit, a region or a record in the year now chosen. */

import { figuresOf, numberOf, rowOf, yearOf } from "./figures.js";

/**
 * @typedef {import("./state.js").Model} Model
 * @typedef {import("./payload.js").ClusterRecord} ClusterRecord
 * @typedef {{
 *   at?: number, unit?: number, units?: number[], regions?: number[], small?: number | null, isSmall?: boolean, figure?: number,
 *   noData: string | null, since?: import("./payload.js").Step | null,
 * }} Place a region with its unit, or a record with its units
 */

/** Filter words that are no class: the bands of the layers of change and of the indicators. */
export const BANDS = {
  change: ["up", "same", "down"],
  since: ["up", "same", "down", "other"],
  indicator: ["above", "below"],
  figure: ["q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9", "confidential", "not_comparable"],
};

/** Index points up to which a region counts as unmoved. */
export const SAME_POINTS = 1;

/** Index points from which a change counts as large. */
export const LARGE_POINTS = 10;

/** Kinds of no data, in the legend's order. */
export const NO_DATA_KINDS = ["missing", "country_only", "not_covered", "not_located"];

/**
 * @param {Model} model
 * @param {number} [year]
 */
export function averageOf(model, year = yearOf(model)) {
  const { index } = model.payload;
  return index.average[rowOf(index, year)] ?? 100;
}

/**
 * What shares of the EU average are compared with: the bounds of the classes, and the average itself.
 * @param {Model} model
 */
export function boundsOf({ payload }) {
  return [...payload.index.bounds, 100];
}

/**
 * @param {Model} model
 * @param {number} unitIndex
 * @param {number} [year]
 * @returns {number | null}
 */
export function indexOf(model, unitIndex, year = yearOf(model)) {
  const { index } = model.payload;
  return numberOf(index, unitIndex, rowOf(index, year));
}

/** The unit of a region, or of a record that has one. @param {Place} place */
export const unitIn = ({ unit, units = [] }) => unit ?? (units.length === 1 ? units[0] : -1);

/**
 * The index in percent of the EU average of the same year.
 * @param {Model} model
 * @param {number} unitIndex
 * @param {number} [year]
 * @returns {number | null}
 */
export function relativeIndexOf(model, unitIndex, year = yearOf(model)) {
  const index = indexOf(model, unitIndex, year);
  return index === null ? null : (100 * index) / averageOf(model, year);
}

/** Percentages are computed from rounded figures: one that falls short of a bound by less than this is on it. */
const ROUNDING = 1e-9;

/**
 * The class that the edition publishes for its own year; for those before, the one that the index has by its bounds.
 * @param {Model} model
 * @param {number} unitIndex
 * @param {number} [year]
 * @returns {string | null}
 */
export function classOf(model, unitIndex, year = yearOf(model)) {
  const { index, map, units } = model.payload;
  if (isLast(model, year)) return map.classes[units[unitIndex]?.class ?? -1] ?? null;
  const share = relativeIndexOf(model, unitIndex, year);
  const { bounds, wordings } = index;
  const isOpen = (/** @type {number} */ at) => wordings[at] === "upto" || wordings[at + 1] === "above";
  const below = bounds.filter((bound, at) => (share ?? 0) > bound + (isOpen(at) ? ROUNDING : -ROUNDING));
  return share === null ? null : map.classes[below.length];
}

/**
 * Whether a year is shown as the edition publishes it: its own, or one that it does not have.
 * @param {Model} model
 * @param {number} year
 */
const isLast = ({ payload: { index } }, year) => rowOf(index, year) === index.cells.length - 1;

/**
 * @param {Model} model
 * @param {number} regionIndex
 * @param {number} [year]
 */
export function classOfRegion(model, regionIndex, year = yearOf(model)) {
  return classOf(model, model.payload.regions[regionIndex].unit, year);
}

/**
 * @param {Model} model
 * @param {ClusterRecord} record
 * @param {number} [year]
 * @returns {string | null} a class, "mixed", or null
 */
export function classOfRecord(model, record, year = yearOf(model)) {
  if (isLast(model, year) || record.class === null) return record.class;
  const { units } = record;
  // Most lie in one, and there may be a hundred thousand.
  if (units.length === 1) return classOf(model, units[0], year);
  const [first, ...others] = units.map((unit) => classOf(model, unit, year));
  return others.every((other) => other === first) ? (first ?? null) : "mixed";
}

/**
 * Index points a unit gained between two years, by default the two chosen ones.
 * @param {Model} model
 * @param {number} unitIndex
 * @param {{from: number, to: number}} [years]
 */
export function pointsOf(model, unitIndex, { from, to } = model.store.state) {
  const before = indexOf(model, unitIndex, from);
  const after = indexOf(model, unitIndex, to);
  // As doubles, 64.1 is less than a point above 63.1, and 64.4 more than one above 63.4.
  return before === null || after === null ? null : Number((after - before).toFixed(9));
}

/**
 * Which way points lead: 1 up, -1 down, 0 where that is the same.
 * @param {number} points
 */
export function wayOf(points) {
  return Math.abs(points) > SAME_POINTS ? Math.sign(points) : 0;
}

/**
 * Classes a unit moved between the two chosen years: -3 to 3.
 * @param {Model} model
 * @param {number} unitIndex
 */
export function classMoveOf(model, unitIndex) {
  const { from, to } = model.store.state;
  const [before, after] = [from, to].map((year) =>
    model.payload.map.classes.indexOf(classOf(model, unitIndex, year) ?? ""),
  );
  return before < 0 || after < 0 ? 0 : after - before;
}

/**
 * The chosen indicator in percent of its EU average.
 * @param {Model} model
 * @param {number} unitIndex
 * @returns {number | null}
 */
export function indicatorOf({ payload, store }, unitIndex) {
  const shown = figuresOf(payload, "indicator").find(({ code }) => code === store.state.indicator);
  return shown ? numberOf(shown, unitIndex, 0) : null;
}

/**
 * @param {Model} model
 * @param {number} unitIndex
 * @param {number} [year]
 * @returns {{rank: number, of: number} | null}
 */
export function rankOf(model, unitIndex, year = yearOf(model)) {
  const own = indexOf(model, unitIndex, year);
  if (own === null) return null;
  const all = model.payload.units.map((_, at) => indexOf(model, at, year)).filter((value) => value !== null);
  return { rank: 1 + all.filter((value) => value > own).length, of: all.length };
}

/**
 * The class a record shows in the chosen year, as a position from low to high; -1 without one, -2 mixed.
 * @param {Model} model
 * @param {ClusterRecord} record
 */
export function classPositionOf(model, record) {
  const key = classOfRecord(model, record, yearOf(model));
  return key === "mixed" ? -2 : model.payload.map.classes.indexOf(key ?? "");
}
