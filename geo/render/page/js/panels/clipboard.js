/** Copy text, also where a frame may not touch the clipboard: then the text is shown, ready to copy. */

import { el } from "../dom.js";

/**
 * @param {import("../store.js").Context} ctx
 * @param {string} text
 * @returns {Promise<boolean>} whether the text is on the clipboard
 */
export function copyText(ctx, text) {
  const attempt = navigator.clipboard?.writeText(text) ?? Promise.reject();
  return attempt.then(
    () => {
      ctx.announce(ctx.messages.t("panel.copied"));
      return true;
    },
    () => {
      showText(ctx, text);
      return false;
    },
  );
}

/**
 * @param {import("../store.js").Context} ctx
 * @param {string} text
 */
function showText({ messages }, text) {
  const area = el("textarea", { readonly: true, rows: 8, "aria-labelledby": "copy-title" });
  area.value = text;
  const close = el(
    "button",
    { type: "button", class: "button", onclick: () => dialog.close() },
    messages.t("panel.close"),
  );
  const dialog = el(
    "dialog",
    { class: "copy" },
    el("h2", { id: "copy-title" }, messages.t("panel.copy.by.hand")),
    area,
    close,
  );
  dialog.addEventListener("close", () => dialog.remove());
  // Escape closes this dialog and nothing behind it.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  document.body.append(dialog);
  dialog.showModal();
  area.select();
  area.scrollTop = 0;
}

/**
 * A button that copies and confirms it for a moment.
 * @param {import("../store.js").Context} ctx
 * @param {string} key message on the button
 * @param {() => string} text
 */
export function copyButton(ctx, key, text) {
  const node = el("button", { type: "button", class: "button", onclick: copy });
  const label = () => (node.textContent = ctx.messages.t(key));
  function copy() {
    copyText(ctx, text()).then((done) => {
      if (!done) return;
      node.textContent = ctx.messages.t("panel.copied");
      setTimeout(label, 2000);
    });
  }
  ctx.store.subscribe(["lang"], label);
  label();
  return node;
}
