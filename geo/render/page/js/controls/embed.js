/** Embedded in another site: post to the host how high this page wants to be, and nothing else. */

import { byId, canLeave } from "../dom.js";

/** Laid out again in another frame, a page is up to one pixel higher or lower: the map makes up for it. */
const SLACK = 1;

/**
 * The height at which nothing of the page is cut off or scrolled, with a map as high as its width asks for.
 * The page is laid out once without the frame's height (see embed.css) and measured before anybody sees it,
 * so that the answer depends on the frame's width alone: a host that follows it cannot set off a loop.
 */
function wantedHeight() {
  const root = document.documentElement;
  const top = scrollY;
  root.classList.add("is-measured");
  const { height } = document.body.getBoundingClientRect();
  root.classList.remove("is-measured");
  scrollTo(0, top);
  return Math.ceil(height);
}

/**
 * Post `{type: "clusteratlas:height", height}` to the host whenever the height wanted changes. A host that does
 * not listen loses nothing: the map fills whatever frame it is given.
 * @param {import("../store.js").Context} ctx
 */
export function mountEmbed({ store }) {
  document.documentElement.classList.toggle("is-embedded", store.state.embed);
  if (!canLeave) for (const link of byId("atlas-sources").querySelectorAll("a")) link.removeAttribute("href");
  if (!store.state.embed || window.parent === window) return;
  let posted = 0;
  const post = () => {
    const height = wantedHeight();
    if (Math.abs(height - posted) <= SLACK) return;
    posted = height;
    // Any host may embed the page, so the message is addressed to any; it holds a size and no data.
    window.parent.postMessage({ type: "clusteratlas:height", height }, "*");
  };
  const observer = new ResizeObserver(post);
  for (const id of ["atlas-header", "atlas-legend", "atlas-years", "atlas-sources"])
    observer.observe(byId(id));
}
