/** Switch the language without a reload; every part that shows words subscribes to the same choice. */

import { byId, el } from "../dom.js";

/**
 * @param {import("../store.js").Context} ctx
 */
export function mountLanguages({ payload, store, messages }) {
  const { languages, title, subtitle, sourceTexts } = payload.map;
  const select = el("select", {
    id: "atlas-language",
    onchange: () => store.update({ lang: select.value }),
  });
  const names = messages.everywhere("map.language");
  for (const language of languages) {
    select.append(el("option", { value: language, lang: language }, names[language]));
  }
  if (languages.length > 1) byId("atlas-tools").prepend(select);

  const render = () => {
    const { lang } = store.state;
    select.value = lang;
    select.setAttribute("aria-label", messages.t("panel.language"));
    document.documentElement.lang = lang;
    document.title = title[lang] ?? title.en;
    byId("atlas-title").textContent = document.title;
    const line = document.getElementById("atlas-subtitle");
    if (line) line.textContent = subtitle[lang] ?? subtitle.en ?? "";
    // Texts that the page holds without a script carry the key of their message and its parameters.
    for (const node of document.querySelectorAll("[data-message]")) {
      const { message = "", params = "{}" } = /** @type {HTMLElement} */ (node).dataset;
      if (messages.has(message)) node.textContent = messages.t(message, JSON.parse(params));
    }
    for (const node of document.querySelectorAll("[data-source]")) {
      const texts = sourceTexts[/** @type {HTMLElement} */ (node).dataset.source ?? ""];
      node.textContent = texts[lang] ?? texts.en;
    }
  };
  store.subscribe(["lang"], render);
  render();
}
