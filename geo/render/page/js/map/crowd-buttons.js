/** The buttons over a canvas of markers: what a pointer, a finger, the keyboard and a screen reader reach. */

import { el } from "../dom.js";
import { linesInView, markerLook } from "./crowd-looks.js";
import { icon } from "./glyphs.js";
import { buttonOf, focusMarker, nameButton } from "./markers.js";

/**
 * @typedef {import("./crowd.js").Crowd} Crowd
 * @typedef {import("./crowd.js").CrowdMarker} CrowdMarker
 */

/** When the buttons get their names after the picture, and how long a step of that may take, in milliseconds. */
const NAMING_DELAY_MS = 120;
const NAMING_STEP_MS = 8;

/**
 * @param {Crowd} crowd
 * @param {CrowdMarker} marker
 */
function placedButton({ buttons }, { records, spot }) {
  const node = buttonOf(buttons, records[0].id);
  node.setAttribute("class", `marker${records.length > 1 ? " many" : ""}`);
  node.style.setProperty("--size", `${Math.max(24, 2 * spot.radius)}px`);
  node.style.setProperty("transform", `translate(${spot.atX.toFixed(1)}px,${spot.atY.toFixed(1)}px)`);
  return node;
}

/**
 * Place the buttons once the markers are on the screen: with them, a zoom would end with a long frame. Until then,
 * elements nobody sees hold the states of the markers.
 * @param {Crowd} crowd
 */
export function placeButtonsSoon(crowd) {
  for (const marker of crowd.inView) marker.node = el("i");
  crowd.isPlacing = true;
  crowd.placeSoon();
}

/**
 * One button for each marker near the view, without a drawing, in the order of the markers.
 * @param {Crowd} crowd
 */
export function placeButtons(crowd) {
  const { group, inView, shown } = crowd;
  crowd.isPlacing = false;
  const wanted = new Set(inView.map((marker) => (marker.node = placedButton(crowd, marker))));
  // Who drags the map away from the marker that has the focus goes on from there.
  const left = document.activeElement;
  const isKept = shown.some(({ node }) => node === left);
  // A copy: what is taken out leaves the list.
  for (const node of Array.from(group.children)) {
    if (wanted.has(/** @type {HTMLButtonElement} */ (node)) || (isKept && node === left)) continue;
    node.setAttribute("tabindex", "-1");
    node.remove();
  }
  // Taking a button out of the page, even to put it back, would take the focus and the press away.
  let next = group.firstElementChild;
  for (const { node } of inView) {
    if (node === next) next = node.nextElementSibling;
    else group.insertBefore(node, next);
  }
  if (!group.querySelector('[tabindex="0"]')) group.firstElementChild?.setAttribute("tabindex", "0");
  if (left && !left.isConnected) focusMarker(crowd, left.getAttribute("data-id") ?? "");
  if (crowd.asElements) drawElements(crowd);
  nameLater(crowd);
}

/**
 * Give the buttons their names once the picture stands, in steps between which the page can do other things.
 * @param {Crowd} crowd
 */
function nameLater(crowd) {
  clearTimeout(crowd.naming);
  const step = () => {
    const start = performance.now();
    const unnamed = crowd.inView.filter(({ isNamed }) => !isNamed);
    for (const marker of unnamed) {
      nameMarker(crowd, marker);
      if (performance.now() - start < NAMING_STEP_MS) continue;
      crowd.naming = setTimeout(step);
      return;
    }
  };
  crowd.naming = setTimeout(step, NAMING_DELAY_MS);
}

/**
 * @param {Crowd} crowd
 * @param {CrowdMarker} marker
 */
export function nameMarker({ ctx }, marker) {
  nameButton(ctx, marker.node, marker.records);
  marker.isNamed = true;
}

/**
 * Put the drawings into the buttons, for a copy of the map or for paper.
 * @param {Crowd} crowd
 */
function drawElements(crowd) {
  for (const marker of crowd.inView) {
    const { radius, drawings } = markerLook(crowd, marker);
    // Markers that look the same share their drawings.
    const own = drawings.map((drawing) => /** @type {SVGElement} */ (drawing.cloneNode(true)));
    marker.node.replaceChildren(icon(2 * radius + 4, ...own));
  }
  crowd.leaders.replaceChildren(...linesInView(crowd));
}

/**
 * @param {Crowd} crowd
 * @param {boolean} asElements
 */
export function showAs(crowd, asElements) {
  crowd.asElements = asElements;
  crowd.canvas.node.hidden = asElements;
  if (asElements) drawElements(crowd);
  else for (const node of [crowd.leaders, ...crowd.buttons.values()]) node.replaceChildren();
}
