/** A view that is being filled with names: what is free, what lies under a box, and the names so far. */

import { svg } from "../dom.js";
import { SEA } from "../data/ground.js";
import { frameOf } from "./crs.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/ground.js").Ground} Ground
 * @typedef {[number, number]} Point
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box layer pixels
 * @typedef {{look: string, type: number, wider: number}} Style `wider`: how much bold type is wider than what is
 *   measured
 * @typedef {{
 *   nodes: SVGElement[], pixels: (cell: Point) => Point,
 *   box: (words: string, style: Style, x: number, y: number) => Box, isFree: (box: Box) => boolean,
 *   isOn: (box: Box, allowed: (shape: number) => boolean, part?: number) => boolean,
 *   costOf: (x: number, y: number, allowed: (shape: number) => boolean) => number,
 *   write: (words: string, style: Style, box: Box, line?: number[][]) => void,
 * }} Sheet `isOn`: whether all of a box, or its middle part, stands on certain shapes; `costOf`: what a step of a line
 *   costs there; `line`: the steps of the line to a name
 */

/** Where a name looks up what it stands on, from its middle, in parts of its width and height. */
const ACROSS = Array.from({ length: 21 }, (_, at) => at / 20 - 0.5);
const DOWN = [-0.5, -0.25, 0, 0.25, 0.5];
/** What is taken is known of squares of so many pixels. */
const CELL = 3;
/** A step of a line, in pixels, and what it costs over land without a name, over a name or a marker, over another country. */
export const STEP = 4;
const BARE = 25 * STEP;
const COVERED = 30 * STEP;
const FOREIGN = 50 * STEP;

/**
 * @param {number} left
 * @param {number} top
 * @param {number} right
 * @param {number} bottom
 * @returns {Box}
 */
export const boxOf = (left, top, right, bottom) => ({ left, top, right, bottom });

/** @param {number} x @param {number} y @param {number} far @returns {Box} */
export const around = (x, y, far) => boxOf(x - far, y - far, x + far, y + far);

/**
 * An empty sheet over the view as it is now.
 * @param {Context} ctx
 * @param {Ground | undefined} ground
 * @param {(words: string) => number} measure
 * @param {import("./markers.js").Marker[]} shown markers that names keep clear of
 * @returns {Sheet}
 */
export function sheetOf(ctx, ground, measure, shown) {
  const { map, payload } = ctx;
  const { k, tx, ty } = frameOf(ctx);
  const { scale, origin, insets } = payload.topology;
  const { x: left, y: top } = map.containerPointToLayerPoint([0, 0]);
  const { x: width, y: height } = map.getSize();
  const pixels = (/** @type {Point} */ [x, y]) => /** @type {Point} */ ([x * k + tx, ty - y * k]);
  const corner = (/** @type {number} */ x, /** @type {number} */ y) =>
    pixels([(x - origin[0]) / scale, (y - origin[1]) / scale]);
  const cell = (/** @type {number} */ side) => Math.round(side / CELL);
  const wide = Math.ceil(width / CELL);
  const taken = new Uint8Array(wide * Math.ceil(height / CELL));
  /** @param {Box} box @param {(at: number) => unknown} test of a cell that it touches */
  const some = (box, test) => {
    const [east, south] = [Math.min(cell(box.right - left), wide), cell(box.bottom - top)];
    const west = Math.max(cell(box.left - left), 0);
    for (let row = cell(box.top - top); row < south; row += 1)
      for (let column = west; column < east; column += 1) if (test(row * wide + column)) return true;
    return false;
  };
  const isTaken = (/** @type {number} */ at) => taken[at];
  const take = (/** @type {Box} */ box) => some(box, (at) => void (taken[at] = 1));
  for (const { spot } of shown) {
    const { atX, atY, radius } = spot;
    take(around(atX, atY, radius - 2));
  }
  for (const { box } of insets) take(boxOf(...corner(box[0], box[3]), ...corner(box[2], box[1])));
  const shapeAt = (/** @type {number} */ x, /** @type {number} */ y) =>
    ground?.shapeAt((x - tx) / k, (ty - y) / k) ?? SEA;
  /** @type {SVGElement[]} */
  const nodes = [];
  return {
    nodes,
    pixels,
    box(words, { type, wider }, x, y) {
      const half = (measure(words) * type * wider) / 2 + 2;
      return boxOf(x - half, y - 0.6 * type, x + half, y + 0.6 * type);
    },
    isFree: (box) =>
      box.left > left &&
      box.top > top &&
      box.right < left + width &&
      box.bottom < top + height &&
      !some(box, isTaken),
    isOn: (box, allowed, part = 1) =>
      ACROSS.every((across) =>
        DOWN.every((down) => {
          const x = box.left + (0.5 + part * across) * (box.right - box.left);
          const y = box.top + (0.5 + part * down) * (box.bottom - box.top);
          return allowed(shapeAt(x, y));
        }),
      ),
    costOf(x, y, allowed) {
      const shape = shapeAt(x, y);
      return (
        (some(around(x, y, 2), isTaken) ? COVERED : 0) + (allowed(shape) ? STEP : shape ? FOREIGN : BARE)
      );
    },
    write(words, { look, type }, box, line = []) {
      for (const part of [box, ...line.map(([x, y]) => around(x, y, 2))]) take(part);
      if (line.length) {
        const [cx, cy] = line[0];
        // Below all names, whose edges part it.
        nodes.unshift(svg("path", { d: `M${line[0]}L${line.at(-1)}` }), svg("circle", { cx, cy, r: 1.8 }));
      }
      const place = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + 0.35 * type };
      nodes.push(svg("text", { class: look, ...place, "font-size": type, text: words }));
    },
  };
}
