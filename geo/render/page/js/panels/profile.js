/** The profile of one region. */

import { yearOf } from "../data/figures.js";
import { unitParts } from "./card.js";
import { el } from "../dom.js";
import { recordsOfRegion } from "../data/records.js";
import { classOf, classOfRegion, pointsOf, rankOf, wayOf } from "../data/scores.js";
import { signed } from "../data/words.js";
import { figuresPart } from "./measures.js";
import {
  classChip,
  classTitle,
  compareButton,
  facts,
  own,
  part,
  pick,
  sentences,
  sign,
  word,
} from "./parts.js";
import { regionText } from "../data/words.js";

/** @typedef {import("../store.js").Context} Context */

/**
 * @param {Context} ctx
 * @param {number} at position of the region
 * @returns {import("./panel.js").View}
 */
export function profileOf(ctx, at) {
  const { payload, messages } = ctx;
  const region = payload.regions[at];
  const unit = region.unit;
  const has = unit >= 0;
  return {
    kicker: `${messages.t("panel.region")} · ${region.id} · ${messages.country(region.country)}`,
    title: own(regionText(ctx, at)),
    actions: [compareButton(ctx, { kind: "region", id: region.id })],
    body: [
      part(
        classTitle(ctx),
        el("div", { class: "headline" }, classChip(ctx, classOfRegion(ctx, at), region.noData)),
        region.relation === "inside" && has ? inheritedFrom(ctx, unit) : null,
        ...(has ? unitParts(ctx, unit) : []),
        has ? standing(ctx, unit) : null,
      ),
      part(messages.t("panel.why"), ...sentences(ctx, region.notes)),
      ...(ctx.figures?.parts?.(region) ?? []),
      figuresPart(ctx, "figure", region),
      part(messages.t("panel.clusters.here"), clustersHere(ctx, at)),
      figuresPart(ctx, "indicator", region),
    ],
  };
}

/**
 * @param {Context} ctx
 * @param {number} unit
 */
function inheritedFrom({ payload }, unit) {
  const { id, name } = payload.units[unit];
  return el("p", {}, own(`${name} (${id})`));
}

/**
 * Rank in the year shown, and the way since the first year of the series.
 * @param {Context} ctx
 * @param {number} unit
 */
function standing(ctx, unit) {
  const { messages, payload } = ctx;
  const { years } = payload.index;
  const year = yearOf(ctx);
  const place = rankOf(ctx, unit);
  const moved =
    years.length > 1 && year !== years[0] ? pointsOf(ctx, unit, { from: years[0], to: year }) : null;
  const from = years.length ? classOf(ctx, unit, years[0]) : null;
  return facts([
    [messages.t("panel.rank"), place && messages.t("panel.rank.of", { rank: place.rank, of: place.of })],
    [
      messages.t("panel.trend"),
      moved === null
        ? null
        : [
            sign("↘→↗"[1 + wayOf(moved)]),
            ` ${signed(ctx, moved)} `,
            messages.t("panel.trend.since", {
              year: String(years[0]),
              class: from ? word(ctx, "term.class", from) : "–",
            }),
          ],
    ],
  ]);
}

/**
 * @param {Context} ctx
 * @param {number} at
 */
function clustersHere(ctx, at) {
  const here = recordsOfRegion(ctx, at);
  if (!here.length) return el("p", {}, ctx.messages.t("panel.clusters.none"));
  return el(
    "ul",
    { class: "plain" },
    ...here.map(({ id }) => el("li", {}, pick(ctx, { kind: "cluster", id }))),
  );
}
