/** Many markers: all are grouped, those near the view are drawn on one canvas, and a bare button stands over each. */

import { groupCrowd } from "../data/crowd.js";
import { FILTERS, visibleRecords } from "../data/filters.js";
import { arrange, pushApart } from "../data/spread.js";
import { LAYER_KEYS } from "../data/state.js";
import { nameMarker, placeButtons, showAs } from "./crowd-buttons.js";
import { createCrowdCanvas } from "./crowd-canvas.js";
import { lookOf, paint, UNKNOWN } from "./crowd-looks.js";
import { frameOf } from "./crs.js";
import { groupRadius, MARKED } from "./marker-drawing.js";
import { createMarkers, focusMarker, highlightMarkers, moveMarkers } from "./markers.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("./markers.js").Marker} Marker
 * @typedef {import("./markers.js").Placed} Placed
 * @typedef {Marker & {isNamed?: boolean, look?: import("./crowd-looks.js").Look}} CrowdMarker
 * @typedef {Omit<import("./markers.js").Markers, "shown" | "inView"> & {
 *   ctx: Context, shown: CrowdMarker[], inView: CrowdMarker[], placed: Placed[], filtered: string,
 *   looks: Map<unknown, import("./crowd-looks.js").Look>, positions: Int8Array, looked: string,
 *   fan: {x: number, y: number, radius: number} | null, box: any, near: any, asElements: boolean,
 *   canvas: import("./crowd-canvas.js").CrowdCanvas, classes: MutationObserver, naming?: ReturnType<typeof setTimeout>,
 * }} Crowd `positions`: that of the class of each record, or `UNKNOWN`; `near`: what was laid out around the view; `box`: what is drawn of it; both in layer pixels
 */

/** How much is drawn beyond each edge of the view, in parts of its size: what a drag brings in. */
const BEYOND = 0.125;
/** Markers as far beyond what is drawn are kept apart with it: those at its edge stand where they would anyway. */
const RING_PX = 120;

/**
 * The records to draw that have a place, where they are in a frame.
 * @param {Crowd} crowd
 */
function placedRecords(crowd) {
  const { ctx } = crowd;
  const { state } = ctx.store;
  const filtered = JSON.stringify(
    [...FILTERS, ...LAYER_KEYS, "overlays"].map((key) => /** @type {any} */ (state)[key]),
  );
  if (filtered !== crowd.filtered) {
    const wanted = MARKED.some((name) => state.overlays.includes(name));
    crowd.placed = (wanted ? visibleRecords(ctx) : [])
      .filter(({ x }) => x !== null)
      .map((record) => ({ record, x: 0, y: 0 }));
    crowd.filtered = filtered;
  }
  const { k, tx, ty } = frameOf(ctx);
  for (const place of crowd.placed) {
    place.x = /** @type {number} */ (place.record.x) * k + tx;
    place.y = ty - /** @type {number} */ (place.record.y) * k;
  }
  return crowd.placed;
}

/**
 * Group all records anew, for the zoom, the year, the filters and the overlays now chosen.
 * @param {Context} ctx
 * @param {import("./markers.js").Markers} markers
 */
function draw(ctx, markers) {
  const crowd = /** @type {Crowd} */ (markers);
  const { group, unfolded } = crowd;
  const focused = group.contains(document.activeElement)
    ? document.activeElement?.getAttribute("data-id")
    : null;
  const { state } = ctx.store;
  const looked = JSON.stringify([
    ...LAYER_KEYS.map((key) => state[key]),
    state.overlays,
    ctx.map.getSize().x,
  ]);
  if (looked !== crowd.looked) {
    crowd.looks.clear();
    crowd.positions.fill(UNKNOWN);
    crowd.looked = looked;
  }
  const { spots, fan } = arrange(
    placedRecords(crowd),
    ({ record }) => unfolded.has(record.id),
    (members) =>
      members.length > 1 ? groupRadius(members.length) + 2 : lookOf(crowd, members[0].record).radius,
    groupCrowd,
  );
  const { k, tx, ty } = frameOf(ctx);
  crowd.fan = fan;
  crowd.shown = spots.map((spot) => ({
    records: spot.members.map(({ record }) => record),
    spot,
    node: /** @type {any} */ (null),
    X: (spot.x - tx) / k,
    Y: (ty - spot.y) / k,
  }));
  crowd.near = null;
  follow(crowd);
  if (focused && !group.contains(document.activeElement)) focusMarker(crowd, focused);
}

/** @param {any} map @returns {any} the view in layer pixels */
function viewOf(map) {
  const corner = map.containerPointToLayerPoint([0, 0]);
  return L.bounds(corner, corner.add(map.getSize()));
}

/** @param {any} map @returns {any} what is drawn of the map */
function boxOf(map) {
  const { min, max } = viewOf(map);
  // Whole pixels: between two of them all edges would be blurred.
  const margin = map.getSize().multiplyBy(BEYOND).round();
  return L.bounds(min.subtract(margin), max.add(margin));
}

/**
 * Lay out what is near the view, where that is not done yet.
 * @param {Crowd} crowd
 */
