/** The clusters as a table: the same records, filters and selection as the map. */

import { LAYER_KEYS } from "../data/state.js";
import { yearOf } from "../data/figures.js";
import { FILTERS } from "../data/filters.js";
import { copyButton } from "./clipboard.js";
import { csvOf } from "../data/csv.js";
import { byId, el, setNodes } from "../dom.js";
import { sign } from "./parts.js";
import { columnsOf, sortedRecords } from "./table-columns.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 * @typedef {import("./table-columns.js").Column} Column
 * @typedef {Map<string, HTMLElement>} Rows by the id of their record
 */

/** How long the slider must rest before the rows follow it, in milliseconds. */
const FOLLOWING_DELAY_MS = 120;

/** How long after the first picture of the map the rows follow it, in milliseconds. */
const FIRST_DELAY_MS = 40;

/** So many rows stand in the table at first, and so many more come with each press of the button below. */
const STEP = 500;

/** Columns whose values need no title beside them. */
const SELF_NAMED = new Set(["city", "country", "region", "class", "index"]);

/** Titles that are not just the word for the fact. */
const TITLES = /** @type {Record<string, string>} */ ({
  name: "panel.column.name",
  class: "term.layer.class",
  index: "panel.column.index",
  printed: "panel.column.printed",
  services: "term.layer.services",
  funding: "panel.funding.main",
});

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
  const scroller = el("div", { id: "atlas-rows", role: "region", tabindex: "0" });
  section.replaceChildren(el("div", { class: "table-head" }, title, el("div", {}, toggle, copy)), scroller);
  section.tabIndex = -1;
  /** @type {Rows} */
  let rows = new Map();
  let [most, isSeen] = [STEP, false];
  const mark = () => markRow(ctx, scroller, rows);
  const fit = () => stackWhereTooWide(scroller);

  const render = () => {
    const { table: isShown } = store.state;
    title.textContent = messages.t("term.layer.clusters");
    toggle.textContent = messages.t(isShown ? "panel.table.hide" : "panel.table.show");
    toggle.setAttribute("aria-expanded", String(isShown));
    scroller.setAttribute("aria-label", title.textContent);
    scroller.hidden = !isShown;
    copy.hidden = !isShown || !payload.records.length;
    toggle.hidden = !payload.records.length;
    if (!payload.records.length)
      return scroller.replaceChildren(el("p", { class: "empty" }, messages.t("panel.summary.norecord")));
    if (!isSeen) return;
    const columns = columnsOf(ctx);
    const records = sortedRecords(ctx, columns);
    const shown = records.slice(0, most);
    const lines = shown.map((record) => rowOf(ctx, columns, record));
    const table = takeOver(scroller.querySelector("table"), tableOf(ctx, columns, lines));
    table.setAttribute("aria-label", title.textContent);
    const rest = records.length - most;
    // Only maps of so many hold the script that offers the others.
    const more = rest > 0 && /** @type {any} */ (globalThis).clusterAtlas.moreRows(ctx, rest, STEP, showMore);
    setNodes(scroller, more ? [table, more] : [table]);
    const present = /** @type {NodeListOf<HTMLElement>} */ (scroller.querySelectorAll("tr[data-id]"));
    rows = new Map(shown.map(({ id }, at) => [id, present[at]]));
    fit();
    mark();
  };
  addEventListener("resize", fit);

  const showMore = () => {
    most += STEP;
    render();
    return most - STEP;
  };

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  // The slider moves the map; the rows follow once it rests.
  store.subscribe([...LAYER_KEYS], () => {
    clearTimeout(resting);
    resting = setTimeout(render, FOLLOWING_DELAY_MS);
  });
  store.subscribe(["sort", ...FILTERS], () => {
    most = STEP;
  });
  store.subscribe(["lang", "sort", "table", ...FILTERS], render);
  store.subscribe(["selected"], mark);
  render();
  // The map is seen first: the rows below it follow, at once where they are printed.
  const follow = () => {
    isSeen = true;
    render();
  };
  requestAnimationFrame(() => setTimeout(follow, FIRST_DELAY_MS));
  addEventListener("beforeprint", follow, { once: true });
}

/**
 * Columns that do not fit beside each other stand below the name, each with its title.
 * @param {HTMLElement} scroller
 */
