/** The drawing of a marker: for one record, or for a group of them. */

import { svg } from "../dom.js";
import {
  classDisc,
  classShape,
  fundingBars,
  fundingDonut,
  groupGlyph,
  icon,
  servicesGlyph,
  unpublishedRing,
} from "./glyphs.js";
import { FUNDING, serviceCounts } from "../data/records.js";
import { classPositionOf } from "../data/scores.js";
import { classCounts } from "../data/words.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 */

/** A map narrower than this has smaller markers, in pixels. */
const NARROW = 500;
/** And of the rings and bars of funding this part of their size: at full size they cover the regions. */
const SMALLER = 0.65;
/** Overlays that put markers on the map. */
export const MARKED = ["clusters", "funding", "services"];

/**
 * What a record's marker is made of under the overlays now shown, and half of its width in pixels.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function compositionOf(ctx, record) {
  const [clusters, funding, services] = MARKED.map((name) => ctx.store.state.overlays.includes(name));
  const mix = funding && record.funding !== null;
  const offered = services && record.services.length > 0;
  const unpublished = !mix && (funding || (services && !offered));
  // A map as narrow as a phone has no room for larger ones.
  const isNarrow = ctx.map.getSize().x < NARROW;
  const single = isNarrow ? 9 : 12;
  // Beside services a mix keeps its size: their numbers have to be read.
  const mixScale = isNarrow && !offered ? SMALLER : 1;
  const radius = offered
    ? mix || unpublished
      ? 26
      : 21
    : mix
      ? 19 * mixScale
      : unpublished
        ? 16 * mixScale
        : single;
  return { clusters, mix, offered, unpublished, radius, single, mixScale };
}

/** @param {number} count records in a group */
function groupRadius(count) {
  return 13 + Math.min(15, 1.9 * Math.log2(count));
}

/**
 * How much room a marker takes: the radius that other markers keep clear of, in pixels.
 * @param {Context} ctx
 * @param {ClusterRecord[]} records
 */
export function markerRadius(ctx, records) {
  return records.length > 1 ? groupRadius(records.length) + 2 : compositionOf(ctx, records[0]).radius;
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord[]} records one, or those of a group
 * @returns {SVGElement}
 */
export function markerDrawing(ctx, records) {
  return records.length > 1 ? groupDrawing(ctx, records) : recordDrawing(ctx, records[0]);
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function recordDrawing(ctx, record) {
  const { clusters, mix, offered, unpublished, radius, single, mixScale } = compositionOf(ctx, record);
  const shape = (size = (5 / 3) * single, y = 0, draw = classDisc) =>
    svg(
      "g",
      { transform: `translate(${-size / 2} ${y - size / 2}) scale(${size / 24})` },
      draw(classPositionOf(ctx, record)),
    );
  /** @type {SVGElement[]} */
  const parts = [];
  if (mix && record.funding) {
    const { funding, fundingIsWhole } = record;
    const drawing = fundingIsWhole ? fundingDonut(funding) : fundingBars(funding);
    // A ring has a hole for the shape of the class; bars have none.
    const inHole = clusters && fundingIsWhole && shape(11, 0, classShape);
    parts.push(svg("g", { transform: `scale(${mixScale})` }, drawing, inHole));
  } else if (unpublished)
    parts.push(svg("g", { transform: `scale(${mixScale})` }, unpublishedRing()), shape());
  if (offered) {
    const { soft, hard } = serviceCounts(ctx, record);
    // Below the funding where both are shown, else in the middle, with the shape above.
    const low = parts.length ? 26 : 0;
    if (clusters && !low) parts.push(shape(15, -15));
    parts.push(svg("g", { transform: `translate(-1 ${low})` }, servicesGlyph(soft, hard)));
  }
  return icon(2 * radius + 4, ...(parts.length ? parts : [shape()]));
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord[]} records
 */
function groupDrawing(ctx, records) {
  const radius = groupRadius(records.length);
  const mix = ctx.store.state.overlays.includes("funding") ? meanFunding(records) : null;
  const label = ctx.messages.number(records.length);
  return icon(2 * radius + 4, groupGlyph(label, mix ?? classCounts(ctx, records), radius));
}

/**
 * The mean funding mix of records that publish whole shares; null when none does.
 * @param {ClusterRecord[]} records
 * @returns {[string, number][] | null} CSS class and amount
 */
function meanFunding(records) {
  const whole = records.filter(({ fundingIsWhole }) => fundingIsWhole);
  if (whole.length === 0) return null;
  return FUNDING.map((key) => [
    `fund-${key}`,
    whole.reduce((sum, { funding }) => sum + (funding?.[key] ?? 0), 0),
  ]);
}
