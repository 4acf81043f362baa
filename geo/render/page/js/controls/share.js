/** A link to exactly this view, and the code that embeds it. */

import { copyButton } from "../panels/clipboard.js";
import { byId, el } from "../dom.js";
import { mountLanguages } from "./languages.js";

/** @typedef {import("../store.js").Context} Context */

/** @param {string} text */
function attribute(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** Follows the height that the map posts; without it the frame keeps the height it has. */
const LISTENER = `
<${"script"}>
(function (frame) {
  addEventListener("message", function (event) {
    var data = event.data;
    if (event.source !== frame.contentWindow || !data || data.type !== "clusteratlas:height") return;
    if (typeof data.height === "number" && data.height >= 200 && data.height <= 4000)
      frame.height = Math.ceil(data.height);
  });
})(document.currentScript.previousElementSibling);
</${"script"}>`;

/**
 * The frame for another site, as `clusteratlas embed` prints it. It may run its own script and nothing else.
 * @param {Context} ctx
 */
function snippet(ctx) {
  const [page, hash = ""] = ctx.address().split("#");
  const [path, query = ""] = page.split("?");
  const kept = query.split("&").filter((pair) => pair && pair !== "embed");
  const address = `${path}?${["embed", ...kept].join("&")}${hash && `#${hash}`}`;
  const size = 'width="100%" height="640" sandbox="allow-scripts" loading="lazy" style="border:0"';
  return `<iframe src="${attribute(address)}" title="${attribute(document.title)}" ${size}></iframe>${LISTENER}`;
}

/**
 * @param {Context} ctx
 */
export function mountShare(ctx) {
  const { store, messages } = ctx;
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
    copyButton(ctx, "panel.copy.embed", () => snippet(ctx)),
  );
}
