/** The frames of the overseas regions. */

import { svg } from "./dom.js";
import { planeLayer } from "./regions.js";

const TYPE_PX = 10;
const PADDING_PX = 3;
/** A name may be squeezed to two thirds; then the region's code stands in, then nothing. */
const SQUEEZE = 0.66;

/** @param {import("./model.js").Context} ctx */
export function mountInsets(ctx) {
  const { payload, store } = ctx;
  const { insets, scale, origin } = payload.topology;
  const frames = insets.map(({ box: [left, bottom, right, top] }) => ({
    x: (left - origin[0]) / scale,
    y: (bottom - origin[1]) / scale,
    width: (right - left) / scale,
    height: (top - bottom) / scale,
  }));
  const boxes = frames.map((frame) => svg("rect", { class: "inset", ...frame }));
  const texts = frames.map(() => svg("text", { class: "inset-name" }));
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  pen.font = `${TYPE_PX}px ${getComputedStyle(document.body).fontFamily}`;
  let k = 1;
  const write = () => {
    texts.forEach((text, at) => {
      const { id, name } = insets[at];
      const { x, y, width } = frames[at];
      const room = width * k - 2 * PADDING_PX;
      // Screen pixels inside the plane, whose y points up.
      text.setAttribute(
        "transform",
        `translate(${x} ${y}) scale(${1 / k} ${-1 / k}) translate(${PADDING_PX} -4)`,
      );
      text.style.setProperty("font-size", `${TYPE_PX}px`);
      text.removeAttribute("textLength");
      for (const words of [name[store.state.lang] ?? name.en, id, ""]) {
        text.textContent = words;
        const long = pen.measureText(words).width;
        if (long > room / SQUEEZE) continue;
        if (long > room) text.setAttribute("textLength", String(room));
        break;
      }
    });
  };
  const plane = planeLayer(ctx, "atlas-insets", 215, (zoomed) => {
    k = zoomed;
    write();
  });
  plane.setAttribute("aria-hidden", "true");
  plane.append(...boxes, ...texts);
  for (const text of texts) text.setAttribute("lengthAdjust", "spacingAndGlyphs");
  write();
  store.subscribe(["lang"], write);
}
