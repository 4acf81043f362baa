/** A link to exactly this view, and the code that embeds it. */

import { copyButton } from "./clipboard.js";
import { byId } from "./dom.js";
import { mountLanguages } from "./languages.js";

/** @typedef {import("./model.js").Context} Context */

/** @param {string} text */
function attribute(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/**
 * The frame for another site. It may run its own script and nothing else.
 * @param {Context} ctx
 */
function snippet(ctx) {
  const [page, hash = ""] = ctx.address().split("#");
  const [path, query = ""] = page.split("?");
  const kept = query.split("&").filter((pair) => pair && pair !== "embed");
  const address = `${path}?${["embed", ...kept].join("&")}${hash && `#${hash}`}`;
  const sandbox = 'sandbox="allow-scripts allow-popups" loading="lazy"';
  const style = "display:block;width:100%;aspect-ratio:4/3;min-height:420px;border:0";
  return `<iframe src="${attribute(address)}" title="${attribute(document.title)}" lang="${ctx.store.state.lang}" ${sandbox} style="${style}"></iframe>`;
}

/**
 * @param {Context} ctx
 */
export function mountShare(ctx) {
  mountLanguages(ctx);
  const link = copyButton(ctx, "panel.copy.link", () => ctx.address());
  byId("atlas-tools").append(
    link,
    copyButton(ctx, "panel.copy.embed", () => snippet(ctx)),
  );
}
