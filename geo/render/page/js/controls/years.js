/** The years: a slider for one year, two lists for a change between two. */

import { byId, el } from "../dom.js";
import { hasSlider } from "../data/state.js";

/** @param {import("../store.js").Context} ctx */
export function mountYears(ctx) {
  const { payload, store, messages } = ctx;
  const { years } = payload.map;
  const box = byId("atlas-years");
  if (years.length < 2) {
    box.hidden = true;
    return;
  }
  const [first, last] = [years[0], years[years.length - 1]];
  const sliderName = el("span", { class: "name" });
  const shown = el("output", {});
  const slider = el("input", {
    type: "range",
    min: first,
    max: last,
    step: 1,
    // Sliding writes many years; only the one it rests on becomes a step in the browser's history.
    oninput: (event) => store.update({ year: Number(event.target.value) }, { replace: true }),
  });
  const ticks = el(
    "span",
    { class: "ticks", "aria-hidden": "true" },
    ...years.map((year) => el("span", { text: year })),
  );
  const label = el("label", {}, sliderName, el("span", { class: "track" }, slider, ticks));
  const one = el("div", { class: "one-year" }, label, shown);

  /** @param {"from" | "to"} key */
  const list = (key) => {
    const select = el(
      "select",
      { onchange: (event) => store.update({ [key]: Number(event.target.value) }) },
      ...years.map((year) => el("option", { value: year, text: year })),
    );
    return { key, select, name: el("span", {}) };
  };
  const lists = [list("from"), list("to")];
  const two = el(
    "div",
    { class: "two-years" },
    ...lists.map(({ name, select }) => el("label", {}, name, select)),
  );
  box.append(one, two);

  const write = () => {
    const { base, year } = store.state;
    sliderName.textContent = messages.t("map.year");
    for (const { key, select, name } of lists) {
      name.textContent = messages.t(`map.year.${key}`);
      // Writing a value lays the page out anew, even the same one.
      if (select.value !== String(store.state[key])) select.value = String(store.state[key]);
    }
    if (slider.value !== String(year)) slider.value = String(year);
    slider.setAttribute("aria-valuetext", String(year));
    slider.style.setProperty("--at", `${(100 * (year - first)) / (last - first)}%`);
    shown.textContent = String(year);
    [...ticks.children].forEach((tick, at) => tick.classList.toggle("now", years[at] === year));
    one.hidden = !hasSlider(base);
    two.hidden = base !== "change";
    box.hidden = one.hidden && two.hidden;
  };
  write();
  store.subscribe(["base", "year", "from", "to", "lang"], write);
}
