/** The figure that the map shows, in words. */

import { talliesOf } from "../data/tallies.js";
import { el } from "../dom.js";

/**
 * The sentence of the figure, and how much is in each of its classes.
 * @param {import("../store.js").Context} ctx
 * @returns {Node[]}
 */
export function figureWords(ctx) {
  const { figures } = ctx;
  if (!figures) return [];
  /** @type {import("./legend-keys.js").Block} */
  const { entries } = figures.block(talliesOf(ctx));
  const items = entries.map(({ name, detail }) => el("li", {}, ctx.messages.labelled(name, detail)));
  return [el("p", {}, figures.takeaway()), el("ul", {}, ...items)];
}
