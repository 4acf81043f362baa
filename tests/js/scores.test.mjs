import assert from "node:assert/strict";
import test from "node:test";

import {
  averageOf,
  classMoveOf,
  classOf,
  classOfRecord,
  classOfRegion,
  indexOf,
  indicatorOf,
  pointsOf,
  rankOf,
  relativeIndexOf,
} from "../../geo/render/page/js/data/scores.js";
import { modelWith, payload } from "./model.mjs";

const [, , gamma] = payload.records;

test("the index of a year comes from the series, that of the last year from the edition", () => {
  const model = modelWith();
  assert.deepEqual(
    [2021, 2022, 2023].map((year) => indexOf(model, 0, year)),
    [90, 120, 150],
  );
  assert.equal(indexOf(model, 1, 2022), null);
  assert.equal(indexOf(model, -1, 2023), null);
  assert.equal(indexOf(model, 0, 1999), 150);
});

test("an index is set against the EU average of its own year", () => {
  const model = modelWith();
  assert.deepEqual(
    [2021, 2022, 2023].map((year) => averageOf(model, year)),
    [100, 110, 120],
  );
  assert.equal(relativeIndexOf(model, 0, 2023), 125);
  assert.equal(relativeIndexOf(model, 1, 2022), null);
});

test("a class of an earlier year is the one computed for it, that of the edition is the published one", () => {
  const model = modelWith();
  assert.deepEqual(
    [2021, 2022, 2023].map((year) => classOf(model, 0, year)),
    ["moderate", "strong", "leader"],
  );
  assert.equal(classOf(model, 1, 2022), null);
  assert.equal(classOf(model, 3, 2023), null);
  assert.equal(classOfRegion(model, 4, 2023), null);
});

test("a value on a bound belongs to the class above it, unless the edition says otherwise", () => {
  const { index } = payload;
  const on = (wordings, value) => {
    const cells = [[value], [100]];
    const other = { ...index, years: [2022, 2023], average: [100, 100], cells, wordings };
    return classOf({ ...modelWith(), payload: { ...payload, index: other } }, 0, 2022);
  };
  const printed = ["below", "between", "between", "from"];
  assert.deepEqual(
    [70, 69.9999999999, 69.9, 125].map((value) => on(printed, value)),
    ["moderate", "moderate", "emerging", "leader"],
  );
  const others = ["upto", "between", "between", "above"];
  assert.deepEqual(
    [70, 70.1, 100, 125, 125.1].map((value) => on(others, value)),
    ["emerging", "moderate", "strong", "strong", "leader"],
  );
});

test("a record of several units has their common class, else a mixed one", () => {
  assert.equal(classOfRecord(modelWith(), gamma, 2023), "mixed");
  assert.equal(classOfRecord(modelWith(), gamma, 2021), "moderate");
  assert.equal(classOfRecord(modelWith(), payload.records[4], 2021), null);
});

test("points and class moves are between the two chosen years", () => {
  const model = modelWith({ base: "change", from: 2021, to: 2023 });
  assert.deepEqual(
    [0, 1, 2, 3].map((unit) => pointsOf(model, unit)),
    [60, 0, -35, null],
  );
  assert.deepEqual(
    [0, 1, 2, 3].map((unit) => classMoveOf(model, unit)),
    [2, 0, -1, 0],
  );
});

test("an indicator is in percent of its EU average", () => {
  assert.equal(indicatorOf(modelWith(), 0), 200);
  assert.equal(indicatorOf(modelWith(), 1), null);
});

test("a rank counts the units that have an index", () => {
  assert.deepEqual(rankOf(modelWith(), 1, 2023), { rank: 2, of: 3 });
  assert.equal(rankOf(modelWith(), 3, 2023), null);
});
