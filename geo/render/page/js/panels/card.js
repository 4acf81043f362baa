/** The card of one cluster. */

import { seriesChart } from "./charts.js";
import { el, leaving } from "../dom.js";
import { figuresPart } from "./measures.js";
import { peersOf, tableOf } from "../data/records.js";
import { averageOf, classOfRecord, indexOf } from "../data/scores.js";
import { indexText, shareText } from "../data/words.js";
import {
  classChip,
  classTitle,
  compareButton,
  facts,
  lenderText,
  own,
  part,
  pick,
  prose,
  sentences,
  statedMembers,
  word,
} from "./parts.js";
import { regionText } from "../data/words.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 */

const PEERS_SHOWN = 4;

/**
 * @param {Context} ctx
 * @param {ClusterRecord} record
 * @returns {import("./panel.js").View}
 */
export function cardOf(ctx, record) {
  const { messages } = ctx;
  return {
    kicker: `${messages.t("panel.cluster")} · ${messages.country(record.country)}`,
    title: own(record.name),
    actions: [compareButton(ctx, { kind: "cluster", id: record.id })],
    body: [
      facts([
        [messages.t("panel.city"), cityOf(ctx, record)],
        [messages.t("panel.region"), regionsOf(ctx, record)],
        [messages.t("panel.region.printed"), record.regionPrinted && own(record.regionPrinted)],
        ...tableFacts(ctx, record),
      ]),
      ...cardClass(ctx, record),
      ...(ctx.figures?.parts?.(record) ?? []),
      figuresPart(ctx, "figure", record),
      ...mixParts(ctx, record),
      part(messages.t("panel.about"), aboutOf(ctx, record)),
      part(messages.t("panel.peers"), peersPart(ctx, record)),
    ],
  };
}

/**
 * The table a record is from, on a map of several.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 * @returns {[string, HTMLElement][]}
 */
function tableFacts(ctx, record) {
  const table = tableOf(ctx, record);
  return table ? [[ctx.messages.t("panel.records_table"), prose(ctx, table.title)]] : [];
}

/**
 * The city, and whether it is confirmed: an unconfirmed one is not shown as a fact.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function cityOf({ messages }, { city, cityStatus, x, exact }) {
  const placed = x === null ? "panel.place.none" : exact ? null : "panel.place.centre";
  const note =
    !city || cityStatus === "unknown"
      ? "panel.city.unknown"
      : cityStatus === "unconfirmed"
        ? "panel.city.unconfirmed"
        : null;
  const doubts = [note, placed].filter((key) => key !== null).map((key) => messages.t(key));
  if (!city && exact) return null;
  return [
    cityStatus !== "unknown" && city ? own(city) : null,
    " ",
    doubts.length ? el("span", { class: "fine" }, doubts.join("; ")) : null,
  ];
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function regionsOf(ctx, { regions, regionId, regionName }) {
  const { payload, messages } = ctx;
  if (regions.length && regions.length <= 3) {
    return regions.flatMap((at, index) => {
      const { id } = payload.regions[at];
      return [index ? ", " : null, pick(ctx, { kind: "region", id }, own(regionText(ctx, at))), ` ${id}`];
    });
  }
  if (!regionName) return messages.t("panel.region.none");
  return [own(regionName), ` ${regionId ?? ""}`];
}

/**
 * Class and index of the year shown, the series, the printed class beside it, and the reason.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function cardClass(ctx, record) {
  const { payload, messages } = ctx;
  const now = classOfRecord(ctx, record);
  const several = record.units.length > 1;
  const lender = lenderText(ctx, record);
  return [
    part(
      classTitle(ctx),
      el("div", { class: "headline" }, classChip(ctx, now, record.noData)),
      lender && el("p", {}, lender),
      ...(several
        ? record.units.map((unit) => {
            const { id, name } = payload.units[unit];
            return facts([[`${id}`, [own(name), indexLine(ctx, unit)]]]);
          })
        : record.units.flatMap((unit) => unitParts(ctx, unit))),
      ...printedOf(ctx, record),
    ),
    part(messages.t("panel.why"), ...sentences(ctx, record.notes)),
  ];
}

/**
 * The index of a scoreboard unit: its value, its place among the classes, its series.
 * @param {Context} ctx
 * @param {number} unit
 */
export function unitParts(ctx, unit) {
  const value = indexOf(ctx, unit);
  if (value === null) return [];
  const line = el("p", {}, indexLine(ctx, unit));
  return [line, seriesChart(ctx, ctx.payload.index, unit, ctx.messages.t("panel.series"))];
}

