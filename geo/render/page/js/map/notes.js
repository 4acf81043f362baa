/** Notes: a text beside its place on the map, with a line to it; on a narrow screen a number, listed below. */

import { frameOf } from "./crs.js";
import { el, svg } from "../dom.js";
import { walkable } from "./keyboard.js";

/** @typedef {{x: number, y: number, width: number, height: number}} Box left top corner, pixels of the layer */

/** How far a text may stand from its place, in pixels, and in which directions, in radians. */
const DISTANCES = [32, 60, 100, 150, 210, 280];
const TURNS = Array.from({ length: 24 }, (_, at) => (at / 12) * Math.PI);
const FREE_PX = 8;
/** Points of a box, in parts of its size, at which the map under it is looked at. */
const SAMPLES = [0.02, 0.35, 0.65, 0.98].flatMap((x) => [0.05, 0.5, 0.95].map((y) => [x, y]));
/** On a smaller map a text would hide what it is about: a number stands there, and the texts below the map. */
const LEAST_PX = { x: 480, y: 420 };
/** What a text takes of the map, with its edge and with each letter, in square pixels; and how much of it all may take. */
const EDGE_PX2 = 2000;
const LETTER_PX2 = 150;
const MOST_COVERED = 0.3;

/**
 * Whether texts have no room beside their places: the map is small, or they would cover too much of it.
 * @param {string[]} texts
 * @param {{x: number, y: number}} size of the map, pixels
 */
export const areNumbered = (texts, { x, y }) =>
  x < LEAST_PX.x ||
  y < LEAST_PX.y ||
  texts.reduce((sum, text) => sum + EDGE_PX2 + LETTER_PX2 * text.length, 0) > MOST_COVERED * x * y;

/** @param {Box} one @param {Box} two @param {number} free pixels between them */
const overlaps = (one, two, free) =>
  one.x < two.x + two.width + free &&
  two.x < one.x + one.width + free &&
  one.y < two.y + two.height + free &&
  two.y < one.y + one.height + free;

/**
 * The point of a box that is nearest to a place.
 * @param {Box} box
 * @param {{x: number, y: number}} place
 */
export const endAt = ({ x, y, width, height }, place) => ({
  x: Math.min(Math.max(place.x, x), x + width),
  y: Math.min(Math.max(place.y, y), y + height),
});

/**
 * How many boxes a line meets on its way, but for where it starts.
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @param {Box[]} boxes
 */
function crossed(from, to, boxes) {
  const points = [0.25, 0.4, 0.55, 0.7, 0.85].map((part) => ({
    x: from.x + part * (to.x - from.x),
    y: from.y + part * (to.y - from.y),
    width: 0,
    height: 0,
  }));
  const own = { ...from, width: 0, height: 0 };
  return boxes.filter((box) => !overlaps(own, box, 0) && points.some((point) => overlaps(point, box, 0)))
    .length;
}

/**
 * The box for a text around a place: inside the map, on no other text, on few markers and regions, near.
 * @param {{x: number, y: number}} place
 * @param {{width: number, height: number}} size
 * @param {{inside: Box, texts: Box[], marks: Box[], isPainted: (x: number, y: number) => boolean}} around
 * @returns {Box}
 */
export function boxFor(place, { width, height }, { inside, texts, marks, isPainted }) {
  let best = { x: place.x, y: place.y, width, height };
  let least = Infinity;
  for (const distance of DISTANCES) {
    if (distance > least) break;
    for (const turn of TURNS) {
      const [across, up] = [Math.cos(turn), Math.sin(turn)];
      const x = place.x + across * distance - (width * (1 - across)) / 2;
      const y = place.y + up * distance - (height * (1 - up)) / 2;
      const box = { x, y, width, height };
      const outside =
        x < inside.x + FREE_PX ||
        y < inside.y + FREE_PX ||
        x + width > inside.x + inside.width - FREE_PX ||
        y + height > inside.y + inside.height - FREE_PX;
      const hidden = texts.filter((other) => overlaps(box, other, FREE_PX)).length;
      const covered = marks.filter((mark) => overlaps(box, mark, 2)).length;
      const cost =
        distance +
        (outside ? 10000 : 0) +
        5000 * hidden +
        140 * (covered + crossed(place, endAt(box, place), marks)) +
        24 * SAMPLES.filter(([right, down]) => isPainted(x + right * width, y + down * height)).length;
      if (cost < least) [best, least] = [box, cost];
    }
  }
  return best;
}

