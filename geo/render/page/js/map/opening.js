/** The first view of a map whose maker chose one: a place at a zoom, or a box that shall fit. */

import { METRES_PER_PIXEL, pixelsPerMetre } from "../data/projection.js";

/**
 * What the reader's address says goes first.
 * @param {import("../store.js").Context} ctx
 * @param {import("../data/payload.js").Opening} opening
 */
export function mountOpening({ map, store }, { box, zoom, padding = [0, 0, 0, 0] }) {
  if (store.state.view) return;
  const size = map.getSize();
  const { minZoom, maxZoom } = map.options;
  const free = [size.x - padding[0] - padding[2], size.y - padding[1] - padding[3]];
  const lengths = [box[2] - box[0], box[3] - box[1]];
  // A place has no size and fits at any level: without one of its own it is shown at that of the whole map.
  const fitting = lengths.some(Boolean)
    ? Math.log2(Math.min(...free.map((side, at) => Math.max(side, 1) / lengths[at])) * METRES_PER_PIXEL)
    : (zoom ?? minZoom);
  const wanted = Math.floor(Math.min(fitting, zoom ?? maxZoom) * 100) / 100;
  const level = Math.max(minZoom, Math.min(maxZoom, wanted));
  const perMetre = pixelsPerMetre(level);
  const x = (box[0] + box[2]) / 2 + (padding[2] - padding[0]) / 2 / perMetre;
  const y = (box[1] + box[3]) / 2 + (padding[1] - padding[3]) / 2 / perMetre;
  const [east, north] = [x, y].map((metres) => Math.round(metres / 1000) * 1000);
  store.update({ view: [east, north, level] }, { replace: true });
}
