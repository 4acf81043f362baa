/** One field that finds clusters, regions, cities and countries, in any of the languages. */

import { el } from "../dom.js";
import { fold } from "../data/fold.js";
import { findBar, own, regionText } from "../panels/parts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {{group: string, label: string, hint: string, words: string[], own?: string, choose: () => void}} Entry
 */

const GROUPS = ["clusters", "regions", "cities", "countries"];
const PER_GROUP = 6;

/**
 * Everything that can be found. Names are those of the register, of the reader's language and of all
 * other languages, so that Lombardy, Lombardei and Lombardia lead to the same place.
 * @param {Context} ctx
 * @returns {Entry[]}
 */
function entriesOf(ctx) {
  const { payload, store, messages } = ctx;
  const { records, regions, regionNames, units, map } = payload;
  const folded = (/** @type {string} */ text) => fold(text, map.letters);
  const select = (/** @type {"cluster" | "region"} */ kind, /** @type {string} */ id) => () =>
    store.update({ selected: { kind, id } });

  const clusters = records.map(({ id, name, country, city, cityStatus }) => ({
    group: "clusters",
    label: name,
    hint: [cityHint(ctx, city, cityStatus), messages.country(country)].filter(Boolean).join(", "),
    words: [folded(name), folded(id)],
    choose: select("cluster", id),
  }));

  // Names of larger units (Bavaria, Wallonia) lead to the regions in them.
  const names = Object.values(regionNames).flatMap((list) => Object.entries(list));
  const known = new Set(regions.map(({ id }) => id));
  const larger = [...names.filter(([id]) => !known.has(id)), ...units.map(({ id, name }) => [id, name])];
  const places = regions.map(({ id, name, country, at }) => ({
    group: "regions",
    label: regionText(ctx, at),
    hint: `${id}, ${messages.country(country)}`,
    words: [
      folded(name),
      folded(id),
      ...names.filter(([other]) => other === id).map(([, text]) => folded(text)),
      ...larger.filter(([other]) => other.length > 2 && id.startsWith(other)).map(([, text]) => folded(text)),
    ],
    choose: select("region", id),
  }));

  /** @type {Map<string, typeof records>} */
  const byCity = new Map();
  for (const record of records) {
    if (record.city && record.cityStatus !== "unknown")
      byCity.set(record.city, [...(byCity.get(record.city) ?? []), record]);
  }
  const cities = [...byCity].map(([city, here]) => ({
    group: "cities",
    label: city,
    hint: [
      messages.t("panel.count.clusters", { count: here.length }),
      here.every(({ cityStatus }) => cityStatus === "unconfirmed") ? messages.t("panel.unconfirmed") : "",
    ].join(" "),
    words: [folded(city)],
    choose:
      here.length === 1 ? select("cluster", here[0].id) : () => store.update({ query: city, selected: null }),
  }));

  const displays = map.languages.map((language) => new Intl.DisplayNames([language], { type: "region" }));
  const countries = [...new Set(records.map(({ country }) => country))].map((code) => ({
    group: "countries",
    label: messages.country(code),
    hint: messages.t("panel.count.clusters", {
      count: records.filter(({ country }) => country === code).length,
    }),
    words: [folded(code), ...displays.map((display) => folded(display.of(map.isoCodes[code] ?? code) ?? ""))],
    choose: () => store.update({ countries: [code], selected: null }),
  }));
  const entries = /** @type {Entry[]} */ ([...clusters, ...places, ...cities, ...countries]);
  for (const entry of entries) entry.own = ` ${folded(entry.label)}`;
  return entries;
}

/**
 * A city that nobody confirmed says so; one that is unknown is not named.
 * @param {Context} ctx
 * @param {string | null} city
 * @param {string | null} status
 */
function cityHint({ messages }, city, status) {
  if (status === "unknown") return null;
  return city && status === "unconfirmed" ? `${city} ${messages.t("panel.unconfirmed")}` : city;
}

/**
 * How well an entry fits: 3 the whole name, 2 its beginning, 1 the beginning of a word, 0 elsewhere.
 * @param {Entry} entry
 * @param {string} query folded
 */
