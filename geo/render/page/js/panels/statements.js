/** What a survey says in words, and which services rise and fall. */

import { el } from "../dom.js";
import { own, part, prose } from "./parts.js";
import { headingOf, linkTo, questionPart, sourcePart, trendList } from "./survey.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").Survey["questions"][number]} Question
 */

/**
 * @param {Context} ctx
 * @returns {import("./panel.js").View}
 */
export function statementsOf(ctx) {
  const { payload, messages } = ctx;
  const questions = payload.survey?.questions ?? [];
  const ofKind = (/** @type {string} */ wanted) => questions.filter(({ kind }) => kind === wanted);
  return {
    kicker: messages.t("panel.survey"),
    title: messages.t("panel.statements"),
    body: [
      linkTo(ctx, "survey"),
      ...ofKind("statement").map((question) => statementPart(ctx, question)),
      ...ofKind("trend").map((question) =>
        part(headingOf(ctx, question), trendList(ctx, question.id, question.items)),
      ),
      sourcePart(ctx),
    ],
  };
}

/**
 * All that a survey says, for the map in words.
 * @param {Context} ctx
 * @returns {Node[]}
 */
export function surveyInWords(ctx) {
  const { payload, messages } = ctx;
  if (!payload.survey) return [];
  const parts = payload.survey.questions.flatMap(
    (question) => (question.kind === "statement" ? statementPart : questionPart)(ctx, question) ?? [],
  );
  return [
    ...parts,
    el("p", {}, messages.labelled(messages.t("panel.source")), prose(ctx, payload.survey.source)),
  ];
}

/**
 * Statements, each after the name of the service that it is about, if any.
 * @param {Context} ctx
 * @param {Question} question
 */
function statementPart(ctx, question) {
  const { messages } = ctx;
  const items = question.items.map(({ id }) => {
    const service = `term.service.${id}`;
    const name = messages.has(service) ? el("b", {}, messages.t(service)) : null;
    return el("li", {}, name, name && " – ", own(messages.t(`survey.${question.id}.${id}`)));
  });
  return part(headingOf(ctx, question), el("ul", { class: "plain" }, ...items));
}
