/** The page's data: one JSON block, read once, turned from columns into rows. */

import { unpackList, unpackRings, unpackSteps } from "./packed.js";

/**
 * @typedef {Record<string, string>} Text language -> text
 * @typedef {[string, Record<string, any>]} Note message key and its parameters
 * @typedef {{
 *   id: string, title: Text, subtitle: Text, edition: number, vintage: number, synthetic: boolean, embed: boolean,
 *   languages: string[], language: string | null, letters: Record<string, string>,
 *   isoCodes: Record<string, string>, base: import("./state.js").State["base"], layers: string[],
 *   classes: string[], thresholds: number[], wordings: string[], relativeTo: string, years: number[],
 *   euAverage: number[], sources: {text: string, url?: string}[], attributions: string[], printedEdition: number | null,
 *   tables: {id: string, title: string}[],
 * }} MapFacts
 * @typedef {{
 *   scale: number, origin: [number, number], arcs: string, land: number[][], frame: [number, number, number, number],
 *   insets: {id: string, name: Text, box: [number, number, number, number]}[], borders: number[],
 * }} Topology
 * @typedef {{
 *   at: number, id: string, name: string, country: string, rings: number[][], center: [number, number], unit: number,
 *   relation: string, noData: string | null, note: Note[], since: Step | null,
 * }} Region
 * @typedef {{
 *   at: number, id: string, name: string, level: number, country: string, index: number | null, class: number | null,
 *   classes: (number | null)[], basis: string, series: (number | null)[], indicators: (number | null)[],
 *   unit: number, noData: string | null, since: Step | null,
 * }} Unit
 * @typedef {{
 *   id: string, name: string, country: string, city: string | null, cityStatus: string | null, x: number | null,
 *   y: number | null, exact: boolean, regionPrinted: string | null, regionId: string | null, regionName: string | null,
 *   level: number | null, vintage: number | null, locatedBy: string, regions: number[], units: number[],
 *   relation: string, class: string | null, index: number | null, noData: string | null, classPrinted: string | null,
 *   classPrintedEdition: number | null, agreement: string, tableClassPrinted: string | null, notes: Note[],
 *   website: string | null, founded: number | null, members: number | null, stage: string | null,
 *   fundingKind: "shares" | "mentions" | null, funding: Record<string, number> | null, fundingIsWhole: boolean,
 *   services: string[], marketAreas: string[], source: string | null, extra: [string, string | number][],
 *   since: Step | null, table: number | null,
 * }} ClusterRecord
 * @typedef {{id: string, value?: number, unit?: string, serviceKind?: "soft" | "hard"}} SurveyItem
 * @typedef {{source: string, questions: {id: string, kind: string, answers: number | null, items: SurveyItem[]}[]}} Survey
 * @typedef {{was: string | null, now: string | null, way: string, notes: Note[]}} Step from one edition to another
 * @typedef {{from: number, to: number, notes: Note[]}} Change
 * @typedef {{
 *   map: MapFacts, topology: Topology, regions: Region[], regionNames: Record<string, Record<string, string>>,
 *   units: Unit[], indicators: {code: string, average: number}[], records: ClusterRecord[],
 *   services: {key: string, kind: "soft" | "hard"}[], survey: Survey | null, change: Change | null,
 *   messages: Record<string, Record<string, string | string[]>>,
 * }} Payload
 */

/** What a record has that the data block does not name. */
const EMPTY_RECORD = {
  ...Object.fromEntries(
    [
      "city",
      "cityStatus",
      "x",
      "y",
      "regionPrinted",
      "regionId",
      "regionName",
      "level",
      "vintage",
      "class",
      "index",
      "noData",
    ]
      .concat([
        "classPrinted",
        "classPrintedEdition",
        "tableClassPrinted",
        "website",
        "founded",
        "members",
        "stage",
      ])
      .concat(["fundingKind", "funding", "source", "table"])
      .map((name) => [name, null]),
  ),
  agreement: "",
  exact: false,
  fundingIsWhole: false,
};
const EMPTY_LISTS = ["regions", "units", "notes", "services", "marketAreas", "extra"];

