/** Hold everything a reader can choose; each part of the page subscribes to the choices that it shows. */

/**
 * @typedef {import("./data/state.js").Selection} Selection
 * @typedef {import("./data/state.js").State} State
 * @typedef {{
 *   payload: import("./data/payload.js").Payload, store: Store, messages: import("./data/messages.js").Messages,
 *   painters: Record<string, import("./panels/layer-texts.js").Layer>,
 *   figures?: import("./data/figures.js").Figures, mixes?: import("./panels/mixes.js").Mixes,
 *   map: any, announce: (text: string) => void, tip: import("./map/tooltip.js").Tooltip, address: () => string,
 *   hint: ReturnType<typeof import("./map/hint.js").createHint>,
 * }} Context what every part of the page is given: `map` is Leaflet's, `announce` gives a text to screen readers
 * @typedef {{replace?: boolean, aloud?: boolean}} UpdateOptions
 * @typedef {(state: State, changed: Set<string>, options: UpdateOptions) => void} Listener
 */

/**
 * @param {State} initial
 * @param {(state: State) => State} [settle] makes choices agree that cannot stand together
 */
export function createStore(initial, settle = (state) => state) {
  let state = settle(initial);
  /** @type {{keys: Set<string> | null, listener: Listener}[]} */
  const subscriptions = [];

  return {
    /** @returns {Readonly<State>} */
    get state() {
      return state;
    },

    /**
     * Change some choices at once and call the listeners of those that differ.
     * @param {Partial<State>} patch
     * @param {UpdateOptions} [options] `replace`: no new step in the browser's history; `aloud`: say what is
     *   left, which a replaced step does not
     */
    update(patch, options = {}) {
      const next = settle({ ...state, ...patch });
      const differs = (/** @type {string} */ key) => {
        const [before, after] = [state, next].map((choices) => /** @type {any} */ (choices)[key]);
        return before !== after && JSON.stringify(before) !== JSON.stringify(after);
      };
      const changed = new Set(Object.keys(next).filter(differs));
      if (changed.size === 0) return;
      state = next;
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
