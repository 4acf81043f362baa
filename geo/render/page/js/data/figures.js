/** Everything that regions have a number of: value, class and kind of no data of a region, a unit or a record. */

import { unpackSteps } from "./packed.js";

/**
 * @typedef {import("./state.js").Model} Model
 * @typedef {import("./scores.js").Place} Place
 * @typedef {import("./payload.js").Unit} Unit
 * @typedef {import("./payload.js").ClusterRecord} ClusterRecord
 * @typedef {number | string} Cell a value, or why there is none
 * @typedef {{code: string, bounds: number[], boundDigits: number, counted?: boolean}} Side one figure of a pair
 * @typedef {{
 *   code: string, layer: "index" | "indicator" | "figure", average: number[], wordings: string[], pair?: Side[], years: number[], ids: string[], names: Record<string, string>, units: number[],
 *   cells: Cell[][], flags: Record<string, string>, bounds: number[], looks: [string, number | null][],
 *   small?: boolean, scored?: number[],
 *   digits: number, boundDigits: number, middle: number, direction: "more" | "less" | "neither", method: string, hasUnit: boolean,
 *   counted?: boolean,
 * }} FigureFacts the index, an indicator, a figure that a definition adds, or a pair of these, whose values are
 *   positions of nine classes. `layer`: the one that lists it; `average`: that of the EU in each year of the index;
 *   `wordings`: how each of its classes says its range; `units`: position of the
 *   unit of each region, -1 for none; `cells`: a row for each year; `flags`: by row and unit; `counted`: whether
 *   values are counts of members, which have parts and columns of their own; `looks`: of each class, lowest first;
 *   `small`: whether it is of level 3, `scored` then the unit of the scoreboard that each of its own lies in
 * @typedef {{value: number | null, look?: string, ramp?: number | null, mark?: number, span: [number, number]}} Track the bar
 *   of a value: its colour, what it is compared with, and the values at both ends
 * @typedef {{value: number, text: string, bars: [string, number, (number | null)?][], rank: number}} RankedRow
 * @typedef {{title: string, rowOf: (record: ClusterRecord) => RankedRow}} Ranked clusters by the value of a figure
 * @typedef {{
 *   key: string, title: string, layer: string, numeric: true,
 *   value: (place: Place) => number | null, show: (place: Place) => string | null,
 *   tell: (place: Place) => string | null, whose?: (place: Place) => string,
 *   track?: (place: Place) => Track,
 *   series?: (place: Place) => [FigureFacts, number, string],
 * }} Measure `layer`: the one that lists the figure, all but "figure" in percent of the EU average; `show`: the value in
 *   words; `tell`: that, or why there is none, and nothing where there can be none; `whose`: of which other region;
 *   `track`: its bar; `series`: figure, unit and name of its chart over the years
 * @typedef {{
 *   measures: () => Measure[], parts?: (place: Place) => (Node | null)[],
 * }} Figures what the scripts of figures and members do for the rest of the page
 */

/** The pattern of each kind of no data, in the legend's order. */
export const LACK_LOOKS = /** @type {Record<string, string>} */ ({
  missing: "missing",
  confidential: "country_only",
  not_comparable: "not_located",
  not_covered: "not_covered",
});

/** A number from here on is a value with decimals; one below a kind of no data or, after these, a whole value. */
const EXACT = 1000;

/**
 * @param {number} number as `cells.py` writes it
 * @param {number} scale
 * @returns {Cell}
 */
function cellFrom(number, scale) {
  const kinds = Object.keys(LACK_LOOKS);
  if (number < 0) return number / scale;
  return kinds[number] ?? (number < EXACT ? number - kinds.length : (number - EXACT) / scale);
}

/**
 * Figures come with the rows of their units, whose values in each year are numbers; those of the scoreboard have its
 * units and the regions of these.
 * @param {any[]} list
 * @param {{ids: string[], units: number[]}} scored
 * @returns {FigureFacts[]}
 */
export function readFigures(list, scored) {
  return list.map(({ values, decimals = 0, regionUnits, ...facts }) => {
    const { years = [] } = facts;
    const rows = unpackSteps(values, years.length || 1);
    const cells = Array.from({ length: years.length || 1 }, (_, year) =>
      rows.map((row) => cellFrom(row[year], 10 ** decimals)),
    );
    const own = facts.ids && { units: regionUnits ? unpackSteps(regionUnits, scored.units.length)[0] : [] };
    return { years, bounds: [], flags: {}, names: {}, ...scored, ...facts, ...own, cells };
  });
}

