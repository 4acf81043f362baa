/** Where the map looks: the first view, the zoom buttons, and the view kept in the page's state. */

import { byId, el } from "../dom.js";
import { latLngOf, viewOfBox } from "./crs.js";
import { pixelsPerMetre, project, unproject } from "../data/projection.js";
import { regionIndexOf } from "../data/records.js";

/** How much closer than the first view a reader may come. */
const CLOSER = 5.5;

/** @param {import("../store.js").Context} ctx */
export function mountView(ctx) {
  const { map, payload, store, messages } = ctx;
  const { frame } = payload.topology;
  let fitting = false;
  let atHome = [0, 0, 0];

  /** @returns {[number, number, number]} metres and zoom */
  const now = () => {
    const { lat, lng } = map.getCenter();
    const [x, y] = project(lat, lng);
    return [Math.round(x / 1000) * 1000, Math.round(y / 1000) * 1000, Math.round(map.getZoom() * 100) / 100];
  };

  // Leaflet's centre is that of a whole pixel.
  const isHome = () => {
    const [x, y, zoom] = now();
    const away = Math.hypot(x - atHome[0], y - atHome[1]) * pixelsPerMetre(zoom);
    return away < 2 && Math.abs(zoom - atHome[2]) < 0.01;
  };

  const home = (animate = false) => {
    const { center, zoom } = viewOfBox(map, frame);
    fitting = true;
    // Leaflet's own setters would move the map at once.
    Object.assign(map.options, { minZoom: zoom - 0.5, maxZoom: zoom + CLOSER });
    map.setView(center, zoom, { animate });
    fitting = false;
    atHome = [(frame[0] + frame[2]) / 2, (frame[1] + frame[3]) / 2, zoom];
  };

  const follow = () => {
    const { view } = store.state;
    if (!view) {
      if (!isHome()) home();
    } else if (view.join() !== now().join()) {
      fitting = true;
      map.setView(L.latLng(...unproject(view[0], view[1])), view[2], { animate: false });
      fitting = false;
    }
  };

  // Any fraction of a level, so that the first view fits exactly.
  map.options.zoomSnap = 0;
  map.options.zoomDelta = 0.75;
  map.options.wheelPxPerZoomLevel = 110;
  map.options.bounceAtZoomLimits = false;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    map._zoomAnimated = false;
    map.options.inertia = false;
  }
  if (map.zoomControl) map.zoomControl.remove();
  // Our groups have arrow keys of their own; a second stop for the bare map would only be in the way.
  map.keyboard?.disable();
  map.getContainer().removeAttribute("tabindex");
  map.attributionControl?.setPrefix("");
  // The stage fills what the header leaves of the window.
  const stage = byId("atlas-stage");
  const measure = () =>
    stage.style.setProperty("--above", `${Math.round(stage.getBoundingClientRect().top + scrollY)}px`);
  for (const part of [byId("atlas-header"), byId("atlas-controls")])
    new ResizeObserver(measure).observe(part);
  measure();
  map.invalidateSize({ animate: false });
  home();
  if (store.state.view) follow();

  const actions = /** @type {[string, string, () => void][]} */ ([
    ["map.zoom.in", "M8 3v10M3 8h10", () => map.zoomIn()],
    ["map.zoom.out", "M3 8h10", () => map.zoomOut()],
    [
      "map.zoom.home",
      "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
      () => (store.state.view ? store.update({ view: null }) : home(true)),
    ],
  ]);
  const buttons = actions.map(([, d, onclick]) => {
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawing.setAttribute("viewBox", "0 0 16 16");
    drawing.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    drawing.append(path);
    return el("button", { type: "button", onclick }, drawing);
  });
  const bar = el("div", { class: "zoom", role: "group" }, ...buttons);
  L.DomEvent.disableClickPropagation(bar);
  map.getContainer().append(bar);
  const label = () => {
    const box = map.getContainer();
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", messages.t("map.name"));
    bar.setAttribute("aria-label", messages.t("map.zoom"));
    actions.forEach(([key], at) => {
      buttons[at].setAttribute("aria-label", messages.t(key));
      buttons[at].setAttribute("title", messages.t(key));
    });
  };
  label();
  store.subscribe(["lang"], label);
  store.subscribe(["view"], follow);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let settling;
  map.on("moveend", () => {
    clearTimeout(settling);
    if (fitting) return;
    settling = setTimeout(() => store.update({ view: isHome() ? null : now() }, { replace: true }));
  });
  // A window or a sheet of paper of another size is no choice of the reader: the same place stays in the middle.
  map.on("resize", () => {
    clearTimeout(settling);
    if (fitting) return;
    if (store.state.view) follow();
    else home();
  });
  new ResizeObserver(() => map.invalidateSize({ pan: false, animate: false })).observe(map.getContainer());
}

/**
 * What is chosen is moved into sight, once the panel that tells of it has taken its part of the window.
 * @param {import("../store.js").Context} ctx
 */
export function mountReach(ctx) {
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
    if (place) map.panInside(latLngOf(ctx, place), { padding: [48, 48] });
  });
}
