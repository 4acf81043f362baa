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
 *   crosses: (from: Point, to: Point) => boolean,
 *   write: (words: string, style: Style, box: Box, from?: Point) => void,
 * }} Sheet `isOn`: whether all of a box, or its middle part, stands on certain shapes; `crosses`: whether a line
 *   meets a name or another line; `from`: where the line to a name starts
 */

/** Where a name looks up what it stands on, from its middle, in parts of its width and height. */
const ACROSS = Array.from({ length: 11 }, (_, at) => at / 10 - 0.5);
const DOWN = [-0.5, 0, 0.5];
/** Where a line looks up what it crosses, in parts of its length. */
const ALONG = Array.from({ length: 19 }, (_, at) => (at + 1) / 20);

/**
 * @param {number} left
 * @param {number} top
 * @param {number} right
 * @param {number} bottom
 * @returns {Box}
 */
export const boxOf = (left, top, right, bottom) => ({ left, top, right, bottom });

/** @param {Box} a @param {Box} b */
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** @param {number} value @param {number} low @param {number} high */
const within = (value, low, high) => Math.max(low, Math.min(high, value));

/** @param {Point} from @param {Point} to @param {number} part @returns {Point} */
const alongLine = (from, to, part) => [
  from[0] + part * (to[0] - from[0]),
  from[1] + part * (to[1] - from[1]),
];

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
  const taken = [
    ...shown.map(({ spot: { atX, atY, radius } }) =>
      boxOf(atX - radius + 2, atY - radius + 2, atX + radius - 2, atY + radius - 2),
    ),
    ...insets.map(({ box }) => boxOf(...corner(box[0], box[3]), ...corner(box[2], box[1]))),
  ];
  /** @type {Box[]} */
  const names = [];
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
      !taken.some((other) => overlap(box, other)),
    isOn: (box, allowed, part = 1) =>
      ACROSS.every((across) =>
        DOWN.every((down) => {
          const x = box.left + (0.5 + part * across) * (box.right - box.left);
          const y = box.top + (0.5 + part * down) * (box.bottom - box.top);
          return allowed(ground?.shapeAt((x - tx) / k, (ty - y) / k) ?? SEA);
        }),
      ),
    crosses: (from, to) =>
      ALONG.some((part) => {
        const [x, y] = alongLine(from, to, part);
        return names.some((other) => overlap(boxOf(x - 2, y - 2, x + 2, y + 2), other));
      }),
    write(words, { look, type }, box, from) {
      taken.push(box);
      names.push(box);
      if (from) {
        /** @type {Point} */
        const to = [within(from[0], box.left, box.right), within(from[1], box.top, box.bottom)];
        nodes.push(svg("path", { d: `M${from}L${to}` }), svg("circle", { cx: from[0], cy: from[1], r: 1.8 }));
        for (const part of ALONG) {
          const [x, y] = alongLine(from, to, part);
          names.push(boxOf(x - 2, y - 2, x + 2, y + 2));
        }
      }
      const place = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + 0.35 * type };
      nodes.push(svg("text", { class: look, ...place, "font-size": type, text: words }));
    },
  };
}
