import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { fold } from "../../geo/render/page/js/data/fold.js";

const { letters, folded } = JSON.parse(readFileSync(new URL("fixtures.json", import.meta.url), "utf-8"));

test("names are folded as Python folds them", () => {
  assert.deepEqual(
    Object.fromEntries(Object.keys(folded).map((name) => [name, fold(name, letters)])),
    folded,
  );
});

test("letters that no accent can be taken off are written without them", () => {
  assert.equal(fold("Ħal Far, Łódź & Þór's Ærø", letters), "hal far lodz thor s aero");
});
