/** What only maps with notes or a story need; the page's start script mounts it after everything else. */

import { mountNotes } from "./map/notes.js";
import { mountStory } from "./controls/story.js";

/** @param {import("./store.js").Context} ctx */
function mountOwn(ctx) {
  if (ctx.payload.map.notes) mountNotes(ctx, ctx.payload.map.notes);
  if (ctx.payload.map.story) mountStory(ctx, ctx.payload.map.story);
}

Object.assign(/** @type {any} */ (globalThis).clusterAtlas, { mountOwn });
