/** The table as comma-separated values, under the names that a cluster table uses. */

import { figuresOf, numberOf, yearOf } from "./figures.js";
import { FUNDING, tableOf } from "./records.js";
import { classOfRecord, indexOf, unitIn } from "./scores.js";

/**
 * @typedef {import("./state.js").Model} Model
 * @typedef {import("./payload.js").ClusterRecord} ClusterRecord
 */

/** Where a spreadsheet would begin to compute: also after what it may take for the end of a cell. */
const FORMULA = /(^|[;\t\r\n])('*)(?=[ "]*[-=+@＝＋－＠])/g;

/**
 * Text that a spreadsheet shows and does not compute: the rule of `geo.tables.formulas`.
 * @param {string} text
 */
export function guard(text) {
  return text.replace(FORMULA, "$1'$2").replace(/^(?='*[\t\r\n])/, "'");
}

/** @param {unknown} value */
function csvCell(value) {
  const plain = Array.isArray(value) ? value.join(";") : value;
  const text = typeof plain === "string" ? guard(plain) : String(plain ?? "");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Fields of a record, under their names as a table writes them.
 * @param {string} names
 */
const fields = (names) =>
  names.split(" ").map((name) => {
    const title = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return /** @type {const} */ ([title, (/** @type {any} */ record) => record[name]]);
  });

/**
 * The records as text: the columns of a cluster table, those of its own, and the map's values for the year shown.
 * @param {Model} model
 * @param {ClusterRecord[]} records
 */
export function csvOf(model, records) {
  const year = yearOf(model);
  /** @type {(readonly [string, (record: ClusterRecord) => unknown])[]} */
  const columns = [
    ...fields("name country city cityStatus"),
    ["region", ({ regionPrinted }) => regionPrinted],
    ["nuts_id", ({ regionId }) => regionId],
    ["nuts_vintage", ({ vintage }) => vintage],
    ["year", () => year],
    ["class", (record) => classOfRecord(model, record, year) ?? record.noData],
    ["index", (record) => indexOf(model, unitIn(record), year)],
    ...figuresOf(model.payload, "indicator").map(
      (figure) =>
        /** @type {const} */ ([
          `indicator_${figure.code}_percent`,
          (/** @type {ClusterRecord} */ record) => numberOf(figure, unitIn(record), 0),
        ]),
    ),
    ...fields("classPrinted classPrintedEdition agreement stage members founded fundingKind"),
    ...FUNDING.map(
      (key) =>
        /** @type {const} */ ([
          `funding_${key}`,
          (/** @type {ClusterRecord} */ record) => record.funding?.[key],
        ]),
    ),
    ...(model.figures?.measures() ?? []).map(({ key, value }) => /** @type {const} */ ([key, value])),
    ...fields("services marketAreas website source"),
    ...(model.payload.map.tables.length
      ? [
          /** @type {const} */ ([
            "table",
            (/** @type {ClusterRecord} */ record) => tableOf(model, record)?.title,
          ]),
        ]
      : []),
  ];
  const taken = new Set(columns.map(([key]) => key));
  for (const own of new Set(records.flatMap(({ extra }) => extra.map(([name]) => name))))
    columns.push([
      taken.has(own) ? `${own} (own)` : own,
      ({ extra }) => extra.find(([name]) => name === own)?.[1],
    ]);
  const lines = [
    columns.map(([key]) => key),
    ...records.map((record) => columns.map(([, value]) => value(record))),
  ];
  return lines.map((line) => line.map(csvCell).join(",")).join("\r\n");
}
