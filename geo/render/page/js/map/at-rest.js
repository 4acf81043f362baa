/** Work that waits for the map to come to rest. */

/**
 * Let work wait until what was written before it is on the screen, so that the frame of that is a short one.
 * @param {() => void} work done once, however often it is asked for meanwhile
 */
export function afterFrame(work) {
  let frame = 0;
  return () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => setTimeout(work));
  };
}

/**
 * Do work when the map is at rest: at once, or, at the end of an animated zoom, when its last frame is on the screen.
 * @param {any} map Leaflet's map
 * @param {string} events that end a move
 * @param {() => void} work
 */
export function atRest(map, events, work) {
  const soon = afterFrame(work);
  let isAnimated = false;
  map.on("zoomanim", () => {
    isAnimated = true;
  });
  map.on(events, () => {
    (isAnimated ? soon : work)();
    isAnimated = false;
  });
}
