/** A line at the lower edge of the map that says what the reader has just met. */

import { el } from "../dom.js";

/** @param {any} map Leaflet's */
export function createHint(map) {
  const line = el("p", { class: "hint", hidden: true });
  map.getContainer().append(line);
  /**
   * @param {string} text none: what stands there goes
   * @param {number} [ms] how long it stays, after nothing else; without it, until the reader's next choice
   */
  return (text, ms) => {
    if (ms && !line.hidden) return;
    line.textContent = text;
    line.hidden = !text;
    if (ms) setTimeout(() => (line.hidden = true), ms);
  };
}
