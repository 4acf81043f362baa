/** A figure as a row of a profile or of a comparison, and as a column of the table of clusters. */

import { figuresOf, numberOf, yearOf } from "../data/figures.js";
import { relativeIndexOf } from "../data/scores.js";
import { figureName, shareText } from "../data/words.js";
import { el } from "../dom.js";
import { facts, own, part } from "./parts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/scores.js").Place} Place
 * @typedef {import("../data/figures.js").Measure} Measure
 */

/** The unit of a region, or of a record that has one. @param {Place} place */
const unitIn = ({ unit, units = [] }) => unit ?? (units.length === 1 ? units[0] : -1);

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
    isIndex ? relativeIndexOf(ctx, unitIn(place), yearOf(ctx)) : numberOf(figure, unitIn(place), 0);
  /** @param {Place} place */
  const show = (place) => {
    const share = value(place);
    return share === null ? null : shareText(ctx, share);
  };
  const title = isIndex ? messages.t("panel.column.index") : figureName(ctx, figure.layer, figure.code);
  return { key: figure.code, title, layer: figure.layer, numeric: true, value, show, tell: show };
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
 * What a comparison shows of a figure: a share of the EU average with a bar as long, or the value.
 * @param {Measure} measure
 * @param {Place} place
 */
export function measureCell({ layer, tell, value }, place) {
  const share = value(place);
  if (layer === "figure" || share === null) return tell(place);
  const fill = el("span", { class: `bar-fill ${share >= 100 ? "above" : "below"}` });
  fill.style.setProperty("--size", `${Math.min(100, share / 2)}%`);
  const mark = el("span", { class: "bar-mark" });
  mark.style.setProperty("--at", "50%");
  return el(
    "div",
    { class: "share" },
    own(tell(place)),
    el("span", { class: "bar-track", "aria-hidden": "true" }, fill, mark),
  );
}

/**
 * What a profile or a card says of the figures of a definition.
 * @param {Context} ctx
 * @param {Place} place
 */
export function figuresPart(ctx, place) {
  const rows = measuresOf(ctx, "figure").flatMap(({ title, tell, whose }) => {
    const text = whose && tell(place);
    return text ? [/** @type {[string, Node]} */ ([title, own(text + whose(place))])] : [];
  });
  return rows.length ? part(ctx.messages.t("term.layer.figure"), facts(rows)) : null;
}
