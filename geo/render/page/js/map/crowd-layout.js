/** Where the markers of a crowd go: worked out at once, or step by step while the map still moves there. */

import { groupCrowd } from "../data/crowd.js";
import { FILTERS, visibleRecords } from "../data/filters.js";
import { isWithin } from "../data/overseas.js";
import { arrange, pushApart } from "../data/spread.js";
import { pixelsPerMetre } from "../data/projection.js";
import { LAYER_KEYS } from "../data/state.js";
import { lookOf, strokesOf, UNKNOWN } from "./crowd-looks.js";
import { groupRadius, MARKED } from "./marker-drawing.js";

/**
 * @typedef {import("./crowd.js").Crowd} Crowd
 * @typedef {import("./crowd.js").CrowdMarker} CrowdMarker
 * @typedef {import("./markers.js").Placed & {inset: number}} Placed `inset`: in which frame of an overseas region, or -1
 * @typedef {{k: number, tx: number, ty: number}} Frame as `frameOf` gives it
 * @typedef {{
 *   box: any, shown: CrowdMarker[], inView: CrowdMarker[], fan: {x: number, y: number, radius: number} | null,
 * }} Layout `box`: what is drawn of the map, in layer pixels
 * @typedef {{key: string, placed: Placed[]} & ReturnType<typeof arrange<Placed>>} Grouped
 * @typedef {{key: string, layout: Layout, steps: Generator<void, void, void>, next?: ReturnType<typeof setTimeout>}} Ahead
 */

/** Markers as far beyond what is drawn are kept apart with it: those at its edge stand where they would anyway. */
const RING_PX = 120;
/** The most that a line of the name of a frame takes, and the room around it. */
const [LINE_PX, EDGE_PX] = [11, 6];
/** A map narrower than this has smaller groups, in pixels, by so much. */
const [NARROW_PX, SMALLER] = [500, 0.75];
/** The ring of a group, and half a digit of its number, in pixels. */
const [RING_WIDTH, DIGIT] = [7.5, 3.6];
/** How much closer than the first view still shows all of Europe. */
const HOME = 1.01;
/** The edge of a marker, in pixels. */
const RIM = 2;
/** How long a step may take while the map moves, in milliseconds. */
const STEP_MS = 3;

/**
 * The records to draw that have a place, where they are in a frame.
 * @param {Crowd} crowd
 * @param {Frame} frame
 */
function placedRecords(crowd, { k, tx, ty }) {
  for (const place of crowd.placed) {
    place.x = /** @type {number} */ (place.record.x) * k + tx;
    place.y = ty - /** @type {number} */ (place.record.y) * k;
  }
  return crowd.placed;
}

/**
 * Follow the choices: which records there are, and what was known of their looks.
 * @param {Crowd} crowd
 */
function followChoices(crowd) {
  const { ctx } = crowd;
  const { state } = ctx.store;
  const layer = [...LAYER_KEYS.map((key) => state[key]), state.overlays];
  const filtered = JSON.stringify([layer, FILTERS.map((key) => state[key])]);
  if (filtered !== crowd.filtered) {
    const wanted = MARKED.some((name) => state.overlays.includes(name));
    const records = (wanted ? visibleRecords(ctx) : []).filter(({ x }) => x !== null);
    const { length } = crowd.placed;
    if (records.length !== length || records.some((record, at) => record !== crowd.placed[at].record))
      crowd.placed = records.map((record) => ({
        record,
        x: 0,
        y: 0,
        inset: crowd.frames.findIndex((frame) => isWithin(record, frame)),
      }));
    crowd.filtered = filtered;
  }
  const looked = JSON.stringify([layer, ctx.map.getSize().x]);
  if (looked !== crowd.looked) {
    crowd.looks.clear();
    crowd.positions.fill(UNKNOWN);
    crowd.looked = looked;
  }
}

/**
 * Move markers back to where they stay.
 * @param {CrowdMarker[]} markers
 * @returns {boolean} whether one was moved
 */
