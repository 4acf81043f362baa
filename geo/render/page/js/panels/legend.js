/** One legend for what is shown: it follows the layers, counts, highlights and filters. */

import { FILTERS } from "../data/filters.js";
import { LAYER_KEYS } from "../data/state.js";
import { byId, el, svg } from "../dom.js";
import { blocksOf } from "./legend-blocks.js";
import { blockNode } from "./legend-keys.js";
import { hatchDefs } from "../map/hatches.js";

/** Choices on which the legend depends. */
const WRITTEN_FOR = /** @type {const} */ ([...LAYER_KEYS, "overlays", ...FILTERS, "lang"]);

/** @param {import("../store.js").Context} ctx */
export function mountLegend(ctx) {
  const { payload, store, messages } = ctx;
  const summary = el("summary", {});
  const body = el("div", { class: "legend-body" });
  const details = el("details", { open: true }, summary, body);
  const defs = svg("svg", { width: 0, height: 0, class: "defs", "aria-hidden": "true" }, hatchDefs("key-"));
  byId("atlas-legend").append(defs, details);
  const lost = payload.records.filter(({ x }) => x === null).length;

  // Read where the frames are too small for their names; see insets.js. Until that is known they are taken to
  // fit: the line takes room of the map, and so of the frames.
  document.documentElement.classList.add("has-named-insets");
  const insetNames = () => {
    const names = payload.topology.insets.map(({ name }) => name(store.state.lang));
    return names.length
      ? [el("p", { class: "inset-names", text: messages.t("map.insets", { names: names.join(", ") }) })]
      : [];
  };

  const clearButton = () => {
    const { classes, funding } = store.state;
    const button = el("button", {
      type: "button",
      class: "clear",
      text: messages.t("map.legend.all"),
      onclick: () => {
        store.update({ classes: [], funding: [] });
        /** @type {HTMLElement | null} */ (body.querySelector("[data-key]"))?.focus();
      },
    });
    button.hidden = classes.length + funding.length === 0;
    return button;
  };

  const write = () => {
    // The rows are made anew: the one that had the focus is found by its key.
    const focused = body.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-key")
      : null;
    summary.textContent = messages.t("map.legend");
    body.replaceChildren(
      ...blocksOf(ctx).map((block) => blockNode(ctx, block)),
      ...(lost ? [el("p", { class: "lost", text: messages.t("map.lost", { count: lost }) })] : []),
      ...insetNames(),
      clearButton(),
    );
    if (focused)
      /** @type {HTMLElement | null} */ (body.querySelector(`[data-key="${CSS.escape(focused)}"]`))?.focus();
  };
  write();
  store.subscribe([...WRITTEN_FOR], write);
}
