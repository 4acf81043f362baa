/** Where the map looks: the first view, the zoom buttons, and the view kept in the page's state. */

import { byId } from "../dom.js";
import { latLngOf, viewOfBox } from "./crs.js";
import { mountZoomButtons } from "./zoom-buttons.js";
import { pixelsPerMetre, project, unproject } from "../data/projection.js";
import { regionIndexOf } from "../data/records.js";

/** How much closer than all of Europe a reader may come, the lines are no finer than this; and than a small part. */
const CLOSER = 3.75;
const LEAST_CLOSER = 1.5;
/** How far the map can be moved beyond the first view, in parts of its size; less to the north, where the land ends. */
const BEYOND = 0.35;
const NORTH = 0.2;

/** How far from the edges of the map what is chosen stands, in pixels. */
const MARGIN = 48;

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {[number, number, number]} View easting and northing of the middle in metres, and the zoom
 */

/** @param {number} x easting in metres @param {number} y northing in metres */
const corner = (x, y) => L.latLng(...unproject(x, y));

/** @param {Context} ctx */
export function mountView(ctx) {
  const { map, payload, store, messages } = ctx;
  const { frame, magnified = 0 } = payload.topology;
  const closer = Math.max(LEAST_CLOSER, CLOSER - magnified);
  /** Whether we move the map ourselves, which is no choice of the reader. */
  let fitting = false;
  const [left, bottom, right, top] = frame;
  const across = BEYOND * (right - left);
  const [south, north] = [bottom - BEYOND * (top - bottom), top + NORTH * (top - bottom)];
  // A box of the projection is none of degrees: all four corners are told.
  const bounds = Object.assign(L.latLngBounds(corner(left - across, south), corner(right + across, north)), {
    getNorthWest: () => corner(left - across, north),
    getSouthEast: () => corner(right + across, south),
  });
  /** @type {View} */
  let first = [0, 0, 0];

  // Leaflet's centre is that of a whole pixel: a view a little away from the first one is still the first one.
  const isHome = () => {
    const [x, y, zoom] = viewNow(map);
    const away = Math.hypot(x - first[0], y - first[1]) * pixelsPerMetre(zoom);
    return away < 2 && Math.abs(zoom - first[2]) < 0.01;
  };

  const home = (animate = false) => {
    const { center, zoom } = viewOfBox(map, frame);
    fitting = true;
    // Leaflet's own setters would move the map at once.
    Object.assign(map.options, { minZoom: zoom, maxZoom: zoom + closer, maxBounds: bounds });
    map.setView(center, zoom, { animate });
    fitting = false;
    first = [(frame[0] + frame[2]) / 2, (frame[1] + frame[3]) / 2, zoom];
  };

  // A link may be to a map that has another focus now.
  const reach = L.bounds([left - across, south], [right + across, north]);

  const follow = () => {
    const { view } = store.state;
    if (!view || !reach.contains(view)) {
      if (!isHome()) home();
    } else if (view.join() !== viewNow(map).join()) {
      fitting = true;
      map.setView(L.latLng(...unproject(view[0], view[1])), view[2], { animate: false });
      fitting = false;
    }
  };

  configureMap(map);
  followHeader();
  map.invalidateSize({ animate: false });
  home();
  if (store.state.view) follow();
  const box = map.getContainer();
  box.setAttribute("role", "region");
  const label = () => box.setAttribute("aria-label", messages.t("map.name"));
  label();
  mountZoomButtons(ctx, () => (store.state.view ? store.update({ view: null }) : home(true)));
  store.subscribe(["lang"], label);
  store.subscribe(["view"], follow);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let settling;
  map.on("moveend", () => {
    clearTimeout(settling);
    if (fitting) return;
    settling = setTimeout(() => store.update({ view: isHome() ? null : viewNow(map) }, { replace: true }));
  });
  // A window or a sheet of paper of another size is no choice of the reader: the same place stays in the middle.
  map.on("resize", () => {
    clearTimeout(settling);
    if (fitting) return;
    if (store.state.view) follow();
    else home();
  });
  new ResizeObserver(() => map.invalidateSize({ pan: false, animate: false })).observe(box);
}

/**
 * The view as the address holds it: whole kilometres and hundredths of a level.
 * @param {any} map
 * @returns {View}
 */
function viewNow(map) {
  const { lat, lng } = map.getCenter();
  const [x, y] = project(lat, lng);
  return [Math.round(x / 1000) * 1000, Math.round(y / 1000) * 1000, Math.round(map.getZoom() * 100) / 100];
}

/** @param {any} map */
function configureMap(map) {
  // Any fraction of a level, so that the first view fits exactly.
  map.options.zoomSnap = 0;
  map.options.zoomDelta = 0.75;
  map.options.wheelPxPerZoomLevel = 110;
  map.options.bounceAtZoomLimits = false;
  map.options.maxBoundsViscosity = 1;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    map._zoomAnimated = false;
    map.options.inertia = false;
  }
  if (map.zoomControl) map.zoomControl.remove();
  // Our groups have arrow keys of their own; a second stop for the bare map would only be in the way.
  map.keyboard?.disable();
  map.getContainer().removeAttribute("tabindex");
  map.attributionControl?.setPrefix("");
}

/** Let the stage fill what header and controls leave of the window, now and whenever they change. */
function followHeader() {
  const observer = new ResizeObserver(measureHeader);
  for (const id of ["atlas-header", "atlas-controls"]) observer.observe(byId(id));
  measureHeader();
}

/** Tell the style sheet where the stage begins. */
function measureHeader() {
  const [stage, sentence] = [byId("atlas-stage"), byId("atlas-takeaway")];
  // A longer sentence makes no smaller map: it counts as the lines that always have their room. A frame has none.
  const longer = Math.max(0, sentence.offsetHeight - parseFloat(getComputedStyle(sentence).minHeight));
  const above = stage.getBoundingClientRect().top + scrollY - longer;
  stage.style.setProperty("--above", `${Math.round(above)}px`);
}

/**
 * Move what is chosen into sight, once the panel about it has taken its part of the window.
 * @param {import("../store.js").Context} ctx
 */
export function mountSelectionView(ctx) {
  const { map, payload, store } = ctx;
  store.subscribe(["selected"], ({ selected }) => {
    if (!selected) return;
    map.invalidateSize({ pan: false, animate: false });
    const place =
      selected.kind === "region"
        ? payload.regions[regionIndexOf(ctx, selected.id)]?.center
        : payload.records
            .filter(({ id, x }) => id === selected.id && x !== null)
            .map(({ x, y }) => /** @type {[number, number]} */ ([x, y]))[0];
    if (!place) return;
    const { bottom, height } = map.getContainer().getBoundingClientRect();
    const panel = byId("atlas-panel");
    const covered =
      getComputedStyle(panel).position === "fixed" ? bottom - panel.getBoundingClientRect().top : 0;
    const { options } = map;
    const { maxBounds } = options;
    // What is south comes above a high drawer only beyond the bounds.
    if (covered > 0) options.maxBounds = null;
    map.panInside(latLngOf(ctx, place), {
      animate: map._zoomAnimated ? undefined : false,
      paddingTopLeft: [MARGIN, MARGIN],
      paddingBottomRight: [MARGIN, MARGIN + Math.max(0, Math.min(covered, height - 3 * MARGIN))],
    });
    options.maxBounds = maxBounds;
  });
}