function keepInside(markers) {
  let moved = false;
  for (const { spot, free } of markers) {
    const { atX, atY, radius } = spot;
    // What lies beyond the edge of the map altogether stays there.
    if (!free?.intersects(L.bounds([atX - radius, atY - radius], [atX + radius, atY + radius]))) continue;
    spot.atX = Math.min(Math.max(atX, free.min.x + radius), free.max.x - radius);
    spot.atY = Math.min(Math.max(atY, free.min.y + radius), free.max.y - radius);
    moved ||= spot.atX !== atX || spot.atY !== atY;
  }
  return moved;
}

/**
 * The markers in a box, kept apart, from north to south.
 * @param {CrowdMarker[]} shown
 * @param {Set<string>} unfolded
 * @param {any} box
 */
export function inViewOf(shown, unfolded, box) {
  const around = L.bounds(box.min.subtract([RING_PX, RING_PX]), box.max.add([RING_PX, RING_PX]));
  const aroundView = shown.filter(({ spot }) => around.contains([spot.x, spot.y]));
  const folded = aroundView.filter(({ records }) => !unfolded.has(records[0].id));
  const spots = folded.map(({ spot }) => spot);
  for (const spot of spots) Object.assign(spot, { atX: spot.x, atY: spot.y });
  pushApart(spots);
  // What was moved back may stand on others.
  if (keepInside(folded)) {
    pushApart(spots);
    keepInside(folded);
  }
  return aroundView
    .filter(({ spot: { atX, atY } }) => box.contains([atX, atY]))
    .toSorted((a, b) => a.spot.atY - b.spot.atY || a.spot.atX - b.spot.atX);
}

/**
 * How much room a group takes: on a narrow map what its number needs, and no more than the frame it stands in.
 * @param {Crowd} crowd
 * @param {Placed[]} members
 * @param {number} k pixels of a topology integer
 */
function groupRadiusOf({ ctx, frames }, members, k) {
  const { length } = members;
  const usual = groupRadius(length);
  const least = RING_WIDTH + DIGIT * ctx.messages.number(length).length;
  const radius = ctx.map.getSize().x < NARROW_PX ? Math.min(usual, Math.max(SMALLER * usual, least)) : usual;
  const frame = frames[members[0].inset];
  return Math.min(radius + RIM, frame ? (Math.min(frame.width, frame.height) * k) / 2 - 1 : Infinity);
}

/**
 * The places of all records, in groups. A year mostly leaves them as they were.
 * @param {Crowd} crowd
 * @param {Frame} frame
 * @param {Set<string>} unfolded
 * @returns {Generator<void, Grouped, void>}
 */
function* groupAll(crowd, frame, unfolded) {
  const { ctx, grouped } = crowd;
  const { overlays } = ctx.store.state;
  const key = JSON.stringify([frame, [...unfolded], overlays, ctx.map.getSize().x]);
  if (grouped?.key === key && grouped.placed === crowd.placed) return grouped;
  const isUnfolded = (/** @type {Placed} */ { record }) => unfolded.has(record.id);
  const radiusOf = (/** @type {Placed[]} */ members) =>
    members.length > 1 ? groupRadiusOf(crowd, members, frame.k) : lookOf(crowd, members[0].record).radius;
  const placed = placedRecords(crowd, frame);
  /** @type {import("../data/spread.js").Spot<Placed>[]} */
  const folded = [];
  // No group reaches from one frame of an overseas region into the next.
  /** @type {Placed[][]} */
  const apart = [];
  for (const one of placed) if (!isUnfolded(one)) (apart[one.inset + 1] ??= []).push(one);
  for (const points of apart)
    for (const spot of groupCrowd(points ?? [], radiusOf, placed.length)) {
      folded.push(spot);
      yield;
    }
  crowd.grouped = { key, placed, ...arrange(placed, isUnfolded, radiusOf, () => folded) };
  return crowd.grouped;
}

/**
 * Where markers stay, in layer pixels: in the frame of their overseas region, which leaves its name free, or on the map
 * as far as it shows all of Europe.
 * @param {Crowd} crowd
 * @param {Frame} frame
 * @returns {(inset: number) => any} a box, or none closer in
 */
