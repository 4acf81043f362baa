/** What the data say for the year, the layer and the filters now chosen. Nothing here draws. */

/**
 * @typedef {import("./payload.js").Payload} Payload
 * @typedef {import("./payload.js").ClusterRecord} ClusterRecord
 * @typedef {{
 *   payload: Payload, store: import("../store.js").Store, messages: import("./messages.js").Messages, map: any,
 *   say: (text: string) => void, tip: import("../map/tooltip.js").Tooltip, address: () => string,
 * }} Context
 * @typedef {{unit?: number, units?: number[], noData: string | null, since: import("./payload.js").Step | null}} Place
 */

const LETTERS = /** @type {Record<string, string>} */ ({
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  æ: "ae",
  œ: "oe",
  ı: "i",
  þ: "th",
  ð: "d",
});

/** Filter words that are no class: what the layers of change and the indicators tell apart. */
export const BANDS = {
  change: ["up", "same", "down"],
  since: ["up", "same", "down", "other"],
  indicator: ["above", "below"],
};

/**
 * What can paint the regions of this map.
 * @param {Payload} payload
 * @returns {import("../store.js").State["base"][]}
 */
export function basesOf({ map, change, indicators }) {
  return /** @type {import("../store.js").State["base"][]} */ ([
    "class",
    "index",
    ...(map.years.length > 1 ? ["change"] : []),
    ...(change ? ["since"] : []),
    ...(indicators.length ? ["indicator"] : []),
  ]);
}

/** Index points within which a region counts as unmoved. */
export const SAME_POINTS = 1;

/** Kinds of no data, in the legend's order. */
export const NO_DATA_KINDS = ["missing", "country_only", "not_covered", "not_located"];

/** Sources of funding, in the order every chart uses. */
export const FUNDING = ["public", "private", "membership", "sales"];

/**
 * Text as it is compared: without case, accents and punctuation.
 * @param {string} text
 */
export function fold(text) {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßøłđæœıþð]/g, (letter) => LETTERS[letter])
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/**
 * @param {Context} ctx
 * @param {number} year
 * @returns {number} position of the year in the series; the edition's own year is the last one
 */
function yearAt(ctx, year) {
  const at = ctx.payload.map.years.indexOf(year);
  return at < 0 ? ctx.payload.map.years.length - 1 : at;
}

/**
 * @param {Context} ctx
 * @param {number} year
 */
export function averageOf(ctx, year) {
  const { euAverage } = ctx.payload.map;
  return euAverage[Math.max(0, yearAt(ctx, year))] ?? euAverage[0] ?? 100;
}

/**
 * @param {Context} ctx
 * @param {number} unitIndex
 * @param {number} year
 * @returns {number | null}
 */
export function indexOf(ctx, unitIndex, year) {
  const unit = ctx.payload.units[unitIndex];
  if (!unit) return null;
  const at = yearAt(ctx, year);
  return at === ctx.payload.map.years.length - 1 ? unit.index : (unit.series[at] ?? null);
}

/**
 * The index in percent of the EU average of the same year.
 * @param {Context} ctx
 * @param {number} unitIndex
 * @param {number} year
 * @returns {number | null}
 */
export function relativeIndexOf(ctx, unitIndex, year) {
  const index = indexOf(ctx, unitIndex, year);
  return index === null ? null : (100 * index) / averageOf(ctx, year);
}

/**
 * @param {Context} ctx
 * @param {number} percent index in percent of the EU average
 */
function classify(ctx, percent) {
  const { classes, thresholds, closed } = ctx.payload.map;
  // Tables are rounded: 70 % computed from rounded figures must not fall below 70.
  const at = thresholds.filter((lower) =>
    closed === "lower" ? percent >= lower - 1e-9 : percent > lower + 1e-9,
  ).length;
  return classes[at];
}

/**
 * @param {Context} ctx
 * @param {number} unitIndex
 * @param {number} year
 * @returns {string | null}
 */
export function classOf(ctx, unitIndex, year) {
  const { map, units } = ctx.payload;
  const unit = units[unitIndex];
  if (!unit) return null;
  if (yearAt(ctx, year) === map.years.length - 1) return unit.class === null ? null : map.classes[unit.class];
  const percent = relativeIndexOf(ctx, unitIndex, year);
  return percent === null ? null : classify(ctx, percent);
}

/**
 * @param {Context} ctx
 * @param {number} regionIndex
 * @param {number} year
 */
export function classOfRegion(ctx, regionIndex, year) {
  return classOf(ctx, ctx.payload.regions[regionIndex].unit, year);
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord} record
 * @param {number} year
 * @returns {string | null} a class, "mixed", or null
 */
export function classOfRecord(ctx, record, year) {
  if (yearAt(ctx, year) === ctx.payload.map.years.length - 1 || record.class === null) return record.class;
  const classes = new Set(record.units.map((unit) => classOf(ctx, unit, year)));
  return classes.size === 1 ? [...classes][0] : classes.size ? "mixed" : null;
}

