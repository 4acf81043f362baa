import functools
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from geo.datapackage.catalog import Catalog
from geo.language import messages
from geo.language.messages import percent
from geo.match.class_bounds import class_of
from geo.match.difference import diff
from geo.match.ledger import build_ledger
from geo.match.placement import locate
from geo.match.tagging import read_indicators, read_scoreboard, read_series, tag
from geo.nuts.outline.outline import read_outline
from geo.render import MapOptions
from geo.render.facts.content import MapContent, gather_content
from geo.render.facts.page_messages import Payload, needless_messages
from geo.render.facts.payload import build_payload, overlays_of
from geo.render.facts.scores import read_scores
from geo.render.facts.survey import survey_messages
from geo.tables.clusters import read_clusters
from geo.tables.surveys import read_survey
from tests.page_data import figures_of, notes_by_row, notes_of, rows_of, texts_of

#: What the shares of edition 2023 are compared with.
BOUNDS = (0, 70, 100, 125)


@functools.cache
def content(edition: int = 2023, **options: Any) -> MapContent:
    records = tag(locate(read_clusters("bioclusters")), edition=edition)
    chosen = MapOptions(title={"en": "x"}, edition=edition, **options)
    return gather_content(
        records,
        build_ledger(records, edition=edition),
        chosen,
        survey=read_survey("bioclusters-survey"),
        catalog=Catalog.bundled(),
    )


@functools.cache
def payload(edition: int = 2023, **options: Any) -> Payload:
    return build_payload(content(edition, **options))


def test_the_index_of_every_unit_and_year_comes_through_exactly() -> None:
    made, units = payload(), payload()["units"]
    (figure,) = figures_of(made, "index")
    years = figure["years"]
    assert years == list(range(2016, 2024))
    series = read_series(2023).set_index(["code", "year"])["index"]
    for year, row in zip(years, figure["cells"], strict=True):
        assert row == [series[code, year] for code in units["id"]]
    index = read_scoreboard(2023).set_index("code")["index"]
    assert figure["cells"][-1] == [index[code] for code in units["id"]]


def test_an_index_without_years_comes_through_in_hundredths() -> None:
    made, index = payload(2019), read_scoreboard(2019).set_index("code")["index"]
    (figure,) = figures_of(made, "index")
    pairs = zip(made["units"]["id"], figure["cells"][0], strict=True)
    known = [(code, value) for code, value in pairs if value != "missing"]
    assert len(known) == index.notna().sum() > 150
    assert all(value == pytest.approx(index[code], abs=0.00501) for code, value in known)


def test_indicators_come_in_percent_to_the_last_digit_and_a_zero_is_no_value() -> None:
    made, units = payload(), payload()["units"]
    table = Catalog.bundled().table("indicators", types={"indicator": str})
    averages = table[table["edition"] == 2023].set_index("indicator")["eu_average"]
    values = read_indicators(2023).set_index(["indicator", "code"])["value"]
    indicators = figures_of(made, "indicator")
    assert len(indicators) == 20
    for indicator in indicators:
        for code, share in zip(units["id"], indicator["cells"][0], strict=True):
            published = values.get((indicator["code"], code), 0)
            if not published:
                assert share == "missing"
                continue
            exact = 100 * published / averages[indicator["code"]]
            assert percent("en", share, bounds=BOUNDS) == percent("en", exact, bounds=BOUNDS)


def test_regions_are_painted_with_the_class_of_their_unit() -> None:
    classes = dict(zip(content().outline.ids, content().region_keys, strict=True))
    expected = {
        "BE32": "strong",
        "AT22": "strong",
        "PL91": "moderate",
        "TR10": "not_covered",
        "EE00": "moderate",
    }
    assert {code: classes[code] for code in expected} == expected
    assert len(classes) == 334


def test_the_classes_of_earlier_years_follow_the_bounds_of_the_edition() -> None:
    scores = content().scores
    units = dict(zip(scores.units["id"], scores.units["classes"], strict=True))
    # 70 % of the EU average and more, 125 % and more: positions 1 and 3 of four classes.
    assert units["AT1"] == [3, 3, 2, 2, 2, 2, 3, 3]
    # 100 % exactly in 2020 and in 2021.
    assert units["FRG"][4] == units["IE04"][5] == 2
    assert all(len(classes) == 1 for classes in content(2019).scores.units["classes"])


