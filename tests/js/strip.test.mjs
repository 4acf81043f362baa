import assert from "node:assert/strict";
import test from "node:test";

import { medianOf, stacked } from "../../geo/render/page/js/data/strip.js";

test("a dot stands on those that it would cover, and on the line where there is room", () => {
  const room = { apart: 8, most: 6 };
  assert.deepEqual(stacked([0, 4, 6, 8, 20], room), [0, 1, 2, 0, 0]);
  assert.deepEqual(stacked([1, 1, 1], { apart: 8, most: 2 }), [0, 1, 1]);
});

test("the middle of an even number of values lies between two", () => {
  assert.equal(medianOf([1, 2, 10]), 2);
  assert.equal(medianOf([1, 2, 4, 10]), 3);
});
