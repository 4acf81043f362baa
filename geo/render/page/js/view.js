/** Where the map looks: the first view, the zoom buttons, and the view kept in the page's state. */

import { byId, el } from "./dom.js";
import { latLngOf, project, unproject, planeView } from "./projection.js";
import { regionIndexOf } from "./model.js";

/** How much closer than the first view a reader may come. */
const CLOSER = 5.5;

/** @param {import("./model.js").Context} ctx */
export function mountView(ctx) {
  const { map, payload, store, messages } = ctx;
  const { frame } = payload.topology;
  let fitting = false;
  let atHome = "";
  let fittedSize = "";

  /** @returns {[number, number, number]} metres and zoom */
  const now = () => {
    const { lat, lng } = map.getCenter();
    const [x, y] = project(lat, lng);
    return [Math.round(x / 1000) * 1000, Math.round(y / 1000) * 1000, Math.round(map.getZoom() * 100) / 100];
  };

  const home = (animate = false) => {
    const { center, zoom } = planeView(map, frame);
    fitting = true;
    // Leaflet's own setters would move the map at once.
    Object.assign(map.options, { minZoom: zoom - 0.5, maxZoom: zoom + CLOSER });
    map.setView(center, zoom, { animate });
    fitting = false;
    atHome = now().join();
  };

  const follow = () => {
    const { view } = store.state;
    if (!view) home();
    else if (view.join() !== now().join()) {
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
  const measure = () => stage.style.setProperty("--above", `${Math.round(stage.getBoundingClientRect().top + scrollY)}px`);
  for (const part of [byId("atlas-header"), byId("atlas-controls")]) new ResizeObserver(measure).observe(part);
  measure();
  map.invalidateSize({ animate: false });
  home();
  if (store.state.view) follow();

  const actions = /** @type {[string, string, () => void][]} */ ([
    ["map.zoom.in", "M8 3v10M3 8h10", () => map.zoomIn()],
    ["map.zoom.out", "M3 8h10", () => map.zoomOut()],
    ["map.zoom.home", "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3", () => (store.state.view ? store.update({ view: null }) : home(true))],
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
  map.on("moveend", () => {
    // A window or a sheet of paper of another size is no choice of the reader.
    if (!fitting && String(map.getSize()) === fittedSize) store.update({ view: now().join() === atHome ? null : now() }, { replace: true });
  });
  const refit = () => {
    fitting = true;
    map.invalidateSize({ pan: false, animate: false });
    fitting = false;
    fittedSize = String(map.getSize());
    if (!store.state.view) home();
  };
  new ResizeObserver(refit).observe(map.getContainer());

  store.subscribe(["selected"], ({ selected }) => {
    if (!selected) return;
    const place =
      selected.kind === "region"
        ? payload.regions[regionIndexOf(ctx, selected.id)]?.center
        : payload.records.filter(({ id, x }) => id === selected.id && x !== null).map(({ x, y }) => /** @type {[number, number]} */ ([x, y]))[0];
    if (place) map.panInside(latLngOf(ctx, place), { padding: [48, 48] });
  });
}
