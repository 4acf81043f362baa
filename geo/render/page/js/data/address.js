/** The reader's choices as text: `layer=index&year=2021&cluster=biowin&lang=ca`. */

import { FUNDING } from "./records.js";
import { BANDS, NO_DATA_KINDS } from "./scores.js";
import { basesOf } from "./state.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./payload.js").Payload} Payload
 * @typedef {{write: (state: State) => unknown, read: (words: string[]) => Partial<State> | null}} Codec
 *   `read` gives null for words that are not known
 */

const PANEL_KEYS = ["funding", "services", "survey", "statements", "compare", "changed"];

/**
 * One choice out of a list.
 * @param {keyof State} key
 * @param {unknown[]} allowed
 * @returns {Codec}
 */
function oneOf(key, allowed) {
  return {
    write: (state) => state[key] ?? "",
    read: ([word]) => {
      const value = allowed.find((one) => String(one) === word);
      return value === undefined ? null : { [key]: value };
    },
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
    read: (words) => {
      const chosen = words.filter((word) => known.has(word));
      return chosen.length || words.join("") === "" ? { [key]: chosen } : null;
    },
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
 * How each choice is written and read; what the map does not offer is not read.
 * @param {Payload} payload
 * @returns {Record<string, Codec>}
 */
export function codecsOf(payload) {
  const { map, records, regions, services } = payload;
  const ids = {
    cluster: new Set(records.map(({ id }) => id)),
    region: new Set(regions.map(({ id }) => id)),
  };
  /** @param {"cluster" | "region"} kind @returns {Codec} */
  const selection = (kind) => ({
    write: ({ selected }) => (selected?.kind === kind ? selected.id : ""),
    read: ([id]) => (ids[kind].has(id) ? { selected: { kind, id } } : null),
  });
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
      read: ([query]) => (query ? { query: query.slice(0, 100) } : null),
    },
    cluster: selection("cluster"),
    region: selection("region"),
    compare: {
      write: ({ compare }) => compare.map(({ kind, id }) => `${kind}:${id}`),
      read: (words) => {
        const compare = words.slice(0, 4).flatMap((word) => {
          const [kind, id] = [word.slice(0, word.indexOf(":")), word.slice(word.indexOf(":") + 1)];
          return (kind === "cluster" || kind === "region") && ids[kind].has(id) ? [{ kind, id }] : [];
        });
        return compare.length ? { compare: /** @type {State["compare"]} */ (compare) } : null;
      },
    },
    panel: oneOf("panel", PANEL_KEYS),
    sort: {
      write: ({ sort }) => sort?.join("-") ?? "",
      read: ([word = ""]) => {
        const parts = /^([\w ]+)-(asc|desc)$/.exec(word);
        return parts && { sort: [parts[1], /** @type {"asc" | "desc"} */ (parts[2])] };
      },
    },
    table: {
      write: ({ table }) => (table ? "1" : "0"),
      read: ([word]) => (word === "0" || word === "1" ? { table: word === "1" } : null),
    },
    view: {
      write: ({ view }) => view ?? "",
      read: (words) => {
        const view = words.map(Number);
        const fits = view.length === 3 && words.every((word) => word !== "") && view.every(Number.isFinite);
        return fits ? { view: [view[0], view[1], view[2]] } : null;
      },
    },
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
 * The choices that a text holds; names and values that the map does not offer are passed over.
 * @param {Record<string, Codec>} codecs
 * @param {string} text
 * @returns {Partial<State>}
 */
export function readChoices(codecs, text) {
  const choices = {};
  for (const part of text.split("&")) {
    const [name, value = ""] = part.split(/=(.*)/s);
    if (Object.hasOwn(codecs, name)) Object.assign(choices, codecs[name].read(value.split(",").map(decoded)));
  }
  return choices;
}
