/** The map in words: one line under the title, and a description for those who do not see it. */

import { LAYER_KEYS } from "../data/state.js";
import { byId, el } from "../dom.js";
import { surveyInWords } from "./statements.js";
import { FILTERS, placePasses, visibleRecords } from "../data/filters.js";
import {
  averageOf,
  bandOf,
  classOf,
  classOfRecord,
  indexOf,
  indicatorOf,
  relativeIndexOf,
} from "../data/scores.js";
import { countText, countTexts, countUnits } from "../data/tallies.js";
import { shareText } from "../data/words.js";
import { own, word } from "./parts.js";

/** @typedef {import("../store.js").Context} Context */

/** A sentence of more letters than these is set smaller, to stand on one line too. */
const LONG = 80;
/** How long a choice must rest before it is spoken, in milliseconds. */
const SPEAKING_DELAY_MS = 400;
/** How long after the map the words that are folded away follow it, in milliseconds. */
const WRITING_DELAY_MS = 120;

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
  const units = payload.units.filter(({ country }) => !countries.length || countries.includes(country));
  if (base === "figure" && ctx.figures) return ctx.figures.takeaway();
  if (base === "change" || base === "since") {
    const bands = tally(units, (unit) => bandOf(ctx, unit) ?? "");
    const count = (/** @type {string} */ key) => bands.get(key) ?? 0;
    return messages.t(base === "change" ? "panel.takeaway.change" : "panel.changed.takeaway", {
      from: String(base === "change" ? from : payload.change?.from),
      to: String(base === "change" ? to : payload.change?.to),
      count: count("up"),
      same: count("same"),
      down: count("down"),
    });
  }
  if (base !== "class") {
    const shares = units
      .map(({ at }) => (base === "index" ? relativeIndexOf(ctx, at, year) : indicatorOf(ctx, at)))
      .filter((share) => share !== null);
    const count = shares.filter((share) => share >= 100).length;
    const total = shares.length;
    const key = count === 0 ? "zero.indicator" : count === total ? "all" : "indicator";
    return messages.t(`panel.takeaway.${key}`, {
      count,
      total,
      indicator:
        base === "index"
          ? messages.t("map.title.index", { year: String(year) })
          : word(ctx, "term.indicator", indicator),
    });
  }
  if (!payload.records.length) {
    // The countries that the scoreboard takes as one unit are no regions: it counts them beside.
    const known = units.filter(({ level }) => level > 0).map(({ at }) => classOf(ctx, at, year));
    const count = known.filter((key) => key === classes.at(-1)).length;
    return messages.t(`panel.takeaway.${count ? "empty" : "zero.regions"}`, {
      count,
      total: known.filter((key) => key !== null).length,
      year: String(year),
    });
  }
  const records = visibleRecords(ctx);
  if (!records.length) return messages.t("panel.takeaway.none");
  const counts = tally(records, (record) => classOfRecord(ctx, record, year) ?? "");
  const without = counts.get("") ?? 0;
  const total = records.length - without;
  // "1 of 1 clusters" is said of no map: of a single cluster the sentence of the filters is told.
  const isWhole = records.length === payload.records.length && total > 1;
  const count = counts.get("leader") ?? 0;
  const key = count === 0 ? ".zero.clusters" : isWhole ? "" : ".filtered";
  const params = { count, total, year: String(year) };
  return [
    total ? messages.t(`panel.takeaway${key}`, params) : "",
    without ? messages.t("panel.takeaway.without", { count: without }) : "",
  ];
}

/**
 * The units of each class, in words, and those furthest from the EU average.
 * @param {Context} ctx
 * @returns {(Node | string)[]}
 */
