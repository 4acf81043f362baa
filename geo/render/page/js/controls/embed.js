/** Embedded in another site: post to the host how high this page wants to be, and nothing else. */

import { byId } from "../dom.js";

/** Height of the map for a frame of some width, in pixels. */
const MAP_RATIO = 0.72;
const MAP_LEAST = 320;
const MAP_MOST = 760;

/**
 * Post `{type: "clusteratlas:height", height}` to the host whenever the height wanted changes. It follows
 * the width alone, never the height of the frame, so a host that follows it cannot set off a loop. A host that
 * does not listen loses nothing: the map fills whatever frame it is given.
 * @param {import("../store.js").Context} ctx
 */
export function mountEmbed({ store }) {
  document.documentElement.classList.toggle("is-embedded", store.state.embed);
  if (!store.state.embed || window.parent === window) return;
  let posted = 0;
  const parts = ["atlas-header", "atlas-years", "atlas-sources"].map(byId);
  const legend = byId("atlas-legend");
  const post = () => {
    const map = Math.min(MAP_MOST, Math.max(MAP_LEAST, document.documentElement.clientWidth * MAP_RATIO));
    const below = legend.offsetTop >= byId("atlas-years").offsetTop;
    const stage = below ? map + legend.scrollHeight : Math.max(map, legend.scrollHeight);
    const height = Math.ceil(parts.reduce((sum, node) => sum + node.offsetHeight, stage));
    if (height === posted) return;
    posted = height;
    // Any host may embed the page, so the message is addressed to any; it holds a size and no data.
    window.parent.postMessage({ type: "clusteratlas:height", height }, "*");
  };
  const observer = new ResizeObserver(post);
  for (const node of [document.documentElement, legend, ...parts]) observer.observe(node);
}
