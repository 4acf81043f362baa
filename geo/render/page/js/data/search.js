/** Everything that can be found by name, and how well a query fits it. */

import { fold } from "./fold.js";
import { regionText } from "./words.js";

/**
 * @typedef {import("./state.js").Model} Model
 * @typedef {import("./state.js").State} State
 * @typedef {"clusters" | "regions" | "cities" | "countries"} Group
 * @typedef {{
 *   group: Group, label: string, hint: string, words: string[], shown: string, choice: Partial<State>,
 * }} Entry `words`: all names, folded; `shown`: the label, folded; `choice`: what changes when it is taken
 * @typedef {Omit<Entry, "shown">} Draft
 */

const GROUPS = /** @type {const} */ (["clusters", "regions", "cities", "countries"]);
const PER_GROUP = 6;

/**
 * Everything that can be found. Names are those of the register, of the reader's language and of all
 * other languages, so that Lombardy, Lombardei and Lombardia lead to the same place.
 * @param {Model} model
 * @returns {Entry[]}
 */
export function searchEntries(model) {
  const { letters } = model.payload.map;
  const folded = (/** @type {string} */ text) => fold(text, letters);
  const drafts = [
    ...clusterEntries(model, folded),
    ...regionEntries(model, folded),
    ...cityEntries(model, folded),
    ...countryEntries(model, folded),
  ];
  return drafts.map((draft) => Object.assign(draft, { shown: folded(draft.label) }));
}

/**
 * @param {Model} model
 * @param {(text: string) => string} folded
 * @returns {Draft[]}
 */
function clusterEntries({ payload, messages }, folded) {
  return payload.records.map(({ id, name, country, city, cityStatus }) => ({
    group: "clusters",
    label: name,
    hint: [cityHint(messages, city, cityStatus), messages.country(country)].filter(Boolean).join(", "),
    words: [folded(name), folded(id)],
    choice: { selected: { kind: "cluster", id } },
  }));
}

/**
 * @param {Model} model
 * @param {(text: string) => string} folded
 * @returns {Draft[]}
 */
function regionEntries(model, folded) {
  const { payload, messages } = model;
  const { regions, regionNames, units } = payload;
  const names = Object.values(regionNames).flatMap((list) => Object.entries(list));
  // Names of larger units (Bavaria, Wallonia) lead to the regions in them, whose codes begin with theirs.
  const known = new Set(regions.map(({ id }) => id));
  const larger = [...names.filter(([id]) => !known.has(id)), ...units.map(({ id, name }) => [id, name])];
  return regions.map(({ id, name, country, at }) => ({
    group: "regions",
    label: regionText(model, at),
    hint: `${id}, ${messages.country(country)}`,
    words: [
      folded(name),
      folded(id),
      ...names.filter(([other]) => other === id).map(([, text]) => folded(text)),
      ...larger.filter(([other]) => other.length > 2 && id.startsWith(other)).map(([, text]) => folded(text)),
    ],
    choice: { selected: { kind: "region", id } },
  }));
}

/**
 * @param {Model} model
 * @param {(text: string) => string} folded
 * @returns {Draft[]}
 */
function cityEntries({ payload, messages }, folded) {
  /** @type {Map<string, typeof payload.records>} */
  const byCity = new Map();
  for (const record of payload.records) {
    if (record.city && record.cityStatus !== "unknown")
      byCity.set(record.city, [...(byCity.get(record.city) ?? []), record]);
  }
  return [...byCity].map(([city, records]) => ({
    group: "cities",
    label: city,
    hint: [
      messages.t("map.count.clusters", { count: records.length }),
      records.every(({ cityStatus }) => cityStatus === "unconfirmed") ? unconfirmed(messages) : "",
    ].join(" "),
    words: [folded(city)],
    choice:
      records.length === 1
        ? { selected: { kind: "cluster", id: records[0].id } }
        : { query: city, selected: null },
  }));
}

/**
 * @param {Model} model
 * @param {(text: string) => string} folded
 * @returns {Draft[]}
 */
function countryEntries({ payload, messages }, folded) {
  return [...new Set(payload.records.map(({ country }) => country))].map((code) => ({
    group: "countries",
    label: messages.country(code),
    hint: messages.t("map.count.clusters", {
      count: payload.records.filter(({ country }) => country === code).length,
    }),
    words: [code, ...Object.values(messages.everywhere(`country.${code}`))].map(folded),
    choice: { countries: [code], selected: null },
  }));
}

/** @param {import("./messages.js").Messages} messages */
export function unconfirmed(messages) {
  return `(${messages.t("panel.city.unconfirmed")})`;
}

/**
 * A city that nobody confirmed says so; one that is unknown is not named.
 * @param {import("./messages.js").Messages} messages
 * @param {string | null} city
 * @param {string | null} status
 */
function cityHint(messages, city, status) {
  if (status === "unknown") return null;
  return city && status === "unconfirmed" ? `${city} ${unconfirmed(messages)}` : city;
}

/**
 * How well a name fits: 3 the whole of it, 2 its beginning, 1 the beginning of a word, 0 elsewhere, -1 not at all.
 * @param {string} name folded
 * @param {string} query folded
 */
function nameFit(name, query) {
  if (name === query) return 3;
  if (name.startsWith(query)) return 2;
  if (name.includes(` ${query}`)) return 1;
  // One or two letters are inside nearly every name.
  return name.includes(query) && query.length > 2 ? 0 : -1;
}

/**
 * @param {Entry} entry
 * @param {string} query folded
 */
function entryFit({ words, shown }, query) {
  const best = Math.max(...words.map((name) => nameFit(name, query)));
  // What the reader sees in the list goes before names in other languages.
  return best >= 0 && ` ${shown}`.includes(` ${query}`) ? best + 0.5 : best;
}

/**
 * The entries that fit a query, in groups; the group with the best fit first, and so in each group.
 * @param {Entry[]} entries
 * @param {string} query folded, not empty
 * @returns {{count: number, beyondRegions: boolean, groups: {group: Group, best: Entry[]}[]}} `count`: all that fit;
 *   `best`: the first six; `beyondRegions`: whether something fits that a record has to do with
 */
export function findEntries(entries, query) {
  const fitting = entries
    .map((entry) => ({ entry, fit: entryFit(entry, query) }))
    .filter(({ fit }) => fit >= 0)
    .toSorted((a, b) => b.fit - a.fit);
  const groups = GROUPS.map((group) => fitting.filter(({ entry }) => entry.group === group))
    .filter((found) => found.length)
    .toSorted((a, b) => b[0].fit - a[0].fit)
    .map((found) => ({
      group: found[0].entry.group,
      best: found.slice(0, PER_GROUP).map(({ entry }) => entry),
    }));
  return {
    count: fitting.length,
    beyondRegions: fitting.some(({ entry }) => entry.group !== "regions"),
    groups,
  };
}
