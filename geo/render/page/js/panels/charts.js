/** Small charts: a series over the years, bars, a donut, a value against an average. */

import { el, svg } from "../dom.js";
import { swatch } from "../map/glyphs.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../dom.js").Child} Child
 * @typedef {{label: Child, value: number | null, text: string, look?: string, mark?: number}} Bar
 */

const TURN = 100; // a ring of this circumference turns percent into lengths of its stroke

/**
 * Values over the years beside the EU average; the year now shown carries a dot and its value.
 * @param {Context} ctx
 * @param {(number | null)[]} values one per year of the map
 * @param {{width?: number, domain?: [number, number] | null}} [options]
 */
export function seriesChart({ payload, store, messages }, values, { width = 320, domain = null } = {}) {
  const { years, euAverage } = payload.map;
  const known = values.filter((value) => value !== null);
  if (years.length < 2 || known.length < 2) return null;
  const height = 112;
  const [low, high] = domain ?? seriesDomain([values, euAverage]);
  const x = (/** @type {number} */ at) => 10 + (at * (width - 20)) / (years.length - 1);
  const y = (/** @type {number} */ value) =>
    height - 22 - ((value - low) / (high - low || 1)) * (height - 44);
  /** @param {(number | null)[]} line */
  const points = (line) =>
    line.flatMap((value, at) => (value === null ? [] : [`${x(at)},${y(value)}`])).join(" ");

  const shown = Math.max(0, years.indexOf(store.state.year));
  const now = values[shown];
  const average = euAverage[shown];
  const above = now !== null && now >= average;
  const anchor = shown === 0 ? "start" : shown === years.length - 1 ? "end" : "middle";
  const written = (/** @type {number} */ value, /** @type {number} */ at) =>
    messages.number(value, 1, [euAverage[at], 100]);
  const texts = values
    .map((value, at) => (value === null ? "" : `${years[at]}: ${written(value, at)}`))
    .filter(Boolean);
  return el(
    "figure",
    { class: "series" },
    svg(
      "svg",
      {
        viewBox: `0 0 ${width} ${height}`,
        role: "img",
        "aria-label": messages.t("panel.series.label", { values: texts.join("; ") }),
      },
      svg("line", {
        class: "chart-axis",
        x1: 10,
        x2: width - 10,
        y1: height - 18,
        y2: height - 18,
      }),
      svg("polyline", { class: "chart-average", points: points(euAverage) }),
      svg("polyline", { class: "chart-line", points: points(values) }),
      svg("text", { class: "chart-year", x: 10, y: height - 4, text: years[0] }),
      svg("text", {
        class: "chart-year",
        x: width - 10,
        y: height - 4,
        "text-anchor": "end",
        text: years[years.length - 1],
      }),
      now !== null && svg("circle", { class: "chart-dot", cx: x(shown), cy: y(now), r: 4 }),
      now !== null &&
        svg("text", {
          class: "chart-value",
          x: x(shown),
          y: y(now) + (above ? -9 : 17),
          "text-anchor": anchor,
          text: written(now, shown),
        }),
    ),
    domain
      ? null
      : el(
          "figcaption",
          {},
          el("span", { class: "key" }, messages.t("panel.series.unit")),
          el("span", { class: "key key-average" }, messages.t("panel.average")),
        ),
  );
}

/**
 * The least and the largest of several series, so that charts beside each other share one scale.
 * @param {(number | null)[][]} lines
 * @returns {[number, number]}
 */
export function seriesDomain(lines) {
  const all = lines.flat().filter((value) => value !== null);
  return [Math.min(...all), Math.max(...all)];
}

/**
 * Bars with their labels and values as text: the bar holds nothing that the text does not.
 * @param {Bar[]} rows
 * @param {{most?: number}} [options] `most`: the value of a full bar
 */
export function bars(rows, { most = Math.max(...rows.map(({ value }) => value ?? 0), 1) } = {}) {
  return el("ul", { class: "bars" }, ...rows.map((row) => bar(row, most)));
}

/**
 * @param {Bar} row
 * @param {number} most
 */
function bar({ label, value, text, look, mark }, most) {
  const track = el("span", { class: "bar-track", "aria-hidden": "true" });
  if (value !== null) {
    const fill = el("span", { class: `bar-fill ${look ?? ""}` });
    fill.style.setProperty("--size", `${Math.min(100, (100 * value) / most)}%`);
    track.append(fill);
  }
  if (mark !== undefined) {
    const tick = el("span", { class: "bar-mark" });
    tick.style.setProperty("--at", `${Math.min(100, (100 * mark) / most)}%`);
    track.append(tick);
  }
  return el(
    "li",
    {},
    el("span", { class: "bar-label" }, label),
    track,
    el("span", { class: "bar-value" }, text),
  );
}

/**
 * Parts of a whole. Only for shares that make a whole; anything else is drawn as bars.
 * @param {{label: string, value: number, text: string, key: string}[]} parts
 */
export function donut(parts) {
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  const radius = TURN / (2 * Math.PI);
  let start = 0;
  const arcs = parts.map(({ value, key }) => {
    const share = (TURN * value) / total;
    const arc = svg("circle", {
      class: `slice fund-${key}`,
      "stroke-width": 8,
      cx: 21,
      cy: 21,
      r: radius,
      "stroke-dasharray": `${Math.max(0, share - 0.8)} ${TURN}`,
      "stroke-dashoffset": -start,
    });
    start += share;
    return arc;
  });
  return el(
    "div",
    { class: "donut" },
    svg("svg", { viewBox: "0 0 42 42", "aria-hidden": "true" }, ...arcs),
    el(
      "ul",
      {},
      ...parts.map(({ label, text, key }) => el("li", {}, swatch(`fund-${key}`), label, el("b", {}, text))),
    ),
  );
}

/**
 * A value on the scale of the classes, the EU average in the middle of it.
 * @param {Context} ctx
 * @param {number} value
 * @param {number} average
 */
export function classScale({ payload }, value, average) {
  const { classes, thresholds } = payload.map;
  const most = 175;
  const edges = [0, ...thresholds, most];
  const bands = classes.map((_, at) => {
    const band = el("span", { class: `class-${at + 1}` });
    band.style.setProperty("--size", String(edges[at + 1] - edges[at]));
    return band;
  });
  const needle = el("span", { class: "scale-needle" });
  needle.style.setProperty("--at", `${Math.min(100, (100 * (100 * value)) / average / most)}%`);
  const middle = el("span", { class: "scale-average" });
  middle.style.setProperty("--at", `${(100 * 100) / most}%`);
  return el(
    "div",
    { class: "class-scale", "aria-hidden": "true" },
    el("div", { class: "scale-bands" }, ...bands),
    middle,
    needle,
  );
}
