import assert from "node:assert/strict";
import test from "node:test";

import { groupCrowd } from "../../geo/render/page/js/data/crowd.js";
import { spread } from "../../geo/render/page/js/data/spread.js";

const radiusOf = (members) => (members.length > 1 ? 20 : 13);
/** Points on a spiral, the same at every run; some share a place. */
const scattered = (count, step) =>
  Array.from({ length: count }, (_, id) => ({
    id,
    x: step * Math.sqrt(id) * Math.cos((id % 700) * 1.7) - 300,
    y: step * Math.sqrt(id) * Math.sin((id % 700) * 1.7) + 90,
  }));
const groupsIn = (spots) =>
  spots
    .map(({ members }) => members.map(({ id }) => id).toSorted((a, b) => a - b))
    .toSorted((a, b) => a[0] - b[0]);

for (const [count, step] of [
  [1, 10],
  [90, 5],
  [1000, 6],
  [5000, 30],
])
  test(`${count} points at ${step} pixels fall into the groups of a small map`, () => {
    const points = scattered(count, step);
    const spots = [...groupCrowd(points, radiusOf)];
    assert.deepEqual(groupsIn(spots), groupsIn(spread(points, radiusOf)));
    for (const { members, x, y, atX, atY, radius } of spots) {
      const mean = (axis) => members.reduce((sum, member) => sum + member[axis], 0) / members.length;
      assert.ok(Math.abs(x - mean("x")) < 1e-6 && Math.abs(y - mean("y")) < 1e-6);
      assert.deepEqual([atX, atY, radius], [x, y, radiusOf(members)]);
    }
  });

test("no point makes no group", () => {
  assert.deepEqual([...groupCrowd([], radiusOf)], []);
});