/**
 * @param {Context} ctx
 * @param {number} unit
 */
function indexLine(ctx, unit) {
  const value = indexOf(ctx, unit);
  if (value === null) return "";
  return ctx.messages.t("panel.index.line", {
    value: indexText(ctx, value),
    share: shareText(ctx, (100 * value) / averageOf(ctx)),
    relative: ctx.messages.t("own.base"),
  });
}

/**
 * The class that the source of the record prints, and whether the scoreboard's table has the same.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function printedOf(ctx, { classPrinted, classPrintedEdition, agreement, tableClassPrinted }) {
  if (!classPrinted) return [];
  const { messages } = ctx;
  const edition = String(classPrintedEdition ?? "");
  const inWords = agreement && el("span", { class: "fine" }, word(ctx, "term.agreement", agreement));
  return [
    facts([
      [messages.t("panel.printed", { edition }), [classChip(ctx, classPrinted), " ", inWords]],
      [messages.t("panel.table", { edition }), tableClassPrinted && classChip(ctx, tableClassPrinted)],
    ]),
  ];
}

/**
 * Funding and services of a cluster; in one part what a survey asked and published of all clusters only.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function mixParts({ messages, mixes, payload, store }, record) {
  const known = {
    funding: record.funding ? mixes?.fundingParts(record) : null,
    services: record.services.length ? mixes?.serviceTags(record) : null,
  };
  const names = /** @type {const} */ (["funding", "services"]);
  const title = (/** @type {string} */ name) =>
    messages.t(name === "services" ? "term.layer.services" : "panel.funding");
  const lacking = payload.survey ? names.filter((name) => !known[name]) : [];
  const onclick = () => store.update({ selected: null, panel: lacking[0] });
  return [
    ...names.map((name) => part(title(name), ...[known[name]].flat())),
    lacking.length
      ? part(
          lacking.map(title).join(" · "),
          el("p", {}, messages.t("map.unpublished")),
          el("button", { type: "button", class: "link", onclick }, messages.t("panel.funding.survey")),
        )
      : null,
  ];
}

/**
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function aboutOf(ctx, record) {
  const { messages } = ctx;
  // A page holds only the words for what its records have.
  /** @type {[string, import("../dom.js").Child][]} */
  const known = [
    ["stage", record.stage && word(ctx, "term.stage", record.stage)],
    ["founded", record.founded && String(record.founded)],
    ["markets", marketsOf(ctx, record)],
    ["website", websiteOf(record.website)],
  ];
  return facts([
    [statedMembers(ctx), record.members === null ? null : messages.number(record.members)],
    ...known.flatMap(([key, value]) =>
      value ? [/** @type {[string, typeof value]} */ ([messages.t(`panel.${key}`), value])] : [],
    ),
    ...record.extra.map(
      ([column, value]) =>
        /** @type {[Node, Node]} */ ([
          prose(ctx, column.replaceAll("_", " ")),
          typeof value === "number" ? own(messages.whole(value)) : prose(ctx, value),
        ]),
    ),
    [messages.t("panel.source"), record.source && prose(ctx, record.source)],
  ]);
}

/**
 * Market areas: those of the vocabulary in the reader's words, others as they stand.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function marketsOf(ctx, { marketAreas }) {
  return marketAreas.length ? own(marketAreas.map((key) => word(ctx, "term.market", key)).join(", ")) : null;
}

/**
 * A link for an address of the web; any other address stays text.
 * @param {string | null} address
 */
function websiteOf(address) {
  if (!address) return null;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !["http:", "https:"].includes(url.protocol)) return own(address);
  const shown = url.host.replace(/^www\./, "") + url.pathname.replace(/\/$/, "");
  return leaving(url.href, own(shown));
}

/**
 * Clusters most alike, each with the reason.
 * @param {Context} ctx
 * @param {ClusterRecord} record
 */
function peersPart(ctx, record) {
  const { messages } = ctx;
  const peers = peersOf(ctx, record).slice(0, PEERS_SHOWN);
  if (!peers.length) return null;
  const items = peers.map(({ record: peer, shared }) => {
    const services = shared.map((key) => word(ctx, "term.service", key)).join(", ");
    const reason = services && messages.t("panel.peers.services", { services });
    return el(
      "li",
      {},
      pick(ctx, { kind: "cluster", id: peer.id }),
      el(
        "span",
        { class: "fine" },
        ` ${[messages.country(peer.country), reason].filter(Boolean).join(" · ")}`,
      ),
    );
  });
  return el("ul", { class: "plain" }, ...items);
}
