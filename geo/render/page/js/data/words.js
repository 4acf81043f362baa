/** Names of regions and classes, and the facts of the base layer, in the reader's language. */

import { classOf, indicatorOf, pointsOf, relativeIndexOf } from "./scores.js";

/** @typedef {import("./state.js").Model} Model */

/**
 * A region's own name, and the reader's name for it where that differs.
 * @param {Model} model
 * @param {number} regionIndex
 * @returns {{name: string, other: string | null}}
 */
export function regionName(model, regionIndex) {
  const { id, name } = model.payload.regions[regionIndex];
  const other = model.payload.regionNames[model.store.state.lang]?.[id] ?? null;
  return { name, other: other === name ? null : other };
}

/**
 * The word for a class, "mixed" or a kind of no data.
 * @param {Model} model
 * @param {string | null} key
 * @param {string | null} [noData]
 */
export function className(model, key, noData = null) {
  return model.messages.t(key ? `term.class.${key}` : `term.nodata.${noData ?? "missing"}`);
}

/**
 * What a region says in the base layer now shown, in words: class and index, change, or indicator.
 * @param {Model} model
 * @param {import("./payload.js").Region} region
 * @returns {string[]}
 */
export function factsOf(model, { unit: unitIndex, noData, since }) {
  const { messages, store } = model;
  const { base, year, from, to, indicator } = store.state;
  if (base === "since") {
    const named = (/** @type {string | null} */ key) =>
      key ? className(model, key) : messages.t("panel.class.none");
    if (since) return [messages.t("map.change.moved", { before: named(since.was), after: named(since.now) })];
    return [className(model, classOf(model, unitIndex, model.payload.map.edition), noData)];
  }
  if (base === "change") {
    const points = pointsOf(model, unitIndex);
    if (points === null) return [className(model, null, noData)];
    const [before, after] = [from, to].map((when) =>
      className(model, classOf(model, unitIndex, when), noData),
    );
    const moved = before === after ? after : messages.t("map.change.moved", { before, after });
    return [messages.t("map.change.points", { points: signed(model, points) }), moved];
  }
  if (base === "indicator") {
    const percent = indicatorOf(model, unitIndex);
    const name = messages.t(`term.indicator.${indicator}`);
    return [
      name,
      percent === null
        ? className(model, null, noData)
        : messages.t("map.percent.of.eu", { percent: messages.percent(percent) }),
    ];
  }
  const percent = relativeIndexOf(model, unitIndex, year);
  const facts = [className(model, classOf(model, unitIndex, year), noData)];
  if (percent !== null) facts.push(messages.t("map.percent.of.eu", { percent: messages.percent(percent) }));
  return facts;
}

/**
 * A number with its sign, as the language writes it.
 * @param {Model} model
 * @param {number} value
 */
export function signed(model, value) {
  const options = /** @type {const} */ ({ maximumFractionDigits: 1, signDisplay: "exceptZero" });
  return new Intl.NumberFormat(model.store.state.lang, options).format(value);
}
