/** What changed since the edition before: regions that moved, and the clusters that moved with them. */

import { el } from "./dom.js";
import { regionIndexOf } from "./model.js";
import { classChip, own, panelButton, part, pick, regionText, sentences } from "./pieces.js";

/** @typedef {import("./model.js").Context} Context */

/** The lowest class was called modest before 2021. */
const ORDER = ["emerging", "moderate", "strong", "leader"];
const PLACES = /** @type {Record<string, number>} */ ({
  modest: 0,
  ...Object.fromEntries(ORDER.map((key, at) => [key, at])),
});

/**
 * @param {string | null} was
 * @param {string | null} now
 */
function wayOf(was, now) {
  if (was === null || now === null || !(was in PLACES) || !(now in PLACES)) return "other";
  return PLACES[now] > PLACES[was] ? "up" : PLACES[now] < PLACES[was] ? "down" : "same";
}

/**
 * @param {Context} ctx
 * @returns {import("./panel.js").View | null}
 */
export function changedOf(ctx) {
  const { payload, messages } = ctx;
  const { change } = payload;
  if (!change) return null;
  const moves = change.regions.map(([id, was, now]) => ({ id, was, now, way: wayOf(was, now) }));
  const groups = ["up", "down", "other"].map((way) => {
    const rows = moves.filter((move) => move.way === way && regionIndexOf(ctx, move.id) >= 0);
    if (!rows.length) return null;
    const items = rows.map(({ id, was, now }) =>
      el(
        "li",
        {},
        pick(ctx, { kind: "region", id }, own(regionText(ctx, regionIndexOf(ctx, id)))),
        " ",
        stepOf(ctx, was, now),
      ),
    );
    const title = messages.t(`panel.changed.${way}`, { count: rows.length });
    return el("details", { class: "part" }, el("summary", {}, title), el("ul", { class: "plain" }, ...items));
  });
  // Real moves first: a class that only became known is no change of the region.
  const moved = change.clusters.toSorted((a, b) => Number(a[2] === null) - Number(b[2] === null));
  const clusters = moved.map(([id, name, was, now, notes]) =>
    el(
      "li",
      {},
      pick(ctx, { kind: "cluster", id }, own(name)),
      el("div", {}, stepOf(ctx, was, now)),
      ...sentences(ctx, notes),
    ),
  );
  return {
    kicker: messages.t("panel.changed.editions", {
      from: String(change.from),
      to: String(change.to),
    }),
    title: messages.t("panel.changed.title"),
    body: [
      part(
        messages.t("panel.clusters"),
        clusters.length ? el("ul", { class: "plain" }, ...clusters) : messages.t("panel.changed.none"),
      ),
      part(messages.t("panel.search.regions"), ...groups),
    ],
  };
}

/**
 * @param {Context} ctx
 * @param {string | null} was
 * @param {string | null} now
 */
function stepOf(ctx, was, now) {
  const named = (/** @type {string | null} */ key) =>
    key ? classChip(ctx, key) : ctx.messages.t("panel.class.none");
  return el("span", { class: "step" }, named(was), " → ", named(now));
}

/**
 * @param {Context} ctx
 */
export function mountChanged(ctx) {
  const { payload, messages } = ctx;
  const { change } = payload;
  if (change)
    panelButton(ctx, "changed", () => messages.t("panel.changed.since", { year: String(change.from) }));
}