function fitOf({ words, own: label = "" }, query) {
  const best = Math.max(
    ...words.map((word) =>
      word === query
        ? 3
        : word.startsWith(query)
          ? 2
          : word.includes(` ${query}`)
            ? 1
            : word.includes(query) && query.length > 2
              ? 0
              : -1,
    ),
  );
  // What the reader sees in the list goes before names in other languages.
  return best < 0 || !label.includes(` ${query}`) ? best : best + 0.5;
}

/**
 * @param {Context} ctx
 */
export function mountSearch(ctx) {
  const { store, messages } = ctx;
  /** @type {Entry[] | null} */
  let entries = null;
  /** @type {{choose: () => void, node: HTMLElement}[]} */
  let options = [];
  let active = -1;

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
  const box = el("div", { class: "search", role: "search" }, input, list);
  findBar().append(box);

  const close = () => {
    list.hidden = true;
    list.replaceChildren();
    options = [];
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  /** @param {() => void} choose */
  const take = (choose) => {
    close();
    input.value = "";
    choose();
  };

  /** @param {number} next */
  const activate = (next) => {
    options[active]?.node.setAttribute("aria-selected", "false");
    active = next;
    const chosen = options[active];
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    chosen.node.setAttribute("aria-selected", "true");
    chosen.node.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", chosen.node.id);
  };

  /** @param {Node[]} children @param {() => void} choose */
  const option = (children, choose) => {
    const node = el(
      "div",
      { role: "option", id: `atlas-found-${options.length}`, "aria-selected": "false" },
      ...children,
    );
    // The field keeps the focus: a press must not take it away before the click counts.
    node.addEventListener("pointerdown", (event) => event.preventDefault());
    node.addEventListener("click", () => take(choose));
    options.push({ choose, node });
    return node;
  };

  const show = () => {
    const query = fold(input.value, ctx.payload.map.letters);
    close();
    if (!query) return;
    entries ??= entriesOf(ctx);
    const found = entries.map((entry) => ({ entry, fit: fitOf(entry, query) })).filter(({ fit }) => fit >= 0);
    const groups = GROUPS.map((group) => {
      const best = found.filter(({ entry }) => entry.group === group).toSorted((a, b) => b.fit - a.fit);
      return { group, best: best.slice(0, PER_GROUP), fit: best[0]?.fit ?? -1 };
    });
    for (const { group, best } of groups.filter(({ fit }) => fit >= 0).toSorted((a, b) => b.fit - a.fit)) {
      const title = messages.t(group === "clusters" ? "panel.clusters" : `panel.search.${group}`);
      const nodes = best.map(({ entry }) =>
        option([own(entry.label), el("small", {}, entry.hint)], entry.choose),
      );
      const heading = el("div", { class: "found-title", "aria-hidden": "true" }, title);
      list.append(el("div", { role: "group", "aria-label": title }, heading, ...nodes));
    }
    const text = input.value.trim();
    if (found.some(({ entry }) => entry.group !== "regions")) {
      list.append(
        option([el("span", {}, messages.t("panel.search.filter", { query: text }))], () =>
          store.update({ query: text, selected: null }),
        ),
      );
    }
    if (!options.length)
      list.append(
        el(
          "div",
          { class: "found-title", role: "option", "aria-disabled": "true" },
          messages.t("panel.search.none"),
        ),
      );
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    ctx.announce(messages.t("panel.search.count", { count: found.length }));
  };

  input.addEventListener("input", show);
  input.addEventListener("focus", () => input.value && show());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const { key } = event;
    if ((key === "ArrowDown" || key === "ArrowUp") && options.length) {
      const step = key === "ArrowDown" ? 1 : -1;
      activate(
        active < 0 && step < 0 ? options.length - 1 : (active + step + options.length) % options.length,
      );
    } else if (key === "Enter" && options.length) {
      take(options[Math.max(active, 0)].choose);
    } else if (key === "Escape" && (input.value || !list.hidden)) {
      if (list.hidden) input.value = "";
      close();
    } else return;
    event.preventDefault();
  });

  // On a phone the field shares its line with two buttons.
  const narrow = matchMedia("(max-width: 599px)");
  const label = () => {
    entries = null;
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
