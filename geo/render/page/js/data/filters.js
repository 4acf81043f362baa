/** Which regions and records pass the reader's filters. */

import { yearOf } from "./figures.js";
import { fold } from "./fold.js";
import { mainSources, tableOf } from "./records.js";
import { lackOf, paintedClassOf, painterOf, wordOf } from "./layers.js";
import { BANDS, classOfRecord, NO_DATA_KINDS } from "./scores.js";
import { regionName } from "./words.js";

/**
 * @typedef {import("./state.js").Model} Model
 * @typedef {import("./payload.js").ClusterRecord} ClusterRecord
 * @typedef {import("./scores.js").Place} Place
 * @typedef {"classes" | "bands" | "funding"} Omitted a filter left out: what it would let pass is counted beside it
 */

/** What a reader chooses several of. */
export const FACETS = /** @type {const} */ ([
  "classes",
  "countries",
  "services",
  "funding",
  "stages",
  "kinds",
  "tables",
]);
/** All choices that decide which clusters pass. */
export const FILTERS = /** @type {const} */ ([...FACETS, "query"]);

/**
 * Whether a unit passes the class and band filters. `noData` stands in for a missing class.
 * @param {Model} model
 * @param {string | null} key class, "mixed" or kind of no data
 * @param {Place} place
 * @param {Omitted} [omitted]
 */
function passesClasses(model, key, place, omitted) {
  const { classes } = model.store.state;
  if (classes.length === 0) return true;
  // A unit that has a class may have no value for an indicator: there its band is a kind of no data.
  const lack = painterOf(model).isOfClasses ? "" : lackOf(model, place);
  const words = new Set([...Object.values(BANDS).flat(), ...(lack ? NO_DATA_KINDS : [])]);
  const bands = classes.filter((word) => words.has(word));
  const others = classes.filter((word) => !words.has(word));
  return (
    (omitted === "classes" || others.length === 0 || others.includes(key ?? "none")) &&
    (omitted === "bands" || bands.length === 0 || bands.includes(wordOf(model, place) ?? lack))
  );
}

/**
 * Whether a region, or a unit of the scoreboard, is inside the filters for class and country.
 * @param {Model} model
 * @param {import("./payload.js").Region | import("./payload.js").Unit} place
 * @param {Omitted} [omitted]
 */
export function placePasses(model, place, omitted) {
  const { countries } = model.store.state;
  if (countries.length && !countries.includes(place.country)) return false;
  const key = paintedClassOf(model, place.unit) ?? place.noData ?? "missing";
  return passesClasses(model, key, place, omitted);
}

/** @type {{state: unknown, lists: Map<Omitted | undefined, ClusterRecord[]>}} */
let remembered = { state: null, lists: new Map() };

/**
 * The records that pass every filter, or every other one.
 * @param {Model} model
 * @param {Omitted} [omitted]
 * @returns {ClusterRecord[]}
 */
export function visibleRecords(model, omitted) {
  const { state } = model.store;
  if (remembered.state !== state) remembered = { state, lists: new Map() };
  const known = remembered.lists.get(omitted);
  if (known) return known;
  const year = yearOf(model);
  const query = fold(state.query, model.payload.map.letters);
  const records = model.payload.records.filter(
    (record) =>
      passesClasses(model, classOfRecord(model, record, year) ?? record.noData, record, omitted) &&
      (state.countries.length === 0 || state.countries.includes(record.country)) &&
      state.services.every((key) => record.services.includes(key)) &&
      (omitted === "funding" ||
        state.funding.length === 0 ||
        mainSources(record).some((key) => state.funding.includes(key))) &&
      (state.tables.length === 0 || state.tables.includes(tableOf(model, record)?.id ?? "")) &&
      (state.stages.length === 0 || state.stages.includes(record.stage ?? "")) &&
      (state.kinds.length === 0 || state.kinds.some((key) => record.kinds?.includes(key))) &&
      (query === "" || searchText(model, record).includes(query)),
  );
  remembered.lists.set(omitted, records);
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
