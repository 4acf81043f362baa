/** The page wakes up: read the data, build the shared context, mount each part. */

import { mountBorders } from "./map/borders.js";
import { mountChanged } from "./panels/since.js";
import { mountClusters } from "./map/clusters.js";
import { mountCompare } from "./panels/compare.js";
import { byId } from "./dom.js";
import { mountEmbed } from "./controls/embed.js";
import { mountFilters } from "./controls/filters.js";
import { mountFragment } from "./controls/fragment.js";
import { mountInsets } from "./map/insets.js";
import { mountLabels } from "./map/labels.js";
import { mountLayers } from "./controls/layers.js";
import { mountLegend } from "./panels/legend.js";
import { createMessages } from "./data/messages.js";
import { mountPanel } from "./panels/panel.js";
import { readPayload } from "./data/payload.js";
import { mountPlane } from "./map/canvas.js";
import { mountPrint } from "./controls/print.js";
import { mountRegions } from "./map/regions.js";
import { mountSearch } from "./controls/search.js";
import { mountShare } from "./controls/share.js";
import { createStore } from "./store.js";
import { mountSummary } from "./panels/summary.js";
import { mountSurvey } from "./panels/survey.js";
import { mountTable } from "./panels/table.js";
import { mountTheme } from "./controls/theme.js";
import { createTooltip } from "./map/tooltip.js";
import { decodeArcs } from "./data/topology.js";
import { mountReach, mountView } from "./map/view.js";
import { mountYears } from "./controls/years.js";

/**
 * @param {import("./data/payload.js").Payload} payload
 * @returns {import("./store.js").State}
 */
function initialState({ map, indicators, records }) {
  const last = map.years[map.years.length - 1] ?? map.edition;
  return {
    base: map.base,
    indicator: indicators[0]?.code ?? "",
    year: last,
    from: map.years[0] ?? last,
    to: last,
    overlays: map.layers,
    classes: [],
    countries: [],
    services: [],
    funding: [],
    stages: [],
    query: "",
    selected: null,
    compare: [],
    panel: null,
    lang: map.language,
    theme: "auto",
    view: null,
    table: records.length <= 100,
    sort: null,
    embed: map.embed || new URLSearchParams(location.search).has("embed"),
    highlight: null,
  };
}

/**
 * @param {any} map Leaflet's map, as folium's own script made it
 */
export function start(map) {
  document.documentElement.classList.add("js");
  const payload = readPayload();
  const store = createStore(initialState(payload));
  const live = byId("atlas-live");
  /** @type {import("./data/model.js").Context} */
  const ctx = {
    payload,
    store,
    messages: createMessages(payload.messages, () => store.state.lang),
    map,
    tip: createTooltip(map),
    say: (text) => live.replaceChildren(text),
    address: () => location.href,
  };
  store.subscribe(["lang"], ctx.tip.hide);
  mountFragment(ctx);
  mountTheme(ctx);
  mountEmbed(ctx);
  mountSearch(ctx);
  mountFilters(ctx);
  mountLayers(ctx);
  mountYears(ctx);
  mountLegend(ctx);
  map.invalidateSize({ animate: false });
  mountView(ctx);
  const arcs = decodeArcs(payload.topology.arcs);
  const plane = mountPlane(ctx);
  mountRegions(ctx, arcs, plane);
  mountInsets(ctx, plane);
  mountBorders(ctx, arcs, plane);
  mountClusters(ctx);
  mountLabels(ctx, arcs);
  for (const mount of [
    mountPanel,
    mountReach,
    mountSurvey,
    mountCompare,
    mountChanged,
    mountTable,
    mountShare,
    mountSummary,
    mountPrint,
  ])
    mount(ctx);
}
