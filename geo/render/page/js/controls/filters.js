/** Filters for the clusters: only those that the data can answer, with the number each would leave. */

import { LAYER_KEYS } from "../data/state.js";
import { yearOf } from "../data/figures.js";
import { el } from "../dom.js";
import { FACETS, visibleRecords } from "../data/filters.js";
import { FUNDING, mainSources, tableOf } from "../data/records.js";
import { classOfRecord } from "../data/scores.js";
import { findBar, own, word } from "../panels/parts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 * @typedef {FACETS[number]} Facet
 */

const STAGES = ["emerging", "growing", "mature"];
/** How long after it opens the page says what its address filters, in milliseconds. */
const OPENING_DELAY_MS = 1000;
const UNFILTERED = { ...Object.fromEntries(FACETS.map((name) => [name, []])), query: "" };

const TITLE_KEYS = {
  classes: "term.layer.class",
  countries: "panel.country",
  services: "panel.filter.services",
  funding: "panel.funding.main",
  stages: "panel.stage",
  kinds: "panel.members.kind",
  tables: "panel.records_table",
};

/**
 * Per filter: what a record answers, in the order the choices are listed, and their names.
 * @param {Context} ctx
 * @returns {[Facet, (record: ClusterRecord) => string[], string[] | null, (key: string) => string][]}
 */
function facetsOf(ctx) {
  const { payload, messages } = ctx;
  const year = yearOf(ctx);
  const { classes } = payload.map;
  const kind = (/** @type {ClusterRecord} */ record) =>
    classOfRecord(ctx, record, year) ?? record.noData ?? "missing";
  const className = (/** @type {string} */ key) =>
    word(ctx, messages.has(`term.class.${key}`) ? "term.class" : "term.nodata", key);
  return [
    ["classes", (record) => [kind(record)], classes.toReversed(), className],
    ["countries", ({ country }) => [country], null, (code) => messages.country(code)],
    [
      "services",
      ({ services }) => services,
      payload.services.map(({ key }) => key),
      (key) => word(ctx, "term.service", key),
    ],
    ["funding", mainSources, FUNDING, (key) => word(ctx, "term.funding", key)],
    ["stages", ({ stage }) => [stage ?? ""], STAGES, (key) => word(ctx, "term.stage", key)],
    [
      "kinds",
      ({ kinds = [] }) => kinds,
      payload.map.members?.kinds ?? null,
      (key) => word(ctx, "panel.item", key),
    ],
    [
      "tables",
      (record) => [tableOf(ctx, record)?.id ?? ""],
      payload.map.tables.map(({ id }) => id),
      (key) => payload.map.tables.find(({ id }) => id === key)?.title ?? key,
    ],
  ];
}

/**
 * How many records each choice of a filter would leave; null when every record would pass all of them.
 * @param {Context} ctx
 * @param {ReturnType<typeof facetsOf>[number]} facet
 */
function countsOf({ payload }, [, answer]) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const key of payload.records.flatMap(answer)) if (key) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts.size === 0 || (counts.size === 1 && [...counts.values()][0] === payload.records.length)
    ? null
    : counts;
}

/**
 * The choices of one filter, if it has some.
 * @param {Context} ctx
 * @param {ReturnType<typeof facetsOf>[number]} facet
 */
function fieldset(ctx, facet) {
  const { store, messages } = ctx;
  const counts = countsOf(ctx, facet);
  if (!counts) return null;
  const [name, , order, label] = facet;
  const place = (/** @type {string} */ key) => (order?.indexOf(key) ?? -1) >>> 0;
  const keys = [...counts.keys()].toSorted(
    (a, b) => place(a) - place(b) || label(a).localeCompare(label(b), store.state.lang),
  );
  const chosen = /** @type {string[]} */ (store.state[name]);
  const boxes = keys.map((key) => {
    const onchange = () => {
      const now = /** @type {string[]} */ (store.state[name]);
      store.update({
        [name]: now.includes(key) ? now.filter((other) => other !== key) : [...now, key],
      });
    };
    const box = el("input", { type: "checkbox", checked: chosen.includes(key), onchange });
    return el(
      "label",
      {},
      box,
      el("span", {}, label(key)),
      el("small", {}, messages.number(counts.get(key) ?? 0)),
    );
  });
  return el(
    "fieldset",
    { class: keys.length > 12 ? "long" : null },
    el("legend", {}, messages.t(TITLE_KEYS[name])),
    ...boxes,
  );
}

/**
 * @param {Context} ctx
 */
export function mountFilters(ctx) {
  const { payload, store, messages } = ctx;
  if (!payload.records.length) return;
  const button = el("button", {
    type: "button",
    class: "button",
    "aria-expanded": "false",
    "aria-controls": "atlas-filters",
  });
  const sheet = el("div", { id: "atlas-filters", hidden: true });
  const holder = el("div", { class: "filters" }, button, sheet);
  // To be heard: the headline and the legend say how many are left.
  const count = el("p", { class: "count visually-hidden" });
  /** @param {Partial<import("../data/state.js").State>} choices */
  const undo = (choices) => () => {
    store.update(choices);
    // What undoes it goes with it, and would take the focus along.
    button.focus();
  };
  const query = el("button", { type: "button", class: "button query", onclick: undo({ query: "" }) });
  const reset = el("button", { type: "button", class: "link", onclick: undo(UNFILTERED) });
  findBar().append(holder, query, count, reset);

  /** @param {boolean} open */
  const toggle = (open) => {
    if (open) fill();
    sheet.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => toggle(sheet.hidden));
  holder.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || sheet.hidden) return;
    event.preventDefault();
    toggle(false);
    button.focus();
  });
  holder.addEventListener("focusout", ({ relatedTarget }) => {
    // Nothing has the focus while the boxes are made anew.
    if (relatedTarget instanceof Node && !holder.contains(relatedTarget)) toggle(false);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !holder.contains(target)) toggle(false);
  });

  const fill = () => {
    const focused = [...sheet.querySelectorAll("input")].findIndex((box) => box === document.activeElement);
    sheet.replaceChildren(...facetsOf(ctx).flatMap((facet) => fieldset(ctx, facet) ?? []));
    sheet.querySelectorAll("input")[focused]?.focus({ preventScroll: true });
  };

  const render = (/** @type {boolean} */ aloud) => {
    const { state } = store;
    // A closed sheet is filled when it opens: the slider must not wait for what is hidden.
    if (!sheet.hidden) fill();
    const active = FACETS.reduce((sum, name) => sum + state[name].length, 0);
    button.textContent = messages.t("panel.filters") + (active ? ` (${active})` : "");
    query.hidden = !state.query;
    query.replaceChildren(own(`“${state.query}”`), " ×");
    query.setAttribute("aria-label", messages.t("panel.filter.query.clear", { query: state.query }));
    const shown = visibleRecords(ctx).length;
    count.textContent = messages.t("panel.count.of", { shown, count: payload.records.length });
    reset.textContent = messages.t("panel.filters.clear");
    reset.hidden = !active && !state.query;
    if (aloud) ctx.announce(count.textContent);
  };
  store.subscribe(["lang", ...LAYER_KEYS], () => render(false));
  store.subscribe([...FACETS, "query"], (_state, _changed, { replace, aloud }) => render(aloud ?? !replace));
  holder.hidden = !facetsOf(ctx).some((facet) => countsOf(ctx, facet));
  render(false);
  // What the address filters is spoken once, when what reads the page aloud has got to know it.
  if (!reset.hidden) setTimeout(() => ctx.announce(count.textContent), OPENING_DELAY_MS);
}
