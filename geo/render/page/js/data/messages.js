/** Words and numbers in the reader's language. */

/**
 * Keep formatters by kind and language: one takes a thousand times longer to make than to use.
 * @param {() => string} language the language now chosen
 */
function formatterCache(language) {
  /** @type {Map<string, any>} */
  const made = new Map();
  /**
   * @template T
   * @param {string} kind
   * @param {(language: string) => T} make
   * @returns {T}
   */
  return (kind, make) => {
    const key = `${language()} ${kind}`;
    if (!made.has(key)) made.set(key, make(language()));
    return made.get(key);
  };
}

/** Such numbers are written alike in all languages, but for the decimal sign. */
const PLAIN = /^-?\d{1,3}(\.\d{1,8})?$/;

/** Figures nearer than this to a bound are on it: percentages are computed from rounded figures. */
const ROUNDING = 1e-9;

/** @param {number} figure @param {number} bound @returns {number} -1 below the bound, 0 on it, 1 above */
function side(figure, bound) {
  return Math.abs(figure - bound) < ROUNDING ? 0 : Math.sign(figure - bound);
}

/**
 * A figure rounded to as few decimals as leave it on its side of every bound it is compared with.
 * @param {number} value
 * @param {number} digits decimals to begin with
 * @param {number[]} bounds
 * @returns {{rounded: number, decimals: number}}
 */
export function roundedWithin(value, digits, bounds) {
  for (let decimals = digits; ; decimals += 1) {
    // The nearest double to 126.05 lies below it: halves of the table go up, as a reader would round them.
    const rounded = Number((value % 1 ? value * (1 + 1e-13) : value).toFixed(decimals));
    if (decimals > 9 || bounds.every((bound) => side(rounded, bound) === side(value, bound)))
      return { rounded, decimals };
  }
}

/**
 * Numbers as the language writes them. The browser's first formatter takes longer to make than a third of the map to
 * draw: what is only digits and a sign goes without one.
 * @param {ReturnType<typeof formatterCache>} keep
 * @param {(key: string) => string} text of the language
 */
function numbersIn(keep, text) {
  /**
   * A number as the language writes it, with a minus sign where it has a hyphen.
   * @param {number} value
   * @param {Intl.NumberFormatOptions} options
   */
  const written = (value, options) => {
    const least = options.minimumFractionDigits;
    const digits = least ? value.toFixed(least) : String(value);
    return (
      PLAIN.test(digits) && Number(digits) === value
        ? digits.replace(".", text("map.decimal"))
        : keep(
            JSON.stringify(options),
            (lang) => new Intl.NumberFormat(lang, { numberingSystem: "latn", ...options }),
          ).format(value)
    ).replace("-", "−");
  };

  return {
    /**
     * A number with all its decimals; four digits stay together, as those of a year.
     * @param {number} value
     */
    whole(value) {
      return written(value, { maximumFractionDigits: 12, useGrouping: "min2" });
    },

    /**
     * A number with one decimal at most, such as a count.
     * @param {number} value
     */
    number(value) {
      return written(roundedWithin(value, 1, []).rounded, { maximumFractionDigits: 1 });
    },

    /**
     * A figure with one decimal, even where that is 0: figures beside each other are written alike.
     * @param {number} value
     * @param {number[]} bounds what the figure is compared with: it is not rounded onto them or across
     * @param {number} [digits] decimals, at least
     */
    decimal(value, bounds, digits = 1) {
      const { rounded, decimals } = roundedWithin(value, digits, bounds);
      return written(rounded, { minimumFractionDigits: digits, maximumFractionDigits: decimals });
    },

    /**
     * @param {number} value a share of one hundred
     * @param {number[]} [bounds] what the share is compared with: it is not rounded onto them or across
     */
    percent(value, bounds = []) {
      const { rounded, decimals } = roundedWithin(value, 0, bounds);
      return text("map.share").replace("{value}", written(rounded, { maximumFractionDigits: decimals }));
    },
  };
}

/**
 * @param {Record<string, Record<string, string | string[]>>} catalogues
 * @param {() => string} language the language now chosen
 * @param {string[]} [plurals] the kinds of numbers that have forms, in their order; all others have the second form
 */
export function createMessages(catalogues, language, plurals = ["one"]) {
  const catalogue = () => catalogues[language()] ?? catalogues.en;
  const keep = formatterCache(language);
  const numbers = numbersIn(keep, (key) => String(catalogue()[key]));

  return {
    ...numbers,

    /**
     * The text of a message. `{count}` decides between its forms; numbers are written as the language
     * writes them. Without parameters the text stands as it is: one of a table may hold braces.
     * @param {string} key
     * @param {Record<string, unknown>} [params]
     * @returns {string}
     */
    t(key, params) {
      const entry = catalogue()[key] ?? catalogues.en[key];
      if (entry === undefined) throw new Error(`no message ${key}`);
      const kind =
        typeof params?.count === "number"
          ? keep("plural", (lang) => new Intl.PluralRules(lang)).select(params.count)
          : "";
      const text = Array.isArray(entry) ? entry[plurals.indexOf(kind)] || entry[1] : entry;
      if (!params) return text;
      return text.replace(/\{(\w+)\}/g, (_, name) => {
        const value = params[name];
        return typeof value === "number" ? numbers.number(value) : String(value ?? "");
      });
    },

    /**
     * A text behind what it is about, with the colon as the language sets it.
     * @param {string} label
     * @param {string} [text]
     */
    labelled(label, text = "") {
      return this.t("map.labelled", { label, text });
    },

    /**
     * Whether a message exists: record columns may hold keys of no vocabulary.
     * @param {string} key
     */
    has(key) {
      return key in catalogues.en;
    },

    /**
     * A message as each language has it, by language.
     * @param {string} key
     */
    everywhere(key) {
      return Object.fromEntries(
        Object.entries(catalogues).map(([name, texts]) => [name, String(texts[key])]),
      );
    },

    /** @param {string} code GISCO country code */
    country(code) {
      const key = `country.${code}`;
      return this.has(key) ? this.t(key) : code;
    },
  };
}

/** @typedef {ReturnType<typeof createMessages>} Messages */
