/** The hatches of the map as lines: Chromium prints a pattern as a picture, one for each region that it fills. */

import { svg } from "../dom.js";

/**
 * The hatches: their space in pixels, and how far a line goes right while it crosses the map from top to bottom,
 * in parts of its height; null for a line from left to right. None: dots.
 * @type {Record<string, {space: number, lines: (number | null)[]}>}
 */
const HATCHES = {
  "no-missing": { space: 8.5, lines: [-1] },
  "no-country_only": { space: 6, lines: [null] },
  "no-not_covered": { space: 6, lines: [] },
  "no-not_located": { space: 7, lines: [null, 0] },
  "down-1": { space: 7, lines: [1] },
  "down-2": { space: 7, lines: [1] },
  other: { space: 7, lines: [0] },
};
/** Side of a dot, in pixels. */
const DOT = 1.6;

/** @typedef {{left: number, top: number, wide: number, high: number}} Box in pixels */

/**
 * @param {DOMRect} box in topology integers, where up is more
 * @param {number} k pixels of a topology integer
 * @returns {Box}
 */
function pixelsOf({ x, y, width, height }, k) {
  return { left: x * k, top: -(y + height) * k, wide: width * k, high: height * k };
}

/** @param {Box[]} boxes @returns {Box} */
function unionOf(boxes) {
  const [left, top] = /** @type {const} */ (["left", "top"]).map((edge) =>
    Math.min(...boxes.map((box) => box[edge])),
  );
  return {
    left,
    top,
    wide: Math.max(...boxes.map((box) => box.left + box.wide)) - left,
    high: Math.max(...boxes.map((box) => box.top + box.high)) - top,
  };
}

/**
 * @param {Box} box
 * @param {{space: number, lines: (number | null)[]}} hatch
 */
function linesOver({ left, top, wide, high }, { space, lines }) {
  const d = lines.flatMap((lean) => {
    const beyond = lean === null ? 0 : Math.abs(lean) * high;
    const from = left - ((lean ?? 0) > 0 ? high : 0);
    const count = Math.ceil((lean === null ? high : wide + beyond) / space);
    return Array.from({ length: count }, (_, at) =>
      lean === null
        ? `M${left} ${top + at * space}h${wide}`
        : `M${from + at * space} ${top}l${lean * high} ${high}`,
    );
  });
  return d.join("");
}

/**
 * Dots over each of some boxes, in one grid. Squares: of a round one a printer makes eight curves.
 * @param {Box[]} boxes
 * @param {number} space
 */
function dotsOver(boxes, space) {
  const dots = boxes.flatMap(({ left, top, wide, high }) => {
    const [column, row] = [left, top].map((edge) => Math.floor(edge / space));
    const [columns, rows] = [left + wide, top + high].map((edge) => Math.ceil(edge / space));
    return Array.from({ length: (columns - column) * (rows - row) }, (_, at) => {
      const [x, y] = [column + (at % (columns - column)), row + Math.floor(at / (columns - column))];
      return `M${x * space} ${y * space}h${DOT}v${DOT}h${-DOT}z`;
    });
  });
  return [...new Set(dots)].join("");
}

/** How many clips there are: each has a name of its own. */
let clips = 0;

/**
 * The hatches of the regions as they are now, clipped to them, for a copy of their drawing.
 * @param {Element} plane drawing of the regions
 * @returns {SVGGElement}
 */
export function hatchLines(plane) {
  const k = Number(/matrix\(([\d.e-]+)/.exec(plane.getAttribute("transform") ?? "")?.[1]);
  const groups = Object.entries(HATCHES).flatMap(([look, hatch]) => {
    const regions = [...plane.querySelectorAll(`.region.${look}:not(.faded)`)];
    if (!regions.length) return [];
    const id = `clip-${(clips += 1)}`;
    const d = regions.map((region) => region.getAttribute("d")).join("");
    const shape = svg("path", { d, "clip-rule": "evenodd" });
    // Measured where they are drawn: a path outside the page has no box.
    const boxes = regions.map((region) => pixelsOf(/** @type {SVGPathElement} */ (region).getBBox(), k));
    const isDots = hatch.lines.length === 0;
    const lines = svg("path", {
      class: isDots ? "hatch-squares" : `hatch-lines of-${look}`,
      transform: `scale(${1 / k} ${-1 / k})`,
      d: isDots ? dotsOver(boxes, hatch.space) : linesOver(unionOf(boxes), hatch),
    });
    return [svg("clipPath", { id }, shape), svg("g", { "clip-path": `url(#${id})` }, lines)];
  });
  return svg("g", {}, ...groups);
}
