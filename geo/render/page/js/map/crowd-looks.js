/** How the markers of a crowd look, and the canvas painted with them. */

import { classPositionOf } from "../data/scores.js";
import { groupGlyph } from "./glyphs.js";
import { markerOf } from "./marker-drawing.js";
import { linesOf, placeIn } from "./markers.js";

/**
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 * @typedef {import("./crowd.js").Crowd} Crowd
 * @typedef {import("./crowd.js").CrowdMarker} CrowdMarker
 * @typedef {{radius: number, drawings: SVGElement[], strokes: Map<string, import("./painter.js").Stroke[]>}} Look
 *   `strokes`: by the classes that the marker has
 */

/** So many looks of groups are remembered. */
const MOST_LOOKS = 2000;
/** A smaller group shows no number, in pixels. */
const LEGIBLE = 13;
/** A class that was not looked up yet. */
export const UNKNOWN = -9;

/**
 * The position of a record's class, as `classPositionOf` has it.
 * @param {Pick<Crowd, "ctx" | "positions">} crowd
 * @param {ClusterRecord} record
 */
function positionOf({ ctx, positions }, record) {
  if (positions[record.at] === UNKNOWN) positions[record.at] = classPositionOf(ctx, record);
  return positions[record.at];
}

/**
 * The marker of one record; where it shows nothing but the class it is made once for each.
 * @param {Crowd} crowd
 * @param {ClusterRecord} record
 * @returns {Look}
 */
export function lookOf({ ctx, looks, positions }, record) {
  const at = positionOf({ ctx, positions }, record);
  const { overlays } = ctx.store.state;
  const key = overlays.includes("funding") || overlays.includes("services") ? record : at;
  const known = looks.get(key);
  if (known) return known;
  const look = { ...markerOf(ctx, record), strokes: new Map() };
  looks.set(key, look);
  return look;
}

/**
 * How many of some records have each class, as `classCounts` has them.
 * @param {Crowd} crowd
 * @param {ClusterRecord[]} records
 * @returns {[string, number][]}
 */
function countsOf(crowd, records) {
  const { length } = crowd.ctx.payload.map.classes;
  const counts = Array.from({ length: length + 1 }, () => 0);
  for (const record of records) {
    const at = positionOf(crowd, record);
    counts[at < 0 ? length : at] += 1;
  }
  return counts.map((count, at) => [at < length ? `class-${at + 1}` : "class-none", count]);
}

/**
 * The marker of a group; groups with as many of each class look the same.
 * @param {Crowd} crowd
 * @param {CrowdMarker} marker
 * @returns {Look}
 */
function groupLookOf(crowd, { records, spot }) {
  const { ctx, groupLooks } = crowd;
  const parts = ctx.mixes?.groupParts(records) ?? countsOf(crowd, records);
  const radius = spot.radius - 2;
  // A disc in a small frame has no room for a number.
  const label = radius < LEGIBLE ? "" : ctx.messages.number(records.length);
  const key = JSON.stringify([label, parts, radius]);
  const known = groupLooks.get(key);
  if (known) return known;
  if (groupLooks.size >= MOST_LOOKS) groupLooks.clear();
  const look = { radius, drawings: [groupGlyph(label, parts, radius)], strokes: new Map() };
  groupLooks.set(key, look);
  return look;
}

/**
 * @param {Crowd} crowd
 * @param {CrowdMarker} marker
 * @returns {Look}
 */
export function markerLook(crowd, marker) {
  if (marker.records.length === 1) return lookOf(crowd, marker.records[0]);
  return (marker.look ??= groupLookOf(crowd, marker));
}

/**
 * @param {Crowd} crowd
 * @param {CrowdMarker} marker
 * @param {string} look the classes it has
 */
export function strokesOf(crowd, marker, look) {
  const { canvas } = crowd;
  const { strokes, drawings } = markerLook(crowd, marker);
  const known =
    strokes.get(look) ??
    canvas.strokes(drawings, [
      ["span", look],
      ["svg", ""],
    ]);
  strokes.set(look, known);
  return known;
}

/**
 * The lines of the markers in view.
 * @param {Crowd} crowd
 */
export const linesInView = ({ inView, fan, unfolded }) => linesOf({ shown: inView, unfolded }, fan);

/** @param {CrowdMarker} marker */
const standsOut = ({ node }) => node.classList.contains("chosen") || node.classList.contains("lit");

/**
 * @param {Crowd} crowd
 * @param {{k: number, tx: number, ty: number}} [frame] of a zoom that is under way: without lines, as they are hidden then
 */
export function paint(crowd, frame) {
  const { inView, canvas } = crowd;
  // What stands out is painted last, over its neighbours.
  const marks = [false, true].flatMap((isLast) =>
    inView
      .filter((marker) => standsOut(marker) === isLast)
      .map((marker) => {
        const { spot, node } = marker;
        const [x, y] = frame ? placeIn(marker, frame) : [spot.atX, spot.atY];
        const look = ["marker", ...["chosen", "lit"].filter((state) => node.classList.contains(state))].join(
          " ",
        );
        return { strokes: strokesOf(crowd, marker, look), x, y, isFaded: node.classList.contains("faded") };
      }),
  );
  const lines = frame ? [] : canvas.strokes(linesInView(crowd), [["svg", "leaders"]]);
  canvas.paint(marks, lines);
}
