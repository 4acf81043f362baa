/** The page's data: one JSON block, read once, turned from columns into rows. */

import { fold } from "./fold.js";
import { readFigures } from "./figures.js";
import { unpack, unpackRings, unpackSteps } from "./packed.js";

/**
 * @typedef {Record<string, string>} Text language -> text
 * @typedef {{box: number[], zoom: number | null, padding?: number[]}} Opening `box` and `padding` are left, bottom,
 *   right, top in metres and left, top, right, bottom in pixels; `zoom` is the closest level
 * @typedef {{id: string, name: (language: string) => string, box: [number, number, number, number]}} Inset
 * @typedef {[string, Record<string, any>]} Note message key and its parameters
 * @typedef {{
 *   id: string, title: Text, subtitle: Text, edition: number, vintage: number, synthetic: boolean, embed: boolean,
 *   languages: string[], related: string[], language: string | null, sourceTexts: Record<string, Text>, letters: Record<string, string>,
 *   plurals?: string[], base: import("./state.js").State["base"], layers: string[], overlays: string[],
 *   classes: string[], printedEdition: number | null,
 *   tables: {id: string, title: string}[], snippet: string, notes?: [number, number][],
 *   opening?: Opening, inPart?: string[],
 *   story?: {name: string, show: string}[], members?: import("./members.js").MemberFacts,
 * }} MapFacts
 * @typedef {{
 *   scale: number, origin: [number, number], arcs: string[], land: number[][], frame: [number, number, number, number],
 *   magnified?: number, insets: Inset[], borders: number[],
 * }} Topology
 * @typedef {{
 *   at: number, id: string, name: string, country: string, rings: number[][], center: [number, number], unit: number,
 *   relation: string, noData: string | null, notes: Note[], since?: Step | null, isSmall?: boolean,
 * }} Region
 * @typedef {{
 *   at: number, id: string, name: string, level: number, country: string,
 *   class: number | null, basis: string, unit: number, noData: string | null, since?: Step | null,
 * }} Unit
 * @typedef {{
 *   at: number, id: string, name: string, country: string, city: string | null, cityStatus: string | null, x: number | null,
 *   y: number | null, exact: boolean, regionPrinted: string | null, regionId: string | null, regionName: string | null,
 *   level: number | null, vintage: number | null, regions: number[], units: number[],
 *   relation: string, class: string | null, noData: string | null, classPrinted: string | null,
 *   classPrintedEdition: number | null, agreement: string, tableClassPrinted: string | null, notes: Note[],
 *   website: string | null, founded: number | null, members: number | null, stage: string | null,
 *   fundingKind: "shares" | "mentions" | null, funding: Record<string, number> | null, fundingIsWhole: boolean,
 *   services: string[], marketAreas: string[], source: string | null, extra: [string, string | number][],
 *   since?: Step | null, table: number | null, kinds?: string[], small?: number | null,
 * }} ClusterRecord `kinds`: of its members, on a map that counts them; `small`: position of its region of level 3
 * @typedef {{id: string, value?: number, unit?: string, serviceKind?: "soft" | "hard"}} SurveyItem
 * @typedef {{source: string, questions: {id: string, kind: string, answers: number | null, items: SurveyItem[]}[]}} Survey
 * @typedef {import("./since.js").Step} Step
 * @typedef {import("./since.js").Change} Change
 * @typedef {{
 *   map: MapFacts, topology: Topology, areas: Region[], regions: Region[],
 *   regionNames: Record<string, Record<string, string>>,
 *   units: Unit[], figures: import("./figures.js").FigureFacts[], index: import("./figures.js").FigureFacts,
 *   records: ClusterRecord[],
 *   services: {key: string, kind: "soft" | "hard"}[], survey: Survey | null, change: Change | null,
 *   messages: Record<string, Record<string, string | string[]>>, small?: import("./small-regions.js").PackedRegions,
 * }} Payload `areas`: the regions that all layers paint, but those of figures of level 3; `regions`: all
 */

/**
 * Rows from columns of one length; what is the same in all rows came once, and so did each of a few values.
 * @param {{same: Record<string, any>, few?: Record<string, [any[], string]>, [name: string]: any}} table
 * @param {number} size
 * @returns {any[]}
 */
function rowsOf({ same, few = {}, ...columns }, size) {
  for (const [name, [values, positions]] of Object.entries(few)) {
    const { next } = unpack(positions);
    columns[name] = Array.from({ length: size }, () => values[next()]);
  }
  const names = Object.keys(columns);
  return Array.from({ length: size }, (_, at) => {
    const row = { ...same };
    for (const name of names) row[name] = columns[name][at];
    return row;
  });
}

/**
 * @param {any} table of things that have an id
 * @returns {any[]} rows that know where they stand
 */
function listOf(table) {
  return rowsOf(table, table.id.length).map((row, at) => Object.assign(row, { at }));
}

/** @param {string} code of a region or of a unit */
const countryOf = (code) => code.slice(0, 2);

/**
 * Names of each region come as one text, its own and then those in the order of related languages; an empty one is its own.
 * @param {any[]} regions
 * @param {string[]} languages
 * @returns {Record<string, Record<string, string>>} for each language code to name
 */
