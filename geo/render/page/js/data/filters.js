/** Which regions and records pass the reader's filters. */

import { fold } from "./fold.js";
import { mainSources, tableOf } from "./records.js";
import { BANDS, bandOf, classOf, classOfRecord, classOfRegion, NO_DATA_KINDS } from "./scores.js";
import { regionName } from "./words.js";

/**
 * @typedef {import("./state.js").Model} Model
 * @typedef {import("./payload.js").ClusterRecord} ClusterRecord
 * @typedef {import("./scores.js").Place} Place
 */

/**
 * Whether a unit passes the class and band filters. `noData` stands in for a missing class.
 * @param {Model} model
 * @param {string | null} key class, "mixed" or kind of no data
 * @param {Place} place
 */
function passesClasses(model, key, place) {
  const { base, classes } = model.store.state;
  if (classes.length === 0) return true;
  // A unit that has a class may have no value for an indicator: there its band is a kind of no data.
  const lack = base in BANDS ? (place.noData ?? "missing") : "";
  const words = new Set([...Object.values(BANDS).flat(), ...(lack ? NO_DATA_KINDS : [])]);
  const bands = classes.filter((word) => words.has(word));
  const others = classes.filter((word) => !words.has(word));
  return (
    (others.length === 0 || others.includes(key ?? "none")) &&
    (bands.length === 0 || bands.includes(bandOf(model, place) ?? lack))
  );
}

/**
 * Whether a region is inside the filters for class and country.
 * @param {Model} model
 * @param {number} regionIndex
 */
export function regionPasses(model, regionIndex) {
  const { state } = model.store;
  const region = model.payload.regions[regionIndex];
  if (state.countries.length && !state.countries.includes(region.country)) return false;
  return passesClasses(model, classOfRegion(model, regionIndex, state.year) ?? region.noData, region);
}

/**
 * Whether a unit of the scoreboard is inside the filters for class and country.
 * @param {Model} model
 * @param {import("./payload.js").Unit} unit
 */
export function unitPasses(model, unit) {
  const { countries, year } = model.store.state;
  if (countries.length && !countries.includes(unit.country)) return false;
  return passesClasses(model, classOf(model, unit.at, year) ?? "missing", unit);
}

/** @type {{state: unknown, records: ClusterRecord[]}} */
let remembered = { state: null, records: [] };

/**
 * The records that pass every filter.
 * @param {Model} model
 * @returns {ClusterRecord[]}
 */
export function visibleRecords(model) {
  const { state } = model.store;
  if (remembered.state === state) return remembered.records;
  const query = fold(state.query, model.payload.map.letters);
  const records = model.payload.records.filter(
    (record) =>
      passesClasses(model, classOfRecord(model, record, state.year) ?? record.noData, record) &&
      (state.countries.length === 0 || state.countries.includes(record.country)) &&
      state.services.every((key) => record.services.includes(key)) &&
      (state.funding.length === 0 || mainSources(record).some((key) => state.funding.includes(key))) &&
      (state.tables.length === 0 || state.tables.includes(tableOf(model, record)?.id ?? "")) &&
      (state.stages.length === 0 || state.stages.includes(record.stage ?? "")) &&
      (query === "" || searchText(model, record).includes(query)),
  );
  remembered = { state, records };
  return records;
}

/**
 * @param {Model} model
 * @param {ClusterRecord} record
 */
function searchText(model, record) {
  const regions = record.regions.map((at) => [model.payload.regions[at].name, regionName(model, at).other]);
  const words = [
    record.name,
    record.city,
    record.regionName,
    record.regionPrinted,
    model.messages.country(record.country),
    regions,
  ];
  return fold(words.flat(2).filter(Boolean).join(" "), model.payload.map.letters);
}
