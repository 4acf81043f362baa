/** The story: what the map shows step by step, by button, by arrow key and by link. */

import { codecsOf, readChoices } from "../data/address.js";
import { initialState } from "../data/state.js";
import { byId, el } from "../dom.js";
import { printSheets } from "./sheets.js";

/** What the reader chooses whatever the step: no state of the map. */
const READERS = /^(story|lang|theme)=/;
const NARROW = "(max-width: 699px)";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {{name: string, show: string}} Step `show`: choices as an address says them
 */

/** @param {() => void} onclick @param {string} [kind] */
const button = (onclick, kind = "") => el("button", { type: "button", class: `button ${kind}`, onclick });

/**
 * On a phone the map comes first and the step right below it, its buttons where the thumb is.
 * @param {HTMLElement} section
 */
function placeStory(section) {
  const [legend, header] = ["atlas-legend", "atlas-header"].map(byId);
  const phone = matchMedia(NARROW);
  const place = () => (phone.matches ? legend.before(section) : header.after(section));
  phone.addEventListener("change", place);
  place();
}

/**
 * The links to the steps, and the buttons around them.
 * @param {Context} ctx
 * @param {HTMLElement} section
 * @param {{go: (at: number) => void, move: (by: -1 | 1) => void, print: () => void}} actions
 * @returns {(current: number) => void} writes everything for a step, in the language of the reader
 */
function mountSteps({ messages }, section, { go, move, print }) {
  const items = [...section.querySelectorAll("li")];
  const nav = /** @type {HTMLElement} */ (section.querySelector("nav"));
  const links = [...nav.querySelectorAll("a")];
  const [back, next, printing] = [
    button(() => move(-1), "story-back"),
    button(() => move(1), "story-next"),
    button(print, "story-print"),
  ];
  nav.prepend(back);
  nav.append(next, printing);
  links.forEach((link, at) =>
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(at);
    }),
  );
  section.addEventListener("keydown", ({ key, altKey, ctrlKey, metaKey }) => {
    if (altKey || ctrlKey || metaKey) return;
    if (key === "ArrowLeft") move(-1);
    if (key === "ArrowRight") move(1);
  });
  section.querySelector("ol")?.setAttribute("aria-live", "polite");
  return (current) => {
    items.forEach((item, at) => item.classList.toggle("is-current", at === current));
    links.forEach((link, at) => {
      const params = { at: at + 1, count: links.length, title: messages.t(`own.story.${at}.title`) };
      link.setAttribute("aria-label", messages.t("panel.story.step", params));
      if (at === current) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    for (const part of [section, nav]) part.setAttribute("aria-label", messages.t("panel.story.title"));
    back.replaceChildren(el("span", {}, messages.t("panel.story.back")));
    next.replaceChildren(el("span", {}, messages.t("panel.story.next")));
    printing.textContent = messages.t("panel.story.print");
    // Not `disabled`: that would take the focus away at the end of the story.
    back.setAttribute("aria-disabled", String(current <= 0));
    next.setAttribute("aria-disabled", String(current === links.length - 1));
  };
}

/**
 * Put the step into the address of the page.
 * @param {Context} ctx
 * @param {() => string | undefined} name of the step
 */
function nameStep(ctx, name) {
  const address = ctx.address;
  ctx.address = () => {
    const [page, choices] = address().split(/#(.*)/s);
    const step = name();
    const parts = [step && `story=${step}`, choices].filter(Boolean);
    return page + (parts.length ? `#${parts.join("&")}` : "");
  };
}

/**
 * What the map shows at each step.
 * @param {Context} ctx
 * @param {Step[]} steps
 * @returns {(at: number) => Partial<import("../data/state.js").State>}
 */
function choicesOf({ payload, store }, steps) {
  const codecs = codecsOf(payload);
  const { embed, lang: first } = store.state;
  const defaults = initialState(payload, { embed, lang: first });
  return (at) => {
    const { lang, theme } = store.state;
    const choices = { ...defaults, ...readChoices(codecs, steps[at].show), lang, theme, highlight: null };
    // On a phone a panel or a card would lie on the text that it goes with.
    return matchMedia(NARROW).matches ? { ...choices, panel: null, selected: null } : choices;
  };
}

/**
 * @param {Context} ctx
 * @param {Step[]} steps
 */
export function mountStory(ctx, steps) {
  const { store, messages } = ctx;
  const section = byId("atlas-story");
  placeStory(section);
  const choices = choicesOf(ctx, steps);
  /** The step that is told, -1 where an address leads to no step. */
  let current = -1;
  nameStep(ctx, () => steps[current]?.name);

  /** @param {number} at @param {import("../store.js").UpdateOptions} [options] */
  const go = (at, options = {}) => {
    current = at;
    write(current);
    const focused = /** @type {HTMLElement} */ (document.activeElement);
    store.update(choices(at), options);
    // A panel that belongs to a step takes no focus from the step's buttons, nor from a page that just opened.
    if (focused === document.body) /** @type {HTMLElement} */ (document.activeElement).blur();
    else focused.focus({ preventScroll: true });
    if (options.replace || location.href === ctx.address()) return;
    try {
      history.pushState(null, "", ctx.address());
    } catch {
      // A page inside `srcdoc` has no address of its own.
    }
  };
  const write = mountSteps(ctx, section, {
    go,
    move: (by) => {
      if (steps[current + by]) go(current + by);
    },
    print: async () => {
      const [told, before] = [current, { ...store.state }];
      const texts = steps.map((_, at) =>
        ["title", "text"].map((part) => messages.t(`own.story.${at}.${part}`)),
      );
      await printSheets(texts, (at) => go(at, { replace: true }));
      current = told;
      write(current);
      store.update(before, { replace: true });
    },
  });
  const follow = () => {
    const parts = location.hash.slice(1).split("&").filter(Boolean);
    // A plain #name is a jump inside the page.
    if (parts.length && !location.hash.includes("=")) return;
    const name = parts.find((part) => part.startsWith("story="))?.slice("story=".length);
    const at = steps.findIndex((step) => step.name === name);
    if (parts.every((part) => READERS.test(part))) {
      go(Math.max(at, 0), { replace: true });
      return;
    }
    current = at;
    write(current);
  };
  store.subscribe(["lang"], () => write(current));
  window.addEventListener("hashchange", follow);
  follow();
}