def test_a_page_holds_the_published_classes_and_computes_the_others() -> None:
    made, published = payload(), read_scoreboard(2023).set_index("code")["class"]
    units = rows_of(made["units"])
    assert len(units) == len(published)
    assert all(made["map"]["classes"][unit["class"]] == published[unit["id"]] for unit in units)
    assert "classes" not in units[0]


def test_notes_stand_once_however_many_they_are_about() -> None:
    made = payload()
    texts = [str(note) for note in notes_of(made)]
    assert len(set(texts)) == len(texts)
    notes = dict(zip(made["regions"]["id"], notes_by_row(made, "regions"), strict=True))
    assert notes["BE32"] == [
        [
            "note.tag.inside",
            {
                "unit": "BE3",
                "name": "Région wallonne",
                "edition": "2023",
                "class_": "strong",
                "region": "BE32",
            },
        ]
    ]
    assert notes["ITC4"] == []
    records = zip(rows_of(made["records"]), notes_by_row(made, "records"), strict=True)
    biowin, said = next((record, notes) for record, notes in records if record["name"] == "BioWin")
    keys = [key for key, _ in said]
    assert keys[:2] == ["note.locate.by_name", "note.tag.inside"]
    assert biowin["regionName"] == "Prov. Hainaut"


def test_regions_are_named_in_each_language_of_the_page_where_it_has_a_name_of_its_own() -> None:
    made = payload(languages=("en", "de"))
    names = {region["id"]: tuple(region["names"].split("|")) for region in rows_of(made["regions"])}
    assert names["ITC4"][1] == "Lombardy"
    assert names["ES51"] == ("Cataluña", "Catalonia", "Katalonien")
    assert names["LI00"] == ("Liechtenstein",)


def test_an_edition_without_years_has_neither_series_nor_indicators() -> None:
    made = payload(2019)
    assert figures_of(made, "index")[0]["years"] == figures_of(made, "indicator") == []
    assert made["map"]["classes"] == ["modest", "moderate", "strong", "leader"]
    assert made["map"]["vintage"] == 2016
    assert not any(key.startswith("term.indicator.") for key in texts_of(made, "en"))


def test_printed_classes_stand_beside_the_table_of_their_edition() -> None:
    records = {record["name"]: record for record in rows_of(payload()["records"])}
    berlin = records["Health Capital - Cluster Healthcare Industries"]
    assert (berlin["classPrinted"], berlin["tableClassPrinted"], berlin["agreement"]) == (
        "strong",
        "leader",
        "differs",
    )
    assert payload()["map"]["printedEdition"] == 2019
    assert payload(class_printed=False)["map"]["printedEdition"] is None


@pytest.mark.slow
def test_a_previous_edition_brings_what_changed_but_no_change_of_names() -> None:
    change = payload(previous_edition=2019)["change"]
    assert (change["from"], change["to"]) == (2019, 2023)
    assert change == diff("2019", "2023", records="bioclusters").payload()
    regions = {code: (was, now) for code, was, now, _ in change["regions"]}
    assert ("modest", "emerging") not in regions.values()
    assert all(was != now for was, now in regions.values())
    assert payload(previous_edition=2019, vintage=2016)["change"]["regions"] != change["regions"]
    assert payload()["change"] is None


def test_survey_figures_keep_their_kind_and_their_answers() -> None:
    questions = {question["id"]: question for question in payload()["survey"]["questions"]}
    assert (questions["funding"]["kind"], questions["funding"]["answers"]) == ("multiple", 25)
    assert [item["value"] for item in questions["funding"]["items"]] == [76.0, 28.0, 8.0, 8.0]
    trends = {item["id"]: item["value"] for item in questions["trend"]["items"]}
    assert {item for item, value in trends.items() if value > 0} == {
        "business_counselling", "legal_counselling", "networking", "meeting_rooms",
        "event_spaces", "shared_workspaces", "internationalisation", "fundraising",
    }  # fmt: skip
    assert {item for item, value in trends.items() if value < 0} == {"office_space", "technology_platforms"}


@pytest.mark.parametrize("language", ["en", "ca", "es", "fr", "de", "it"])
def test_every_statement_of_the_survey_is_in_the_page_in_every_language(language: str) -> None:
    made, survey = payload(), read_survey("bioclusters-survey")
    texts = texts_of(made, language)
    statements = survey[survey["kind"] == "statement"]
    assert statements["question"].value_counts(sort=False).to_dict() == {
        "goals": 5, "growth": 3, "managers": 4, "members": 4, "reasons": 3, "purposes": 6,
    }  # fmt: skip
    suffix = "" if language == "en" else f"_{language}"
    for row in statements.to_dict("records"):
        assert texts[f"survey.{row['question']}.{row['item']}"] == row[f"label{suffix}"]
    headings = statements.dropna(subset="heading")
    assert len(headings) == 6
    for row in headings.to_dict("records"):
        assert texts[f"survey.{row['question']}"] == row[f"heading{suffix}"]


