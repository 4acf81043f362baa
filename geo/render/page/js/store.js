/** Everything a reader can choose, in one place; whoever shows a choice subscribes to it. */

/**
 * @typedef {{kind: "region" | "cluster", id: string}} Selection
 * @typedef {{
 *   base: "class" | "index" | "change" | "since" | "indicator", indicator: string, year: number, from: number, to: number,
 *   overlays: string[], classes: string[], countries: string[], services: string[], funding: string[],
 *   stages: string[], query: string, selected: Selection | null, compare: Selection[], lang: string,
 *   theme: "auto" | "light" | "dark", view: [number, number, number] | null, table: boolean,
 *   sort: [string, "asc" | "desc"] | null, embed: boolean,
 *   panel?: "funding" | "services" | "survey" | "compare" | "changed" | null,
 *   highlight: {class?: string, nodata?: string} | null,
 * }} State
 * @typedef {{replace?: boolean}} UpdateOptions
 * @typedef {(state: State, changed: Set<string>, options: UpdateOptions) => void} Listener
 */

/**
 * @param {State} initial
 */
export function createStore(initial) {
  let state = { ...initial };
  /** @type {{keys: Set<string> | null, listener: Listener}[]} */
  const subscriptions = [];

  return {
    /** @returns {Readonly<State>} */
    get state() {
      return state;
    },

    /**
     * Change some choices at once; those that stay equal wake nobody.
     * @param {Partial<State>} patch
     * @param {UpdateOptions} [options] `replace`: no new step in the browser's history
     */
    update(patch, options = {}) {
      const changed = new Set(
        Object.entries(patch)
          .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(/** @type {any} */ (state)[key]))
          .map(([key]) => key),
      );
      if (changed.size === 0) return;
      state = { ...state, ...patch };
      for (const { keys, listener } of subscriptions) {
        if (keys === null || [...changed].some((key) => keys.has(key))) listener(state, changed, options);
      }
    },

    /**
     * @param {(keyof State)[] | null} keys null: every change
     * @param {Listener} listener
     */
    subscribe(keys, listener) {
      subscriptions.push({ keys: keys && new Set(keys), listener });
    },
  };
}

/** @typedef {ReturnType<typeof createStore>} Store */
