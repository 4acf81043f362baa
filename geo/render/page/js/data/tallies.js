/** How many regions and clusters stand behind each word of the legend. */

import { yearOf } from "./figures.js";
import { placePasses, visibleRecords } from "./filters.js";
import { areasOf, lackOf, legendKeyOf, painterOf, wordOf } from "./layers.js";
import { classOfRecord } from "./scores.js";
import { placeText } from "./words.js";

/**
 * @typedef {import("./state.js").Model} Model
 * @typedef {{regions: number, countries: number, areas: number, clusters: number}} Tally
 *   regions and countries that the scoreboard measures, areas of the map that belong to none of them, clusters
 */

/** The counts of a tally, in the order they are named. */
const COUNTS = /** @type {const} */ (["regions", "countries", "areas", "clusters"]);

/** @typedef {import("./payload.js").Unit} Unit */

/**
 * Count units of the scoreboard, as the Commission does, and the areas of the map that belong to none.
 * @param {Unit[]} units
 * @param {import("./payload.js").Region[]} areas those that belong to a unit are counted with it
 * @param {(place: Unit | import("./payload.js").Region) => string} keyOf
 * @param {(area: import("./payload.js").Region) => number} [unitOf] position of the unit of an area, -1 for none
 * @returns {Map<string, Tally>}
 */
export function countUnits(units, areas, keyOf, unitOf = ({ unit }) => unit) {
  /** @type {Map<string, Tally>} */
  const tallies = new Map();
  for (const unit of units) tallyOf(tallies, keyOf(unit))[unit.level ? "regions" : "countries"] += 1;
  for (const area of areas) if (unitOf(area) < 0) tallyOf(tallies, keyOf(area)).areas += 1;
  return tallies;
}

/**
 * The names of the units, and of the areas that belong to none, behind a word of the legend.
 * @param {Model} model
 * @param {string} word of the layer now shown, or a kind of no data
 */
export function namesOf(model, word) {
  const { units, unitOf } = painterOf(model);
  const { regions, units: scored } = model.payload;
  const areas = areasOf(model);
  // What a figure is known for has a code and no name.
  const names = new Map(
    [...regions, ...areas, ...scored].map((place) => [place.id, placeText(model, place)]),
  );
  return [...units(), ...areas.filter((area) => unitOf(area) < 0)]
    .filter((place) => placePasses(model, place) && (wordOf(model, place) ?? lackOf(model, place)) === word)
    .map(({ id }) => names.get(id) ?? id)
    .join("; ");
}

/** @param {Map<string, Tally>} tallies @param {string} key */
function tallyOf(tallies, key) {
  const tally = tallies.get(key) ?? { regions: 0, countries: 0, areas: 0, clusters: 0 };
  tallies.set(key, tally);
  return tally;
}

/**
 * The counts of a tally that are not zero, each in words.
 * @param {Model} model
 * @param {Partial<Tally>} [tally]
 * @returns {string[]}
 */
export function countTexts({ messages }, tally = {}) {
  return COUNTS.flatMap((what) =>
    tally[what] ? [messages.t(`map.count.${what}`, { count: tally[what] })] : [],
  );
}

/**
 * @param {Model} model
 * @param {Partial<Tally>} [tally]
 */
export function countText(model, tally) {
  return countTexts(model, tally).join(" · ") || model.messages.t("map.count.none");
}

/**
 * Count by the words of the base layer now shown. Where these are bands, such as up and down, `class leader`
 * and the like count the clusters of each class besides. Every filter rules but the one that the words switch:
 * a word that is not chosen says what it would add.
 * @param {Model} model
 * @returns {Map<string, Tally>}
 */
export function talliesOf(model) {
  const year = yearOf(model);
  const { isOfClasses, units, unitOf } = painterOf(model);
  const omitted = isOfClasses ? "classes" : "bands";
  const isInside = (/** @type {Unit | import("./payload.js").Region} */ place) =>
    placePasses(model, place, omitted);
  const tallies = countUnits(
    units().filter(isInside),
    areasOf(model).filter(isInside),
    (place) => {
      const key = legendKeyOf(model, place);
      return key.class ?? key.nodata ?? "";
    },
    unitOf,
  );
  const count = (
    /** @type {string} */ prefix,
    /** @type {import("./payload.js").ClusterRecord} */ record,
    /** @type {string | null} */ key,
  ) => (tallyOf(tallies, prefix + (key ?? record.noData ?? "missing")).clusters += 1);
  for (const record of visibleRecords(model, omitted))
    count(
      "",
      record,
      isOfClasses ? classOfRecord(model, record, year) : (wordOf(model, record) ?? lackOf(model, record)),
    );
  if (!isOfClasses)
    for (const record of visibleRecords(model, "classes"))
      count("class ", record, classOfRecord(model, record, year));
  return tallies;
}

/**
 * The range of a class in percent of the EU average; a bound is missing at either end.
 * @param {Model} model
 * @param {number} at position of the class, low to high
 * @returns {string}
 */
export function classRange({ payload, messages }, at) {
  const { bounds, wordings } = payload.index;
  const [low, high] = [bounds[at - 1], bounds[at]];
  return messages.t(`map.range.${wordings[at]}`, {
    low: high === undefined ? messages.percent(low) : messages.number(low ?? 0),
    high: high === undefined ? "" : messages.percent(high),
  });
}
