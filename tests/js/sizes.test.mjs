import assert from "node:assert/strict";
import test from "node:test";

import { largestOf } from "../../geo/render/page/js/data/sizes.js";

test("the largest of a million values is found, and of none what it is at least", () => {
  const values = Array.from({ length: 1_000_000 }, (_, at) => at % 1000);
  assert.equal(largestOf(values, 1), 999);
  assert.equal(largestOf([], 1), 1);
});
