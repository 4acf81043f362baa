/** The drawing of a marker: for one record, or for a group of them. */

import { svg } from "../dom.js";
import { classDisc, groupGlyph, icon, placedShape, unpublishedRing } from "./glyphs.js";
import { classPositionOf } from "../data/scores.js";
import { classCounts } from "../data/words.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 */

/** A map narrower than this has smaller markers, in pixels. */
const NARROW = 500;
/** Overlays that put markers on the map. */
export const MARKED = ["clusters", "funding", "services"];

/**
 * The marker of a record under the overlays now shown, and half of its width in pixels.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
export function markerOf(ctx, record) {
  const mix = ctx.mixes?.marker(record);
  if (mix) return mix;
  const { overlays } = ctx.store.state;
  // A map as narrow as a phone has no room for larger ones.
  const single = ctx.map.getSize().x < NARROW ? 9 : 12;
  const scale = single / 12;
  const disc = placedShape(classDisc(classPositionOf(ctx, record)), (5 / 3) * single);
  if (!overlays.includes("funding") && !overlays.includes("services"))
    return { radius: single, drawings: [disc] };
  // The clusters were asked, and their own figures are not known.
  return {
    radius: 16 * scale,
    drawings: [svg("g", { transform: `scale(${scale})` }, unpublishedRing()), disc],
  };
}

/** @param {number} count records in a group */
export function groupRadius(count) {
  return 13 + Math.min(15, 1.9 * Math.log2(count));
}

/**
 * How much room a marker takes: the radius that other markers keep clear of, in pixels.
 * @param {Context} ctx
 * @param {ClusterRecord[]} records
 */
export function markerRadius(ctx, records) {
  return records.length > 1 ? groupRadius(records.length) + 2 : markerOf(ctx, records[0]).radius;
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord[]} records one, or those of a group
 * @returns {SVGElement}
 */
export function markerDrawing(ctx, records) {
  if (records.length > 1) return groupDrawing(ctx, records);
  const { radius, drawings } = markerOf(ctx, records[0]);
  return icon(2 * radius + 4, ...drawings);
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord[]} records
 */
function groupDrawing(ctx, records) {
  const radius = groupRadius(records.length);
  const parts = ctx.mixes?.groupParts(records) ?? classCounts(ctx, records);
  return icon(2 * radius + 4, groupGlyph(ctx.messages.number(records.length), parts, radius));
}
