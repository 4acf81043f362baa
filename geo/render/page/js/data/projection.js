/**
 * The projection the page draws in: EPSG:3035, Lambert azimuthal equal area on GRS80, as Eurostat's maps.
 * Formulas: IOGP Guidance Note 7-2, method 9820.
 */

const RADIANS = Math.PI / 180;
const SEMI_MAJOR_M = 6378137;
const E2 = (2 - 1 / 298.257222101) / 298.257222101;
const E = Math.sqrt(E2);
const FALSE_EASTING_M = 4321000;
const FALSE_NORTHING_M = 3210000;
const LON0 = 10 * RADIANS;

/** @param {number} phi latitude in radians */
const authalicQ = (phi) => {
  const sin = Math.sin(phi);
  return (1 - E2) * (sin / (1 - E2 * sin * sin) - Math.log((1 - E * sin) / (1 + E * sin)) / (2 * E));
};

const QP = authalicQ(Math.PI / 2);
const RQ = SEMI_MAJOR_M * Math.sqrt(QP / 2);
const PHI0 = 52 * RADIANS;
/** The latitude on the sphere of the same area, in radians. @param {number} phi */
const authalic = (phi) => Math.asin(Math.max(-1, Math.min(1, authalicQ(phi) / QP)));
const BETA0 = authalic(PHI0);
const D = (SEMI_MAJOR_M * Math.cos(PHI0)) / Math.sqrt(1 - E2 * Math.sin(PHI0) ** 2) / (RQ * Math.cos(BETA0));

/** Metres per pixel at zoom 0: all of Europe on about 600 pixels. */
export const METRES_PER_PIXEL = 8192;

/**
 * @param {number} lat degrees
 * @param {number} lng degrees
 * @returns {[number, number]} easting and northing in metres
 */
export function project(lat, lng) {
  const beta = authalic(lat * RADIANS);
  const lambda = lng * RADIANS - LON0;
  // The point opposite to the centre has no image; 1e-9 keeps it finite.
  const facing = 1 + Math.sin(BETA0) * Math.sin(beta) + Math.cos(BETA0) * Math.cos(beta) * Math.cos(lambda);
  const b = RQ * Math.sqrt(2 / Math.max(1e-9, facing));
  return [
    FALSE_EASTING_M + b * D * Math.cos(beta) * Math.sin(lambda),
    FALSE_NORTHING_M +
      (b / D) * (Math.cos(BETA0) * Math.sin(beta) - Math.sin(BETA0) * Math.cos(beta) * Math.cos(lambda)),
  ];
}

/**
 * @param {number} x easting in metres
 * @param {number} y northing in metres
 * @returns {[number, number]} latitude and longitude in degrees
 */
export function unproject(x, y) {
  const [east, north] = [(x - FALSE_EASTING_M) / D, (y - FALSE_NORTHING_M) * D];
  // In the middle, where both are 0, the quotient below is as well.
  const rho = Math.hypot(east, north) || 1;
  const c = 2 * Math.asin(Math.min(1, rho / (2 * RQ)));
  const beta = Math.asin(Math.cos(c) * Math.sin(BETA0) + (north * Math.sin(c) * Math.cos(BETA0)) / rho);
  const lambda = Math.atan2(
    east * Math.sin(c),
    rho * Math.cos(BETA0) * Math.cos(c) - north * Math.sin(BETA0) * Math.sin(c),
  );
  // The latitude whose sphere's one is `beta`: each step leaves less than a hundredth of the error.
  let phi = beta;
  for (let step = 0; step < 6; step += 1) phi += beta - authalic(phi);
  return [phi / RADIANS, (LON0 + lambda) / RADIANS];
}

/** @param {number} zoom */
export function pixelsPerMetre(zoom) {
  return 2 ** zoom / METRES_PER_PIXEL;
}
