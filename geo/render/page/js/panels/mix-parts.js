/** What panels and cards say of the funding and the services of single clusters. */

import { bars } from "./charts.js";
import { part, word } from "./parts.js";
import { el, svg } from "../dom.js";
import { visibleRecords } from "../data/filters.js";
import { FUNDING, mainSources } from "../data/records.js";
import { swatch } from "../map/glyphs.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 */

const TURN = 100; // a ring of this circumference turns percent into lengths of its stroke

/**
 * Parts of a whole. Only for shares that make a whole; anything else is drawn as bars.
 * @param {{label: string, value: number, text: string, key: string}[]} parts
 */
function donut(parts) {
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  const radius = TURN / (2 * Math.PI);
  let start = 0;
  const arcs = parts.map(({ value, key }) => {
    const share = (TURN * value) / total;
    const arc = svg("circle", {
      class: `slice fund-${key}`,
      "stroke-width": 8,
      cx: 21,
      cy: 21,
      r: radius,
      "stroke-dasharray": `${Math.max(0, share - 0.8)} ${TURN}`,
      "stroke-dashoffset": -start,
    });
    start += share;
    return arc;
  });
  return el(
    "div",
    { class: "donut" },
    svg("svg", { viewBox: "0 0 42 42", "aria-hidden": "true" }, ...arcs),
    el(
      "ul",
      {},
      ...parts.map(({ label, text, key }) => el("li", {}, swatch(`fund-${key}`), label, el("b", {}, text))),
    ),
  );
}

/**
 * A donut for shares that make a whole, bars for mentions and for shares that do not.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 * @returns {Node[]}
 */
export function fundingParts(ctx, { funding, fundingIsWhole, fundingKind }) {
  const { messages } = ctx;
  const rows = Object.entries(funding ?? {}).map(([key, value]) => ({
    key,
    look: `fund-${key}`,
    value,
    label: word(ctx, "term.funding", key),
    text: messages.percent(value),
  }));
  if (fundingIsWhole) return [donut(rows.filter(({ value }) => value > 0))];
  const why = fundingKind === "mentions" ? "panel.funding.mentions" : "panel.funding.partial";
  return [bars(rows, { most: 100 }), el("p", { class: "fine" }, messages.t(why))];
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
export function serviceTags(ctx, { services }) {
  const kinds = new Map(ctx.payload.services.map(({ key, kind }) => [key, kind]));
  const tags = services.map((key) => {
    const kind = kinds.get(key);
    const label = word(ctx, "term.service", key);
    return el(
      "li",
      { class: "tag", "data-kind": kind ?? "" },
      label,
      " ",
      kind ? el("small", {}, word(ctx, "term.servicekind", kind)) : null,
    );
  });
  return el("ul", { class: "tags" }, ...tags);
}

/**
 * Bars whose labels switch a filter on and off.
 * @param {Context} ctx
 * @param {"funding" | "services"} filter
 * @param {{key: string, count: number, label: string, small?: string}[]} rows
 */
function toggleBars({ store, messages }, filter, rows) {
  const chosen = store.state[filter];
  return bars(
    rows.map(({ key, count, label, small }) => {
      const on = chosen.includes(key);
      const onclick = () =>
        store.update({ [filter]: on ? chosen.filter((other) => other !== key) : [...chosen, key] });
      const name = el(
        "button",
        { type: "button", class: "link", "aria-pressed": String(on), onclick },
        label,
      );
      return {
        look: filter === "funding" ? `fund-${key}` : `kind-${small}`,
        label: name,
        value: count,
        text: messages.number(count),
      };
    }),
  );
}

/**
 * How many clusters have which source as their largest.
 * @param {Context} ctx
 */
export function sourceParts(ctx) {
  const { messages, payload } = ctx;
  const sources = payload.records.flatMap(mainSources);
  const rows = FUNDING.map((key) => ({
    key,
    label: word(ctx, "term.funding", key),
    count: sources.filter((source) => source === key).length,
  }));
  return sources.length
    ? [
        part(
          messages.t("panel.funding.dominant"),
          el("p", { class: "fine" }, messages.t("panel.filter.hint")),
          toggleBars(ctx, "funding", rows),
        ),
      ]
    : [];
}

/**
 * The portfolio: how many clusters offer which service.
 * @param {Context} ctx
 */
export function portfolioParts(ctx) {
  const { payload, messages } = ctx;
  if (!payload.records.some(({ services }) => services.length)) return [];
  const records = visibleRecords(ctx).filter(({ services }) => services.length);
  const offered = new Set(payload.records.flatMap(({ services }) => services));
  const portfolio = /** @type {const} */ (["soft", "hard"]).map((kind) => {
    const rows = payload.services
      .filter(({ key, kind: own }) => own === kind && offered.has(key))
      .map(({ key }) => ({
        key,
        label: word(ctx, "term.service", key),
        small: kind,
        count: records.filter(({ services }) => services.includes(key)).length,
      }))
      .toSorted((a, b) => b.count - a.count);
    return rows.length ? part(word(ctx, "term.servicekind", kind), toggleBars(ctx, "services", rows)) : null;
  });
  const count = messages.t("panel.services.count", { count: records.length });
  return [el("p", {}, count, " ", messages.t("panel.filter.hint")), ...portfolio];
}
