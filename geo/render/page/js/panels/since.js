/** What changed since the edition before: regions that moved, and the clusters that moved with them. */

import { el } from "../dom.js";
import { BANDS } from "../data/scores.js";
import { sinceLook, sincePainter } from "../data/since.js";
import { swatch } from "../map/glyphs.js";
import { moveSentence } from "./layer-texts.js";
import { hatchKey } from "./legend-keys.js";
import { classChip, own, panelButton, part, pick, sentences } from "./parts.js";
import { countText, countUnits } from "../data/tallies.js";
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
  const areas = payload.areas.filter(({ unit }) => unit < 0);
  const groups = ["up", "down", "other"].map((way) => {
    const places = [...payload.units, ...areas].filter(({ since }) => since?.way === way);
    if (!places.length) return null;
    const tallies = countUnits(payload.units, areas, ({ since }) => since?.way ?? "");
    const title = messages.labelled(messages.t(`term.class.${way}`), countText(ctx, tallies.get(way)));
    const rows = places.map((place) => el("li", {}, ...areasOf(ctx, place)));
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
        messages.t("term.layer.clusters"),
        clusters.length ? el("ul", { class: "plain" }, ...clusters) : messages.t("panel.changed.none"),
      ),
      part(messages.t("panel.search.regions"), ...groups),
    ],
  };
}

/**
 * The areas of a unit with their steps, one step for those that moved alike; an area of no unit stands alone.
 * @param {Context} ctx
 * @param {import("../data/payload.js").Unit | import("../data/payload.js").Region} place
 */
function areasOf(ctx, place) {
  const { regions } = ctx.payload;
  const areas = place.unit < 0 ? [regions[place.at]] : regions.filter(({ unit }) => unit === place.unit);
  const alike = new Set(areas.map(({ since }) => `${since?.was} ${since?.now}`)).size === 1;
  return areas.flatMap(({ id, at, since }, index) => [
    index ? ", " : areas.length > 1 ? own(ctx.messages.labelled(place.name)) : "",
    pick(ctx, { kind: "region", id }, own(regionText(ctx, at))),
    " ",
    since && (!alike || index === areas.length - 1) ? stepOf(ctx, since) : "",
  ]);
}

/**
 * @param {Context} ctx
 * @param {import("../data/payload.js").Step} step
 */
function stepOf(ctx, { was, now }) {
  const named = (/** @type {string | null} */ key) =>
    key ? classChip(ctx, key) : ctx.messages.t("term.class.none");
  return el("span", { class: "step" }, named(was), " → ", named(now));
}

/**
 * The layer that shows it.
 * @param {Context} ctx
 * @param {import("../data/since.js").Change} change
 * @returns {import("./layer-texts.js").Layer}
 */
export function sinceLayer(ctx, change) {
  const [from, to] = [String(change.from), String(change.to)];
  return {
    ...sincePainter(ctx),
    title: () => ctx.messages.t("panel.changed.editions", { from, to }),
    before: () => sentences(ctx, change.notes),
    listing: () => BANDS.since,
    entry: (key) => ({ keys: [key === "other" ? hatchKey(key) : swatch(sinceLook(key))] }),
    takeaway: () => moveSentence(ctx, "panel.changed.takeaway", change),
  };
}

/**
 * @param {Context} ctx
 * @param {{from: number}} change
 */
export function mountSince(ctx, { from }) {
  panelButton(ctx, "changed", () => ctx.messages.t("panel.changed.since", { year: String(from) }));
}
