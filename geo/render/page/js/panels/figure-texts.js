/** The texts about a figure: its name, its values with their unit, why there are none, and rows of its legend. */

import { cellOf } from "../data/figures.js";
import { regionIndexOf } from "../data/records.js";
import { regionText } from "../data/words.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/figures.js").FigureFacts} FigureFacts
 */

/** Flags of Eurostat that have a word; others stand for themselves. */
const FLAGS = "bdepu";

/**
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {string} what
 */
export const textOf = ({ messages }, { code }, what) => messages.t(`own.figure.${code}.${what}`);

/**
 * A value as the language writes it, without its unit.
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {number} value
 */
export const numberText = ({ messages }, { bounds, digits }, value) =>
  messages.decimal(value, bounds, digits);

/**
 * A value as the language writes it, with its unit.
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {number} value
 */
export function valueText(ctx, figure, value) {
  const text = numberText(ctx, figure, value);
  return figure.hasUnit ? `${text}\u00a0${textOf(ctx, figure, "unit")}` : text;
}

/**
 * @param {Context} ctx
 * @param {string} kind of no data
 */
export function lackText({ messages }, kind) {
  return messages.t(kind === "missing" ? "term.nodata.missing" : `panel.figure.${kind}`);
}

/**
 * A value or the reason why there is none, with what Eurostat flags.
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {number} unit
 * @param {number} row
 */
export function cellText(ctx, figure, unit, row) {
  const cell = cellOf(figure, unit, row);
  if (typeof cell === "string") return lackText(ctx, cell);
  const flags = [...(figure.flags[`${row} ${unit}`] ?? "")].map((flag) =>
    FLAGS.includes(flag) ? ctx.messages.t(`panel.figure.flag.${flag}`) : flag,
  );
  const text = valueText(ctx, figure, cell);
  return flags.length ? `${text} (${flags.join(", ")})` : text;
}

/**
 * What a figure is called, with the year shown.
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {number} row
 */
export function titleText(ctx, figure, row) {
  const label = textOf(ctx, figure, "label");
  return figure.years.length ? `${label}, ${figure.years[row]}` : label;
}

/**
 * What a figure is called, with the year shown and its unit.
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {number} row
 */
export function headText(ctx, figure, row) {
  const title = titleText(ctx, figure, row);
  return figure.hasUnit ? `${title} (${textOf(ctx, figure, "unit")})` : title;
}

/**
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {number} unit
 */
export function unitName(ctx, figure, unit) {
  const id = figure.ids[unit];
  const at = regionIndexOf(ctx, id);
  if (at >= 0) return regionText(ctx, at);
  return figure.names[id] ?? ctx.messages.country(id);
}

/**
 * The range of a class in words.
 * @param {Context} ctx
 * @param {{bounds: number[], boundDigits: number, counted?: boolean}} figure
 * @param {number} at position of the class, low to high
 */
export function rangeText({ messages }, { bounds, boundDigits, counted }, at) {
  if (counted && at < bounds.length) {
    const [low, high] = [bounds[at - 1] ?? 0, bounds[at] - 1].map(messages.number);
    return low === high ? low : messages.t("map.range.between", { low, high });
  }
  const [low, high] = [bounds[at - 1], bounds[at]].map((bound) =>
    bound === undefined ? "" : messages.decimal(bound, [], boundDigits),
  );
  const wording = low === "" ? "below" : high === "" ? "from" : "between";
  return bounds.length ? messages.t(`map.range.${wording}`, { low, high }) : messages.t("panel.figure.all");
}
