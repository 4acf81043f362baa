/** The page wakes up: read the data, build the shared context, mount each part. */

import { mountBorders } from "./borders.js";
import { mountChanged } from "./changed.js";
import { mountClusters } from "./clusters.js";
import { mountCompare } from "./compare.js";
import { byId } from "./dom.js";
import { mountEmbed } from "./embed.js";
import { mountFilters } from "./filters.js";
import { mountFragment } from "./fragment.js";
import { mountInsets } from "./insets.js";
import { mountLabels } from "./labels.js";
import { mountLayers } from "./layers.js";
import { mountLegend } from "./legend.js";
import { createMessages } from "./messages.js";
import { mountPanel } from "./panel.js";
import { readPayload } from "./payload.js";
import { mountPlane } from "./plane.js";
import { mountPrint } from "./print.js";
import { mountRegions } from "./regions.js";
import { mountSearch } from "./search.js";
import { mountShare } from "./share.js";
import { createStore } from "./store.js";
import { mountSummary } from "./summary.js";
import { mountSurvey } from "./survey.js";
import { mountTable } from "./table.js";
import { mountTheme } from "./theme.js";
import { createTooltip } from "./tooltip.js";
import { decodeArcs } from "./topology.js";
import { mountReach, mountView } from "./view.js";
import { mountYears } from "./years.js";

/**
 * @param {import("./payload.js").Payload} payload
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
  /** @type {import("./model.js").Context} */
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
