/** The regions of level 3 of a map with a figure of them, put behind those that its other layers paint. */

import { unpackRings, unpackSteps } from "./packed.js";

/**
 * @typedef {import("./payload.js").Payload} Payload
 * @typedef {import("./payload.js").Region} Region
 * @typedef {{
 *   id: string[], name: string[], parents: string, lines: number, rings: string[], areas: Region[],
 *   drawEdges: (group: SVGGElement, shapes: SVGPathElement[]) => void,
 * }} PackedRegions columns; `lines`: how many lines the larger regions use; `areas`: the regions, once they are
 *   read; `drawEdges`: puts the edges of the larger regions behind a group of the smaller ones
 */

/**
 * A region of level 3 has class and index of the region that it lies in.
 * @param {Payload & {small: PackedRegions}} payload
 * @returns {Region[]}
 */
function readRegions({ areas, small: { id, name, parents, rings, lines } }) {
  const around = unpackSteps(parents, id.length)[0].map((at) => areas[at]);
  return unpackRings(rings, id.length, lines).map((shape, row) =>
    Object.assign({}, around[row], {
      at: areas.length + row,
      id: id[row],
      name: name[row],
      rings: shape,
      relation: around[row].relation === "same" ? "inside" : around[row].relation,
      isSmall: true,
    }),
  );
}

/** @param {Payload} payload */
export function addSmallRegions(payload) {
  const { areas, records, figures } = payload;
  const small = /** @type {PackedRegions} */ (payload.small);
  small.areas = readRegions({ ...payload, small });
  payload.regions = [...areas, ...small.areas];
  const around = unpackSteps(small.parents, small.id.length)[0];
  for (const record of records) {
    // Positions are those among all regions of the page; unknown ones stay null.
    if (typeof record.small === "number") record.small += areas.length;
  }
  for (const figure of figures) {
    if (!figure.small) {
      figure.units = [...figure.units, ...around.map((at) => figure.units[at])];
      continue;
    }
    const unitById = new Map(figure.ids.map((id, unit) => [id, unit]));
    figure.units = payload.regions.map(({ id }) => unitById.get(id) ?? -1);
    const regionById = new Map(small.areas.map((region) => [region.id, region]));
    figure.scored = figure.ids.map((id) => regionById.get(id)?.unit ?? -1);
  }
}
