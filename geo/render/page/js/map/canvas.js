/** One drawing for regions, insets and borders, in topology integers: a zoom changes one transform. */

import { svg } from "../dom.js";
import { frameOf } from "./crs.js";

/** How much is drawn beyond each edge of the map, in parts of its size: what a zoom has to paint anew. */
const BEYOND = 0.25;

/**
 * @typedef {{
 *   node: SVGGElement, pane: HTMLElement, onScale: (listener: (k: number) => void) => void,
 * }} Canvas `onScale` calls the listener now and whenever a topology integer becomes another number of pixels
 */

/**
 * @param {import("../store.js").Context} ctx
 * @returns {Canvas}
 */
export function mountCanvas(ctx) {
  const { map } = ctx;
  const pane = map.createPane("atlas-regions");
  pane.style.setProperty("z-index", "210");
  const renderer = L.svg({ pane: "atlas-regions", padding: BEYOND }).addTo(map);
  const node = svg("g", { class: "plane" });
  renderer._rootGroup.append(node);
  renderer._container.setAttribute("role", "presentation");
  /** @type {((k: number) => void)[]} */
  const listeners = [];
  let last = 0;
  const place = () => {
    const { k, tx, ty } = frameOf(ctx);
    node.setAttribute("transform", `matrix(${k} 0 0 ${-k} ${tx} ${ty})`);
    if (k !== last) for (const listener of listeners) listener(k);
    last = k;
  };
  renderer.on("update", place);
  place();
  // Leaflet draws what a finger drags in only once it lets go.
  map.on("move", () => {
    const [from, to] = [L.point(0, 0), map.getSize()].map((corner) => map.containerPointToLayerPoint(corner));
    if (renderer._zoom === map.getZoom() && !renderer._bounds.contains(L.bounds(from, to)))
      renderer._update();
  });
  return {
    node,
    pane,
    onScale(listener) {
      listeners.push(listener);
      listener(last);
    },
  };
}
