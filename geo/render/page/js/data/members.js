/** The members of clusters: counts by cluster, kind and region, and the figures that are made of them. */

import { unpackSteps } from "./packed.js";

/**
 * @typedef {import("./payload.js").Payload} Payload
 * @typedef {import("./payload.js").ClusterRecord} ClusterRecord
 * @typedef {import("./figures.js").FigureFacts} FigureFacts
 * @typedef {{
 *   kinds: string[], counts: string, figures: {code: string, bounds: number[], looks: [string, number | null][]}[],
 *   names?: Record<string, [string, number][]>,
 * }} MemberFacts `counts`: rows of record, kind and region, both counted from 1 with 0 for none, and how many
 * @typedef {{record: number, kind: number, region: number, number: number}} Count `kind` and `region` are -1 for none
 */

/** Code of the figure of all members; those of a kind and of a cluster begin with it. */
const KEY = "members";
const OF_CLUSTER = `${KEY}-of-`;

/**
 * The first members of a cluster, where the map names them; every object has a "constructor", and no cluster's.
 * @param {Pick<MemberFacts, "names">} facts
 * @param {string} id
 */
export function namesOf({ names = {} }, id) {
  return Object.hasOwn(names, id) ? names[id] : [];
}

/**
 * @param {MemberFacts} facts
 * @returns {Count[]}
 */
export function readCounts({ counts }) {
  return unpackSteps(counts, 4).map(([record, kind, region, number]) => ({
    record,
    kind: kind - 1,
    region: region - 1,
    number,
  }));
}

/**
 * How many there are of each of what counts differ in, the most first.
 * @param {Count[]} counts
 * @param {"record" | "kind" | "region"} by
 * @returns {[number, number][]} position and number
 */
export function summed(counts, by) {
  /** @type {Map<number, number>} */
  const sums = new Map();
  for (const count of counts) sums.set(count[by], (sums.get(count[by]) ?? 0) + count.number);
  return [...sums].toSorted((a, b) => b[1] - a[1] || a[0] - b[0]);
}

/** @param {Count[]} counts */
export const totalOf = (counts) => counts.reduce((sum, { number }) => sum + number, 0);

/**
 * Code of the figure of one cluster.
 * @param {ClusterRecord} record
 */
export const codeOf = ({ at }) => `${OF_CLUSTER}${at + 1}`;

/**
 * Whom a figure counts: those of one cluster, or of one kind.
 * @param {string} code
 * @param {string[]} kinds
 * @returns {{by: "record" | "kind", at: number}}
 */
function countedIn(code, kinds) {
  return code.startsWith(OF_CLUSTER)
    ? { by: "record", at: Number(code.slice(OF_CLUSTER.length)) - 1 }
    : { by: "kind", at: kinds.indexOf(code.slice(KEY.length + 1).replaceAll("-", "_")) };
}

/**
 * The members that a figure counts; none for a figure of something else.
 * @param {Count[]} counts
 * @param {string} code
 * @param {string[]} kinds
 */
export function countsOf(counts, code, kinds) {
  if (code === KEY) return counts;
  const { by, at } = countedIn(code, kinds);
  return code.startsWith(`${KEY}-`) ? counts.filter((count) => count[by] === at) : [];
}

/**
 * Add to a map what its counts imply: the figures of kinds and clusters with their names, the kinds of each record.
 * @param {Payload} payload
 * @param {Count[]} counts
 */
export function addFigures({ figures: all, map, records, messages }, counts) {
  const { kinds, figures } = /** @type {MemberFacts} */ (map.members);
  const total = /** @type {FigureFacts} */ (all.find(({ code }) => code === KEY));
  for (const { code, bounds, looks } of figures) {
    const { by, at } = countedIn(code, kinds);
    const cells = total.ids.map(() => 0);
    for (const count of counts)
      if (count[by] === at && count.region >= 0) cells[total.units[count.region]] += count.number;
    all.push({ ...total, code, bounds, looks, cells: [cells] });
    for (const catalogue of new Set(Object.values(messages))) {
      const text = (/** @type {string} */ key) => String(catalogue[key] ?? "");
      const name = by === "record" ? records[at].name : text(`panel.item.${kinds[at]}`);
      Object.assign(catalogue, {
        // A name may hold what would be a pattern of a replacement.
        [`own.figure.${code}.label`]: text("panel.members.of").replace("{name}", () => name),
        [`own.figure.${code}.unit`]: "",
        [`own.figure.${code}.source`]: text(`own.figure.${KEY}.source`),
      });
    }
  }
  for (const { record, kind } of counts)
    if (kind >= 0) records[record].kinds = [...new Set([...(records[record].kinds ?? []), kinds[kind]])];
}
