/** Where markers go: groups where there are too many, and room between those that remain. */

/**
 * @template T
 * @typedef {{members: T[], x: number, y: number, atX: number, atY: number, radius: number}} Spot
 *   x, y: the true place; atX, atY: where it is drawn; pixels
 */

/** From this many on, neighbours are counted together instead of pushed apart. */
export const CROWD = 120;

/**
 * How far neighbours reach that are counted together, in pixels, and how many they are at least.
 * @param {number} count of all points
 */
export const grouping = (count) => (count > CROWD ? { reach: 44, least: 2 } : { reach: 22, least: 7 });

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const ROUNDS = 60;
/** From one unfolded marker to the next, in radii: less would cover, more would spread over the neighbours. */
const SEED_STEP = 1.17;

/**
 * Squares of a grid, so that only neighbours are compared.
 * @template T
 * @param {T[]} items
 * @param {number} cell
 * @param {(item: T) => [number, number]} place
 */
function gridOf(items, cell, place) {
  /** @type {Map<number, T[]>} */
  const cells = new Map();
  // No map is a million squares high.
  const keyOf = (/** @type {number} */ x, /** @type {number} */ y) =>
    1e6 * Math.floor(x / cell) + Math.floor(y / cell);
  for (const item of items) {
    const key = keyOf(...place(item));
    const bucket = cells.get(key);
    if (bucket) bucket.push(item);
    else cells.set(key, [item]);
  }
  /** @param {number} x @param {number} y */
  return (x, y) => {
    const neighbours = [];
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1)
        neighbours.push(...(cells.get(keyOf(x + dx * cell, y + dy * cell)) ?? []));
    }
    return neighbours;
  };
}

/**
 * @template {{x: number, y: number}} P
 * @param {P[]} points pixels
 * @param {(members: P[]) => number} radiusOf how much room a marker or a group takes
 * @returns {Spot<P>[]}
 */
export function spread(points, radiusOf) {
  const { reach, least } = grouping(points.length);
  const neighboursOf = gridOf([...points.keys()], reach, (at) => [points[at].x, points[at].y]);
  const spots = gather(points, radiusOf, least, (at, isGrouped) => {
    const { x, y } = points[at];
    return neighboursOf(x, y).filter(
      (other) => !isGrouped[other] && Math.hypot(points[other].x - x, points[other].y - y) <= reach,
    );
  });
  return pushApart([...spots]);
}

/**
 * Every point in one group, in the order of the points: each takes those near it that no other has.
 * @template {{x: number, y: number}} P
 * @param {P[]} points pixels
 * @param {(members: P[]) => number} radiusOf how much room a marker or a group takes
 * @param {number} least members of a group
 * @param {(at: number, isGrouped: Uint8Array) => number[]} freeAround the points near one that are in no group yet, itself included
 * @returns {Generator<Spot<P>, void, void>} each at its true place
 */
export function* gather(points, radiusOf, least, freeAround) {
  const isGrouped = new Uint8Array(points.length);
  for (const at of points.keys()) {
    if (isGrouped[at]) continue;
    const around = freeAround(at, isGrouped);
    const members = (around.length >= least ? around : [at]).map((member) => {
      isGrouped[member] = 1;
      return points[member];
    });
    const x = members.reduce((sum, member) => sum + member.x, 0) / members.length;
    const y = members.reduce((sum, member) => sum + member.y, 0) / members.length;
    yield { members, x, y, atX: x, atY: y, radius: radiusOf(members) };
  }
}

/**
 * Push overlapping spots apart, in equal parts and in a fixed order, so that a view always looks the same.
 * @template T
 * @param {Spot<T>[]} spots
 */
export function pushApart(spots) {
  const widest = Math.max(0, ...spots.map(({ radius }) => radius));
  const order = new Map(spots.map((spot, at) => [spot, at]));
  for (let round = 0, moved = true; moved && round < ROUNDS; round += 1) {
    moved = false;
    const neighboursOf = gridOf(spots, 2 * widest + 1, ({ atX, atY }) => [atX, atY]);
    for (const spot of spots) {
      for (const other of neighboursOf(spot.atX, spot.atY)) {
        if (/** @type {number} */ (order.get(other)) <= /** @type {number} */ (order.get(spot))) continue;
        let [dx, dy] = [other.atX - spot.atX, other.atY - spot.atY];
        // Those at exactly one place need a direction to part in.
        if (!dx && !dy) {
          const angle = GOLDEN_ANGLE * /** @type {number} */ (order.get(other));
          [dx, dy] = [Math.cos(angle), Math.sin(angle)];
        }
        const distance = Math.hypot(dx, dy);
        const lack = spot.radius + other.radius - distance;
        if (lack <= 0.5) continue;
        moved = true;
        const [px, py] = [(dx / distance) * (lack / 2), (dy / distance) * (lack / 2)];
        spot.atX -= px;
        spot.atY -= py;
        other.atX += px;
        other.atY += py;
      }
    }
  }
  return spots;
}

/**
 * All members of one group around its place, the first in the middle, like seeds of a sunflower.
 * @template T
 * @param {T[]} members
 * @param {{x: number, y: number}} centre
 * @param {number} radius room of one marker
 * @returns {Spot<T>[]}
 */
export function unfold(members, { x, y }, radius) {
  return members.map((member, at) => {
    const away = SEED_STEP * radius * Math.sqrt(at);
    return {
      members: [member],
      x,
      y,
      atX: x + away * Math.cos(at * GOLDEN_ANGLE),
      atY: y + away * Math.sin(at * GOLDEN_ANGLE),
      radius,
    };
  });
}

/**
 * Where every marker goes: those unfolded around their middle, all others spread, and none under the unfolded ones.
 * @template {{x: number, y: number}} P
 * @param {P[]} points pixels
 * @param {(point: P) => boolean} isUnfolded
 * @param {(members: P[]) => number} radiusOf how much room a marker or a group takes
 * @param {typeof spread<P>} [spreadOf] puts all but the unfolded ones
 * @returns {{spots: Spot<P>[], fan: {x: number, y: number, radius: number} | null}} from north to south, as a
 *   screen reader walks them; `fan`: the disc behind the unfolded ones
 */
export function arrange(points, isUnfolded, radiusOf, spreadOf = spread) {
  const open = points.filter(isUnfolded);
  let spots = spreadOf(
    points.filter((point) => !isUnfolded(point)),
    radiusOf,
  );
  let fan = null;
  if (open.length) {
    const x = open.reduce((sum, point) => sum + point.x, 0) / open.length;
    const y = open.reduce((sum, point) => sum + point.y, 0) / open.length;
    const room = Math.max(...open.map((point) => radiusOf([point])));
    const radius = SEED_STEP * room * Math.sqrt(open.length) + room;
    fan = { x, y, radius };
    spots = spots.filter(({ atX, atY }) => Math.hypot(atX - x, atY - y) > radius + room);
    spots.push(...unfold(open, { x, y }, room));
  }
  return { spots: spots.toSorted((a, b) => a.atY - b.atY || a.atX - b.atX), fan };
}
