/** From a value to the look of a region: CSS classes and one custom property, never a colour. */

import {
  bandOf,
  BANDS,
  classOf,
  indicatorOf,
  lackOf,
  LARGE_POINTS,
  paintedClassOf,
  pointsOf,
  relativeIndexOf,
  SAME_POINTS,
} from "./scores.js";

/** @typedef {import("./state.js").Model} Model */

/** The span of the two gradient layers, in percent of the EU average. */
const SPANS = /** @type {Record<string, [number, number]>} */ ({ index: [40, 160], indicator: [25, 175] });

/**
 * @param {Model} model
 * @returns {[number, number]} percent of the EU average at the pale and at the deep end
 */
export function spanOf(model) {
  return SPANS[model.store.state.base] ?? SPANS.index;
}

/**
 * @param {Model} model
 * @param {number} percent of the EU average
 * @returns {number} 0 to 100 along the gradient
 */
export function rampAt(model, percent) {
  const [low, high] = spanOf(model);
  return Math.round(Math.max(0, Math.min(100, (100 * (percent - low)) / (high - low))));
}

/**
 * The look of a region in the base layer now shown.
 * @param {Model} model
 * @param {import("./payload.js").Region} region
 * @returns {{look: string, ramp: number | null}} a CSS class and the place on the gradient
 */
export function lookOf(model, region) {
  const { base, year } = model.store.state;
  const { unit, noData } = region;
  if (base === "figure" && model.figures) return model.figures.lookOf(region);
  const missing = { look: `no-${noData ?? "missing"}`, ramp: null };
  if (base === "class") {
    const key = classOf(model, unit, year);
    return key === null
      ? missing
      : { look: `class-${model.payload.map.classes.indexOf(key) + 1}`, ramp: null };
  }
  if (base === "change") {
    const points = pointsOf(model, unit);
    return points === null ? missing : { look: changeLook(points), ramp: null };
  }
  if (base === "since") {
    const band = bandOf(model, region);
    return band === null ? missing : { look: sinceLook(band), ramp: null };
  }
  const percent = base === "index" ? relativeIndexOf(model, unit, year) : indicatorOf(model, unit);
  return percent === null ? missing : { look: "ramp", ramp: rampAt(model, percent) };
}

/** @param {string} band of the layer that compares two editions */
export function sinceLook(band) {
  return band === "up" || band === "down" ? `${band}-2` : band;
}

/** @param {number} points */
function changeLook(points) {
  if (Math.abs(points) < SAME_POINTS) return "same";
  return `${points > 0 ? "up" : "down"}-${Math.abs(points) < LARGE_POINTS ? 1 : 2}`;
}

/**
 * The key of a region or a unit in the legend, the highlight and the filters.
 * @param {Model} model
 * @param {import("./payload.js").Region | import("./payload.js").Unit} region
 * @returns {{class?: string, nodata?: string}}
 */
export function legendKeyOf(model, region) {
  const { base } = model.store.state;
  const key = base in BANDS ? bandOf(model, region) : paintedClassOf(model, region.unit);
  return key === null ? { nodata: lackOf(model, region) } : { class: key };
}
