/** The buttons that zoom in, zoom out and lead back to the first view; away from it, those that shift the map. */

import { el, svg } from "../dom.js";
import { mountGestures } from "./gestures.js";

/**
 * @param {import("../store.js").Context} ctx
 * @param {() => void} goHome
 */
export function mountZoomButtons(ctx, goHome) {
  const { map, store, messages } = ctx;
  /** Puts a point of the map into its middle, in parts of its size. @param {number} x @param {number} y */
  const shift = (x, y) => () => {
    const size = map.getSize();
    // Of Leaflet's steps the one that ends where the map does.
    map.setView(map.containerPointToLatLng([x * size.x, y * size.y]), map.getZoom(), {
      animate: map._zoomAnimated,
    });
  };
  const actions = /** @type {[string, string, () => void][]} */ ([
    ["map.zoom.in", "M8 3v10M3 8h10", () => map.zoomIn()],
    ["map.zoom.out", "M3 8h10", () => map.zoomOut()],
    ["map.zoom.home", "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3", goHome],
    ["map.shift.left", "M10 3L5 8l5 5", shift(0.1, 0.5)],
    ["map.shift.up", "M3 10l5-5 5 5", shift(0.5, 0.1)],
    ["map.shift.down", "M3 6l5 5 5-5", shift(0.5, 0.9)],
    ["map.shift.right", "M6 3l5 5-5 5", shift(0.9, 0.5)],
  ]);
  const buttons = actions.map(([, d, onclick]) =>
    el(
      "button",
      { type: "button", onclick },
      svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d })),
    ),
  );
  const bar = el("div", { class: "zoom", role: "group" }, ...buttons);
  mountGestures(
    ctx,
    actions.map(([, , act]) => act),
  );
  L.DomEvent.disableClickPropagation(bar);
  map.getContainer().append(bar);
  const label = () => {
    bar.setAttribute("aria-label", messages.t("map.zoom"));
    actions.forEach(([key], at) => {
      buttons[at].setAttribute("aria-label", messages.t(key));
      buttons[at].setAttribute("title", messages.t(key));
    });
  };
  // At first everything is in sight, and there is nowhere to go.
  const offer = () => bar.classList.toggle("is-home", !store.state.view);
  label();
  offer();
  store.subscribe(["lang"], label);
  store.subscribe(["view"], offer);
}
