/** The painted regions, the land around them, and the outlines of what is pointed at or chosen. */

import { svg } from "../dom.js";
import { walkable } from "./keyboard.js";
import { regionPasses } from "../data/filters.js";
import { regionIndexOf } from "../data/records.js";
import { classMoveOf } from "../data/scores.js";
import { factsOf, regionName } from "../data/words.js";
import { frameOf, latLngOf } from "./crs.js";
import { hatchDefs, scaleHatches } from "./hatches.js";
import { legendKeyOf, lookOf } from "../data/scales.js";
import { ringsPath } from "../data/topology.js";

/** @typedef {import("../store.js").Context} Context */

const OUTLINES = /** @type {const} */ (["hovered", "chosen", "focused"]);

/**
 * The name lines of a region: own name, the reader's name for it, country.
 * @param {Context} ctx
 * @param {number} at
 * @returns {string[]}
 */
export function regionLines(ctx, at) {
  const { name, other } = regionName(ctx, at);
  const region = ctx.payload.regions[at];
  return [other ? `${name} (${other})` : name, ctx.messages.country(region.country), ...factsOf(ctx, region)];
}

/**
 * @param {Event} event
 * @returns {number} position of the region it happened on, -1 for none
 */
function atOf(event) {
  return Number(/** @type {Element} */ (event.target).getAttribute("data-at") ?? -1);
}

/**
 * @param {Context} ctx
 * @param {Int32Array[]} arcs
 * @param {import("./canvas.js").Canvas} canvas
 */
export function mountRegions(ctx, arcs, { node: canvas, pane, onScale }) {
  const { map, payload, store, tip } = ctx;
  const defs = hatchDefs();
  const moves = svg(
    "g",
    { class: "moves", "aria-hidden": "true" },
    svg("path", { class: "halo" }),
    svg("path"),
  );

  /** Arrows for a change of class keep their size on screen. @param {number} k */
  const point = (k) => {
    const [far, head] = [7 / k, 4 / k];
    const d = payload.regions.map(({ unit, center: [x, y] }) => {
      const up = store.state.base === "change" ? Math.sign(classMoveOf(ctx, unit)) : 0;
      return up
        ? `M${x} ${y - up * far}v${2 * up * far}m${-head} ${-up * head}l${head} ${up * head} ${head} ${-up * head}`
        : "";
    });
    for (const line of moves.children) line.setAttribute("d", d.join(""));
  };
  onScale((k) => {
    scaleHatches(defs, k);
    point(k);
  });
  const shapes = payload.regions.map((region) =>
    svg("path", {
      class: "region",
      role: "button",
      tabindex: -1,
      "data-at": region.at,
      d: ringsPath(arcs, region.rings),
    }),
  );
  const group = svg("g", { role: "group" }, ...shapes);
  const land = svg("path", {
    class: "land",
    d: ringsPath(arcs, payload.topology.land),
    "aria-hidden": "true",
  });
  // Ink alone would drown in the deepest class.
  const outlines = OUTLINES.map((name) =>
    ["halo", ""].map((halo) => svg("path", { class: `outline ${name} ${halo}`, "aria-hidden": "true" })),
  );
  canvas.append(defs, land, group, moves, ...outlines.flat());

  /** @param {(typeof OUTLINES)[number]} name @param {number} at -1: none */
  const outline = (name, at) => {
    const d = at < 0 ? "" : (shapes[at].getAttribute("d") ?? "");
    for (const line of outlines[OUTLINES.indexOf(name)]) line.setAttribute("d", d);
  };

  /** @param {number} at */
  const choose = (at) => store.update({ selected: { kind: "region", id: payload.regions[at].id } });

  // Chromium makes an SVG group that listens for focus a tab stop of its own: the pane listens instead.
  const { refresh } = walkable(
    pane,
    () => payload.regions.map(({ at, center: [x, y] }) => ({ node: shapes[at], x, y: -y, item: at })),
    {
      activate: ({ item }) => choose(item),
      reach: ({ item }) =>
        map.panInside(latLngOf(ctx, payload.regions[item].center), { padding: [40, 40], animate: false }),
    },
  );

  pane.addEventListener("click", (event) => {
    if (atOf(event) < 0 || (event.detail && map.dragging?.moved())) return;
    choose(atOf(event));
  });
  pane.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || atOf(event) < 0) return;
    outline("hovered", atOf(event));
    tip.show(regionLines(ctx, atOf(event)), event);
  });
  pane.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse" && event.buttons === 0 && atOf(event) >= 0)
      tip.show(regionLines(ctx, atOf(event)), event);
  });
  pane.addEventListener("pointerout", () => {
    outline("hovered", -1);
    tip.hide();
  });
  pane.addEventListener("focusin", (event) => {
    if (atOf(event) < 0 || !(/** @type {Element} */ (event.target).matches(":focus-visible"))) return;
    outline("focused", atOf(event));
    const { k, tx, ty } = frameOf(ctx);
    const [x, y] = payload.regions[atOf(event)].center;
    const spot = map.layerPointToContainerPoint(L.point(x * k + tx, -y * k + ty));
    const frame = map.getContainer().getBoundingClientRect();
    tip.show(regionLines(ctx, atOf(event)), { clientX: frame.left + spot.x, clientY: frame.top + spot.y });
  });
  pane.addEventListener("focusout", () => {
    outline("focused", -1);
    tip.hide();
  });

  const paint = () => {
    const { highlight } = store.state;
    for (const region of payload.regions) {
      const { at } = region;
      const { look, ramp } = lookOf(ctx, region);
      const key = legendKeyOf(ctx, region);
      const lit = !highlight || (highlight.class ?? highlight.nodata) === (key.class ?? key.nodata);
      shapes[at].setAttribute("class", `region ${look}${lit && regionPasses(ctx, at) ? "" : " faded"}`);
      if (ramp !== null) shapes[at].style.setProperty("--at", `${ramp}%`);
    }
  };

  const repoint = () => point(frameOf(ctx).k);

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let naming;
  const name = () => {
    group.setAttribute("aria-label", ctx.messages.t("map.group.regions"));
    for (const { at } of payload.regions)
      shapes[at].setAttribute("aria-label", regionLines(ctx, at).join(", "));
  };

  paint();
  repoint();
  name();
  refresh();
  const keys = /** @type {const} */ ([
    "base",
    "indicator",
    "year",
    "from",
    "to",
    "classes",
    "countries",
    "highlight",
  ]);
  store.subscribe([...keys], paint);
  store.subscribe(["base", "from", "to"], repoint);
  store.subscribe(["base", "indicator", "year", "from", "to", "lang"], () => {
    // Names are read, not seen: they follow once the slider rests.
    clearTimeout(naming);
    naming = setTimeout(name, 120);
  });
  const mark = () => {
    const { selected } = store.state;
    outline("chosen", selected?.kind === "region" ? regionIndexOf(ctx, selected.id) : -1);
  };
  mark();
  store.subscribe(["selected"], mark);
}
