/** The clusters as a table: the same records, filters and selection as the map. */

import { copyButton } from "./clipboard.js";
import { csvOf } from "../data/csv.js";
import { byId, el } from "../dom.js";
import { visibleRecords } from "../data/filters.js";
import { mainSources, regionIndexOf } from "../data/records.js";
import { averageOf, classOfRecord, indexOf } from "../data/scores.js";
import { classChip, own, pick, regionText, word } from "./parts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 * @typedef {string | number | null} Value
 * @typedef {{key: string, value: (record: ClusterRecord) => Value, show?: (record: ClusterRecord) => import("../dom.js").Child, numeric?: boolean}} Column
 */

/** Titles that are not just the word for the fact. */
const TITLES = /** @type {Record<string, string>} */ ({
  name: "panel.column.name",
  class: "panel.class.year",
  index: "panel.column.index",
  printed: "panel.column.printed",
  funding: "panel.funding.main",
});

/**
 * The columns for which at least one record has something to say.
 * @param {Context} ctx
 * @returns {Column[]}
 */
function columnsOf(ctx) {
  const { payload, messages, store } = ctx;
  const { year } = store.state;
  const { classes } = payload.map;
  const kind = (/** @type {ClusterRecord} */ record) => classOfRecord(ctx, record, year);
  const share = (/** @type {ClusterRecord} */ { units }) => {
    const value = units.length === 1 ? indexOf(ctx, units[0], year) : null;
    return value === null ? null : (100 * value) / averageOf(ctx, year);
  };
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
      value: (record) => classes.indexOf(kind(record) ?? ""),
      show: (record) => classChip(ctx, kind(record), record.noData),
    },
    {
      key: "index",
      numeric: true,
      value: share,
      show: (record) => percentCell(ctx, share(record)),
    },
    {
      key: "printed",
      value: ({ classPrinted }) => classPrinted && classes.indexOf(classPrinted),
      show: ({ classPrinted, agreement }) => classPrinted && printedCell(ctx, classPrinted, agreement),
    },
    { key: "services", numeric: true, value: ({ services }) => services.length || null },
    {
      key: "funding",
      value: sources,
      show: sources,
    },
    { key: "stage", value: ({ stage }) => stage && word(ctx, "term.stage", stage) },
    { key: "members", numeric: true, value: ({ members }) => members },
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
  return el("span", {}, own(city), el("small", {}, ` ${messages.t("panel.unconfirmed")}`));
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function regionCell(ctx, { regionName, regionPrinted, regionId }) {
  const at = regionIndexOf(ctx, regionId ?? "");
  const name = at < 0 ? (regionName ?? regionPrinted) : regionText(ctx, at);
  return name && el("span", {}, own(name), regionId ? el("small", {}, ` ${regionId}`) : null);
}

/**
 * @param {Context} ctx
 * @param {number | null} value
 */
function percentCell({ messages }, value) {
  return value === null ? null : messages.percent(value);
}

/**
 * @param {Context} ctx
 * @param {string} key
 * @param {string} agreement
 */
function printedCell(ctx, key, agreement) {
  const said =
    agreement && agreement !== "agrees"
      ? el("small", {}, ` ${word(ctx, "term.agreement", agreement)}`)
      : null;
  return el("span", {}, word(ctx, "term.class", key), said);
}

/**
 * @param {Context} ctx
 * @param {Column[]} columns
 */
function sortedRecords(ctx, columns) {
  const records = visibleRecords(ctx);
  const { sort, lang } = ctx.store.state;
  const column = columns.find(({ key }) => key === sort?.[0]);
  if (!sort || !column) return records;
  const order = new Intl.Collator(lang, { numeric: true });
  const sign = sort[1] === "desc" ? -1 : 1;
  /** @param {ClusterRecord} a @param {ClusterRecord} b */
  const compared = (a, b) => {
    const [x, y] = [column.value(a), column.value(b)];
    // What is not known goes to the end, whichever way the rest is sorted.
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return (
      sign * (typeof x === "number" && typeof y === "number" ? x - y : order.compare(String(x), String(y)))
    );
  };
  return records.toSorted(compared);
}

/**
 * @param {Context} ctx
 */
