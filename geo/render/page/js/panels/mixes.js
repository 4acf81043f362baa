/** Funding and services of single clusters: their markers, and what legend and list say of them. */

import { svg } from "../dom.js";
import { classDisc, classShape, placedShape, unpublishedRing } from "../map/glyphs.js";
import { fundingBars, serviceHalves, sourceDisc } from "../map/mix-drawing.js";
import { fundingParts, portfolioParts, serviceTags, sourceParts } from "./mix-parts.js";
import { mixBlocks } from "./mix-legend.js";
import { fundingRows, serviceRows } from "./mix-rows.js";
import { FUNDING, mainSources, serviceCounts } from "../data/records.js";
import { classPositionOf } from "../data/scores.js";
import { largestOf, MEMBERS_PX, radiusOf, SERVICES_PX, UNKNOWN_PX } from "../data/sizes.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 * @typedef {ReturnType<typeof createMixes>} Mixes
 * @typedef {{most: number, mostServices: number, scale: number}} Sizes members and services of the largest of all
 *   clusters, whatever the filters; how much smaller all is on a phone, where it would cover the regions
 */

/** A window narrower than this has smaller markers, in pixels. */
const NARROW = 560;
const SMALLER = 0.65;
/** Bars say nothing by their size, and are no larger than a middling disc. */
const BARS = 0.8;
/** In this part of the map's height, at its southern edge, what stands below a disc would be cut off. */
const SOUTH = 0.1;
/** Beside the funding, the services stand in this part of their size. */
const BESIDE = 0.75;

/** @param {Context} ctx @returns {Sizes} */
function sizesOf(ctx) {
  const { records } = ctx.payload;
  return {
    most: largestOf(
      records.map(({ members }) => members ?? 0),
      0,
    ),
    mostServices: largestOf(
      records.flatMap((record) => {
        const { soft, hard } = serviceCounts(ctx, record);
        return [soft, hard];
      }),
      1,
    ),
    scale: window.innerWidth < NARROW ? SMALLER : 1,
  };
}

/**
 * What a record's marker shows of its funding, and half of its width.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 * @param {Sizes} sizes
 * @returns {{reach: number, drawings: SVGElement[]}}
 */
function fundingMarker(ctx, record, { most, scale }) {
  const { funding, fundingIsWhole, members } = record;
  const hasShape = ctx.store.state.overlays.includes("clusters");
  const at = classPositionOf(ctx, record);
  if (!funding)
    return {
      reach: 14 * scale,
      drawings: [
        svg("g", { transform: `scale(${scale})` }, unpublishedRing(), placedShape(classDisc(at), 20)),
      ],
    };
  if (!fundingIsWhole) {
    const transform = `scale(${BARS * scale})`;
    return { reach: 15 * BARS * scale, drawings: [svg("g", { transform }, fundingBars(funding))] };
  }
  const radius = members === null ? UNKNOWN_PX : radiusOf(members, most, MEMBERS_PX);
  const disc = sourceDisc(mainSources(record), radius, members !== null || most === 0);
  if (hasShape) disc.append(placedShape(classShape(at), 1.2 * radius));
  return { reach: scale * radius, drawings: [svg("g", { transform: `scale(${scale})` }, disc)] };
}

/**
 * Whether a record lies at the southern edge of what the map shows at first.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function isSouthern({ payload }, { y }) {
  const { frame, origin, scale } = payload.topology;
  return origin[1] + (y ?? 0) * scale < frame[1] + SOUTH * (frame[3] - frame[1]);
}

/**
 * The marker of a record that shows its funding, its services or both.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 * @param {Sizes} sizes
 * @returns {{radius: number, drawings: SVGElement[]} | null} null: it shows neither
 */
