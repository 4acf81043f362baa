/** The canvas of many markers: as large as the view and what a drag brings in, in the pixels of the screen. */

import { el } from "../dom.js";
import { createPainter } from "./painter.js";

/**
 * @typedef {import("./painter.js").Stroke} Stroke
 * @typedef {{strokes: Stroke[], x: number, y: number, isFaded: boolean}} Mark in layer pixels
 * @typedef {ReturnType<typeof createCrowdCanvas>} CrowdCanvas
 */

/** A browser of a phone draws nothing on a canvas of more pixels. */
const MOST_PIXELS = 16_000_000;

/**
 * @param {any} map
 * @param {HTMLElement} pane
 */
export function createCrowdCanvas(map, pane) {
  const node = el("canvas", { "aria-hidden": "true" });
  node.style.setProperty("pointer-events", "none");
  const pen = /** @type {CanvasRenderingContext2D} */ (node.getContext("2d"));
  const painter = createPainter(pane);
  let [left, top, ratio] = [0, 0, 1];
  let animation = 0;

  /**
   * @param {Mark[]} marks
   * @param {Stroke[]} lines below them
   */
  const paint = (marks, lines) => {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, node.width, node.height);
    painter.draw(pen, lines, { x: -left, y: -top, ratio });
    const faded = painter.opacity([["span", "marker faded"]]);
    for (const { strokes, x, y, isFaded } of marks) {
      pen.globalAlpha = isFaded ? faded : 1;
      painter.draw(pen, strokes, { x: x - left, y: y - top, ratio });
    }
    pen.globalAlpha = 1;
  };

  return {
    node,
    strokes: painter.strokes,
    forget: painter.forget,
    paint,

    /**
     * Lay the canvas over a part of the layer; what was painted is gone.
     * @param {any} box
     */
    place(box) {
      cancelAnimationFrame(animation);
      const { x: width, y: height } = box.getSize();
      ratio = Math.min(devicePixelRatio, Math.sqrt(MOST_PIXELS / (width * height)));
      const size = [width, height].map((length) => Math.ceil(length * ratio));
      if (node.width !== size[0] || node.height !== size[1]) {
        [node.width, node.height] = size;
        node.style.setProperty("width", `${size[0] / ratio}px`);
        node.style.setProperty("height", `${size[1] / ratio}px`);
      }
      [left, top] = [box.min.x, box.min.y];
      L.DomUtil.setPosition(node, box.min);
    },

    /**
     * Paint in step with the zoom that Leaflet animates, until the canvas is placed anew.
     * @param {(scale: number) => void} paintAt given the scale that the map has meanwhile, as `getZoomScale` counts
     */
    animate(paintAt) {
      cancelAnimationFrame(animation);
      const step = () => {
        // Leaflet moves this element, which nobody sees, along with the map.
        paintAt(new DOMMatrix(getComputedStyle(map._proxy).transform).a);
        animation = requestAnimationFrame(step);
      };
      animation = requestAnimationFrame(step);
    },
  };
}