function follow(crowd) {
  const box = boxOf(crowd.ctx.map);
  if (crowd.near && crowd.box.equals(box)) return;
  crowd.canvas.place(box);
  crowd.box = box;
  crowd.near = L.bounds(box.min.subtract([RING_PX, RING_PX]), box.max.add([RING_PX, RING_PX]));
  const near = crowd.shown.filter(({ spot }) => crowd.near.contains([spot.x, spot.y]));
  const folded = near.filter(({ records }) => !crowd.unfolded.has(records[0].id)).map(({ spot }) => spot);
  for (const spot of folded) Object.assign(spot, { atX: spot.x, atY: spot.y });
  pushApart(folded);
  crowd.inView = near
    .filter(({ spot: { atX, atY } }) => box.contains([atX, atY]))
    .toSorted((a, b) => a.spot.atY - b.spot.atY || a.spot.atX - b.spot.atX);
  placeButtons(crowd);
  highlight(crowd.ctx, crowd);
}

/**
 * @param {Context} ctx
 * @param {import("./markers.js").Markers} markers
 */
function highlight(ctx, markers) {
  const crowd = /** @type {Crowd} */ (markers);
  highlightMarkers(ctx, { ...crowd, shown: crowd.inView });
  crowd.classes.takeRecords();
  paint(crowd);
}

/**
 * @param {import("./markers.js").Markers} markers
 * @param {{k: number, tx: number, ty: number}} frame
 */
function move(markers, frame) {
  const crowd = /** @type {Crowd} */ (markers);
  const { map } = crowd.ctx;
  if (map._animatingZoom) {
    const from = frameOf(crowd.ctx);
    const factor = map.getZoomScale(map.getZoom(), 1) / from.k;
    crowd.canvas.animate((scale) => {
      const part = (scale / factor - from.k) / (frame.k - from.k);
      const between = (/** @type {"k" | "tx" | "ty"} */ name) =>
        from[name] + part * (frame[name] - from[name]);
      paint(crowd, { k: between("k"), tx: between("tx"), ty: between("ty") });
    });
    // Only one that has the focus shows an edge of its own.
    const focused = crowd.inView.find(({ node }) => node === document.activeElement);
    if (focused) moveMarkers({ ...crowd, shown: [focused] }, frame);
    return;
  }
  // Two fingers, or a flight: the pixels of the layer begin elsewhere with every step.
  crowd.box = boxOf(map);
  crowd.canvas.place(crowd.box);
  paint(crowd, frame);
}

/**
 * Follow what the map and the page around it do.
 * @param {Crowd} crowd
 */
function listen(crowd) {
  const { canvas, ctx } = crowd;
  const { map, store } = ctx;
  crowd.classes.observe(crowd.group, { subtree: true, attributes: true, attributeFilter: ["class"] });
  map.on("moveend", () => follow(crowd));
  // What a finger drags in is drawn before it lets go.
  map.on("move", () => {
    const view = viewOf(map);
    if (!map._animatingZoom && crowd.near && !crowd.box.contains(view)) follow(crowd);
  });
  crowd.group.addEventListener("focusin", ({ target }) => {
    const marker = crowd.inView.find(({ node }) => node === target);
    if (marker && !marker.isNamed) nameMarker(crowd, marker);
  });
  const repaint = () => {
    canvas.forget();
    for (const marker of crowd.inView) marker.look?.strokes.clear();
    for (const { strokes } of crowd.looks.values()) strokes.clear();
    paint(crowd);
  };
  store.subscribe(["theme"], repaint);
  for (const query of [
    "(prefers-color-scheme: dark)",
    "(forced-colors: active)",
    `(resolution: ${devicePixelRatio}dppx)`,
  ])
    matchMedia(query).addEventListener("change", repaint);
  const box = map.getContainer();
  for (const target of [window, box]) {
    target.addEventListener(target === box ? "atlas:before-copy" : "beforeprint", () => showAs(crowd, true));
    target.addEventListener(target === box ? "atlas:after-copy" : "afterprint", () => showAs(crowd, false));
  }
  matchMedia("print").addEventListener("change", ({ matches }) => showAs(crowd, matches));
}

/**
 * An empty layer of markers.
 * @param {Context} ctx
 * @returns {Crowd}
 */
function create(ctx) {
  const { map } = ctx;
  const markers = createMarkers(ctx);
  const pane = map.getPane("atlas-clusters");
  const canvas = createCrowdCanvas(map, pane);
  markers.leaders.after(canvas.node);
  /** @type {Crowd} */
  const crowd = Object.assign(markers, {
    ctx,
    canvas,
    inView: [],
    placed: [],
    filtered: "",
    looked: "",
    looks: new Map(),
    positions: new Int8Array(ctx.payload.records.length).fill(UNKNOWN),
    fan: null,
    box: null,
    near: null,
    asElements: false,
    // What is pointed at in a list beside the map is marked on its button.
    classes: new MutationObserver(() => paint(crowd)),
  });
  listen(crowd);
  return crowd;
}

/**
 * Make the button of a marker that the map cannot be moved to.
 * @param {import("./markers.js").Markers} markers
 * @param {Marker} marker
 */
function reach(markers, marker) {
  const crowd = /** @type {Crowd} */ (markers);
  if (crowd.inView.includes(marker)) return;
  crowd.inView.push(marker);
  placeButtons(crowd);
}

/**
 * The canvas is painted with the map: one frame later it would stand where the map was.
 * @param {any} map
 * @param {string} events
 * @param {() => void} work
 */
const whenZoomed = (map, events, work) => map.on(events, work);

/** What `mountClusters` needs to draw markers. */
export const CROWD = { create, draw, focus: focusMarker, highlight, move, reach, whenZoomed };