/**
 * @param {import("../store.js").Context} ctx
 * @param {[number, number][]} places topology integers
 */
export function mountNotes(ctx, places) {
  const { map, store, messages } = ctx;
  const pane = map.createPane("atlas-notes");
  pane.style.setProperty("z-index", "620");
  const lines = svg("svg", { class: "note-lines", "aria-hidden": "true", width: 1, height: 1 });
  const nodes = places.map((_, at) =>
    el(
      "p",
      { class: "note", role: "note", tabindex: -1 },
      // What stands for the text on a small map.
      el("b", { "aria-hidden": "true" }, at + 1),
      el("span", { "data-message": `own.note.${at}` }),
    ),
  );
  const group = el("div", { role: "group", class: "leaflet-zoom-hide" }, lines, ...nodes);
  pane.append(group);
  const spots = () => {
    const { k, tx, ty } = frameOf(ctx);
    return places.map(([x, y]) => ({ x: x * k + tx, y: -y * k + ty }));
  };
  const draw = () => drawNotes(map, { nodes, lines }, spots());
  const name = () => {
    group.setAttribute("aria-label", messages.t("map.notes"));
    nodes.forEach((node, at) => {
      /** @type {HTMLElement} */ (node.lastChild).textContent = messages.t(`own.note.${at}`);
    });
    draw();
  };
  const { refresh } = walkable(
    group,
    () => spots().map(({ x, y }, at) => ({ x, y, node: nodes[at], item: at })),
    {
      activate: () => {},
      reach: ({ x, y }) =>
        map.panInside(map.layerPointToLatLng([x, y]), { padding: [60, 60], animate: false }),
    },
  );
  name();
  refresh();
  map.on("moveend resize", draw);
  store.subscribe(["lang"], name);
  store.subscribe(["overlays", "base"], draw);
}

/**
 * @param {any} map
 * @param {{nodes: HTMLElement[], lines: SVGSVGElement}} notes
 * @param {{x: number, y: number}[]} spots pixels of the layer
 */
function drawNotes(map, { nodes, lines }, spots) {
  const corner = map.containerPointToLayerPoint([0, 0]);
  const { left, top } = map.getContainer().getBoundingClientRect();
  const size = map.getSize();
  const inside = { x: corner.x, y: corner.y, width: size.x, height: size.y };
  const marks = [...map.getContainer().querySelectorAll(".marker, .zoom, .inset, .labels text")].map(
    (node) => {
      const box = node.getBoundingClientRect();
      const [x, y] = [box.left - left + corner.x, box.top - top + corner.y];
      return { x, y, width: box.width, height: box.height };
    },
  );
  const isPainted = (/** @type {number} */ x, /** @type {number} */ y) =>
    document
      .elementsFromPoint(x - corner.x + left, y - corner.y + top)
      .some((node) => node.matches("path.region"));
  const texts = nodes.map((node) => node.lastChild?.textContent ?? "");
  const isNumbered = areNumbered(texts, size);
  document.documentElement.classList.toggle("has-short-notes", isNumbered);
  /** @type {Box[]} */
  const boxes = [];
  /** @type {SVGElement[]} */
  const drawn = [];
  nodes.forEach((node, at) => {
    const { x, y } = spots[at];
    const own = { width: node.offsetWidth, height: node.offsetHeight };
    const box = isNumbered
      ? { x: x - own.width / 2, y: y - own.height / 2, ...own }
      : boxFor(spots[at], own, { inside, texts: boxes, marks, isPainted });
    node.style.setProperty("transform", `translate(${Math.round(box.x)}px, ${Math.round(box.y)}px)`);
    boxes.push(box);
    if (isNumbered) return;
    const end = endAt(box, spots[at]);
    for (const kind of ["halo", ""])
      drawn.push(svg("line", { class: kind, x1: x, y1: y, x2: end.x, y2: end.y }));
    drawn.push(svg("circle", { cx: x, cy: y, r: 4 }));
  });
  lines.replaceChildren(...drawn);
}
