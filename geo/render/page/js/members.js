/** What only maps with members need; it adds to the script of figures before the page starts. */

import { mountCatchment } from "./map/catchment.js";
import { addFigures, readCounts } from "./data/members.js";
import { cardParts, memberMeasure, profileParts, unplacedPart } from "./panels/members.js";

/**
 * @typedef {import("./store.js").Context} Context
 * @typedef {import("./data/figures.js").Figures} Figures
 */

const atlas = /** @type {any} */ (globalThis).clusterAtlas;
const { createFigures, mountOwn } = atlas;

/** @type {import("./data/members.js").Count[]} */
let counts = [];

Object.assign(atlas, {
  /** @param {Context} ctx */
  createFigures(ctx) {
    counts = readCounts(/** @type {import("./data/members.js").MemberFacts} */ (ctx.payload.map.members));
    addFigures(ctx.payload, counts);
    /** @type {Figures} */
    const figures = createFigures(ctx);
    const { measures } = figures;
    const layer = ctx.painters.figure;
    const { before } = layer;
    // Above the strip, which is the last part of what stands before the classes.
    layer.before = (tallies) => before(tallies).toSpliced(-1, 0, unplacedPart(ctx, counts));
    return Object.assign(figures, {
      parts: (/** @type {any} */ place) =>
        place.regions
          ? cardParts(ctx, counts, place)
          : place.isSmall
            ? []
            : profileParts(ctx, counts, place.at),
      measures: () => [memberMeasure(ctx, counts), ...measures()],
    });
  },
  /** @param {Context} ctx */
  mountOwn(ctx) {
    mountOwn(ctx);
    mountCatchment(ctx, counts);
    return ctx;
  },
});