function markerOf(ctx, record, sizes) {
  const { overlays } = ctx.store.state;
  const funding = overlays.includes("funding");
  const offers = overlays.includes("services") && record.services.length > 0;
  if (!offers && !(funding && record.funding)) return null;
  const { reach, drawings } = funding ? fundingMarker(ctx, record, sizes) : { reach: 0, drawings: [] };
  if (!offers) return { radius: reach + 3, drawings };
  const { soft, hard } = serviceCounts(ctx, record);
  const radii = [soft, hard].map((count) =>
    count ? radiusOf(count, sizes.mostServices, SERVICES_PX) * sizes.scale * (funding ? BESIDE : 1) : 0,
  );
  const half = Math.max(...radii);
  // Below the funding where both are shown, above it where the map ends; else in the middle, with the shape of the class
  // above.
  const low = funding ? (isSouthern(ctx, record) ? -1 : 1) * (reach + half + 3) : 0;
  if (!funding && overlays.includes("clusters"))
    drawings.push(placedShape(classDisc(classPositionOf(ctx, record)), 14, -half - 8));
  drawings.push(svg("g", { transform: `translate(0 ${low})` }, serviceHalves(radii[0], radii[1])));
  return { radius: funding ? reach + 8 : half + 5, drawings };
}

/**
 * How many of some records have each source as their largest, then those of which that is not known.
 * @param {ClusterRecord[]} records
 * @returns {[string, number][] | null} CSS class and number; null when it is known of none
 */
function sourceCounts(records) {
  const mains = records.map((record) => (record.fundingIsWhole ? mainSources(record) : []));
  const unknown = mains.filter((sources) => !sources.length).length;
  if (unknown === records.length) return null;
  // Of sources that are equally large each has a part.
  const counted = (/** @type {string} */ key) =>
    mains.reduce((sum, sources) => sum + (sources.includes(key) ? 1 / sources.length : 0), 0);
  return [
    ...FUNDING.map((key) => /** @type {[string, number]} */ ([`fund-${key}`, counted(key)])),
    ["class-none", unknown],
  ];
}

/** @param {Context} ctx @param {ClusterRecord} record */
function fundingLine({ messages }, { funding }) {
  const shares = FUNDING.filter((key) => funding?.[key]).map(
    (key) => `${messages.t(`term.funding.${key}`)} ${messages.percent(funding?.[key] ?? 0)}`,
  );
  return funding && shares.join(", ");
}

/** @param {Context} ctx @param {ClusterRecord} record */
function servicesLine(ctx, record) {
  return record.services.length ? ctx.messages.t("map.services.counts", serviceCounts(ctx, record)) : null;
}

/** @param {Context} ctx */
export function createMixes(ctx) {
  const sizes = sizesOf(ctx);
  return {
    /** @param {ClusterRecord} record */
    marker: (record) => markerOf(ctx, record, sizes),
    /** @param {ClusterRecord[]} records of a group */
    groupParts: (records) => (ctx.store.state.overlays.includes("funding") ? sourceCounts(records) : null),
    /** @param {ClusterRecord} record */
    fundingParts: (record) => fundingParts(ctx, record),
    /** @param {ClusterRecord} record */
    serviceTags: (record) => serviceTags(ctx, record),
    sourceParts: () => sourceParts(ctx),
    portfolioParts: () => portfolioParts(ctx),
    /** What the legend says of them. @param {("funding" | "services")[]} overlays */
    blocks: (overlays) => mixBlocks(ctx, sizes, overlays),
    /** What a marker says of its record. @param {"funding" | "services"} overlay @param {ClusterRecord} record */
    line: (overlay, record) => (overlay === "funding" ? fundingLine : servicesLine)(ctx, record),
    /** @param {ClusterRecord[]} visible */
    rows(visible) {
      const { overlays } = ctx.store.state;
      if (overlays.includes("funding") && visible.some(({ fundingIsWhole }) => fundingIsWhole))
        return fundingRows(ctx);
      return overlays.includes("services") && visible.some(({ services }) => services.length)
        ? serviceRows(ctx)
        : null;
    },
  };
}
