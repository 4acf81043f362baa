/** What only maps with pairs of figures need; it comes after the script of figures and wraps it. */

import { addPairs } from "./panels/pairs.js";

const atlas = /** @type {any} */ (globalThis).clusterAtlas;
const { createFigures } = atlas;

/** @param {import("./store.js").Context} ctx */
atlas.createFigures = (ctx) => {
  const figures = createFigures(ctx);
  addPairs(ctx);
  return figures;
};