def test_a_text_of_a_survey_without_a_translation_stands_in_the_words_of_the_table(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        "question,kind,item,label,label_de,heading_de\n"
        "why,statement,near,It is {near},Es ist nah,Warum\n"
        "why,statement,new,It is new,,\n"
        "how,single,public,By the public,Von allen,\n"
        "how,single,own,On their own,,\n"
        "how,single,sales,By sales,,\n"
    )
    survey = read_survey(tmp_path / "s.csv")
    assert survey_messages(survey, ("en", "de")) == {
        "survey.why": {"en": "Warum", "de": "Warum"},
        "survey.why.near": {"en": "It is {near}", "de": "Es ist nah"},
        "survey.why.new": {"en": "It is new", "de": "It is new"},
        "survey.how.public": {"en": "By the public", "de": "Von allen"},
        "survey.how.own": {"en": "On their own", "de": "On their own"},
    }


@pytest.mark.parametrize(
    ("change", "overlays"),
    [
        ({"records": {"id": [], "same": {}}}, []),
        ({"records": {"id": ["a"], "same": {}}}, ["clusters"]),
        ({"records": {"id": ["a"], "same": {"funding": {"public": 100}}}}, ["clusters", "funding"]),
        ({"records": {"id": ["a"], "same": {"services": ["training"]}}}, ["clusters", "services"]),
        (
            {"records": {"id": ["a"], "same": {}}, "survey": {"questions": []}},
            ["clusters", "funding", "services"],
        ),
    ],
)
def test_a_map_offers_the_overlays_of_which_it_has_something(change: Payload, overlays: list[str]) -> None:
    assert overlays_of({"survey": None, **change}) == [*overlays, "labels", "borders"]


def table(facts: dict[str, Any]) -> dict[str, Any]:
    """Return a table of one row as a data block holds it."""
    return {"id": ["a"], "same": facts}


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("term.class.mixed", {"records": table({"units": [0, 1]})}),
        ("term.class.mixed", {"records": table({"class": "mixed"})}),
        ("panel.statements", {"survey": {"questions": [{"kind": "statement"}]}}),
        ("panel.kind.single", {"survey": {"questions": [{"kind": "single"}]}}),
        ("map.notgiven", {"survey": None}),
        ("map.lost", {"records": table({"x": None, "regionName": "x"})}),
        ("panel.place.none", {"records": table({"x": None, "regionName": "x"})}),
        ("panel.region.none", {"records": table({"x": 1, "regionName": None})}),
        ("panel.takeaway.empty", {"records": {"id": [], "same": {}}}),
        ("panel.summary.norecord", {"records": {"id": [], "same": {}}}),
        ("panel.funding.partial", {"records": table({"funding": {}})}),
        ("panel.filter.hint", {"records": table({"services": ["training"]})}),
        ("panel.services.count", {"records": table({"services": ["training"]})}),
        ("term.stage.mature", {"records": table({"stage": "mature"})}),
        ("panel.stage", {"records": table({"stage": "mature"})}),
        ("panel.founded", {"records": table({"founded": 2009})}),
        ("panel.markets", {"records": table({"marketAreas": ["diagnostics"]})}),
        ("panel.website", {"records": table({"website": "https://example.org"})}),
        ("term.nodata.country_only", {"records": table({"noData": "country_only"})}),
        ("term.nodata.not_located", {"records": table({"noData": "not_located"})}),
    ],
)
def test_a_message_is_in_the_page_where_something_can_ask_for_it(key: str, change: Payload) -> None:
    questions = [{"kind": "multiple"}]
    record = {"x": 1, "regionName": "x", "noData": "missing"}
    usual = {
        **payload(),
        "survey": {"questions": questions},
        "records": table(record),
        "regions": {"id": ["a", "b"], "noData": ["not_covered", "missing"], "same": {}},
    }

    def is_left_out(payload: Payload) -> bool:
        return key.startswith(needless_messages(payload))

    assert is_left_out(usual)
    assert not is_left_out({**usual, **change})


