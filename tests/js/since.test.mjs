import assert from "node:assert/strict";
import test from "node:test";

import { addSteps } from "../../geo/render/page/js/data/since.js";

test("a unit has the step of its areas, where these moved alike", () => {
  const regions = [
    { id: "A", unit: 0 },
    { id: "B", unit: 0 },
    { id: "C", unit: 1 },
    { id: "D", unit: 1 },
    { id: "E", unit: -1 },
  ];
  const units = [{ at: 0 }, { at: 1 }, { at: 2 }];
  const records = [{ id: "one" }, { id: "two" }];
  const change = {
    regions: [
      ["A", "strong", "leader", "rose"],
      ["B", "strong", "leader", "rose"],
      ["C", "leader", "strong", "fell"],
      ["E", null, "strong", "appeared"],
    ],
    clusters: [["two", "strong", "leader", "rose", ["note"]]],
  };
  addSteps({ change, regions, records, units });
  assert.deepEqual(
    regions.map(({ since }) => since && [since.was, since.way]),
    [["strong", "up"], ["strong", "up"], ["leader", "down"], null, [null, "other"]],
  );
  assert.deepEqual(
    units.map(({ since }) => since.way),
    ["up", "other", "other"],
  );
  assert.deepEqual(records[0].since, null);
  assert.deepEqual(records[1].since, { was: "strong", now: "leader", way: "up", notes: ["note"] });
});
