/** On paper the map has a size of its own, which its drawing must follow before the page is printed. */

import { viewOfBox } from "../map/crs.js";

/**
 * @param {import("../store.js").Context} ctx
 */
export function mountPrint({ map, payload, store }) {
  const { classList } = document.documentElement;
  /** @type {import("../store.js").State["view"]} */
  let before = null;

  const start = () => {
    if (classList.contains("is-printing")) return;
    before = store.state.view;
    classList.add("is-printing");
    map.invalidateSize({ pan: false, animate: false });
    const { center, zoom } = viewOfBox(map, payload.topology.frame);
    map.setMinZoom(Math.min(zoom, map.getMinZoom()));
    if (!before) map.setView(center, zoom, { animate: false });
    // The move was ours and no choice of the reader.
    store.update({ view: before }, { replace: true });
  };
  const stop = () => {
    if (!classList.contains("is-printing")) return;
    classList.remove("is-printing");
    map.invalidateSize({ pan: false, animate: false });
  };
  window.addEventListener("beforeprint", start);
  window.addEventListener("afterprint", stop);
  matchMedia("print").addEventListener("change", ({ matches }) => (matches ? start() : stop()));
}
