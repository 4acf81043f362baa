/** The projection as Leaflet knows it, and the steps between metres, topology integers and pixels. */

import { METRES_PER_PIXEL, pixelsPerMetre, project, unproject } from "../data/projection.js";

/** @typedef {import("../store.js").Context} Context */

// folium prints the name of the CRS into its own script, which runs after this one.
L.CRS.EPSG3035 = L.Util.extend({}, L.CRS, {
  code: "EPSG:3035",
  projection: {
    bounds: L.bounds([-5e6, -5e6], [14e6, 12e6]),
    project: (/** @type {{lat: number, lng: number}} */ { lat, lng }) => L.point(...project(lat, lng)),
    unproject: (/** @type {{x: number, y: number}} */ { x, y }) => L.latLng(...unproject(x, y)),
  },
  transformation: L.transformation(1, 0, -1, 0),
  scale: pixelsPerMetre,
  zoom: (/** @type {number} */ scale) => Math.log2(scale * METRES_PER_PIXEL),
  // Wrapped, because Leaflet draws circles the Mercator way when it meets its own function here.
  distance: (/** @type {any} */ a, /** @type {any} */ b) => L.CRS.Earth.distance(a, b),
});

/**
 * The affine step from topology integers to Leaflet's layer pixels.
 * @param {Context} ctx
 * @param {number} [zoom]
 * @param {{x: number, y: number}} [pixelOrigin]
 * @returns {{k: number, tx: number, ty: number}} x = X * k + tx, y = -Y * k + ty
 */
export function frameOf({ map, payload }, zoom = map.getZoom(), pixelOrigin = map.getPixelOrigin()) {
  const { scale, origin } = payload.topology;
  const perMetre = pixelsPerMetre(zoom);
  return {
    k: perMetre * scale,
    tx: origin[0] * perMetre - pixelOrigin.x,
    ty: -origin[1] * perMetre - pixelOrigin.y,
  };
}

/**
 * @param {Context} ctx
 * @param {[number, number]} point topology integers
 * @returns {any} Leaflet's LatLng
 */
export function latLngOf({ payload }, [x, y]) {
  const { scale, origin } = payload.topology;
  return L.latLng(...unproject(origin[0] + x * scale, origin[1] + y * scale));
}

/**
 * The view that shows a box of the projection.
 * @param {any} map
 * @param {number[]} box left, bottom, right, top in metres
 * @param {number} [margin] pixels kept free on every side
 * @returns {{center: any, zoom: number}}
 */
export function viewOfBox(map, [left, bottom, right, top], margin = 8) {
  const size = map.getSize();
  const fit = Math.min((size.x - 2 * margin) / (right - left), (size.y - 2 * margin) / (top - bottom));
  const zoom = Math.log2(Math.max(fit, 1e-5) * METRES_PER_PIXEL);
  return { center: L.latLng(...unproject((left + right) / 2, (bottom + top) / 2)), zoom };
}
