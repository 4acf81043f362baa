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
  if (!store.state.embed) return;
  keepMapHeight();
  if (window.parent === window) return;
  let posted = 0;
  const post = () => {
    // A frame in a part of the host that is hidden has no width, or is not laid out at all.
    const height = innerWidth && wantedHeight();
    if (!height || Math.abs(height - posted) <= SLACK) return;
    posted = height;
    // Any host may embed the page, so the message is addressed to any; it holds a size and no data.
    window.parent.postMessage({ type: "clusteratlas:height", height }, "*");
  };
  const observer = new ResizeObserver(post);
  // Not the legend: beside the map it is as high as that. What is in it is made once all parts stand.
  queueMicrotask(() => {
    for (const id of ["header", "legend > details", "years", "table", "summary", "sources"])
      observer.observe(/** @type {Element} */ (document.querySelector(`#atlas-${id}`)));
  });
}

/**
 * What opens below the map takes nothing from it: the map keeps its height until the host gives the frame another.
 */
function keepMapHeight() {
  const [main, stage] = ["atlas-main", "atlas-stage"].map(byId);
  /** @param {string} grow @param {string} height */
  const keep = (grow, height) => {
    main.style.setProperty("flex-grow", grow);
    stage.style.setProperty("min-height", height);
  };
  main.addEventListener(
    "click",
    ({ target }) => {
      const isOpener = /** @type {Element} */ (target).matches(".table-head .button, summary");
      if (isOpener) keep("0", `${stage.getBoundingClientRect().height}px`);
    },
    true,
  );
  addEventListener("resize", () => keep("", ""));
}
