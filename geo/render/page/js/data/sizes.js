/** How large a marker is that stands for a number: its area grows with it, so that markers can be compared. */

/** Half of the width of the largest marker of members, and of one whose members are not given, in pixels. */
export const [MEMBERS_PX, UNKNOWN_PX] = [18, 12];
/** Radius of the larger half of the marker of services that offers most, in pixels. */
export const SERVICES_PX = 14;
/** No marker is smaller: its colour has to be seen. */
export const LEAST_PX = 6;

/**
 * The largest of any number of values: as arguments of `Math.max`, a hundred thousand are too many.
 * @param {number[]} values
 * @param {number} least what it is at least
 */
export const largestOf = (values, least) => values.reduce((most, value) => Math.max(most, value), least);

/**
 * @param {number} value
 * @param {number} most the largest value on the map
 * @param {number} largest its radius
 */
export function radiusOf(value, most, largest) {
  return Math.max(LEAST_PX, largest * Math.sqrt(value / most));
}

/**
 * @param {number} limit
 * @returns {number} the largest number of the kind 1, 2, 5, 10, 20 that is no larger
 */
function roundNumber(limit) {
  const power = 10 ** Math.floor(Math.log10(limit));
  return power * ([5, 2].find((times) => times * power <= limit) ?? 1);
}

/**
 * Round numbers for a legend, the largest first: each about a quarter of the one before, and so half as wide.
 * @param {number} most the largest value on the map
 * @param {number} largest its radius
 * @returns {number[]} one to three
 */
export function referenceValues(most, largest) {
  const first = roundNumber(most);
  return [first, roundNumber(first / 4), roundNumber(first / 16)].filter(
    (value, at) => at === 0 || (value >= 1 && radiusOf(value, most, largest) > LEAST_PX),
  );
}
