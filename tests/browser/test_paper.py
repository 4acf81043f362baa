"""Paper: the map and all that belongs to it on one sheet, the table on those after it."""

from io import BytesIO
from unicodedata import normalize

import pytest
from driver import Open, word
from pypdf import PageObject, PdfReader

from tests.night import some_by_day

pytestmark = pytest.mark.browser


def words_of(sheet: PageObject) -> str:
    """Return the text of a sheet on one line, ligatures as the letters they are of."""
    return " ".join(normalize("NFKC", sheet.extract_text()).split())


@pytest.mark.parametrize(
    ("name", "landscape"),
    some_by_day(
        [
            (name, turned)
            for name in ("bioclusters", "example-portfolio", "changed")
            for turned in (False, True)
        ],
        day=[("bioclusters", False), ("bioclusters", True), ("example-portfolio", False), ("changed", True)],
    ),
)
def test_map_legend_title_and_sources_are_one_sheet_and_the_table_follows(
    open_page: Open, name: str, landscape: bool
) -> None:
    page = open_page(name)
    reader = PdfReader(BytesIO(page.pdf(format="A4", landscape=landscape, print_background=True)))
    first, *rest = [words_of(sheet) for sheet in reader.pages]
    title = page.locator("#atlas-title").text_content() or ""
    takeaway = (page.locator("#atlas-takeaway").text_content() or "").split(".")[0]
    wanted = [
        title,
        takeaway,
        word("term.class.leader"),
        word("term.class.emerging"),
        word("term.nodata.not_covered"),
        word("static.page.sources"),
        "© EuroGeographics for the administrative boundaries",
        "Natural Earth",
    ]
    assert [words for words in wanted if words not in first] == []
    insets = ("Azores", "Madeira", "Guadeloupe", "Martinique", "Mayotte", "Réunion")
    assert [inset for inset in insets if inset not in first] == []
    assert "BioWin" not in first
    assert word("panel.column.printed" if name != "example-portfolio" else "panel.members") in rest[0]
    # A line may break behind a hyphen of a name.
    table = "".join(rest).replace(" ", "")
    names = page.locator("#atlas-rows tbody th").all_inner_texts()
    assert [one for one in names if "".join(one.split()) not in table] == []
    assert not any("EuroGeographics" in sheet for sheet in rest)
    # An image of the map: regions are painted, so a sheet without them is far smaller.
    assert len(reader.pages[0].get_contents().get_data()) > 50_000


@pytest.mark.parametrize(
    ("name", "state", "landscape"),
    [
        ("example-portfolio", "layer=figure&lang=fr&show=clusters,funding,services", True),
        ("regional-figures", "lang=de", False),
    ],
)
def test_the_longest_legends_leave_the_sources_on_the_first_sheet(
    open_page: Open, name: str, state: str, landscape: bool
) -> None:
    page = open_page(name, fragment=f"#{state}")
    reader = PdfReader(BytesIO(page.pdf(format="A4", landscape=landscape, print_background=True)))
    first, second = [words_of(sheet) for sheet in reader.pages[:2]]
    lines = ("© EuroGeographics", "Eurostat/GISCO")
    assert [one for one in lines if one not in first] == []
    assert second.startswith(page.locator("#atlas-table h2").text_content() or "none")
