/** Small parts that the panels share: names, chips, facts, links to other clusters and regions. */

import { yearOf } from "../data/figures.js";
import { byId, el, svg } from "../dom.js";
import { icon, swatch } from "../map/glyphs.js";
import { lendingUnit, regionIndexOf } from "../data/records.js";
import { regionText } from "../data/words.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../dom.js").Child} Child
 * @typedef {import("../store.js").Selection} Selection
 */

/**
 * The word for a key of a vocabulary; a key of no vocabulary stands for itself.
 * @param {Context} ctx
 * @param {string} prefix
 * @param {string} key
 */
export function word({ messages }, prefix, key) {
  const id = `${prefix}.${key}`;
  return messages.has(id) ? messages.t(id) : key.replaceAll("_", " ");
}

/**
 * Text of a record or a register, with a writing direction of its own.
 * @param {Child} text
 */
export function own(text) {
  return el("bdi", {}, text);
}

/**
 * An arrow or a mark that words beside it say as well.
 * @param {string} text
 */
export function sign(text) {
  return el("span", { "aria-hidden": "true" }, text);
}

/**
 * Text that a table has in one language: that of the map, if it names one.
 * @param {Context} ctx
 * @param {Child} text
 */
export function prose({ payload }, text) {
  const { language, languages } = payload.map;
  return el("bdi", { lang: language ?? languages[0] }, text);
}

/**
 * A class with its colour, or the reason why there is none.
 * @param {Context} ctx
 * @param {string | null} key
 * @param {string | null} [noData]
 */
export function classChip(ctx, key, noData = null) {
  if (!key) {
    const kind = noData ?? "missing";
    const hatch = svg("rect", {
      x: -8,
      y: -8,
      width: 16,
      height: 16,
      fill: `url(#key-${kind})`,
      class: "key-hatch",
    });
    return el("span", { class: "chip" }, icon(16, hatch), word(ctx, "term.nodata", kind));
  }
  // Before 2021 the lowest class was called modest; its colour is that of the lowest class.
  const at = Math.max(0, ctx.payload.map.classes.indexOf(key));
  return el(
    "span",
    { class: "chip" },
    key === "mixed" ? null : swatch(`class-${at + 1}`),
    word(ctx, "term.class", key),
  );
}

/**
 * Whose class and index a record shows, where that is another unit than its region.
 * @param {Context} ctx
 * @param {import("../data/payload.js").ClusterRecord} record
 */
export function lenderText(ctx, record) {
  const unit = lendingUnit(ctx, record);
  return unit && own(`${unit.name} (${unit.id})`);
}

/**
 * What classes of a year are called: those of earlier years are by the method of the edition.
 * @param {Context} ctx
 */
export function classTitle(ctx) {
  const { messages, payload } = ctx;
  const year = yearOf(ctx);
  const { edition } = payload.map;
  return messages.t(year === edition ? "map.title.class" : "panel.class.method", {
    year: String(year),
    edition: String(edition),
  });
}

/**
 * @param {Context} ctx
 * @param {Selection} selection
 */
export function nameOf(ctx, { kind, id }) {
  if (kind === "region") return regionText(ctx, regionIndexOf(ctx, id));
  return ctx.payload.records.find((record) => record.id === id)?.name ?? id;
}

/**
 * A button that selects a cluster or a region.
 * @param {Context} ctx
 * @param {Selection} selection
 * @param {...Child} children its name when left out
 */
export function pick(ctx, selection, ...children) {
  const onclick = () => ctx.store.update({ selected: selection });
  return el(
    "button",
    { type: "button", class: "link", onclick },
    ...(children.length ? children : [own(nameOf(ctx, selection))]),
  );
}

/**
 * A titled part of a panel; nothing when it would be empty.
 * @param {string} title
 * @param {...Child} children
 */
export function part(title, ...children) {
  const kept = children.filter(
    (child) => child !== null && child !== undefined && child !== false && child !== "",
  );
  return kept.length ? el("section", { class: "part" }, el("h3", {}, title), ...kept) : null;
}

/**
 * What the members are called that a record states: where a map counts them too, not the same.
 * @param {Context} ctx
 */
export function statedMembers({ messages }) {
  const stated = "panel.members.stated";
  return messages.t(messages.has(stated) ? stated : "panel.members");
}

/**
 * Facts as term and value; those without a value are left out.
 * @param {[Child, Child | Child[]][]} rows
 */
export function facts(rows) {
  const kept = rows.filter(
    ([, value]) => value !== null && value !== undefined && value !== "" && value !== false,
  );
  if (!kept.length) return null;
  const pairs = kept.map(([term, value]) =>
    el("div", {}, el("dt", {}, term), el("dd", {}, ...(Array.isArray(value) ? value : [value]))),
  );
  return el("dl", { class: "facts" }, ...pairs);
}

/**
 * The row of search, filters and buttons above the map.
 */
export function findBar() {
  const bar = document.getElementById("atlas-find") ?? el("div", { id: "atlas-find" });
  if (!bar.isConnected) byId("atlas-controls").prepend(bar);
  return bar;
}

/**
 * A button above the map that opens a panel, and closes it again.
 * @param {Context} ctx
 * @param {import("../data/state.js").PanelName} panel
 * @param {() => string} label "" hides it
 * @param {(keyof import("../store.js").State)[]} keys
 */
export function panelButton({ store }, panel, label, keys = []) {
  const button = el("button", {
    type: "button",
    class: "button",
    "aria-controls": "atlas-panel",
    onclick: toggle,
  });
  function toggle() {
    const open = store.state.panel === panel && !store.state.selected;
    store.update({ selected: null, panel: open ? null : panel });
  }
  const render = () => {
    const text = label();
    const open = store.state.panel === panel && !store.state.selected;
    button.hidden = text === "";
    button.textContent = text;
    button.setAttribute("aria-expanded", String(open));
  };
  findBar().append(button);
  store.subscribe(["lang", "panel", "selected", ...keys], render);
  render();
}

/**
 * The ledger's notes as sentences.
 * @param {Context} ctx
 * @param {import("../data/payload.js").Note[]} notes
 */
export function sentences(ctx, notes) {
  const { messages } = ctx;
  return notes.map(([key, params]) => {
    const shown = Object.entries(params).map(([name, value]) => {
      if (typeof value !== "string") return [name, value];
      if (name.startsWith("class")) return [name, word(ctx, "term.class", value)];
      return [name, name.startsWith("country") ? messages.country(value) : value];
    });
    return el("p", {}, own(messages.t(key, Object.fromEntries(shown))));
  });
}

/**
 * Put into, or take out of, the comparison: two to four regions or clusters.
 * @param {Context} ctx
 * @param {Selection} selection
 */
export function compareButton(ctx, selection) {
  const { store, messages } = ctx;
  const { compare } = store.state;
  const at = compare.findIndex(({ kind, id }) => kind === selection.kind && id === selection.id);
  const full = at < 0 && compare.length >= 4;
  const onclick = () => {
    const next = at < 0 ? [...compare, selection] : compare.filter((_, index) => index !== at);
    store.update({
      compare: next,
      ...(next.length > 1 && at < 0 ? { selected: null, panel: "compare" } : {}),
    });
    ctx.announce(messages.t("panel.compare.count", { count: next.length }));
  };
  const label = messages.t(
    at < 0 ? (full ? "panel.compare.full" : "panel.compare.add") : "panel.compare.remove",
  );
  return el(
    "button",
    { type: "button", class: "button", disabled: full, "aria-pressed": String(at >= 0), onclick },
    label,
  );
}
