/** What only maps with notes, a story, figures, words, a first view of their own or an edition before need; the page's start script mounts it after everything else. */

import { mountNotes } from "./map/notes.js";
import { mountOpening } from "./map/opening.js";
import { mountStory } from "./controls/story.js";
import { createFigures as createLayers } from "./panels/figures.js";
import { mountBorrowed } from "./panels/borrowed.js";
import { mountSince, sinceLayer, sinceOf } from "./panels/since.js";
import { addSteps } from "./data/since.js";

/** @param {import("./store.js").Context} ctx */
function createFigures(ctx) {
  if (ctx.payload.change) ctx.painters.since = sinceLayer(ctx, ctx.payload.change);
  return createLayers(ctx);
}

/** @param {import("./store.js").Context} ctx */
function mountOwn(ctx) {
  mountBorrowed(ctx);
  if (ctx.payload.map.opening) mountOpening(ctx, ctx.payload.map.opening);
  if (ctx.payload.map.notes) mountNotes(ctx, ctx.payload.map.notes);
  if (ctx.payload.change) mountSince(ctx, ctx.payload.change);
  if (ctx.payload.map.story) mountStory(ctx, ctx.payload.map.story);
  return ctx;
}

Object.assign(/** @type {any} */ (globalThis).clusterAtlas, { addSteps, createFigures, mountOwn, sinceOf });
