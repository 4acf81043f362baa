import assert from "node:assert/strict";
import test from "node:test";

import { codecsOf, readAddress, readChoices, writeChoices } from "../../geo/render/page/js/data/address.js";
import { initialState } from "../../geo/render/page/js/data/state.js";
import { payload } from "./model.mjs";

const codecs = codecsOf(payload);
const defaults = initialState(payload, { embed: false, lang: "en" });
const write = (choices) => writeChoices(codecs, { ...defaults, ...choices }, defaults);
const read = (text) => readChoices(codecs, text);

const CHOICES = {
  base: "change",
  indicator: "rd",
  year: 2022,
  from: 2022,
  to: 2021,
  overlays: ["labels", "borders"],
  classes: ["leader", "mixed", "missing", "up"],
  countries: ["AA", "CC"],
  services: ["rooms"],
  funding: ["public", "sales"],
  stages: ["mature"],
  tables: ["theirs"],
  query: "Łódź & co, 100 % = #1",
  selected: { kind: "cluster", id: "alpha" },
  compare: [
    { kind: "cluster", id: "beta" },
    { kind: "region", id: "BB1" },
  ],
  panel: "compare",
  lang: "de",
  theme: "dark",
  view: [4321000, -3210000, 4.25],
  table: false,
  sort: ["market areas", "desc"],
};

test("nothing chosen is nothing written", () => {
  assert.equal(write({}), "");
  assert.deepEqual(read(""), {});
});

test("every choice alone comes back as it was", () => {
  for (const [key, value] of Object.entries(CHOICES)) {
    if (JSON.stringify(value) === JSON.stringify(defaults[key])) continue;
    assert.deepEqual(read(write({ [key]: value })), { [key]: value }, write({ [key]: value }));
  }
});

test("all choices together come back as they were", () => {
  // What is not written is the default: here the only indicator there is.
  const { indicator, ...others } = CHOICES;
  assert.equal(indicator, defaults.indicator);
  assert.deepEqual(read(write(CHOICES)), others);
});

test("the words of an address are those that links already hold", () => {
  assert.equal(
    write({ base: "index", year: 2021, countries: ["AA", "BB"], selected: { kind: "region", id: "AA1" } }),
    "layer=index&year=2021&country=AA,BB&region=AA1",
  );
  assert.equal(write({ compare: CHOICES.compare }), "compare=cluster:beta,region:BB1");
  assert.equal(write({ query: "a,b c&d" }), "find=a%2Cb%20c%26d");
});

test("an empty list is a choice where the map shows something by default", () => {
  assert.equal(write({ overlays: [] }), "show=");
  assert.deepEqual(read("show="), { overlays: [] });
});

test("what the map does not offer is passed over", () => {
  for (const text of [
    "layer=since", // no earlier edition to compare with
    "layer=",
    "year=1999",
    "show=satellite",
    "class=constructor",
    "cluster=nobody",
    "region=alpha",
    "compare=cluster:nobody,alpha,other:AA1",
    "lang=xx",
    "theme=pink",
    "view=1,2",
    "view=1,2,",
    "view=1,2,north",
    "sort=name-sideways",
    "sort=",
    "table=yes",
    "find=",
    "toString=1",
    "nonsense",
    "=",
  ])
    assert.deepEqual(read(text), {}, text);
});

test("what is known of a list is kept", () => {
  assert.deepEqual(read("class=leader,nonsense,strong"), { classes: ["leader", "strong"] });
});

test("what the map does not offer is named, whatever its key", () => {
  const map = { ...payload.map, story: [{ name: "second", show: "" }] };
  const lostOf = (text) => readAddress(codecsOf({ ...payload, map }), text).lost;
  for (const [text, lost] of [
    ["class=leader,nonsense,strong,worse", ["class=nonsense,worse"]],
    ["cluster=nobody&region=AA1&region=XX9", ["cluster=nobody", "region=XX9"]],
    ["compare=cluster:alpha,cluster:nobody,alpha", ["compare=cluster:nobody,alpha"]],
    ["layer=since&year=1999&when=1999", ["layer=since", "year=1999", "when=1999"]],
    ["panel=survey&panel=changed&panel=funding", ["panel=survey", "panel=changed"]],
    ["view=1,north,3&view=1,2", ["view=1,north,3", "view=1,2"]],
    ["sort=name-sideways&sort=-asc&table=yes", ["sort=name-sideways", "sort=-asc", "table=yes"]],
    ["lang=xx&theme=pink&toString=1&nonsense", ["lang=xx", "theme=pink", "toString=1", "nonsense="]],
    ["story=second&story=fifth&find=%E0%A4%A", ["story=fifth", "find="]],
    ["layer=index&find=a,,b&&show=&country=&cluster=alpha&view=1,2,3&sort=name-asc&table=0&cluster=", []],
  ])
    assert.deepEqual(lostOf(text), lost, text);
});

test("a table is sorted by the columns that it has", () => {
  const sorting = codecsOf(payload, () => ["name", "figure_public-rd"]);
  assert.deepEqual(readChoices(sorting, "sort=figure_public-rd-desc"), {
    sort: ["figure_public-rd", "desc"],
  });
  assert.deepEqual(readAddress(sorting, "sort=city-asc"), { choices: {}, lost: ["sort=city-asc"] });
});

test("a comma that is not escaped is part of what is looked for", () => {
  assert.deepEqual(read("find=Paris,Berlin"), { query: "Paris,Berlin" });
});

test("a broken escape, a plus and a long query do no harm", () => {
  assert.deepEqual(read("find=%E0%A4%A"), {});
  assert.deepEqual(read("find=two+words"), { query: "two words" });
  assert.equal(read(`find=${"x".repeat(500)}`).query.length, 100);
});

test("no more than four are compared", () => {
  const five = ["alpha", "beta", "gamma", "delta", "epsilon"].map((id) => `cluster:${id}`);
  assert.equal(read(`compare=${five.join()}`).compare.length, 4);
});