/**
 * Which of the layer's own bands a region or cluster falls in, such as up or above; null without a value.
 * @param {Context} ctx
 * @param {Place} place
 * @returns {string | null}
 */
export function bandOf(ctx, place) {
  const { base } = ctx.store.state;
  if (base === "since") return place.since?.way ?? (place.noData ? null : "same");
  const unitIndex = place.unit ?? place.units?.[0] ?? -1;
  if (base === "change") {
    const points = pointsOf(ctx, unitIndex);
    if (points === null) return null;
    return Math.abs(points) < SAME_POINTS ? "same" : points > 0 ? "up" : "down";
  }
  if (base === "indicator") {
    const percent = indicatorOf(ctx, unitIndex);
    return percent === null ? null : percent >= 100 ? "above" : "below";
  }
  return null;
}

/**
 * Index points a unit gained between the two chosen years.
 * @param {Context} ctx
 * @param {number} unitIndex
 */
export function pointsOf(ctx, unitIndex) {
  const { from, to } = ctx.store.state;
  const before = indexOf(ctx, unitIndex, from);
  const after = indexOf(ctx, unitIndex, to);
  return before === null || after === null ? null : after - before;
}

/**
 * Classes a unit moved between the two chosen years: -3 to 3.
 * @param {Context} ctx
 * @param {number} unitIndex
 */
export function classMoveOf(ctx, unitIndex) {
  const { from, to } = ctx.store.state;
  const [before, after] = [from, to].map((year) =>
    ctx.payload.map.classes.indexOf(classOf(ctx, unitIndex, year) ?? ""),
  );
  return before < 0 || after < 0 ? 0 : after - before;
}

/**
 * The chosen indicator in percent of its EU average. The source writes 0 where it has no value.
 * @param {Context} ctx
 * @param {number} unitIndex
 * @returns {number | null}
 */
export function indicatorOf(ctx, unitIndex) {
  const { indicators, units } = ctx.payload;
  const at = indicators.findIndex(({ code }) => code === ctx.store.state.indicator);
  const value = units[unitIndex]?.indicators[at];
  return value ? (100 * value) / indicators[at].average : null;
}

/**
 * Whether a unit passes the class and band filters. `noData` stands in for a missing class.
 * @param {Context} ctx
 * @param {string | null} key class, "mixed" or kind of no data
 * @param {Place} place
 */
function passesClasses(ctx, key, place) {
  const { base, classes } = ctx.store.state;
  if (classes.length === 0) return true;
  // A unit that has a class may have no value for an indicator: there its band is a kind of no data.
  const lack = base in BANDS ? (place.noData ?? "missing") : "";
  const words = new Set([...Object.values(BANDS).flat(), ...(lack ? NO_DATA_KINDS : [])]);
  const bands = classes.filter((word) => words.has(word));
  const others = classes.filter((word) => !words.has(word));
  return (
    (others.length === 0 || others.includes(key ?? "none")) &&
    (bands.length === 0 || bands.includes(bandOf(ctx, place) ?? lack))
  );
}

/**
 * Whether a region is inside the filters for class and country.
 * @param {Context} ctx
 * @param {number} regionIndex
 */
export function regionPasses(ctx, regionIndex) {
  const { state } = ctx.store;
  const region = ctx.payload.regions[regionIndex];
  if (state.countries.length && !state.countries.includes(region.country)) return false;
  return passesClasses(ctx, classOfRegion(ctx, regionIndex, state.year) ?? region.noData, region);
}

/**
 * @param {ClusterRecord} record
 * @returns {string[]} the largest source of funding, or all that are equally large
 */
export function mainSources({ funding }) {
  if (!funding) return [];
  const most = Math.max(0, ...FUNDING.map((key) => funding[key] ?? 0));
  return FUNDING.filter((key) => funding[key] && funding[key] === most);
}

/** @type {{state: unknown, records: ClusterRecord[]}} */
let remembered = { state: null, records: [] };

/**
 * The records that pass every filter.
 * @param {Context} ctx
 * @returns {ClusterRecord[]}
 */
