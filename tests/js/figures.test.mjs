import assert from "node:assert/strict";
import test from "node:test";

import {
  cellOf,
  classAt,
  figureUnits,
  rowOf,
  unitAt,
  yearOf,
} from "../../geo/render/page/js/data/figures.js";
import { basesOf, settling } from "../../geo/render/page/js/data/state.js";
import { modelWith, payload } from "./model.mjs";

const figure = {
  code: "rd",
  layer: "figure",
  years: [2019, 2021],
  ids: ["AA1", "BB"],
  units: [0, -1, 1, 1, -1],
  cells: [
    [10, "confidential"],
    [12, 20],
  ],
  bounds: [10, 15],
};
const figures = [...payload.figures, figure, { ...figure, code: "other", years: [] }];

test("a year that a figure does not have is its last one", () => {
  assert.deepEqual(
    [2019, 2020, 2021].map((year) => rowOf(figure, year)),
    [0, 1, 1],
  );
});

test("a cell is a value, or why there is none", () => {
  assert.equal(cellOf(figure, 0, 1), 12);
  assert.equal(cellOf(figure, 1, 0), "confidential");
  assert.equal(cellOf(figure, -1, 0), "not_covered");
});

test("a value on a bound belongs to the class above it", () => {
  assert.deepEqual(
    [9.9, 10, 15].map((value) => classAt(figure, value)),
    [0, 1, 2],
  );
});

test("a record shows the unit that its regions share", () => {
  const at = (regions) => unitAt(figure, { regions, noData: null, since: null });
  assert.deepEqual([at([0]), at([2, 3]), at([0, 2]), at([])], [0, 1, -1, -1]);
  assert.equal(unitAt(figure, payload.regions[2]), 1);
});

test("units of a figure know their level, their country and the unit of the scoreboard", () => {
  const units = figureUnits(figure, payload.units);
  assert.deepEqual(
    units.map(({ id, level, country, unit, figure: at }) => [id, level, country, unit, at]),
    [
      ["AA1", 1, "AA", 0, 0],
      ["BB", 0, "BB", -1, 1],
    ],
  );
});

test("a figure is a layer, whose year is the one chosen where it has that one", () => {
  const map = { ...payload, figures };
  const settle = settling(map);
  const { state } = modelWith().store;
  assert.ok(basesOf(map).includes("figure"));
  const shown = settle({ ...state, base: "figure", indicator: "nothing", year: 1999 });
  assert.deepEqual([shown.indicator, shown.year], ["rd", 0]);
  assert.equal(settle({ ...shown, base: "indicator" }).indicator, "rd");
  const years = (state) => [
    yearOf({ payload: map, store: { state } }),
    yearOf({ payload: map, store: { state } }, figure),
  ];
  assert.deepEqual(years(shown), [2023, 2021]);
  const earlier = settle({ ...shown, year: 2019 });
  assert.deepEqual(years(earlier), [2023, 2019]);
  // The index has no such year, and none of the layers without a slider keeps one.
  assert.deepEqual(years(settle({ ...earlier, base: "index" })), [2023, 2021]);
  const index = settle({ ...state, base: "index", year: 2021 });
  assert.deepEqual(years(index), [2021, 2021]);
  assert.equal(settle({ ...index, base: "change" }).year, 0);
});

test("both figures of a pair show the year of the pair", () => {
  const pair = {
    code: "both",
    layer: "figure",
    pair: [{ code: "rd" }, { code: "index" }],
    years: [2019, 2021],
  };
  const map = { ...payload, figures: [...figures, pair] };
  const model = { payload: map, store: { state: { base: "figure", indicator: "both", year: 2019 } } };
  assert.deepEqual([yearOf(model, pair), yearOf(model, figure), yearOf(model)], [2019, 2019, 2023]);
});

test("an older link names the year of a figure by a key of its own, which only that layer reads", () => {
  const settle = settling({ ...payload, figures });
  const { state } = modelWith().store;
  const link = { ...state, when: 2019, indicator: "rd" };
  assert.equal(settle({ ...link, base: "figure" }).year, 2019);
  assert.equal(settle({ ...link, base: "index", year: 2022 }).year, 2022);
  assert.ok(!("when" in settle(link)));
});
