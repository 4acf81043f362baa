/** Two to four regions or clusters side by side. */

import { seriesChart, seriesDomain } from "./charts.js";
import { el } from "../dom.js";
import { figuresOf, numberOf } from "../data/figures.js";
import { regionIndexOf } from "../data/records.js";
import { classOfRecord, classOfRegion, rankOf, relativeIndexOf, seriesOf } from "../data/scores.js";
import { shareText } from "../data/words.js";
import { classChip, classTitle, nameOf, own, panelButton, pick, statedMembers, word } from "./parts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../dom.js").Child} Child
 * @typedef {import("../store.js").Selection} Selection
 * @typedef {{selection: Selection, unit: number, chip: Node, services: string[] | null, members: number | null}} Column
 */

/**
 * @param {Context} ctx
 * @param {Selection} selection
 * @returns {Column}
 */
function columnOf(ctx, selection) {
  const { payload, store } = ctx;
  const { year } = store.state;
  const record = payload.records.find(({ id }) => selection.kind === "cluster" && id === selection.id);
  if (record) {
    const chip = classChip(ctx, classOfRecord(ctx, record, year), record.noData);
    return {
      selection,
      unit: record.units[0] ?? -1,
      chip,
      services: record.services,
      members: record.members,
    };
  }
  const at = regionIndexOf(ctx, selection.id);
  const region = payload.regions[at];
  return {
    selection,
    unit: region.unit,
    chip: classChip(ctx, classOfRegion(ctx, at, year), region.noData),
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
    body: columns.length
      ? [
          ...need,
          el(
            "div",
            {
              class: "scroller",
              tabindex: "0",
              role: "region",
              "aria-label": messages.t("panel.compare"),
            },
            comparison(ctx, columns),
          ),
        ]
      : need,
  };
}

/**
 * @param {Context} ctx
 * @param {Column[]} columns
 */
function comparison(ctx, columns) {
  const { payload, messages, store } = ctx;
  const { year } = store.state;
  const { compare } = store.state;
  const domain = seriesDomain([payload.index.average, ...columns.map(({ unit }) => seriesOf(ctx, unit))]);
  const head = columns.map(({ selection }, at) => {
    const label = messages.t("panel.compare.drop", { name: nameOf(ctx, selection) });
    const onclick = () => store.update({ compare: compare.filter((_, index) => index !== at) });
    return el(
      "th",
      { scope: "col" },
      el(
        "div",
        {},
        pick(ctx, selection),
        el("button", { type: "button", class: "close", "aria-label": label, title: label, onclick }, "×"),
      ),
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
  const rows = [
    row(classTitle(ctx), ({ chip }) => chip),
    row(messages.t("panel.column.index"), ({ unit }) => shareOf(ctx, relativeIndexOf(ctx, unit, year))),
    row(messages.t("panel.rank"), ({ unit }) => {
      const place = rankOf(ctx, unit, year);
      return place && messages.t("panel.rank.of", { rank: place.rank, of: place.of });
    }),
    row(messages.t("panel.series"), ({ unit }) =>
      unit < 0 ? null : seriesChart(ctx, seriesOf(ctx, unit), { width: 148, domain }),
    ),
    row(statedMembers(ctx), ({ members }) => (members === null ? null : messages.number(members))),
    row(messages.t("panel.services"), ({ services }) =>
      services?.length
        ? el("ul", { class: "plain" }, ...services.map((key) => el("li", {}, word(ctx, "term.service", key))))
        : null,
    ),
    ...figuresOf(payload, "indicator").map((figure) =>
      row(word(ctx, "term.indicator", figure.code), ({ unit }) => shareOf(ctx, numberOf(figure, unit, 0))),
    ),
  ];
  for (const [title, cell] of ctx.figures?.rows() ?? [])
    rows.push(row(title, ({ selection }) => cell(selection)));
  const table = el(
    "table",
    { class: "compare" },
    el("caption", { class: "visually-hidden" }, messages.t("panel.compare")),
    el("thead", {}, el("tr", {}, el("td", {}), ...head)),
    el("tbody", {}, ...rows),
  );
  table.style.setProperty("--columns", String(columns.length + 1));
  return table;
}

/**
 * A share of the EU average, with a bar as long.
 * @param {Context} ctx
 * @param {number | null} share
 */
function shareOf(ctx, share) {
  if (share === null) return null;
  const fill = el("span", { class: `bar-fill ${share >= 100 ? "above" : "below"}` });
  fill.style.setProperty("--size", `${Math.min(100, share / 2)}%`);
  const mark = el("span", { class: "bar-mark" });
  mark.style.setProperty("--at", "50%");
  return el(
    "div",
    { class: "share" },
    own(shareText(ctx, share)),
    el("span", { class: "bar-track", "aria-hidden": "true" }, fill, mark),
  );
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
