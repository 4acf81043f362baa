/** What is on the screen as SVG: words where the browser put them, boxes, and drawings with their colours. */

import { svg } from "../dom.js";

/** Steps in which the gradient of a legend is drawn: SVG mixes colours in another way. */
const STEPS = 24;
/** What style sheets say of a drawing, and an SVG file must say itself. */
const PAINTS =
  "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin paint-order opacity".split(
    " ",
  );
const TYPES = ["font-size", "font-weight", "text-anchor"];
/** What belongs to the page: classes, roles, names, positions. */
const OF_PAGE = /^(class|style|role|tabindex|focusable|aria-|data-)/;

const pen = /** @type {CanvasRenderingContext2D} */ (
  document.createElement("canvas").getContext("2d", { willReadFrequently: true })
);

/**
 * A colour as every program reads it.
 * @param {string} value as computed, which may be of any colour space
 */
function plain(value) {
  if (!/^(color|ok)/.test(value)) return value;
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = value;
  pen.fillRect(0, 0, 1, 1);
  return `rgb(${pen.getImageData(0, 0, 1, 1).data.slice(0, 3).join(" ")})`.replaceAll(" ", ",");
}

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

/** @param {DOMRect} rect */
function boxOf({ left, top, width, height }) {
  return { x: round(left), y: round(top), width: round(width), height: round(height) };
}

/**
 * A copy of a drawing that needs no style sheet.
 * @param {SVGElement} node
 * @returns {SVGElement | null} null where nothing is shown
 */
function copyDrawing(node) {
  const style = getComputedStyle(node);
  const around = getComputedStyle(/** @type {Element} */ (node.parentElement));
  if (style.display === "none") return null;
  const copy = /** @type {SVGElement} */ (node.cloneNode(false));
  for (const { name } of Array.from(copy.attributes)) if (OF_PAGE.test(name)) copy.removeAttribute(name);
  const names = node instanceof SVGTextElement ? [...PAINTS, ...TYPES] : PAINTS;
  for (const name of names) {
    const value = style.getPropertyValue(name);
    if (TYPES.includes(name) || value !== around.getPropertyValue(name))
      copy.setAttribute(name, plain(value));
  }
  if (style.getPropertyValue("vector-effect") === "non-scaling-stroke") {
    const scale = /** @type {SVGGraphicsElement} */ (node).getScreenCTM()?.a ?? 1;
    copy.setAttribute("stroke-width", String(parseFloat(style.strokeWidth) / scale));
  }
  const label = node.getAttribute("aria-label");
  if (label) copy.append(svg("title", { text: label }));
  for (const child of node.childNodes) {
    const drawn = child instanceof SVGElement ? copyDrawing(child) : child.cloneNode();
    if (drawn) copy.append(drawn);
  }
  return copy;
}

/**
 * Words, a text for each line of them.
 * @param {Text} node
 * @param {SVGElement} into
 */
function drawWords(node, into) {
  const style = getComputedStyle(/** @type {Element} */ (node.parentElement));
  const range = document.createRange();
  /** @type {{words: string, left: number, right: number, top: number}[]} */
  const lines = [];
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const [rect] = range.getClientRects();
    if (!rect?.width) continue;
    const last = lines.at(-1);
    if (last && Math.abs(last.top - rect.top) < 2)
      Object.assign(last, { words: `${last.words} ${word}`, right: rect.right });
    else lines.push({ words: word, left: rect.left, right: rect.right, top: rect.top });
  }
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const ascent = pen.measureText("").fontBoundingBoxAscent;
  const isEnd = style.textAlign === "end";
  for (const { words, left, right, top } of lines)
    into.append(
      svg("text", {
        x: round(isEnd ? right : left),
        y: round(top + ascent),
        fill: plain(style.color),
        "font-size": style.fontSize,
        "font-weight": style.fontWeight,
        "text-anchor": isEnd && "end",
        text: words,
      }),
    );
}

/**
 * The gradient of a legend, and its mark at the average.
 * @param {Element} node
 * @param {SVGElement} into
 */
function drawGradient(node, into) {
  const probe = document.createElement("span");
  probe.className = "swatch ramp";
  node.append(probe);
  const { x, y, width, height } = boxOf(node.getBoundingClientRect());
  for (let at = 0; at < STEPS; at += 1) {
    probe.style.setProperty("--at", `${(100 * (at + 0.5)) / STEPS}%`);
    const fill = plain(getComputedStyle(probe).backgroundColor);
    into.append(svg("rect", { x: x + (at * width) / STEPS, y, width: width / STEPS + 0.5, height, fill }));
  }
  probe.remove();
  const tick = node.querySelector(".tick")?.getBoundingClientRect();
  if (!tick) return;
  const fill = plain(getComputedStyle(node).color);
  into.append(
    svg("rect", { x: tick.left + tick.width / 2 - 1, y: y - 4, width: 2, height: height + 6, fill }),
  );
}

/** How many clips there are: each has a name of its own. */
let clips = 0;

/**
 * @param {Element} node
 * @param {SVGElement} into
 */
export function drawElement(node, into) {
  const style = getComputedStyle(node);
  const box = boxOf(node.getBoundingClientRect());
  if (style.display === "none" || style.visibility === "hidden") return;
  if (node instanceof SVGSVGElement) {
    const copy = copyDrawing(node);
    for (const [name, value] of Object.entries({ ...box, overflow: "visible" }))
      copy?.setAttribute(name, String(value));
    if (copy) into.append(copy);
    return;
  }
  const isClipped = style.overflow === "hidden";
  // Words for voices only.
  if (isClipped && box.width < 2) return;
  let group = into;
  const label = node.getAttribute("aria-label");
  if (label || style.opacity !== "1") {
    group = svg("g", { opacity: style.opacity }, label && svg("title", { text: label }));
    into.append(group);
  }
  if (isClipped) {
    const id = `clip-${(clips += 1)}`;
    const clipped = svg("g", { "clip-path": `url(#${id})` });
    group.append(svg("clipPath", { id }, svg("rect", box)), clipped);
    group = clipped;
  }
  if (node instanceof HTMLImageElement) group.append(svg("image", { ...box, href: node.src }));
  if (!/, 0\)|transparent/.test(style.backgroundColor))
    group.append(svg("rect", { ...box, fill: plain(style.backgroundColor) }));
  const hatch = /\b(down-[12])\b/.exec(node.className)?.[1];
  if (hatch) group.append(svg("rect", { ...box, fill: `url(#key-${hatch})` }));
  if (node.matches(".gradient")) drawGradient(node, group);
  for (const child of node.childNodes) {
    if (child instanceof Text) drawWords(child, group);
    else if (child instanceof Element) drawElement(child, group);
  }
}
