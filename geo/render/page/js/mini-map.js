/** What the plugin MiniMap lacks on a map that is not in Web Mercator; stands behind its own script. */

/* oxlint-disable no-underscore-dangle -- what the plugin offers nobody else bears these names */

import { unproject } from "./data/projection.js";
import { byId, svg } from "./dom.js";

/** The offset of zooms that folium writes where its user asks for none: made for maps of the whole earth. */
const FOLIUMS_OFFSET = -5;

/**
 * The window as a shape: its bounds in degrees would be another one.
 * @param {any} map
 * @param {{x: number, y: number}[]} corners pixels of the map
 */
const shapeOf = (map, corners) => corners.map((corner) => map.containerPointToLatLng(corner));

/** @param {any} map */
function windowOf(map) {
  const { x, y } = map.getSize();
  return shapeOf(map, [L.point(0, 0), L.point(x, 0), L.point(x, y), L.point(0, y)]);
}

/**
 * Draw the window, and the shape that a reader moves.
 * @param {any} control
 * @param {any} map
 */
function drawWindow(control, map) {
  const { _aimingRect: aim, _shadowRect: shadow, _miniMap: mini } = control;
  /** @type {{x: number, y: number}[]} */
  let corners = [];
  aim.setBounds = () => aim.setLatLngs(windowOf(map));
  shadow.setBounds = () => shadow.setLatLngs(shapeOf(mini, corners));
  mini.on("movestart", () => {
    corners = aim.getLatLngs()[0].map((/** @type {any} */ corner) => mini.latLngToContainerPoint(corner));
  });
  aim.setBounds();
}

/**
 * Put the land of the map below the window, with Europe as large as there is room for.
 * @param {any} control
 */
function drawLand(control) {
  const { frame, origin, scale } = JSON.parse(byId("atlas-data").textContent ?? "").topology;
  const drawn = /** @type {SVGPathElement[]} */ ([
    ...document.querySelectorAll(".folium-map :is(path.land, path.region)"),
  ]);
  const { x, y, width, height } = drawn[0].getBBox();
  // Northings grow upwards: the drawing is turned over as a whole.
  const shape = svg("path", {
    class: "land",
    d: drawn.map((path) => path.getAttribute("d")).join(""),
    transform: "scale(1 -1)",
  });
  const picture = svg("svg", { viewBox: `${x} ${-y - height} ${width} ${height}` }, shape);
  const corners = [x, y, x + width, y + height].map((at, side) => origin[side % 2] + at * scale);
  const { _layer: layer, _miniMap: mini, options } = control;
  layer.addLayer(L.svgOverlay(picture, boundsOf(corners), { pane: "tilePane" }));
  if (options.zoomLevelOffset === FOLIUMS_OFFSET && !control._isZoomLevelFixed())
    options.zoomLevelFixed = mini.getBoundsZoom(boundsOf(frame));
  control._onMainMapMoved();
}

/** @param {number[]} box left, bottom, right, top in metres */
const boundsOf = ([left, bottom, right, top]) =>
  [unproject(left, top), unproject(right, bottom)].map(([lat, lng]) => L.latLng(lat, lng));

L.Control.MiniMap.addInitHook(
  /** @this {any} */ function () {
    // Leaflet stops at level 0 where nothing else is said, on which this projection shows a part of Europe.
    this.options.mapOptions = { minZoom: -9, zoomSnap: 0, ...this.options.mapOptions };
    const hasPicture = Boolean(this._layer._url);
    if (!hasPicture) this._layer = L.layerGroup();
    const { onAdd } = this;
    this.onAdd = (/** @type {any} */ map) => {
      const container = onAdd.call(this, map);
      this._miniMap.whenReady(() => drawWindow(this, map));
      // By then the page has drawn itself, or inflates its data first.
      const draw = async () => {
        await /** @type {any} */ (globalThis).clusterAtlas.started;
        drawLand(this);
      };
      if (!hasPicture) document.addEventListener("DOMContentLoaded", draw);
      return container;
    };
  },
);
