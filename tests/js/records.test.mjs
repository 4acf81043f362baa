import assert from "node:assert/strict";
import test from "node:test";

import { placePasses, visibleRecords } from "../../geo/render/page/js/data/filters.js";
import {
  mainSources,
  peersOf,
  recordsOfRegion,
  regionIndexOf,
} from "../../geo/render/page/js/data/records.js";
import { placeText, readersName, regionName, signed } from "../../geo/render/page/js/data/words.js";
import { modelWith, payload } from "./model.mjs";

const [alpha, beta] = payload.records;
const shown = (choices) => visibleRecords(modelWith(choices)).map(({ id }) => id);

test("the main source is the largest share, or all that are equally large", () => {
  assert.deepEqual(mainSources(alpha), ["public"]);
  assert.deepEqual(mainSources(beta), ["private", "sales"]);
  assert.deepEqual(mainSources(payload.records[2]), []);
});

test("every filter keeps the records that it names", () => {
  assert.deepEqual(shown({}), ["alpha", "beta", "gamma", "delta", "epsilon"]);
  assert.deepEqual(shown({ classes: ["leader"] }), ["alpha", "beta"]);
  assert.deepEqual(shown({ classes: ["mixed", "not_covered"] }), ["gamma", "epsilon"]);
  assert.deepEqual(shown({ countries: ["BB"] }), ["delta"]);
  assert.deepEqual(shown({ services: ["rooms", "legal"] }), ["alpha"]);
  assert.deepEqual(shown({ funding: ["sales"] }), ["beta"]);
  assert.deepEqual(shown({ stages: ["mature"] }), ["alpha"]);
  assert.deepEqual(shown({ tables: ["theirs"] }), ["alpha"]);
  assert.deepEqual(shown({ classes: ["leader"], countries: ["BB"] }), []);
});

test("a query finds names without their accents, regions, and their names in the reader's language", () => {
  assert.deepEqual(shown({ query: "lodka" }), ["delta"]);
  assert.deepEqual(shown({ query: "EAST" }), ["gamma"]);
  assert.deepEqual(shown({ query: "osten", lang: "de" }), ["gamma"]);
  assert.deepEqual(shown({ query: "osten" }), []);
});

test("bands and classes filter together, and what has no value passes by its kind of no data", () => {
  const passing = (choices) => payload.regions.filter((region) => placePasses(modelWith(choices), region));
  const ids = (choices) => passing(choices).map(({ id }) => id);
  assert.deepEqual(ids({ base: "change", classes: ["up"] }), ["AA1"]);
  assert.deepEqual(ids({ base: "indicator", classes: ["above"] }), ["AA1", "BB2"]);
  assert.deepEqual(ids({ base: "indicator", classes: ["above", "leader"] }), ["AA1"]);
  assert.deepEqual(ids({ base: "indicator", classes: ["missing"] }), ["AA2"]);
  assert.deepEqual(ids({ classes: ["missing"] }), ["BB2"]);
  assert.deepEqual(ids({ countries: ["CC"] }), ["CC1"]);
});

test("peers have the same class, and those with the most services in common come first", () => {
  assert.deepEqual(peersOf(modelWith(), alpha), [{ record: beta, shared: ["rooms"] }]);
  assert.deepEqual(peersOf(modelWith(), payload.records[4]), []);
});

test("regions and their records find each other", () => {
  assert.equal(regionIndexOf(modelWith(), "BB1"), 2);
  assert.equal(regionIndexOf(modelWith(), "ZZ"), -1);
  assert.deepEqual(
    recordsOfRegion(modelWith(), 0).map(({ id }) => id),
    ["alpha", "beta", "gamma"],
  );
});

test("a region has its own name, and the reader's where that differs", () => {
  assert.deepEqual(regionName(modelWith(), 1), { name: "Øst", other: "East" });
  assert.deepEqual(regionName(modelWith(), 0), { name: "AA1", other: null });
  assert.deepEqual(
    [0, 1].map((at) => readersName(modelWith(), payload.regions[at])),
    ["AA1", "East"],
  );
  assert.deepEqual(
    [0, 1].map((at) => placeText(modelWith(), payload.regions[at])),
    ["AA1", "Øst (East)"],
  );
  assert.deepEqual(regionName(modelWith({ lang: "de" }), 1), { name: "Øst", other: "Osten" });
});

test("a change carries its sign as the language writes it", () => {
  assert.equal(signed(modelWith(), 1234.56), "+1,234.6");
  assert.equal(signed(modelWith(), 0), "0.0");
  assert.equal(signed(modelWith({ lang: "de" }), -2.25), "−2,3");
});
