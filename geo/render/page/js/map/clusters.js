/** The clusters: one marker each, spread where several share a place, grouped where there are many. */

import { el, svg } from "../dom.js";
import {
  classShape,
  fundingBars,
  fundingDonut,
  groupGlyph,
  icon,
  servicesGlyph,
  unpublishedRing,
} from "./glyphs.js";
import { walkable } from "./keyboard.js";
import { visibleRecords } from "../data/filters.js";
import { FUNDING } from "../data/records.js";
import { classOfRecord } from "../data/scores.js";
import { className } from "../data/words.js";
import { frameOf, latLngOf, viewOfBox } from "./crs.js";
import { pixelsPerMetre } from "../data/projection.js";
import { spread, unfold } from "../data/spread.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 * @typedef {{record: ClusterRecord, x: number, y: number}} Placed a record and its pixels
 * @typedef {import("../data/spread.js").Spot<Placed>} ClusterSpot
 * @typedef {{spot: ClusterSpot, node: HTMLElement, X: number, Y: number}} Marker X, Y: topology integers
 */

/** Overlays that put markers on the map. */
const MARKED = ["clusters", "funding", "services"];

/**
 * The class a record shows in the chosen year, as a position; -1 without one, -2 mixed.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
export function shapeOf(ctx, record) {
  const key = classOfRecord(ctx, record, ctx.store.state.year);
  return key === "mixed" ? -2 : ctx.payload.map.classes.indexOf(key ?? "");
}

/**
 * How many soft and hard services a record offers.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
export function serviceCounts(ctx, record) {
  const hard = record.services.filter(
    (key) => ctx.payload.services.find((service) => service.key === key)?.kind === "hard",
  ).length;
  return { soft: record.services.length - hard, hard };
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function recordLines(ctx, record) {
  const { messages, store } = ctx;
  const { overlays, year } = store.state;
  const place = [record.city, record.regionName, messages.country(record.country)].filter(Boolean).join(", ");
  const lines = [record.name, place, className(ctx, classOfRecord(ctx, record, year), record.noData)];
  if (overlays.includes("funding")) {
    const { funding } = record;
    lines.push(
      funding
        ? FUNDING.filter((key) => funding[key])
            .map((key) => `${messages.t(`term.funding.${key}`)} ${messages.percent(funding[key])}`)
            .join(", ")
        : messages.t(`map.${ctx.payload.survey ? "unpublished" : "notgiven"}.one`),
    );
  }
  if (overlays.includes("services")) {
    const { soft, hard } = serviceCounts(ctx, record);
    lines.push(
      record.services.length
        ? messages.t("map.services.counts", { soft, hard })
        : messages.t(`map.${ctx.payload.survey ? "unpublished" : "notgiven"}.one`),
    );
  }
  return lines;
}

/**
 * How many of some records have each class, low to high, then those without.
 * @param {Context} ctx
 * @param {ClusterRecord[]} records
 * @returns {[string, number][]} CSS class and number
 */
function classParts(ctx, records) {
  const shapes = records.map((record) => shapeOf(ctx, record));
  const count = (/** @type {(at: number) => boolean} */ test) => shapes.filter(test).length;
  return [
    ...ctx.payload.map.classes.map(
      (_, at) => /** @type {[string, number]} */ ([`class-${at + 1}`, count((shape) => shape === at)]),
    ),
    ["class-none", count((shape) => shape < 0)],
  ];
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord[]} records
 */
function groupLines(ctx, records) {
  const { messages, payload } = ctx;
  const parts = classParts(ctx, records);
  const classes = [...payload.map.classes.map((key) => className(ctx, key)), messages.t("map.class.none")];
  const counts = parts
    .map(([, amount], at) => (amount ? `${classes[at]}: ${messages.number(amount)}` : ""))
    .filter(Boolean);
  return [messages.t("map.count.clusters", { count: records.length }), counts.toReversed().join(", ")];
}

/**
 * The parts of a record's marker under the overlays now shown, and half of its width.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function partsOf(ctx, record) {
  const [clusters, funding, services] = MARKED.map((name) => ctx.store.state.overlays.includes(name));
  const mix = funding && record.funding !== null;
  const offered = services && record.services.length > 0;
  const unpublished = !mix && (funding || (services && !offered));
  const radius = offered ? (mix || unpublished ? 26 : 21) : mix ? 19 : unpublished ? 17 : 13;
  return { clusters, mix, offered, unpublished, radius };
}

/**
 * What stands for one record.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 * @returns {SVGElement}
 */
