/** Where a cluster's money comes from; never more certain than the source. */

import { el } from "../dom.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 */

/**
 * The mix of a cluster, words where nothing is published.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 * @returns {Node[]}
 */
export function fundingOf(ctx, record) {
  const { messages, mixes, payload, store } = ctx;
  if (mixes && record.funding) return mixes.fundingParts(record);
  if (!payload.survey) return [];
  const onclick = () => store.update({ selected: null, panel: "funding" });
  return [
    el("p", {}, messages.t("panel.funding.unpublished")),
    el("button", { type: "button", class: "link", onclick }, messages.t("panel.funding.survey")),
  ];
}
