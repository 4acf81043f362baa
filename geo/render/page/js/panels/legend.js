/** One legend for what is shown: it follows the layers, counts, highlights and filters. */

import { shapeOf, serviceCounts } from "../map/clusters.js";
import { byId, el, svg } from "../dom.js";
import { icon, shapeIcon, swatch } from "../map/glyphs.js";
import { regionPasses } from "../data/filters.js";
import { FUNDING, mainSources } from "../data/records.js";
import { averageOf, bandOf, BANDS, classMoveOf, classOfRecord, NO_DATA_KINDS } from "../data/scores.js";
import { className, signed } from "../data/words.js";
import { sentences } from "./parts.js";
import { hatchDefs } from "../map/hatches.js";
import { legendKeyOf, rampAt, sinceLook, spanOf } from "../data/scales.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {{regions: number, clusters: number}} Tally
 * @typedef {{
 *   keys: (Node | null)[], name: string, range?: string, detail?: string, filter?: "classes" | "funding", value?: string,
 *   highlight?: import("../store.js").State["highlight"],
 * }} Entry
 */

/**
 * How many regions and clusters stand behind each word of the legend.
 * @param {Context} ctx
 * @returns {Map<string, Tally>}
 */
function tallies(ctx) {
  const { payload, store } = ctx;
  const { base, year, countries } = store.state;
  /** @type {Map<string, Tally>} */
  const found = new Map();
  const count = (/** @type {string} */ key, /** @type {keyof Tally} */ what) => {
    const tally = found.get(key) ?? { regions: 0, clusters: 0 };
    tally[what] += 1;
    found.set(key, tally);
  };
  const inside = (/** @type {{country: string}} */ { country }) =>
    countries.length === 0 || countries.includes(country);
  for (const region of payload.regions.filter(inside)) {
    const key = legendKeyOf(ctx, region);
    count(key.class ?? key.nodata ?? "", "regions");
  }
  for (const record of payload.records.filter(inside)) {
    const own = classOfRecord(ctx, record, year) ?? record.noData ?? "missing";
    const key = base in BANDS ? (bandOf(ctx, record) ?? record.noData ?? "missing") : own;
    count(key, "clusters");
    if (base in BANDS) count(`class ${own}`, "clusters");
  }
  return found;
}

