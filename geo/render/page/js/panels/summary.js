/** The map in words: one line under the title, and a description for those who do not see it. */

import { yearOf } from "../data/figures.js";
import { LAYER_KEYS } from "../data/state.js";
import { byId, el } from "../dom.js";
import { surveyInWords } from "./statements.js";
import { FILTERS, placePasses, visibleRecords } from "../data/filters.js";
import { averageOf, classOf, classOfRecord, indexOf } from "../data/scores.js";
import { countText, countTexts, countUnits, talliesOf } from "../data/tallies.js";
import { shareText } from "../data/words.js";
import { layerOf } from "./layer-texts.js";
import { layerBlock } from "./legend-blocks.js";
import { own, word } from "./parts.js";

/** @typedef {import("../store.js").Context} Context */

/** A sentence of more letters than these is set smaller, to stand on one line too. */
const LONG = 80;
/** How long a choice must rest before it is spoken, in milliseconds. */
const SPEAKING_DELAY_MS = 400;
/** How long after the map the words that are folded away follow it, in milliseconds. */
const WRITING_DELAY_MS = 120;

/**
 * The units of each class, in words, and those furthest from the EU average.
 * @param {Context} ctx
 * @returns {(Node | string)[]}
 */
function classWords(ctx) {
  const { payload, store, messages } = ctx;
  const year = yearOf(ctx);
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
 * The sentence of the layer, and how much is in each of its classes.
 * @param {Context} ctx
 * @returns {Node[]}
 */
function ownWords(ctx) {
  const { entries } = layerBlock(ctx, talliesOf(ctx));
  const items = entries.map(({ name, detail }) => el("li", {}, ctx.messages.labelled(name, detail)));
  return [el("p", {}, ...[layerOf(ctx).takeaway()].flat()), el("ul", {}, ...items)];
}

/**
 * The clusters shown, by class.
 * @param {Context} ctx
 * @returns {Node[]}
 */
function clusterWords(ctx) {
  const { payload, messages } = ctx;
  const records = visibleRecords(ctx);
  const perClass = [...payload.map.classes.toReversed(), "mixed", ""].flatMap((key) => {
    const here = records.filter((record) => (classOfRecord(ctx, record, yearOf(ctx)) ?? "") === key);
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
  const words = layerOf(ctx).isOwn ? ownWords(ctx) : classWords(ctx);
  return [...words, ...clusterWords(ctx), ...surveyInWords(ctx)];
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
    const [sentence, rest] = [layerOf(ctx).takeaway()].flat();
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
