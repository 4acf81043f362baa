/** The reader's choices as text: `layer=index&year=2021&cluster=biowin&lang=ca`. */

import { FUNDING } from "./records.js";
import { BANDS, NO_DATA_KINDS } from "./scores.js";
import { basesOf } from "./state.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./payload.js").Payload} Payload
 * @typedef {{
 *   write: (state: State) => unknown, knows: (word: string) => boolean,
 *   read: (words: string[]) => Partial<State> | null,
 * }} Codec `read` is given words that are known, one at least; null where they make no choice
 */

const SORTED = /^(.+)-(asc|desc)$/s;

/**
 * One choice out of a list.
 * @param {keyof State} key
 * @param {unknown[]} allowed
 * @returns {Codec}
 */
function oneOf(key, allowed) {
  return {
    write: (state) => state[key] ?? "",
    knows: (word) => allowed.map(String).includes(word),
    read: ([word]) => ({ [key]: allowed.find((one) => String(one) === word) }),
  };
}

/**
 * Several choices out of a list; an empty list is a choice too.
 * @param {keyof State} key
 * @param {Iterable<string>} allowed
 * @returns {Codec}
 */
function someOf(key, allowed) {
  const known = new Set(allowed);
  return {
    write: (state) => state[key],
    knows: (word) => word === "" || known.has(word),
    read: (words) => ({ [key]: words.filter(Boolean) }),
  };
}

/**
 * The choices of what paints the regions.
 * @param {Payload} payload
 * @returns {Record<string, Codec>}
 */
function layerCodecs(payload) {
  const { figures, index } = payload;
  const years = figures.flatMap((figure) => figure.years);
  return {
    layer: oneOf("base", basesOf(payload)),
    indicator: oneOf(
      "indicator",
      figures.filter((figure) => figure !== index).map(({ code }) => code),
    ),
    when: oneOf("when", years),
    year: { ...oneOf("year", years), write: ({ year }) => year || "" },
    from: oneOf("from", index.years),
    to: oneOf("to", index.years),
  };
}

/**
 * The panels that the map has something for.
 * @param {Payload} payload
 */
function panelsOf({ change, map, survey }) {
  return [
    "compare",
    ...(survey ? ["survey", "statements"] : []),
    ...(change ? ["changed"] : []),
    ...["funding", "services"].filter((overlay) => map.overlays.includes(overlay)),
  ];
}

/** @param {string} word */
const selectionIn = (word) => {
  const [, kind, id] = /^(cluster|region):(.*)/s.exec(word) ?? [];
  return /** @type {import("./state.js").Selection} */ ({ kind, id });
};

/**
 * The choices of clusters and regions.
 * @param {Payload} payload
 * @returns {Record<string, Codec>}
 */
function selectionCodecs({ records, regions }) {
  const ids = {
    cluster: new Set(records.map(({ id }) => id)),
    region: new Set(regions.map(({ id }) => id)),
  };
  /** @param {"cluster" | "region"} kind @returns {Codec} */
  const selection = (kind) => ({
    write: ({ selected }) => (selected?.kind === kind ? selected.id : ""),
    knows: (id) => ids[kind].has(id),
    read: ([id]) => ({ selected: { kind, id } }),
  });
  return {
    cluster: selection("cluster"),
    region: selection("region"),
    compare: {
      write: ({ compare }) => compare.map(({ kind, id }) => `${kind}:${id}`),
      knows: (word) => {
        const { kind, id } = selectionIn(word);
        return ids[kind]?.has(id) ?? false;
      },
      read: (words) => ({ compare: words.slice(0, 4).map(selectionIn) }),
    },
  };
}

/**
 * The step of a story, which the story itself reads and writes.
 * @param {Payload} payload
 * @returns {Record<string, Codec>}
 */
function storyCodec({ map: { story } }) {
  const knows = (/** @type {string} */ step) => Boolean(story?.some(({ name }) => name === step));
  return story ? { story: { write: () => "", knows, read: () => ({}) } } : {};
}

/**
 * How each choice is written and read; what the map does not offer is not read.
 * @param {Payload} payload
 * @param {() => string[]} [columns] of the table, by which it can be sorted; any when left out
 * @returns {Record<string, Codec>}
 */
