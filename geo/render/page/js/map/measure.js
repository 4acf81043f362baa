/** How wide words are drawn, without a layout for each. */

/**
 * @returns {(words: string) => number} width of words in type of one pixel
 */
export function createMeasure() {
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  pen.font = `100px ${getComputedStyle(document.body).fontFamily}`;
  /** @type {Record<string, number>} */
  const known = Object.create(null);
  return (words) => (known[words] ??= pen.measureText(words).width / 100);
}