export function visibleRecords(ctx) {
  const { state } = ctx.store;
  if (remembered.state === state) return remembered.records;
  const query = fold(state.query);
  const records = ctx.payload.records.filter(
    (record) =>
      passesClasses(ctx, classOfRecord(ctx, record, state.year) ?? record.noData, record) &&
      (state.countries.length === 0 || state.countries.includes(record.country)) &&
      state.services.every((key) => record.services.includes(key)) &&
      (state.funding.length === 0 || mainSources(record).some((key) => state.funding.includes(key))) &&
      (state.stages.length === 0 || state.stages.includes(record.stage ?? "")) &&
      (query === "" || searchText(ctx, record).includes(query)),
  );
  remembered = { state, records };
  return records;
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function searchText(ctx, record) {
  const regions = record.regions.map((at) => [ctx.payload.regions[at].name, regionName(ctx, at).other]);
  const words = [
    record.name,
    record.city,
    record.regionName,
    record.regionPrinted,
    ctx.messages.country(record.country),
    regions,
  ];
  return fold(words.flat(2).filter(Boolean).join(" "));
}

/**
 * @param {Context} ctx
 * @param {number} regionIndex
 */
export function recordsOfRegion(ctx, regionIndex) {
  return ctx.payload.records.filter(({ regions }) => regions.includes(regionIndex));
}

/**
 * Clusters whose regions have the same class, the most alike in services first.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 * @returns {{record: ClusterRecord, sameClass: boolean, shared: string[]}[]} at most five
 */
export function peersOf(ctx, record) {
  const { year } = ctx.store.state;
  const own = classOfRecord(ctx, record, year);
  if (own === null) return [];
  return ctx.payload.records
    .filter((other) => other.id !== record.id && classOfRecord(ctx, other, year) === own)
    .map((other) => {
      const shared = other.services.filter((key) => record.services.includes(key));
      const union = new Set([...other.services, ...record.services]).size;
      const distance = Math.abs((other.index ?? 0) - (record.index ?? 0));
      return {
        peer: { record: other, sameClass: true, shared },
        likeness: union ? shared.length / union : 0,
        distance,
      };
    })
    .toSorted((a, b) => b.likeness - a.likeness || a.distance - b.distance)
    .slice(0, 5)
    .map(({ peer }) => peer);
}

/**
 * A region's own name, and the reader's name for it where that differs.
 * @param {Context} ctx
 * @param {number} regionIndex
 * @returns {{name: string, other: string | null}}
 */
export function regionName(ctx, regionIndex) {
  const { id, name } = ctx.payload.regions[regionIndex];
  const other = ctx.payload.regionNames[ctx.store.state.lang]?.[id] ?? null;
  return { name, other: other === name ? null : other };
}

/**
 * @param {Context} ctx
 * @param {number} unitIndex
 * @param {number} year
 * @returns {{rank: number, of: number} | null}
 */
export function rankOf(ctx, unitIndex, year) {
  const own = indexOf(ctx, unitIndex, year);
  if (own === null) return null;
  const all = ctx.payload.units.map((_, at) => indexOf(ctx, at, year)).filter((value) => value !== null);
  return { rank: 1 + all.filter((value) => value > own).length, of: all.length };
}

/**
 * @param {Context} ctx
 * @param {string} id
 * @returns {number} -1 when the map has no such region
 */
export function regionIndexOf(ctx, id) {
  return ctx.payload.regions.findIndex((region) => region.id === id);
}

/**
 * The word for a class, "mixed" or a kind of no data.
 * @param {Context} ctx
 * @param {string | null} key
 * @param {string | null} [noData]
 */
export function className(ctx, key, noData = null) {
  return ctx.messages.t(key ? `term.class.${key}` : `term.nodata.${noData ?? "missing"}`);
}

/**
 * What a region says in the base layer now shown, in words: class and index, change, or indicator.
 * @param {Context} ctx
 * @param {import("./payload.js").Region} region
 * @returns {string[]}
 */
export function factsOf(ctx, { unit: unitIndex, noData, since }) {
  const { messages, store } = ctx;
  const { base, year, from, to, indicator } = store.state;
  if (base === "since") {
    const named = (/** @type {string | null} */ key) =>
      key ? className(ctx, key) : messages.t("panel.class.none");
    if (since) return [messages.t("map.change.moved", { before: named(since.was), after: named(since.now) })];
    return [className(ctx, classOf(ctx, unitIndex, ctx.payload.map.edition), noData)];
  }
  if (base === "change") {
    const points = pointsOf(ctx, unitIndex);
    if (points === null) return [className(ctx, null, noData)];
    const [before, after] = [from, to].map((when) => className(ctx, classOf(ctx, unitIndex, when), noData));
    const moved = before === after ? after : messages.t("map.change.moved", { before, after });
    return [messages.t("map.change.points", { points: signed(ctx, points) }), moved];
  }
  if (base === "indicator") {
    const percent = indicatorOf(ctx, unitIndex);
    const name = messages.t(`term.indicator.${indicator}`);
    return [
      name,
      percent === null
        ? className(ctx, null, noData)
        : messages.t("map.percent.of.eu", { percent: messages.percent(percent) }),
    ];
  }
  const percent = relativeIndexOf(ctx, unitIndex, year);
  const facts = [className(ctx, classOf(ctx, unitIndex, year), noData)];
  if (percent !== null) facts.push(messages.t("map.percent.of.eu", { percent: messages.percent(percent) }));
  return facts;
}

/**
 * A number with its sign, as the language writes it.
 * @param {Context} ctx
 * @param {number} value
 */
export function signed(ctx, value) {
  const options = /** @type {const} */ ({ maximumFractionDigits: 1, signDisplay: "exceptZero" });
  return new Intl.NumberFormat(ctx.store.state.lang, options).format(value);
}
