/** What only pages of many clusters need: their data are deflated, and the page starts once the browser has inflated them. */

import { languageAtFirst } from "./data/state.js";
import { byId } from "./dom.js";

/** @param {string} text base64 of a zlib stream */
async function inflate(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = letters.charCodeAt(at);
  // The policy of the page allows no request, not even of a `data:` address.
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

/** Say in the reader's language that this browser cannot; the table and the sources stand without it. */
function showNotice() {
  const all = byId("atlas-old-browser");
  const notices = /** @type {HTMLElement[]} */ ([...all.children]);
  const map = { language: all.dataset.language ?? null, languages: notices.map(({ lang }) => lang) };
  const asked = new URLSearchParams(location.search).get("lang");
  const language = languageAtFirst(map, asked, navigator.languages);
  for (const notice of notices) notice.hidden = notice.lang !== language;
  all.hidden = false;
  // The style sheet hides them for a moment, until the page has started.
  for (const id of ["atlas-main", "atlas-sources"]) byId(id).style.setProperty("visibility", "visible");
}

/**
 * @param {() => void} begin starts the page, which reads its data block
 */
async function startInflated(begin) {
  if (!("DecompressionStream" in globalThis)) {
    showNotice();
    return;
  }
  const [block, main] = [byId("atlas-data"), byId("atlas-main")];
  // Beside layers of folium the page counts as started already: what stands there would be seen, and then jump.
  main.setAttribute("aria-busy", "true");
  main.style.setProperty("visibility", "hidden");
  /** @type {MessageEvent[]} */
  const early = [];
  const keep = (/** @type {MessageEvent} */ event) => early.push(event);
  addEventListener("message", keep);
  block.textContent = await inflate(block.textContent ?? "");
  removeEventListener("message", keep);
  main.style.removeProperty("visibility");
  main.removeAttribute("aria-busy");
  begin();
  // A notebook speaks as soon as the file is loaded.
  for (const { data, source } of early) dispatchEvent(new MessageEvent("message", { data, source }));
}

const atlas = /** @type {any} */ (globalThis).clusterAtlas;
Object.assign(atlas, {
  /** @param {() => void} begin */
  startInflated(begin) {
    atlas.started = startInflated(begin);
  },
});
