/** Keep the reader's choices and the page's address in step. */

import { codecsOf, readChoices, writeChoices } from "../data/address.js";

/** How long a slider must rest before the address follows it, in milliseconds. */
const WRITING_DELAY_MS = 120;

/**
 * @param {"replaceState" | "pushState"} step
 * @param {string} address
 */
function visit(step, address) {
  if (address === location.href) return;
  try {
    history[step](null, "", address);
  } catch {
    // A page inside `srcdoc` has no address of its own; its choices live as long as it is open.
  }
}

/**
 * Keep the address and the choices in step; back and forward undo and redo them.
 * @param {import("../store.js").Context} ctx
 */
export function mountFragment(ctx) {
  const { store } = ctx;
  const codecs = codecsOf(ctx.payload);
  const defaults = { ...store.state };
  let reading = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  let latest = "";

  const read = () => {
    const hash = location.hash.slice(1);
    // A plain #name is a jump inside the page, such as the skip link, and says nothing about the map: the address
    // keeps what it said before.
    if (hash && !hash.includes("=")) return visit("replaceState", ctx.address());
    const { highlight, embed } = store.state;
    // What was not written yet belongs to the step just left.
    latest = "";
    reading = true;
    store.update(
      { ...defaults, ...readChoices(codecs, hash), highlight, embed },
      { replace: true, aloud: true },
    );
    reading = false;
  };

  ctx.address = () => {
    const fragment = writeChoices(codecs, store.state, defaults);
    return location.href.split("#")[0] + (fragment && `#${fragment}`);
  };
  const rest = () => {
    clearTimeout(resting);
    if (latest) visit("replaceState", latest);
    latest = "";
  };
  store.subscribe(null, (_state, _changed, { replace }) => {
    if (reading) return;
    if (replace) {
      // A slider passes many values, and a browser takes only so many addresses a second.
      clearTimeout(resting);
      latest = ctx.address();
      resting = setTimeout(rest, WRITING_DELAY_MS);
      return;
    }
    rest();
    visit("pushState", ctx.address());
  });
  window.addEventListener("hashchange", read);
  read();
}