function stackWhereTooWide(scroller) {
  scroller.classList.remove("is-stacked");
  scroller.classList.toggle("is-stacked", scroller.scrollWidth > scroller.clientWidth);
}

/**
 * @param {Context} ctx
 * @param {Column[]} columns
 * @param {HTMLElement[]} rows
 */
function tableOf(ctx, columns, rows) {
  const { store, messages } = ctx;
  /** @param {MouseEvent} event */
  const choose = ({ target }) => {
    const row = target instanceof Element ? target.closest("tr") : null;
    const id = row?.getAttribute("data-id");
    if (id) store.update({ selected: { kind: "cluster", id } });
  };
  const none = () =>
    el("tr", {}, el("td", { colspan: columns.length, class: "empty" }, messages.t("panel.takeaway.none")));
  const headings = columns.map((column) => headingOf(ctx, column));
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, ...headings)),
    el("tbody", { onclick: choose }, ...(rows.length ? rows : [none()])),
  );
}

/** @param {HTMLTableElement} table */
const cellsOf = (table) => [...table.querySelectorAll("th, td")];

/** The rows and columns of a table. @param {HTMLTableElement} table */
const keysOf = (table) =>
  Array.from(table.querySelectorAll("[data-id], [data-key]"), (node) => {
    const { id, key } = /** @type {HTMLElement} */ (node).dataset;
    return id ?? key;
  }).join();

/**
 * The table to show: the one before, with the cells that differ, where rows and columns are the same. What stays is not
 * laid out anew: a year changes a few cells of each row.
 * @param {HTMLTableElement | null} before
 * @param {HTMLTableElement} fresh
 */
function takeOver(before, fresh) {
  if (!before || keysOf(before) !== keysOf(fresh)) return fresh;
  const now = cellsOf(fresh);
  cellsOf(before).forEach((cell, at) => {
    if (!cell.isEqualNode(now[at])) cell.replaceWith(now[at]);
  });
  return before;
}

/**
 * @param {Context} ctx
 * @param {Column} column
 */
const titleOf = ({ messages }, { key, title }) => title ?? messages.t(TITLES[key] ?? `panel.${key}`);

/**
 * A title that sorts when pressed: up, then down, then as the records come.
 * @param {Context} ctx
 * @param {Column} column
 */
function headingOf(ctx, column) {
  const { store } = ctx;
  const { sort } = store.state;
  const { key, numeric } = column;
  const way = sort?.[0] === key ? sort[1] : null;
  const onclick = () => {
    store.update({ sort: way === "desc" ? null : [key, way === "asc" ? "desc" : "asc"] });
    // The button pressed is gone: the table was made anew.
    /** @type {HTMLElement | null} */ (
      document.querySelector(`#atlas-rows th[data-key="${key}"] button`)
    )?.focus();
  };
  const arrow = sign(way === "asc" ? " ▲" : way === "desc" ? " ▼" : "");
  const title = titleOf(ctx, column);
  const label = key === "class" ? `${title} ${yearOf(ctx)}` : title;
  const attributes = {
    scope: "col",
    "aria-sort": way === "asc" ? "ascending" : way === "desc" ? "descending" : "none",
    "data-key": key,
    class: numeric ? "numeric" : null,
  };
  return el("th", attributes, el("button", { type: "button", onclick }, label, arrow));
}

/**
 * @param {Context} ctx
 * @param {Column[]} columns
 * @param {ClusterRecord} record
 */
function rowOf(ctx, columns, record) {
  const cells = columns.map((column) => {
    const { key, value, show, numeric } = column;
    const content = (show ? show(record) : value(record)) ?? "";
    if (key === "name") return el("th", { scope: "row", "data-key": key }, content);
    const text = !show && numeric && content !== "" ? ctx.messages.number(Number(content)) : content;
    const title = SELF_NAMED.has(key) ? null : titleOf(ctx, column);
    return el("td", { class: numeric ? "numeric" : null, "data-key": key, "data-title": title }, text);
  });
  return el("tr", { "data-id": record.id }, ...cells);
}

/**
 * Mark the row of the chosen cluster and bring it into sight.
 * @param {Context} ctx
 * @param {HTMLElement} scroller
 * @param {Rows} rows
 */
function markRow({ store }, scroller, rows) {
  const { selected } = store.state;
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
}
