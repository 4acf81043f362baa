import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { createMessages } from "../../geo/render/page/js/data/messages.js";

const { locales } = JSON.parse(readFileSync(new URL("fixtures.json", import.meta.url), "utf-8"));
const CATALOGUES = {
  en: { clusters: ["{count} cluster", "{count} clusters"], place: "{city}, {country}", only: "in English" },
  ca: { clusters: ["{count} clúster", "{count} clústers"] },
  es: { clusters: ["{count} clúster", "{count} clústeres"] },
  fr: { clusters: ["{count} cluster", "{count} clusters"] },
  de: { clusters: ["{count} Cluster", "{count} Cluster"] },
  it: { clusters: ["{count} cluster", "{count} cluster"] },
};
for (const [key, texts] of Object.entries(locales))
  for (const [language, text] of Object.entries(texts)) CATALOGUES[language][key] = text;
const inLanguage = (language) => createMessages(CATALOGUES, () => language);
// Spaces inside numbers are no-break ones, narrow in French.
const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ");

test("a text stands behind what it is about, with the colon of the language", () => {
  const labels = {
    en: { "map.labelled": "{label}: {text}" },
    fr: { "map.labelled": "{label}\u00a0: {text}" },
  };
  const [en, fr] = ["en", "fr"].map((language) => createMessages(labels, () => language));
  assert.equal(en.labelled("Leader", "36"), "Leader: 36");
  assert.equal(fr.labelled("Leader", "36"), "Leader\u00a0: 36");
  assert.equal(fr.labelled("Leader"), "Leader\u00a0: ");
});

test("the count decides between singular and plural by the rules of the language", () => {
  const zeroOneTwo = (language) => [0, 1, 2].map((count) => inLanguage(language).t("clusters", { count }));
  assert.deepEqual(zeroOneTwo("en"), ["0 clusters", "1 cluster", "2 clusters"]);
  assert.deepEqual(zeroOneTwo("ca"), ["0 clústers", "1 clúster", "2 clústers"]);
  assert.deepEqual(zeroOneTwo("es"), ["0 clústeres", "1 clúster", "2 clústeres"]);
  // French counts nothing in the singular.
  assert.deepEqual(zeroOneTwo("fr"), ["0 cluster", "1 cluster", "2 clusters"]);
  assert.deepEqual(zeroOneTwo("de"), ["0 Cluster", "1 Cluster", "2 Cluster"]);
  assert.deepEqual(zeroOneTwo("it"), ["0 cluster", "1 cluster", "2 cluster"]);
});

test("a language with more forms takes the one of its number, and borrowed texts one of two", () => {
  const order = ["one", "other", "few", "many", "two", "zero"];
  const chosen = (language, forms) => {
    const texts = { en: {}, [language]: { clusters: forms, borrowed: ["cluster", "clusters"] } };
    const { t } = createMessages(texts, () => language, order);
    assert.deepEqual(
      [1, 2, 5].map((count) => t("borrowed", { count })),
      ["cluster", "clusters", "clusters"],
    );
    return [0, 1, 2, 5, 8, 21].map((count) => t("clusters", { count })).join();
  };
  assert.equal(chosen("pl", ["1", "o", "few", "many"]), "many,1,few,many,many,many");
  assert.equal(chosen("lt", ["1", "o", "few"]), "o,1,few,few,few,1");
  assert.equal(chosen("sl", ["1", "o", "few", "", "two"]), "o,1,two,o,o,o");
  assert.equal(chosen("ga", ["1", "o", "few", "many", "two"]), "o,1,two,few,many,o");
  assert.equal(chosen("ro", ["1", "o", "few"]), "few,1,few,few,few,o");
});

test("numbers are written as the language writes them", () => {
  const written = (value) =>
    Object.keys(CATALOGUES).map((language) => plain(inLanguage(language).number(value)));
  assert.deepEqual(written(12345.67), [
    "12,345.7",
    "12.345,7",
    "12.345,7",
    "12 345,7",
    "12.345,7",
    "12.345,7",
  ]);
});

