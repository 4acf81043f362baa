/** The choice between light, dark and the setting of the reader's system. */

import { byId, el } from "../dom.js";

const THEMES = /** @type {const} */ (["auto", "light", "dark"]);

/** @param {import("../store.js").Context} ctx */
export function mountTheme({ store, messages }) {
  const select = el("select", {
    id: "atlas-theme",
    onchange: () => store.update({ theme: /** @type {"auto"} */ (select.value) }),
  });
  byId("atlas-tools").append(select);
  const write = () => {
    const { theme } = store.state;
    if (theme === "auto") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", theme);
    select.replaceChildren(
      ...THEMES.map((key) => el("option", { value: key, text: messages.t(`map.theme.${key}`) })),
    );
    select.value = theme;
    select.setAttribute("aria-label", messages.t("map.theme"));
  };
  write();
  store.subscribe(["theme", "lang"], write);
}
