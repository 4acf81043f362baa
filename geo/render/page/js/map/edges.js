/** The edges of the larger regions on those of level 3. */

import { svg } from "../dom.js";

/**
 * @param {import("../data/payload.js").Region[]} areas the larger regions
 * @returns {(group: SVGGElement, shapes: SVGPathElement[]) => void} called with what is painted now
 */
export function edgesOf(areas) {
  const edges = svg("path", { class: "edges", "aria-hidden": "true" });
  return (group, shapes) => {
    const isFine = group.firstChild !== shapes[areas[0].at];
    const d = isFine ? areas.map(({ at }) => shapes[at].getAttribute("d")).join("") : "";
    edges.setAttribute("d", d);
    group.classList.toggle("fine", isFine);
    group.after(edges);
  };
}