/** @param {Context} ctx */
export function mountLegend(ctx) {
  const { payload, store, messages } = ctx;
  const { classes, thresholds, wordings } = payload.map;
  const box = byId("atlas-legend");
  const summary = el("summary", {});
  const body = el("div", { class: "legend-body" });
  const details = el("details", { open: true }, summary, body);
  const defs = svg("svg", { width: 0, height: 0, class: "defs", "aria-hidden": "true" }, hatchDefs("key-"));
  box.replaceChildren(defs, details);
  const t = messages.t.bind(messages);

  /** @param {number} value */
  const percent = (value) => messages.percent(value);

  /** @param {number} at position of the class @returns {string} its range of the index, in percent of the EU average */
  const range = (at) => {
    const [low, high] = [thresholds[at - 1], thresholds[at]];
    return t(`map.range.${wordings[at]}`, {
      low: high === undefined ? percent(low) : messages.number(low),
      high: high === undefined ? "" : percent(high),
    });
  };

  /** @param {Tally} tally */
  const counted = ({ regions, clusters }) =>
    [
      regions ? t("map.count.regions", { count: regions }) : "",
      clusters ? t("map.count.clusters", { count: clusters }) : "",
    ]
      .filter(Boolean)
      .join(" · ") || t("map.count.none");

  /** @param {Entry} entry */
  const row = ({ keys, name, range: values, detail, filter, value, highlight }) => {
    const title = el("span", { class: "name" }, el("b", { text: name }), values ? ` ${values}` : null);
    const content = [
      el("span", { class: "keys" }, ...keys),
      el("span", { class: "text" }, title, detail ? el("span", { class: "detail", text: detail }) : null),
    ];
    if (!filter || value === undefined) return el("li", { class: "entry" }, ...content);
    const chosen = store.state[filter];
    const light = () => store.update({ highlight: highlight ?? null }, { replace: true });
    const unlight = () => store.update({ highlight: null }, { replace: true });
    const toggle = () => {
      const now = store.state[filter];
      store.update({ [filter]: now.includes(value) ? now.filter((key) => key !== value) : [...now, value] });
    };
    const button = el(
      "button",
      {
        type: "button",
        class: "entry",
        "data-key": `${filter} ${value}`,
        "aria-pressed": String(chosen.includes(value)),
        onclick: toggle,
        onpointerenter: (event) => event.pointerType === "mouse" && light(),
        onpointerleave: unlight,
        onfocus: (event) => event.target.matches(":focus-visible") && light(),
        onblur: unlight,
      },
      ...content,
    );
    return el("li", {}, button);
  };

  /** @param {string} title @param {Entry[]} entries @param {...(Node | string | null)} more before the entries */
  const block = (title, entries, ...more) =>
    el(
      "section",
      {},
      el("h2", { text: title }),
      ...more,
      entries.length ? el("ul", {}, ...entries.map(row)) : null,
    );

  /** @param {Map<string, Tally>} found @returns {Entry[]} */
  const noDataEntries = (found) =>
    NO_DATA_KINDS.filter((kind) => found.has(kind)).map((kind) => ({
      keys: [hatchSwatch(kind)],
      name: t(`term.nodata.${kind}`),
      detail: counted(/** @type {Tally} */ (found.get(kind))),
      filter: "classes",
      value: kind,
      highlight: { nodata: kind },
    }));

  /** @param {Map<string, Tally>} found @param {string} prefix @param {(at: number) => (Node | null)[]} keysOf @returns {Entry[]} */
  const classEntries = (found, prefix, keysOf) => {
    const rows = classes
      .map(
        (key, at) =>
          /** @type {Entry} */ ({
            keys: keysOf(at),
            name: className(ctx, key),
            range: prefix ? "" : range(at),
            detail: counted(found.get(prefix + key) ?? { regions: 0, clusters: 0 }),
            filter: "classes",
            value: key,
            highlight: { class: key },
          }),
      )
      .toReversed();
    const mixed = found.get(`${prefix}mixed`);
    if (mixed)
      rows.push({
        keys: [shapeIcon(-2)],
        name: className(ctx, "mixed"),
        detail: counted(mixed),
        filter: "classes",
        value: "mixed",
        highlight: { class: "mixed" },
      });
    return rows;
  };

  const gradient = () => {
    const [low, high] = spanOf(ctx);
    const bar = el(
      "div",
      { class: "gradient", "aria-hidden": "true" },
      el("span", { class: "tick", text: t("map.eu.average") }),
    );
    bar.style.setProperty("--at", `${rampAt(ctx, 100)}%`);
    return el(
      "div",
      { class: "scale" },
      bar,
      el("div", { class: "ends" }, el("span", { text: percent(low) }), el("span", { text: percent(high) })),
    );
  };

  const baseBlock = (/** @type {Map<string, Tally>} */ found) => {
    const { base, year, from, to, indicator, overlays } = store.state;
    const marked = overlays.includes("clusters");
    if (base === "class" || base === "index") {
      const when = { year: String(payload.map.years.length ? year : payload.map.edition) };
      const [low, high] = spanOf(ctx);
      const keysOf = (/** @type {number} */ at) => {
        const key = swatch(base === "class" ? `class-${at + 1}` : "ramp");
        const middle = ((thresholds[at - 1] ?? low) + (thresholds[at] ?? high)) / 2;
        key.style.setProperty("--at", `${rampAt(ctx, middle)}%`);
        return [key, marked ? shapeIcon(at) : null];
      };
      const intro = el("p", {
        text: t(`map.legend.${base}`, {
          average: messages.number(averageOf(ctx, year)),
          base: payload.map.relativeTo,
        }),
      });
      return block(
        t(`map.title.${base}`, when),
        [...classEntries(found, "", keysOf), ...noDataEntries(found)],
        intro,
        base === "index" ? gradient() : null,
      );
    }
    const keysOf = {
      change: (/** @type {string} */ key) =>
        key === "same" ? [swatch("same")] : [swatch(`${key}-1`), swatch(`${key}-2`)],
      since: (/** @type {string} */ key) => [key === "other" ? hatchSwatch(key) : swatch(sinceLook(key))],
      indicator: (/** @type {string} */ key) => [bandSwatch(ctx, key)],
    };
    /** @param {string} key @returns {Entry} */
    const band = (key) => ({
      keys: keysOf[base](key),
      name: t(`term.class.${key}`),
      detail: counted(found.get(key) ?? { regions: 0, clusters: 0 }),
      filter: "classes",
      value: key,
      highlight: { class: key },
    });
    const entries = [...BANDS[base].map(band), ...noDataEntries(found)];
    if (base === "indicator")
      return block(
        t(`term.indicator.${indicator}`),
        entries,
        el("p", { text: t("map.legend.indicator", { year: String(payload.map.edition) }) }),
        gradient(),
      );
    if (base === "since") {
      const { change } = payload;
      const editions = { from: String(change?.from), to: String(change?.to) };
      return block(t("panel.changed.editions", editions), entries, ...sentences(ctx, change?.notes ?? []));
    }
    const moves = payload.regions
      .filter(({ at }) => regionPasses(ctx, at))
      .map(({ unit }) => classMoveOf(ctx, unit));
    entries.splice(
      3,
      0,
      {
        keys: [arrow("M0 7V-6M-5-1 0-6 5-1")],
        name: t("map.class.up"),
        detail: t("map.count.regions", { count: moves.filter((move) => move > 0).length }),
      },
      {
        keys: [arrow("M0-7V6M-5 1 0 6 5 1")],
        name: t("map.class.down"),
        detail: t("map.count.regions", { count: moves.filter((move) => move < 0).length }),
      },
    );
    const points = signed(ctx, averageOf(ctx, to) - averageOf(ctx, from));
    return block(
      t("map.title.change", { from: String(from), to: String(to) }),
      entries,
      el("p", { text: t("map.legend.change", { points, base: payload.map.relativeTo }) }),
    );
  };

  /** @param {number} count @returns {Entry} */
  const unpublished = (count) => ({
    keys: [icon(22, svg("circle", { class: "unpublished", r: 9 }))],
    name: t(payload.survey ? "map.unpublished" : "map.notgiven"),
    detail: t("map.count.clusters", { count }),
  });

  const fundingBlock = () => {
    const { records } = payload;
    const known = records.filter(({ funding }) => funding);
    const entries = known.length
      ? FUNDING.map((key) => {
          const count = known.filter((record) => mainSources(record).includes(key)).length;
          /** @type {Entry} */
          const entry = { keys: [swatch(`fund-${key}`)], name: t(`term.funding.${key}`) };
          // Many a ring has a slice of a source that is nobody's largest: a colour to read, nothing to filter.
          if (count > 0) {
            entry.detail = t("map.funding.dominant", { count });
            entry.filter = "funding";
            entry.value = key;
          }
          return entry;
        })
      : [];
    if (known.length < records.length) entries.push(unpublished(records.length - known.length));
    return block(t("term.layer.funding"), entries);
  };

  const servicesBlock = () => {
    const known = payload.records.filter(({ services }) => services.length);
    /** @param {"soft" | "hard"} kind @returns {Entry} */
    const entry = (kind) => ({
      keys: [swatch(`kind-${kind}`)],
      name: t(`map.kind.${kind}`),
      detail: t("map.count.clusters", {
        count: known.filter((record) => serviceCounts(ctx, record)[kind]).length,
      }),
    });
    const entries = known.length ? [entry("soft"), entry("hard")] : [];
    if (known.length < payload.records.length)
      entries.push(unpublished(payload.records.length - known.length));
    return block(
      t("term.layer.services"),
      entries,
      known.length ? el("p", { text: t("map.legend.services") }) : null,
    );
  };

  const clustersBlock = (/** @type {Map<string, Tally>} */ found) => {
    const rows = classEntries(found, "class ", (at) => [shapeIcon(at)]).filter(({ value }) =>
      found.has(`class ${value}`),
    );
    const without = payload.records.filter((record) => shapeOf(ctx, record) === -1).length;
    if (without)
      rows.push({
        keys: [shapeIcon(-1)],
        name: t("map.class.none"),
        detail: t("map.count.clusters", { count: without }),
      });
    return block(t("term.layer.clusters"), rows);
  };

  const write = () => {
    const { base, overlays, classes: chosen, funding } = store.state;
    const focused = body.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-key")
      : null;
    const found = tallies(ctx);
    const lost = payload.records.filter(({ x }) => x === null).length;
    const clear = el("button", {
      type: "button",
      class: "clear",
      text: t("map.legend.all"),
      onclick: () => store.update({ classes: [], funding: [] }),
    });
    clear.hidden = chosen.length + funding.length === 0;
    summary.textContent = t("map.legend");
    body.replaceChildren(
      baseBlock(found),
      ...(overlays.includes("clusters") && base in BANDS ? [clustersBlock(found)] : []),
      ...(overlays.includes("funding") ? [fundingBlock()] : []),
      ...(overlays.includes("services") ? [servicesBlock()] : []),
      ...(lost ? [el("p", { class: "lost", text: t("map.lost", { count: lost }) })] : []),
      clear,
    );
    if (focused)
      /** @type {HTMLElement | null} */ (body.querySelector(`[data-key="${CSS.escape(focused)}"]`))?.focus();
  };
  write();
  store.subscribe(
    ["base", "indicator", "year", "from", "to", "overlays", "classes", "countries", "funding", "lang"],
    write,
  );
}

/** @param {string} d */
function arrow(d) {
  return icon(18, svg("path", { class: "arrow", d }));
}

/** @param {string} kind of hatch */
function hatchSwatch(kind) {
  const fill = `url(#key-${kind})`;
  return icon(18, svg("rect", { x: -9, y: -9, width: 18, height: 18, fill, class: "key-hatch" }));
}

/** @param {Context} ctx @param {string} key */
function bandSwatch(ctx, key) {
  const node = swatch("ramp");
  node.style.setProperty("--at", `${rampAt(ctx, key === "above" ? 150 : 50)}%`);
  return node;
}
