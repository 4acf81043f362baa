/** Keep the reader's choices and the page's address in step. */

import { codecsOf, readAddress, writeChoices } from "../data/address.js";
import { giveBack } from "../panels/panel.js";
import { columnsOf } from "../panels/table-columns.js";

/** How long a slider must rest before the address follows it, in milliseconds. */
const WRITING_DELAY_MS = 120;
/** How long after it was read the page says aloud what an address asks for in vain: what it filters is spoken first. */
const SAYING_DELAY_MS = 3000;
/** A text that anybody may have written into a link says no more than this. */
const MOST_LETTERS = 100;

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
  const { store, messages } = ctx;
  const codecs = codecsOf(ctx.payload, () => columnsOf(ctx).map(({ key }) => key));
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
    const { choices, lost } = readAddress(codecs, hash);
    const focused = document.activeElement;
    // What was not written yet belongs to the step just left.
    latest = "";
    reading = true;
    store.update({ ...defaults, ...choices, highlight, embed }, { replace: true, aloud: true });
    reading = false;
    // What had the focus may be gone, such as a marker that a filter leaves out.
    if (!document.querySelector(":focus")?.getClientRects().length && focused !== document.body)
      giveBack(focused);
    if (!lost.length) return;
    // Once all parts stand: the story has a part of the address, too.
    setTimeout(() => visit("replaceState", ctx.address()));
    const text = messages.t("map.address.lost", { what: lost.join(", ").slice(0, MOST_LETTERS) });
    ctx.hint(text);
    setTimeout(() => ctx.announce(text), SAYING_DELAY_MS);
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
    ctx.hint("");
    rest();
    visit("pushState", ctx.address());
  });
  window.addEventListener("hashchange", read);
  read();
}