export function mountTable(ctx) {
  const { payload, store, messages } = ctx;
  const section = byId("atlas-table");
  const title = el("h2", {});
  const toggle = el("button", {
    type: "button",
    class: "button",
    "aria-controls": "atlas-rows",
    onclick: () => store.update({ table: !store.state.table }),
  });
  const copy = copyButton(ctx, "panel.copy.csv", () => csvOf(ctx, sortedRecords(ctx, columnsOf(ctx))));
  const scroller = el("div", {
    id: "atlas-rows",
    class: "scroller",
    role: "region",
    tabindex: "0",
  });
  section.replaceChildren(el("div", { class: "table-head" }, title, toggle, copy), scroller);
  section.tabIndex = -1;
  /** @type {Map<string, HTMLElement>} */
  const rows = new Map();

  /** @param {Column} column */
  const heading = ({ key, numeric }) => {
    const { sort } = store.state;
    const way = sort?.[0] === key ? sort[1] : null;
    const onclick = () => {
      store.update({ sort: way === "desc" ? null : [key, way === "asc" ? "desc" : "asc"] });
      /** @type {HTMLElement | null} */ (scroller.querySelector(`th[data-key="${key}"] button`))?.focus();
    };
    const arrow = el("span", { "aria-hidden": "true" }, way === "asc" ? " ▲" : way === "desc" ? " ▼" : "");
    const label = messages.t(TITLES[key] ?? `panel.${key}`, { year: String(store.state.year) });
    const said = way === "asc" ? "ascending" : way === "desc" ? "descending" : "none";
    const attributes = {
      scope: "col",
      "aria-sort": said,
      "data-key": key,
      class: numeric ? "numeric" : null,
    };
    return el("th", attributes, el("button", { type: "button", onclick }, label, arrow));
  };

  const render = () => {
    const { table, selected } = store.state;
    title.textContent = messages.t("panel.clusters");
    toggle.textContent = messages.t(table ? "panel.table.hide" : "panel.table.show");
    toggle.setAttribute("aria-expanded", String(table));
    scroller.setAttribute("aria-label", messages.t("panel.clusters"));
    scroller.hidden = !table;
    copy.hidden = !table || !payload.records.length;
    toggle.hidden = !payload.records.length;
    rows.clear();
    if (!payload.records.length)
      return scroller.replaceChildren(el("p", { class: "empty" }, messages.t("panel.summary.norecord")));
    const columns = columnsOf(ctx);
    const body = el("tbody", { onclick: choose });
    for (const record of sortedRecords(ctx, columns)) {
      const cells = columns.map(({ key, value, show, numeric }) => {
        const content = (show ? show(record) : value(record)) ?? "";
        if (key === "name") return el("th", { scope: "row" }, content);
        return el(
          "td",
          { class: numeric ? "numeric" : null },
          !show && numeric && content !== "" ? messages.number(Number(content)) : content,
        );
      });
      const row = el("tr", { "data-id": record.id }, ...cells);
      rows.set(record.id, row);
      body.append(row);
    }
    if (!rows.size)
      body.append(
        el(
          "tr",
          {},
          el("td", { colspan: columns.length, class: "empty" }, messages.t("panel.takeaway.none")),
        ),
      );
    scroller.replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, ...columns.map(heading))), body));
    mark(selected);
  };

  /** @param {MouseEvent} event */
  const choose = ({ target }) => {
    const row = target instanceof Element ? target.closest("tr") : null;
    const id = row?.getAttribute("data-id");
    if (id) store.update({ selected: { kind: "cluster", id } });
  };

  /** @param {import("../store.js").Selection | null} selected */
  const mark = (selected) => {
    for (const [id, row] of rows) {
      if (selected?.kind === "cluster" && selected.id === id) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
    const row = selected && rows.get(selected.id);
    if (!row) return;
    // Move the table's own window only: the page must not jump when a cluster is chosen on the map.
    const { offsetTop, offsetHeight } = row;
    const head = scroller.querySelector("thead")?.offsetHeight ?? 0;
    const hidden =
      offsetTop < scroller.scrollTop + head ||
      offsetTop + offsetHeight > scroller.scrollTop + scroller.clientHeight;
    if (hidden) scroller.scrollTop = offsetTop - head - 8;
  };

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  // The slider moves the map; the rows follow once it rests.
  store.subscribe(["year"], () => {
    clearTimeout(resting);
    resting = setTimeout(render, 120);
  });
  store.subscribe(
    ["lang", "sort", "table", "classes", "countries", "services", "funding", "stages", "query"],
    render,
  );
  store.subscribe(["selected"], ({ selected }) => mark(selected));
  render();
}