function freeBoxes({ ctx, frames }, { k, tx, ty }) {
  const names = document.querySelectorAll(".inset-name");
  const boxes = frames.map(({ x, y, width, height, isAbove }, at) => {
    const lines = names[at].childElementCount;
    const room = lines && lines * LINE_PX + EDGE_PX;
    const [left, top] = [x * k + tx, ty - (y + height) * k];
    return L.bounds(
      [left, isAbove ? top + room : top],
      [left + width * k, top + height * k - (isAbove ? 0 : room)],
    );
  });
  const { frame, scale, origin } = ctx.payload.topology;
  const [x, y] = [0, 1].map((axis) => ((frame[axis] + frame[axis + 2]) / 2 - origin[axis]) / scale);
  const isHome = k < HOME * scale * pixelsPerMetre(ctx.map.getMinZoom());
  const half = ctx.map.getSize().divideBy(2);
  const middle = L.point(x * k + tx, ty - y * k);
  const home = isHome ? L.bounds(middle.subtract(half), middle.add(half)) : undefined;
  return (inset) => boxes[inset] ?? home;
}

/**
 * Group all records and draw those near the view.
 * @param {Crowd} crowd
 * @param {Frame} frame
 * @param {Set<string>} unfolded
 * @param {Layout} layout whose box is given; the rest is filled in
 */
function* layOut(crowd, frame, unfolded, layout) {
  const { k, tx, ty } = frame;
  const { spots, fan } = yield* groupAll(crowd, frame, unfolded);
  layout.fan = fan;
  const free = freeBoxes(crowd, frame);
  layout.shown = spots.map((spot) => ({
    free: free(spot.members[0].inset),
    records: spot.members.map(({ record }) => record),
    spot,
    node: /** @type {any} */ (null),
    X: (spot.x - tx) / k,
    Y: (ty - spot.y) / k,
  }));
  yield;
  layout.inView = inViewOf(layout.shown, unfolded, layout.box);
  for (const marker of layout.inView) {
    yield;
    strokesOf(crowd, marker, "marker");
  }
}

/**
 * @param {Crowd} crowd
 * @param {Frame} frame
 * @param {any} box
 * @returns {string} what a layout depends on
 */
const keyOf = ({ filtered, looked }, { k, tx, ty }, { min, max }) =>
  [k, tx, ty, min, max, filtered, looked].join();

/**
 * Begin to lay out the markers for where the map moves to, with nothing unfolded there.
 * @param {Crowd} crowd
 * @param {Frame} frame
 * @param {any} box
 */
export function layOutAhead(crowd, frame, box) {
  clearTimeout(crowd.ahead?.next);
  followChoices(crowd);
  const layout = { box, shown: [], inView: [], fan: null };
  /** @type {Ahead} */
  const ahead = {
    key: keyOf(crowd, frame, box),
    layout,
    steps: layOut(crowd, frame, new Set(), layout),
  };
  crowd.ahead = ahead;
  const step = () => {
    const start = performance.now();
    while (performance.now() - start < STEP_MS) if (ahead.steps.next().done) return;
    ahead.next = setTimeout(step);
  };
  ahead.next = setTimeout(step);
}

/**
 * Lay out the markers where the map is, or finish what was begun for there.
 * @param {Crowd} crowd
 * @param {Frame} frame
 * @param {any} box
 * @returns {Layout}
 */
export function layOutNow(crowd, frame, box) {
  const { ahead, unfolded } = crowd;
  clearTimeout(ahead?.next);
  crowd.ahead = null;
  followChoices(crowd);
  const isFit = ahead && !unfolded.size && ahead.key === keyOf(crowd, frame, box);
  const layout = isFit ? ahead.layout : { box, shown: [], inView: [], fan: null };
  const steps = isFit ? ahead.steps : layOut(crowd, frame, unfolded, layout);
  while (!steps.next().done);
  return layout;
}
