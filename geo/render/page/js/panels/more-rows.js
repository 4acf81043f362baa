/** The button below a long table. */

import { el } from "../dom.js";

/**
 * @param {import("../store.js").Context} ctx
 * @param {number} rest rows that are not shown yet
 * @param {number} step how many come with a press, at most
 * @param {() => number} show shows them, and says which is the first that came
 */
export function moreRows({ messages }, rest, step, show) {
  const text = messages.t("panel.table.more", { count: Math.min(step, rest), rest });
  const onclick = () => {
    const at = show();
    const first = document.querySelectorAll("#atlas-rows tbody tr")[at];
    // The button pressed is gone: go on in the first row that came.
    first?.querySelector("button")?.focus();
  };
  return el("button", { type: "button", class: "button", onclick }, text);
}
