/** Names of countries, regions and clusters: inside their own shape or tied to it by a line, where they have room. */

import { FILTERS } from "../data/filters.js";
import { svg } from "../dom.js";
import { groundOf, SEA } from "../data/ground.js";
import { areasOf } from "../data/layers.js";
import { regionName } from "../data/words.js";
import { atRest } from "./at-rest.js";
import { around, sheetOf, STEP } from "./label-sheet.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/ground.js").Ground} Ground
 * @typedef {import("./label-sheet.js").Point} Point
 * @typedef {import("./label-sheet.js").Sheet} Sheet
 * @typedef {import("./label-sheet.js").Style} Style
 * @typedef {{text: () => string, country: boolean, early: boolean, cells: Point[],
 *   isOwn: (shape: number) => boolean, isOwnOrSea: (shape: number) => boolean}} Label
 *   `early`: named on the first view, as its country is not; `cells`: places inside it, the middle one first;
 *   `isOwn`: whether a position in the ground is what it names
 */

/** Levels closer than the first view at which regions and clusters are named. */
const NEAR = 1.7;
/** A map narrower than this has no room for names beside what they name, in pixels. */
const ROOMY = 560;
/** In a narrower window than this a name is left out whose line would cost more, which crosses half of another country. */
const WIDE = 1000;
const WORTH = 3000;
/** Names whose lines cost less are written first: they have the sea before them. */
const CHEAP = 400;
/** The most steps of the line to a name. */
const LONGEST = 60;
/** More clusters than this would make a page of text. */
const MANY = 60;
const STYLES = {
  country: { look: "country", type: 13, wider: 1.15 },
  small: { look: "country", type: 11, wider: 1.15 },
  region: { look: "region-name", type: 11, wider: 1 },
  cluster: { look: "cluster-name", type: 11, wider: 1 },
};
/** How much of the name of a country must stand on it when there is no room for all of it. */
const MIDDLE = 0.66;
const CORE = 0.4;
/** A country of fewer cells gets no line. */
const LEAST = 4;
/** From so many places of a country, and in so many directions, the line to its name is tried. */
const STARTS = 10;
const TURNS = 36;
/** Choices on which the names depend. */
const RENAMED_FOR = /** @type {const} */ (["overlays", "lang", ...FILTERS, "selected", "base", "indicator"]);

/**
 * @param {Context} ctx
 * @param {import("../data/payload.js").Region[]} areas
 * @param {Ground} ground land first, then the regions
 * @returns {Label[]} the small ones, which have the fewest places, first
 */
function labelsOf(ctx, areas, { cells }) {
  const overseas = new Set(ctx.payload.topology.insets.map(({ id }) => id));
  const home = areas.filter(({ id }) => !overseas.has(id.slice(0, 4)));
  /**
   * @param {() => string} text
   * @param {import("../data/payload.js").Region[]} named
   * @param {boolean} country
   * @param {boolean} [early]
   */
  const label = (text, named, country, early = false) => {
    const own = named.flatMap(({ at }) => cells[at + 1]);
    const [x, y] = [0, 1].map((axis) => own.reduce((sum, cell) => sum + cell[axis], 0) / own.length);
    // Names are wide: a step up or down takes more from the middle than one aside.
    const away = (/** @type {Point} */ cell) => Math.hypot(cell[0] - x, 2 * (cell[1] - y));
    const sorted = own.toSorted((a, b) => away(a) - away(b));
    const shapes = new Set(named.map(({ at }) => at + 1));
    return {
      text,
      country,
      early,
      isOwn: (/** @type {number} */ shape) => shapes.has(shape),
      isOwnOrSea: (/** @type {number} */ shape) => shape === SEA || shapes.has(shape),
      cells: sorted.length ? sorted : [named[0].center],
    };
  };
  const own = (/** @type {number} */ at) => regionName(ctx, at).other ?? regionName(ctx, at).name;
  const labels = [];
  for (const code of new Set(home.map(({ country }) => country))) {
    const named = home.filter(({ country }) => country === code);
    // A few regions of a country are not the country.
    const inPart = ctx.payload.map.inPart?.includes(code) ?? false;
    if (!inPart) labels.push(label(() => ctx.messages.country(code), named, true));
    if (inPart || named.length > 1)
      for (const region of named) labels.push(label(() => own(region.at), [region], false, inPart));
  }
  return labels.toSorted((a, b) => a.cells.length - b.cells.length);
}

/**
 * Write a name inside its shape, else with its ends over the border or the coast.
 * @param {Sheet} sheet
 * @param {Label} label
 * @returns {boolean} whether there was room
 */
function writeInside(sheet, { text, country, isOwn, isOwnOrSea, cells }) {
  const words = text();
  const ways = /** @type {[Style, typeof isOwn, number?][]} */ (
    country
      ? [
          [STYLES.country, isOwn],
          [STYLES.small, isOwn],
          [STYLES.small, isOwn, MIDDLE],
          [STYLES.small, isOwnOrSea],
          [STYLES.small, isOwnOrSea, MIDDLE],
          [STYLES.small, isOwnOrSea, CORE],
        ]
      : [
          [STYLES.region, isOwn],
          [STYLES.region, isOwnOrSea],
        ]
  );
  for (const [style, allowed, part] of ways) {
    for (const cell of cells) {
      const box = sheet.box(words, style, ...sheet.pixels(cell));
      if (sheet.isOn(box, allowed, part) && sheet.isFree(box)) {
        sheet.write(words, style, box);
        return true;
      }
    }
  }
  return false;
}

