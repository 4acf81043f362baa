/** How many regions and clusters stand behind each word of the legend. */

import { legendKeyOf } from "./scales.js";
import { BANDS, bandOf, classOfRecord } from "./scores.js";

/**
 * @typedef {import("./state.js").Model} Model
 * @typedef {{regions: number, clusters: number}} Tally
 */

/**
 * Count by the words of the base layer now shown. Where these are bands, such as up and down, `class leader`
 * and the like count the clusters of each class besides.
 * @param {Model} model
 * @returns {Map<string, Tally>}
 */
export function talliesOf(model) {
  const { payload, store } = model;
  const { base, year, countries } = store.state;
  /** @type {Map<string, Tally>} */
  const tallies = new Map();
  const count = (/** @type {string} */ key, /** @type {keyof Tally} */ what) => {
    const tally = tallies.get(key) ?? { regions: 0, clusters: 0 };
    tally[what] += 1;
    tallies.set(key, tally);
  };
  const isInside = (/** @type {{country: string}} */ { country }) =>
    countries.length === 0 || countries.includes(country);
  for (const region of payload.regions.filter(isInside)) {
    const key = legendKeyOf(model, region);
    count(key.class ?? key.nodata ?? "", "regions");
  }
  for (const record of payload.records.filter(isInside)) {
    const own = classOfRecord(model, record, year) ?? record.noData ?? "missing";
    count(base in BANDS ? (bandOf(model, record) ?? record.noData ?? "missing") : own, "clusters");
    if (base in BANDS) count(`class ${own}`, "clusters");
  }
  return tallies;
}

/**
 * The range of a class in percent of the EU average; a bound is missing at either end.
 * @param {Model} model
 * @param {number} at position of the class, low to high
 * @returns {string}
 */
export function classRange({ payload, messages }, at) {
  const { thresholds, wordings } = payload.map;
  const [low, high] = [thresholds[at - 1], thresholds[at]];
  return messages.t(`map.range.${wordings[at]}`, {
    low: high === undefined ? messages.percent(low) : messages.number(low ?? 0),
    high: high === undefined ? "" : messages.percent(high),
  });
}
