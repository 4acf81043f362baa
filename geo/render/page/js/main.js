/** Start the page: read the data, build the shared context, mount each part. */

import { mountBorders } from "./map/borders.js";
import { mountClusters } from "./map/clusters.js";
import { mountCompare } from "./panels/compare.js";
import { byId } from "./dom.js";
import { mountEmbed } from "./controls/embed.js";
import { mountFilters } from "./controls/filters.js";
import { placeRegions } from "./data/ground.js";
import { mountFragment } from "./controls/fragment.js";
import { createHint } from "./map/hint.js";
import { mountInsets } from "./map/insets.js";
import { mountLabels } from "./map/labels.js";
import { mountLayers } from "./controls/layers.js";
import { scoreLayers } from "./panels/layer-texts.js";
import { mountLegend } from "./panels/legend.js";
import { createMessages } from "./data/messages.js";
import { mountPanel } from "./panels/panel.js";
import { readPayload } from "./data/payload.js";
import { mountCanvas } from "./map/canvas.js";
import { createMeasure } from "./map/measure.js";
import { mountPrint } from "./controls/print.js";
import { mountRegions } from "./map/regions.js";
import { mountSearch } from "./controls/search.js";
import { mountShare } from "./controls/share.js";
import { initialState, languageAtFirst, settling } from "./data/state.js";
import { createStore } from "./store.js";
import { mountSide } from "./panels/side.js";
import { mountSummary } from "./panels/summary.js";
import { mountSurvey } from "./panels/survey.js";
import { mountTable } from "./panels/table.js";
import { mountTheme } from "./controls/theme.js";
import { createTooltip } from "./map/tooltip.js";
import { decodeArcs } from "./data/topology.js";
import { mountSelectionView, mountView } from "./map/view.js";
import { mountYears } from "./controls/years.js";

/**
 * @param {any} map Leaflet's map, as folium's own script made it
 */
function start(map) {
  // Asked while nothing waits to be styled.
  const measure = createMeasure();
  document.documentElement.classList.add("js");
  const { clusterAtlas } = /** @type {any} */ (globalThis);
  const payload = readPayload(byId("atlas-data").textContent ?? "");
  // Only maps with figures, with one of level 3, with the funding or services of single clusters, or with many of
  // them, hold the scripts that make them.
  clusterAtlas.addSteps?.(payload);
  clusterAtlas.addSmall?.(payload);
  const query = new URLSearchParams(location.search);
  const lang = languageAtFirst(payload.map, query.get("lang"), navigator.languages);
  const store = createStore(initialState(payload, { embed: query.has("embed"), lang }), settling(payload));
  const live = byId("atlas-live");
  /** @type {import("./store.js").Context} */
  const ctx = {
    payload,
    store,
    messages: createMessages(payload.messages, () => store.state.lang, payload.map.plurals),
    map,
    painters: {},
    tip: createTooltip(map),
    hint: createHint(map),
    announce: (text) => live.replaceChildren(text),
    address: () => location.href,
  };
  ctx.painters = scoreLayers(ctx);
  ctx.figures = clusterAtlas.createFigures?.(ctx);
  ctx.mixes = clusterAtlas.createMixes?.(ctx);
  store.subscribe(["lang"], ctx.tip.hide);
  for (const mount of [
    mountFragment,
    mountTheme,
    mountEmbed,
    mountSearch,
    mountFilters,
    mountLayers,
    mountYears,
    mountLegend,
    mountPanel,
    mountSurvey,
    mountCompare,
    mountTable,
    mountSide,
    mountShare,
    mountSummary,
    // Header and controls are whole: the map has its height from here on, and is drawn once.
    mountView,
  ])
    mount(ctx);
  const arcs = decodeArcs(payload.topology.arcs);
  placeRegions(payload, arcs);
  const canvas = mountCanvas(ctx);
  mountRegions(ctx, arcs, canvas);
  mountBorders(ctx, arcs, canvas);
  // Many markers keep clear of the names of the frames.
  mountInsets(ctx, canvas, measure);
  mountLabels(ctx, arcs, (clusterAtlas.mountClusters ?? mountClusters)(ctx), measure);
  mountSelectionView(ctx);
  mountPrint(ctx);
  clusterAtlas.mountPicture?.(ctx);
  return ctx;
}

// The page's last script calls it: folium's script has made the map by then.
Object.assign(/** @type {any} */ (globalThis).clusterAtlas, { start });