/**
 * Write the name of a country on the sea, with the line to it that costs least.
 * @param {Sheet} sheet
 * @param {Label} label
 * @param {number} worth the most it may cost
 * @returns {boolean} whether there is one
 */
function writeBeside(sheet, { text, isOwn, isOwnOrSea, cells }, worth) {
  // A line to a speck would end nowhere.
  if (cells.length < LEAST) return false;
  const words = text();
  const { right, bottom } = sheet.box(words, STYLES.small, 0, 0);
  const places = cells.map(sheet.pixels);
  // The dot is seen beside markers, and is on no border.
  const clear = places.filter(([x, y]) => {
    const dot = around(x, y, STEP);
    return sheet.isFree(dot) && sheet.isOn(dot, isOwn);
  });
  const starts = clear.length ? clear : places;
  let least = worth;
  /** @type {(() => void) | undefined} */
  let write;
  for (let at = 0; at < starts.length; at += Math.ceil(starts.length / STARTS)) {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const [across, down] = [Math.cos, Math.sin].map((part) => STEP * part((2 * Math.PI * turn) / TURNS));
      const steep = Math.max(Math.abs(across), Math.abs(down));
      let [x, y] = starts[at];
      const line = [starts[at]];
      for (let cost = sheet.costOf(x, y, isOwnOrSea); cost < least && line.length < LONGEST;) {
        x += across;
        y += down;
        line.push([x, y]);
        cost += sheet.costOf(x, y, isOwnOrSea);
        // The line ends at the edge of the name.
        const box = sheet.box(words, STYLES.small, x + (right * across) / steep, y + (bottom * down) / steep);
        if (cost < least && sheet.isOn(box, isOwnOrSea) && sheet.isFree(box)) {
          least = cost;
          write = () => sheet.write(words, STYLES.small, box, line);
        }
      }
    }
  }
  write?.();
  return Boolean(write);
}

/**
 * Write the name of a cluster beside its marker.
 * @param {Sheet} sheet
 * @param {import("./markers.js").Marker} marker
 */
function writeCluster(sheet, { records: [{ name }], spot: { atX, atY, radius } }) {
  const aside = sheet.box(name, STYLES.cluster, 0, 0).right + radius;
  for (const [x, y] of [
    [aside, 0],
    [-aside, 0],
    [0, radius + 8],
    [0, -radius - 8],
  ]) {
    const box = sheet.box(name, STYLES.cluster, atX + x, atY + y);
    if (sheet.isFree(box)) return sheet.write(name, STYLES.cluster, box);
  }
}

/**
 * @param {Context} ctx
 * @param {Int32Array[]} arcs
 * @param {import("./markers.js").Markers} markers
 * @param {(words: string) => number} measure
 */
export function mountLabels(ctx, arcs, markers, measure) {
  const { map, store, payload } = ctx;
  const { land, scale } = payload.topology;
  map.createPane("atlas-labels").style.setProperty("z-index", "390");
  const node = svg("svg", { class: "labels leaflet-zoom-hide", "aria-hidden": "true", width: 1, height: 1 });
  map.getPane("atlas-labels").append(node);
  /** @type {Ground | undefined} */
  let ground;
  /** @type {import("../data/payload.js").Region[] | undefined} */
  let drawn;
  /** @type {Label[]} */
  let labels = [];

  const write = () => {
    const { selected, overlays } = store.state;
    const named = overlays.includes("labels");
    const areas = areasOf(ctx);
    if (named && drawn !== areas) {
      drawn = areas;
      const shapes = payload.regions.map((region) => (areas.includes(region) ? region.rings : []));
      ground = groundOf(arcs, [land, ...shapes], scale);
      labels = labelsOf(ctx, areas, ground);
    }
    const shown = markers.inView ?? markers.shown;
    const sheet = sheetOf(ctx, ground, measure, shown);
    const single = shown.filter(({ records }) => records.length === 1);
    const isChosen = (/** @type {import("./markers.js").Marker} */ { records: [{ id }] }) =>
      selected?.kind === "cluster" && selected.id === id;
    // On the first view a few regions with room for their names would stand out for no reason.
    const isCloseUp = map.getZoom() > map.getMinZoom() + NEAR;
    for (const marker of single) if (isChosen(marker)) writeCluster(sheet, marker);
    if (named) {
      let outside = labels.filter((label) => label.country && !writeInside(sheet, label));
      if (map.getSize().x > ROOMY)
        for (const worth of [CHEAP, innerWidth > WIDE ? Infinity : WORTH])
          outside = outside.filter((label) => !writeBeside(sheet, label, worth));
    }
    if (isCloseUp && single.length <= MANY)
      for (const marker of single) if (!isChosen(marker)) writeCluster(sheet, marker);
    if (named)
      for (const label of labels) if (!label.country && (isCloseUp || label.early)) writeInside(sheet, label);
    node.replaceChildren(...sheet.nodes);
  };
  write();
  map.on("zoomend", () => node.replaceChildren());
  atRest(map, "moveend viewreset", write);
  store.subscribe([...RENAMED_FOR], write);
}
