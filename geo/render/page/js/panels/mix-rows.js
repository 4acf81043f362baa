/** The bars of the list beside the map: the whole mix of each cluster's funding, or its services. */

import { FUNDING, mainSources, serviceCounts } from "../data/records.js";
import { largestOf } from "../data/sizes.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("./side.js").Rows} Rows
 */

/**
 * The funding mix, with the share of its largest source; those of one source stand together.
 * @param {Context} ctx
 * @returns {Rows}
 */
export function fundingRows({ messages }) {
  return {
    title: messages.t("panel.funding.dominant"),
    rowOf(record) {
      const { funding, fundingIsWhole } = record;
      if (!funding || !fundingIsWhole) return { value: 0, text: "–", bars: [], rank: FUNDING.length };
      const [main] = mainSources(record);
      const value = funding[main] ?? 0;
      return {
        value,
        text: messages.percent(value),
        bars: FUNDING.map((key) => [`fund-${key}`, funding[key] ?? 0]),
        rank: FUNDING.indexOf(main),
      };
    },
  };
}

/**
 * The services, soft and hard ones; who offers most comes first.
 * @param {Context} ctx
 * @returns {Rows}
 */
export function serviceRows(ctx) {
  const { messages, payload } = ctx;
  const most = largestOf(
    payload.records.map(({ services }) => services.length),
    1,
  );
  return {
    title: messages.t("panel.services.title"),
    rowOf(record) {
      const { soft, hard } = serviceCounts(ctx, record);
      const value = soft + hard;
      return {
        value,
        text: value ? messages.number(value) : "–",
        bars: [
          ["kind-soft", (100 * soft) / most],
          ["kind-hard", (100 * hard) / most],
        ],
        rank: 0,
      };
    },
  };
}
