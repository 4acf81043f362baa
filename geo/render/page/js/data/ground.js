/** What lies where: the middle of a shape, and the shape at a place, looked up on a coarse grid. */

/**
 * @typedef {{shapeAt: (x: number, y: number) => number, cells: [number, number][][]}} Ground
 *   `shapeAt`: position of the shape at topology integers; `cells`: middles of some cells of each shape
 */

/** Metres across a cell: one or two pixels on the first view. */
const CELL_M = 8000;
/** What stands in a cell that no shape fills. */
export const SEA = -1;
/** Only every second cell of every second row is offered to names. */
const STEP = 2;
/** As far north as names are looked up. */
const ROWS = 640;

/**
 * @param {Int32Array[]} arcs
 * @param {number[][]} rings
 */
function outlineOf(arcs, rings) {
  const lines = rings.flat().map((index) => arcs[index < 0 ? ~index : index]);
  let bottom = Infinity;
  let top = -Infinity;
  for (const line of lines) {
    for (let i = 1; i < line.length; i += 2) {
      bottom = Math.min(bottom, line[i]);
      top = Math.max(top, line[i]);
    }
  }
  return { lines, bottom, top };
}

/**
 * From where to where level lines lie inside a shape.
 * @param {Int32Array[]} lines its outline
 * @param {number} first height of the first level
 * @param {number} step from one level to the next
 * @param {number} count of levels
 * @returns {[number, number][][]} runs of each level
 */
function runsOf(lines, first, step, count) {
  /** @type {number[][]} */
  const crossings = Array.from({ length: count }, () => []);
  for (const line of lines) {
    for (let i = 3; i < line.length; i += 2) {
      const [x0, y0, x1, y1] = [line[i - 3], line[i - 2], line[i - 1], line[i]];
      const end = Math.min(count, Math.ceil((Math.max(y0, y1) - first) / step));
      for (let at = Math.max(0, Math.ceil((Math.min(y0, y1) - first) / step)); at < end; at += 1)
        crossings[at].push(x0 + ((first + at * step - y0) / (y1 - y0)) * (x1 - x0));
    }
  }
  return crossings.map((xs) => {
    xs.sort((a, b) => a - b);
    return xs.flatMap((x, at) => (at % 2 ? [[xs[at - 1], x]] : []));
  });
}

/**
 * A point inside a shape: the middle of the widest of a few level lines.
 * @param {Int32Array[]} arcs
 * @param {number[][]} rings
 * @returns {[number, number]}
 */
export function middleOf(arcs, rings) {
  const { lines, bottom, top } = outlineOf(arcs, rings);
  const step = (top - bottom) / 10;
  let best = 0;
  /** @type {[number, number]} */
  let middle = [0, 0];
  runsOf(lines, bottom + 3 * step, step, 5).forEach((runs, level) => {
    for (const [from, to] of runs) {
      // Of two that are about as wide, the one halfway up.
      const score = (to - from) * (1 - 0.05 * Math.abs(level - 2));
      if (score <= best) continue;
      best = score;
      middle = [(from + to) / 2, bottom + (3 + level) * step];
    }
  });
  return middle;
}

/**
 * Give every region its middle, which is looked for when somebody first asks.
 * @param {import("./payload.js").Payload} payload
 * @param {Int32Array[]} arcs
 */
export function placeRegions({ regions }, arcs) {
  for (const region of regions) {
    /** @type {[number, number] | undefined} */
    let middle;
    Object.defineProperty(region, "center", { get: () => (middle ??= middleOf(arcs, region.rings)) });
  }
}

/**
 * @param {Int32Array[]} arcs
 * @param {number[][][]} shapes rings of each shape; a later shape lies on the ones before
 * @param {number} scale metres of a topology integer
 * @returns {Ground}
 */
export function groundOf(arcs, shapes, scale) {
  const cell = CELL_M / scale;
  /** @type {number[][]} */
  const rows = Array.from({ length: ROWS }, () => []);
  shapes.forEach((rings, at) => {
    const { lines, bottom, top } = outlineOf(arcs, rings);
    const row = Math.max(0, Math.floor(bottom / cell));
    const count = Math.max(0, Math.min(ROWS, Math.ceil(top / cell)) - row);
    runsOf(lines, (row + 0.5) * cell, cell, count).forEach((runs, level) => {
      for (const [from, to] of runs) {
        const end = Math.round(to / cell);
        for (let column = Math.max(0, Math.round(from / cell)); column < end; column += 1)
          rows[row + level][column] = at;
      }
    });
  });
  /** @type {[number, number][][]} */
  const cells = shapes.map(() => []);
  for (let row = 0; row < rows.length; row += STEP) {
    rows[row].forEach((at, column) => {
      if (column % STEP === 0) cells[at].push([(column + 0.5) * cell, (row + 0.5) * cell]);
    });
  }
  const shapeAt = (/** @type {number} */ x, /** @type {number} */ y) =>
    rows[Math.floor(y / cell)]?.[Math.floor(x / cell)] ?? SEA;
  return { shapeAt, cells };
}