/**
 * @param {Record<string, any[]>} columns columns of one length
 * @returns {any[]}
 */
function rows(columns) {
  const names = Object.keys(columns);
  return columns.id.map((_, at) =>
    Object.fromEntries([["at", at], ...names.map((name) => [name, columns[name][at]])]),
  );
}

/** How regions relate to units, and why they have no class, as the data block numbers them. */
const RELATIONS = ["same", "inside", "contains", "country", "none"];
const NO_DATA = [null, "not_covered", "missing", "country_only", "not_located"];

/**
 * What notes about a region leave out: its code and country, its unit, the edition.
 * @param {string | null} region
 * @param {Unit | undefined} unit
 * @param {MapFacts} map
 */
function knownOf(region, unit, { edition, classes }) {
  const about = unit && {
    unit: unit.id,
    name: unit.name,
    class_: unit.class === null ? null : classes[unit.class],
  };
  return { region, country: region?.slice(0, 2), edition: String(edition), ...about };
}

/**
 * @param {any} raw
 * @param {Unit[]} units
 * @param {MapFacts} map
 * @param {Map<string, Step>} steps
 */
function readRegions({ names: _, ...columns }, units, map, steps) {
  const size = columns.id.length;
  const country = columns.id.map((/** @type {string} */ id) => id.slice(0, 2));
  const regions = rows({
    ...columns,
    country,
    unit: unpackSteps(columns.unit, size)[0],
    relation: unpackList(columns.relation).map((at) => RELATIONS[at]),
    noData: unpackList(columns.noData).map((at) => NO_DATA[at]),
    rings: unpackRings(columns.rings, size),
    center: unpackSteps(columns.center, 2),
  });
  for (const region of regions) {
    const known = knownOf(region.id, units[region.unit], map);
    region.note = region.note.map((/** @type {Note} */ [key, params]) => [key, { ...known, ...params }]);
    region.since = steps.get(region.id) ?? null;
  }
  return regions;
}

/** What the legend calls each step from one edition to another; whatever is not comparable is one group. */
const WAYS = /** @type {Record<string, string>} */ ({ rose: "up", fell: "down" });

/**
 * @param {[string, string | null, string | null, string, Note[]?][]} [list]
 * @returns {Map<string, Step>}
 */
function readSteps(list = []) {
  return new Map(
    list.map(([id, was, now, step, notes = []]) => [id, { was, now, way: WAYS[step] ?? "other", notes }]),
  );
}

/**
 * The step of a unit is that of its areas; where they differ, or none is drawn, it cannot be compared.
 * @param {Region[]} areas
 * @returns {Step | null}
 */
function stepOfUnit(areas) {
  const ways = new Set(areas.map(({ since }) => since?.way));
  return ways.size === 1 ? areas[0].since : { was: null, now: null, way: "other", notes: [] };
}

/**
 * Names come as one line for each region and one part for each language: a digit stands for the name in
 * an earlier language, nothing for the region's own.
 * @param {{id: string[], names: string}} raw
 * @param {string[]} languages
 */
function readNames({ id, names }, languages) {
  const lines = names.split("\n").map((line) => line.split("|"));
  const named = (/** @type {number} */ part) =>
    Object.fromEntries(
      lines.flatMap((parts, at) =>
        parts[part] ? [[id[at], parts[Number(parts[part])] ?? parts[part]]] : [],
      ),
    );
  return Object.fromEntries(languages.map((language, part) => [language, named(part)]));
}

/**
 * Series come in hundredths, a row for each unit; indicators in whole numbers, a row for each indicator.
 * Where 0 means none, values are one too high. An index that is left out is that of the last year.
 * @param {any} raw
 * @param {number} years
 * @param {number} indicators
 * @param {{id: string[], name: string[]}} regions they name the units that they are themselves
 */
