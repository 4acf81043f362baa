/** The drawing of the regions: painted shapes, land, arrows, and outlines of what is pointed at or chosen. */

import { hatchDefs, scaleHatches } from "./hatches.js";
import { svg } from "../dom.js";
import { placePasses } from "../data/filters.js";
import { areasOf, legendKeyOf, lookOf } from "../data/layers.js";
import { classMoveOf } from "../data/scores.js";
import { ringsPath } from "../data/topology.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {(typeof OUTLINES)[number]} OutlineName
 * @typedef {{
 *   group: SVGGElement, shapes: SVGPathElement[], hatches: SVGDefsElement, moves: SVGGElement,
 *   outlines: SVGPathElement[][], areas?: import("../data/payload.js").Region[],
 * }} RegionShapes `shapes`: in the order of the payload's regions; `moves`: arrows; `outlines`: two lines for
 *   each of `OUTLINES`; `areas`: the regions now in the group
 */

/** Levels closer than the first view at which there is room for arrows. */
const CLOSER = 0.7;
const OUTLINES = /** @type {const} */ (["hovered", "chosen", "focused"]);

/**
 * @param {Context} ctx
 * @param {Int32Array[]} arcs
 * @param {SVGGElement} canvas
 * @returns {RegionShapes}
 */
export function drawRegions({ payload }, arcs, canvas) {
  const shapes = payload.regions.map((region) =>
    svg("path", {
      class: "region",
      role: "button",
      tabindex: -1,
      "data-at": region.at,
      d: ringsPath(arcs, region.rings),
    }),
  );
  const group = svg("g", { role: "group" });
  const land = svg("path", {
    class: "land",
    d: ringsPath(arcs, payload.topology.land),
    "aria-hidden": "true",
  });
  const moves = svg(
    "g",
    { class: "moves", "aria-hidden": "true" },
    svg("path", { class: "halo" }),
    svg("path"),
  );
  // A dark line alone is hard to see on the deepest class: each outline has a light one under it.
  const outlines = OUTLINES.map((name) =>
    ["halo", ""].map((halo) => svg("path", { class: `outline ${name} ${halo}`, "aria-hidden": "true" })),
  );
  const hatches = hatchDefs();
  canvas.append(hatches, land, group, moves, ...outlines.flat());
  return { group, shapes, hatches, moves, outlines };
}

/**
 * @param {RegionShapes} drawing
 * @param {OutlineName} name
 * @param {number} at position of the region, -1 for none
 */
export function outlineRegion({ shapes, outlines }, name, at) {
  const d = at < 0 ? "" : (shapes[at].getAttribute("d") ?? "");
  for (const line of outlines[OUTLINES.indexOf(name)]) line.setAttribute("d", d);
}

/**
 * Keep hatches and arrows at their size on screen.
 * @param {Context} ctx
 * @param {RegionShapes} drawing
 * @param {number} k pixels of a topology integer
 */
export function scaleRegions(ctx, drawing, k) {
  scaleHatches(drawing.hatches, k);
  drawMoves(ctx, drawing, k);
}

/**
 * Arrows, closer in, on the regions whose class rose or fell between the two chosen years.
 * @param {Context} ctx
 * @param {RegionShapes} drawing
 * @param {number} k pixels of a topology integer
 */
export function drawMoves(ctx, { moves }, k) {
  const [far, head] = [7 / k, 4 / k];
  const shown = ctx.store.state.base === "change" && ctx.map.getZoom() > ctx.map.getMinZoom() + CLOSER;
  // The legend names them as long as there are some.
  document.documentElement.classList.toggle("has-moves", shown);
  const d = (shown ? ctx.payload.areas : []).map(({ unit, center: [x, y] }) => {
    const up = Math.sign(classMoveOf(ctx, unit));
    // Northings grow upwards, and so does the drawing: it is turned over as a whole.
    return up
      ? `M${x} ${y - up * far}v${2 * up * far}m${-head} ${-up * head}l${head} ${up * head} ${head} ${-up * head}`
      : "";
  });
  for (const line of moves.children) line.setAttribute("d", d.join(""));
}

/**
 * Paint every region for the base layer, the year and the filters now chosen.
 * @param {Context} ctx
 * @param {RegionShapes} drawing
 */
export function paintRegions(ctx, drawing) {
  const { group, shapes } = drawing;
  const { highlight } = ctx.store.state;
  const areas = areasOf(ctx);
  if (areas !== drawing.areas) {
    drawing.areas = areas;
    group.replaceChildren(...areas.map(({ at }) => shapes[at]));
    ctx.payload.small?.drawEdges(group, shapes);
  }
  for (const region of areas) {
    const { at } = region;
    const { look, ramp } = lookOf(ctx, region);
    const key = legendKeyOf(ctx, region);
    const lit = !highlight || (highlight.class ?? highlight.nodata) === (key.class ?? key.nodata);
    const name = `region ${look}${lit && placePasses(ctx, region) ? "" : " faded"}`;
    const shape = shapes[at];
    if (shape.getAttribute("class") !== name) shape.setAttribute("class", name);
    if (ramp !== null) shape.style.setProperty("--at", `${ramp}%`);
  }
}
