/** A picture of what the reader sees, as SVG with real text: drawn by the page itself, without a request. */

import { byId, canLeave, el, svg } from "../dom.js";
import { drawElement } from "./vector.js";

/** A narrower map leaves no room for the words around it, in pixels. */
const LEAST = 360;
const MARGIN = 16;

/** @param {HTMLElement} node @param {Record<string, string>} styles */
function set(node, styles) {
  for (const [name, value] of Object.entries(styles)) node.style.setProperty(name, value);
}

/**
 * What a picture has around and on the map, in the layout of the page and out of sight.
 * @param {HTMLElement} map
 */
function layOut(map) {
  const { width, height } = map.getBoundingClientRect();
  const notes = [...document.querySelectorAll("#atlas-notes")];
  const parts = [byId("atlas-header"), map, byId("atlas-legend"), ...notes, byId("atlas-sources")].map(
    (part) => {
      const copy = /** @type {HTMLElement} */ (part.cloneNode(true));
      /** @type {Record<string, string>} */
      const size = part === map ? { width: `${width}px`, height: `${height}px` } : { padding: "12px 0" };
      // The legend stands below the map, whole and not scrolled.
      set(copy, {
        width: "auto",
        height: "auto",
        "max-height": "none",
        margin: "0",
        position: "relative",
        ...size,
      });
      return copy;
    },
  );
  const sheet = el("div", { "aria-hidden": "true" }, ...parts);
  set(sheet, { position: "absolute", inset: "0 auto auto 0", width: `${Math.max(LEAST, width)}px` });
  for (const [at, node] of [...sheet.querySelectorAll("#atlas-notes li")].entries())
    node.prepend(`${at + 1}. `);
  for (const node of sheet.querySelectorAll("details")) node.open = true;
  for (const node of sheet.querySelectorAll(
    "button:not(.entry, .marker), summary, #atlas-tools, .hint, .tip",
  ))
    node.remove();
  return sheet;
}

/**
 * @param {import("../store.js").Context} ctx
 * @returns {string} the picture
 */
function pictureOf({ map, store }) {
  const box = map.getContainer();
  // What is drawn on a canvas is made of elements for the copy.
  box.dispatchEvent(new Event("atlas:before-copy"));
  const sheet = layOut(box);
  box.dispatchEvent(new Event("atlas:after-copy"));
  byId("atlas-main").append(sheet);
  const { left, top, width, height } = sheet.getBoundingClientRect();
  const style = getComputedStyle(document.body);
  const [wide, high] = [width + 2 * MARGIN, height + 2 * MARGIN].map(Math.ceil);
  const picture = svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${wide} ${high}`,
      width: wide,
      height: high,
      lang: store.state.lang,
      role: "img",
      "font-family": style.fontFamily,
    },
    svg("title", { text: byId("atlas-title").textContent }),
    svg("desc", { text: byId("atlas-takeaway").textContent }),
    svg("rect", { width: wide, height: high, fill: style.backgroundColor }),
  );
  const drawn = svg("g", { transform: `translate(${MARGIN - left} ${MARGIN - top})` });
  picture.append(drawn);
  drawElement(sheet, drawn);
  sheet.remove();
  return new XMLSerializer().serializeToString(picture);
}

/**
 * A frame of another site may forbid downloads without saying so: there the picture is shown, to be saved from
 * its own menu.
 * @param {string} text
 * @param {string} title
 * @param {string} close
 */
function showPicture(text, title, close) {
  const dialog = el(
    "dialog",
    { class: "copy", "aria-label": title, onclose: () => dialog.remove() },
    el("img", { src: `data:image/svg+xml,${encodeURIComponent(text)}`, alt: title, width: 480 }),
    el("button", { class: "button", onclick: () => dialog.close(), text: close }),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {import("../store.js").Context} ctx */
export function mountPicture(ctx) {
  const { messages, store } = ctx;
  const button = el("button", { type: "button", class: "button", onclick: save });
  function save() {
    const text = pictureOf(ctx);
    if (!canLeave) {
      showPicture(text, document.title, messages.t("panel.close"));
      return;
    }
    const href = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    el("a", { href, download: `${document.title}.svg` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  }
  const label = () => (button.textContent = `${messages.t("static.page.picture")} (SVG)`);
  store.subscribe(["lang"], label);
  label();
  byId("atlas-sources").append(el("p", { class: "picture" }, button));
}
