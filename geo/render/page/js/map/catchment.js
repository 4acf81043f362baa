/** The catchment of a chosen cluster: the regions of its members, with lines from the cluster and dots by number. */

import { byId, svg } from "../dom.js";
import { summed } from "../data/members.js";

/** Widths of the smallest and the largest dot, in pixels. */
const DOTS = [6, 22];

/**
 * @param {import("../store.js").Context} ctx
 * @param {import("../data/members.js").Count[]} counts
 */
export function mountCatchment({ payload, store }, counts) {
  const stage = byId("atlas-stage");
  const group = svg("g", { class: "catchment", "aria-hidden": "true" });
  // Dots and lines are strokes, which keep their widths however the drawing is scaled.
  const plane = stage.querySelector(".plane");
  // The names of overseas regions stay readable.
  plane?.insertBefore(group, plane.querySelector(".inset")?.parentNode ?? null);

  const draw = () => {
    const { selected } = store.state;
    const record = selected?.kind === "cluster" && payload.records.find(({ id }) => id === selected.id);
    const own = record ? counts.filter((count) => count.record === record.at && count.region >= 0) : [];
    const regions = summed(own, "region");
    document.documentElement.classList.toggle("has-catchment", regions.length > 0);
    if (!record || !regions.length) return group.replaceChildren();
    const most = regions[0][1];
    const shapes = regions.map(
      ([at]) => stage.querySelector(`path.region[data-at="${at}"]`)?.getAttribute("d") ?? "",
    );
    const lines = regions.map(([at]) => {
      const [x, y] = payload.regions[at].center;
      return record.x === null ? "" : `M${record.x} ${record.y}L${x} ${y}`;
    });
    const dots = regions.map(([at, number]) => {
      const [x, y] = payload.regions[at].center;
      const dot = svg("path", { class: "dot", d: `M${x} ${y}h0` });
      // The area stands for the number.
      const width = DOTS[0] + (DOTS[1] - DOTS[0]) * Math.sqrt((number - 1) / Math.max(most - 1, 1));
      dot.style.strokeWidth = `${width}px`;
      return dot;
    });
    const paths = ["shape halo", "shape"].map((look) => svg("path", { class: look, d: shapes.join("") }));
    const ways = ["line halo", "line"].map((look) => svg("path", { class: look, d: lines.join("") }));
    group.replaceChildren(...paths, ...ways, ...dots);
  };
  store.subscribe(["selected"], draw);
  draw();
}
