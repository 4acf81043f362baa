/** The portfolio: how many clusters offer which service. */

import { el } from "../dom.js";
import { visibleRecords } from "../data/filters.js";
import { part, word } from "./parts.js";
import { surveyParts, toggleBars } from "./survey.js";

/**
 * @param {import("../store.js").Context} ctx
 * @returns {import("./panel.js").View}
 */
export function servicesOf(ctx) {
  const { payload, messages } = ctx;
  const records = visibleRecords(ctx).filter(({ services }) => services.length);
  const known = payload.records.some(({ services }) => services.length);
  const portfolio = /** @type {const} */ (["soft", "hard"]).map((kind) => {
    const rows = payload.services
      .filter((service) => service.kind === kind)
      .map(({ key }) => ({
        key,
        label: word(ctx, "term.service", key),
        small: kind,
        count: records.filter(({ services }) => services.includes(key)).length,
      }))
      .toSorted((a, b) => b.count - a.count);
    return known && rows.length
      ? part(word(ctx, "term.servicekind", kind), toggleBars(ctx, "services", rows))
      : null;
  });
  return {
    kicker: messages.t("term.layer.services"),
    title: messages.t("panel.services.title"),
    body: [
      known
        ? el(
            "p",
            {},
            messages.t("panel.services.count", { count: records.length }),
            " ",
            messages.t("panel.filter.hint"),
          )
        : null,
      ...portfolio,
      ...surveyParts(ctx, ["services", "valued", "trend"]),
    ],
  };
}
