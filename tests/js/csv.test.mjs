import assert from "node:assert/strict";
import test from "node:test";

import { csvOf } from "../../geo/render/page/js/data/csv.js";
import { modelWith, payload } from "./model.mjs";

/** Rows of the copied table as objects; no cell of these records needs quotation marks. */
function rowsOf(records) {
  const [header, ...lines] = csvOf(modelWith({}), records)
    .split("\r\n")
    .map((line) => line.split(","));
  return lines.map((cells) => Object.fromEntries(header.map((key, at) => [key, cells[at]])));
}

test("a copied table has the indicators of the one unit of a record, and none where there are several", () => {
  const indicators = payload.figures.filter(({ layer }) => layer === "indicator");
  assert.ok(indicators.length);
  const alone = { ...payload.records[0], table: null, units: [0], extra: [] };
  const both = { ...alone, units: [0, 1] };
  for (const { code, cells } of indicators) {
    const found = rowsOf([alone, both]).map((row) => row[`indicator_${code}_percent`]);
    assert.deepEqual(found, [String(cells[0][0]), ""]);
  }
});

test("a copied table has the columns of the user's own, under names that no other column has", () => {
  const with_ = (extra) => ({ ...payload.records[0], table: null, extra });
  const rows = rowsOf([
    with_([
      ["Budget", 12.5],
      ["year", "=1+1"],
    ]),
    with_([["Notes", "x"]]),
  ]);
  assert.deepEqual(
    rows.map((row) => [row.Budget, row["year (own)"], row.Notes]),
    [
      ["12.5", "'=1+1", ""],
      ["", "", "x"],
    ],
  );
  assert.equal(rows[0].year, "2023");
});