test("short numbers are written without a formatter as with one", () => {
  for (const lang of Object.keys(CATALOGUES)) {
    const { number, decimal, whole, percent } = inLanguage(lang);
    const formatted = (value, options) =>
      new Intl.NumberFormat(lang, options).format(value).replace("-", "−");
    for (const value of [0, 7, 999, -12, 0.5, 99.9, -0.1, 1000, 9999, 12345.6]) {
      assert.equal(number(value), formatted(value, { maximumFractionDigits: 1 }));
      assert.equal(whole(value), formatted(value, { maximumFractionDigits: 12, useGrouping: "min2" }));
      const one = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
      assert.equal(decimal(value, []), formatted(value, one));
      const share = { style: "percent", maximumFractionDigits: 0 };
      if (value % 1 === 0) assert.equal(percent(value), formatted(value / 100, share));
    }
    assert.equal(whole(0.1 + 0.2), formatted(0.3));
    assert.equal(whole(1e-7), formatted(1e-7, { maximumFractionDigits: 12 }));
  }
});

test("countries and languages have the names their locale gives them", () => {
  const named = createMessages(
    { en: { "country.EL": "Greece" }, ca: { "country.EL": "Grècia" } },
    () => "ca",
  );
  assert.deepEqual([named.country("EL"), named.country("XX")], ["Grècia", "XX"]);
  assert.deepEqual(Object.values(inLanguage("fr").everywhere("map.language")).toSorted(), [
    "Català",
    "Deutsch",
    "English",
    "Español",
    "Français",
    "Italiano",
  ]);
});

test("a figure has its decimal even where it is 0, and a minus sign for a hyphen", () => {
  const { number, decimal, whole, percent } = inLanguage("en");
  assert.deepEqual([decimal(87, []), decimal(-2.25, []), decimal(126.05, [])], ["87.0", "−2.3", "126.1"]);
  assert.equal(decimal(788_000_000_000_000, [], 0), "788,000,000,000,000");
  assert.deepEqual([number(-5), whole(-1.25), percent(-20)], ["−5", "−1.25", "−20%"]);
});

test("shares are written as the language writes them", () => {
  assert.deepEqual(
    Object.keys(CATALOGUES).map((language) => plain(inLanguage(language).percent(76.4))),
    ["76%", "76 %", "76 %", "76 %", "76 %", "76%"],
  );
});

test("numbers inside a message are written as the language writes them too", () => {
  assert.equal(inLanguage("de").t("clusters", { count: 1000 }), "1.000 Cluster");
});

test("a message that a language lacks is in English, and one that nobody has is an error", () => {
  assert.equal(inLanguage("it").t("only"), "in English");
  assert.equal(inLanguage("en").t("place", { city: "Graz" }), "Graz, ");
  assert.throws(() => inLanguage("en").t("nothing"), /no message nothing/);
  assert.equal(inLanguage("en").has("only"), true);
  assert.equal(inLanguage("en").has("nothing"), false);
});

test("the language may change while the page is open", () => {
  let language = "en";
  const messages = createMessages(CATALOGUES, () => language);
  assert.equal(messages.number(1.5), "1.5");
  language = "fr";
  assert.equal(messages.number(1.5), "1,5");
});

test("a figure is not rounded onto a bound it is compared with, or across", () => {
  const { decimal, percent } = inLanguage("en");
  const bounds = [70, 100, 125];
  assert.deepEqual(
    [124.87, 124.4, 124.96, 125, 125.04, 99.999, 69.95, 130].map((value) => percent(value, bounds)),
    ["124.9%", "124%", "124.96%", "125%", "125.04%", "99.999%", "69.95%", "130%"],
  );
  assert.equal(percent(124.99999999999), "125%");
  assert.equal(percent(124.99999999999, bounds), "125%");
  assert.equal(decimal(108.46, [108.47]), "108.46");
  assert.equal(decimal(0.96, [1]), "0.96");
});
