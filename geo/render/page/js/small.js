/** What only maps with a figure of level 3 need; the page's start script calls it before everything else. */

import { addSmallRegions } from "./data/small-regions.js";
import { edgesOf } from "./map/edges.js";

/** @param {import("./data/payload.js").Payload} payload */
function addSmall(payload) {
  addSmallRegions(payload);
  Object.assign(/** @type {object} */ (payload.small), { drawEdges: edgesOf(payload.areas) });
}

Object.assign(/** @type {any} */ (globalThis).clusterAtlas, { addSmall });