function readNames(regions, languages) {
  const parts = regions.map(({ names }) => names.split("|"));
  /** @param {number} part */
  const named = (part) =>
    Object.fromEntries(regions.flatMap(({ id }, at) => (parts[at][part] ? [[id, parts[at][part]]] : [])));
  return Object.fromEntries(languages.map((language, part) => [language, named(part + 1)]));
}

/**
 * Notes come in groups, with columns of their parameters. Rows say how many they have, and for each its group and its
 * distance from the note behind the one of that group that came last.
 * @param {any[]} rows
 * @param {[string, number, any][]} groups
 * @param {string} text
 */
function explained(rows, groups, text) {
  const lists = groups.map(([key, size, params]) => ({
    notes: rowsOf(params, size).map((row) => /** @type {Note} */ ([key, row])),
    at: 0,
  }));
  const { next, step } = unpack(text);
  const note = () => {
    const list = lists[next()];
    list.at += step();
    return list.notes[list.at++];
  };
  return rows.map((row) => Object.assign(row, { notes: Array.from({ length: next() }, note) }));
}

/**
 * @param {any} raw the data block
 * @returns {Region[]}
 */
function readRegions({ regions, topology, regionUnits, notes }) {
  const rows = listOf(regions);
  const rings = unpackRings(topology.rings, rows.length);
  const units = unpackSteps(regionUnits, rows.length)[0];
  return explained(rows, notes.groups, notes.regions).map((row, at) =>
    Object.assign(row, {
      country: countryOf(row.id),
      name: row.names.split("|")[0],
      rings: rings[at],
      unit: units[at],
    }),
  );
}

/**
 * A unit without a name has that of its region.
 * @param {any} raw the data block
 * @param {Region[]} regions
 * @returns {Unit[]}
 */
function readUnits({ units }, regions) {
  return listOf(units).map((unit, at) =>
    Object.assign(unit, {
      unit: at,
      country: countryOf(unit.id),
      name: unit.name ?? regions.find(({ id }) => id === unit.id.padEnd(4, "0"))?.name,
      noData: unit.class === null ? "missing" : null,
    }),
  );
}

/**
 * An id that is nothing but the folded name comes as a 0.
 * @param {any} raw the data block
 */
function readRecords({ records, map, notes }) {
  const rows = listOf(records);
  for (const row of rows) row.id ||= fold(row.name, map.letters).replaceAll(" ", "-");
  return explained(rows, notes.groups, notes.records);
}

/** @param {string} line */
const textOf = (line) => (line.includes("\t") ? line.split("\t") : line);

/**
 * Keys come by how they begin; in their order a line of each language is a text, or its singular and plural.
 * Names of a country come as one text, the English one and then those that differ, as those of regions do.
 * @param {any} raw the data block
 * @param {Region[]} regions
 */
function readMessages(raw, regions) {
  /** @type {{messages: Record<string, Record<string, string>>, map: MapFacts}} */
  const { messages, map } = raw;
  const names = Object.entries(messages.keys).flatMap(([room, list]) =>
    list.split(" ").map((name) => `${room}.${name}`),
  );
  const catalogues = Object.fromEntries(
    Object.entries(messages.texts).map(([language, lines]) => {
      const list = lines.split("\n");
      return [language, Object.fromEntries(names.map((name, at) => [name, textOf(list[at])]))];
    }),
  );
  const codes = [...new Set(regions.map(({ country }) => country))];
  const countries = { ...raw.otherCountries };
  codes.forEach((code, at) => (countries[code] = raw.countries[at]));
  for (const [code, text] of Object.entries(countries)) {
    const [english, ...others] = text.split("|");
    map.related.forEach((language, at) => (catalogues[language][`country.${code}`] = others[at] || english));
  }
  return { en: catalogues[map.languages[0]], ...catalogues };
}

/**
 * @param {string} text the page's data block
 * @returns {Payload}
 */
export function readPayload(text) {
  const raw = JSON.parse(text);
  const regions = readRegions(raw);
  const units = readUnits(raw, regions);
  const regionNames = readNames(regions, raw.map.related);
  const scored = { ids: units.map(({ id }) => id), units: regions.map(({ unit }) => unit) };
  const figures = readFigures(raw.figures, scored);
  figures[0].looks = raw.map.classes.map((/** @type {string} */ _, /** @type {number} */ at) => [
    `class-${at + 1}`,
    null,
  ]);
  return {
    ...raw,
    topology: {
      ...raw.topology,
      insets: raw.topology.insets.map((/** @type {{id: string, name: Text}} */ inset) => ({
        ...inset,
        name: (/** @type {string} */ lang) => inset.name[lang] ?? regionNames[lang][inset.id],
      })),
      borders: unpackSteps(raw.topology.borders.text, raw.topology.borders.size)[0] ?? [],
    },
    areas: regions,
    regions,
    regionNames,
    units,
    figures,
    index: figures[0],
    records: readRecords(raw),
    messages: readMessages(raw, regions),
  };
}
