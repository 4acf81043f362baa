/** The line of text that names what the pointer or the focus is on. */

import { byId, el } from "../dom.js";

/** @typedef {ReturnType<typeof createTooltip>} Tooltip */

const GAP_PX = 14;

/**
 * @param {any} map Leaflet's map
 */
export function createTooltip(map) {
  const stage = byId("atlas-stage");
  /** @type {HTMLElement} */
  const box = map.getContainer();
  const node = el("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  box.append(node);

  const hide = () => {
    node.hidden = true;
    node.replaceChildren();
  };

  /**
   * @param {string[]} lines the first one is the name
   * @param {{clientX: number, clientY: number}} place
   */
  const show = ([name, ...rest], place) => {
    node.replaceChildren(el("strong", { text: name }), ...rest.map((line) => el("span", { text: line })));
    node.hidden = false;
    const frame = box.getBoundingClientRect();
    const [x, y] = [place.clientX - frame.left, place.clientY - frame.top];
    const { offsetWidth: width, offsetHeight: height } = node;
    const above = y - height - GAP_PX;
    node.style.setProperty("left", `${Math.max(4, Math.min(frame.width - width - 4, x - width / 2))}px`);
    node.style.setProperty("top", `${above > 4 ? above : y + GAP_PX + 6}px`);
  };

  map.on("movestart zoomstart", hide);
  // A finger leaves no pointer behind that could take the text away.
  stage.addEventListener("pointerdown", hide);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });

  return { show, hide };
}
