// Runs before a page does: notes its short delays, so that a test waits until they are over and no longer. What is
// asked of the page itself needs none of playwright's own scripts, which take a quarter of the time to open it.
(() => {
  const LONGEST_MS = 200;
  const PATIENCE_MS = 30_000;
  const [begin, end] = [setTimeout, clearTimeout];
  const waiting = new Set();
  window.setTimeout = (action, delay = 0, ...values) => {
    const timer = begin(() => {
      waiting.delete(timer);
      action(...values);
    }, delay);
    if (delay <= LONGEST_MS) waiting.add(timer);
    return timer;
  };
  window.clearTimeout = (timer) => {
    waiting.delete(timer);
    end(timer);
  };
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  const moves = () => document.getAnimations().some(({ playState }) => playState === "running");
  const value = async () => {
    do for (let frames = 0; frames < 2; frames++) await frame();
    while (waiting.size > 0 || moves() || document.querySelector("main[aria-busy]"));
  };
  // The rows of the table follow the map.
  const isWhole = () =>
    document.documentElement.classList.contains("js") &&
    !document.querySelector("#atlas-rows:empty:not([hidden])");
  const started = async () => {
    for (const begun = performance.now(); !isWhole(); await frame())
      if (performance.now() - begun > PATIENCE_MS)
        throw new Error("the scripts of the page have not started");
  };
  Object.defineProperty(window, "atlasSettled", { value });
  Object.defineProperty(window, "atlasStarted", { value: started });
})();
