import assert from "node:assert/strict";
import test from "node:test";

import { findEntries, searchEntries } from "../../geo/render/page/js/data/search.js";
import { classRange, talliesOf } from "../../geo/render/page/js/data/tallies.js";
import { classCounts } from "../../geo/render/page/js/data/words.js";
import { createMessages } from "../../geo/render/page/js/data/messages.js";
import { modelWith, payload } from "./model.mjs";

const TEXTS = {
  "map.share": "{value}%",
  "country.AT": "Austria",
  "country.EL": "Greece",
  "country.PL": "Poland",
  "map.count.clusters": ["{count} cluster", "{count} clusters"],
  "panel.city.unconfirmed": "unconfirmed",
  "map.range.below": "below {high}",
  "map.range.upto": "up to {high}",
  "map.range.from": "{low} and more",
  "map.range.above": "above {low}",
  "map.range.between": "{low} to {high}",
};

/** The model of a map whose records lie in cities. */
function searched(choices = {}) {
  const cities = ["Graz", "Graz", "Łódź", "Nowhere", null];
  const statuses = ["unconfirmed", "unconfirmed", "confirmed", "unknown", null];
  const records = payload.records.map((record, at) => ({
    ...record,
    country: ["AT", "AT", "PL", "EL", "EL"][at],
    city: cities[at],
    cityStatus: statuses[at],
  }));
  const model = modelWith(choices, { records });
  return {
    ...model,
    messages: createMessages({ en: TEXTS, de: { "country.EL": "Griechenland" } }, () => "en"),
  };
}
const find = (query) => findEntries(searchEntries(searched()), query);
const labels = (query) =>
  find(query).groups.map(({ group, best }) => [group, ...best.map(({ label }) => label)]);

test("a name in any language, without its accents, finds what bears it", () => {
  assert.deepEqual(labels("osten"), [["regions", "Øst (East)"]]);
  assert.deepEqual(labels("lodka"), [["clusters", "Łódka"]]);
  assert.deepEqual(labels("griechenland"), [["countries", "Greece"]]);
});

test("a whole name goes before a beginning, and a beginning before the inside of a name", () => {
  assert.deepEqual(labels("lod"), [
    ["clusters", "Łódka"],
    ["cities", "Łódź"],
  ]);
  assert.deepEqual(labels("graz"), [["cities", "Graz"]]);
  assert.deepEqual(labels("lpha"), [["clusters", "alpha"]]);
  assert.deepEqual(labels("lp"), []);
});

test("a city leads to its one cluster, or to all of them", () => {
  const choiceOf = (query) => find(query).groups.find(({ group }) => group === "cities").best[0];
  assert.deepEqual(choiceOf("graz").choice, { query: "Graz", selected: null });
  assert.equal(choiceOf("graz").hint, "2 clusters (unconfirmed)");
  assert.deepEqual(choiceOf("lodz").choice, { selected: { kind: "cluster", id: "gamma" } });
});

test("a city that is unknown is not found", () => {
  assert.deepEqual(labels("nowhere"), []);
});

test("all that fit are counted, and six of a group are offered", () => {
  const regions = Array.from({ length: 9 }, (_, at) => ({
    ...payload.regions[0],
    at,
    id: `AA${at}`,
    name: `Bay ${at}`,
  }));
  const model = { ...searched(), payload: { ...searched().payload, regions } };
  const { count, beyondRegions, groups } = findEntries(searchEntries(model), "bay");
  assert.deepEqual([count, beyondRegions, groups.length, groups[0].best.length], [9, false, 1, 6]);
});

test("the legend counts units, countries beside regions, areas of no unit, and clusters", () => {
  const tally = (facts) => ({ regions: 0, countries: 0, areas: 0, clusters: 0, ...facts });
  const tallies = (choices, facts) => Object.fromEntries(talliesOf(modelWith(choices, facts)));
  assert.deepEqual(tallies({}), {
    leader: tally({ regions: 1, clusters: 2 }),
    moderate: tally({ regions: 1 }),
    emerging: tally({ regions: 1, clusters: 1 }),
    missing: tally({ regions: 1 }),
    not_covered: tally({ areas: 1, clusters: 1 }),
    mixed: tally({ clusters: 1 }),
  });
  assert.deepEqual(tallies({ countries: ["CC"] }), { not_covered: tally({ areas: 1, clusters: 1 }) });
  const bands = tallies({ base: "change", from: 2021, to: 2023 });
  assert.deepEqual(bands.up, tally({ regions: 1, clusters: 3 }));
  assert.deepEqual(bands.down, tally({ regions: 1, clusters: 1 }));
  assert.deepEqual(bands["class leader"], tally({ clusters: 2 }));
  // Two areas of one unit are one region, and a unit of level 0 is a country.
  const regions = [...payload.regions, { ...payload.regions[0], at: 5, id: "AA3" }];
  const units = payload.units.map((unit) => (unit.id === "BB1" ? { ...unit, level: 0 } : unit));
  const counted = tallies({}, { regions, units });
  assert.deepEqual(counted.leader, tally({ regions: 1, clusters: 2 }));
  assert.deepEqual(counted.emerging, tally({ countries: 1, clusters: 1 }));
});

test("a range is worded as the edition closes its bounds", () => {
  const ranges = (wordings) => {
    const model = { ...searched(), payload: { ...payload, index: { ...payload.index, wordings } } };
    return wordings.map((_, at) => classRange(model, at));
  };
  const lower = ["below", "between", "between", "from"];
  assert.deepEqual(ranges(lower), ["below 70%", "70 to 100%", "100 to 125%", "125% and more"]);
  const upper = ["upto", "between", "between", "above"];
  assert.deepEqual(ranges(upper), ["up to 70%", "70 to 100%", "100 to 125%", "above 125%"]);
});

test("a group counts its classes, low to high, then those without one", () => {
  assert.deepEqual(classCounts(modelWith(), payload.records), [
    ["class-1", 1],
    ["class-2", 0],
    ["class-3", 0],
    ["class-4", 2],
    ["class-none", 2],
  ]);
});
