"""Pages of odd maps, and pages whose text tries to run."""

import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.datapackage.catalog import Catalog
from geo.language import messages
from geo.match.ledger import build_ledger
from geo.match.placement import locate
from geo.match.tagging import tag
from geo.render import ClusterMap, MapOptions
from geo.render.data_block import DEFLATED_BEYOND
from geo.render.facts.content import MapContent, gather_content
from geo.render.facts.page_messages import ROWS_AT_FIRST, Payload
from geo.render.facts.payload import ATTRIBUTIONS, build_payload, to_json
from geo.render.facts.survey import survey_in_words
from geo.render.html import data_of, write_page
from geo.render.leaflet.written import Layers, Script
from geo.render.static import legend_rows, table_rows
from geo.tables.clusters import read_clusters
from geo.tables.surveys import read_survey
from tests.examples import examples
from tests.page_data import data_block, notes_by_row, payload_of, rows_of

HOSTILE = (
    "{{ 6*7 }}",
    "{% raw %}{# x #}",
    "${alert(1)}",
    "`${'a'}`",
    "\\u003cb\\u003e \\",
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "]]> --> &amp; &lt;",
    "a\u2028b\u2029c",
    "\"double\" 'single'",
    "عنقود التقنية الحيوية",
    "\u202eright to left",
    "<img src=x onerror=alert(1)>",
    "x" * 200,
)
LAYERS = Layers("map_1", (Script("/* leaflet */"),), (".leaflet{}",), "", "var map_1 = {};")


