import assert from "node:assert/strict";
import test from "node:test";

import {
  legendKeyOf,
  lookOf,
  painterOf,
  rampAt,
  spanOf,
  wordOf,
} from "../../geo/render/page/js/data/layers.js";
import { sinceLook } from "../../geo/render/page/js/data/since.js";
import { modelWith, payload } from "./model.mjs";

const looks = (choices) => payload.regions.map((region) => lookOf(modelWith(choices), region));
const keys = (choices) => payload.regions.map((region) => legendKeyOf(modelWith(choices), region));

test("the gradient runs over the span of its layer and stops at its ends", () => {
  const index = modelWith({ base: "index" });
  assert.deepEqual(spanOf(index), [40, 160]);
  assert.deepEqual(
    [0, 40, 100, 130, 160, 400].map((percent) => rampAt(index, percent)),
    [0, 0, 50, 75, 100, 100],
  );
  assert.deepEqual(spanOf(modelWith({ base: "indicator" })), [25, 175]);
  assert.equal(rampAt(modelWith({ base: "indicator" }), 100), 50);
});

test("a region looks like its class, or like the reason why it has none", () => {
  assert.deepEqual(
    looks({ base: "class" }).map(({ look }) => look),
    ["class-4", "class-2", "class-1", "no-missing", "no-not_covered"],
  );
});

test("a region stands at its place on the gradient", () => {
  assert.deepEqual(looks({ base: "index" }), [
    { look: "ramp", ramp: 71 },
    { look: "ramp", ramp: 25 },
    { look: "ramp", ramp: 8 },
    { look: "no-missing", ramp: null },
    { look: "no-not_covered", ramp: null },
  ]);
});

test("a change looks small below ten points and large from there on", () => {
  const change = (series) => {
    const index = { ...payload.index, cells: series.map((value) => [value ?? "missing"]) };
    const model = modelWith({ base: "change", from: 2021, to: 2023 }, { index });
    return lookOf(model, payload.regions[0]).look;
  };
  assert.deepEqual(
    [100.9, 101.01, 109.9, 110, 99.1, 98.99, 90].map((value) => change([100, null, value])),
    ["same", "up-1", "up-1", "up-2", "same", "down-1", "down-2"],
  );
});

test("a change of exactly a point is the same, and one of ten points large, whatever doubles make of them", () => {
  const model = modelWith({ base: "change", from: 2021, to: 2023 }, { index: { ...payload.index } });
  const looksOf = (pairs) =>
    pairs.map(([before, after]) => {
      model.payload.index.cells = [[before], ["missing"], [after]];
      return lookOf(model, payload.regions[0]).look;
    });
  assert.deepEqual(
    looksOf([
      [100, 101],
      [63.1, 64.1],
      [63.4, 64.4],
      [64.4, 63.4],
    ]),
    ["same", "same", "same", "same"],
  );
  assert.deepEqual(
    looksOf([
      [100, 110],
      [22.3, 32.3],
      [32.3, 22.3],
    ]),
    ["up-2", "up-2", "down-2"],
  );
});

test("a move between two editions has the strong look of its direction", () => {
  assert.deepEqual(["up", "down", "same", "other"].map(sinceLook), ["up-2", "down-2", "same", "other"]);
  assert.deepEqual(
    looks({ base: "since" }).map(({ look }) => look),
    ["same", "same", "up-2", "no-missing", "no-not_covered"],
  );
});

test("the legend knows a region by its class, its band or its kind of no data", () => {
  assert.deepEqual(keys({ base: "class" })[0], { class: "leader" });
  assert.deepEqual(keys({ base: "class" })[4], { nodata: "not_covered" });
  assert.deepEqual(keys({ base: "change" })[2], { class: "down" });
  assert.deepEqual(keys({ base: "indicator" })[1], { nodata: "missing" });
});

test("the word of a class is its name; up, same or down; above or below; what the editions say", () => {
  const { regions } = payload;
  const bands = (choices) => regions.map((region) => wordOf(modelWith(choices), region));
  assert.deepEqual(bands({ base: "change" }), ["up", "same", "down", null, null]);
  assert.deepEqual(bands({ base: "indicator" }), ["above", null, "below", "above", null]);
  assert.deepEqual(bands({ base: "since" }), ["same", "same", "up", null, null]);
  assert.deepEqual(bands({ base: "class" }), ["leader", "moderate", "emerging", null, null]);
});

test("a region says what the base layer shows", () => {
  const facts = (at, choices) => painterOf(modelWith(choices)).facts(payload.regions[at]);
  assert.deepEqual(facts(0, {}), ["Leader", "125% of the EU average"]);
  assert.deepEqual(facts(4, {}), ["Not covered"]);
  assert.deepEqual(facts(0, { base: "change" }), ["+60.0 points", "from Moderate to Leader"]);
  assert.deepEqual(facts(3, { base: "change" }), ["No value"]);
  assert.deepEqual(facts(3, { base: "indicator" }), ["Research", "100% of the EU average"]);
  assert.deepEqual(facts(1, { base: "indicator" }), ["Research", "No value"]);
  assert.deepEqual(facts(2, { base: "since" }), ["from no class to Emerging"]);
});