/**
 * Those that a layer lists.
 * @param {{figures: FigureFacts[]}} payload
 * @param {string} layer
 */
export const figuresOf = ({ figures }, layer) => figures.filter((figure) => figure.layer === layer);

/**
 * What a layer shows: the figure chosen of those that it lists; one that lists none shows the index.
 * @param {Pick<import("./payload.js").Payload, "figures" | "index">} payload
 * @param {{base: string, indicator: string}} state
 */
export function shownOf(payload, { base, indicator }) {
  const list = figuresOf(payload, base);
  return list.find(({ code }) => code === indicator) ?? list[0] ?? payload.index;
}

/**
 * The year in which a map shows a figure: the one chosen for what the layer shows, of others the last one.
 * @param {Pick<Model, "payload" | "store">} model
 * @param {FigureFacts} [figure] the index when left out
 */
export function yearOf({ payload, store: { state } }, figure = payload.index) {
  const shown = shownOf(payload, state);
  const isSide = shown.pair?.some(({ code }) => code === figure.code) && figure.layer === shown.layer;
  return ((figure === shown || isSide) && state.year) || (figure.years.at(-1) ?? payload.map.edition);
}

/** @param {{figures: FigureFacts[]}} payload those of the definition that lists name */
export const listed = (payload) =>
  figuresOf(payload, "figure").filter(({ counted, pair }) => !counted && !pair);

/**
 * @param {FigureFacts} figure
 * @param {number} year
 * @returns {number} the row of a year; that of the last one when the figure does not have it
 */
export function rowOf({ years, cells }, year) {
  const at = years.indexOf(year);
  return at < 0 ? cells.length - 1 : at;
}

/**
 * @param {FigureFacts} figure
 * @param {number} unit
 * @param {number} row
 * @returns {Cell}
 */
export function cellOf({ cells }, unit, row) {
  return unit < 0 ? "not_covered" : cells[row][unit];
}

/**
 * @param {FigureFacts} figure
 * @param {number} unit
 * @param {number} row
 * @returns {number | null}
 */
export function numberOf(figure, unit, row) {
  const cell = cellOf(figure, unit, row);
  return typeof cell === "number" ? cell : null;
}

/**
 * The values of a unit, one for each year.
 * @param {FigureFacts} figure
 * @param {number} unit
 */
export const seriesOf = (figure, unit) => figure.cells.map((_, row) => numberOf(figure, unit, row));

/**
 * The position of a class, lowest first; a value on a bound belongs to the class above it.
 * @param {FigureFacts} figure
 * @param {number} value
 */
export function classAt({ bounds }, value) {
  return bounds.filter((bound) => value >= bound).length;
}

/**
 * The unit of a figure that a place shows: of a record, that of its regions where they share one.
 * @param {FigureFacts} figure
 * @param {Place} place
 */
export function unitAt({ units, small }, place) {
  if (place.figure !== undefined) return place.figure;
  if (small || !place.regions) return units[(place.regions ? place.small : place.at) ?? -1] ?? -1;
  const unitsThere = new Set(place.regions.map((at) => units[at]));
  return unitsThere.size === 1 ? [...unitsThere][0] : -1;
}

/**
 * What a place shows. A record whose region of level 3 is not known has no value of a figure of that level,
 * whatever the table has.
 * @param {FigureFacts} figure
 * @param {Place} place
 * @param {number} row
 * @returns {Cell}
 */
export function cellAt(figure, place, row) {
  const unit = unitAt(figure, place);
  return unit < 0 && figure.small && place.regions ? "missing" : cellOf(figure, unit, row);
}

/**
 * The units of a figure in the shape of those of the scoreboard, for whatever counts and filters them.
 * @param {FigureFacts} figure
 * @param {Unit[]} units of the scoreboard
 * @returns {(Unit & {figure: number})[]}
 */
export function figureUnits({ ids, scored }, units) {
  return ids.map((id, figure) => ({
    class: null,
    basis: "",
    since: null,
    noData: null,
    at: figure,
    id,
    name: id,
    figure,
    level: id.length - 2,
    country: id.slice(0, 2),
    unit: scored?.[figure] ?? units.findIndex((unit) => unit.id === id),
  }));
}
