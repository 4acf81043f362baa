/** The markers now on the map, and their drawing: one button for each record or group of records. */

import { yearOf } from "../data/figures.js";
import { frameOf } from "./crs.js";
import { el, setNodes, svg } from "../dom.js";
import { MARKED, markerDrawing, markerRadius } from "./marker-drawing.js";
import { visibleRecords } from "../data/filters.js";
import { classOfRecord, classPositionOf } from "../data/scores.js";
import { arrange } from "../data/spread.js";
import { groupLines, recordLines } from "../data/words.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 * @typedef {{record: ClusterRecord, x: number, y: number}} Placed a record and its layer pixels
 * @typedef {import("../data/spread.js").Spot<Placed>} ClusterSpot
 * @typedef {{records: ClusterRecord[], spot: ClusterSpot, node: HTMLElement, X: number, Y: number}} Marker
 *   X, Y: topology integers
 * @typedef {{
 *   group: HTMLElement, leaders: SVGSVGElement, shown: Marker[], buttons: Map<string, HTMLButtonElement>,
 *   unfolded: Set<string>, inView?: Marker[],
 * }} Markers `shown`: from north to south; `inView`: those in or near the view, where only they are drawn; `buttons`: by the id of a record, the first of its group;
 *   `unfolded`: ids of the records of the group that is unfolded
 */

/** A marker further from its place than this is tied to it by a line, in pixels. */
const LEADER_LEAST = 7;

/**
 * An empty layer of markers.
 * @param {Context} ctx
 * @returns {Markers}
 */
export function createMarkers({ map }) {
  const pane = map.createPane("atlas-clusters");
  pane.style.setProperty("z-index", "610");
  const leaders = svg("svg", {
    class: "leaders leaflet-zoom-hide",
    "aria-hidden": "true",
    width: 1,
    height: 1,
  });
  const group = el("div", { role: "group", class: "markers" });
  pane.append(leaders, group);
  return { group, leaders, shown: [], buttons: new Map(), unfolded: new Set() };
}

/**
 * The lines of a marker's tooltip; its accessible name joins them.
 * @param {Context} ctx
 * @param {ClusterRecord[]} records
 */
export function markerLines(ctx, records) {
  return records.length > 1 ? groupLines(ctx, records) : recordLines(ctx, records[0]);
}

/**
 * Draw the records that pass the filters, for the zoom, the year and the overlays now chosen.
 * @param {Context} ctx
 * @param {Markers} markers its `shown` is made anew
 */
export function drawMarkers(ctx, markers) {
  const { group, leaders, unfolded } = markers;
  const focused = group.contains(document.activeElement)
    ? document.activeElement?.getAttribute("data-id")
    : null;
  const { spots, fan } = arrange(
    placedRecords(ctx),
    ({ record }) => unfolded.has(record.id),
    (members) =>
      markerRadius(
        ctx,
        members.map(({ record }) => record),
      ),
  );
  markers.shown = spots.map((spot) => markerFor(ctx, markers, spot));
  leaders.replaceChildren(...linesOf(markers, fan));
  setNodes(
    group,
    markers.shown.map(({ node }) => node),
  );
  moveMarkers(markers, frameOf(ctx));
  highlightMarkers(ctx, markers);
  if (focused && !group.contains(document.activeElement)) focusMarker(markers, focused);
}

/**
 * Give the focus to a marker: to the group that holds its record now, or to the first marker, where it is gone.
 * @param {Markers} markers
 * @param {string} id of the first record
 */
export function focusMarker({ group, shown, inView = shown }, id) {
  const holder = inView.find(({ records }) => records.some((record) => record.id === id)) ?? inView[0];
  const node = group.querySelector(`[data-id="${CSS.escape(id)}"]`) ?? holder?.node;
  /** @type {HTMLElement | undefined} */ (node)?.focus({ preventScroll: true });
}

/**
 * The records to draw that have a place.
 * @param {Context} ctx
 * @returns {Placed[]}
 */
function placedRecords(ctx) {
  const { k, tx, ty } = frameOf(ctx);
  const wanted = MARKED.some((name) => ctx.store.state.overlays.includes(name));
  return (wanted ? visibleRecords(ctx) : []).flatMap((record) =>
    record.x === null ? [] : [{ record, x: record.x * k + tx, y: -(record.y ?? 0) * k + ty }],
  );
}

/**
 * @param {Context} ctx
 * @param {Markers} markers
 * @param {ClusterSpot} spot
 * @returns {Marker}
 */
