/** The years: a slider for one year, two lists for a change between two. */

import { byId, el } from "../dom.js";
import { shownOf, yearOf } from "../data/figures.js";
import { hasSlider, LAYER_KEYS } from "../data/state.js";

/** @param {import("../store.js").Context} ctx */
export function mountYears(ctx) {
  const { payload, store, messages } = ctx;
  const { years } = payload.index;
  const box = byId("atlas-years");
  if (payload.figures.every((figure) => figure.years.length < 2)) {
    box.hidden = true;
    return;
  }
  const sliderName = el("span", { class: "name" });
  const shown = el("output", { "aria-live": "off" });
  const slider = el("input", {
    type: "range",
    step: 1,
    // Sliding writes many years; only the one it rests on becomes a step in the browser's history.
    oninput: (event) => store.update({ year: Number(event.target.value) }, { replace: true }),
  });
  const ticks = el("span", { class: "ticks", "aria-hidden": "true" });
  const track = el("span", { class: "track" }, slider, ticks);
  const label = el("label", {}, sliderName, track);
  const one = el("div", { class: "one-year" }, label, shown);

  /** @param {"from" | "to"} end */
  const list = (end) => {
    const select = el(
      "select",
      { onchange: (event) => store.update({ [end]: Number(event.target.value) }) },
      ...years.map((year) => el("option", { value: year, text: year })),
    );
    return { end, select, name: el("span", {}) };
  };
  const lists = [list("from"), list("to")];
  const two = el(
    "div",
    { class: "two-years" },
    ...lists.map(({ name, select }) => el("label", {}, name, select)),
  );
  box.append(one, two);

  let marked = "";
  /** @param {number[]} times the years that the slider is for */
  const mark = (times) => {
    if (marked === times.join()) return;
    marked = times.join();
    slider.min = String(times[0]);
    slider.max = String(times.at(-1));
    ticks.replaceChildren(...times.map((year) => el("span", { text: year })));
  };

  const write = () => {
    const { base } = store.state;
    const figure = shownOf(payload, store.state);
    const times = figure.years;
    const year = yearOf(ctx, figure);
    mark(times);
    sliderName.textContent = messages.t("map.year");
    for (const { end, select, name } of lists) {
      name.textContent = messages.t(`map.year.${end}`);
      // Writing a value lays the page out anew, even the same one.
      if (select.value !== String(store.state[end])) select.value = String(store.state[end]);
    }
    if (slider.value !== String(year)) slider.value = String(year);
    slider.setAttribute("aria-valuetext", String(year));
    slider.style.setProperty("--at", `${(100 * (year - times[0])) / ((times.at(-1) ?? 0) - times[0])}%`);
    shown.textContent = String(year);
    [...ticks.children].forEach((tick, at) => tick.classList.toggle("now", times[at] === year));
    // A layer of one year says which in the place of the slider: the map stays as high.
    track.hidden = times.length < 2;
    one.hidden = !hasSlider(base) || (base === "figure" && !times.length);
    two.hidden = base !== "change";
    box.hidden = one.hidden && two.hidden;
  };
  write();
  store.subscribe([...LAYER_KEYS, "lang"], write);
}
