/** A small map for the tests: four units, five regions and five clusters, all invented. */

import { createMessages } from "../../geo/render/page/js/data/messages.js";
import { scorePainters } from "../../geo/render/page/js/data/layers.js";
import { sincePainter } from "../../geo/render/page/js/data/since.js";
import { initialState } from "../../geo/render/page/js/data/state.js";

const LETTERS = { ł: "l", ħ: "h" };

const record = (id, facts) => ({
  id,
  name: id,
  country: "AA",
  city: null,
  x: 0,
  y: 0,
  regionPrinted: null,
  regionId: null,
  regionName: null,
  regions: [],
  units: [],
  class: null,
  index: null,
  noData: null,
  stage: null,
  table: null,
  funding: null,
  fundingIsWhole: false,
  services: [],
  marketAreas: [],
  since: null,
  ...facts,
});

const region = (at, id, unit, facts = {}) => ({
  at,
  id,
  name: id,
  country: id.slice(0, 2),
  unit,
  noData: null,
  since: null,
  ...facts,
});

export const payload = {
  map: {
    edition: 2023,
    classes: ["emerging", "moderate", "strong", "leader"],
    base: "class",
    layers: ["clusters"],
    overlays: ["clusters", "funding", "services", "labels", "borders"],
    languages: ["en", "de"],
    language: null,
    letters: LETTERS,
    embed: false,
    tables: [
      { id: "ours", title: "Our clusters" },
      { id: "theirs", title: "Their clusters, as of 2023" },
    ],
  },
  units: [
    {
      id: "AA1",
      name: "One",
      index: 150,
      class: 3,
    },
    {
      id: "AA2",
      name: "Two",
      index: 84,
      class: 1,
    },
    {
      id: "BB1",
      name: "Three",
      since: { way: "up", was: null, now: "emerging", notes: [] },
      index: 60,
      class: 0,
    },
    {
      id: "BB2",
      name: "Four",
      class: null,
    },
  ].map((unit, at) => ({
    level: 2,
    unit: at,
    at,
    country: unit.id.slice(0, 2),
    noData: unit.class === null ? "missing" : null,
    since: null,
    ...unit,
  })),
  regions: [
    region(0, "AA1", 0),
    region(1, "AA2", 1, { name: "Øst" }),
    region(2, "BB1", 2, { since: { way: "up", was: null, now: "emerging", notes: [] } }),
    region(3, "BB2", 3, { noData: "missing" }),
    region(4, "CC1", -1, { noData: "not_covered" }),
  ],
  regionNames: { en: { AA2: "East", AA1: "AA1" }, de: { AA2: "Osten" } },
  index: {
    code: "index",
    layer: "index",
    years: [2021, 2022, 2023],
    average: [100, 110, 120],
    bounds: [70, 100, 125],
    wordings: ["below", "between", "between", "above"],
    cells: [
      [90, 84, 95, "missing"],
      [120, "missing", 77, "missing"],
      [150, 84, 60, "missing"],
    ],
  },
  figures: [{ code: "rd", layer: "indicator", years: [], cells: [[200, "missing", 50, 100]] }],
  change: null,
  records: [
    record("alpha", {
      units: [0],
      regions: [0],
      class: "leader",
      index: 150,
      services: ["legal", "rooms"],
      funding: { public: 60, private: 40 },
      stage: "mature",
      table: 1,
    }),
    record("beta", {
      units: [0],
      regions: [0],
      class: "leader",
      index: 150,
      services: ["rooms"],
      funding: { private: 50, sales: 50 },
    }),
    record("gamma", { units: [0, 1], regions: [0, 1], class: "mixed" }),
    record("delta", {
      name: "Łódka",
      country: "BB",
      units: [2],
      regions: [2],
      class: "emerging",
      index: 60,
    }),
    record("epsilon", { country: "CC", noData: "not_covered", x: null, y: null }),
  ],
  services: [
    { key: "legal", kind: "soft" },
    { key: "rooms", kind: "hard" },
  ],
  survey: null,
};

payload.areas = payload.regions;
payload.figures.unshift(payload.index);

const MESSAGES = {
  en: {
    "map.decimal": ".",
    "map.share": "{value}%",
    "term.class.emerging": "Emerging",
    "term.class.moderate": "Moderate",
    "term.class.strong": "Strong",
    "term.class.leader": "Leader",
    "term.class.mixed": "Mixed",
    "term.nodata.missing": "No value",
    "term.nodata.not_covered": "Not covered",
    "term.indicator.rd": "Research",
    "map.percent.of.eu": "{percent} of the EU average",
    "map.change.points": "{points} points",
    "map.change.moved": "from {before} to {after}",
    "term.class.none": "no class",
  },
  de: { "map.decimal": "," },
};

/** The model with some choices made. */
export function modelWith(choices = {}, facts = {}) {
  const data = { ...payload, ...facts };
  const state = { ...initialState(data, { embed: false, lang: "en" }), ...choices };
  const model = {
    payload: data,
    store: { state },
    messages: createMessages(MESSAGES, () => state.lang),
  };
  return { ...model, painters: { ...scorePainters(model), since: sincePainter(model) } };
}