function classWords(ctx) {
  const { payload, store, messages } = ctx;
  const { year } = store.state;
  const { classes } = payload.map;
  const units = payload.units.filter((unit) => placePasses(ctx, unit));
  const areas = payload.areas.filter((region) => placePasses(ctx, region));
  const counts = countUnits(
    units,
    areas,
    ({ unit, noData }) => classOf(ctx, unit, year) ?? noData ?? "missing",
  );
  const measured = countUnits(units, [], () => "").get("");
  const kinds = [...counts.keys()].filter((key) => !classes.includes(key));
  const ranked = payload.units
    .map((unit, at) => ({ name: unit.name, value: indexOf(ctx, at, year) }))
    .filter(({ value }) => value !== null)
    .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const named = (/** @type {typeof ranked} */ list) =>
    list
      .map(({ name, value }) => `${name} (${shareText(ctx, (100 * (value ?? 0)) / averageOf(ctx, year))})`)
      .join(", ");
  const map = messages.t("panel.summary.map", {
    edition: String(payload.map.edition),
    year: String(year),
    units: new Intl.ListFormat(store.state.lang).format(countTexts(ctx, measured)),
  });
  const lines = [...classes.toReversed(), ...kinds].map((key) =>
    messages.labelled(
      word(ctx, classes.includes(key) ? "term.class" : "term.nodata", key),
      countText(ctx, counts.get(key)),
    ),
  );
  const ends = { top: named(ranked.slice(0, 3)), bottom: named(ranked.slice(-3)) };
  return [
    el("p", {}, map),
    el("ul", {}, ...lines.map((line) => el("li", {}, line))),
    ranked.length > 5 ? el("p", {}, own(messages.t("panel.summary.ends", ends))) : "",
  ];
}

/**
 * The clusters shown, by class.
 * @param {Context} ctx
 * @returns {Node[]}
 */
function clusterWords(ctx) {
  const { payload, store, messages } = ctx;
  const records = visibleRecords(ctx);
  const perClass = [...payload.map.classes.toReversed(), "mixed", ""].flatMap((key) => {
    const here = records.filter((record) => (classOfRecord(ctx, record, store.state.year) ?? "") === key);
    if (!here.length) return [];
    const names = here.slice(0, 12).flatMap(({ name }, at) => [at ? ", " : "", own(name)]);
    const more = here.length > 12 ? ` ${messages.t("panel.more", { count: here.length - 12 })}` : "";
    const title = key ? word(ctx, "term.class", key) : messages.t("map.class.none");
    const count = el("b", {}, `${title} (${messages.number(here.length)})`);
    return [el("li", {}, count, messages.labelled(""), ...names, more)];
  });
  const sentence = payload.records.length ? "panel.summary.clusters" : "panel.summary.norecord";
  return [el("p", {}, messages.t(sentence, { count: records.length })), el("ul", {}, ...perClass)];
}

/**
 * @param {Context} ctx
 * @returns {(Node | string)[]}
 */
function description(ctx) {
  const isFigure = ctx.store.state.base === "figure" && ctx.figures;
  return [...(isFigure ? isFigure.words() : classWords(ctx)), ...clusterWords(ctx), ...surveyInWords(ctx)];
}

/**
 * @param {Context} ctx
 */
export function mountSummary(ctx) {
  const { store, messages } = ctx;
  const line = byId("atlas-takeaway");
  const title = el("summary", {});
  // Embedded, it scrolls in a window of its own, which the keyboard has to reach.
  const text = el("div", { class: "words", ...(store.state.embed && { role: "region", tabindex: 0 }) });
  const details = el("details", {}, title, text);
  byId("atlas-summary").replaceChildren(details);
  /** @type {ReturnType<typeof setTimeout>[]} */
  let [resting, writing] = [];
  const render = () => {
    const [sentence, rest] = [takeaway(ctx)].flat();
    line.classList.toggle("is-long", sentence.length > LONG);
    line.replaceChildren(sentence, rest ? " " : "", rest ? el("small", {}, rest) : "");
    title.textContent = messages.t("panel.summary");
    if (store.state.embed) text.setAttribute("aria-label", title.textContent);
    clearTimeout(writing);
    writing = setTimeout(() => text.replaceChildren(...description(ctx)), WRITING_DELAY_MS);
  };
  // A slider passes many years; the one it rests on is spoken, after what the slider says of itself.
  store.subscribe([...LAYER_KEYS], () => {
    clearTimeout(resting);
    const layer = document.querySelector("#atlas-legend h2")?.textContent;
    resting = setTimeout(() => ctx.announce(`${layer}. ${line.textContent}`), SPEAKING_DELAY_MS);
  });
  store.subscribe(["lang", ...LAYER_KEYS, ...FILTERS], render);
  render();
}
