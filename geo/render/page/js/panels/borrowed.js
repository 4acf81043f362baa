/** Texts that stand in another language than that of the reader say so: for voices, hyphens and readers. */

import { el, svg } from "../dom.js";

/** A text between the two characters that Python writes around it; they are invisible. One may hold another. */
const BORROWED = /\u2062(?:[^\u2062\u2063]|\u2062[^\u2063]*\u2063)*\u2063/;
/** In English, unless they begin with their language. */
const LANGUAGE = /\u2062(\w+)\u2064/;
const MARKS = /\u2062\w+\u2064|[\u2062\u2063]/g;
const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);
const NAMES = ["aria-label", "alt", "data-title", "label", "placeholder", "title"];

/** The names of an element that were mended: with another one it is in the language of the page again. */
const mended = /** @type {WeakMap<Element, Record<string, string>>} */ (new WeakMap());

/**
 * Whether an element holds words beside its name: such a one, a group for example, cannot take the language of its name.
 * @param {Element} node
 */
const hasWords = (node) => /\p{L}/u.test(node.textContent ?? "") || node.querySelector("[aria-label]");

/**
 * A name is in the language of its element.
 * @param {Element} node
 */
function mendAttributes(node) {
  const known = mended.get(node) ?? {};
  for (const name of NAMES) {
    const text = node.getAttribute(name);
    if (!text || text === known[name]) continue;
    const match = BORROWED.exec(text);
    if (match) node.setAttribute(name, text.replace(MARKS, ""));
    if (match?.[0] === text && !hasWords(node)) {
      known[name] = text.replace(MARKS, "");
      node.setAttribute("lang", LANGUAGE.exec(text)?.[1] ?? "en");
    } else if (known[name]) {
      delete known[name];
      node.removeAttribute("lang");
    }
  }
  mended.set(node, known);
}

/** @param {Text} node */
function mendText(node) {
  const parent = node.parentElement;
  const match = BORROWED.exec(node.data);
  if (!parent || !match) return;
  const lang = LANGUAGE.exec(match[0])?.[1] ?? "en";
  // Neither may hold an element.
  if (parent.matches("option, title")) {
    parent.setAttribute("lang", lang);
    node.data = node.data.replace(MARKS, "");
    return;
  }
  const rest = node.splitText(match.index);
  const after = rest.splitText(match[0].length);
  const make = parent instanceof SVGElement ? svg("tspan", { lang }) : el("span", { lang });
  make.textContent = match[0].replace(MARKS, "");
  rest.replaceWith(make);
  mendText(after);
}

/** @param {Node} node */
function mend(node) {
  if (node instanceof Text) mendText(node);
  if (!(node instanceof Element) || node.matches("script, style")) return;
  mendAttributes(node);
  // A copy: a text that is mended becomes several.
  for (const child of Array.from(node.childNodes)) mend(child);
}

/**
 * Mark what is there, and whatever the page writes later, before it is painted.
 * @param {import("../store.js").Context} ctx
 */
export function mountBorrowed({ store }) {
  // Of the languages that the program speaks none is written to the left.
  const turn = () => {
    document.documentElement.dir = RIGHT_TO_LEFT.has(store.state.lang) ? "rtl" : "ltr";
  };
  turn();
  store.subscribe(["lang"], turn);
  mend(document.body);
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "childList") for (const node of addedNodes) mend(node);
      else if (target instanceof Element) mendAttributes(target);
      else mend(target);
    }
  }).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: NAMES,
  });
}
