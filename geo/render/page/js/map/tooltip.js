/** The lines of text that name what the pointer or the focus is on. */

import { byId, el } from "../dom.js";

/** @typedef {ReturnType<typeof createTooltip>} Tooltip */

const GAP_PX = 14;
/** How long the text waits for a pointer that is on its way to it, in milliseconds. */
const WAIT_MS = 250;

/** @typedef {{clientX: number, clientY: number}} Place of the window */

/** @param {HTMLElement} node @param {Place} place */
function distanceTo(node, { clientX, clientY }) {
  const { left, right, top, bottom } = node.getBoundingClientRect();
  return Math.hypot(
    Math.max(left - clientX, clientX - right, 0),
    Math.max(top - clientY, clientY - bottom, 0),
  );
}

/**
 * Above a place where there is room, else below it.
 * @param {HTMLElement} node
 * @param {DOMRect} frame of the map
 * @param {Place} place
 */
function putBeside(node, frame, { clientX, clientY }) {
  const [x, y] = [clientX - frame.left, clientY - frame.top];
  const { offsetWidth: width, offsetHeight: height } = node;
  const above = y - height - GAP_PX;
  node.style.setProperty("left", `${Math.max(4, Math.min(frame.width - width - 4, x - width / 2))}px`);
  node.style.setProperty("top", `${above > 4 ? above : y + GAP_PX + 6}px`);
}

/**
 * @param {any} map Leaflet's map
 */
export function createTooltip(map) {
  const stage = byId("atlas-stage");
  const box = /** @type {HTMLElement} */ (map.getContainer());
  const node = el("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  box.append(node);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  /** Whether the pointer is on what has a name; and whether the reader closed the text, until it is somewhere else. */
  let isPointing = false;
  let isClosed = false;
  /** How far the pointer was from the text. */
  let away = 0;

  const hide = () => {
    clearTimeout(waiting);
    node.hidden = true;
    node.replaceChildren();
  };

  /** @param {() => void} act what happens unless the pointer reaches the text meanwhile */
  const wait = (act) => {
    clearTimeout(waiting);
    waiting = setTimeout(act, WAIT_MS);
  };

  /**
   * @param {string[]} lines the first one is the name
   * @param {Place} place
   */
  const show = ([name, ...rest], place) => {
    clearTimeout(waiting);
    node.replaceChildren(el("strong", { text: name }), ...rest.map((line) => el("span", { text: line })));
    node.hidden = false;
    putBeside(node, box.getBoundingClientRect(), place);
    away = distanceTo(node, place);
  };

  /**
   * Show the lines beside the pointer; one that moves towards the text shall reach it.
   * @param {string[]} lines
   * @param {Place} place of the pointer
   */
  const follow = (lines, place) => {
    isPointing = true;
    if (isClosed) return;
    const distance = distanceTo(node, place);
    const comes = !node.hidden && distance < away;
    away = distance;
    if (!comes) show(lines, place);
    else if (node.firstChild?.textContent === lines[0]) clearTimeout(waiting);
    else wait(() => show(lines, place));
  };

  map.on("movestart zoomstart", hide);
  node.addEventListener("pointerenter", () => {
    isPointing = true;
    clearTimeout(waiting);
  });
  node.addEventListener("pointerleave", () => wait(hide));
  // A finger leaves no pointer behind that could take the text away.
  stage.addEventListener("pointerdown", hide);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    isClosed = isPointing;
    hide();
  });

  return {
    show,
    follow,
    hide,
    /** The pointer left what has a name: the text stays for a moment, in which the pointer may reach it. */
    leave() {
      isPointing = isClosed = false;
      wait(hide);
    },
  };
}
