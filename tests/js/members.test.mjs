import assert from "node:assert/strict";
import test from "node:test";

import {
  addFigures,
  codeOf,
  countsOf,
  namesOf,
  summed,
  totalOf,
} from "../../geo/render/page/js/data/members.js";

const counts = [
  { record: 0, kind: 0, region: 1, number: 2 },
  { record: 0, kind: 1, region: -1, number: 1 },
  { record: 1, kind: 0, region: 1, number: 4 },
  { record: 1, kind: -1, region: 0, number: 5 },
];

function mapWith(figures) {
  const total = {
    code: "members",
    ids: ["AA1", "BB1"],
    units: [0, 1],
    cells: [[5, 6]],
    bounds: [1],
    looks: [],
  };
  const records = [
    { at: 0, name: "First $& of {name}" },
    { at: 1, name: "Second" },
  ];
  const texts = {
    "panel.members.of": "Members: {name}",
    "panel.item.smes": "SMEs",
    "own.figure.members.source": "S",
  };
  return {
    map: { members: { kinds: ["smes", "hospitals"], figures } },
    figures: [total],
    records,
    messages: { en: { ...texts }, de: { ...texts, "panel.members.of": "Mitglieder: {name}" } },
  };
}

test("a cluster has the names of its own members, whatever its id", () => {
  const names = JSON.parse('{"a": [["A", 0]], "__proto__": [["B", -1]]}');
  assert.deepEqual(namesOf({ names }, "a"), [["A", 0]]);
  assert.deepEqual(namesOf({ names }, "__proto__"), [["B", -1]]);
  for (const id of ["b", "constructor", "toString", "hasOwnProperty"])
    assert.deepEqual([namesOf({ names }, id), namesOf({}, id)], [[], []]);
});

test("a figure counts all members, those of a kind, or those of a cluster; another figure none", () => {
  const totalIn = (code) => totalOf(countsOf(counts, code, ["smes", "hospitals"]));
  assert.equal(totalIn("members"), 12);
  assert.equal(totalIn("members-smes"), 6);
  assert.equal(totalIn("members-hospitals"), 1);
  assert.equal(totalIn("members-of-2"), 9);
  assert.equal(totalIn("rd"), 0);
});

test("counts are summed by what they differ in, the most first", () => {
  assert.deepEqual(summed(counts, "record"), [
    [1, 9],
    [0, 3],
  ]);
  assert.deepEqual(summed(counts, "kind"), [
    [0, 6],
    [-1, 5],
    [1, 1],
  ]);
  assert.equal(totalOf(counts), 12);
});

test("figures of kinds and clusters are made of the counts, and named in each language", () => {
  const payload = mapWith([
    { code: "members-smes", bounds: [1, 2], looks: [["ramp", 0]] },
    { code: "members-of-1", bounds: [1], looks: [] },
  ]);
  addFigures(payload, counts);
  const [, smes, first] = payload.figures;
  assert.deepEqual([smes.cells, smes.bounds, first.cells], [[[0, 6]], [1, 2], [[0, 2]]]);
  assert.equal(codeOf(payload.records[0]), first.code);
  assert.equal(payload.messages.de["own.figure.members-smes.label"], "Mitglieder: SMEs");
  assert.equal(payload.messages.en["own.figure.members-of-1.label"], "Members: First $& of {name}");
});

test("a record knows the kinds of its members", () => {
  const payload = mapWith([]);
  addFigures(payload, counts);
  assert.deepEqual(
    payload.records.map(({ kinds }) => kinds),
    [["smes", "hospitals"], ["smes"]],
  );
});
