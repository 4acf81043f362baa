/** What a reader can choose, and what is chosen when the page opens. */

import { figuresOf } from "./figures.js";
import { BANDS } from "./scores.js";

/**
 * @typedef {import("./payload.js").Payload} Payload
 * @typedef {{kind: "region" | "cluster", id: string}} Selection
 * @typedef {"funding" | "services" | "survey" | "statements" | "compare" | "changed"} PanelName
 * @typedef {{
 *   base: "class" | "index" | "change" | "since" | "indicator" | "figure", indicator: string, year: number, from: number, to: number,
 *   when: number,
 *   overlays: string[], classes: string[], countries: string[], services: string[], funding: string[],
 *   stages: string[], kinds: string[], tables: string[], query: string, selected: Selection | null, compare: Selection[], lang: string,
 *   theme: "auto" | "light" | "dark", view: [number, number, number] | null, table: boolean,
 *   sort: [string, "asc" | "desc"] | null, embed: boolean,
 *   panel?: PanelName | null,
 *   highlight: {class?: string, nodata?: string} | null,
 * }} State
 * `indicator` is the code of an indicator or of a figure, `when` the year of the figure
 * @typedef {{
 *   painters: import("./layers.js").Painters, figures?: import("./figures.js").Figures,
 *   payload: Payload, store: {readonly state: Readonly<State>}, messages: import("./messages.js").Messages,
 * }} Model what every computation reads: the data, the choices and the words
 */

/** The choices on which what paints the regions depends. */
export const LAYER_KEYS = /** @type {const} */ (["base", "indicator", "year", "from", "to", "when"]);

/** The layers that list figures, of which a reader chooses one. */
export const LISTS = ["indicator", "figure"];

/** Overlays, in the order they are listed. */
export const OVERLAYS = ["clusters", "funding", "services", "labels", "borders"];

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
 * What no control of the layer shows does not rule: the year of the layers without a slider is the last one,
 * and the bands of another layer, such as up and down, filter nothing.
 * @param {Pick<Payload, "map" | "index" | "figures">} payload
 * @returns {(state: State) => State}
 */
export function settling({ map: { edition }, index: { years }, figures }) {
  return (state) => {
    const { base, classes, when } = state;
    const list = LISTS.includes(base) ? figuresOf({ figures }, base) : null;
    const indicator = codeIn(list, state.indicator);
    const times = figuresOf({ figures }, "figure").find(({ code }) => code === indicator)?.years ?? [];
    const [own, all] = [BANDS[/** @type {"since"} */ (base)] ?? [], Object.values(BANDS).flat()];
    return {
      ...state,
      indicator,
      when: times.includes(when) ? when : (times.at(-1) ?? when),
      year: hasSlider(base) ? state.year : (years.at(-1) ?? edition),
      classes: classes.filter((key) => own.includes(key) || !all.includes(key)),
    };
  };
}

/**
 * A code of a list: the one chosen, else the first; of no list, the one chosen.
 * @param {{code: string}[] | null} list
 * @param {string} chosen
 */
function codeIn(list, chosen) {
  return !list || list.some(({ code }) => code === chosen) ? chosen : (list[0]?.code ?? "");
}

/**
 * Whether a layer shows one year, which a slider chooses.
 * @param {State["base"]} base
 */
export function hasSlider(base) {
  return base === "class" || base === "index";
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
    year: last,
    from: years[0] ?? last,
    to: last,
    when: 0,
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
