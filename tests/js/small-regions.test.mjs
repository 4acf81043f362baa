import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { cellAt, unitAt } from "../../geo/render/page/js/data/figures.js";
import { areasOf } from "../../geo/render/page/js/data/layers.js";
import { recordsOfRegion } from "../../geo/render/page/js/data/records.js";
import { addSmallRegions } from "../../geo/render/page/js/data/small-regions.js";
import { modelWith, payload } from "./model.mjs";

const { packed } = JSON.parse(readFileSync(new URL("fixtures.json", import.meta.url), "utf-8"));
const { texts, values, used } = packed.moreRings;

/** A map of two small regions in the second of its larger ones, with a figure of each level. */
function smallMap() {
  const areas = payload.regions.map((region) => ({ ...region, relation: "same" }));
  const figures = [
    { code: "fine", small: true, ids: ["AA2B"], units: [], cells: [[7]] },
    { code: "rough", ids: ["AA1", "AA2"], units: [0, 1, -1, -1, -1], cells: [[1, 2]] },
  ];
  const data = {
    ...payload,
    areas,
    regions: areas,
    figures,
    records: payload.records.map((record, at) => ({ ...record, small: at ? null : 1 })),
    // Steps from 0: both lie in region 1.
    small: {
      id: ["AA2A", "AA2B"],
      name: ["A", "B"],
      parents: packedSteps([1, 0]),
      lines: used,
      rings: texts,
    },
  };
  addSmallRegions(data);
  return data;
}

/** Steps as the page reads them; each is zigzag coded. */
const packedSteps = (steps) =>
  steps.map((step) => [..." !#$%"].at(step < 0 ? -2 * step - 1 : 2 * step)).join("");

test("small regions stand behind the larger ones and have their class", () => {
  const { regions, areas, small } = smallMap();
  assert.equal(regions.length, areas.length + 2);
  assert.deepEqual(
    small.areas.map(({ at, id, name, unit, relation, rings }) => [at, id, name, unit, relation, rings]),
    [
      [5, "AA2A", "A", 1, "inside", values[0]],
      [6, "AA2B", "B", 1, "inside", values[1]],
    ],
  );
});

test("a figure of level 3 is of small regions, another of those around them", () => {
  const { figures, regions, records } = smallMap();
  const [fine, rough] = figures;
  assert.deepEqual(
    regions.map((region) => unitAt(fine, region)),
    [-1, -1, -1, -1, -1, -1, 0],
  );
  assert.deepEqual(unitAt(rough, regions[6]), 1);
  assert.deepEqual([unitAt(fine, records[0]), unitAt(fine, records[1])], [0, -1]);
  assert.deepEqual(fine.scored, [1]);
  assert.deepEqual([cellAt(fine, records[0], 0), cellAt(fine, records[1], 0)], [7, "missing"]);
  assert.equal(cellAt(fine, regions[5], 0), "not_covered");
});

test("a cluster is listed in its small region, and only the layer of a figure paints such regions", () => {
  const data = smallMap();
  assert.deepEqual(
    recordsOfRegion({ payload: data }, 6).map(({ id }) => id),
    ["alpha"],
  );
  assert.equal(areasOf(modelWith({ base: "class" }, data)), data.areas);
});
