/** The clusters on the map: what happens when markers are pressed, pointed at, walked to, and when choices change. */

import { LAYER_KEYS } from "../data/state.js";
import { FILTERS } from "../data/filters.js";
import { frameOf, latLngOf, viewOfBox } from "./crs.js";
import { atRest } from "./at-rest.js";
import { walkable } from "./keyboard.js";
import {
  createMarkers,
  drawMarkers,
  focusMarker,
  highlightMarkers,
  markerLines,
  moveMarkers,
} from "./markers.js";
import { pixelsPerMetre } from "../data/projection.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 * @typedef {import("./markers.js").Marker} Marker
 * @typedef {import("./markers.js").Markers} Markers
 */

/** Choices on which the markers depend. */
const REDRAWN_FOR = /** @type {const} */ (["overlays", ...FILTERS, ...LAYER_KEYS, "lang"]);
/** A group that would be narrower than this at the closest zoom is unfolded instead of zoomed to, in pixels. */
const ZOOM_WIDTH = 60;
/** Levels above the widest view at which a chosen record should stand on its own. */
const REVEAL_LEVELS = 3.5;

/** How markers are drawn: one element each. */
const ELEMENTS = {
  create: createMarkers,
  draw: drawMarkers,
  focus: focusMarker,
  highlight: highlightMarkers,
  move: moveMarkers,
  // Each of them stands where it belongs already; what changes are the groups.
  whenZoomed: atRest,
};

/**
 * @param {Context} ctx
 * @param {typeof ELEMENTS & {reach?: (markers: Markers, marker: Marker) => void}} [drawing] `reach`: makes the
 *   button of a marker out of view
 * @returns {Markers}
 */
export function mountClusters(ctx, drawing = ELEMENTS) {
  const { map, store, messages } = ctx;
  const markers = drawing.create(ctx);
  const { refresh } = walkable(
    markers.group,
    () =>
      markers.shown.map((marker) => ({
        get node() {
          return marker.node;
        },
        x: marker.spot.atX,
        y: marker.spot.atY,
        item: marker,
      })),
    {
      activate: ({ item }) => activate(item),
      reach: ({ item }) => {
        map.panInside(latLngOf(ctx, [item.X, item.Y]), { padding: [40, 40], animate: false });
        drawing.reach?.(markers, item);
      },
    },
  );
  const draw = () => {
    drawing.draw(ctx, markers);
    refresh();
  };
  /** @param {ClusterRecord[]} records none: what is unfolded becomes one marker again */
  const unfoldOnly = (records) => {
    markers.unfolded = new Set(records.map(({ id }) => id));
    draw();
  };
  const foldBack = () => {
    if (markers.unfolded.size) unfoldOnly([]);
  };
  /** @param {Marker} marker */
  const activate = ({ records }) => {
    ctx.tip.hide();
    if (records.length === 1) store.update({ selected: { kind: "cluster", id: records[0].id } });
    else if (!zoomTo(ctx, records)) {
      unfoldOnly(records);
      drawing.focus(markers, records[0].id);
    }
  };

  listen(ctx, markers, { activate, foldBack });
  map.on("click", foldBack);
  map.on("zoomanim", (/** @type {any} */ { center, zoom }) =>
    drawing.move(markers, frameOf(ctx, zoom, map._getNewPixelOrigin(center, zoom))),
  );
  map.on("zoom", () => drawing.move(markers, frameOf(ctx)));
  map.on("zoomend viewreset", () => {
    markers.unfolded.clear();
    markers.leaders.replaceChildren();
  });
  drawing.whenZoomed(map, "zoomend viewreset", draw);
  const label = () => markers.group.setAttribute("aria-label", messages.t("map.group.clusters"));
  label();
  draw();
  reveal(ctx, markers, unfoldOnly);
  store.subscribe(["lang"], label);
  store.subscribe(["selected", "highlight"], () => drawing.highlight(ctx, markers));
  store.subscribe(["selected"], () => reveal(ctx, markers, unfoldOnly));
  store.subscribe([...REDRAWN_FOR], draw);
  return markers;
}

