/** What is said of members: on the card of a cluster, in the profile of a region, in the table. */

import { bars } from "./charts.js";
import { shownOf } from "../data/figures.js";
import { codeOf, countsOf, namesOf, summed, totalOf } from "../data/members.js";
import { el } from "../dom.js";
import { own, part, pick, word } from "./parts.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/members.js").Count} Count
 * @typedef {import("../data/members.js").MemberFacts} MemberFacts
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 */

/** So many regions of a cluster, or clusters of a region, are named at first. */
const NAMED = 8;

/** @param {Context} ctx */
const factsOf = ({ payload }) => /** @type {MemberFacts} */ (payload.map.members);

/**
 * @param {Context} ctx
 * @param {number} kind -1 for none
 */
function kindText(ctx, kind) {
  return kind < 0
    ? ctx.messages.t("panel.members.unstated")
    : word(ctx, "panel.item", factsOf(ctx).kinds[kind]);
}

/**
 * @param {Context} ctx
 * @param {number} count
 */
const countText = ({ messages }, count) => messages.t("panel.members.count", { count });

/**
 * How many of each kind, beside what the survey says of it.
 * @param {Context} ctx
 * @param {Count[]} counts
 * @param {boolean} withSurvey
 */
function mixOf(ctx, counts, withSurvey) {
  const { messages, payload } = ctx;
  const question = withSurvey && payload.survey?.questions.find(({ id }) => id === "agents");
  const of = (question && question.answers) ?? 0;
  const ordered = summed(counts, "kind").toSorted(([a], [b]) => Number(a < 0) - Number(b < 0));
  const rows = ordered.map(([kind, number]) => {
    const answers = question && question.items.find(({ id }) => id === factsOf(ctx).kinds[kind])?.value;
    const survey = answers && of ? ` · ${messages.t("panel.answers.of", { value: answers, of })}` : "";
    return { label: kindText(ctx, kind), value: number, text: messages.number(number) + survey };
  });
  return [bars(rows), of ? el("p", { class: "fine" }, messages.t("panel.members.survey", { of })) : null];
}

/**
 * The members of a cluster: how many, where, of which kinds, and who they are where the map says so.
 * @param {Context} ctx
 * @param {Count[]} counts all
 * @param {ClusterRecord} record
 */
export function cardParts(ctx, counts, record) {
  const { messages, payload, store } = ctx;
  const mine = counts.filter((count) => count.record === record.at);
  if (!mine.length) return [];
  const total = totalOf(mine);
  const placed = mine.filter(({ region }) => region >= 0);
  const regions = summed(placed, "region");
  const elsewhere = total - totalOf(placed);
  const code = codeOf(record);
  const where = regions.length ? ` ${messages.t("panel.members.regions", { count: regions.length })}` : "";
  const paints = payload.figures.some((figure) => figure.code === code);
  const onclick = () => store.update({ base: "figure", indicator: code });
  return [
    part(
      messages.t("panel.members.title"),
      el("p", { class: "members-count" }, el("b", {}, countText(ctx, total)), where),
      ...mixOf(ctx, mine, true),
      elsewhere
        ? el("p", { class: "fine" }, messages.t("panel.members.elsewhere", { count: elsewhere }))
        : null,
      regions.length ? el("p", { class: "fine" }, messages.t("panel.members.lines")) : null,
      paints
        ? el("button", { type: "button", class: "button", onclick }, messages.t("panel.members.show"))
        : null,
    ),
    linksPart(ctx, "where", regions, (at) => ({ kind: "region", id: payload.regions[at].id })),
    namesPart(ctx, record, total),
  ];
}

/**
 * How many members that the layer counts are in no region of the map: it paints them nowhere.
 * @param {Context} ctx
 * @param {Count[]} counts all
 */
export function unplacedPart(ctx, counts) {
  const { code } = shownOf(ctx.payload, ctx.store.state);
  const count = totalOf(countsOf(counts, code, factsOf(ctx).kinds).filter(({ region }) => region < 0));
  return count ? el("p", {}, ctx.messages.t("panel.members.elsewhere", { count })) : null;
}

/**
 * Links to regions or clusters with the members of each, the most first; the rest of many on demand.
 * @param {Context} ctx
 * @param {string} what
 * @param {[number, number][]} list positions and numbers
 * @param {(at: number) => import("../store.js").Selection} selectionOf
 */
function linksPart(ctx, what, list, selectionOf) {
  const { messages } = ctx;
  if (!list.length) return null;
  const items = list.map(([at, number]) =>
    el("li", {}, pick(ctx, selectionOf(at)), el("span", { class: "fine" }, ` ${messages.number(number)}`)),
  );
  const rest = items.splice(NAMED);
  return part(
    messages.t(`panel.members.${what}`),
    el("ul", { class: "plain" }, ...items),
    rest.length
      ? el(
          "details",
          {},
          el("summary", {}, messages.t("panel.more", { count: rest.length })),
          el("ul", { class: "plain" }, ...rest),
        )
      : null,
  );
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord} record
 * @param {number} total
 */
function namesPart(ctx, { id }, total) {
  const { messages } = ctx;
  const names = namesOf(factsOf(ctx), id);
  if (!names.length) return null;
  const items = names.map(([name, kind]) =>
    el("li", {}, own(name), kind < 0 ? null : el("span", { class: "fine" }, ` ${kindText(ctx, kind)}`)),
  );
  const rest = total - names.length;
  return part(
    messages.t("panel.members.names"),
    el("ul", { class: "plain" }, ...items),
    rest ? el("p", { class: "fine" }, messages.t("panel.more", { count: rest })) : null,
  );
}

/**
 * The members in a region: how many, of which kinds, of which clusters.
 * @param {Context} ctx
 * @param {Count[]} counts all
 * @param {number} region
 */
export function profileParts(ctx, counts, region) {
  const { messages, payload } = ctx;
  const here = counts.filter((count) => count.region === region);
  const title = messages.t("panel.members.here");
  if (!here.length) return [part(title, el("p", {}, messages.t("panel.members.none")))];
  return [
    part(
      title,
      el("p", { class: "members-count" }, el("b", {}, countText(ctx, totalOf(here)))),
      ...mixOf(ctx, here, false),
    ),
    linksPart(ctx, "also", summed(here, "record"), (at) => ({
      kind: "cluster",
      id: payload.records[at].id,
    })),
  ];
}

/**
 * The members of a cluster or in a region, as a row of comparisons and as a column; parts of their own tell more.
 * @param {Context} ctx
 * @param {Count[]} counts
 * @returns {import("../data/figures.js").Measure}
 */
export function memberMeasure({ messages }, counts) {
  const [byRecord, byRegion] = [new Map(summed(counts, "record")), new Map(summed(counts, "region"))];
  /** @param {import("../data/scores.js").Place} place */
  const value = ({ at = -1, regions }) => (regions ? byRecord : byRegion).get(at) ?? 0;
  /** @param {import("../data/scores.js").Place} place */
  const show = (place) => messages.number(value(place));
  const title = messages.t("panel.members.title");
  return { key: "members_counted", title, layer: "figure", numeric: true, value, show, tell: show };
}
