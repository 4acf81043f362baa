/** The small drawings of clusters, on the map and in the legend. */

import { el, svg } from "../dom.js";

/** One readable shape per class, low to high; corners tell them apart without colour. */
const SHAPES = [
  "M12 3.5 21 19.5H3Z",
  "M4.5 4.5h15v15h-15Z",
  "M12 1.5 22.5 12 12 22.5 1.5 12Z",
  "M12 3a9 9 0 1 1 0 18 9 9 0 1 1 0-18Z",
];
const RING = "M12 4.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 1 1 0-15Z";
const HALF = "M12 4.5a7.5 7.5 0 0 0 0 15Z";

/**
 * The bare shape of a class, as it stands in the hole of a ring.
 * @param {number} at position of the class, low to high; -1: no class; -2: mixed
 * @returns {SVGGElement}
 */
export function classShape(at) {
  const d = at < 0 ? RING : SHAPES[at];
  const group = svg("g", { class: "shape" }, svg("path", { class: at < 0 ? "hollow" : "solid", d }));
  if (at === -2) group.append(svg("path", { class: "solid", d: HALF }));
  return group;
}

/**
 * A cluster: a disc with a dark outline and the shape of its class, which reads on every colour of the regions.
 * @param {number} at as above
 * @returns {SVGGElement}
 */
export function classDisc(at) {
  const shape = classShape(at);
  shape.setAttribute("transform", "translate(5 5) scale(.583)");
  return svg("g", { class: "single" }, svg("circle", { class: "disc", cx: 12, cy: 12, r: 11 }), shape);
}

/**
 * A drawing of 24 units in pixels, its middle on the place of the marker or that far below.
 * @param {SVGElement} drawing
 * @param {number} size
 * @param {number} [y]
 */
export function placedShape(drawing, size, y = 0) {
  return svg("g", { transform: `translate(${-size / 2} ${y - size / 2}) scale(${size / 24})` }, drawing);
}

/**
 * The parts of a ring; as wide as its radius it is a disc.
 * @param {[string, number][]} parts class and amount
 * @param {number} radius
 * @param {number} width of the ring
 */
export function ring(parts, radius, width) {
  const total = parts.reduce((sum, [, amount]) => sum + amount, 0) || 1;
  const middle = radius - width / 2;
  const around = 2 * Math.PI * middle;
  let turned = 0;
  return parts
    .filter(([, amount]) => amount > 0)
    .map(([look, amount]) => {
      const arc = (amount / total) * around;
      const part = svg("circle", {
        class: `slice ${look}`,
        r: middle,
        "stroke-width": width,
        "stroke-dasharray": `${arc} ${around - arc}`,
        "stroke-dashoffset": around / 4 - turned,
      });
      turned += arc;
      return part;
    });
}

/** Surveyed, but its own figures are not published: an empty dashed ring. */
export function unpublishedRing() {
  return svg("circle", { class: "unpublished", r: 14 });
}

/**
 * A group of clusters: its size inside a ring of its classes or of its funding.
 * @param {string | number} label
 * @param {[string, number][]} parts
 * @param {number} radius
 */
export function groupGlyph(label, parts, radius) {
  return svg(
    "g",
    { class: "cluster-group" },
    svg("circle", { class: "disc", r: radius }),
    ...ring(parts, radius - 1.5, 6),
    svg("text", { y: 4.5, text: label }),
  );
}

/**
 * A drawing centred in a box of its own.
 * @param {number} size pixels
 * @param {...SVGElement} drawings
 */
export function icon(size, ...drawings) {
  const half = size / 2;
  return svg(
    "svg",
    {
      viewBox: `${-half} ${-half} ${size} ${size}`,
      width: size,
      height: size,
      "aria-hidden": "true",
      focusable: "false",
    },
    ...drawings,
  );
}

/**
 * The marker of a class as an icon.
 * @param {number} at
 * @param {number} [size]
 */
export function shapeIcon(at, size = 22) {
  return svg(
    "svg",
    { viewBox: "-1 -1 26 26", width: size, height: size, "aria-hidden": "true", focusable: "false" },
    classDisc(at),
  );
}

/**
 * A coloured key for lists and legends.
 * @param {string} look CSS class
 */
export function swatch(look) {
  return el("span", { class: `swatch ${look}`, "aria-hidden": "true" });
}
