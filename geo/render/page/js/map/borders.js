/** Country borders: the arcs that two countries share. */

import { svg } from "../dom.js";
import { linesPath } from "../data/topology.js";

/**
 * @param {import("../store.js").Context} ctx
 * @param {Int32Array[]} arcs
 * @param {import("./canvas.js").Canvas} canvas
 */
export function mountBorders(ctx, arcs, canvas) {
  const lines = svg("path", {
    class: "borders",
    d: linesPath(arcs, ctx.payload.topology.borders),
    "aria-hidden": "true",
  });
  // Below the outline of what is chosen.
  canvas.node.querySelector(".outline")?.before(lines);
  const show = () => lines.classList.toggle("off", !ctx.store.state.overlays.includes("borders"));
  show();
  ctx.store.subscribe(["overlays"], show);
}
