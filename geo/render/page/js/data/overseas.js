/** The frames of the overseas regions, in topology integers. */

/**
 * @param {import("./payload.js").Payload} payload
 * @returns {{x: number, y: number, width: number, height: number, isAbove: boolean, count: number}[]} `isAbove`: the name
 *   stands at the upper edge, because a cluster would cover it at the lower one; `count`: of records there
 */
export function overseasFrames({ records, topology: { insets, scale, origin } }) {
  return insets.map(({ box: [left, bottom, right, top] }) => {
    const frame = {
      x: (left - origin[0]) / scale,
      y: (bottom - origin[1]) / scale,
      width: (right - left) / scale,
      height: (top - bottom) / scale,
    };
    const here = records.filter((record) => isWithin(record, frame));
    return {
      ...frame,
      isAbove: here.some(({ y }) => Number(y) < frame.y + frame.height / 2),
      count: here.length,
    };
  });
}

/**
 * @param {{x: number | null, y: number | null}} point
 * @param {{x: number, y: number, width: number, height: number}} frame
 */
export function isWithin({ x, y }, frame) {
  return (
    x !== null &&
    Math.abs(x - frame.x - frame.width / 2) < frame.width / 2 &&
    y !== null &&
    Math.abs(y - frame.y - frame.height / 2) < frame.height / 2
  );
}
