/** A link to exactly this view, and the code that embeds it. */

import { copyButton } from "../panels/clipboard.js";
import { byId, el } from "../dom.js";
import { snippetOf } from "../data/snippet.js";
import { mountLanguages } from "./languages.js";

/** @typedef {import("../store.js").Context} Context */

/**
 * @param {Context} ctx
 */
export function mountShare(ctx) {
  const { store, messages, payload } = ctx;
  mountLanguages(ctx);
  // Where the window is narrow the tools stand behind this button.
  const tools = byId("atlas-tools");
  /** @param {boolean} open */
  const toggle = (open) => menu.setAttribute("aria-expanded", String(open));
  const menu = el("button", {
    type: "button",
    class: "button menu",
    "aria-controls": "atlas-tools",
    "aria-expanded": "false",
    onclick: () => toggle(menu.ariaExpanded !== "true"),
  });
  for (const part of [menu, tools]) {
    part.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || menu.ariaExpanded !== "true" || !menu.offsetParent) return;
      event.preventDefault();
      toggle(false);
      menu.focus();
    });
  }
  menu.textContent = "⋯";
  const label = () => {
    const names = ["panel.language", "map.theme", "panel.copy.link"].map((key) => messages.t(key));
    menu.setAttribute("aria-label", names.join(", "));
    menu.title = names.join(", ");
  };
  store.subscribe(["lang"], label);
  label();
  // First in the header, so that the title flows around it.
  byId("atlas-header").prepend(menu);
  const link = copyButton(ctx, "panel.copy.link", () => ctx.address());
  tools.append(
    link,
    copyButton(ctx, "panel.copy.embed", () => snippetOf(payload.map.snippet, ctx.address(), document.title)),
  );
}
