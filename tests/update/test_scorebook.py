"""Reading the Commission's workbook: its layout, mixed codes, and files that must be refused."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from geo.datapackage import bundled
from geo.datapackage.catalog import Catalog
from geo.errors import EditionError, LayoutError, UpdateError
from geo.match.edition_units import board
from geo.match.tagging import tag
from geo.nuts.units import read_regions
from geo.update import sheets
from geo.update.releases import update_boundaries, update_changes, update_scoreboard
from geo.update.scorebook import read_scorebook
from tests import synthetic
from tests.synthetic import all_units as rows

pytestmark = pytest.mark.slow


#: The codes of edition 2023 for those that edition 2025 writes otherwise.
_OLDER = {new: old for old, new in synthetic.NEXT_CODES.items()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundled.data_dir(), tmp_path / "data"))


def book(tmp_path: Path, *args: object, **kwargs: object) -> Path:
    return synthetic.workbook(tmp_path / "RIS_web_download.xlsx", *args, **kwargs)


def test_an_edition_with_mixed_levels_and_vintages_is_taken_in(root: Path, tmp_path: Path):
    changes = update_scoreboard(root, edition=2025, source=book(tmp_path, rows()))
    catalog = Catalog(root)
    assert [(change.resource, change.action) for change in changes] == [
        ("scoreboard-2025", "added"),
        ("scoreboard-editions", "unchanged"),
        ("scoreboard-2025-series", "added"),
        ("scoreboard-2025-indicators", "added"),
        ("indicators", "replaced"),
        ("scoreboard-2025-indicator-series", "added"),
    ]
    assert catalog.verify() == []
    assert catalog.years("scoreboard") == (2019, 2023, 2025)
    units = pd.read_csv(catalog.path("scoreboard-2025"), dtype=str, keep_default_na=False).set_index("code")
    assert units.loc["DE3"].tolist() == [
        "2025", "1", "Berlin", "DE", "159.96", "EU 2018", "leader", "", "computed",
    ]  # fmt: skip
    # CY0 and EE0 are whole countries, as CY and EE are in edition 2023, and are counted as such.
    assert units.loc[["CY0", "EE0", "NL35", "FRC"], "level"].tolist() == ["0", "0", "2", "1"]
    board_ = board(2025, catalog=catalog)
    assert sorted(board_.national) == ["CY", "EE", "LU", "LV", "MT"]
    assert units.loc["NL35", "name"] == "NL35"


def test_what_needs_a_look_is_said(root: Path, tmp_path: Path):
    (change, *_) = update_scoreboard(
        root,
        edition=2025,
        source=book(tmp_path, [*rows(), ("AT99", "RII", 2024, ":"), ("XX01", "RII", 2024, 90)]),
    )
    assert change.summary == "246 units, index of 2024 relative to EU 2018"
    assert change.warnings == (
        "1 units are in no NUTS vintage known: XX01",
        "no value for AT99",
        (
            "other classes than were published: "
            "leader 25 of 38, strong 65 of 69, moderate 82 of 74, emerging 69 of 60"
        ),
    )


@pytest.mark.parametrize(
    ("rows_", "header", "message"),
    [
        (
            rows(),
            ["Region code", "Indicator code", "Year", "Name", "Value relative to EU in 2016"],
            "found values relative to EU 2016, expected EU 2018, as edition 2025 has them",
        ),
        (
            [*rows(eu=False), ("EU27", "RII", 2024, 108.47)],
            [],
            "found an EU average of 108.47 in 2024, expected 112.6, as edition 2025 has",
        ),
        (
            [(_OLDER.get(str(code), code), *rest) for code, *rest in rows() if code not in synthetic.CUT_OUT],
            [],
            "found codes of NUTS 2021 (NL31, NL33, PT16), expected those of NUTS 2024, on which edition 2025",
        ),
    ],
    ids=["base", "average", "codes"],
)
def test_the_workbook_of_another_edition_is_refused(
    root: Path, tmp_path: Path, rows_: list[tuple[object, ...]], header: list[str], message: str
):
    before = synthetic.snapshot(root)
    with pytest.raises(LayoutError) as caught:
        update_scoreboard(root, edition=2025, source=book(tmp_path, rows_, header=header))
    assert message in str(caught.value)
    assert synthetic.snapshot(root) == before


def test_another_number_of_regions_than_was_published_is_said(root: Path, tmp_path: Path):
    (change, *_) = update_scoreboard(root, edition=2025, source=book(tmp_path, rows()))
    assert change.warnings == ("240 regions, and 241 were published",)


def test_the_class_is_computed_against_the_eu_value_of_the_same_year(root: Path, tmp_path: Path):
    others = [row for row in rows() if row[0] not in {"DE3", "DE4", "DE40", "DE5", "DE50"}]
    chosen = [("DE3", "RII", 2024, 140.8), ("DE4", "RII", 2024, 140.7), ("DE5", "RII", 2024, 78.8)]
    board = [*others, *chosen]
    update_scoreboard(root, edition=2025, source=book(tmp_path, board))
    units = pd.read_csv(Catalog(root).path("scoreboard-2025")).set_index("code")["class"]
    assert units[["DE3", "DE4", "DE5"]].tolist() == ["leader", "strong", "emerging"]
    bounds = pd.read_csv(Catalog(root).path("scoreboard-editions")).query("edition == 2025")
    assert set(bounds["eu_average"]) == {112.6}
    assert set(bounds["relative_to"]) == {"EU 2018"}


def test_without_an_eu_value_no_class_is_guessed(root: Path, tmp_path: Path):
    (change, *_) = update_scoreboard(root, edition=2025, source=book(tmp_path, rows(eu=False)))
    units = pd.read_csv(Catalog(root).path("scoreboard-2025"), keep_default_na=False)
    assert set(units["class"]) == {""}
    assert set(units["basis"]) == {""}
    assert change.warnings[0] == "edition 2025 gives no EU average, so no class could be computed"


def test_the_series_holds_every_year_and_the_eu_value(root: Path, tmp_path: Path):
    update_scoreboard(root, edition=2025, source=book(tmp_path, rows()))
    series = pd.read_csv(Catalog(root).path("scoreboard-2025-series"))
    assert series.query("code == 'EU'")[["year", "index"]].round(2).to_numpy().tolist() == [
        [2023, 111.6],
        [2024, 112.6],
    ]
    assert Catalog(root).resource("scoreboard-2025-series").title == (
        "Regional Innovation Index 2023 to 2024, method of edition 2025"
    )


def test_an_edition_of_one_year_has_no_series(root: Path, tmp_path: Path):
    update_scoreboard(root, edition=2025, source=book(tmp_path, rows(years=(2024,))))
    assert "scoreboard-2025-series" not in Catalog(root).names()


def test_the_source_is_named_in_the_description(root: Path, tmp_path: Path):
    update_scoreboard(root, edition=2025, source=book(tmp_path, rows()))
    resource = Catalog(root).resource("scoreboard-2025")
    assert resource.title == "Regional Innovation Scoreboard 2025"
    assert resource.attribution == (
        "European Commission, Regional Innovation Scoreboard, 2025. © European Union, CC BY 4.0"
    )
    assert [source["title"] for source in resource.sources] == [
        "European Commission, Regional Innovation Scoreboard 2025"
    ]


def test_the_same_workbook_again_changes_no_byte(root: Path, tmp_path: Path):
    path = book(tmp_path, rows())
    update_scoreboard(root, edition=2025, source=path)
    before = synthetic.snapshot(root)
    changes = update_scoreboard(root, edition=2025, source=path)
    assert {change.action for change in changes} == {"unchanged"}
    assert synthetic.snapshot(root) == before


def test_a_dry_run_changes_nothing(root: Path, tmp_path: Path):
    before = synthetic.snapshot(root)
    changes = update_scoreboard(root, edition=2025, source=book(tmp_path, rows()), dry_run=True)
    assert changes[0].action == "added"
    assert synthetic.snapshot(root) == before


def test_headings_count_whatever_their_case_and_line_breaks(tmp_path: Path):
    header = ["REGION CODE", "indicator\ncode", "Year", "Region name", "value relative to EU\nin 2018"]
    plain = read_scorebook(book(tmp_path, rows()[:20]))
    other = read_scorebook(book(tmp_path, rows()[:20], header=header))
    pd.testing.assert_frame_equal(other.values, plain.values)
    pd.testing.assert_frame_equal(other.indicators, plain.indicators)
    assert other.relative_to == plain.relative_to == "EU 2018"


def test_a_folder_that_holds_the_workbook_serves_as_well(root: Path, tmp_path: Path):
    folder = tmp_path / "downloads"
    folder.mkdir()
    book(folder, rows())
    assert update_scoreboard(root, edition=2025, source=folder)[0].action == "added"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rows": rows(), "sheet": "Data"}, "found sheets Data, Notes; expected sheet RIS"),
        (
            {"rows": rows(), "header": ["Code", "Indicator code", "Year", "Name", "Value"]},
            "found columns Code, Indicator code, Year, Name, Value; expected Region code, Indicator code",
        ),
        ({"rows": []}, "found no row with indicator code RII"),
        ({"rows": [("AT1", "RII", 2024, "high")]}, "found AT1 2024: 'high'; expected a year and a number"),
        ({"rows": [("AT1", "RII", "last", 100)]}, "found AT1 last: 100; expected a year and a number"),
        ({"rows": [*rows(), ("AT1", "RII", 2024, 5)]}, "found AT1 more than once for a year"),
        (
            {"rows": [*rows(), ("Vienna", "RII", 2024, 5)]},
            "found region codes Vienna; expected NUTS codes or EU",
        ),
        ({"rows": [*rows(), ("AT22", "RII", 2024, -5)]}, "found values from -5 to"),
        ({"rows": [(c, i, y, v / 110) for c, i, y, v in rows()]}, "expected percent of the EU value"),
        ({"rows": rows()[:400]}, "found 100 units in the newest year, expected about 244"),
        (
            {"rows": rows(years=(2018, 2019))},
            "found 2019 as the newest year of the index, expected 2025 or the year before",
        ),
    ],
    ids=["sheet", "columns", "empty", "text", "year", "twice", "name", "negative", "ratio", "few", "old"],
)
def test_a_workbook_of_another_layout_is_refused_and_nothing_changes(
    root: Path, tmp_path: Path, arguments: dict[str, object], message: str
):
    before = synthetic.snapshot(root)
    with pytest.raises(LayoutError) as caught:
        update_scoreboard(root, edition=2025, source=book(tmp_path, **arguments))
    assert message in str(caught.value)
    assert "Nothing was changed." in str(caught.value)
    assert synthetic.snapshot(root) == before


@pytest.mark.parametrize("content", [b"", b"<html>Sorry</html>", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_workbook_is_refused(root: Path, tmp_path: Path, content: bytes):
    path = tmp_path / "RIS.xlsx"
    path.write_bytes(content)
    with pytest.raises(LayoutError, match=r"RIS\.xlsx: not a workbook"):
        update_scoreboard(root, edition=2025, source=path)


def test_a_workbook_that_is_cut_off_is_refused(root: Path, tmp_path: Path):
    path = book(tmp_path, rows())
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(LayoutError, match="not a workbook"):
        update_scoreboard(root, edition=2025, source=path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sheets, "MOST_UNPACKED_BYTES", 5_000_000)
    path = book(tmp_path, rows())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", bytes(6_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(LayoutError, match=r"unpacks to \d+ bytes in \d+ parts, expected 5000000 bytes"):
        update_scoreboard(root, edition=2025, source=path)


def test_a_row_far_below_and_a_cell_far_right_cost_nothing(root: Path, tmp_path: Path):
    path = book(tmp_path, rows())
    far = b'<row r="2000000000"><c r="XFD2000000000"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            is_sheet = name.startswith("xl/worksheets/sheet")
            archive.writestr(name, content.replace(b"</sheetData>", far) if is_sheet else content)
    changes = update_scoreboard(root, edition=2025, source=path)
    assert [change.action for change in changes][:3] == ["added", "unchanged", "added"]


def test_an_edition_without_known_bounds_is_refused(root: Path, tmp_path: Path):
    with pytest.raises(
        EditionError, match=r"found no class bounds for edition 2031.* Nothing was changed; add"
    ):
        update_scoreboard(root, edition=2031, source=book(tmp_path, rows()))


def test_an_edition_without_a_known_address_asks_for_the_file(root: Path):
    before = synthetic.snapshot(root)
    for edition in (2019, 2023, 2031):
        with pytest.raises(UpdateError) as caught:
            update_scoreboard(root, edition=edition)
        assert str(caught.value) == (
            f"found edition {edition}, expected 2025: no address is known for another one. "
            "Nothing was changed. Download its workbook by hand and name it with --from."
        )
    assert synthetic.snapshot(root) == before


def test_a_workbook_of_a_later_year_does_not_replace_an_earlier_edition(root: Path, tmp_path: Path):
    before = synthetic.snapshot(root)
    with pytest.raises(LayoutError, match="found 2024 as the newest year of the index, expected 2023 or the"):
        update_scoreboard(root, edition=2023, source=book(tmp_path, rows()))
    assert synthetic.snapshot(root) == before


def test_a_place_without_a_workbook_is_refused(root: Path, tmp_path: Path):
    with pytest.raises(
        UpdateError, match=r"found 0 workbooks \(\.xlsx\), expected one\. Nothing was changed"
    ):
        update_scoreboard(root, edition=2025, source=tmp_path / "nowhere")


def test_a_newer_vintage_and_edition_tag_like_the_ones_before(tmp_path: Path):
    root = synthetic.package(tmp_path / "data", editions=("scoreboard-editions",))
    official = tmp_path / "NUTS_RG_10M_2024_4326.geojson"
    official.write_bytes(synthetic.geojson(2024))
    update_boundaries(root, vintage=2024, source_dir=tmp_path)
    update_changes(root)
    board = [
        ("NL35", "RII", 2024, 150),
        ("NL36", "RII", 2024, 90),
        ("AT1", "RII", 2024, 60),
        ("EU", "RII", 2024, 112.6),
    ]
    update_scoreboard(root, edition=2025, source=book(tmp_path, board))
    catalog = Catalog(root)
    regions = read_regions(2024, levels=(2,), catalog=catalog).assign(vintage=2024)
    old = read_regions(2021, levels=(2,), catalog=catalog).assign(vintage=2021)
    for frame, code in ((regions, "NL35"), (old, "NL31")):
        tagged = tag(frame, edition=2025, catalog=catalog).set_index("nuts_id")
        assert tagged.loc[code, ["class", "scoreboard_unit"]].tolist() == ["leader", "NL35"]
        assert tagged.loc["AT11", ["class", "relation"]].tolist() == ["emerging", "inside"]
