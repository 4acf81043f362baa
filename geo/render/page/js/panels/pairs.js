/** How two figures at once look and read: a square of nine classes, three of the one by three of the other. */

import { cellOf, figuresOf, figureUnits, rowOf, shownOf, unitAt, yearOf } from "../data/figures.js";
import { placePasses } from "../data/filters.js";
import { BANDS } from "../data/scores.js";
import { countText } from "../data/tallies.js";
import { el } from "../dom.js";
import { cellText, headText, rangeText, textOf, titleText } from "./figure-texts.js";
import { filterButton } from "./legend-keys.js";
import { sign } from "./parts.js";
import { rankedBy } from "./ranked.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/figures.js").FigureFacts} FigureFacts
 * @typedef {import("../data/figures.js").Side} Side
 * @typedef {Map<string, import("../data/tallies.js").Tally>} Tallies
 */

/** Classes of each of the two figures. */
const SIDE = 3;

/** The name of an axis, after an arrow. @param {string} arrow @param {string} title */
const axisName = (arrow, title) => el("p", { class: "pair-title" }, sign(arrow), ` ${title}`);

/**
 * Let the layer of figures know pairs of them.
 * @param {Context} ctx
 */
export function addPairs(ctx) {
  const list = figuresOf(ctx.payload, "figure");
  const shownNow = () => shownOf(ctx.payload, ctx.store.state);
  /** @param {FigureFacts} shown @returns {FigureFacts[]} the two figures */
  const bothOf = ({ pair: sides = [] }) =>
    sides.map(({ code }) => /** @type {FigureFacts} */ (list.find((figure) => figure.code === code)));
  /** @type {Partial<import("./layer-texts.js").Layer>} */
  const single = { ...ctx.painters.figure };
  /** @type {Record<string, (shown: FigureFacts, ...rest: any[]) => any>} */
  const paired = {
    facts: (shown, region) => bothOf(shown).map((figure) => lineOf(ctx, figure, region)),
    ranked: (shown) => rankedBy(ctx, bothOf(shown), (figure) => rowNow(ctx, figure)),
    takeaway: (shown) => sentenceOf(ctx, shown),
    before: (shown, tallies) => introOf(ctx, shown, bothOf(shown), tallies),
    // The square has the classes, and the map in words.
    listing: () => [],
    worded: (shown, tallies) => cellsOf(ctx, shown, bothOf(shown), tallies).filter((cell) => cell !== null),
  };
  for (const [name, say] of Object.entries(paired)) {
    const other = /** @type {any} */ (single)[name];
    Object.assign(ctx.painters.figure, {
      [name]: (/** @type {any[]} */ ...given) => {
        const shown = shownNow();
        return shown.pair ? say(shown, ...given) : other?.(...given);
      },
    });
  }
}

/**
 * @param {Context} ctx
 * @param {FigureFacts} figure
 */
const rowNow = (ctx, figure) => rowOf(figure, yearOf(ctx, figure));

/**
 * Name and value of a figure in a region, or why there is none.
 * @param {Context} ctx
 * @param {FigureFacts} figure
 * @param {import("../data/payload.js").Region} region
 */
function lineOf(ctx, figure, region) {
  const row = rowNow(ctx, figure);
  const text = cellText(ctx, figure, unitAt(figure, region), row);
  return ctx.messages.labelled(titleText(ctx, figure, row), text);
}

/**
 * How many regions are high in both figures and how many low, of what the filters let pass.
 * @param {Context} ctx
 * @param {FigureFacts} pair
 */
function sentenceOf(ctx, pair) {
  const { messages, payload } = ctx;
  const row = rowNow(ctx, pair);
  const known = figureUnits(pair, payload.units)
    .filter((unit) => placePasses(ctx, unit))
    .map((unit) => cellOf(pair, unit.figure, row))
    .filter((cell) => typeof cell === "number");
  const title = titleText(ctx, pair, row);
  if (!known.length) return messages.t("panel.figure.none", { figure: title });
  const count = (/** @type {number} */ at) => known.filter((cell) => cell === at).length;
  return messages.t("panel.pair.takeaway", {
    pair: title,
    high: count(SIDE * SIDE - 1),
    low: count(0),
    total: known.length,
  });
}

/**
 * What stands above the kinds of no data in the legend of a pair.
 * @param {Context} ctx
 * @param {FigureFacts} pair
 * @param {FigureFacts[]} both
 * @param {Tallies} tallies
 */
