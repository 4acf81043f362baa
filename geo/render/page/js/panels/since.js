/** What changed since the edition before: regions that moved, and the clusters that moved with them. */

import { el } from "../dom.js";
import { classChip, own, panelButton, part, pick, sentences } from "./parts.js";
import { regionText } from "../data/words.js";

/** @typedef {import("../store.js").Context} Context */

/**
 * @param {Context} ctx
 * @returns {import("./panel.js").View | null}
 */
export function sinceOf(ctx) {
  const { payload, messages } = ctx;
  const { change } = payload;
  if (!change) return null;
  const groups = ["up", "down", "other"].map((way) => {
    const rows = payload.regions.flatMap(({ id, at, since }) =>
      since?.way === way
        ? el("li", {}, pick(ctx, { kind: "region", id }, own(regionText(ctx, at))), " ", stepOf(ctx, since))
        : [],
    );
    if (!rows.length) return null;
    const title = messages.t(`panel.changed.${way}`, { count: rows.length });
    return el("details", { class: "part" }, el("summary", {}, title), el("ul", { class: "plain" }, ...rows));
  });
  // Real moves first: a class that only became known is no change of the region.
  const clusters = payload.records
    .flatMap(({ id, name, since }) => (since ? [{ id, name, since }] : []))
    .toSorted((a, b) => Number(a.since.way === "other") - Number(b.since.way === "other"))
    .map(({ id, name, since }) =>
      el(
        "li",
        {},
        pick(ctx, { kind: "cluster", id }, own(name)),
        el("div", {}, stepOf(ctx, since)),
        ...sentences(ctx, since.notes),
      ),
    );
  return {
    kicker: messages.t("panel.changed.editions", {
      from: String(change.from),
      to: String(change.to),
    }),
    title: messages.t("panel.changed.title"),
    body: [
      ...sentences(ctx, change.notes),
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
 * @param {import("../data/payload.js").Step} step
 */
function stepOf(ctx, { was, now }) {
  const named = (/** @type {string | null} */ key) =>
    key ? classChip(ctx, key) : ctx.messages.t("panel.class.none");
  return el("span", { class: "step" }, named(was), " → ", named(now));
}

/**
 * @param {Context} ctx
 */
export function mountSince(ctx) {
  const { payload, messages } = ctx;
  const { change } = payload;
  if (change)
    panelButton(ctx, "changed", () => messages.t("panel.changed.since", { year: String(change.from) }));
}