@pytest.mark.parametrize("languages", [("de",), ("en", "ca", "es", "fr", "de", "it")])
def test_a_page_holds_the_messages_of_its_languages_and_no_other(languages: tuple[str, ...]) -> None:
    made = payload(languages=languages)
    assert set(made["messages"]["texts"]) == set(languages)
    for language in languages:
        held, known = texts_of(made, language), messages.load(language)
        assert len(held) > 200
        for key in set(held) & set(known):
            text = known[key]
            assert held[key] == (text if isinstance(text, str) else list(text))


def test_no_source_is_missing() -> None:
    about = payload()["map"]
    scoreboard, land = (
        messages.text("en", source["message"], **source["params"]) for source in about["sources"]
    )
    assert scoreboard == (
        "European Commission, Regional Innovation Scoreboard, 2023; © European Union, reuse under Commission "
        "Decision 2011/833/EU (CC BY 4.0)"
    )
    assert land == "Land outside the regions: made with Natural Earth"
    assert about["attributions"] == [
        "© EuroGeographics for the administrative boundaries",
        "© TurkStat. Source: European Commission – Eurostat/GISCO",
    ]


def drawn(**columns: Any) -> dict[str, Any]:
    frame = gpd.GeoDataFrame(
        {"record_id": ["a"], "name": ["A"], **{name: [value] for name, value in columns.items()}},
        geometry=[shapely.Point(2.35, 48.86)],
        crs="EPSG:4326",
    )
    records = tag(locate(frame), edition=2023)
    ledger = build_ledger(records, edition=2023)
    options = MapOptions(title={"en": "x"}, edition=2023)
    made = build_payload(gather_content(records, ledger, options, catalog=Catalog.bundled()))
    (record,) = rows_of(made["records"])
    return record | {"notes": notes_by_row(made, "records")[0]}


def test_a_point_that_was_not_used_is_not_where_a_cluster_is_drawn() -> None:
    record = drawn(country="DE")
    assert record["notes"][0][0] == "note.locate.point_country"
    assert not record["exact"]
    outline = read_outline(2021)
    assert (record["x"], record["y"]) != outline.place([(2.35, 48.86)])[0]


def test_a_cluster_that_could_not_be_placed_is_not_drawn() -> None:
    record = drawn(country="US")
    assert record["noData"] == "not_located"
    assert record["x"] is None
    assert record["y"] is None


def test_a_page_says_what_its_tables_lack_of_an_edition() -> None:
    held = payload(2019)["map"]["gaps"]
    assert held == [["static.page.lacks_units", {"edition": "2019", "held": 201, "all": 238}]]
    held = payload(2023)["map"]["gaps"]
    assert held == [["static.page.lacks_indicators", {"edition": "2023", "held": 20, "all": 21}]]
    assert "static.page.lacks_units" not in texts_of(payload(2023), "en")


def test_an_indicator_lies_on_its_own_side_of_every_bound() -> None:
    scores = read_scores(2023, series=False, catalog=Catalog.bundled())
    sides = []
    for row, shares in zip(scores.units["indicators"], scores.indicator_shares, strict=True):
        for value, share, average in zip(row, shares, scores.indicator_averages, strict=True):
            if value is not None:
                sides += [((share >= bound) == (100 * value / average >= bound)) for bound in BOUNDS]
    assert (len(sides), all(sides)) == (4 * 4796, True)


@pytest.mark.parametrize(
    ("value", "share"),
    [(99.2, 99), (99.6, 99.6), (70.4996, 70.49), (99.9962, 99.99), (100.004, 100.01), (0.3, 0.3)],
)
def test_a_share_has_as_few_decimals_as_leave_it_beside_a_bound(value: float, share: float) -> None:
    scores = read_scores(2023, series=False, catalog=Catalog.bundled()).only(["AT1"])
    scores = replace(scores, units=scores.units | {"indicators": [[value]]}, indicator_averages=(100.0,))
    assert scores.indicator_shares == [[share]]


def test_every_class_is_that_of_the_share_the_page_shows() -> None:
    for edition in (2019, 2023):
        scores = read_scores(edition, series=True, catalog=Catalog.bundled())
        bounds = scores.edition.thresholds
        for index, position in zip(scores.units["index"], scores.units["class"], strict=True):
            if index is not None:
                share = 100 * index / scores.eu_average[-1]
                assert class_of(share, bounds) == scores.classes[position]
