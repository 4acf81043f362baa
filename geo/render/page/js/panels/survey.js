/** The panels of the survey: figures that hold for the whole set of clusters and for no single one. */

import { bars } from "./charts.js";
import { el } from "../dom.js";
import { panelButton, part, prose, sign, word } from "./parts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").Survey} Survey
 * @typedef {Survey["questions"][number]} Question
 * @typedef {import("../data/payload.js").SurveyItem} SurveyItem
 * @typedef {import("./panel.js").View} View
 */

/**
 * @param {Context} ctx
 * @returns {View}
 */
export function surveyOf(ctx) {
  return {
    kicker: ctx.messages.t("panel.survey"),
    title: ctx.messages.t("panel.survey.title"),
    body: surveyParts(ctx, null),
  };
}

/**
 * The funding of the clusters, as far as it is known, and the results of the survey.
 * @param {Context} ctx
 * @returns {View}
 */
export function fundingPanelOf(ctx) {
  const { messages, mixes } = ctx;
  return {
    kicker: messages.t("term.layer.funding"),
    title: messages.t("panel.funding.title"),
    body: [...(mixes?.sourceParts() ?? []), ...surveyParts(ctx, ["funding"])],
  };
}

/**
 * @param {Context} ctx
 * @param {string[] | null} only ids of the questions to show; null: all
 * @returns {(Node | null)[]}
 */
export function surveyParts(ctx, only) {
  const { payload, messages } = ctx;
  if (!payload.survey) return [];
  const questions = payload.survey.questions.filter(({ id }) => only === null || only.includes(id));
  const figures = questions.filter(({ kind }) => kind !== "statement");
  return [
    linkTo(ctx, "statements"),
    figures.length ? el("p", { class: "notice" }, messages.t("panel.survey.individual")) : null,
    ...figures.map((question) => questionPart(ctx, question)),
    sourcePart(ctx),
  ];
}

/**
 * A link from the figures of the survey to its statements, or back; nothing when there are none.
 * @param {Context} ctx
 * @param {"survey" | "statements"} panel
 */
export function linkTo({ payload, store, messages }, panel) {
  const there = payload.survey?.questions.some(
    ({ kind }) => (kind === "statement") === (panel === "statements"),
  );
  const onclick = () => store.update({ selected: null, panel });
  const text = messages.t(panel === "survey" ? "panel.survey.title" : "panel.statements");
  return there ? el("button", { type: "button", class: "link", onclick }, text) : null;
}

/**
 * @param {Context} ctx
 */
export function sourcePart(ctx) {
  const text = prose(ctx, ctx.payload.survey?.source);
  return part(ctx.messages.t("panel.source"), el("p", {}, text));
}

/**
 * The heading of a question: the table's own, else the catalogue's.
 * @param {Context} ctx
 * @param {Question} question
 */
export function headingOf(ctx, { id }) {
  return word(ctx, ctx.messages.has(`survey.${id}`) ? "survey" : "panel.question", id);
}

/**
 * @param {Context} ctx
 * @param {Question} question
 */
export function questionPart(ctx, question) {
  const { messages } = ctx;
  const { kind, answers, items } = question;
  const sum = items.reduce((total, { unit, value }) => total + (unit === "percent" ? (value ?? 0) : 0), 0);
  const about = [
    word(ctx, "panel.kind", kind),
    answers === null ? messages.t("panel.answers.unknown") : messages.t("panel.answers", { count: answers }),
    sum > 101 ? messages.t("panel.answers.over", { sum: messages.percent(sum) }) : "",
  ];
  return part(
    headingOf(ctx, question),
    el("p", { class: "fine" }, about.filter(Boolean).join(" · ")),
    answersOf(ctx, question),
  );
}

/**
 * @param {Context} ctx
 * @param {Question} question
 */
function answersOf(ctx, { kind, answers, items, id }) {
  const { messages } = ctx;
  const label = (/** @type {SurveyItem} */ item) => itemLabel(ctx, id, item);
  if (kind === "trend") return trendList(ctx, id, items);
  if (kind === "ranked") {
    const ranks = [...new Set(items.map(({ value }) => value))].toSorted(
      (a, b) => (a ?? Infinity) - (b ?? Infinity),
    );
    const rows = ranks.map((rank) => {
      const names = items
        .filter(({ value }) => value === rank)
        .map(label)
        .join(", ");
      const place =
        rank === undefined ? messages.t("panel.rank.unranked") : messages.t("panel.rank.place", { rank });
      return el("li", {}, el("b", {}, place), ` ${names}`);
    });
    return el("ul", { class: "plain" }, ...rows);
  }
  if (items.every(({ value }) => value === undefined)) {
    return el(
      "ul",
      { class: "tags" },
      ...items.map((item) =>
        el("li", { class: "tag", "data-kind": item.serviceKind ?? "" }, label(item), " ", kindOf(ctx, item)),
      ),
    );
  }
  const percent = items[0].unit === "percent";
  const rows = items.map((item) => ({
    label: label(item),
    look: id === "funding" ? `fund-${item.id}` : "",
    value: item.value ?? null,
    text:
      item.value === undefined
        ? "–"
        : percent
          ? messages.percent(item.value)
          : messages.t("panel.answers.of", { value: item.value, of: answers ?? "?" }),
  }));
  return bars(rows, { most: percent ? 100 : (answers ?? undefined) });
}

/**
 * @param {Context} ctx
 * @param {SurveyItem} item
 */
function kindOf(ctx, { serviceKind }) {
  return serviceKind ? el("small", {}, word(ctx, "term.servicekind", serviceKind)) : null;
}

/**
 * @param {Context} ctx
 * @param {string} id of the question
 * @param {SurveyItem[]} items
 */
export function trendList(ctx, id, items) {
  return el("ul", { class: "plain" }, ...items.map((item) => trendItem(ctx, item, itemLabel(ctx, id, item))));
}

/**
 * @param {Context} ctx
 * @param {SurveyItem} item
 * @param {string} label
 */
function trendItem(ctx, item, label) {
  const falls = (item.value ?? 0) < 0;
  return el(
    "li",
    { class: "tag-line" },
    el("b", {}, sign(falls ? "↘" : "↗"), " ", ctx.messages.t(falls ? "panel.falls" : "panel.rises")),
    ` ${label} `,
    kindOf(ctx, item),
  );
}

/**
 * @param {Context} ctx
 * @param {string} question
 * @param {SurveyItem} item
 */
function itemLabel({ messages }, question, { id }) {
  const catalogue = question === "funding" ? `term.funding.${id}` : `term.service.${id}`;
  const keys = [`survey.${question}.${id}`, catalogue, `panel.item.${id}`];
  return messages.t(keys.find((key) => messages.has(key)) ?? "");
}

/**
 * Open the figures with their layers, and by a button.
 * @param {Context} ctx
 */
export function mountSurvey(ctx) {
  const { payload, store, messages } = ctx;
  let before = store.state.overlays;
  store.subscribe(["overlays"], ({ overlays, panel }, _changed, { replace }) => {
    const names = /** @type {const} */ (["funding", "services"]);
    const opened = names.find((name) => overlays.includes(name) && !before.includes(name));
    const closed = names.some((name) => panel === name && !overlays.includes(name));
    before = overlays;
    if (replace) return;
    if (opened) store.update({ selected: null, panel: opened }, { replace: true });
    else if (closed) store.update({ panel: null }, { replace: true });
  });
  if (!payload.survey) return;
  const hasFigures = payload.survey.questions.some(({ kind }) => kind !== "statement");
  panelButton(ctx, hasFigures ? "survey" : "statements", () => messages.t("panel.survey"));
}
