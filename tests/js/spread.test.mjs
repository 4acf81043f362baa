import assert from "node:assert/strict";
import test from "node:test";

import { arrange, spread, unfold } from "../../geo/render/page/js/data/spread.js";

const RADIUS = 13;
const radiusOf = (members) => (members.length > 1 ? 20 : RADIUS);
/** Points on a spiral: dense in the middle, sparse outside, the same at every run. */
const scattered = (count, step) =>
  Array.from({ length: count }, (_, at) => ({
    id: at,
    x: step * Math.sqrt(at) * Math.cos(at * 1.7),
    y: step * Math.sqrt(at) * Math.sin(at * 1.7),
  }));
const overlaps = (spots) =>
  spots.flatMap((spot, at) =>
    spots
      .slice(at + 1)
      .filter(
        (other) => Math.hypot(spot.atX - other.atX, spot.atY - other.atY) < spot.radius + other.radius - 1,
      ),
  );

test("markers that share a place are pushed apart until none covers another", () => {
  const here = Array.from({ length: 6 }, (_, id) => ({ id, x: 100, y: 100 }));
  const spots = spread(here, radiusOf);
  assert.equal(spots.length, 6);
  assert.deepEqual(overlaps(spots), []);
  assert.ok(spots.every(({ x, y }) => x === 100 && y === 100));
});

test("neighbours are pushed apart, and those with room stay where they are", () => {
  const far = { id: "far", x: 900, y: 900 };
  const spots = spread([...scattered(40, 22), far], radiusOf);
  assert.deepEqual(overlaps(spots), []);
  const alone = spots.find(({ members }) => members[0] === far);
  assert.ok(Math.hypot(alone.atX - 900, alone.atY - 900) < 1);
});

test("where seven or more share a place they are counted together, none of them lost", () => {
  const crowd = Array.from({ length: 7 }, (_, id) => ({ id, x: 50, y: 50 }));
  const [spot, ...others] = spread([...crowd, { id: 7, x: 400, y: 50 }], radiusOf);
  assert.deepEqual(spot.members, crowd);
  assert.equal(others.length, 1);
});

test("a crowded map groups close neighbours, and every point is in exactly one spot", () => {
  const points = scattered(1000, 6);
  const spots = spread(points, radiusOf);
  assert.ok(spots.length < 200, String(spots.length));
  assert.deepEqual(
    spots.flatMap(({ members }) => members.map(({ id }) => id)).toSorted((a, b) => a - b),
    points.map(({ id }) => id),
  );
});

test("the same points are always spread alike", () => {
  assert.deepEqual(spread(scattered(200, 9), radiusOf), spread(scattered(200, 9), radiusOf));
});

test("no points make no spots", () => {
  assert.deepEqual(spread([], radiusOf), []);
});

test("the members of a group unfold around its place, none over the middle of another", () => {
  const members = Array.from({ length: 30 }, (_, id) => ({ id }));
  const spots = unfold(members, { x: 10, y: 20 }, RADIUS);
  assert.deepEqual([spots[0].atX, spots[0].atY], [10, 20]);
  for (const [at, spot] of spots.entries()) {
    const nearest = Math.min(
      ...spots.toSpliced(at, 1).map((other) => Math.hypot(spot.atX - other.atX, spot.atY - other.atY)),
    );
    assert.ok(nearest > RADIUS, `${at}: ${nearest}`);
  }
});

test("what is unfolded has its disc to itself, and the order is from north to south", () => {
  const group = Array.from({ length: 8 }, (_, id) => ({ id, x: 100, y: 100 }));
  const points = [{ id: "south", x: 100, y: 400 }, { id: "close", x: 110, y: 108 }, ...group];
  const { spots, fan } = arrange(points, (point) => group.includes(point), radiusOf);
  assert.deepEqual([fan.x, fan.y], [100, 100]);
  const ids = spots.map(({ members }) => members[0].id);
  assert.deepEqual(new Set(ids), new Set([...group.map(({ id }) => id), "south"]));
  assert.equal(ids.at(-1), "south");
  assert.ok(
    spots
      .slice(0, -1)
      .every(({ atX, atY }) => Math.hypot(atX - 100, atY - 100) + RADIUS <= fan.radius + 1e-9),
  );
  const heights = spots.map(({ atY }) => atY);
  assert.deepEqual(
    heights,
    heights.toSorted((a, b) => a - b),
  );
});

test("without anything unfolded there is no disc", () => {
  assert.equal(arrange(scattered(5, 50), () => false, radiusOf).fan, null);
});
