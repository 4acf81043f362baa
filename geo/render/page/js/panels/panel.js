/** The panel beside the map (a drawer below it on phones): what it shows, its focus and its closing. */

import { LAYER_KEYS } from "../data/state.js";
import { FILTERS } from "../data/filters.js";
import { cardOf } from "./card.js";
import { compareOf } from "./compare.js";
import { byId, el } from "../dom.js";
import { profileOf } from "./profile.js";
import { servicesOf } from "./services.js";
import { statementsOf } from "./statements.js";
import { fundingPanelOf, surveyOf } from "./survey.js";
import { regionIndexOf } from "../data/records.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../store.js").State} State
 * @typedef {import("../dom.js").Child} Child
 * @typedef {{kicker: string, title: Child, actions?: Child[], body: Child[], wide?: boolean}} View
 */

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";

/** @type {Record<string, (ctx: Context) => View | null>} */
const VIEWS = {
  funding: fundingPanelOf,
  services: servicesOf,
  survey: surveyOf,
  statements: statementsOf,
  compare: compareOf,
  // Only maps that know an edition before hold the script that tells what changed.
  changed: (ctx) => /** @type {any} */ (globalThis).clusterAtlas.sinceOf?.(ctx) ?? null,
};

/**
 * @param {Context} ctx
 * @returns {View | null}
 */
function viewOf(ctx) {
  const { selected, panel } = ctx.store.state;
  if (selected?.kind === "cluster") {
    const record = ctx.payload.records.find(({ id }) => id === selected.id);
    return record ? cardOf(ctx, record) : null;
  }
  if (selected) return profileOf(ctx, regionIndexOf(ctx, selected.id));
  return panel ? VIEWS[panel](ctx) : null;
}

/**
 * Give the focus back to what had it, such as the opener of the panel; the map may have drawn it anew meanwhile, or
 * drop it.
 * @param {Element | null} opener
 */
export function giveBack(opener) {
  const id = CSS.escape(opener?.getAttribute("data-id") ?? "");
  const again = opener?.getClientRects().length
    ? opener
    : document.querySelector(`#atlas-stage [data-id="${id}"]`);
  /** @type {HTMLElement | null} */ (again ?? document.querySelector('#atlas-stage [tabindex="0"]'))?.focus();
}

/**
 * @param {Context} ctx
 */
export function mountPanel(ctx) {
  const { store, messages } = ctx;
  const aside = byId("atlas-panel");
  aside.setAttribute("aria-labelledby", "panel-title");
  /** @type {Element | null} */
  let opener = null;
  let shown = "";

  const close = () => store.update({ selected: null, panel: null });

  /** @param {boolean} moveFocus */
  const render = (moveFocus) => {
    const { selected, panel } = store.state;
    const view = viewOf(ctx);
    const name = selected ? `${selected.kind}:${selected.id}` : (panel ?? "");
    const fresh = name !== shown;
    if (!view && !shown) return;
    const active = document.activeElement;
    const inside = active !== null && aside.contains(active);
    const place = inside ? [...aside.querySelectorAll(FOCUSABLE)].indexOf(active) : -1;
    const scroll = fresh ? 0 : aside.scrollTop;
    shown = view ? name : "";
    document.documentElement.classList.toggle("has-panel", view !== null);
    aside.classList.toggle("is-wide", view?.wide === true);
    aside.hidden = view === null;
    if (!view) {
      aside.replaceChildren();
      if (moveFocus && inside) giveBack(opener);
      opener = null;
      return;
    }
    if (!inside && fresh && active !== document.body) opener = active;
    const title = el("h2", { id: "panel-title", tabindex: "-1" }, view.title);
    const label = messages.t("panel.close");
    aside.replaceChildren(
      el(
        "div",
        { class: "panel-head" },
        view.kicker && el("p", { class: "kicker" }, view.kicker),
        title,
        el(
          "button",
          { type: "button", class: "close", "aria-label": label, title: label, onclick: close },
          "×",
        ),
        view.actions ? el("div", { class: "panel-actions" }, ...view.actions) : null,
      ),
      el("div", { class: "panel-body" }, ...view.body),
    );
    aside.scrollTop = scroll;
    // The drawer of a phone covers the lower part of the window: show the map above it.
    if (fresh && matchMedia("(max-width: 699px), (max-height: 499px)").matches)
      byId("atlas-stage").scrollIntoView();
    if (!moveFocus) return;
    const again = /** @type {HTMLElement | undefined} */ (aside.querySelectorAll(FOCUSABLE)[place]);
    if (fresh) title.focus({ preventScroll: true });
    else if (inside) (again ?? title).focus({ preventScroll: true });
  };

  store.subscribe(["selected", "panel", ...LAYER_KEYS, "lang", "compare", ...FILTERS], () => render(true));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !aside.hidden) close();
  });
  render(false);
}
