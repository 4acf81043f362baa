/** The clusters by the value of a figure, for the list beside the map. */

import { cellOf, unitAt } from "../data/figures.js";
import { lookOf } from "../data/layers.js";
import { headText, numberText } from "./figure-texts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/figures.js").FigureFacts} FigureFacts
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 */

/**
 * @param {Context} ctx
 * @param {FigureFacts[]} figures the first one decides order and bars; the values of all are told
 * @param {(figure: FigureFacts) => number} yearRow
 * @returns {import("../data/figures.js").Ranked}
 */
export function rankedBy(ctx, figures, yearRow) {
  const row = yearRow(figures[0]);
  const values = figures[0].cells[row].filter((cell) => typeof cell === "number");
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  return {
    title: figures.map((figure) => headText(ctx, figure, yearRow(figure))).join(" · "),
    rowOf(record) {
      const cells = figures.map((figure) => cellOf(figure, unitAt(figure, record), yearRow(figure)));
      const [value] = cells;
      const isKnown = typeof value === "number";
      // Thousands are put in order, the words and bars of few are asked for.
      return {
        value: isKnown ? value : 0,
        get text() {
          return cells
            .map((cell, at) => (typeof cell === "number" ? numberText(ctx, figures[at], cell) : "–"))
            .join(" · ");
        },
        /** @returns {import("../data/figures.js").RankedRow["bars"]} */
        get bars() {
          const { look, ramp } = lookOf(ctx, record);
          return isKnown ? [[look, (100 * (value - low)) / (high - low || 1), ramp]] : [];
        },
        rank: isKnown ? 0 : 1,
      };
    },
  };
}
