/** Groups of a hundred thousand points: what `spread.js` does for some hundred, in one pass over plain numbers. */

import { gather, grouping } from "./spread.js";

/**
 * Squares of a grid, one after the other in a list of points.
 * @param {{x: number, y: number}[]} points pixels
 * @param {number} cell width of a square
 */
function sortedByCell(points, cell) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  // An empty column on either side: the neighbours of a square are three runs of squares.
  const columns = Math.floor((right - left) / cell) + 3;
  const rows = Math.floor((bottom - top) / cell) + 3;
  const cells = Int32Array.from(
    points,
    ({ x, y }) => (Math.floor((y - top) / cell) + 1) * columns + Math.floor((x - left) / cell) + 1,
  );
  const starts = new Int32Array(columns * rows + 1);
  for (const at of cells) starts[at + 1] += 1;
  for (let at = 0; at < columns * rows; at += 1) starts[at + 1] += starts[at];
  const next = starts.slice();
  const order = new Int32Array(points.length);
  cells.forEach((at, point) => {
    order[next[at]] = point;
    next[at] += 1;
  });
  return { columns, cells, starts, order };
}

/**
 * Every point in one group, in the order of the points: each takes those near it that no other has.
 * @template {{x: number, y: number}} P
 * @param {P[]} points pixels
 * @param {(members: P[]) => number} radiusOf how much room a marker or a group takes
 * @param {number} [count] of all points on the map, by which they are grouped
 * @returns {Generator<import("./spread.js").Spot<P>, void, void>} each at its true place
 */
export function* groupCrowd(points, radiusOf, count = points.length) {
  if (points.length === 0) return;
  const { reach, least } = grouping(count);
  const { columns, cells, starts, order } = sortedByCell(points, reach);
  yield* gather(points, radiusOf, least, (at, isGrouped) => {
    const { x, y } = points[at];
    const around = [];
    for (let row = cells[at] - columns; row <= cells[at] + columns; row += columns) {
      for (let place = starts[row - 1]; place < starts[row + 2]; place += 1) {
        const other = order[place];
        if (isGrouped[other]) continue;
        const [dx, dy] = [points[other].x - x, points[other].y - y];
        if (dx * dx + dy * dy <= reach * reach) around.push(other);
      }
    }
    return around;
  });
}
