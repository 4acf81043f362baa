/** What only maps of many clusters need: their markers are drawn on one canvas; the page mounts them instead of its own. */

import { mountClusters } from "./map/clusters.js";
import { CROWD } from "./map/crowd.js";
import { moreRows } from "./panels/more-rows.js";

Object.assign(/** @type {any} */ (globalThis).clusterAtlas, {
  /** @param {import("./store.js").Context} ctx */
  mountClusters: (ctx) => mountClusters(ctx, CROWD),
  moreRows,
});
