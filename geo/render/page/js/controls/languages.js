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
  for (const language of languages) {
    const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
    const label = name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
    select.append(el("option", { value: language, lang: language }, label));
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
