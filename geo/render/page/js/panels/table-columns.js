/** The columns of the table of clusters, and the records in its order. */

import { yearOf } from "../data/figures.js";
import { el } from "../dom.js";
import { visibleRecords } from "../data/filters.js";
import { unconfirmed } from "../data/search.js";
import { mainSources, regionIndexOf } from "../data/records.js";
import { classOfRecord } from "../data/scores.js";
import { measuresOf } from "./measures.js";
import { classChip, lenderText, own, pick, statedMembers, word } from "./parts.js";
import { regionText } from "../data/words.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 * @typedef {string | number | null} Value
 * @typedef {{key: string, title?: string, value: (record: ClusterRecord) => Value, show?: (record: ClusterRecord) => import("../dom.js").Child, numeric?: boolean}} Column
 */

/**
 * The columns for which at least one record has a value.
 * @param {Context} ctx
 * @returns {Column[]}
 */
export function columnsOf(ctx) {
  const { payload, messages } = ctx;
  const year = yearOf(ctx);
  const { classes } = payload.map;
  const kind = (/** @type {ClusterRecord} */ record) => classOfRecord(ctx, record, year);
  const sources = (/** @type {ClusterRecord} */ record) =>
    mainSources(record)
      .map((key) => word(ctx, "term.funding", key))
      .join(", ");
  /** @type {Column[]} */
  const columns = [
    {
      key: "name",
      value: ({ name }) => name,
      show: ({ id }) => pick(ctx, { kind: "cluster", id }),
    },
    { key: "city", value: ({ city }) => city, show: (record) => cityCell(ctx, record) },
    { key: "country", value: ({ country }) => messages.country(country) },
    {
      key: "region",
      value: ({ regionName, regionPrinted }) => regionName ?? regionPrinted,
      show: (record) => regionCell(ctx, record),
    },
    {
      key: "class",
      // Several classes stand below all others, no class at the end in both directions.
      value: (record) => kind(record) && classes.indexOf(kind(record) ?? ""),
      show: (record) => classCell(ctx, record, kind(record)),
    },
    ...measuresOf(ctx, "index"),
    {
      key: "printed",
      value: ({ classPrinted }) => classPrinted && classes.indexOf(classPrinted),
      show: ({ classPrinted, agreement }) => classPrinted && printedCell(ctx, classPrinted, agreement),
    },
    ...measuresOf(ctx, "figure"),
    { key: "services", numeric: true, value: ({ services }) => services.length || null },
    {
      key: "funding",
      value: sources,
      show: sources,
    },
    { key: "stage", value: ({ stage }) => stage && word(ctx, "term.stage", stage) },
    { key: "members", title: statedMembers(ctx), numeric: true, value: ({ members }) => members },
    {
      key: "founded",
      numeric: true,
      value: ({ founded }) => founded,
      show: ({ founded }) => founded && String(founded),
    },
  ];
  const kept = new Set(["name", "country", "class"]);
  return columns.filter(
    ({ key, value }) => kept.has(key) || payload.records.some((record) => (value(record) ?? "") !== ""),
  );
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function cityCell({ messages }, { city, cityStatus }) {
  if (!city || cityStatus === "unknown") return null;
  if (cityStatus !== "unconfirmed") return own(city);
  return el("span", {}, own(city), " ", el("small", {}, unconfirmed(messages)));
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord} record
 * @param {string | null} key
 */
function classCell(ctx, record, key) {
  const lender = lenderText(ctx, record);
  const chip = classChip(ctx, key, record.noData);
  return lender ? el("span", {}, chip, " ", el("small", {}, lender)) : chip;
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function regionCell(ctx, { regionName, regionPrinted, regionId }) {
  const at = regionIndexOf(ctx, regionId ?? "");
  const name = at < 0 ? (regionName ?? regionPrinted) : regionText(ctx, at);
  return name && el("span", {}, own(name), " ", regionId ? el("small", {}, regionId) : null);
}

/**
 * @param {Context} ctx
 * @param {string} key
 * @param {string} agreement
 */
function printedCell(ctx, key, agreement) {
  const note =
    agreement && agreement !== "agrees" ? el("small", {}, word(ctx, "term.agreement", agreement)) : null;
  return el("span", {}, word(ctx, "term.class", key), " ", note);
}

/**
 * @param {Context} ctx
 * @param {Column[]} columns
 */
export function sortedRecords(ctx, columns) {
  const records = visibleRecords(ctx);
  const { sort, lang } = ctx.store.state;
  const column = columns.find(({ key }) => key === sort?.[0]);
  if (!sort || !column) return records;
  const order = new Intl.Collator(lang, { numeric: true });
  const sign = sort[1] === "desc" ? -1 : 1;
  /** @param {ClusterRecord} a @param {ClusterRecord} b */
  const compared = (a, b) => {
    const [x, y] = [column.value(a), column.value(b)];
    // Missing values go to the end in both directions.
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return (
      sign * (typeof x === "number" && typeof y === "number" ? x - y : order.compare(String(x), String(y)))
    );
  };
  return records.toSorted(compared);
}