function readUnits(raw, years, indicators, regions) {
  const missing = raw.id.map(() => []);
  /** @type {(number | null)[][]} */
  const series = years
    ? unpackSteps(raw.series, years).map((row) => row.map((value) => (value ? value / 100 : null)))
    : missing;
  const tables = {
    series,
    indicators: indicators ? transposed(unpackSteps(raw.indicators, raw.id.length)) : missing,
    level: unpackList(raw.level),
    index: raw.index
      ? unpackList(raw.index).map((value) => (value ? (value - 1) / 100 : null))
      : series.map((row) => row.at(-1)),
    class: unpackList(raw.class).map((value) => (value ? value - 1 : null)),
    basis: typeof raw.basis === "string" ? raw.id.map(() => raw.basis) : raw.basis,
  };
  const own = new Map(regions.id.map((id, at) => [id, regions.name[at]]));
  const name = raw.id.map(
    (/** @type {string} */ id, /** @type {number} */ at) =>
      raw.name[at] || (own.get(id) ?? own.get(`${id}0`) ?? own.get(`${id}00`)),
  );
  const country = raw.id.map((/** @type {string} */ id) => id.slice(0, 2));
  const unit = raw.id.map((/** @type {string} */ _, /** @type {number} */ at) => at);
  const noData = tables.class.map((position) => (position === null ? "missing" : null));
  return rows({ ...raw, ...tables, name, country, unit, noData });
}

/** @param {number[][]} columns */
function transposed(columns) {
  return columns[0].map((_, at) => columns.map((column) => (column[at] ? column[at] - 1 : null)));
}

/**
 * Notes about the place leave out the region's name, notes about the class the unit's.
 * @param {any} raw
 * @param {Unit[]} units
 * @param {MapFacts} map
 * @param {Map<string, Step>} steps
 */
function readRecord(raw, units, map, steps) {
  const record = { ...EMPTY_RECORD, ...Object.fromEntries(EMPTY_LISTS.map((name) => [name, []])), ...raw };
  const unit = record.units.length === 1 ? units[record.units[0]] : undefined;
  const known = {
    printed: record.regionPrinted,
    vintage: String(record.vintage),
    ...knownOf(record.regionId, unit, map),
    class_printed: record.classPrinted,
  };
  const place = { ...known, name: record.regionName };
  record.notes = record.notes.map((/** @type {Note} */ [key, params]) => [
    key,
    { ...(key.startsWith("note.locate.") ? place : known), ...params },
  ]);
  record.since = steps.get(record.id) ?? null;
  return record;
}

/**
 * Messages come as one list of keys and one list of texts for each language.
 * @param {{keys: string[], texts: Record<string, (string | string[])[]>}} raw
 * @param {string[]} languages
 */
function readMessages({ keys, texts }, languages) {
  const catalogues = Object.fromEntries(
    Object.entries(texts).map(([language, list]) => [
      language,
      Object.fromEntries(keys.map((key, at) => [key, list[at]])),
    ]),
  );
  return { en: catalogues[languages[0]], ...catalogues };
}

/**
 * @param {string} text the page's data block
 * @returns {Payload}
 */
export function readPayload(text) {
  const raw = JSON.parse(text);
  const units = readUnits(raw.units, raw.map.years.length, raw.indicators.length, raw.regions);
  const moved = readSteps(raw.change?.clusters);
  const regions = readRegions(raw.regions, units, raw.map, readSteps(raw.change?.regions));
  for (const unit of units)
    unit.since = raw.change ? stepOfUnit(regions.filter((region) => region.unit === unit.at)) : null;
  return {
    ...raw,
    topology: {
      ...raw.topology,
      borders: unpackSteps(raw.topology.borders.text, raw.topology.borders.size)[0] ?? [],
    },
    regions,
    regionNames: readNames(raw.regions, raw.map.languages),
    units,
    records: raw.records.map((/** @type {any} */ record) => readRecord(record, units, raw.map, moved)),
    messages: readMessages(raw.messages, raw.map.languages),
  };
}
