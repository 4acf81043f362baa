/** Words and numbers in the reader's language. */

/** GISCO writes EL and UK where the rest of the world writes GR and GB. */
const ISO_CODES = /** @type {Record<string, string>} */ ({ EL: "GR", UK: "GB" });

/**
 * @param {Record<string, Record<string, string | string[]>>} catalogues
 * @param {() => string} language the language now chosen
 */
export function createMessages(catalogues, language) {
  const catalogue = () => catalogues[language()] ?? catalogues.en;

  return {
    /**
     * The text of a message. `{count}` decides between singular and plural; numbers are written as
     * the language writes them.
     * @param {string} key
     * @param {Record<string, unknown>} [params]
     * @returns {string}
     */
    t(key, params = {}) {
      const entry = catalogue()[key] ?? catalogues.en[key];
      if (entry === undefined) throw new Error(`no message ${key}`);
      const one = typeof params.count === "number" && new Intl.PluralRules(language()).select(params.count) === "one";
      const text = Array.isArray(entry) ? entry[one ? 0 : 1] : entry;
      return text.replace(/\{(\w+)\}/g, (_, name) => {
        const value = params[name];
        return typeof value === "number" ? this.number(value) : String(value ?? "");
      });
    },

    /**
     * Whether a message exists: record columns may hold keys of no vocabulary.
     * @param {string} key
     */
    has(key) {
      return key in catalogues.en;
    },

    /**
     * @param {number} value
     * @param {number} [digits] decimals, at most
     */
    number(value, digits = 1) {
      const options = { maximumFractionDigits: digits };
      return new Intl.NumberFormat(language(), options).format(value);
    },

    /** @param {number} value a share of one hundred */
    percent(value) {
      return new Intl.NumberFormat(language(), { style: "percent", maximumFractionDigits: 0 }).format(value / 100);
    },

    /** @param {string} code GISCO country code */
    country(code) {
      const iso = ISO_CODES[code] ?? code;
      return new Intl.DisplayNames([language()], { type: "region", fallback: "code" }).of(iso) ?? code;
    },
  };
}

/** @typedef {ReturnType<typeof createMessages>} Messages */
