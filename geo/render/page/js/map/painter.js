/** Drawings in SVG on a canvas, with the paints that the style sheet gives them in the theme now shown. */

import { el, svg } from "../dom.js";

/**
 * @typedef {{
 *   fill: string, stroke: string, width: number, dash: number[], cap: CanvasLineCap, join: CanvasLineJoin,
 *   isStrokedFirst: boolean, opacity: number, fillOpacity: number, font: string,
 * }} Paint
 * @typedef {{
 *   paint: Paint, shape: Path2D | string, width: number, dash: number[], offset: number,
 *   scale: number, x: number, y: number,
 * }} Stroke one shape, or words, with its place in the drawing
 * @typedef {[tag: string, look: string]} Step from an element to the one inside it
 * @typedef {ReturnType<typeof createPainter>} Painter
 */

const TURN = 2 * Math.PI;

/** @param {string} list of lengths @returns {number[]} */
const numbersIn = (list) => (/\d/.test(list) ? list.split(/[\s,]+/).map(parseFloat) : []);

/** @param {Element} node @param {string} name */
const number = (node, name) => Number(node.getAttribute(name) ?? 0);

/**
 * @param {Element} node
 * @returns {Path2D | string}
 */
function shapeOf(node) {
  if (node.nodeName === "text") return node.textContent ?? "";
  if (node.nodeName === "path") return new Path2D(node.getAttribute("d") ?? "");
  const shape = new Path2D();
  if (node.nodeName === "circle")
    shape.arc(number(node, "cx"), number(node, "cy"), number(node, "r"), 0, TURN);
  else
    shape.roundRect(
      number(node, "x"),
      number(node, "y"),
      number(node, "width"),
      number(node, "height"),
      number(node, "rx"),
    );
  return shape;
}

/**
 * @param {CSSStyleDeclaration} style
 * @returns {Paint}
 */
function paintOf(style) {
  return {
    fill: style.fill,
    stroke: style.stroke,
    width: parseFloat(style.strokeWidth),
    dash: numbersIn(style.strokeDasharray),
    cap: /** @type {CanvasLineCap} */ (style.strokeLinecap),
    join: /** @type {CanvasLineJoin} */ (style.strokeLinejoin),
    isStrokedFirst: style.paintOrder.startsWith("stroke"),
    opacity: Number(style.opacity),
    fillOpacity: Number(style.fillOpacity),
    font: `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`,
  };
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Stroke} stroke
 */
function drawStroke(pen, { paint, shape, width, dash, offset }) {
  const fill = () => {
    if (paint.fill === "none") return;
    const { globalAlpha } = pen;
    pen.globalAlpha *= paint.fillOpacity;
    pen.fillStyle = paint.fill;
    if (typeof shape === "string") {
      pen.font = paint.font;
      pen.fillText(shape, 0, 0);
    } else pen.fill(shape);
    pen.globalAlpha = globalAlpha;
  };
  const line = () => {
    if (paint.stroke === "none" || typeof shape === "string") return;
    Object.assign(pen, {
      strokeStyle: paint.stroke,
      lineWidth: width,
      lineCap: paint.cap,
      lineJoin: paint.join,
    });
    pen.setLineDash(dash);
    pen.lineDashOffset = offset;
    pen.stroke(shape);
  };
  for (const draw of paint.isStrokedFirst ? [line, fill] : [fill, line]) draw();
}

/**
 * @param {SVGElement} node
 * @param {Step[]} around
 * @param {{scale: number, x: number, y: number}} at
 * @param {(steps: Step[]) => Paint} lookUp
 * @returns {Stroke[]}
 */
function strokesOf(node, around, at, lookUp) {
  /** @type {Step[]} */
  const steps = [...around, [node.nodeName, node.getAttribute("class") ?? ""]];
  const moved = /** @type {SVGGraphicsElement} */ (node).transform.baseVal.consolidate()?.matrix;
  const own = moved
    ? { scale: at.scale * moved.a, x: at.x + at.scale * moved.e, y: at.y + at.scale * moved.f }
    : at;
  if (node.nodeName === "g")
    return Array.from(node.children).flatMap((child) =>
      strokesOf(/** @type {SVGElement} */ (child), steps, own, lookUp),
    );
  const paint = lookUp(steps);
  const dash = node.getAttribute("stroke-dasharray");
  return [
    {
      ...own,
      y: own.y + (node.nodeName === "text" ? own.scale * number(node, "y") : 0),
      paint,
      shape: shapeOf(node),
      width: number(node, "stroke-width") || paint.width,
      dash: dash ? numbersIn(dash) : paint.dash,
      offset: number(node, "stroke-dashoffset"),
    },
  ];
}

/** @param {HTMLElement} pane where the drawings would stand */
export function createPainter(pane) {
  /** @type {Map<string, Paint>} */
  const paints = new Map();

  /**
   * How the style sheet paints an element inside others.
   * @param {Step[]} steps
   */
  const lookUp = (steps) => {
    const key = steps.join(">");
    const known = paints.get(key);
    if (known) return known;
    const nodes = steps.map(([tag, look]) =>
      tag === "span" ? el("span", { class: look }) : svg(/** @type {"g"} */ (tag), { class: look }),
    );
    nodes.reduce((outer, inner) => {
      outer.append(inner);
      return inner;
    });
    pane.append(nodes[0]);
    const paint = paintOf(getComputedStyle(nodes[nodes.length - 1]));
    nodes[0].remove();
    paints.set(key, paint);
    return paint;
  };

  return {
    /**
     * @param {SVGElement[]} drawings
     * @param {Step[]} around what they stand in
     */
    strokes: (drawings, around) =>
      drawings.flatMap((drawing) => strokesOf(drawing, around, { scale: 1, x: 0, y: 0 }, lookUp)),

    /** How much an element covers. @param {Step[]} steps */
    opacity: (steps) => lookUp(steps).opacity,

    /**
     * @param {CanvasRenderingContext2D} pen
     * @param {Stroke[]} strokes
     * @param {{x: number, y: number, ratio: number}} place of the drawing on the canvas; `ratio`: its pixels for one of CSS
     */
    draw(pen, strokes, { x, y, ratio }) {
      pen.textAlign = "center";
      for (const stroke of strokes) {
        const zoom = ratio * stroke.scale;
        pen.setTransform(zoom, 0, 0, zoom, ratio * (x + stroke.x), ratio * (y + stroke.y));
        drawStroke(pen, stroke);
      }
    },

    /** Forget the paints: theme or contrast changed. */
    forget: () => paints.clear(),
  };
}