function introOf(ctx, pair, both, tallies) {
  const { messages } = ctx;
  const sources = new Set(both.map((figure) => textOf(ctx, figure, "source")));
  return [
    el("p", { text: `${messages.t("panel.pair.classes")} · ${messages.t("panel.pair.numbers")}` }),
    squareOf(ctx, pair, both, tallies),
    el("p", { text: messages.labelled(messages.t("panel.source"), [...sources].join("; ")) }),
  ];
}

/**
 * The nine classes, low to high from left to right and upwards, each with how many regions it has.
 * @param {Context} ctx
 * @param {FigureFacts} pair
 * @param {FigureFacts[]} both
 * @param {Tallies} tallies
 */
function squareOf(ctx, pair, both, tallies) {
  const [acrossTitle, upTitle] = both.map((figure) => headText(ctx, figure, rowNow(ctx, figure)));
  const [across, up] = (pair.pair ?? []).map((side) => spread(side.bounds.length));
  /** @param {number} index @param {number} at @param {(number | null)[]} places */
  const edge = (index, at, places) =>
    el("span", {
      class: "pair-range",
      "aria-hidden": "true",
      text: places[at] === null ? "" : shortRange(ctx, /** @type {Side[]} */ (pair.pair)[index], places[at]),
    });
  const cells = cellsOf(ctx, pair, both, tallies).map((cell, at) =>
    cell ? cellNode(ctx, cell, tallies, pair.looks[at][0]) : el("span", {}),
  );
  const rows = [2, 1, 0].flatMap((y) => [edge(1, y, up), cells.slice(SIDE * y, SIDE * y + SIDE)].flat());
  return el(
    "div",
    { class: "pair" },
    axisName("↑", upTitle),
    el("div", { class: "pair-square" }, ...rows, el("span", {}), ...[0, 1, 2].map((x) => edge(0, x, across))),
    axisName("→", acrossTitle),
  );
}

/**
 * The nine classes, from low to high, row by row; null where the figures have fewer.
 * @param {Context} ctx
 * @param {FigureFacts} pair
 * @param {FigureFacts[]} both
 * @param {Tallies} tallies
 */
function cellsOf(ctx, pair, both, tallies) {
  const sides = /** @type {Side[]} */ (pair.pair);
  const [across, up] = sides.map((side) => spread(side.bounds.length));
  const titles = both.map((figure) => headText(ctx, figure, rowNow(ctx, figure)));
  return BANDS.figure.slice(0, SIDE * SIDE).map((value, at) => {
    const places = [across[at % SIDE], up[Math.floor(at / SIDE)]];
    if (places.includes(null)) return null;
    const names = places.map((place, index) =>
      ctx.messages.labelled(titles[index], rangeText(ctx, sides[index], place ?? 0)),
    );
    const detail = countText(ctx, tallies.get(value));
    return { keys: [], name: names.join("; "), detail, value, highlight: { class: value } };
  });
}

/**
 * One class: a button with the number of its regions, that filters.
 * @param {Context} ctx
 * @param {NonNullable<ReturnType<typeof cellsOf>[number]>} cell
 * @param {Tallies} tallies
 * @param {string} look
 */
function cellNode(ctx, cell, tallies, look) {
  const tally = tallies.get(cell.value);
  const count = (tally?.regions ?? 0) + (tally?.countries ?? 0);
  const node = filterButton(ctx, cell, "classes", cell.value, [
    el("span", { "aria-hidden": "true", text: count ? ctx.messages.number(count) : "" }),
    el("span", { class: "visually-hidden", text: `${cell.name}; ${cell.detail}` }),
  ]);
  node.className = `pair-cell ${look}`;
  return node;
}

/**
 * Where the classes of a figure stand among three places: of two classes on the outer ones, of one in the middle.
 * @param {number} bounds how many
 * @returns {(number | null)[]}
 */
function spread(bounds) {
  if (bounds === 0) return [null, 0, null];
  return bounds === 1 ? [0, null, 1] : [0, 1, 2];
}

/**
 * The range of a class in signs, which fit the edge of the square.
 * @param {Context} ctx
 * @param {Side} side
 * @param {number} at
 */
function shortRange(ctx, { bounds, boundDigits, counted }, at) {
  if (counted && at < bounds.length) {
    const ends = [bounds[at - 1] ?? 0, bounds[at] - 1].map(ctx.messages.number);
    return [...new Set(ends)].join(" – ");
  }
  const [low, high] = [bounds[at - 1], bounds[at]].map((bound) =>
    bound === undefined ? "" : ctx.messages.decimal(bound, [], boundDigits),
  );
  if (!bounds.length) return "";
  return low === "" ? `< ${high}` : high === "" ? `≥ ${low}` : `${low} – ${high}`;
}
