/** What a reader can choose, and what is chosen when the page opens. */

import { figuresOf, shownOf } from "./figures.js";
import { BANDS } from "./scores.js";

/**
 * @typedef {import("./payload.js").Payload} Payload
 * @typedef {{kind: "region" | "cluster", id: string}} Selection
 * @typedef {"funding" | "services" | "survey" | "statements" | "compare" | "changed"} PanelName
 * @typedef {{
 *   base: "class" | "index" | "change" | "since" | "indicator" | "figure", indicator: string, year: number, from: number, to: number,
 *   when?: number,
 *   overlays: string[], classes: string[], countries: string[], services: string[], funding: string[],
 *   stages: string[], kinds: string[], tables: string[], query: string, selected: Selection | null, compare: Selection[], lang: string,
 *   theme: "auto" | "light" | "dark", view: [number, number, number] | null, table: boolean,
 *   sort: [string, "asc" | "desc"] | null, embed: boolean,
 *   panel?: PanelName | null,
 *   highlight: {class?: string, nodata?: string} | null,
 * }} State
 * `indicator` is the code of an indicator or of a figure, `year` that of what the layer shows, 0 for the last one; `when`
 * is read in links from before figures and the index shared a key
 * @typedef {{
 *   painters: import("./layers.js").Painters, figures?: import("./figures.js").Figures,
 *   mixes?: {line: (overlay: "funding" | "services", record: import("./payload.js").ClusterRecord) => string | null},
 *   payload: Payload, store: {readonly state: Readonly<State>}, messages: import("./messages.js").Messages,
 * }} Model what every computation reads: the data, the choices and the words
 */

/** The choices on which what paints the regions depends. */
export const LAYER_KEYS = /** @type {const} */ (["base", "indicator", "year", "from", "to"]);

/** The layers that list figures, of which a reader chooses one. */
export const LISTS = ["indicator", "figure"];

/**
 * What can paint the regions of this map.
 * @param {Payload} payload
 * @returns {State["base"][]}
 */
export function basesOf({ index, change, figures }) {
  return /** @type {State["base"][]} */ ([
    "class",
    "index",
    ...(index.years.length > 1 ? ["change"] : []),
    ...(change ? ["since"] : []),
    ...LISTS.filter((layer) => figuresOf({ figures }, layer).length),
  ]);
}

/**
 * What no control of the layer shows does not rule: the year of what the layer does not show is the last one, and the bands of another layer, such as up and down, filter nothing.
 * @param {Pick<Payload, "index" | "figures">} payload
 * @returns {(state: State) => State}
 */
export function settling(payload) {
  return ({ when, ...state }) => {
    const { base, classes } = state;
    const { code, years } = shownOf(payload, state);
    const year = (base === "figure" && when) || state.year;
    const [own, all] = [BANDS[/** @type {"since"} */ (base)] ?? [], Object.values(BANDS).flat()];
    return {
      ...state,
      indicator: LISTS.includes(base) ? code : state.indicator,
      year: hasSlider(base) && years.slice(0, -1).includes(year) ? year : 0,
      classes: classes.filter((key) => own.includes(key) || !all.includes(key)),
    };
  };
}

/**
 * Whether a layer shows one year of its figure, which a slider chooses where the figure has several.
 * @param {State["base"]} base
 */
export function hasSlider(base) {
  return base !== "change" && base !== "since";
}

/**
 * The language to open in: the one asked for, else the map's own, else the reader's, else the first.
 * @param {{language: string | null, languages: string[]}} map
 * @param {string | null} asked
 * @param {readonly string[]} preferred the reader's languages as tags such as `de-AT`, best first
 */
export function languageAtFirst({ language, languages }, asked, preferred) {
  const wanted = [asked, language, ...preferred.map((tag) => tag.split("-")[0])];
  return wanted.find((name) => name !== null && languages.includes(name)) ?? languages[0];
}

/**
 * @param {Payload} payload
 * @param {{embed: boolean, lang: string}} asked
 * @returns {State}
 */
export function initialState({ map, index: { years }, figures, records }, { embed: asked, lang }) {
  const embed = map.embed || asked;
  const last = years.at(-1) ?? map.edition;
  return {
    base: map.base,
    indicator: figuresOf({ figures }, "indicator")[0]?.code ?? "",
    year: 0,
    from: years[0] ?? last,
    to: last,
    overlays: map.layers,
    classes: [],
    countries: [],
    services: [],
    funding: [],
    stages: [],
    kinds: [],
    tables: [],
    query: "",
    selected: null,
    compare: [],
    panel: null,
    lang,
    theme: "auto",
    view: null,
    table: !embed && records.length <= 100,
    sort: null,
    embed,
    highlight: null,
  };
}
