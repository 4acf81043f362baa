/** What moves the map and what scrolls the page: the wheel and one finger are the page's. */

/** How long the hint stays, in milliseconds. */
const HINT_MS = 2500;
const KEYS = ["+", "-", "0"];

/**
 * @param {import("../store.js").Context} ctx
 * @param {(() => void)[]} actions what the keys +, - and 0 do
 */
export function mountGestures({ map, messages, announce, hint }, actions) {
  /** @type {HTMLElement} */
  const box = map.getContainer();
  // Leaflet's class for dragging would take the finger from the page.
  box.classList.remove("leaflet-touch-drag");
  let isNew = true;
  const show = () => {
    if (!isNew) return;
    isNew = false;
    hint(messages.t("map.hint"), HINT_MS);
    announce(messages.t("map.hint"));
  };
  // Before Leaflet hears of them: what it does not hear, it does not keep from the page.
  box.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || event.metaKey) return;
      event.stopPropagation();
      show();
    },
    true,
  );
  /** @type {Set<number>} */
  const fingers = new Set();
  const lift = (/** @type {PointerEvent} */ { pointerId }) => fingers.delete(pointerId);
  box.addEventListener(
    "pointerdown",
    (event) => {
      if (event.pointerType !== "touch") return;
      fingers.add(event.pointerId);
      if (fingers.size === 1) event.stopPropagation();
    },
    true,
  );
  // Leaflet takes either kind of event, as the browser has them.
  box.addEventListener(
    "touchstart",
    (event) => {
      if (event.touches.length === 1) event.stopPropagation();
    },
    { capture: true, passive: true },
  );
  box.addEventListener("pointerup", lift);
  box.addEventListener("pointercancel", (event) => {
    // The browser scrolls the page with the finger from here on.
    if (fingers.size === 1) show();
    lift(event);
  });
  box.addEventListener("keydown", (event) => {
    const at = KEYS.indexOf(event.key === "=" ? "+" : event.key);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    actions[at]();
  });
}
