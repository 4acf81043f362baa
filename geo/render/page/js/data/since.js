/** From one edition to another: the steps of regions, units and records, and the layer that paints them. */

import { scored } from "./layers.js";
import { BANDS, classOf } from "./scores.js";
import { className } from "./words.js";

/**
 * @typedef {import("./state.js").Model} Model
 * @typedef {{was: string | null, now: string | null, way: string, notes: import("./payload.js").Note[]}} Step
 * @typedef {[string, string | null, string | null, string, import("./payload.js").Note[]?][]} PackedSteps
 * @typedef {{from: number, to: number, notes: import("./payload.js").Note[], regions: PackedSteps, clusters: PackedSteps}} Change
 */

/** What the legend calls each step from one edition to another; whatever is not comparable is one group. */
const WAYS = /** @type {Record<string, string>} */ ({ rose: "up", fell: "down" });

/**
 * Give rows their steps.
 * @param {{id: string, since?: Step | null}[]} rows
 * @param {PackedSteps} list
 */
function addTo(rows, list) {
  const steps = new Map(list.map((packed) => [packed[0], packed]));
  for (const row of rows) {
    const [, was = null, now = null, step, notes = []] = steps.get(row.id) ?? [];
    row.since = step ? { was, now, way: WAYS[step] ?? "other", notes } : null;
  }
}

/**
 * The step of a unit is that of its areas; where they differ, or none is drawn, it cannot be compared.
 * @param {{since?: Step | null}[]} areas
 * @returns {Step | null}
 */
function stepOfUnit(areas) {
  const ways = new Set(areas.map(({ since }) => since?.way));
  return ways.size === 1 ? (areas[0].since ?? null) : { was: null, now: null, way: "other", notes: [] };
}

/**
 * @param {import("./payload.js").Payload} payload
 */
export function addSteps({ change, regions, records, units }) {
  if (!change) return;
  addTo(regions, change.regions);
  addTo(records, change.clusters);
  for (const unit of units) unit.since = stepOfUnit(regions.filter((region) => region.unit === unit.at));
}

/** @param {string} word */
export const sinceLook = (word) => (word === "up" || word === "down" ? `${word}-2` : word);

/**
 * The painter of what moved between two editions.
 * @param {Model} model
 */
export function sincePainter(model) {
  const { messages, payload } = model;
  return scored(model, {
    words: BANDS.since,
    cell: (_, { since, noData }) => (since || !noData ? BANDS.since.indexOf(since?.way ?? "same") : null),
    classAt: (at) => at,
    look: (at) => [sinceLook(BANDS.since[at]), null],
    facts({ unit, noData, since }) {
      if (!since) return [className(model, classOf(model, unit, payload.map.edition), noData)];
      const [before, after] = [since.was, since.now].map((key) =>
        key ? className(model, key) : messages.t("term.class.none"),
      );
      return [messages.t("map.change.moved", { before, after })];
    },
  });
}
