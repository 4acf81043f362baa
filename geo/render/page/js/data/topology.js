/** The shared geometry: one string of arcs, turned into SVG paths once. */

import { unpack } from "./packed.js";

/**
 * Read the arcs. A head is twice the number of points, one more where the arc closes, and where it starts: 0 at
 * the end of the arc before, 1 at a point of its own, else so many points back among those and the ends of arcs.
 * @param {string[]} texts heads, first points and steps
 * @returns {Int32Array[]} x, y, x, y, ... in topology integers
 */
export function decodeArcs(texts) {
  const [heads, starts, steps] = texts.map(unpack);
  /** @type {[number, number][]} */
  const known = [];
  const arcs = [];
  let [x, y] = [0, 0];
  while (heads.more()) {
    const size = heads.next();
    const back = heads.next();
    if (back === 1) known.push([(x += starts.step()), (y += starts.step())]);
    else if (back) [x, y] = known[known.length + 1 - back];
    const first = [x, y];
    const points = [x, y];
    for (let left = size >> 1; left > 1; left -= 1) points.push((x += steps.step()), (y += steps.step()));
    if (size & 1) {
      points.push(...first);
      [x, y] = first;
    } else {
      known.push([x, y]);
    }
    arcs.push(Int32Array.from(points));
  }
  return arcs;
}

/**
 * One arc as relative line steps; `begin` writes its first point too.
 * @param {Int32Array} arc
 * @param {boolean} reversed
 * @param {boolean} begin
 */
function arcPath(arc, reversed, begin) {
  const last = arc.length - 2;
  const first = reversed ? last : 0;
  const stride = reversed ? -2 : 2;
  let text = begin ? `M${arc[first]} ${arc[first + 1]}l` : "";
  for (let i = first + stride; i >= 0 && i <= last; i += stride) {
    text += ` ${arc[i] - arc[i - stride]} ${arc[i + 1] - arc[i + 1 - stride]}`;
  }
  return text;
}

/**
 * The `d` of closed rings; `~i` is arc i backwards.
 * @param {Int32Array[]} arcs
 * @param {number[][]} rings
 */
export function ringsPath(arcs, rings) {
  return rings
    .map(
      (ring) =>
        `${ring.map((arc, at) => (arc < 0 ? arcPath(arcs[~arc], true, at === 0) : arcPath(arcs[arc], false, at === 0))).join("")}z`,
    )
    .join("");
}

/**
 * The `d` of open lines.
 * @param {Int32Array[]} arcs
 * @param {number[]} lines
 */
export function linesPath(arcs, lines) {
  return lines.map((arc) => arcPath(arcs[arc], false, true)).join("");
}
