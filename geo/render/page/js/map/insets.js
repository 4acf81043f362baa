/** The frames of the overseas regions. */

import { overseasFrames } from "../data/overseas.js";
import { CROWD } from "../data/spread.js";
import { svg } from "../dom.js";
import { groupRadius } from "./marker-drawing.js";

/** The sizes of a name, the better one first. */
const TYPES_PX = [10, 9, 8, 7];
/** Paper is read closer, and no pointer or keyboard names a region there. */
const PRINTED_PX = [...TYPES_PX, 6];
const PADDING_PX = 2;
/** How much of the height of a frame a name of two lines may take from the shape above it. */
const SHARE = 0.45;

/**
 * The name as it fits a frame: on one line, else on two, smaller before broken; no line when it fits neither
 * way.
 * @param {string} name
 * @param {number} width pixels
 * @param {number} height pixels it may take
 * @param {(words: string) => number} measure width of words in type of one pixel
 * @returns {{type: number, lines: string[]}}
 */
function fit(name, width, height, measure) {
  const middle = (/[ -]/.exec(name)?.index ?? -1) + 1;
  const ways = [[name], ...(middle ? [[name.slice(0, middle).trim(), name.slice(middle)]] : [])];
  const types = document.documentElement.matches(".is-printing") ? PRINTED_PX : TYPES_PX;
  for (const lines of ways) {
    for (const type of types) {
      const wide = Math.max(...lines.map(measure)) * type;
      if (wide <= width && lines.length * type <= height) return { type, lines };
    }
  }
  return { type: TYPES_PX[0], lines: [] };
}

/**
 * @param {import("../store.js").Context} ctx
 * @param {import("./canvas.js").Canvas} canvas
 * @param {(words: string) => number} measure width of words in type of one pixel
 */
export function mountInsets({ payload, store }, canvas, measure) {
  const { insets } = payload.topology;
  const frames = overseasFrames(payload);
  const boxes = frames.map(({ x, y, width, height }) => svg("rect", { class: "inset", x, y, width, height }));
  const texts = frames.map(() => svg("text", { class: "inset-name" }));
  let k = 1;
  const write = () => {
    const fits = frames.map(({ width, height, count }, at) => {
      const words = insets[at].name(store.state.lang);
      // Many markers are counted together: the name needs room beside the group.
      const taken = payload.records.length > CROWD && count > 1 ? 2 * groupRadius(count) + 6 : 0;
      return fit(
        words,
        width * k - 2 * PADDING_PX,
        Math.min(SHARE * height * k, height * k - taken),
        measure,
      );
    });
    // All of them or none: where they do not fit, the legend names them.
    const named = fits.every(({ lines }) => lines.length);
    document.documentElement.classList.toggle("has-named-insets", named);
    texts.forEach((text, at) => {
      const { x, y, height, isAbove } = frames[at];
      const type = fits[at].type;
      const lines = named ? fits[at].lines : [];
      // Screen pixels inside the drawing, whose y points up.
      text.setAttribute(
        "transform",
        `translate(${x} ${y + (isAbove ? height : 0)}) scale(${1 / k} ${-1 / k}) translate(${PADDING_PX} ${isAbove ? lines.length * (type + 1) : -4})`,
      );
      text.style.setProperty("font-size", `${type}px`);
      text.replaceChildren(
        ...lines.map((line, row) =>
          svg("tspan", { x: 0, y: (row + 1 - lines.length) * (type + 1), text: line }),
        ),
      );
    });
  };
  canvas.node.append(svg("g", { "aria-hidden": "true" }, ...boxes, ...texts));
  canvas.onScale((zoomed) => {
    k = zoomed;
    write();
  });
  store.subscribe(["lang"], write);
}