function recordGlyph(ctx, record) {
  const { clusters, mix, offered, unpublished, radius } = partsOf(ctx, record);
  const shape = (size = 22, y = 0) =>
    svg(
      "g",
      { transform: `translate(${-size / 2} ${y - size / 2}) scale(${size / 24})` },
      classShape(shapeOf(ctx, record)),
    );
  /** @type {SVGElement[]} */
  const parts = [];
  if (mix && record.funding) {
    parts.push(record.fundingIsWhole ? fundingDonut(record.funding) : fundingBars(record.funding));
    if (clusters && record.fundingIsWhole) parts.push(shape(11));
  } else if (unpublished) parts.push(unpublishedRing(), shape());
  if (offered) {
    const { soft, hard } = serviceCounts(ctx, record);
    const low = parts.length ? 26 : 0;
    if (clusters && !low) parts.push(shape(15, -15));
    parts.push(svg("g", { transform: `translate(-1 ${low})` }, servicesGlyph(soft, hard)));
  }
  return icon(2 * radius + 4, ...(parts.length ? parts : [shape()]));
}

/**
 * The mean funding mix of records that publish whole shares; null when none does.
 * @param {ClusterRecord[]} records
 * @returns {[string, number][] | null}
 */
function fundingParts(records) {
  const whole = records.filter(({ fundingIsWhole }) => fundingIsWhole);
  if (whole.length === 0) return null;
  return FUNDING.map((key) => [
    `fund-${key}`,
    whole.reduce((sum, { funding }) => sum + (funding?.[key] ?? 0), 0),
  ]);
}

/** @param {{length: number}} members of a group */
function radiusFor({ length }) {
  return 13 + Math.min(15, 1.9 * Math.log2(length));
}

/**
 * @param {Marker} marker
 * @param {{k: number, tx: number, ty: number}} frame
 */
function move({ spot, node, X, Y }, { k, tx, ty }) {
  const [x, y] = [X * k + tx + spot.atX - spot.x, -Y * k + ty + spot.atY - spot.y];
  node.style.setProperty("transform", `translate(${x.toFixed(1)}px,${y.toFixed(1)}px)`);
}

