/** The portfolio: which services clusters offer, and what the survey says of them. */

import { surveyParts } from "./survey.js";

/**
 * @param {import("../store.js").Context} ctx
 * @returns {import("./panel.js").View}
 */
export function servicesOf(ctx) {
  const { messages, mixes } = ctx;
  return {
    kicker: messages.t("term.layer.services"),
    title: messages.t("panel.services.title"),
    body: [...(mixes?.portfolioParts() ?? []), ...surveyParts(ctx, ["services", "valued", "trend"])],
  };
}
