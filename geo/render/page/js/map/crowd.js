/** Many markers: all are grouped, those near the view are drawn on one canvas, and a bare button stands over each. */

import { afterFrame } from "./at-rest.js";
import { nameMarker, placeButtons, placeButtonsSoon, showAs } from "./crowd-buttons.js";
import { overseasFrames } from "../data/overseas.js";
import { createCrowdCanvas } from "./crowd-canvas.js";
import { inViewOf, layOutAhead, layOutNow } from "./crowd-layout.js";
import { paint, UNKNOWN } from "./crowd-looks.js";
import { frameOf } from "./crs.js";
import { createMarkers, focusMarker, highlightMarkers, moveMarkers } from "./markers.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("./markers.js").Marker} Marker
 * @typedef {Marker & {isNamed?: boolean, look?: import("./crowd-looks.js").Look, free?: any}} CrowdMarker
 * @typedef {Omit<import("./markers.js").Markers, "shown" | "inView"> & {
 *   ctx: Context, shown: CrowdMarker[], inView: CrowdMarker[], placed: import("./crowd-layout.js").Placed[], filtered: string,
 *   looks: Map<unknown, import("./crowd-looks.js").Look>, groupLooks: Map<string, import("./crowd-looks.js").Look>,
 *   grouped: import("./crowd-layout.js").Grouped | null, positions: Int8Array, looked: string,
 *   fan: {x: number, y: number, radius: number} | null, box: any, asElements: boolean,
 *   ahead: import("./crowd-layout.js").Ahead | null, isPlacing: boolean, placeSoon: () => void,
 *   frames: ReturnType<typeof overseasFrames>, canvas: import("./crowd-canvas.js").CrowdCanvas, classes: MutationObserver, naming?: ReturnType<typeof setTimeout>,
 * }} Crowd `positions`: that of the class of each record, or `UNKNOWN`; `box`: what is drawn of the map, in layer pixels;
 *   `ahead`: what is laid out for where the map is zoomed to
 */

/** How much is drawn beyond each edge of the view, in parts of its size: what a drag brings in. */
const BEYOND = 0.125;

/**
 * Group all records anew, for the zoom, the year, the filters and the overlays now chosen.
 * @param {Context} ctx
 * @param {import("./markers.js").Markers} markers
 */
function draw(ctx, markers) {
  const crowd = /** @type {Crowd} */ (markers);
  const { group } = crowd;
  const focused = group.contains(document.activeElement)
    ? document.activeElement?.getAttribute("data-id")
    : null;
  const isZoomed = Boolean(crowd.ahead);
  const layout = layOutNow(crowd, frameOf(ctx), boxOf(ctx.map));
  // The keyboard and the printer wait for the buttons; notes keep clear of them.
  const isUrgent = focused || crowd.asElements || ctx.map.getPane("atlas-notes");
  // The focus stays with its record, whichever marker holds it now, in view or not.
  const holder = focused && layout.shown.find(({ records }) => records.some(({ id }) => id === focused));
  if (holder && !layout.inView.includes(holder)) layout.inView.push(holder);
  show(crowd, layout, isZoomed && !isUrgent ? placeButtonsSoon : placeButtons);
  if (holder) focusMarker(crowd, holder.records[0].id);
}

/**
 * @param {Crowd} crowd
 * @param {Partial<import("./crowd-layout.js").Layout>} layout
 * @param {(crowd: Crowd) => void} [place] the buttons
 */
function show(crowd, layout, place = placeButtons) {
  Object.assign(crowd, layout);
  crowd.canvas.place(crowd.box);
  place(crowd);
  highlight(crowd.ctx, crowd);
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
 * Show what is near the view, where that is not done yet.
 * @param {Crowd} crowd
 */
function follow(crowd) {
  const box = boxOf(crowd.ctx.map);
  if (!crowd.box.equals(box)) show(crowd, { box, inView: inViewOf(crowd.shown, crowd.unfolded, box) });
}

/**
 * @param {Context} ctx
 * @param {import("./markers.js").Markers} markers
 */
function highlight(ctx, markers) {
  const crowd = /** @type {Crowd} */ (markers);
  markButtons(ctx, crowd);
  paint(crowd);
}

/**
 * Write the states of the markers on their buttons.
 * @param {Context} ctx
 * @param {Crowd} crowd
 */
function markButtons(ctx, crowd) {
  highlightMarkers(ctx, { ...crowd, shown: crowd.inView });
  crowd.classes.takeRecords();
}

/**
 * Place the buttons that wait to be placed.
 * @param {Crowd} crowd
 */
function placeAtLast(crowd) {
  if (!crowd.isPlacing) return;
  placeButtons(crowd);
  markButtons(crowd.ctx, crowd);
}

/**
 * @param {import("./markers.js").Markers} markers
 * @param {{k: number, tx: number, ty: number}} frame
 */
function move(markers, frame) {
  const crowd = /** @type {Crowd} */ (markers);
  const { map } = crowd.ctx;
  if (map._animatingZoom) {
    layOutAhead(crowd, frame, boxOf(map));
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
  // The end of a zoom: what was laid out for there is drawn in a moment.
  if (crowd.ahead) return;
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
    if (!crowd.ahead && !crowd.box.contains(viewOf(map))) follow(crowd);
  });
  crowd.group.addEventListener("focusin", ({ target }) => {
    const marker = crowd.inView.find(({ node }) => node === target);
    if (marker && !marker.isNamed) nameMarker(crowd, marker);
  });
  const repaint = () => {
    canvas.forget();
    for (const looks of [crowd.looks, crowd.groupLooks])
      for (const { strokes } of looks.values()) strokes.clear();
    for (const marker of crowd.shown) marker.look?.strokes.clear();
    paint(crowd);
  };
  store.subscribe(["theme"], repaint);
  for (const query of [
    "(prefers-color-scheme: dark)",
    "(forced-colors: active)",
    `(resolution: ${devicePixelRatio}dppx)`,
  ])
    matchMedia(query).addEventListener("change", repaint);
  const showElements = (/** @type {boolean} */ asElements) => {
    placeAtLast(crowd);
    showAs(crowd, asElements);
  };
  const box = map.getContainer();
  for (const target of [window, box]) {
    target.addEventListener(target === box ? "atlas:before-copy" : "beforeprint", () => showElements(true));
    target.addEventListener(target === box ? "atlas:after-copy" : "afterprint", () => showElements(false));
  }
  matchMedia("print").addEventListener("change", ({ matches }) => showElements(matches));
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
    frames: overseasFrames(ctx.payload),
    inView: [],
    placed: [],
    filtered: "",
    looked: "",
    looks: new Map(),
    groupLooks: new Map(),
    grouped: null,
    positions: new Int8Array(ctx.payload.records.length).fill(UNKNOWN),
    fan: null,
    box: null,
    ahead: null,
    isPlacing: false,
    placeSoon: afterFrame(() => placeAtLast(crowd)),
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