function markerFor(ctx, { buttons }, spot) {
  const { k, tx, ty } = frameOf(ctx);
  const { overlays, lang } = ctx.store.state;
  const records = spot.members.map(({ record }) => record);
  const single = records.length === 1;
  const { id } = records[0];
  const node = buttonOf(buttons, id);
  node.setAttribute("class", `marker leaflet-zoom-animated${single ? "" : " many"}`);
  // Zooming moves the marker of one record and leaves its drawing, and so do most years; the members of a group change.
  const look = [overlays, lang, spot.radius, classPositionOf(ctx, records[0])].join();
  const words = [overlays, lang, yearOf(ctx)].join();
  if (!single || node.dataset.words !== words) {
    nameButton(ctx, node, records);
    node.dataset.words = single ? words : "";
  }
  if (!single || node.dataset.look !== look) {
    node.replaceChildren(markerDrawing(ctx, records));
    node.dataset.look = single ? look : "";
  }
  node.style.setProperty("--size", `${Math.max(24, 2 * spot.radius)}px`);
  return { records, spot, node, X: (spot.x - tx) / k, Y: (ty - spot.y) / k };
}

/**
 * One button for one record as long as the page lives: who opened a card gets the focus back.
 * @param {Map<string, HTMLButtonElement>} buttons
 * @param {string} id of the first record
 */
export function buttonOf(buttons, id) {
  const node = buttons.get(id) ?? el("button", { type: "button", tabindex: -1, "data-id": id });
  buttons.set(id, node);
  return node;
}

/**
 * @param {Context} ctx
 * @param {HTMLElement} node
 * @param {ClusterRecord[]} records
 */
export function nameButton(ctx, node, records) {
  const lines = markerLines(ctx, records);
  node.setAttribute(
    "aria-label",
    records.length > 1 ? ctx.messages.t("map.group.open", { what: lines.join("; ") }) : lines.join(", "),
  );
}

/**
 * The lines to markers that were pushed away, and the disc behind those that are unfolded.
 * @param {Pick<Markers, "shown" | "unfolded">} markers
 * @param {{x: number, y: number, radius: number} | null} fan
 */
export function linesOf({ shown, unfolded }, fan) {
  return [
    ...(fan ? [svg("circle", { class: "fan", cx: fan.x, cy: fan.y, r: fan.radius })] : []),
    ...shown.filter(({ records }) => !unfolded.has(records[0].id)).flatMap(({ spot }) => leaderOf(spot)),
  ];
}

/**
 * The line from a marker that was pushed away to its true place, with a dot there.
 * @param {ClusterSpot} spot
 */
function leaderOf({ x, y, atX, atY }) {
  if (Math.hypot(x - atX, y - atY) <= LEADER_LEAST) return [];
  return [svg("path", { d: `M${x} ${y}L${atX} ${atY}` }), svg("circle", { cx: x, cy: y, r: 1.8 })];
}

/**
 * Where a marker belongs in a frame; its distance from its true place stays the same on screen.
 * @param {Marker} marker
 * @param {{k: number, tx: number, ty: number}} frame as `frameOf` gives it
 */
export const placeIn = ({ spot, X, Y }, { k, tx, ty }) => [
  X * k + tx + spot.atX - spot.x,
  ty - Y * k + spot.atY - spot.y,
];

/**
 * Put every marker where it belongs in a frame.
 * @param {Markers} markers
 * @param {{k: number, tx: number, ty: number}} frame as `frameOf` gives it
 */
export function moveMarkers({ shown }, frame) {
  for (const marker of shown) {
    const [x, y] = placeIn(marker, frame);
    marker.node.style.setProperty("transform", `translate(${x.toFixed(1)}px,${y.toFixed(1)}px)`);
  }
}

/**
 * Mark the chosen marker, and fade those that the legend's entry under the pointer does not mean.
 * @param {Context} ctx
 * @param {Markers} markers
 */
export function highlightMarkers(ctx, { shown }) {
  const { selected, highlight } = ctx.store.state;
  const year = yearOf(ctx);
  const classes = [...ctx.payload.map.classes, "mixed"];
  // Bands such as "up" are words for regions: they fade no marker.
  const applies = highlight && (highlight.nodata || classes.includes(highlight.class ?? ""));
  /** @param {ClusterRecord} record */
  const isLit = (record) => {
    const key = classOfRecord(ctx, record, year);
    return highlight?.class
      ? key === highlight.class
      : key === null && (record.noData ?? "missing") === highlight?.nodata;
  };
  for (const { records, node } of shown) {
    const isChosen = selected?.kind === "cluster" && records.some(({ id }) => id === selected.id);
    node.classList.toggle("chosen", isChosen);
    node.classList.toggle("faded", Boolean(applies) && !records.some(isLit));
  }
}
