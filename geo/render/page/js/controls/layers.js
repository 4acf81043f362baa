/** The layer switcher: one base layer at a time, any overlays on top. */

import { byId, el } from "../dom.js";
import { basesOf, OVERLAYS } from "../data/state.js";

/** @param {import("../store.js").Context} ctx */
export function mountLayers(ctx) {
  const { payload, store, messages } = ctx;
  const { indicators, change } = payload;
  const bases = basesOf(payload);

  /** @type {Map<Element, string>} */
  const words = new Map();
  /** @param {string} key */
  const word = (key) => {
    const node = el("span", {});
    words.set(node, key);
    return node;
  };

  const radios = bases.map((base) =>
    el("input", {
      type: "radio",
      name: "atlas-base",
      value: base,
      onchange: () =>
        store.update({
          base,
          classes: store.state.classes.filter((key) => payload.map.classes.includes(key)),
        }),
    }),
  );
  const boxes = OVERLAYS.map((name) =>
    el("input", {
      type: "checkbox",
      value: name,
      onchange: (event) => {
        const chosen = new Set(store.state.overlays);
        if (event.target.checked) chosen.add(name);
        else chosen.delete(name);
        store.update({ overlays: OVERLAYS.filter((overlay) => chosen.has(overlay)) });
      },
    }),
  );
  const select = el("select", {
    onchange: (event) => store.update({ indicator: event.target.value }),
  });
  const indicator = el("label", { class: "indicator" }, el("span", { class: "visually-hidden" }), select);
  const legends = [el("legend", { class: "visually-hidden" }), el("legend", { class: "visually-hidden" })];
  byId("atlas-controls").append(
    el(
      "div",
      { class: "layers" },
      el(
        "fieldset",
        { class: "bases" },
        legends[0],
        ...radios.map((radio, at) => el("label", { class: "pill" }, radio, word(`term.layer.${bases[at]}`))),
      ),
      indicator,
      el(
        "fieldset",
        { class: "overlays" },
        legends[1],
        ...boxes.map((box, at) => el("label", { class: "check" }, box, word(`term.layer.${OVERLAYS[at]}`))),
      ),
    ),
  );

  const write = () => {
    legends[0].textContent = messages.t("map.layers.base");
    legends[1].textContent = messages.t("map.layers.overlays");
    indicator.firstElementChild?.replaceChildren(messages.t("term.layer.indicator"));
    for (const [node, key] of words)
      node.textContent =
        key === "term.layer.since"
          ? messages.t("panel.changed.since", { year: String(change?.from) })
          : messages.t(key);
    select.replaceChildren(
      ...indicators.map(({ code }) =>
        el("option", { value: code, text: messages.t(`term.indicator.${code}`) }),
      ),
    );
  };
  const show = () => {
    const { base, overlays } = store.state;
    for (const radio of radios) radio.checked = radio.value === base;
    for (const box of boxes) box.checked = overlays.includes(box.value);
    indicator.hidden = base !== "indicator";
    select.value = store.state.indicator;
  };
  write();
  show();
  store.subscribe(["lang"], write);
  store.subscribe(["base", "indicator", "overlays", "lang"], show);
}
