/** The regions on the map: what happens when one is pressed, pointed at or walked to, and when choices change. */

import { frameOf, latLngOf } from "./crs.js";
import { walkable } from "./keyboard.js";
import { drawMoves, drawRegions, outlineRegion, paintRegions, scaleRegions } from "./region-shapes.js";
import { areasOf, regionLines } from "../data/layers.js";
import { regionIndexOf } from "../data/records.js";
import { LAYER_KEYS } from "../data/state.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("./region-shapes.js").RegionShapes} RegionShapes
 */

/** How long the slider must rest before the names of the regions are written anew, in milliseconds. */
const NAMING_DELAY_MS = 120;

/**
 * @param {Context} ctx
 * @param {Int32Array[]} arcs
 * @param {import("./canvas.js").Canvas} canvas
 */
export function mountRegions(ctx, arcs, { node, pane, onScale }) {
  const { map, payload, store } = ctx;
  const drawing = drawRegions(ctx, arcs, node);
  onScale((k) => scaleRegions(ctx, drawing, k));

  /** @param {number} at */
  const choose = (at) => store.update({ selected: { kind: "region", id: payload.regions[at].id } });
  // Chromium makes an SVG group that listens for focus a tab stop of its own: the pane listens instead.
  const { refresh } = walkable(
    pane,
    () => areasOf(ctx).map(({ at, center: [x, y] }) => ({ node: drawing.shapes[at], x, y: -y, item: at })),
    {
      activate: ({ item }) => choose(item),
      reach: ({ item }) =>
        map.panInside(latLngOf(ctx, payload.regions[item].center), { padding: [40, 40], animate: false }),
    },
  );
  listenToRegions(ctx, pane, drawing, choose);
  followChoices(ctx, drawing, refresh);
}

/**
 * @param {Event} event
 * @returns {number} position of the region it happened on, -1 for none
 */
function regionAt(event) {
  return Number(/** @type {Element} */ (event.target).getAttribute("data-at") ?? -1);
}

/**
 * Listen to the pointer and the focus.
 * @param {Context} ctx
 * @param {HTMLElement} pane
 * @param {RegionShapes} drawing
 * @param {(at: number) => void} choose
 */
function listenToRegions(ctx, pane, drawing, choose) {
  const { map, payload, tip } = ctx;
  pane.addEventListener("click", (event) => {
    // A press that dragged the map is no click; one from the keyboard has no detail.
    if (regionAt(event) < 0 || (event.detail && map.dragging?.moved())) return;
    choose(regionAt(event));
  });
  for (const kind of ["pointerover", "pointermove"])
    pane.addEventListener(kind, (raw) => {
      const event = /** @type {PointerEvent} */ (raw);
      const at = regionAt(event);
      if (event.pointerType !== "mouse" || event.buttons || at < 0) return;
      outlineRegion(drawing, "hovered", at);
      tip.follow(regionLines(ctx, at), event);
    });
  pane.addEventListener("pointerout", () => {
    outlineRegion(drawing, "hovered", -1);
    tip.leave();
  });
  pane.addEventListener("focusin", (event) => {
    if (regionAt(event) < 0 || !(/** @type {Element} */ (event.target).matches(":focus-visible"))) return;
    outlineRegion(drawing, "focused", regionAt(event));
    // Without a pointer, the name goes to the middle of the region.
    const { k, tx, ty } = frameOf(ctx);
    const [x, y] = payload.regions[regionAt(event)].center;
    const spot = map.layerPointToContainerPoint(L.point(x * k + tx, -y * k + ty));
    const frame = map.getContainer().getBoundingClientRect();
    const place = { clientX: frame.left + spot.x, clientY: frame.top + spot.y };
    tip.show(regionLines(ctx, regionAt(event)), place);
  });
  pane.addEventListener("focusout", () => {
    outlineRegion(drawing, "focused", -1);
    tip.hide();
  });
}

/**
 * Paint, name and outline the regions now, and whenever a choice changes.
 * @param {Context} ctx
 * @param {RegionShapes} drawing
 * @param {() => void} refresh keeps one tab stop
 */
function followChoices(ctx, drawing, refresh) {
  const { payload, store, messages } = ctx;
  const paint = () => {
    paintRegions(ctx, drawing);
    refresh();
  };
  const point = () => drawMoves(ctx, drawing, frameOf(ctx).k);
  const mark = () => {
    const { selected } = store.state;
    outlineRegion(drawing, "chosen", selected?.kind === "region" ? regionIndexOf(ctx, selected.id) : -1);
  };
  const name = () => {
    drawing.group.setAttribute("aria-label", messages.t("map.group.regions"));
    for (const { at } of payload.regions)
      drawing.shapes[at].setAttribute("aria-label", regionLines(ctx, at).join(", "));
  };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let naming;
  // Names are read, not seen: they follow once the map is drawn, or the slider rests.
  const nameSoon = () => {
    clearTimeout(naming);
    naming = setTimeout(name, NAMING_DELAY_MS);
  };
  paint();
  point();
  nameSoon();
  mark();
  store.subscribe([...LAYER_KEYS, "classes", "countries", "highlight"], paint);
  store.subscribe(["base", "from", "to"], point);
  store.subscribe([...LAYER_KEYS, "lang"], nameSoon);
  store.subscribe(["selected"], mark);
}
