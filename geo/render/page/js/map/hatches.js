/** The hatches for regions without a value, as SVG patterns. */

import { svg } from "../dom.js";
import { NO_DATA_KINDS } from "../data/scores.js";

/** The hatches: each kind of no data has its own, so that none depends on a colour. */
const HATCHES = /** @type {Record<string, {size: number, d: string, dots?: boolean}>} */ ({
  missing: { size: 6, d: "M-1 1 1 -1M-1 7 7 -1M5 7 7 5" },
  country_only: { size: 6, d: "M0 3H6" },
  not_covered: { size: 6, d: "M3 3h.01", dots: true },
  not_located: { size: 7, d: "M0 3.5H7M3.5 0V7" },
  down: { size: 5, d: "M-1 4 1 6M-1 -1 6 6M4 -1 6 1" },
  other: { size: 7, d: "M3.5 0V7" },
});

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
 * Keep hatches at screen size whatever the zoom, and upright: the y of the map points up.
 * @param {Element} defs
 * @param {number} zoomScale topology integers to pixels
 */
export function scaleHatches(defs, zoomScale) {
  const upright = `scale(${1 / zoomScale} ${-1 / zoomScale})`;
  for (const pattern of defs.children) pattern.setAttribute("patternTransform", upright);
}
