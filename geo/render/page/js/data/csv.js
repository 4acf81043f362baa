/** The table as comma-separated values, under the names that a cluster table uses. */

import { figuresOf, numberOf, yearOf } from "./figures.js";
import { FUNDING, tableOf } from "./records.js";
import { classOfRecord, indexOf } from "./scores.js";

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
  const text = typeof value === "string" ? guard(value) : String(value ?? "");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The unit of a record that has one. @param {ClusterRecord} record */
const unitIn = ({ units }) => (units.length === 1 ? units[0] : -1);

/**
 * The records as text: the columns of a cluster table, those of its own, and the map's values for the year shown.
 * @param {Model} model
 * @param {ClusterRecord[]} records
 */
export function csvOf(model, records) {
  const year = yearOf(model);
  /** @type {(readonly [string, (record: ClusterRecord) => unknown])[]} */
  const columns = [
    ["name", ({ name }) => name],
    ["country", ({ country }) => country],
    ["city", ({ city }) => city],
    ["city_status", ({ cityStatus }) => cityStatus],
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
    ["class_printed", ({ classPrinted }) => classPrinted],
    ["class_printed_edition", ({ classPrintedEdition }) => classPrintedEdition],
    ["agreement", ({ agreement }) => agreement],
    ["stage", ({ stage }) => stage],
    ["members", ({ members }) => members],
    ["founded", ({ founded }) => founded],
    ["funding_kind", ({ fundingKind }) => fundingKind],
    ...FUNDING.map(
      (key) =>
        /** @type {const} */ ([
          `funding_${key}`,
          (/** @type {ClusterRecord} */ record) => record.funding?.[key],
        ]),
    ),
    ...(model.figures?.measures() ?? []).map(({ key, value }) => /** @type {const} */ ([key, value])),
    ["services", ({ services }) => services.join(";")],
    ["market_areas", ({ marketAreas }) => marketAreas.join(";")],
    ["website", ({ website }) => website],
    ["source", ({ source }) => source],
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
