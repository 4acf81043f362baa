/** The layer switcher: one base layer at a time above the map, any overlays with the legend. */

import { byId, el } from "../dom.js";
import { figuresOf } from "../data/figures.js";
import { basesOf, LISTS } from "../data/state.js";
import { figureName } from "../data/words.js";

/** @typedef {import("../store.js").Context} Context */

/** @param {Context} ctx */
export function mountLayers(ctx) {
  const { payload, store, messages } = ctx;
  const bases = basesOf(payload);
  const radios = bases.map((base) => baseRadio(ctx, base));
  const { overlays } = payload.map;
  const boxes = overlays.map((name) => overlayBox(ctx, name));
  const texts = [...bases, ...overlays].map(() => el("span", {}));
  const legends = [el("legend", { class: "visually-hidden" }), el("legend", { class: "visually-hidden" })];
  // An indicator that the edition has and the table lacks is named, and cannot be chosen.
  const absent = ["map.indicator.absent"].filter((key) => messages.has(key));
  const select = el("select", {
    onchange: (event) => store.update({ indicator: event.target.value }),
  });
  const indicatorName = el("span", { class: "visually-hidden" });
  const indicator = el("label", { class: "indicator" }, indicatorName, select);
  const labels = [...radios, ...boxes].map((input, at) =>
    el("label", { class: at < radios.length ? "pill" : "check" }, input, texts[at]),
  );
  const controls = byId("atlas-controls");
  controls.append(el("fieldset", { class: "bases" }, legends[0], ...labels.slice(0, radios.length)));
  // On a phone the list stands below the map, where other layers have their years.
  const phone = matchMedia("(max-width: 599px)");
  const place = () => (phone.matches ? byId("atlas-legend").before(indicator) : controls.append(indicator));
  phone.addEventListener("change", place);
  place();
  byId("atlas-legend").append(
    el("fieldset", { class: "overlays" }, legends[1], ...labels.slice(radios.length)),
  );

  let listed = "";
  /** Fill the list, of indicators or of figures; what is not shown holds nothing, in no language. */
  const fill = () => {
    const { base, lang } = store.state;
    const isShown = LISTS.includes(base);
    indicator.hidden = !isShown;
    if (listed === base + lang) return;
    listed = base + lang;
    indicatorName.textContent = isShown ? messages.t(`term.layer.${base}`) : "";
    select.replaceChildren(
      ...(isShown ? figuresOf(payload, base) : []).map(({ code }) =>
        el("option", { value: code, text: figureName(ctx, base, code) }),
      ),
      ...(base === "indicator" ? absent : []).map((key) =>
        el("option", { disabled: true, text: messages.t(key) }),
      ),
    );
  };
  const write = () => {
    legends[0].textContent = messages.t("map.layers.base");
    legends[1].textContent = messages.t("map.layers.overlays");
    [...bases, ...overlays].forEach((name, at) => (texts[at].textContent = layerName(ctx, name)));
  };
  const show = () => {
    const { base, overlays: shown } = store.state;
    for (const radio of radios) radio.checked = radio.value === base;
    for (const box of boxes) box.checked = shown.includes(box.value);
    fill();
    select.value = store.state.indicator;
  };
  write();
  show();
  store.subscribe(["lang"], write);
  store.subscribe(["base", "indicator", "overlays", "lang"], show);
}

/**
 * @param {Context} ctx
 * @param {string} name of a base layer or an overlay
 */
function layerName({ messages, payload }, name) {
  if (name === "since") return messages.t("panel.changed.since", { year: String(payload.change?.from) });
  return messages.t(`term.layer.${name}`);
}

/**
 * @param {Context} ctx
 * @param {import("../store.js").State["base"]} base
 */
function baseRadio({ store }, base) {
  return el("input", {
    type: "radio",
    name: "atlas-base",
    value: base,
    onchange: () => store.update({ base }),
  });
}

/**
 * @param {Context} ctx
 * @param {string} name
 */
function overlayBox({ payload, store }, name) {
  return el("input", {
    type: "checkbox",
    value: name,
    onchange: (event) => {
      const { overlays } = store.state;
      const isChosen = (/** @type {string} */ other) =>
        other === name ? event.target.checked : overlays.includes(other);
      store.update({ overlays: payload.map.overlays.filter(isChosen) });
    },
  });
}
