/** The markers of funding and of services: their size and colour say the same on the whole map. */

import { svg } from "../dom.js";
import { ring } from "./glyphs.js";
import { FUNDING } from "../data/records.js";

/**
 * A disc in the colour of the largest source, or in those of several that are equally large.
 * @param {string[]} sources
 * @param {number} radius
 * @param {boolean} [isKnown] whether the size says something; else its edge is dashed
 */
export function sourceDisc(sources, radius, isKnown = true) {
  return svg(
    "g",
    { class: `mix ${sources.length === 1 ? `fund-${sources[0]}` : "tied"}` },
    svg("circle", { class: "disc", r: radius + 2 }),
    ...ring(
      sources.map((key) => [`fund-${key}`, 1]),
      radius,
      radius,
    ),
    svg("circle", { class: `rim${isKnown ? "" : " unknown"}`, r: radius }),
  );
}

/**
 * Mentions, and shares that are no whole, need not sum to anything: one bar each.
 * @param {Record<string, number>} funding
 */
export function fundingBars(funding) {
  const height = (/** @type {string} */ key) => Math.max(1, ((funding[key] ?? 0) / 100) * 22);
  return svg(
    "g",
    { class: "bars" },
    svg("rect", { class: "disc", x: -15, y: -15, width: 30, height: 30, rx: 4 }),
    ...FUNDING.map((key, at) =>
      svg("rect", {
        class: `bar fund-${key}`,
        x: -12 + at * 6.2,
        y: 12 - height(key),
        width: 5,
        height: height(key),
      }),
    ),
  );
}

/**
 * Soft services as a half disc on the left, hard ones on the right; 0 leaves a half out.
 * @param {number} soft radius in pixels
 * @param {number} hard
 */
export function serviceHalves(soft, hard) {
  const paths = [
    { kind: "soft", radius: soft, sweep: 0 },
    { kind: "hard", radius: hard, sweep: 1 },
  ]
    .filter(({ radius }) => radius)
    .map(({ kind, radius, sweep }) => ({
      class: kind,
      d: `M0 ${-radius}A${radius} ${radius} 0 0 ${sweep} 0 ${radius}Z`,
    }));
  return svg(
    "g",
    { class: "services" },
    ...paths.map(({ d }) => svg("path", { class: "edge", d })),
    ...paths.map((path) => svg("path", path)),
  );
}
