/** The buttons that zoom in, zoom out and lead back to the first view. */

import { el, svg } from "../dom.js";
import { mountGestures } from "./gestures.js";

/**
 * @param {import("../store.js").Context} ctx
 * @param {() => void} goHome
 */
export function mountZoomButtons(ctx, goHome) {
  const { map, store, messages } = ctx;
  const actions = /** @type {[string, string, () => void][]} */ ([
    ["map.zoom.in", "M8 3v10M3 8h10", () => map.zoomIn()],
    ["map.zoom.out", "M3 8h10", () => map.zoomOut()],
    ["map.zoom.home", "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3", goHome],
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
  label();
  store.subscribe(["lang"], label);
}
