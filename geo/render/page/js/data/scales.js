/** From a value to the look of a region: CSS classes and one custom property, never a colour. */

import { svg } from "../dom.js";
import {
  bandOf,
  BANDS,
  classOf,
  indicatorOf,
  NO_DATA_KINDS,
  pointsOf,
  relativeIndexOf,
  SAME_POINTS,
} from "./model.js";

/** @typedef {import("./model.js").Context} Context */

/** Index points from which a change counts as large. */
const LARGE_POINTS = 10;

/** The hatches: each kind of no data has its own, so that none depends on a colour. */
const HATCHES = /** @type {Record<string, {size: number, d: string, dots?: boolean}>} */ ({
  missing: { size: 6, d: "M-1 1 1 -1M-1 7 7 -1M5 7 7 5" },
  country_only: { size: 6, d: "M0 3H6" },
  not_covered: { size: 6, d: "M3 3h.01", dots: true },
  not_located: { size: 7, d: "M0 3.5H7M3.5 0V7" },
  down: { size: 5, d: "M-1 4 1 6M-1 -1 6 6M4 -1 6 1" },
  other: { size: 7, d: "M3.5 0V7" },
});

/** @param {number} zoomScale topology integers to pixels; the patterns keep their size on screen */
const patternTransform = (zoomScale) => `scale(${1 / zoomScale})`;

/**
 * The pattern elements. Those of a legend swatch (prefix `key-`) live in pixels already.
 * @param {string} [prefix]
 */
export function hatchDefs(prefix = "hatch-") {
  const own = [...NO_DATA_KINDS, "other"].map((kind) => [kind, kind]);
  const patterns = [["down-1", "down"], ["down-2", "down"], ...own].map(([name, hatch]) => {
    const { size, d, dots } = HATCHES[hatch];
    return svg(
      "pattern",
      { id: prefix + name, width: size, height: size, patternUnits: "userSpaceOnUse" },
      svg("rect", { class: `fill-${name}`, width: size, height: size }),
      svg("path", { class: dots ? "hatch-dots" : `hatch-lines of-${name}`, d }),
    );
  });
  return svg("defs", {}, ...patterns);
}

/**
 * Keep hatches at screen size whatever the zoom.
 * @param {Element} defs
 * @param {number} zoomScale
 */
export function scaleHatches(defs, zoomScale) {
  for (const pattern of defs.children) pattern.setAttribute("patternTransform", patternTransform(zoomScale));
}

/** The span of the two gradient layers, in percent of the EU average. */
const SPANS = /** @type {Record<string, [number, number]>} */ ({ index: [40, 160], indicator: [25, 175] });

/**
 * @param {Context} ctx
 * @returns {[number, number]} percent of the EU average at the pale and at the deep end
 */
export function spanOf(ctx) {
  return SPANS[ctx.store.state.base] ?? SPANS.index;
}

/**
 * @param {Context} ctx
 * @param {number} percent of the EU average
 * @returns {number} 0 to 100 along the gradient
 */
export function rampAt(ctx, percent) {
  const [low, high] = spanOf(ctx);
  return Math.round(Math.max(0, Math.min(100, (100 * (percent - low)) / (high - low))));
}

/**
 * The look of a region in the base layer now shown.
 * @param {Context} ctx
 * @param {import("./payload.js").Region} region
 * @returns {{look: string, ramp: number | null}} a CSS class and the place on the gradient
 */
export function lookOf(ctx, region) {
  const { base, year } = ctx.store.state;
  const { unit, noData } = region;
  const missing = { look: `no-${noData ?? "missing"}`, ramp: null };
  if (base === "class") {
    const key = classOf(ctx, unit, year);
    return key === null ? missing : { look: `class-${ctx.payload.map.classes.indexOf(key) + 1}`, ramp: null };
  }
  if (base === "change") {
    const points = pointsOf(ctx, unit);
    return points === null ? missing : { look: changeLook(points), ramp: null };
  }
  if (base === "since") {
    const band = bandOf(ctx, region);
    return band === null ? missing : { look: sinceLook(band), ramp: null };
  }
  const percent = base === "index" ? relativeIndexOf(ctx, unit, year) : indicatorOf(ctx, unit);
  return percent === null ? missing : { look: "ramp", ramp: rampAt(ctx, percent) };
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
 * The word by which the legend, the highlight and the filters know a region.
 * @param {Context} ctx
 * @param {import("./payload.js").Region} region
 * @returns {{class?: string, nodata?: string}}
 */
export function legendKeyOf(ctx, region) {
  const { base, year } = ctx.store.state;
  const key = base in BANDS ? bandOf(ctx, region) : classOf(ctx, region.unit, year);
  return key === null ? { nodata: region.noData ?? "missing" } : { class: key };
}
