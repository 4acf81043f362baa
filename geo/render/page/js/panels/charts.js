/** Small charts: a series over the years, bars, a value against an average. */

import { seriesOf, yearOf } from "../data/figures.js";
import { el, svg } from "../dom.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../dom.js").Child} Child
 * @typedef {import("../data/figures.js").FigureFacts} FigureFacts
 * @typedef {import("../data/figures.js").Track} Track
 * @typedef {Omit<Track, "span"> & {label: Child, text: Child, span?: [number, number], more?: Child[]}} Bar
 */

/** Where the axis of a series runs, and how far texts below a point reach above it. */
const [AXIS, TEXT] = [114, 22];

/**
 * A figure of a unit over the years above the classes of those years, the index beside the EU average: the first and
 * the last with their values, and the year now shown with a dot.
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {number} unit
 * @param {string} label what it is
 * @param {{width?: number, domain?: [number, number] | null}} [options] with a domain for charts beside each other
 */
export function seriesChart(ctx, figure, unit, label, { width = 320, domain = null } = {}) {
  const { messages } = ctx;
  const { years, average: euAverage = [], bounds, looks, digits } = figure;
  const values = seriesOf(figure, unit);
  const known = years.flatMap((_, at) => ((values[at] ?? null) === null ? [] : [at]));
  if (years.length < 2 || known.length < 2) return null;
  const [low, high] = domain ?? seriesDomain([values, euAverage]);
  const x = (/** @type {number} */ at) => 10 + (at * (width - 20)) / (years.length - 1);
  const y = (/** @type {number} */ value) =>
    AXIS - TEXT - ((value - low) / (high - low || 1)) * (AXIS - 2 * TEXT);
  const points = (/** @type {(number | null)[]} */ line) =>
    line.flatMap((value, at) => (value === null ? [] : [`${x(at)},${y(value)}`])).join(" ");
  // From the lower bound of each class to the top: the next class lies over it.
  const bands = [-Infinity, ...bounds].map((bound, at) => {
    const top = years.map((_, year) => {
      const edge = at ? y((bound * (euAverage[year] ?? 100)) / 100) : 0;
      return `${x(year)},${Math.max(0, Math.min(AXIS, edge))}`;
    });
    const [look, ramp] = looks[at];
    const band = svg("polygon", {
      class: `chart-band ${look}`,
      points: `${top.join(" ")} ${x(years.length - 1)},${at ? 0 : AXIS} 10,${at ? 0 : AXIS}`,
    });
    if (ramp !== null) band.style.setProperty("--at", `${ramp}%`);
    return band;
  });
  const isAbove = (/** @type {number} */ at) => (values[at] ?? 0) >= (euAverage[at] ?? low);
  const shown = Math.max(0, years.indexOf(yearOf(ctx, figure)));
  const written = (/** @type {number} */ at) =>
    messages.decimal(values[at] ?? 0, euAverage.length ? [euAverage[at], 100] : bounds, digits);
  /** @param {string} look @param {number} at @param {number} height @param {boolean} isUp @param {string | number} text */
  const note = (look, at, height, isUp, text) =>
    svg("text", {
      class: look,
      x: x(at),
      y: height + (isUp ? -9 : 17),
      "text-anchor": at === 0 ? "start" : at === years.length - 1 ? "end" : "middle",
      text,
    });
  const now = known.filter((at) => at === shown);
  // An end that the figure of the year now shown would touch has none.
  const isClear = (/** @type {number} */ at) =>
    now.every((one) => Math.abs(x(at) - x(one)) > 6.2 * (written(at).length + written(one).length));
  const ends = domain ? [] : [known[0], known[known.length - 1]].filter(isClear);
  const figures = [...ends, ...now];
  // The average is named where it is furthest from the values, on the side away from them, and not at the ends.
  const gap = (/** @type {number} */ at) => Math.abs((values[at] ?? euAverage[at]) - euAverage[at]);
  const inner = years.map((_, at) => at).slice(years.length > 5 ? 2 : 1, years.length > 5 ? -2 : -1);
  const widest = inner.toSorted((a, b) => gap(b) - gap(a))[0];
  return svg(
    "svg",
    {
      class: "series",
      viewBox: `0 0 ${width} ${AXIS + 18}`,
      role: "img",
      "aria-label": messages.labelled(
        label,
        known.map((at) => messages.labelled(String(years[at]), written(at))).join("; "),
      ),
    },
    ...bands,
    svg("path", { class: "chart-axis", d: `M10 ${AXIS}H${width - 10}` }),
    euAverage.length && svg("polyline", { class: "chart-average", points: points(euAverage) }),
    svg("polyline", { class: "chart-line", points: points(values) }),
    ...[0, years.length - 1].map((at) => note("", at, AXIS - 3, false, years[at])),
    ...now.map((at) => svg("circle", { class: "chart-dot", cx: x(at), cy: y(values[at] ?? 0), r: 4 })),
    ...figures.map((at) => note("chart-value", at, y(values[at] ?? 0), isAbove(at), written(at))),
    !domain &&
      euAverage[widest] !== undefined &&
      note("", widest, y(euAverage[widest]), !isAbove(widest), messages.t("map.eu.average")),
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
function bar({ label, text, more = [], ...value }, most) {
  return el(
    "li",
    {},
    el("span", { class: "bar-label" }, label),
    trackOf({ span: [0, most], ...value }),
    el("span", { class: "bar-value" }, text),
    ...more,
  );
}

/**
 * A bar of a value in its span.
 * @param {Track} track
 */
export function trackOf({ value, look = "", ramp = null, mark, span: [low, high] }) {
  /** @param {number} number */
  const part = (number) => `${Math.max(0, Math.min(100, (100 * (number - low)) / (high - low || 1)))}%`;
  const track = el("span", { class: "bar-track", "aria-hidden": "true" });
  if (value !== null) {
    const fill = el("span", { class: `bar-fill ${look}` });
    fill.style.setProperty("--size", part(value));
    fill.style.setProperty("--at", `${ramp}%`);
    track.append(fill);
  }
  if (mark !== undefined) {
    const tick = el("span", { class: "bar-mark" });
    tick.style.setProperty("--at", part(mark));
    track.append(tick);
  }
  return track;
}

/**
 * A value on the scale of the classes, the EU average in the middle of it.
 * @param {Context} ctx
 * @param {number} value
 * @param {number} average
 */
export function classScale({ payload }, value, average) {
  const { classes } = payload.map;
  const most = 175;
  const edges = [0, ...payload.index.bounds, most];
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
