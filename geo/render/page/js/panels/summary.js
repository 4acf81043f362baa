/** The map in words: one line under the title, and a description for those who do not see it. */

import { LAYER_KEYS } from "../data/state.js";
import { byId, el } from "../dom.js";
import { surveyInWords } from "./statements.js";
import { FILTERS, placePasses, visibleRecords } from "../data/filters.js";
import { classOfRecord } from "../data/scores.js";
import { countTexts, countUnits, namesOf, talliesOf } from "../data/tallies.js";
import { layerOf } from "./layer-texts.js";
import { layerBlock } from "./legend-blocks.js";
import { shownMeasure } from "./measures.js";
import { own, word } from "./parts.js";
import { placeText } from "../data/words.js";

/** @typedef {import("../store.js").Context} Context */

/** A sentence of more letters than these is set smaller, to stand on one line too. */
const LONG = 80;
/** How long a choice must rest before it is spoken, in milliseconds. */
const SPEAKING_DELAY_MS = 400;
/** How long after the map the words that are folded away follow it, in milliseconds. */
const WRITING_DELAY_MS = 120;

/**
 * A line that unfolds into the names of what it counts.
 * @param {string} text
 * @param {(Node | string)[]} names
 */
function folded(text, names) {
  const line = el("b", {}, text);
  return el("li", {}, names.length ? el("details", {}, el("summary", {}, line), ...names) : line);
}

/**
 * A word of the legend with what it counts and the names of these: what the map tells by colour alone.
 * @param {Context} ctx
 * @param {import("./legend-keys.js").Entry} entry
 */
function countedLine(ctx, { name, detail, value = "" }) {
  const names = namesOf(ctx, value);
  return folded(ctx.messages.labelled(name, detail), names ? [names] : []);
}

/**
 * What the layer shows, how much it measures and how much is in each of its classes.
 * @param {Context} ctx
 * @returns {Node[]}
 */
function layerWords(ctx) {
  const { messages, store } = ctx;
  const tallies = talliesOf(ctx);
  const { title, entries } = layerBlock(ctx, tallies);
  const { takeaway, units, worded } = layerOf(ctx);
  const measured = countUnits(
    units().filter((unit) => placePasses(ctx, unit)),
    [],
    () => "",
  ).get("");
  const count = new Intl.ListFormat(store.state.lang).format(countTexts(ctx, measured));
  const items = [...(worded?.(tallies) ?? []), ...entries].map((entry) => countedLine(ctx, entry));
  return [
    el("p", {}, messages.labelled(title, count)),
    el("p", {}, [takeaway()].flat().join(" ")),
    el("ul", {}, ...items),
    ...endsOf(ctx),
  ];
}

/**
 * The units furthest from the EU average, where the layer shows a share of it.
 * @param {Context} ctx
 * @returns {Node[]}
 */
function endsOf(ctx) {
  const { messages, payload } = ctx;
  const measure = shownMeasure(ctx);
  const ranked = (measure ? payload.units : [])
    .flatMap((unit) => {
      const value = measure?.value(unit) ?? null;
      return value === null
        ? []
        : [{ value, text: messages.labelled(placeText(ctx, unit), measure?.show(unit) ?? "") }];
    })
    .toSorted((a, b) => b.value - a.value);
  const [top, bottom] = [ranked.slice(0, 3), ranked.slice(-3)].map((list) =>
    list.map(({ text }) => text).join(", "),
  );
  return ranked.length > 5 ? [el("p", {}, own(messages.t("panel.summary.ends", { top, bottom })))] : [];
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
    const here = records.filter((record) => (classOfRecord(ctx, record) ?? "") === key);
    if (!here.length) return [];
    const names = here.slice(0, 12).flatMap(({ name }, at) => [at ? ", " : "", own(name)]);
    const more = here.length > 12 ? ` ${messages.t("panel.more", { count: here.length - 12 })}` : "";
    const title = word(ctx, "term.class", key || "none");
    return [folded(messages.labelled(title, messages.number(here.length)), [...names, more])];
  });
  const sentence = payload.records.length ? "panel.summary.clusters" : "panel.summary.norecord";
  return [el("p", {}, messages.t(sentence, { count: records.length })), el("ul", {}, ...perClass)];
}

/**
 * What the map shows, and what a survey asked; in a wide window these stand beside each other.
 * @param {Context} ctx
 */
const description = (ctx) => [
  el("div", {}, ...layerWords(ctx), ...clusterWords(ctx)),
  el("div", {}, ...surveyInWords(ctx)),
];

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
    const layer = document.querySelector("#atlas-legend h2")?.textContent ?? "";
    resting = setTimeout(() => {
      const said = line.textContent;
      ctx.announce(said.includes(layer) ? said : `${layer}. ${said}`);
    }, SPEAKING_DELAY_MS);
  });
  store.subscribe(["lang", ...LAYER_KEYS, ...FILTERS], render);
  render();
}
