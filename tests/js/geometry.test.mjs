import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { unpack, unpackRings, unpackSteps } from "../../geo/render/page/js/data/packed.js";
import { pixelsPerMetre, project, unproject } from "../../geo/render/page/js/data/projection.js";
import { groundOf, middleOf, SEA } from "../../geo/render/page/js/data/ground.js";
import { decodeArcs, linesPath, ringsPath } from "../../geo/render/page/js/data/topology.js";

const { places, packed } = JSON.parse(readFileSync(new URL("fixtures.json", import.meta.url), "utf-8"));

for (const [name, { lat, lng, x, y }] of Object.entries(places)) {
  test(`${name} lies where PROJ puts it`, () => {
    const [east, north] = project(lat, lng);
    assert.ok(Math.hypot(east - x, north - y) < 0.02, `${east} ${north}, expected ${x} ${y}`);
    const [latitude, longitude] = unproject(x, y);
    // 1e-6 degrees are a tenth of a metre.
    assert.ok(
      Math.abs(latitude - lat) < 1e-6 && Math.abs(longitude - lng) < 1e-6,
      `${latitude} ${longitude}`,
    );
  });
}

test("the point opposite to the centre of the projection stays finite", () => {
  assert.ok(project(-52, -170).every(Number.isFinite));
});

test("each level of zoom doubles the pixels of a metre", () => {
  assert.equal(pixelsPerMetre(3) / pixelsPerMetre(2), 2);
  assert.equal(pixelsPerMetre(0), 1 / 8192);
});

test("numbers, rings and steps are read as Python wrote them", () => {
  const { next } = unpack(packed.numbers.text);
  assert.deepEqual(
    packed.numbers.values.map(() => next()),
    packed.numbers.values,
  );
  assert.deepEqual(unpackRings(packed.rings.texts, packed.rings.values.length), packed.rings.values);
  const { texts, values, used } = packed.moreRings;
  assert.deepEqual(unpackRings(texts, values.length, used), values);
  assert.deepEqual(unpackSteps(packed.steps.text, packed.steps.values[0].length), packed.steps.values);
  assert.equal(unpack("").more(), false);
});

test("arcs are read as Python wrote them", () => {
  const arcs = decodeArcs(packed.arcs.texts).map((arc) => [...arc]);
  assert.deepEqual(
    arcs,
    packed.arcs.values.map((points) => points.flat()),
  );
});

// A square of four arcs whose last one is walked backwards.
const SQUARE = [
  [0, 0, 10, 0],
  [10, 0, 10, 20],
  [10, 20, 0, 20],
  [0, 0, 0, 20],
].map((arc) => Int32Array.from(arc));
const RING = [[0, 1, 2, ~3]];

test("a ring is one closed path that walks its arcs in their direction", () => {
  assert.equal(ringsPath(SQUARE, RING), "M0 0l 10 0 0 20 -10 0 0 -20z");
  assert.equal(ringsPath(SQUARE, []), "");
});

test("a line is a path for each arc", () => {
  assert.equal(linesPath(SQUARE, [1, 2]), "M10 0l 0 20M10 20l -10 0");
});

test("the middle of a shape lies inside it, be it bent or in parts", () => {
  assert.deepEqual(middleOf(SQUARE, RING), [5, 10]);
  const bent = [Int32Array.from([0, 0, 30, 0, 30, 20, 28, 20, 28, 2, 0, 2, 0, 0])];
  const [x, y] = middleOf(bent, [[0]]);
  assert.ok(x > 28 && x < 30 && y > 2 && y < 20);
  const parts = [...bent, Int32Array.from([0, 8, 12, 8, 12, 16, 0, 16, 0, 8])];
  assert.deepEqual(middleOf(parts, [[0], [1]]), [6, 10]);
});

test("the ground knows the shape on top of each place, and offers places inside each", () => {
  const frame = [Int32Array.from([0, 0, 80, 0, 80, 80, 0, 80, 0, 0])];
  const arcs = [...frame, Int32Array.from([32, 32, 64, 32, 64, 64, 32, 64, 32, 32])];
  const { shapeAt, cells } = groundOf(arcs, [[[0]], [[1]]], 2000);
  assert.deepEqual([shapeAt(5, 5), shapeAt(50, 50), shapeAt(70, 50)], [0, 1, 0]);
  assert.deepEqual([shapeAt(100, 5), shapeAt(-5, 5), shapeAt(5, 450)], [SEA, SEA, SEA]);
  assert.equal(cells[0].length, 100 - 16);
  assert.ok(cells[1].every(([x, y]) => x > 32 && x < 64 && y > 32 && y < 64));
});
