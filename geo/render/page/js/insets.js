/** The frames of the overseas regions. */

import { svg } from "./dom.js";
import { planeLayer } from "./regions.js";

/** Frames narrower than a name carry the region's code instead. */
const LETTER_PX = 6.2;

/** @param {import("./model.js").Context} ctx */
export function mountInsets(ctx) {
  const { payload, store } = ctx;
  const { insets, scale, origin } = payload.topology;
  const boxes = insets.map(({ box: [left, bottom, right, top] }) =>
    svg("rect", {
      class: "inset",
      x: (left - origin[0]) / scale,
      y: (bottom - origin[1]) / scale,
      width: (right - left) / scale,
      height: (top - bottom) / scale,
    }),
  );
  const texts = insets.map(({ box: [left, bottom] }) =>
    svg("text", { class: "inset-name", x: (left - origin[0]) / scale, y: -(bottom - origin[1]) / scale, transform: "scale(1 -1)" }),
  );
  let k = 1;
  const write = () => {
    insets.forEach(({ id, name, box: [left, , right] }, at) => {
      const full = name[store.state.lang] ?? name.en;
      const room = ((right - left) / scale) * k;
      texts[at].textContent = full.length * LETTER_PX + 6 < room ? full : room > 30 ? id : "";
      texts[at].style.setProperty("font-size", `${11 / k}px`);
      texts[at].setAttribute("dx", String(4 / k));
      texts[at].setAttribute("dy", String(-5 / k));
    });
  };
  const plane = planeLayer(ctx, "atlas-insets", 215, (zoomed) => {
    k = zoomed;
    write();
  });
  plane.setAttribute("aria-hidden", "true");
  plane.append(...boxes, ...texts);
  write();
  store.subscribe(["lang"], write);
}
