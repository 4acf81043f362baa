/** Where dots stand that share a line, and the middle of values. */

/**
 * Above how many others each dot stands, so that none covers another while there is room.
 * @param {number[]} places ascending
 * @param {{apart: number, most: number}} room from one dot to the next, and how many rows there are
 */
export function stacked(places, { apart, most }) {
  const ends = /** @type {number[]} */ ([]);
  return places.map((place) => {
    const free = ends.findIndex((end) => end <= place);
    const row = Math.min(free < 0 ? ends.length : free, most - 1);
    ends[row] = place + apart;
    return row;
  });
}

/** @param {number[]} ordered ascending, one or more */
export function medianOf(ordered) {
  const half = ordered.length / 2;
  return Number.isInteger(half) ? (ordered[half - 1] + ordered[half]) / 2 : ordered[Math.floor(half)];
}