/** @param {Context} ctx */
export function mountClusters(ctx) {
  const { map, payload, store, tip, messages } = ctx;
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

  /** @type {Marker[]} */
  let markers = [];
  /** @type {Map<string, HTMLButtonElement>} */
  const buttons = new Map();
  /** @type {Set<string>} ids of the group that is unfolded */
  let unfolded = new Set();

  const cardOf = (/** @type {ClusterRecord} */ record) =>
    store.update({ selected: { kind: "cluster", id: record.id } });

  /** @param {Placed[]} members */
  const roomOf = (members) =>
    members.length > 1 ? radiusFor(members) + 2 : partsOf(ctx, members[0].record).radius;

  /** @param {ClusterSpot} spot */
  const markerFor = (spot) => {
    const { k, tx, ty } = frameOf(ctx);
    const records = spot.members.map(({ record }) => record);
    const [record] = records;
    const single = records.length === 1;
    // One button for one record as long as the page lives: who opened a card gets the focus back.
    const node =
      buttons.get(record.id) ?? el("button", { type: "button", tabindex: -1, "data-id": record.id });
    buttons.set(record.id, node);
    node.setAttribute("class", `marker leaflet-zoom-animated${single ? "" : " many"}`);
    const { overlays, year, lang } = store.state;
    const look = single ? [overlays, year, lang].join() : "";
    // Zooming moves a single marker and leaves it as it is.
    if (!single || node.dataset.look !== look) {
      const radius = radiusFor(records);
      const mix = overlays.includes("funding") ? fundingParts(records) : null;
      const drawing = single
        ? recordGlyph(ctx, record)
        : icon(
            2 * radius + 4,
            groupGlyph(messages.number(records.length), mix ?? classParts(ctx, records), radius),
          );
      const lines = single ? recordLines(ctx, record) : groupLines(ctx, records);
      node.setAttribute(
        "aria-label",
        single ? lines.join(", ") : messages.t("map.group.open", { what: lines.join("; ") }),
      );
      node.replaceChildren(drawing);
      node.dataset.look = look;
    }
    node.style.setProperty("--size", `${2 * spot.radius - 2}px`);
    return { spot, node, X: (spot.x - tx) / k, Y: (ty - spot.y) / k };
  };

  const place = () => {
    const frame = frameOf(ctx);
    for (const marker of markers) move(marker, frame);
  };

  const mark = () => {
    const { selected, highlight, year } = store.state;
    for (const { spot, node } of markers) {
      const records = spot.members.map(({ record }) => record);
      node.classList.toggle(
        "chosen",
        selected?.kind === "cluster" && records.some(({ id }) => id === selected.id),
      );
      const lit = records.some((record) => {
        const key = classOfRecord(ctx, record, year);
        return highlight?.class
          ? key === highlight.class
          : key === null && (record.noData ?? "missing") === highlight?.nodata;
      });
      const told =
        highlight && (highlight.nodata || [...payload.map.classes, "mixed"].includes(highlight.class ?? ""));
      node.classList.toggle("faded", Boolean(told) && !lit);
    }
  };

  const draw = () => {
    const focused = group.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-id")
      : null;
    const frame = frameOf(ctx);
    const shown = MARKED.some((name) => store.state.overlays.includes(name));
    const placed = (shown ? visibleRecords(ctx) : []).flatMap((record) =>
      record.x === null
        ? []
        : [{ record, x: record.x * frame.k + frame.tx, y: -(record.y ?? 0) * frame.k + frame.ty }],
    );
    const open = placed.filter(({ record }) => unfolded.has(record.id));
    /** @type {ClusterSpot[]} */
    let spots = spread(
      placed.filter(({ record }) => !unfolded.has(record.id)),
      roomOf,
    );
    const fan = { x: 0, y: 0, r: 0 };
    if (open.length) {
      fan.x = open.reduce((sum, { x }) => sum + x, 0) / open.length;
      fan.y = open.reduce((sum, { y }) => sum + y, 0) / open.length;
      const room = Math.max(...open.map((one) => roomOf([one])));
      fan.r = 1.16 * room * Math.sqrt(open.length) + room;
      spots = spots.filter(({ atX, atY }) => Math.hypot(atX - fan.x, atY - fan.y) > fan.r + room);
      spots.push(...unfold(open, fan, room));
    }
    // North to south, so that Home, End and a screen reader's next item follow the map.
    spots.sort((a, b) => a.atY - b.atY || a.atX - b.atX);
    markers = spots.map(markerFor);
    leaders.replaceChildren(
      ...(open.length ? [svg("circle", { class: "fan", cx: fan.x, cy: fan.y, r: fan.r })] : []),
      ...spots
        .filter(
          ({ members, x, y, atX, atY }) =>
            Math.hypot(x - atX, y - atY) > 7 && !unfolded.has(members[0].record.id),
        )
        .flatMap(({ x, y, atX, atY }) => [
          svg("path", { d: `M${x} ${y}L${atX} ${atY}` }),
          svg("circle", { cx: x, cy: y, r: 1.8 }),
        ]),
    );
    const nodes = markers.map(({ node }) => node);
    if (nodes.length !== group.children.length || nodes.some((node, at) => node !== group.children[at]))
      group.replaceChildren(...nodes);
    place();
    mark();
    refresh();
    if (focused && !group.contains(document.activeElement))
      /** @type {HTMLElement | null} */ (group.querySelector(`[data-id="${CSS.escape(focused)}"]`))?.focus({
        preventScroll: true,
      });
  };

  /** @param {Marker} marker */
  const activate = ({ spot }) => {
    tip.hide();
    const records = spot.members.map(({ record }) => record);
    if (records.length === 1) {
      cardOf(records[0]);
      return;
    }
    const { scale, origin } = payload.topology;
    const xs = records.map(({ x }) => origin[0] + (x ?? 0) * scale);
    const ys = records.map(({ y }) => origin[1] + (y ?? 0) * scale);
    const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    const widest = Math.max(box[2] - box[0], box[3] - box[1]);
    if (widest * pixelsPerMetre(map.getMaxZoom()) > 60 && map.getZoom() < map.getMaxZoom() - 0.5) {
      const { center, zoom } = viewOfBox(map, box, 60);
      map.setView(center, Math.min(Math.max(zoom, map.getZoom() + 1), map.getZoom() + 3, map.getMaxZoom()));
      ctx.announce(messages.t("map.zoomed", { count: records.length }));
      return;
    }
    unfolded = new Set(records.map(({ id }) => id));
    draw();
    const first = /** @type {HTMLElement | null} */ (
      group.querySelector(`[data-id="${CSS.escape(records[0].id)}"]`)
    );
    first?.focus({ preventScroll: true });
  };

  const foldBack = () => {
    if (unfolded.size === 0) return;
    unfolded = new Set();
    draw();
  };

  const { refresh } = walkable(
    group,
    () =>
      markers.map((marker) => ({ node: marker.node, x: marker.spot.atX, y: marker.spot.atY, item: marker })),
    {
      activate: ({ item }) => activate(item),
      reach: ({ item }) =>
        map.panInside(latLngOf(ctx, [item.X, item.Y]), { padding: [40, 40], animate: false }),
    },
  );

  /** A cluster chosen in the list or by a link may stand inside a group: bring it out. */
  const reveal = () => {
    const { selected } = store.state;
    const holder = () =>
      markers.find(
        ({ spot: { members } }) =>
          members.length > 1 &&
          members.some(({ record }) => selected?.kind === "cluster" && record.id === selected.id),
      );
    const inside = holder();
    if (!inside) return;
    const closer = Math.min(map.getMaxZoom(), map.getMinZoom() + 3.5);
    if (map.getZoom() < closer) map.setView(latLngOf(ctx, [inside.X, inside.Y]), closer, { animate: false });
    const still = holder();
    if (!still) return;
    unfolded = new Set(still.spot.members.map(({ record }) => record.id));
    draw();
    const chosen = markers.find(({ spot }) => spot.members[0].record.id === selected?.id);
    if (chosen)
      map.panInside(map.layerPointToLatLng([chosen.spot.atX, chosen.spot.atY]), {
        padding: [48, 48],
        animate: false,
      });
  };

  /** @param {Event} event */
  const markerOf = (event) => {
    const node = /** @type {Element} */ (event.target).closest("button");
    return markers.find((marker) => marker.node === node);
  };
  /** @param {Marker | undefined} marker */
  const name = (marker) => {
    if (!marker) return;
    const records = marker.spot.members.map(({ record }) => record);
    const { left, top, width, height } = marker.node.getBoundingClientRect();
    tip.show(records.length > 1 ? groupLines(ctx, records) : recordLines(ctx, records[0]), {
      clientX: left + width / 2,
      clientY: top + height / 2,
    });
  };
  group.addEventListener("click", (event) => {
    const marker = markerOf(event);
    if (marker && !(event.detail && map.dragging?.moved())) activate(marker);
    event.stopPropagation();
  });
  group.addEventListener("dblclick", (event) => event.stopPropagation());
  group.addEventListener("pointerover", (event) => event.pointerType === "mouse" && name(markerOf(event)));
  group.addEventListener("pointerout", tip.hide);
  group.addEventListener(
    "focusin",
    (event) => /** @type {Element} */ (event.target).matches(":focus-visible") && name(markerOf(event)),
  );
  group.addEventListener("focusout", tip.hide);
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || unfolded.size === 0) return;
    event.stopPropagation();
    foldBack();
  });

  map.on("click", foldBack);
  map.on("zoomanim", (/** @type {any} */ { center, zoom }) => {
    const frame = frameOf(ctx, zoom, map._getNewPixelOrigin(center, zoom));
    for (const marker of markers) move(marker, frame);
  });
  map.on("zoom", place);
  map.on("zoomend viewreset", () => {
    unfolded = new Set();
    draw();
  });
  const label = () => group.setAttribute("aria-label", messages.t("map.group.clusters"));
  label();
  draw();
  reveal();
  store.subscribe(["lang"], label);
  store.subscribe(["selected", "highlight"], mark);
  store.subscribe(["selected"], reveal);
  store.subscribe(
    [
      "overlays",
      "classes",
      "countries",
      "services",
      "funding",
      "stages",
      "query",
      "year",
      "base",
      "from",
      "to",
      "indicator",
      "lang",
    ],
    draw,
  );
}

/**
 * The drawn position of every marker, for whoever must keep clear of them.
 * @param {Context} ctx
 * @returns {{left: number, top: number, right: number, bottom: number}[]} layer pixels
 */
export function markerBoxes(ctx) {
  const pane = ctx.map.getPane("atlas-clusters");
  return [...pane.querySelectorAll(".marker")].map((node) => {
    const [x, y] = /** @type {HTMLElement} */ (node).style.transform.match(/-?[\d.]+/g)?.map(Number) ?? [
      0, 0,
    ];
    const half = Number(node.firstElementChild?.getAttribute("width")) / 2 - 2;
    return { left: x - half, top: y - half, right: x + half, bottom: y + half };
  });
}
