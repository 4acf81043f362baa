import pandas as pd
import pytest

from geo.errors import RegionError
from geo.render import ClusterMap, MapOptions
from geo.render.html import Page
from geo.tables.clusters import read_clusters
from tests.page_data import figures_of, payload_of, rows_of


def page_of(*focus: str) -> Page:
    return ClusterMap(read_clusters("bioclusters"), options=MapOptions(focus=focus)).to_page()


@pytest.mark.slow
def test_only_what_lies_in_the_focus_is_on_the_page() -> None:
    page = page_of("France", "Piemonte")
    data = payload_of(page.html)
    regions = rows_of(data["regions"])
    assert {region["id"][:2] for region in regions} == {"FR", "IT"}
    assert [region["id"] for region in regions if region["id"].startswith("IT")] == ["ITC1"]
    assert sum(unit.startswith("FR") for unit in data["units"]["id"]) == 14
    assert [unit for unit in data["units"]["id"] if not unit.startswith("FR")] == ["ITC1"]
    names = [record["name"] for record in rows_of(data["records"])]
    assert len(names) == 5
    assert "bioPmed / Bioindustry Park" in names


def test_records_outside_the_focus_are_named_and_stay_in_the_ledger() -> None:
    page = page_of("ES", "PT")
    assert len(page.ledger) == 25
    assert page.summary["counts"]["records"] == 2
    (notice,) = page.summary["notices"]
    assert notice.startswith("focus: 23 records lie outside it, in the ledger and not on the page: ")
    assert notice.endswith(" and 18 more")


def test_a_record_of_which_its_country_is_known_lies_in_no_part_of_it() -> None:
    table = pd.DataFrame({"name": ["One", "Two"], "country": "ES", "region": [None, "Cataluña"]})
    records = read_clusters(table)

    def shown(*focus: str) -> list[str]:
        page = ClusterMap(records, options=MapOptions(focus=focus)).to_page()
        return [record["name"] for record in rows_of(payload_of(page.html)["records"])]

    assert shown("ES5") == ["Two"]
    assert shown("Spain") == ["One", "Two"]


def test_a_map_without_a_focus_says_nothing_of_it() -> None:
    page = page_of()
    assert page.summary["notices"] == []
    assert "magnified" not in payload_of(page.html)["topology"]


@pytest.mark.slow
def test_a_part_of_europe_lacks_no_units_of_the_whole() -> None:
    options = MapOptions(edition=2019, focus=("AT",))
    html = ClusterMap(read_clusters("bioclusters"), options=options).to_html()
    assert "lacks_units" not in html


def test_a_focus_without_units_of_the_scoreboard_has_no_indicators() -> None:
    data = payload_of(page_of("Iceland").html)
    assert (data["units"]["id"], figures_of(data, "indicator")) == ([], [])


def test_a_focus_that_is_nowhere_is_refused() -> None:
    with pytest.raises(RegionError, match="Did you mean 'Germany'"):
        page_of("Grmany")
