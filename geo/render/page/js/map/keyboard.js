/** One tab stop for a group of shapes; the arrow keys walk to the next one on the map. */

const DIRECTIONS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});

/**
 * @template T
 * @typedef {{node: Element, x: number, y: number, item: T}} Stop x to the right, y down, any unit
 */

/**
 * The nearest stop that lies in a direction: sideways distance weighs double.
 * @template T
 * @param {Stop<T>[]} stops
 * @param {Stop<T>} from
 * @param {[number, number]} direction
 */
function nearest(stops, from, [right, down]) {
  let best = null;
  let least = Infinity;
  for (const stop of stops) {
    const [dx, dy] = [stop.x - from.x, stop.y - from.y];
    const along = dx * right + dy * down;
    const aside = Math.abs(dx * down) + Math.abs(dy * right);
    const cost = along + 2 * aside;
    if (along <= 0 || aside > 2 * along || cost >= least) continue;
    [best, least] = [stop, cost];
  }
  return best;
}

/**
 * Make a group walkable. The caller gives the stops afresh, since markers move with the zoom.
 * @template T
 * @param {Element} group
 * @param {() => Stop<T>[]} stops in reading order
 * @param {{activate: (stop: Stop<T>) => void, reach: (stop: Stop<T>) => void}} actions
 */
export function walkable(group, stops, { activate, reach }) {
  /** @param {Element} node */
  const settle = (node) => {
    for (const other of group.querySelectorAll('[tabindex="0"]')) other.setAttribute("tabindex", "-1");
    node.setAttribute("tabindex", "0");
  };

  group.addEventListener("keydown", (raw) => {
    const event = /** @type {KeyboardEvent} */ (raw);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = stops();
    const here = all.find(({ node }) => node === event.target);
    if (!here) return;
    let next = null;
    if (event.key in DIRECTIONS) next = nearest(all, here, DIRECTIONS[event.key]);
    else if (event.key === "Home") next = all[0];
    else if (event.key === "End") next = all[all.length - 1];
    else if (event.key === "Enter" || event.key === " ") activate(here);
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (!next) return;
    reach(next);
    settle(next.node);
    /** @type {HTMLElement} */ (next.node).focus({ preventScroll: true });
  });

  group.addEventListener("focusin", (raw) => {
    const event = /** @type {FocusEvent} */ (raw);
    const node = /** @type {Element} */ (event.target);
    if (!node.hasAttribute("tabindex")) return;
    settle(node);
    // Who comes with the tab key comes from somewhere else; the stop may be outside of a map that was zoomed in.
    const from = /** @type {Node | null} */ (event.relatedTarget);
    if (!from || group.contains(from) || !node.matches(":focus-visible")) return;
    const stop = stops().find((one) => one.node === node);
    if (stop) reach(stop);
  });

  return {
    /** Keep exactly one tab stop after the group's shapes changed. */
    refresh() {
      if (group.querySelector('[tabindex="0"]')) return;
      group.querySelector("[tabindex]")?.setAttribute("tabindex", "0");
    },
  };
}
