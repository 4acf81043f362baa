/** Small charts: a series over the years, bars, a value against an average. */

import { seriesOf, yearOf } from "../data/figures.js";
import { className } from "../data/words.js";
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

/** How wide the narrowest chart with texts is. */
const NARROWEST = 280;

/**
 * A figure of a unit over the years above the classes of those years, the index beside the EU average. As wide as its
 * column: lines run in years, stretched to it, and texts keep their size.
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {number} unit
 * @param {string} label what it is
 * @param {[number, number]} [domain] of charts beside each other, which have room for less
 */
export function seriesChart(ctx, figure, unit, label, domain) {
  const { messages } = ctx;
  const { years, average = [], bounds, digits } = figure;
  const values = seriesOf(figure, unit);
  const known = years.flatMap((_, at) => ((values[at] ?? null) === null ? [] : [at]));
  if (years.length < 2 || known.length < 2) return null;
  const last = years.length - 1;
  const [low, high] = domain ?? seriesDomain([values, average]);
  const y = (/** @type {number} */ value) =>
    AXIS - TEXT - ((value - low) / (high - low || 1)) * (AXIS - 2 * TEXT);
  const points = (/** @type {(number | null)[]} */ line) =>
    line.flatMap((value, at) => (value === null ? [] : [`${at},${y(value)}`])).join(" ");
  const edges = [-Infinity, ...bounds].map((bound) =>
    years.map((_, at) => Math.max(0, Math.min(AXIS, y((bound * (average[at] ?? 100)) / 100)))),
  );
  const written = (/** @type {number} */ at) =>
    messages.decimal(values[at] ?? 0, average.length ? [average[at], 100] : bounds, digits);
  const now = known.filter((at) => at === Math.max(0, years.indexOf(yearOf(ctx, figure))));
  return svg(
    "svg",
    {
      class: "series",
      role: "img",
      "aria-label": messages.labelled(
        label,
        known.map((at) => messages.labelled(String(years[at]), written(at))).join("; "),
      ),
    },
    svg(
      "svg",
      { height: AXIS, viewBox: `0 0 ${last} ${AXIS}`, preserveAspectRatio: "none" },
      ...edges.map((edge, at) => bandOf(figure, edge, at)),
      average.length && svg("polyline", { class: "chart-average", points: points(average) }),
      svg("polyline", { class: "chart-line", points: points(values) }),
    ),
    ...now.map((at) =>
      svg("circle", { class: "chart-dot", cx: `${(100 * at) / last}%`, cy: y(values[at] ?? 0), r: 4 }),
    ),
    ...notesOf(ctx, { years, values, average, edges, known, now, y, written }, !domain),
  );
}

/** Where a text stands above or below a point. @param {number} height @param {boolean} isUp */
const beside = (height, isUp) => height + (isUp ? -9 : 17);

/**
 * The texts of a chart: the first and the last year, the value of the one now shown and, where there is room, the first
 * and the last value, the EU average and the classes of the index.
 * @param {Context} ctx
 * @param {{
 *   years: number[], values: (number | null)[], average: number[], edges: number[][], known: number[], now: number[],
 *   y: (value: number) => number, written: (at: number) => string,
 * }} chart `edges`: the lower ones of the classes, by year; `known`, `now`: positions of years
 * @param {boolean} isAlone
 */
function notesOf(ctx, { years, values, average, edges, known, now, y, written }, isAlone) {
  const last = years.length - 1;
  // Away from the average or, where there is none, from the line to the year beside.
  const isAbove = (/** @type {number} */ at) =>
    (values[at] ?? 0) >= (average[at] ?? values[at ? at - 1 : 1] ?? 0);
  /** @param {string} look @param {number} at @param {number} foot @param {string | number} text */
  const note = (look, at, foot, text) =>
    svg("text", {
      class: look,
      x: `${(100 * at) / last}%`,
      y: foot,
      dx: foot > AXIS ? 0 : at === 0 ? 4 : at === last && -4,
      "text-anchor": at === 0 ? "start" : at === last ? "end" : "middle",
      text,
    });
  const value = (/** @type {number} */ at) =>
    note("chart-value", at, beside(y(values[at] ?? 0), isAbove(at)), written(at));
  const always = [...[0, last].map((at) => note("", at, AXIS + 14, years[at])), ...now.map(value)];
  if (!isAlone) return always;
  // An end that the figure of the year now shown would touch has none.
  const isClear = (/** @type {number} */ at) =>
    now.every(
      (one) => (Math.abs(at - one) * NARROWEST) / last > 6.2 * (written(at).length + written(one).length),
    );
  const ends = [known[0], known[known.length - 1]].filter(isClear).map(value);
  if (!average.length) return [...always, ...ends];
  // The average is named where it is furthest from the values, on the side away from them, and not at the ends.
  const gap = (/** @type {number} */ at) => Math.abs((values[at] ?? average[at]) - average[at]);
  const inner = years.map((_, at) => at).slice(years.length > 5 ? 2 : 1, years.length > 5 ? -2 : -1);
  const named = inner.toSorted((a, b) => gap(b) - gap(a)).slice(0, 1);
  // What lines, and texts on that side of them, take of the height.
  const taken = [values, average].map((line, isAverage) =>
    line.map((one, at) => {
      const [isUp, height] = [isAbove(at) !== Boolean(isAverage), y(one ?? NaN)];
      return [height - (isUp ? 20 : 3), height + (isUp ? 3 : 20)];
    }),
  );
  return [
    ...always,
    ...ends,
    ...named.map((at) =>
      note("", at, beside(y(average[at]), !isAbove(at)), ctx.messages.t("map.eu.average")),
    ),
    ...freePlaces(edges, taken).map(([band, at, foot]) =>
      note("chart-class", at, foot, className(ctx, ctx.payload.map.classes[band])),
    ),
  ];
}

/**
 * A class, from its lower bound to the top: the next one lies over it.
 * @param {FigureFacts} figure
 * @param {number[]} edge
 * @param {number} at
 */
function bandOf({ looks }, edge, at) {
  const [look, ramp] = looks[at];
  const band = svg("polygon", {
    class: `chart-band ${look}`,
    points: `${edge.map((height, year) => `${year},${height}`).join(" ")} ${edge.length - 1},0 0,0`,
  });
  if (ramp !== null) band.style.setProperty("--at", `${ramp}%`);
  return band;
}

/**
 * Where the names of classes stand in their bands: at the first or the last year, clear of all else, or nowhere.
 * @param {number[][]} edges the lower one of each class, by year
 * @param {number[][][]} taken by line and year
 * @returns {number[][]} class, year and foot of each name
 */
function freePlaces(edges, taken) {
  const last = edges[0].length - 1;
  return edges.flatMap((edge, band) => {
    const places = [0, last].flatMap((year) => {
      const near = taken.flatMap((line) => line.filter((_, at) => Math.abs(at - year) <= last * 0.36));
      const foot = edge[year] - 5;
      const isFree = near.every(([from, to]) => foot < from || foot - 10 > to);
      return isFree && foot - 11 >= (edges[band + 1]?.[year] ?? 0) ? [[band, year, foot]] : [];
    });
    return places.slice(0, 1);
  });
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
