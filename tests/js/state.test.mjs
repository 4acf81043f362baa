import assert from "node:assert/strict";
import test from "node:test";

import { yearOf } from "../../geo/render/page/js/data/figures.js";
import { basesOf, initialState, languageAtFirst } from "../../geo/render/page/js/data/state.js";
import { createStore } from "../../geo/render/page/js/store.js";
import { payload } from "./model.mjs";

test("a map offers the base layers that its data can fill", () => {
  assert.deepEqual(basesOf(payload), ["class", "index", "change", "indicator"]);
  const poor = { index: { years: [2023] }, change: null, figures: [] };
  assert.deepEqual(basesOf(poor), ["class", "index"]);
  assert.deepEqual(basesOf({ ...poor, change: { from: 2019, to: 2023, notes: [] } }), [
    "class",
    "index",
    "since",
  ]);
});

test("the language is the one asked for, else the map's, else the reader's, else the first", () => {
  const languages = ["en", "ca", "de"];
  const first = (language, asked, preferred) => languageAtFirst({ language, languages }, asked, preferred);
  assert.equal(first("ca", "de", ["en-GB"]), "de");
  assert.equal(first("ca", "xx", ["en-GB"]), "ca");
  assert.equal(first(null, null, ["pt-PT", "de-AT"]), "de");
  assert.equal(first(null, null, ["pt-PT"]), "en");
});

test("a map opens on the last year, with a table where there are at most a hundred records", () => {
  const state = initialState(payload, { embed: true, lang: "de" });
  assert.deepEqual([state.year, state.from, state.to], [0, 2021, 2023]);
  assert.equal(yearOf({ payload, store: { state } }), 2023);
  assert.deepEqual([state.lang, state.embed, state.table], ["de", true, false]);
  assert.equal(initialState(payload, { embed: false, lang: "de" }).table, true);
  const many = { ...payload, records: Array.from({ length: 101 }, () => payload.records[0]) };
  assert.equal(initialState(many, { embed: false, lang: "en" }).table, false);
  const single = {
    ...payload,
    index: { ...payload.index, years: [] },
    map: { ...payload.map, edition: 2019 },
  };
  const alone = initialState(single, { embed: false, lang: "en" });
  assert.equal(yearOf({ payload: single, store: { state: alone } }), 2019);
});

test("the store calls those whose choices changed, and nobody where all stay equal", () => {
  const store = createStore(initialState(payload, { embed: false, lang: "en" }));
  const calls = [];
  store.subscribe(["year", "lang"], (state, changed) => calls.push([state.year, ...changed]));
  store.subscribe(null, (_state, _changed, options) => calls.push(options));
  store.update({ classes: [], year: 0 });
  assert.deepEqual(calls, []);
  store.update({ year: 2021, theme: "dark" }, { replace: true });
  store.update({ theme: "light" });
  assert.deepEqual(calls, [[2021, "year", "theme"], { replace: true }, {}]);
});
