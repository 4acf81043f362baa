/** The texts about regions, records and groups, in the reader's language. */

import { averageOf, boundsOf, classOfRecord, classPositionOf, LARGE_POINTS, SAME_POINTS } from "./scores.js";

/**
 * @typedef {import("./state.js").Model} Model
 * @typedef {import("./payload.js").ClusterRecord} ClusterRecord
 */

/**
 * A region's own name, and the reader's name for it where that differs.
 * @param {Model} model
 * @param {number} regionIndex
 * @returns {{name: string, other: string | null}}
 */
export function regionName(model, regionIndex) {
  return namesOfPlace(model, model.payload.regions[regionIndex]);
}

/**
 * @param {Model} model
 * @param {{id: string, name: string}} place a region or a unit
 * @returns {{name: string, other: string | null}}
 */
function namesOfPlace(model, place) {
  const [name, other] = [place.name, readersName(model, place)];
  return { name, other: other === name ? null : other };
}

/**
 * The reader's name for a region or a unit, or its own.
 * @param {Model} model
 * @param {{id: string, name: string}} place
 */
export const readersName = ({ payload, store }, { id, name }) =>
  payload.regionNames[store.state.lang]?.[id] ?? name;

/**
 * The word for a class, "mixed" or a kind of no data.
 * @param {Model} model
 * @param {string | null} key
 * @param {string | null} [noData]
 */
export function className(model, key, noData = null) {
  return model.messages.t(key ? `term.class.${key}` : `term.nodata.${noData ?? "missing"}`);
}

/**
 * What an indicator, or a figure of the definition, is called.
 * @param {Model} model
 * @param {string} layer the one that lists it
 * @param {string} code
 */
export function figureName({ messages }, layer, code) {
  return messages.t(layer === "figure" ? `own.figure.${code}.label` : `term.indicator.${code}`);
}

/**
 * A share of the EU average, never rounded onto a bound of the classes or the average, or across.
 * @param {Model} model
 * @param {number} share in percent
 */
export function shareText(model, share) {
  return model.messages.percent(share, boundsOf(model));
}

/**
 * An index, never rounded onto the EU average of its year or across.
 * @param {Model} model
 * @param {number} index
 */
export function indexText(model, index) {
  return model.messages.decimal(index, [averageOf(model), 100]);
}

/** Points that a change is compared with. */
const POINT_BOUNDS = [-LARGE_POINTS, -SAME_POINTS, 0, SAME_POINTS, LARGE_POINTS];

/**
 * Index points with their sign, as the language writes them.
 * @param {Model} model
 * @param {number} points
 */
export function signed({ messages }, points) {
  return (points > 0 ? "+" : "") + messages.decimal(points, POINT_BOUNDS);
}

/**
 * What is said of funding and services that are not known.
 * @param {Model} model
 */
export const unpublishedText = ({ messages, payload }) =>
  messages.t(payload.survey ? "map.unpublished" : "map.notgiven");

/**
 * What is said of a record on the map: its name, place and class, then what the overlays show.
 * @param {Model} model
 * @param {ClusterRecord} record
 * @returns {string[]}
 */
export function recordLines(model, record) {
  const { messages, mixes, store } = model;
  const { overlays } = store.state;
  const names = new Set([record.city, record.regionName, messages.country(record.country)]);
  const place = [...names].filter(Boolean).join(", ");
  const lines = [record.name, place, className(model, classOfRecord(model, record), record.noData)];
  const mix = /** @type {const} */ (["funding", "services"]).filter((name) => overlays.includes(name));
  lines.push(...mix.map((name) => mixes?.line(name, record) ?? unpublishedText(model)));
  return lines;
}

/**
 * How many of some records have each class, low to high, then those without.
 * @param {Model} model
 * @param {ClusterRecord[]} records
 * @returns {[string, number][]} CSS class and number
 */
export function classCounts(model, records) {
  const positions = records.map((record) => classPositionOf(model, record));
  return [
    ...model.payload.map.classes.map(
      (_, at) =>
        /** @type {[string, number]} */ ([
          `class-${at + 1}`,
          positions.filter((position) => position === at).length,
        ]),
    ),
    ["class-none", positions.filter((position) => position < 0).length],
  ];
}

/**
 * What is said of a group of records: how many, and how many of each class, high to low.
 * @param {Model} model
 * @param {ClusterRecord[]} records
 * @returns {string[]}
 */
export function groupLines(model, records) {
  const { messages, payload } = model;
  const names = [...payload.map.classes.map((key) => className(model, key)), messages.t("term.class.none")];
  const counts = classCounts(model, records)
    .map(([, count], at) => (count ? messages.labelled(names[at], messages.number(count)) : ""))
    .filter(Boolean);
  return [messages.t("map.count.clusters", { count: records.length }), counts.toReversed().join(", ")];
}

/**
 * A region's own name, with the reader's name for it beside it where that differs.
 * @param {Model} model
 * @param {number} at position of the region
 */
export function regionText(model, at) {
  return placeText(model, model.payload.regions[at]);
}

/**
 * The same of a region or a unit.
 * @param {Model} model
 * @param {{id: string, name: string}} place
 */
export function placeText(model, place) {
  const { name, other } = namesOfPlace(model, place);
  return other ? `${name} (${other})` : name;
}