/**
 * Listen to the pointer and the keyboard.
 * @param {Context} ctx
 * @param {Markers} markers
 * @param {{activate: (marker: Marker) => void, foldBack: () => void}} actions
 */
function listen(ctx, markers, { activate, foldBack }) {
  const { map, tip } = ctx;
  const { group } = markers;
  /** @param {Event} event */
  const markerOf = (event) => {
    const node = /** @type {Element} */ (event.target).closest("button");
    return markers.shown.find((marker) => marker.node === node);
  };
  /** @param {Event} event */
  const showName = (event) => {
    const marker = markerOf(event);
    if (!marker) return;
    const { left, top, width, height } = marker.node.getBoundingClientRect();
    const middle = { clientX: left + width / 2, clientY: top + height / 2 };
    tip.show(markerLines(ctx, marker.records), middle);
  };
  group.addEventListener("click", (event) => {
    const marker = markerOf(event);
    // A press that dragged the map is no click; one from the keyboard has no detail.
    if (marker && !(event.detail && map.dragging?.moved())) activate(marker);
    event.stopPropagation();
  });
  group.addEventListener("dblclick", (event) => event.stopPropagation());
  group.addEventListener("pointerover", (event) => event.pointerType === "mouse" && showName(event));
  group.addEventListener("pointerout", tip.leave);
  group.addEventListener(
    "focusin",
    (event) => /** @type {Element} */ (event.target).matches(":focus-visible") && showName(event),
  );
  group.addEventListener("focusout", tip.hide);
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || markers.unfolded.size === 0) return;
    event.stopPropagation();
    foldBack();
  });
}

/**
 * Zoom to a group, if that brings its records apart.
 * @param {Context} ctx
 * @param {ClusterRecord[]} records
 * @returns {boolean} whether the map moves
 */
function zoomTo(ctx, records) {
  const { map, payload, messages } = ctx;
  const { scale, origin } = payload.topology;
  // As arguments of Math.min, the places of a large group are too many.
  const { min, max } = L.bounds(
    records.map(({ x, y }) => [origin[0] + (x ?? 0) * scale, origin[1] + (y ?? 0) * scale]),
  );
  const box = [min.x, min.y, max.x, max.y];
  const widest = Math.max(box[2] - box[0], box[3] - box[1]);
  const closest = map.getMaxZoom();
  if (widest * pixelsPerMetre(closest) <= ZOOM_WIDTH || map.getZoom() >= closest - 0.5) return false;
  const { center, zoom } = viewOfBox(map, box, 60);
  // At least one level, so that something happens; at most three, so that the reader can follow.
  map.setView(center, Math.min(Math.max(zoom, map.getZoom() + 1), map.getZoom() + 3, closest));
  ctx.announce(messages.t("map.zoomed", { count: records.length }));
  return true;
}

/**
 * Bring a cluster that was chosen in the list or by a link out of the group that holds it.
 * @param {Context} ctx
 * @param {Markers} markers
 * @param {(records: ClusterRecord[]) => void} unfoldOnly
 */
function reveal(ctx, markers, unfoldOnly) {
  const { map, store } = ctx;
  const { selected } = store.state;
  if (selected?.kind !== "cluster") return;
  const findGroup = () =>
    markers.shown.find(({ records }) => records.length > 1 && records.some(({ id }) => id === selected.id));
  const distant = findGroup();
  if (!distant) return;
  const closer = Math.min(map.getMaxZoom(), map.getMinZoom() + REVEAL_LEVELS);
  if (map.getZoom() < closer) map.setView(latLngOf(ctx, [distant.X, distant.Y]), closer, { animate: false });
  // Closer in, the record may stand on its own already.
  const close = findGroup();
  if (!close) return;
  unfoldOnly(close.records);
  const chosen = markers.shown.find(({ records }) => records[0].id === selected.id);
  if (chosen)
    map.panInside(map.layerPointToLatLng([chosen.spot.atX, chosen.spot.atY]), {
      padding: [48, 48],
      animate: false,
    });
}
