/** The map in words: one line under the title, and a description for those who do not see it. */

import { byId, el } from "../dom.js";
import { regionPasses, visibleRecords } from "../data/filters.js";
import {
  averageOf,
  bandOf,
  classOf,
  classOfRecord,
  classOfRegion,
  indexOf,
  indicatorOf,
  relativeIndexOf,
} from "../data/scores.js";
import { shareText } from "../data/words.js";
import { own, word } from "./parts.js";

/** @typedef {import("../store.js").Context} Context */

/**
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => string} keyOf
 * @returns {Map<string, number>}
 */
function tally(items, keyOf) {
  const counts = new Map();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/**
 * @param {Context} ctx
 */
function takeaway(ctx) {
  const { payload, store, messages } = ctx;
  const { base, year, from, to, indicator, countries } = store.state;
  const { classes } = payload.map;
  // The regions as drawn, as in the legend.
  const regions = payload.regions.filter(({ country }) => !countries.length || countries.includes(country));
  const units = regions.map(({ unit }) => unit);
  if (base === "change" || base === "since") {
    const bands = tally(regions, (region) => bandOf(ctx, region) ?? "");
    const count = (/** @type {string} */ key) => bands.get(key) ?? 0;
    return messages.t(base === "change" ? "panel.takeaway.change" : "panel.changed.takeaway", {
      from: String(base === "change" ? from : payload.change?.from),
      to: String(base === "change" ? to : payload.change?.to),
      up: count("up"),
      same: count("same"),
      down: count("down"),
    });
  }
  if (base !== "class") {
    const shares = units
      .map((at) => (base === "index" ? relativeIndexOf(ctx, at, year) : indicatorOf(ctx, at)))
      .filter((share) => share !== null);
    return messages.t("panel.takeaway.indicator", {
      count: shares.filter((share) => share >= 100).length,
      total: shares.length,
      indicator:
        base === "index"
          ? `${messages.t("term.layer.index")} ${year}`
          : word(ctx, "term.indicator", indicator),
    });
  }
  const records = visibleRecords(ctx);
  const total = records.length;
  if (!payload.records.length) {
    const known = units.map((at) => classOf(ctx, at, year)).filter((key) => key !== null);
    return messages.t("panel.takeaway.empty", {
      count: known.filter((key) => key === classes.at(-1)).length,
      total: known.length,
      year: String(year),
    });
  }
  const counts = tally(records, (record) => classOfRecord(ctx, record, year) ?? "");
  if (!total) return messages.t("panel.takeaway.none");
  const filtered = total < payload.records.length;
  const params = { count: counts.get("leader") ?? 0, total, year: String(year) };
  return messages.t(filtered ? "panel.takeaway.filtered" : "panel.takeaway", params);
}

/**
 * @param {Context} ctx
 * @returns {(Node | string)[]}
 */
function description(ctx) {
  const { payload, store, messages } = ctx;
  const { year } = store.state;
  const { classes } = payload.map;
  const records = visibleRecords(ctx);
  const regions = payload.regions.filter(({ at }) => regionPasses(ctx, at));
  const regionCounts = tally(
    regions,
    ({ at, noData }) => classOfRegion(ctx, at, year) ?? noData ?? "missing",
  );
  const keys = classes.toReversed();
  const kinds = [...regionCounts.keys()].filter((key) => !classes.includes(key));

  const perClass = [...keys, "mixed", ""].flatMap((key) => {
    const here = records.filter((record) => (classOfRecord(ctx, record, year) ?? "") === key);
    if (!here.length) return [];
    const names = here.slice(0, 12).flatMap(({ name }, at) => [at ? ", " : "", own(name)]);
    const more = here.length > 12 ? ` ${messages.t("panel.more", { count: here.length - 12 })}` : "";
    const title = key ? word(ctx, "term.class", key) : messages.t("panel.class.none");
    return [el("li", {}, el("b", {}, `${title} (${messages.number(here.length)})`), ": ", ...names, more)];
  });
  const ranked = payload.units
    .map((unit, at) => ({ name: unit.name, value: indexOf(ctx, at, year) }))
    .filter(({ value }) => value !== null)
    .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const named = (/** @type {typeof ranked} */ list) =>
    list
      .map(({ name, value }) => `${name} (${shareText(ctx, (100 * (value ?? 0)) / averageOf(ctx, year))})`)
      .join(", ");
  return [
    el(
      "p",
      {},
      messages.t("panel.summary.map", {
        edition: String(payload.map.edition),
        year: String(year),
        regions: regions.length,
      }),
    ),
    el(
      "ul",
      {},
      ...[...keys, ...kinds].map((key) =>
        el(
          "li",
          {},
          `${word(ctx, classes.includes(key) ? "term.class" : "term.nodata", key)}: ${messages.number(regionCounts.get(key) ?? 0)}`,
        ),
      ),
    ),
    ranked.length > 5
      ? el(
          "p",
          {},
          own(
            messages.t("panel.summary.ends", {
              top: named(ranked.slice(0, 3)),
              bottom: named(ranked.slice(-3)),
            }),
          ),
        )
      : "",
    payload.records.length
      ? el("p", {}, messages.t("panel.summary.clusters", { count: records.length }))
      : el("p", {}, messages.t("panel.summary.norecord")),
    el("ul", {}, ...perClass),
  ];
}

/**
 * @param {Context} ctx
 */
export function mountSummary(ctx) {
  const { store, messages } = ctx;
  const line = byId("atlas-takeaway");
  const title = el("summary", {});
  const text = el("div", { class: "words" });
  const details = el("details", {}, title, text);
  byId("atlas-summary").replaceChildren(details);
  const render = () => {
    line.textContent = takeaway(ctx);
    title.textContent = messages.t("panel.summary");
    text.replaceChildren(...description(ctx));
  };
  store.subscribe(
    [
      "lang",
      "base",
      "indicator",
      "year",
      "from",
      "to",
      "classes",
      "countries",
      "services",
      "funding",
      "stages",
      "tables",
      "query",
    ],
    render,
  );
  render();
}
