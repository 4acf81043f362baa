/** How figures look and read: on the map, in the legend, in profiles, cards, tables and comparisons. */

import {
  cellAt,
  cellOf,
  classAt,
  figureUnits,
  LACK_LOOKS,
  listed,
  numberOf,
  rowOf,
  shownOf,
  unitAt,
  yearOf,
} from "../data/figures.js";
import { cellText, lackText, rangeText, textOf, titleText, unitName, valueText } from "./figure-texts.js";
import { el } from "../dom.js";
import { placePasses } from "../data/filters.js";
import { swatch } from "../map/glyphs.js";
import { rankedBy } from "./ranked.js";
import { medianOf } from "../data/strip.js";
import { stripOf } from "./strip.js";
import { BANDS } from "../data/scores.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/figures.js").FigureFacts} FigureFacts
 * @typedef {import("../data/scores.js").Place} Place
 */

/**
 * @param {FigureFacts} figure
 * @param {number} at position of a class
 */
function classKey({ looks }, at) {
  const [look, ramp] = looks[at];
  const node = swatch(look);
  if (ramp !== null) node.style.setProperty("--at", `${ramp}%`);
  return node;
}

/**
 * What stands between the title of a legend and its classes.
 * @param {Context} ctx
 * @param {FigureFacts} figure
 */
function introOf(ctx, figure) {
  const { messages } = ctx;
  const { direction, method, middle } = figure;
  const compared = messages.decimal(middle, [], Number.isInteger(middle) ? 0 : 1);
  const lines = [
    [
      figure.hasUnit ? textOf(ctx, figure, "unit") : "",
      direction === "neither" ? "" : messages.t(`panel.figure.${direction}`),
    ],
    [
      messages.t(`panel.figure.by.${method}`, { middle: compared }),
      messages.labelled(messages.t("panel.source"), textOf(ctx, figure, "source")),
    ],
  ];
  return lines
    .map((texts) => texts.filter(Boolean).join(" · "))
    .filter(Boolean)
    .map((text) => el("p", { text }));
}

/**
 * The sentence above the map: where the figure is highest and where it is lowest, of what the filters let pass.
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {number} row
 */
function sentenceOf(ctx, figure, row) {
  const { messages, payload } = ctx;
  const known = figureUnits(figure, payload.units)
    .filter((unit) => placePasses(ctx, unit))
    .flatMap((unit) => {
      const cell = cellOf(figure, unit.figure, row);
      return typeof cell === "number" ? [{ unit: unit.figure, cell }] : [];
    })
    .toSorted((a, b) => b.cell - a.cell);
  const title = titleText(ctx, figure, row);
  if (!known.length) return messages.t("panel.figure.none", { figure: title });
  const [high, low] = [known[0].cell, known[known.length - 1].cell];
  return messages.t(high === low ? "panel.figure.same" : "panel.figure.takeaway", {
    figure: title,
    top: holderText(ctx, figure, known, high),
    high: valueText(ctx, figure, high),
    bottom: holderText(ctx, figure, known, low),
    low: valueText(ctx, figure, low),
  });
}

/**
 * The unit that has a value, or how many have it.
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {{unit: number, cell: number}[]} known
 * @param {number} value
 */
function holderText(ctx, figure, known, value) {
  const holders = known.filter(({ cell }) => cell === value);
  if (holders.length === 1) return unitName(ctx, figure, holders[0].unit);
  const kind = holders.every(({ unit }) => figure.ids[unit].length === 2) ? "countries" : "regions";
  return ctx.messages.t(`map.count.${kind}`, { count: holders.length });
}

/**
 * Whether a figure can have a value for a place: one of level 3 has none for larger regions, another none for
 * several regions that share no unit.
 * @param {FigureFacts} figure
 * @param {Place} place
 * @param {number} unit
 */
function canHold({ small }, { regions, isSmall }, unit) {
  return unit >= 0 || (small ? isSmall : (regions?.length ?? 1) === 1);
}

/**
 * A figure as a row of profiles and comparisons, and as a column.
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {number} row
 * @returns {import("../data/figures.js").Measure}
 */
function measureOf(ctx, figure, row) {
  const value = (/** @type {Place} */ place) => numberOf(figure, unitAt(figure, place), row);
  const values = figure.cells[row].filter((cell) => typeof cell === "number").toSorted((a, b) => a - b);
  /** @type {[number, number]} */
  const span = [Math.min(0, values[0]), Math.max(0, ...values.slice(-1))];
  return {
    key: `figure_${figure.code}`,
    title: titleText(ctx, figure, row),
    layer: figure.layer,
    numeric: true,
    value,
    show(place) {
      const number = value(place);
      return number === null ? null : valueText(ctx, figure, number);
    },
    tell(place) {
      const unit = unitAt(figure, place);
      return canHold(figure, place, unit) ? cellText(ctx, figure, unit, row) : null;
    },
    whose(place) {
      const unit = unitAt(figure, place);
      const regions = place.regions ?? [place.at ?? -1];
      const isOther = unit >= 0 && !regions.some((at) => ctx.payload.regions[at].id === figure.ids[unit]);
      return isOther ? `${unitName(ctx, figure, unit)} (${figure.ids[unit]})` : "";
    },
    track(place) {
      const number = value(place);
      const [look, ramp] = figure.looks[number === null ? 0 : classAt(figure, number)];
      return { value: number, span, mark: medianOf(values), look, ramp };
    },
    series: (place) => [figure, unitAt(figure, place), textOf(ctx, figure, "label")],
  };
}

/**
 * @param {Context} ctx
 * @returns {import("../data/figures.js").Figures}
 */
export function createFigures(ctx) {
  const { payload, store } = ctx;
  const shown = () => shownOf(payload, store.state);
  /** @param {FigureFacts} figure */
  const yearRow = (figure) => rowOf(figure, yearOf(ctx, figure));
  const title = () => titleText(ctx, shown(), yearRow(shown()));
  ctx.painters.figure = {
    words: BANDS.figure,
    lacks: LACK_LOOKS,
    units: () => figureUnits(shown(), payload.units),
    areas: () => (shown().small && payload.small?.areas) || payload.areas,
    unitOf: (place) => unitAt(shown(), place),
    cellOf: (place) => cellAt(shown(), place, yearRow(shown())),
    classAt: (value) => classAt(shown(), value),
    look: (at) => shown().looks[at],
    facts: (region) => [title(), cellText(ctx, shown(), unitAt(shown(), region), yearRow(shown()))],
    title,
    before: () => [...introOf(ctx, shown()), stripOf(ctx, shown(), yearRow(shown()))],
    listing: () => BANDS.figure.slice(0, shown().looks.length).toReversed(),
    entry(word) {
      const at = BANDS.figure.indexOf(word);
      return { name: rangeText(ctx, shown(), at), keys: [classKey(shown(), at)] };
    },
    lackName: (kind) => lackText(ctx, kind),
    takeaway: () => sentenceOf(ctx, shown(), yearRow(shown())),
    ranked: () => rankedBy(ctx, [shown()], yearRow),
  };
  return { measures: () => listed(payload).map((figure) => measureOf(ctx, figure, yearRow(figure))) };
}
