/** Questions about records and regions that do not depend on the filters. */

import { yearOf } from "./figures.js";
import { classOfRecord, indexOf, unitIn } from "./scores.js";

/**
 * @typedef {import("./state.js").Model} Model
 * @typedef {import("./payload.js").ClusterRecord} ClusterRecord
 */

/** Sources of funding, in the order every chart uses. */
export const FUNDING = ["public", "private", "membership", "sales"];

/**
 * @param {ClusterRecord} record
 * @returns {string[]} the largest source of funding, or all that are equally large
 */
export function mainSources({ funding }) {
  if (!funding) return [];
  const most = Math.max(0, ...FUNDING.map((key) => funding[key] ?? 0));
  return FUNDING.filter((key) => funding[key] && funding[key] === most);
}

/**
 * @param {Model} model
 * @param {number} regionIndex
 */
export function recordsOfRegion(model, regionIndex) {
  return model.payload.records.filter(
    ({ regions, small }) => regions.includes(regionIndex) || small === regionIndex,
  );
}

/**
 * @param {Model} model
 * @param {string} id
 * @returns {number} -1 when the map has no such region
 */
export function regionIndexOf(model, id) {
  return model.payload.regions.findIndex((region) => region.id === id);
}

/**
 * Clusters whose regions have the same class, the most alike in services first.
 * @param {Model} model
 * @param {ClusterRecord} record
 * @returns {{record: ClusterRecord, shared: string[]}[]} at most five
 */
export function peersOf(model, record) {
  const year = yearOf(model);
  const own = classOfRecord(model, record, year);
  if (own === null) return [];
  return model.payload.records
    .filter((other) => other.id !== record.id && classOfRecord(model, other, year) === own)
    .map((other) => {
      const shared = other.services.filter((key) => record.services.includes(key));
      const union = new Set([...other.services, ...record.services]).size;
      const [there, here] = [other, record].map((one) => indexOf(model, unitIn(one), year) ?? 0);
      const distance = Math.abs(there - here);
      return {
        peer: { record: other, shared },
        likeness: union ? shared.length / union : 0,
        distance,
      };
    })
    .toSorted((a, b) => b.likeness - a.likeness || a.distance - b.distance)
    .slice(0, 5)
    .map(({ peer }) => peer);
}

/**
 * How many soft and hard services a record offers.
 * @param {Model} model
 * @param {ClusterRecord} record
 */
export function serviceCounts(model, record) {
  const hard = record.services.filter(
    (key) => model.payload.services.find((service) => service.key === key)?.kind === "hard",
  ).length;
  return { soft: record.services.length - hard, hard };
}

/**
 * @param {Model} model
 * @param {ClusterRecord} record
 * @returns {{id: string, title: string} | undefined} the table a record is from, where there are several
 */
export function tableOf(model, { table }) {
  return table === null ? undefined : model.payload.map.tables[table];
}

/**
 * The unit whose class and index a record shows where that is another unit than its region.
 * @param {Model} model
 * @param {ClusterRecord} record
 * @returns {import("./payload.js").Unit | null}
 */
export function lendingUnit({ payload }, { units, relation }) {
  const lent = units.length === 1 && (relation === "inside" || relation === "contains");
  return lent ? payload.units[units[0]] : null;
}
