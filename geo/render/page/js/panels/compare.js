/** Two to four regions or clusters side by side. */

import { seriesOf } from "../data/figures.js";
import { seriesChart, seriesDomain } from "./charts.js";
import { el } from "../dom.js";
import { regionIndexOf } from "../data/records.js";
import { classOfRecord, classOfRegion, rankOf, unitIn } from "../data/scores.js";
import { measureCell, measuresOf } from "./measures.js";
import { classChip, classTitle, nameOf, panelButton, pick, statedMembers, word } from "./parts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../dom.js").Child} Child
 * @typedef {import("../store.js").Selection} Selection
 * @typedef {{selection: Selection, place: import("../data/scores.js").Place, unit: number, chip: Node, services: string[] | null, members: number | null}} Column
 */

/**
 * @param {Context} ctx
 * @param {Selection} selection
 * @returns {Column}
 */
function columnOf(ctx, selection) {
  const { payload } = ctx;
  const record = payload.records.find(({ id }) => selection.kind === "cluster" && id === selection.id);
  if (record) {
    const chip = classChip(ctx, classOfRecord(ctx, record), record.noData);
    return {
      selection,
      place: record,
      unit: unitIn(record),
      chip,
      services: record.services,
      members: record.members,
    };
  }
  const at = regionIndexOf(ctx, selection.id);
  const region = payload.regions[at];
  return {
    selection,
    place: region,
    unit: region.unit,
    chip: classChip(ctx, classOfRegion(ctx, at), region.noData),
    services: null,
    members: null,
  };
}

/**
 * @param {Context} ctx
 * @returns {import("./panel.js").View}
 */
export function compareOf(ctx) {
  const { messages, store } = ctx;
  const columns = store.state.compare.map((selection) => columnOf(ctx, selection));
  const need = columns.length < 2 ? [el("p", { class: "notice" }, messages.t("panel.compare.hint"))] : [];
  return {
    kicker: "",
    title: messages.t("panel.compare"),
    wide: columns.length > 1,
    body: columns.length ? [...need, comparison(ctx, columns)] : need,
  };
}

/**
 * @param {Context} ctx
 * @param {Column[]} columns
 */
function comparison(ctx, columns) {
  const { messages, store } = ctx;
  const { compare } = store.state;
  const head = columns.map(({ selection }, at) => {
    const label = messages.t("panel.compare.drop", { name: nameOf(ctx, selection) });
    const onclick = () => store.update({ compare: compare.filter((_, index) => index !== at) });
    return el(
      "th",
      { scope: "col" },
      pick(ctx, selection),
      el("button", { type: "button", class: "close", "aria-label": label, title: label, onclick }, "×"),
    );
  });
  /** @param {string} title @param {(column: Column) => Child} cell */
  const row = (title, cell) => {
    const cells = columns.map(cell);
    if (cells.every((value) => value === null || value === "")) return null;
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, title),
      ...cells.map((value) => el("td", {}, value ?? "–")),
    );
  };
  /** @param {import("../data/figures.js").Measure} measure */
  const measured = (measure) => row(measure.title, ({ place }) => measureCell(measure, place));
  /** The charts of a figure, on one scale. @param {import("../data/figures.js").Measure} measure */
  const charted = ({ series }) => {
    if (!series) return null;
    const all = columns.map(({ place }) => series(place));
    const [[{ average = [] }, , label]] = all;
    const domain = seriesDomain([average, ...all.map(([figure, unit]) => seriesOf(figure, unit))]);
    return row(label, ({ place }) => seriesChart(ctx, ...series(place), domain));
  };
  const rows = [
    row(classTitle(ctx), ({ chip }) => chip),
    ...measuresOf(ctx, "index").map(measured),
    row(messages.t("panel.rank"), ({ unit }) => {
      const place = rankOf(ctx, unit);
      return place && messages.t("panel.rank.of", { rank: place.rank, of: place.of });
    }),
    ...measuresOf(ctx, "index").map(charted),
    row(statedMembers(ctx), ({ members }) => (members === null ? null : messages.number(members))),
    row(messages.t("term.layer.services"), ({ services }) =>
      services?.length
        ? el("ul", { class: "plain" }, ...services.map((key) => el("li", {}, word(ctx, "term.service", key))))
        : null,
    ),
    ...["indicator", "figure"].flatMap((layer) =>
      measuresOf(ctx, layer).flatMap((measure) => [measured(measure), charted(measure)]),
    ),
  ];
  const table = el(
    "table",
    { class: "compare" },
    el("caption", { class: "visually-hidden" }, messages.t("panel.compare")),
    el("thead", {}, el("tr", {}, el("td", {}), ...head)),
    el("tbody", {}, ...rows),
  );
  table.style.setProperty("--columns", String(columns.length));
  return table;
}

/**
 * @param {Context} ctx
 */
export function mountCompare(ctx) {
  const { store, messages } = ctx;
  const label = () => {
    const count = store.state.compare.length;
    return count ? messages.t("panel.compare.open", { number: String(count) }) : "";
  };
  panelButton(ctx, "compare", label, ["compare"]);
}
