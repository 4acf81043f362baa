/** What only the page in a notebook's widget needs: it tells the widget the choices, and takes choices from it. */

import { codecsOf, readChoices, writeChoices } from "./data/address.js";

const MESSAGE = "clusteratlas:state";
/** How long a slider must rest before the widget hears of it, in milliseconds. */
const TELLING_DELAY_MS = 120;

/**
 * Speak with the page around: `{type: "clusteratlas:state", state: "layer=index&year=2021"}` in both directions, the
 * state as an address says it, so that what comes is read as an address is: names and values that the map does not
 * offer are passed over, and nothing else is looked at.
 * @param {import("./store.js").Context} ctx
 */
function mountWidget({ payload, store }) {
  const host = window.parent;
  const codecs = codecsOf(payload);
  const atFirst = { ...store.state };
  // The widget is always told the language: only the page knows that of the reader.
  const defaults = { ...atFirst, lang: "" };
  /** What the widget has heard, or has said itself. */
  let known = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;

  const tell = () => {
    const state = writeChoices(codecs, store.state, defaults);
    if (state === known) return;
    known = state;
    // A frame does not know the address of the page around it; only that page is spoken to.
    host.postMessage({ type: MESSAGE, state }, "*");
  };
  const tellSoon = () => {
    clearTimeout(resting);
    resting = setTimeout(tell, TELLING_DELAY_MS);
  };
  store.subscribe(null, tellSoon);
  addEventListener("message", ({ source, data }) => {
    if (source !== host || data?.type !== MESSAGE || typeof data.state !== "string") return;
    known = data.state;
    store.update({ ...atFirst, ...readChoices(codecs, data.state), highlight: null }, { replace: true });
    // What the map does not offer, or cannot show together, is another state than the one asked for.
    tellSoon();
  });
}

Object.assign(/** @type {any} */ (globalThis).clusterAtlas, { mountWidget });
