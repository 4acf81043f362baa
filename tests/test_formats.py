"""Frames are plain: what the package returns can be saved in any format, and read again, and used."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo import build_ledger, findings, locate, read_clusters, read_regions, tag
from geo.language.notes import unpack


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> dict[str, gpd.GeoDataFrame]:
    table = tmp_path_factory.mktemp("table") / "warned.csv"
    table.write_text(
        "name,country,region,class_printed,services\n"
        "A,IT,Lombardai,leader,networking;fundraising\n"
        "B,AT,Wiener Umland,,\n"
        "C,XK,,,\n",
        encoding="utf-8",
    )
    records = read_clusters(table)
    assert len(records.attrs["problems"]) == 2  # a class of no edition, and a record without a place
    located = locate(records)
    regions = tag(read_regions(2021, levels=(0,)), edition=2023)
    return {"read": records, "located": located, "tagged": tag(located, edition=2023), "regions": regions}


def words(column: "pd.Series[object]") -> list[object]:
    """Return text as it is, and nothing for a missing value; some formats have only one of the two."""
    return [None if pd.isna(value) else value or None for value in column.tolist()]


@pytest.mark.parametrize("name", ["read", "located", "tagged", "regions"])
def test_a_frame_can_be_saved_in_every_format(
    frames: dict[str, gpd.GeoDataFrame], name: str, tmp_path: Path
) -> None:
    frame = frames[name]
    frame.to_parquet(tmp_path / "x.parquet")
    frame.to_file(tmp_path / "x.geojson", driver="GeoJSON")
    frame.to_file(tmp_path / "x.gpkg")
    frame.to_csv(tmp_path / "x.csv")
    assert len(frame.to_json()) > 100
    written = {
        "parquet": gpd.read_parquet(tmp_path / "x.parquet"),
        "geojson": gpd.read_file(tmp_path / "x.geojson"),
        "gpkg": gpd.read_file(tmp_path / "x.gpkg"),
        "csv": pd.read_csv(tmp_path / "x.csv"),
    }
    texts = [column for column in frame.columns if column != "geometry" and frame[column].dtype == object]
    assert texts
    for form, again in written.items():
        for column in texts:
            assert words(again[column]) == words(frame[column]), (form, column)


@pytest.mark.parametrize("form", ["parquet", "gpkg"])
def test_a_frame_that_was_saved_gives_the_same_ledger(
    frames: dict[str, gpd.GeoDataFrame], form: str, tmp_path: Path
) -> None:
    path = tmp_path / f"x.{form}"
    if form == "parquet":
        frames["located"].to_parquet(path)
        again = gpd.read_parquet(path)
    else:
        frames["located"].to_file(path)
        again = gpd.read_file(path)
    ledgers = [build_ledger(tag(frame, edition=2023), edition=2023) for frame in (frames["located"], again)]
    pd.testing.assert_frame_equal(*ledgers)
    assert [str(problem) for problem in findings(ledgers[1])][:1] == [
        "A, region: found 'Lombardai', expected a region’s name; taken for Lombardia (ITC4)"
    ]


def test_a_ledger_can_be_saved_with_its_notes(frames: dict[str, gpd.GeoDataFrame], tmp_path: Path) -> None:
    ledger = build_ledger(frames["tagged"], edition=2023)
    ledger.to_parquet(tmp_path / "x.parquet")
    again = pd.read_parquet(tmp_path / "x.parquet")
    assert unpack(again.loc[0, "notes"])[0].key == "note.locate.by_near_name"
    assert again["note"].tolist() == ledger["note"].tolist()
