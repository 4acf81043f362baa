/** A figure as a row of a profile or of a comparison, and as a column of the table of clusters. */

import { figuresOf, numberOf, shownOf } from "../data/figures.js";
import { relativeIndexOf, unitIn } from "../data/scores.js";
import { figureName, shareText } from "../data/words.js";
import { el } from "../dom.js";
import { bars, seriesChart, trackOf } from "./charts.js";
import { own, part } from "./parts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/scores.js").Place} Place
 * @typedef {import("../data/figures.js").Measure} Measure
 */

/**
 * @param {Context} ctx
 * @param {import("../data/figures.js").FigureFacts} figure of the scoreboard
 * @returns {Measure}
 */
function scoreMeasure(ctx, figure) {
  const { messages, payload } = ctx;
  const isIndex = figure === payload.index;
  /** @param {Place} place */
  const value = (place) =>
    isIndex ? relativeIndexOf(ctx, unitIn(place)) : numberOf(figure, unitIn(place), 0);
  /** @param {Place} place */
  const show = (place) => {
    const share = value(place);
    return share === null ? null : shareText(ctx, share);
  };
  const others = figuresOf(payload, figure.layer);
  /** @param {Place} place its value, or that it has none where it has one of the others */
  const tell = (place) =>
    show(place) ??
    (others.some((other) => numberOf(other, unitIn(place), 0) !== null) ? messages.t("panel.novalue") : null);
  /** @param {Place} place @returns {import("../data/figures.js").Track} */
  const track = (place) => {
    const share = value(place);
    return { value: share, span: [0, 200], mark: 100, look: (share ?? 0) >= 100 ? "above" : "below" };
  };
  const title = isIndex ? messages.t("panel.column.index") : figureName(ctx, figure.layer, figure.code);
  /** @type {Measure["series"]} */
  const series = isIndex ? (place) => [figure, unitIn(place), messages.t("panel.series")] : undefined;
  return { key: figure.code, title, layer: figure.layer, numeric: true, value, show, tell, track, series };
}

/**
 * The figures of a map that a layer lists.
 * @param {Context} ctx
 * @param {string} layer
 * @returns {Measure[]}
 */
export function measuresOf(ctx, layer) {
  return layer === "figure"
    ? (ctx.figures?.measures() ?? [])
    : figuresOf(ctx.payload, layer).map((figure) => scoreMeasure(ctx, figure));
}

/**
 * What the layer now shows in percent of the EU average; nothing for a figure of the definition.
 * @param {Context} ctx
 */
export function shownMeasure(ctx) {
  const { code, layer } = shownOf(ctx.payload, ctx.store.state);
  return layer === "figure" ? undefined : measuresOf(ctx, layer).find(({ key }) => key === code);
}

/**
 * What a comparison shows of a figure: the value and its bar, or why there is none.
 * @param {Measure} measure
 * @param {Place} place
 */
export function measureCell({ tell, track, value }, place) {
  const text = tell(place);
  if (!track || value(place) === null) return text;
  return el("div", { class: "share" }, own(text), trackOf(track(place)));
}

/** Title and note of the bars of each layer that lists figures. */
const TEXTS = /** @type {Record<string, string[]>} */ ({
  figure: ["term.layer.figure", "panel.figure.note"],
  indicator: ["panel.indicators", "panel.indicators.note"],
});

/**
 * What a profile or a card says of the figures that a layer lists: bars, and a chart of each that has years.
 * @param {Context} ctx
 * @param {string} layer
 * @param {Place} place
 */
export function figuresPart(ctx, layer, place) {
  const { messages, payload } = ctx;
  const rows = measuresOf(ctx, layer).flatMap(({ title, tell, whose, track, series }) => {
    const text = track && tell(place);
    if (!text) return [];
    const holder = whose?.(place);
    const more = [holder && el("small", {}, own(holder)), series && seriesChart(ctx, ...series(place))];
    return [{ label: title, text: own(text), more, ...track(place) }];
  });
  if (!rows.length) return null;
  const [title, note] = TEXTS[layer].map((key) => messages.t(key, { year: String(payload.map.edition) }));
  return part(title, el("p", { class: "fine" }, note), bars(rows));
}