class Parsed(HTMLParser):
    """What a browser without scripts makes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.path: list[str] = []
        self.tags: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.attributes: list[tuple[str, str, str | None]] = []
        self.ids: dict[str, str] = {}
        self.in_cells: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.path.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        for name, value in attrs:
            if name == "id" and value:
                self.ids[value] = ""
                self.open_id = value

    def handle_endtag(self, tag: str) -> None:
        while self.path and self.path.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.path:
            self.texts.setdefault(self.path[-1], []).append(data)
            if self.path[-1] in ("th", "td"):
                self.in_cells.append(data)
        if getattr(self, "open_id", None) and data.strip():
            self.ids[self.open_id] = self.ids[self.open_id] or data

    def cells(self) -> list[str]:
        return self.in_cells


@functools.cache
def base() -> MapContent:
    """Return the content of the map of the 25 bioclusters."""
    catalog = Catalog.bundled()
    records = tag(locate(read_clusters("bioclusters")), edition=2023)
    ledger = build_ledger(records, edition=2023)
    return gather_content(records, ledger, MapOptions(title={"en": "Clusters"}), catalog=catalog)


@functools.cache
def harmless_tags(records: int) -> list[str]:
    """Return the elements of a page of so many records of harmless text."""
    return Parsed(page_of(["x"] * records)[0]).tags


def page_of(names: Sequence[str], **options: Any) -> tuple[str, Payload]:
    """Return a page whose records have these names, and cities, regions and sources of the same text."""
    first = [0] * len(names)
    fields = ("name", "city", "region_printed", "source", "website")
    tagged = base().tagged.iloc[first].assign(record_id=list(map(str, range(len(names)))))
    tagged = tagged.assign(**{field: list(names) for field in fields})
    content = replace(
        base(),
        tagged=tagged,
        ledger=base().ledger.iloc[first].assign(name=list(names)),
        places=(base().places[0],) * len(names),
        options=MapOptions(title={"en": names[0]}, subtitle={"en": names[-1]}, **options),
    )
    return write_page(content, LAYERS).html, build_payload(content)


def test_hostile_text_shows_as_itself_and_adds_no_element() -> None:
    html, payload = page_of(HOSTILE)
    parsed = Parsed(html)
    assert parsed.tags == harmless_tags(len(HOSTILE))
    assert [cell for cell in parsed.cells() if cell in HOSTILE] == [
        name for name in HOSTILE for _ in range(2)
    ]
    assert json.loads(data_block(html)) == data_of(payload)
    assert parsed.texts["title"] == [HOSTILE[0]]


def test_a_page_of_many_clusters_carries_its_data_deflated_and_still_loads_nothing() -> None:
    html, payload = page_of(["x"] * (DEFLATED_BEYOND + 1), languages=("ca", "en"))
    parsed = Parsed(html)
    assert ("script", "type", "application/zlib") in parsed.attributes
    assert json.loads(data_block(html)) == data_of(payload)
    (allowed,) = (value for _, name, value in parsed.attributes if name == "content" and "-src" in str(value))
    assert str(allowed).startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src" not in str(allowed)
    said = {messages.text(language, "static.noscript.old_browser") for language in ("ca", "en")}
    assert said <= set(parsed.texts["p"])


def test_no_attribute_holds_an_event_handler_or_a_style() -> None:
    html, _ = page_of(HOSTILE)
    names = {name for _, name, _ in Parsed(html).attributes}
    assert not any(name.startswith("on") for name in names)
    assert "style" not in names


@pytest.mark.slow
@examples(15)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_any_text_comes_back_from_the_page_exactly(names: list[str]) -> None:
    html, payload = page_of(names)
    assert json.loads(data_block(html)) == data_of(payload)
    html.encode("utf-8", errors="surrogatepass")
    assert Parsed(html).tags == harmless_tags(len(names))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_the_data_block_is_json_without_a_character_that_could_end_it(value: object) -> None:
    text = to_json({"value": value})
    assert json.loads(text) == {"value": value}
    assert not set(text) & set("<>&\u2028\u2029")
    assert text.encode("utf-8")


def table(tmp_path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    columns = list(dict.fromkeys(("name", "country", *(key for row in rows for key in row))))
    lines = [",".join(columns), *(",".join(row.get(key, "") for key in columns) for row in rows)]
    path = tmp_path / "clusters.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def made(tmp_path: Path, rows: Sequence[Mapping[str, str]]) -> tuple[Payload, Parsed]:
    clusters = read_clusters(table(tmp_path, rows))
    html = ClusterMap(clusters, options=MapOptions(title={"en": "Odd"}, series=False)).to_html()
    return payload_of(html), Parsed(html)


def test_a_map_without_records_says_so(tmp_path: Path) -> None:
    payload, page = made(tmp_path, [])
    assert rows_of(payload["records"]) == []
    assert "This map shows regions only; it has no clusters." in page.texts["p"]
    assert "table" not in page.tags
    assert page.ids["atlas-takeaway"] == "36 of 239 measured regions lead innovation (2023)."


def test_a_record_with_nothing_but_a_name_and_a_country_is_drawn_in_its_country(tmp_path: Path) -> None:
    payload, _ = made(tmp_path, [{"name": "Only a name", "country": "France"}])
    (record,) = rows_of(payload["records"])
    assert (record["country"], record["regionId"], record["level"]) == ("FR", "FR", 0)
    assert not record["exact"]
    assert record["x"] > 0
    assert "note.locate.by_country" in [key for key, _ in notes_by_row(payload, "records")[0]]
    assert len(record["regions"]) == 27


def test_a_record_that_is_nowhere_is_kept_without_a_place(tmp_path: Path) -> None:
    rows = [{"name": "Far away", "country": "UA"}, {"name": "Near", "country": "EE", "region": "Eesti"}]
    payload, page = made(tmp_path, rows)
    far, near = rows_of(payload["records"])
    assert far["x"] is None
    assert far["noData"] == "not_located"
    assert near["class"] == "moderate"
    assert "Far away" in page.cells()


def test_a_thousand_records_are_all_in_the_data_and_the_first_of_them_in_the_table(tmp_path: Path) -> None:
    rows = [{"name": f"Cluster {at}", "country": "DE", "region": "Oberbayern"} for at in range(1000)]
    payload, page = made(tmp_path, rows)
    assert len(payload["records"]["id"]) == 1000
    assert page.tags.count("tr") == 1 + ROWS_AT_FIRST
    # No link: a page on its own has no ledger beside it.
    assert "The first 500 of 1,000 clusters." in page.texts["p"]
    assert "All of them as CSV" not in page.texts["a"]


def test_a_name_of_two_hundred_characters_is_not_cut(tmp_path: Path) -> None:
    name = "Cluster " * 25
    payload, page = made(tmp_path, [{"name": name.strip(), "country": "DE", "region": "Berlin"}])
    assert rows_of(payload["records"])[0]["name"] == name.strip()
    assert name.strip() in page.cells()


def test_a_point_overseas_is_drawn_in_its_inset(tmp_path: Path) -> None:
    rows = [
        {"name": "Saint-Denis", "country": "FR", "lat": "-20.88", "lon": "55.45"},
        # Saint-Martin belongs to Guadeloupe and lies 250 km outside its frame.
        {"name": "Marigot", "country": "FR", "nuts_id": "FRY1", "lat": "18.07", "lon": "-63.08"},
    ]
    payload, _ = made(tmp_path, rows)
    reunion, marigot = rows_of(payload["records"])
    scale, (left, bottom) = payload["topology"]["scale"], payload["topology"]["origin"]
    boxes = {inset["id"]: inset["box"] for inset in payload["topology"]["insets"]}
    for record, code in ((reunion, "FRY4"), (marigot, "FRY1")):
        x, y = left + record["x"] * scale, bottom + record["y"] * scale
        assert boxes[code][0] < x < boxes[code][2]
        assert boxes[code][1] < y < boxes[code][3]
    assert reunion["exact"]
    assert not marigot["exact"]


def test_a_cluster_of_a_larger_region_belongs_to_all_its_painted_regions(tmp_path: Path) -> None:
    payload, _ = made(tmp_path, [{"name": "Bavaria", "country": "DE", "nuts_id": "DE2"}])
    (record,) = rows_of(payload["records"])
    ids = [payload["regions"]["id"][at] for at in record["regions"]]
    assert ids == ["DE21", "DE22", "DE23", "DE24", "DE25", "DE26", "DE27"]


def test_shares_that_sum_to_a_hundred_are_a_whole_and_mentions_are_not(tmp_path: Path) -> None:
    rows = [
        {
            "name": "Whole",
            "country": "DE",
            "funding_kind": "shares",
            "funding_public": "60",
            "funding_sales": "40.5",
        },
        {"name": "Mentions", "country": "DE", "funding_kind": "mentions", "funding_public": "76"},
    ]
    whole, mentions = rows_of(made(tmp_path, rows)[0]["records"])
    assert whole["fundingIsWhole"]
    assert whole["funding"] == {"public": 60.0, "sales": 40.5}
    assert not mentions["fundingIsWhole"]
    assert mentions["fundingKind"] == "mentions"


def test_unknown_columns_are_kept_for_the_card(tmp_path: Path) -> None:
    payload, _ = made(tmp_path, [{"name": "One", "country": "DE", "motto": "{{ 1 }} & <b>"}])
    assert rows_of(payload["records"])[0]["extra"] == [["motto", "{{ 1 }} & <b>"]]


@pytest.mark.parametrize("language", ["ca", "de"])
def test_a_page_opens_in_the_language_it_is_told(language: str) -> None:
    html, _ = page_of(["x"], language=language)
    parsed = Parsed(html)
    assert ("html", "lang", language) in parsed.attributes
    assert {"ca": "Fonts", "de": "Quellen"}[language] in parsed.texts["h2"]


def test_the_line_of_the_boundaries_is_in_the_language_of_the_page() -> None:
    wordings = {
        "en": ATTRIBUTIONS[0],
        "fr": "© EuroGeographics pour les limites administratives",
        "de": "© EuroGeographics bezüglich der Verwaltungsgrenzen",
    }
    for language, line in wordings.items():
        assert line in Parsed(page_of(["x"], language=language)[0]).texts["li"]


def test_attributions_and_sources_are_there_without_scripts() -> None:
    parsed = Parsed(page_of(["x"])[0])
    assert "© EuroGeographics for the administrative boundaries" in parsed.texts["li"]
    assert "© TurkStat. Source: European Commission – Eurostat/GISCO" in parsed.texts["li"]
    assert any(
        text.startswith("European Commission, Regional Innovation Scoreboard, 2023;")
        for text in parsed.texts["a"]
    )


@pytest.mark.parametrize(
    ("edition", "language", "ranges"),
    [
        (2019, "en", ["above 120%", "90 to 120%", "50 to 90%", "below 50%"]),
        (2019, "ca", ["més del 120\xa0%", "90 a 120\xa0%", "50 a 90\xa0%", "menys del 50\xa0%"]),
        (2023, "en", ["above 125%", "100 to 125%", "70 to 100%", "below 70%"]),
        (2023, "ca", ["més del 125\xa0%", "100 a 125\xa0%", "70 a 100\xa0%", "menys del 70\xa0%"]),
        (2023, "es", ["más del 125\xa0%", "100 a 125\xa0%", "70 a 100\xa0%", "menos del 70\xa0%"]),
        (2023, "fr", ["plus de 125\xa0%", "100 à 125\xa0%", "70 à 100\xa0%", "moins de 70\xa0%"]),
        (2023, "it", ["oltre il 125%", "100–125%", "70–100%", "meno del 70%"]),
        (2023, "de", ["über 125\xa0%", "100 bis 125\xa0%", "70 bis 100\xa0%", "unter 70\xa0%"]),
    ],
)
def test_the_legend_states_bounds_as_the_edition_does(
    tmp_path: Path, edition: int, language: str, ranges: list[str]
) -> None:
    clusters = read_clusters(table(tmp_path, [{"name": "A", "country": "DE", "region": "Berlin"}]))
    options = MapOptions(edition=edition, language=language)
    html = ClusterMap(clusters, title="x", options=options).to_html()
    assert re.findall(r"<li><b>[^<]*</b> \(([^)]*)\)\u00a0?: ", html) == ranges


def test_synthetic_records_are_named_on_the_page() -> None:
    text = "Synthetic data: no cluster on this map is real."
    assert text in Parsed(page_of(["x"], synthetic=True)[0]).texts["p"]
    assert text not in Parsed(page_of(["x"])[0]).texts["p"]


def test_what_the_tables_lack_stands_beside_the_sources_and_can_be_said_in_another_language() -> None:
    parsed = Parsed(page_of(["x"])[0])
    said = "Edition 2023 has 21 regional indicators, the table here 20; employed ICT specialists seems to be"
    assert any(text.startswith(said) for text in parsed.texts["li"])
    params = [value for _, name, value in parsed.attributes if name == "data-params"]
    assert {"all": 21, "edition": "2023", "held": 20} in [json.loads(value or "") for value in params]


def test_a_page_without_scripts_says_what_the_survey_found_and_whose_it_is() -> None:
    survey = read_survey("bioclusters-survey")
    html = write_page(replace(base(), survey=survey), LAYERS).html
    without_scripts = html.partition("<noscript>")[2].partition("</noscript>")[0]
    for said in (
        "<h2>What the clusters answered</h2>",
        "<b>Sources of funding</b>: Public funding 76%; Membership fees 28%; Private funding 8%; Sales 8%",
        "<b>Most active agents</b>: SMEs 23 of 25; Research institutes 18 of 25;",
        "<b>Services offered most</b>: Place 1: Networking, Matchmaking; Place 2: Business strategy, ",
        "<b>Where the services are heading</b>: ↗ rises: Business counselling, ",
        "; ↘ falls: Office space, Technology platforms</li>",
        "<b>Goals of the life sciences</b>: Medicine based on evidence and real-world data; Precise",
        "<b>Over the life of a cluster</b>: Early on, fundraising is crucial; Mature clusters speed up",
        "<b>What managers expect</b>: Soft services gain on hard ones",
        "<b>What members expect</b>: Fewer offices, more legal help",
        "<b>Why members join</b>: Innovative science nearby; ",
        "<b>What the most valued services are for</b>: Legal counselling – registration, ",
        "<p>Source: Fresci, The value of bioclusters during covid-19 pandemics</p>",
    ):
        assert said in without_scripts
    assert "What the clusters answered" not in page_of(["x"])[0].partition("</noscript>")[0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["q", "single", "a", "Yes", 3, None, 7]], [("q", "Yes 3 of 7")]),
        ([["q", "multiple", "a", "Yes", 3.5, None, None]], [("q", "Yes 3.5")]),
        (
            [["q", "multiple", "a", "Yes", None, None, 7], ["r", "trend", "b", "Up", 1, None, None]],
            [("q", "Yes"), ("r", "↗ rises: Up")],
        ),
        (
            [["q", "ranked", "a", "A", 1, None, None], ["q", "ranked", "b", "B", 1, None, None]],
            [("q", "Place 1: A, B")],
        ),
        (
            [
                ["q", "statement", "training", "Skills", None, None, None],
                ["q", "statement", "x", "X", *[None] * 3],
            ],
            [("q", "Training – Skills; X")],
        ),
    ],
)
def test_whatever_a_survey_holds_can_be_said_without_scripts(
    tmp_path: Path, rows: list[list[object]], said: list[tuple[str, str]]
) -> None:
    names = ["question", "kind", "item", "label", "value", "unit", "answers"]
    pd.DataFrame(rows, columns=names).to_csv(tmp_path / "s.csv", index=False)
    assert survey_in_words(read_survey(tmp_path / "s.csv"), "en") == said


def test_a_page_counts_units_as_the_commission_does_and_the_five_countries_beside() -> None:
    content = replace(base(), tagged=base().tagged.iloc[:0])
    counts = {row["key"]: row["counts"] for row in legend_rows(content, "en")}
    assert counts["leader"] == "36 regions"
    assert counts["strong"] == "70 regions · 2 countries"
    assert counts["moderate"] == "69 regions · 2 countries"
    assert counts["emerging"] == "64 regions · 1 country"
    assert re.fullmatch(r"\d+ map areas", counts["not_covered"])


@pytest.mark.parametrize(
    ("edition", "sentence"),
    [
        (2023, "8 of 25 clusters sit in regions that lead innovation (2023)."),
        (
            2019,
            (
                "7 of 25 clusters sit in regions that lead innovation (2019). "
                "6 clusters have no class in this edition."
            ),
        ),
    ],
)
def test_the_first_sentence_leaves_out_records_without_a_class_and_says_so(
    edition: int, sentence: str
) -> None:
    html = ClusterMap(read_clusters("bioclusters"), title="x", options=MapOptions(edition=edition)).to_html()
    assert Parsed(html).ids["atlas-takeaway"] == sentence


def test_the_table_names_the_unit_whose_class_a_record_has() -> None:
    classes = {cells[0]: cells[4] for cells in table_rows(base(), "en")}
    assert classes["BioTechMed Mazovia Cluster"] == "Moderate (PL91)"
    assert classes["Norway Health Tech"] == "Leader (NO08)"
    assert classes["BioLAGO e.V. the health network"] == "Strong"
