/** Names of countries and, closer in, of regions: only where they have room. */

import { markerBoxes } from "./markers.js";
import { svg } from "../dom.js";
import { regionName } from "../data/words.js";
import { frameOf } from "./crs.js";
import { measureRings } from "../data/topology.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 * @typedef {{text: () => string, x: number, y: number, width: number, area: number, country: boolean}} Label
 */

/** Mean width of a letter in parts of the size of the type: measuring every name would take a layout each. */
const LETTER = 0.56;
const SIZES = { country: 13, region: 11 };

/**
 * @param {Context} ctx
 * @param {Int32Array[]} arcs
 * @returns {Label[]} the larger first, countries before regions
 */
function labelsOf(ctx, arcs) {
  const { regions, topology } = ctx.payload;
  const overseas = new Set(topology.insets.map(({ id }) => id));
  const sizes = regions.map(({ rings }) => measureRings(arcs, rings));
  /** @type {Label[]} */
  const labels = regions
    .filter(
      ({ id, country }) =>
        !overseas.has(id) && regions.some((other) => other.country === country && other.id !== id),
    )
    .map(({ at, center: [x, y] }) => ({
      text: () => regionName(ctx, at).other ?? regionName(ctx, at).name,
      x,
      y,
      width: sizes[at].width,
      area: sizes[at].area,
      country: false,
    }));
  for (const country of new Set(regions.map((region) => region.country))) {
    const own = regions.filter((region) => region.country === country && !overseas.has(region.id));
    const area = own.reduce((sum, { at }) => sum + sizes[at].area, 0);
    if (area === 0) continue;
    const mean = [0, 1].map(
      (axis) => own.reduce((sum, { at, center }) => sum + center[axis] * sizes[at].area, 0) / area,
    );
    // The middle of a bent country may lie in its neighbour: take the region nearest to it.
    const [nearest] = own.toSorted(
      (a, b) =>
        Math.hypot(a.center[0] - mean[0], a.center[1] - mean[1]) -
        Math.hypot(b.center[0] - mean[0], b.center[1] - mean[1]),
    );
    const [x, y] = own.length > 12 ? mean : nearest.center;
    labels.push({
      text: () => ctx.messages.country(country),
      x,
      y,
      width: 1.3 * Math.sqrt(area),
      area,
      country: true,
    });
  }
  return labels.toSorted((a, b) => Number(b.country) - Number(a.country) || b.area - a.area);
}

/** @param {Box} a @param {Box} b */
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * @param {Context} ctx
 * @param {Int32Array[]} arcs
 */
export function mountLabels(ctx, arcs) {
  const { map, store } = ctx;
  const labels = labelsOf(ctx, arcs);
  map.createPane("atlas-labels").style.setProperty("z-index", "390");
  const sheet = svg("svg", { class: "labels leaflet-zoom-hide", "aria-hidden": "true", width: 1, height: 1 });
  map.getPane("atlas-labels").append(sheet);

  const write = () => {
    if (!store.state.overlays.includes("labels")) {
      sheet.replaceChildren();
      return;
    }
    const { k, tx, ty } = frameOf(ctx);
    const corner = map.containerPointToLayerPoint([0, 0]);
    const size = map.getSize();
    const taken = markerBoxes(ctx);
    // On the first view a few regions with room for their names would stand out for no reason.
    const near = map.getZoom() > map.getMinZoom() + 1.7;
    const nodes = [];
    for (const { text, x, y, width, country } of labels) {
      const words = text();
      const type = country ? SIZES.country : SIZES.region;
      const half = (words.length * type * LETTER) / 2;
      const [px, py] = [x * k + tx, -y * k + ty];
      if (2 * half > (country ? 1.5 : 1.05) * width * k || (!country && !near)) continue;
      if (
        px - half < corner.x ||
        px + half > corner.x + size.x ||
        py < corner.y + type ||
        py > corner.y + size.y - type
      )
        continue;
      // Above or below its point rather than under a marker.
      const spot = [0, -1.3, 1.3, -2.4, 2.4]
        .map((lines) => ({
          left: px - half - 4,
          right: px + half + 4,
          top: py + (lines - 0.7) * type,
          bottom: py + (lines + 0.6) * type,
          at: py + lines * type,
        }))
        .find((box) => !taken.some((other) => overlap(box, other)));
      if (!spot) continue;
      taken.push(spot);
      nodes.push(
        svg("text", {
          class: country ? "country" : "region-name",
          x: px,
          y: spot.at + type * 0.35,
          text: words,
        }),
      );
    }
    sheet.replaceChildren(...nodes);
  };
  write();
  map.on("moveend zoomend viewreset", write);
  store.subscribe(
    ["overlays", "lang", "classes", "countries", "services", "funding", "stages", "tables", "query"],
    write,
  );
}
