/** Where a cluster's money comes from; never more certain than the source. */

import { bars, donut } from "./charts.js";
import { el } from "../dom.js";
import { word } from "./parts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 */

/**
 * A donut for shares that make a whole, bars for mentions and for shares that do not, words where
 * nothing is published.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 * @returns {Node[]}
 */
export function fundingOf(ctx, { funding, fundingIsWhole, fundingKind }) {
  const { messages, payload, store } = ctx;
  if (funding) {
    const rows = Object.entries(funding).map(([key, value]) => ({
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
  if (!payload.survey) return [];
  const onclick = () => store.update({ selected: null, panel: "funding" });
  return [
    el("p", {}, messages.t("panel.funding.unpublished")),
    el("button", { type: "button", class: "link", onclick }, messages.t("panel.funding.survey")),
  ];
}