export function codecsOf(payload, columns) {
  const { map, records, regions, services } = payload;
  const kinds = [...map.classes, "mixed", ...Object.values(BANDS).flat(), ...NO_DATA_KINDS];
  return {
    ...layerCodecs(payload),
    show: someOf("overlays", map.overlays),
    class: someOf("classes", kinds),
    country: someOf(
      "countries",
      [...records, ...regions].map(({ country }) => country),
    ),
    service: someOf("services", [
      ...services.map(({ key }) => key),
      ...records.flatMap((record) => record.services),
    ]),
    funding: someOf("funding", FUNDING),
    stage: someOf(
      "stages",
      records.flatMap(({ stage }) => stage ?? []),
    ),
    kind: someOf("kinds", map.members?.kinds ?? []),
    tables: someOf(
      "tables",
      map.tables.map(({ id }) => id),
    ),
    find: {
      write: ({ query }) => query,
      knows: () => true,
      read: (words) => (words.join() ? { query: words.join().slice(0, 100) } : null),
    },
    ...selectionCodecs(payload),
    panel: oneOf("panel", panelsOf(payload)),
    sort: {
      write: ({ sort }) => sort?.join("-") ?? "",
      knows: (word) => {
        const [, key, way] = SORTED.exec(word) ?? [];
        return Boolean(way) && (columns?.().includes(key) ?? true);
      },
      read: ([word]) => ({ sort: /** @type {State["sort"]} */ (SORTED.exec(word)?.slice(1)) }),
    },
    table: {
      write: ({ table }) => Number(table),
      knows: (word) => word === "0" || word === "1",
      read: ([word]) => ({ table: word === "1" }),
    },
    view: {
      write: ({ view }) => view ?? "",
      knows: (word) => word !== "" && Number.isFinite(Number(word)),
      read: (words) => {
        const [x, y, zoom] = words.map(Number);
        return words.length === 3 ? { view: [x, y, zoom] } : null;
      },
    },
    ...storyCodec(payload),
    lang: oneOf("lang", map.languages),
    theme: oneOf("theme", ["auto", "light", "dark"]),
  };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return "";
  }
}

/** @param {unknown} value */
function encoded(value) {
  const words = Array.isArray(value) ? value : [value];
  return words.map((word) => encodeURIComponent(String(word)).replaceAll("%3A", ":")).join(",");
}

/**
 * The choices that differ from the defaults.
 * @param {Record<string, Codec>} codecs
 * @param {State} state
 * @param {State} defaults
 */
export function writeChoices(codecs, state, defaults) {
  return Object.entries(codecs)
    .map(([name, { write }]) => [name, encoded(write(state)), encoded(write(defaults))])
    .filter(([, now, atFirst]) => now !== atFirst)
    .map(([name, now]) => `${name}=${now}`)
    .join("&");
}

/**
 * What a text asks for.
 * @param {Record<string, Codec>} codecs
 * @param {string} text
 * @returns {{choices: Partial<State>, lost: string[]}} `lost`: what the map does not offer
 */
export function readAddress(codecs, text) {
  const choices = {};
  /** @type {string[]} */
  const lost = [];
  for (const part of text.split("&").filter(Boolean)) {
    const [name, value = ""] = part.split(/=(.*)/s);
    const codec = Object.hasOwn(codecs, name) ? codecs[name] : null;
    const words = value.split(",").map(decoded);
    const known = words.filter((word) => codec?.knows(word));
    const choice = known[0] === undefined ? null : codec?.read(known);
    const unknown = choice ? words.filter((word) => !known.includes(word)) : words;
    Object.assign(choices, choice);
    // A name without a value asks for nothing.
    if (unknown[0] !== undefined && (value || !codec)) lost.push(`${name}=${unknown}`);
  }
  return { choices, lost };
}

/**
 * The choices that a text holds; names and values that the map does not offer are passed over.
 * @param {Record<string, Codec>} codecs
 * @param {string} text
 */
export const readChoices = (codecs, text) => readAddress(codecs, text).choices;
