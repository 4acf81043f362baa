/** What the legend says of funding and services: colours by how often they are the largest, and sizes. */

import { visibleRecords } from "../data/filters.js";
import { FUNDING, mainSources, serviceCounts } from "../data/records.js";
import { MEMBERS_PX, radiusOf, referenceValues, SERVICES_PX, UNKNOWN_PX } from "../data/sizes.js";
import { el, svg } from "../dom.js";
import { icon, swatch } from "../map/glyphs.js";
import { fundingBars, serviceHalves, sourceDisc } from "../map/mix-drawing.js";
import { unpublishedEntries } from "./legend-blocks.js";

/**
 * @typedef {import("../store.js").Context} Context
 * @typedef {import("../data/payload.js").ClusterRecord} ClusterRecord
 * @typedef {import("./legend-keys.js").Entry} Entry
 * @typedef {import("./legend-keys.js").Block} Block
 * @typedef {import("./mixes.js").Sizes} Sizes
 */

/**
 * @param {Context} ctx
 * @param {ClusterRecord[]} known records whose funding is known
 * @returns {Entry[]} the source that is the largest most often first
 */
function sourceEntries({ messages, store }, known) {
  return FUNDING.map((key) => ({
    key,
    count: known.filter((record) => mainSources(record).includes(key)).length,
  }))
    .toSorted((a, b) => b.count - a.count)
    .map(({ key, count }) => {
      const about = { keys: [swatch(`fund-${key}`)], name: messages.t(`term.funding.${key}`) };
      const detail = messages.t("map.count.clusters", { count });
      // A source may be in many mixes and the largest in none: its colour is explained, and filters nothing.
      const isListed = count || store.state.funding.includes(key);
      return isListed ? Object.assign(about, { detail, filter: "funding", value: key }) : about;
    });
}

/**
 * The bars of those whose shares are no whole: they have no largest source of all, and no size.
 * @param {Context} ctx
 * @param {ClusterRecord[]} known
 * @returns {Entry[]}
 */
function barEntries({ messages }, known) {
  const count = known.filter(({ fundingIsWhole }) => !fundingIsWhole).length;
  if (!count) return [];
  const keys = [
    icon(20, svg("g", { transform: "scale(.65)" }, fundingBars({ public: 100, private: 60, sales: 40 }))),
  ];
  return [
    { keys, name: messages.t("map.funding.bars"), detail: messages.t("map.count.clusters", { count }) },
  ];
}

/**
 * @param {string} name
 * @param {number} radius
 * @param {boolean} isKnown
 * @param {number} scale
 */
function discEntry(name, radius, isKnown, scale) {
  const disc = svg("g", { transform: `scale(${scale})` }, sourceDisc([], radius, isKnown));
  return { keys: [icon(scale * (2 * radius + 4), disc)], name };
}

/**
 * How large a disc is for how many members.
 * @param {Context} ctx
 * @param {ClusterRecord[]} shown
 * @param {Sizes} sizes
 * @returns {Block[]}
 */
function membersBlock({ messages }, shown, { most, scale }) {
  const discs = shown.filter(({ fundingIsWhole }) => fundingIsWhole);
  if (!most || !discs.length) return [];
  const entries = referenceValues(most, MEMBERS_PX).map((value) =>
    discEntry(messages.number(value), radiusOf(value, most, MEMBERS_PX), true, scale),
  );
  const unknown = discs.filter(({ members }) => members === null).length;
  const lacking = unknown
    ? [
        {
          ...discEntry(messages.t("map.members.unknown"), UNKNOWN_PX, false, scale),
          detail: messages.t("map.count.clusters", { count: unknown }),
        },
      ]
    : [];
  return [{ title: messages.t("panel.members"), entries: [...entries, ...lacking] }];
}

/**
 * @param {Context} ctx
 * @param {Sizes} sizes
 * @returns {Omit<Block, "title"> & {more?: Block[]}}
 */
function fundingBlock(ctx, sizes) {
  const { messages, payload } = ctx;
  const shown = visibleRecords(ctx, "funding");
  const isKnown = payload.records.some(({ funding }) => funding);
  const known = shown.filter(({ funding }) => funding);
  const more = membersBlock(ctx, shown, sizes);
  const text = messages.t(more.length ? "map.legend.members" : "map.legend.funding");
  return {
    before: isKnown ? [el("p", { text })] : [],
    entries: isKnown ? [...sourceEntries(ctx, known), ...barEntries(ctx, known)] : [],
    more,
  };
}

/**
 * @param {Context} ctx
 * @param {Sizes} sizes
 * @returns {Omit<Block, "title"> & {more?: Block[]}}
 */
function servicesBlock(ctx, { mostServices, scale }) {
  const { messages } = ctx;
  const known = visibleRecords(ctx).filter(({ services }) => services.length);
  /** @param {"soft" | "hard"} kind @returns {Entry} */
  const kindEntry = (kind) => ({
    keys: [icon(20, serviceHalves(kind === "soft" ? 9 : 0, kind === "hard" ? 9 : 0))],
    name: messages.t(`map.kind.${kind}`),
    detail: messages.t("map.count.clusters", {
      count: known.filter((record) => serviceCounts(ctx, record)[kind]).length,
    }),
  });
  const sizes = referenceValues(mostServices, SERVICES_PX).map((value) => {
    const radius = scale * radiusOf(value, mostServices, SERVICES_PX);
    return { keys: [icon(2 * radius + 4, serviceHalves(radius, radius))], name: messages.number(value) };
  });
  return {
    before: known.length ? [el("p", { text: messages.t("map.legend.services") })] : [],
    entries: known.length ? [kindEntry("soft"), kindEntry("hard"), ...sizes] : [],
  };
}

/**
 * The blocks of funding and of services, and those that belong to them.
 * @param {Context} ctx
 * @param {Sizes} sizes
 * @param {("funding" | "services")[]} overlays
 * @returns {Block[]}
 */
export function mixBlocks(ctx, sizes, overlays) {
  return overlays.flatMap((overlay) => {
    const isFunding = overlay === "funding";
    const unknown = visibleRecords(ctx, isFunding ? overlay : undefined).filter(
      ({ funding, services }) => !(isFunding ? funding : services.length),
    );
    const { entries, before, more = [] } = (isFunding ? fundingBlock : servicesBlock)(ctx, sizes);
    const title = ctx.messages.t(`term.layer.${overlay}`);
    return [{ title, before, entries: [...entries, ...unpublishedEntries(ctx, unknown.length)] }, ...more];
  });
}
