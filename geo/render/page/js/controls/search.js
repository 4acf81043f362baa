/** One field that finds clusters, regions, cities and countries, in any of the languages. */

import { el } from "../dom.js";
import { fold } from "../data/fold.js";
import { findEntries, searchEntries } from "../data/search.js";
import { findBar, own } from "../panels/parts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/search.js").Entry} Entry
 * @typedef {{choice: Entry["choice"], node: HTMLElement}} Option
 * @typedef {{
 *   input: HTMLInputElement, list: HTMLElement, entries: Entry[] | null, options: Option[], active: number,
 * }} Search `entries`: made when first needed; `options`: those now in the list; `active`: the one that the arrow
 *   keys are on, -1 for none
 */

/**
 * @param {Context} ctx
 */
export function mountSearch(ctx) {
  const { store, messages } = ctx;
  const search = createSearch();
  const { input, list } = search;
  findBar().append(el("div", { class: "search", role: "search" }, input, list));

  /** @param {Entry["choice"]} choice */
  const take = (choice) => {
    closeList(search);
    input.value = "";
    store.update(choice);
  };
  const show = () => showList(ctx, search, take);

  input.addEventListener("input", show);
  input.addEventListener("focus", () => input.value && show());
  input.addEventListener("blur", () => closeList(search));
  input.addEventListener("keydown", (event) => handleKey(event, search, take));

  // On a phone and a tablet the field shares its line with buttons.
  const narrow = matchMedia("(max-width: 899px)");
  const label = () => {
    search.entries = null;
    const text = messages.t("panel.search");
    input.setAttribute("aria-label", text);
    input.placeholder = narrow.matches ? messages.t("panel.search.short") : text;
    list.setAttribute("aria-label", text);
    if (!list.hidden) show();
  };
  store.subscribe(["lang"], label);
  narrow.addEventListener("change", label);
  label();
}

/** @returns {Search} */
function createSearch() {
  const input = el("input", {
    id: "atlas-search",
    type: "search",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-controls": "atlas-found",
    "aria-expanded": "false",
    enterkeyhint: "search",
    maxlength: 100,
  });
  const list = el("div", { id: "atlas-found", role: "listbox", hidden: true });
  return { input, list, entries: null, options: [], active: -1 };
}

/** @param {Search} search */
function closeList(search) {
  const { input, list } = search;
  list.hidden = true;
  list.replaceChildren();
  search.options = [];
  search.active = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

/**
 * Move to an option of the list; the focus stays in the field.
 * @param {Search} search
 * @param {number} next
 */
function activateOption(search, next) {
  const { input, options } = search;
  options[search.active]?.node.setAttribute("aria-selected", "false");
  search.active = next;
  const option = options[next];
  if (!option) return input.removeAttribute("aria-activedescendant");
  option.node.setAttribute("aria-selected", "true");
  option.node.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.node.id);
}

/**
 * @param {Search} search
 * @param {Node[]} children
 * @param {Entry["choice"]} choice
 * @param {(choice: Entry["choice"]) => void} take
 */
function addOption({ options }, children, choice, take) {
  const id = `atlas-found-${options.length}`;
  const node = el("div", { role: "option", id, "aria-selected": "false" }, ...children);
  // The field keeps the focus: a press must not take it away before the click counts.
  node.addEventListener("pointerdown", (event) => event.preventDefault());
  node.addEventListener("click", () => take(choice));
  options.push({ choice, node });
  return node;
}

/**
 * Fill the list with what fits the words in the field.
 * @param {Context} ctx
 * @param {Search} search
 * @param {(choice: Entry["choice"]) => void} take
 */
function showList(ctx, search, take) {
  const { messages, payload } = ctx;
  const { input, list } = search;
  const query = fold(input.value, payload.map.letters);
  closeList(search);
  if (!query) return;
  search.entries ??= searchEntries(ctx);
  const { count, beyondRegions, groups } = findEntries(search.entries, query);
  for (const { group, best } of groups) {
    const title = messages.t(group === "clusters" ? "term.layer.clusters" : `panel.search.${group}`);
    const nodes = best.map(({ label, hint, choice }) =>
      addOption(search, [own(label), el("small", {}, hint)], choice, take),
    );
    const heading = el("div", { class: "found-title", "aria-hidden": "true" }, title);
    list.append(el("div", { role: "group", "aria-label": title }, heading, ...nodes));
  }
  const text = input.value.trim();
  // Regions cannot be filtered by words, clusters can.
  if (beyondRegions) {
    const label = el("span", {}, messages.t("panel.search.filter", { query: text }));
    list.append(addOption(search, [label], { query: text, selected: null }, take));
  }
  if (!search.options.length) {
    const nothing = messages.t("panel.search.none");
    list.append(el("div", { class: "found-title", role: "option", "aria-disabled": "true" }, nothing));
  }
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  ctx.announce(messages.t("panel.search.count", { count }));
}

/**
 * Arrow keys walk the list, Enter takes an option or the first one, Escape closes, then empties.
 * @param {KeyboardEvent} event
 * @param {Search} search
 * @param {(choice: Entry["choice"]) => void} take
 */
function handleKey(event, search, take) {
  const { input, list, options, active } = search;
  const { key } = event;
  if ((key === "ArrowDown" || key === "ArrowUp") && options.length) {
    const step = key === "ArrowDown" ? 1 : -1;
    const next =
      active < 0 && step < 0 ? options.length - 1 : (active + step + options.length) % options.length;
    activateOption(search, next);
  } else if (key === "Enter" && options.length) {
    take(options[Math.max(active, 0)].choice);
  } else if (key === "Escape" && (input.value || !list.hidden)) {
    if (list.hidden) input.value = "";
    closeList(search);
  } else return;
  event.preventDefault();
}
