/** The clusters in order beside the map of a wide window: a small bar for each, linked with the map both ways. */

import { FILTERS, visibleRecords } from "../data/filters.js";
import { FUNDING } from "../data/records.js";
import { classPositionOf } from "../data/scores.js";
import { shareText } from "../data/words.js";
import { byId, el } from "../dom.js";
import { shapeIcon } from "../map/glyphs.js";
import { pick } from "./parts.js";
import { columnsOf } from "./table-columns.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 */

/** More rows than this are for the table below. */
const MOST = 60;
/** Percent of the EU average at the end of a bar. */
const FULL = 160;

/**
 * @param {string} look
 * @param {number} percent of the width
 */
function bar(look, percent) {
  const node = el("span", { class: `bit ${look}` });
  node.style.setProperty("width", `${Math.min(100, percent)}%`);
  return node;
}

/**
 * The funding mix where that is on the map and known, else the index of the region in the colour of its class.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 * @param {number} value
 */
function barsOf(ctx, record, value) {
  const { funding, fundingIsWhole } = record;
  if (ctx.store.state.overlays.includes("funding") && funding && fundingIsWhole)
    return FUNDING.map((key) => bar(`fund-${key}`, funding[key] ?? 0));
  return [bar(`class-${classPositionOf(ctx, record) + 1}`, (100 * value) / FULL)];
}

/**
 * @param {boolean} on whether the row and the marker of the cluster under the pointer stand out
 */
const light =
  (on) =>
  (/** @type {Event} */ { target }) => {
    const id = /** @type {Element} */ (target).closest("[data-id]")?.getAttribute("data-id") ?? "";
    for (const node of document.querySelectorAll(`[data-id="${CSS.escape(id)}"]`))
      node.classList.toggle("lit", on);
  };

/** @param {Context} ctx */
export function mountSide(ctx) {
  const { map, store, messages } = ctx;
  const side = byId("atlas-side");
  const render = () => {
    const share = columnsOf(ctx).find(({ key }) => key === "index");
    const valueOf = (/** @type {ClusterRecord} */ record) => Number(share?.value(record) ?? 0);
    const rows = visibleRecords(ctx)
      .toSorted((a, b) => valueOf(b) - valueOf(a))
      .slice(0, MOST);
    side.hidden = rows.length === 0;
    side.replaceChildren(
      el("h2", {}, messages.t("panel.clusters")),
      el("p", { class: "fine" }, messages.t("panel.column.index")),
      el(
        "ol",
        {},
        ...rows.map((record) => {
          const value = valueOf(record);
          return el(
            "li",
            { "data-id": record.id },
            shapeIcon(classPositionOf(ctx, record), 18),
            pick(ctx, { kind: "cluster", id: record.id }),
            el("span", { class: "value" }, value ? shareText(ctx, value) : "–"),
            el("span", { class: "bits" }, ...barsOf(ctx, record, value)),
          );
        }),
      ),
    );
  };
  for (const box of [side, map.getContainer()]) {
    box.addEventListener("pointerover", light(true));
    box.addEventListener("pointerout", light(false));
  }
  render();
  store.subscribe(["lang", "year", "overlays", ...FILTERS], render);
}
