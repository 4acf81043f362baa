/** All steps of a story on paper: a sheet for each, with its text, the map as it looks then, and the legend. */

import { byId, el } from "../dom.js";
import { hatchLines } from "./hatch-lines.js";

/** How wide the map is on paper, in pixels of CSS: on its own, and with a panel below it. */
const [WIDE_PX, SHARED_PX] = [640, 440];
/** How long markers, names and panels take to follow a step, in milliseconds. */
const SETTLING_MS = 400;

/**
 * @param {HTMLElement} node
 * @returns {HTMLElement}
 */
const copyOf = (node) => /** @type {HTMLElement} */ (node.cloneNode(true));

/**
 * The map as it is now, in another size.
 * @param {number} wide pixels of CSS
 */
function pictureOf(wide) {
  const map = /** @type {HTMLElement} */ (document.querySelector("#atlas-stage > .folium-map"));
  const { width, height } = map.getBoundingClientRect();
  const scale = wide / width;
  // What is drawn on a canvas is made of elements for the copy.
  map.dispatchEvent(new Event("atlas:before-copy"));
  const copy = copyOf(map);
  map.dispatchEvent(new Event("atlas:after-copy"));
  copy.removeAttribute("id");
  const [plane, printed] = [map, copy].map((node) => /** @type {Element} */ (node.querySelector(".plane")));
  // Above the regions, below the outline of the one that is chosen.
  printed.querySelector('[role="group"]')?.after(hatchLines(plane));
  copy.style.setProperty("width", `${width}px`);
  copy.style.setProperty("height", `${height}px`);
  copy.style.setProperty("transform", `scale(${scale})`);
  const frame = el("div", { class: "sheet-map" }, copy);
  frame.style.setProperty("width", `${wide}px`);
  frame.style.setProperty("height", `${Math.ceil(height * scale)}px`);
  return frame;
}

/** @param {string[]} words heading and text of the step that the map shows now */
function sheetOf([title, text]) {
  const panel = byId("atlas-panel");
  return el(
    "section",
    { class: "sheet" },
    el("h2", { text: title }),
    el("p", { text }),
    el(
      "div",
      { class: "sheet-stage" },
      pictureOf(panel.hidden ? WIDE_PX : SHARED_PX),
      copyOf(byId("atlas-legend")),
    ),
    panel.hidden
      ? null
      : el("div", { class: "sheet-panel" }, ...[...panel.children].map((node) => node.cloneNode(true))),
  );
}

/**
 * @param {string[][]} steps heading and text of each step
 * @param {(at: number) => void} go shows a step
 */
export async function printSheets(steps, go) {
  /** @type {HTMLElement[]} */
  const sheets = [];
  /** @param {string[]} words @param {number} at */
  const draw = async (words, at) => {
    go(at);
    await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
    sheets.push(sheetOf(words));
  };
  await steps.reduce((before, words, at) => before.then(() => draw(words, at)), Promise.resolve());
  sheets[0].append(copyOf(byId("atlas-sources")));
  const { classList } = document.documentElement;
  const all = el("div", { class: "sheets" }, ...sheets);
  byId("atlas-header").after(all);
  classList.add("has-sheets");
  window.print();
  classList.remove("has-sheets");
  all.remove();
}
