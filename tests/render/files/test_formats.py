import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from openpyxl import load_workbook

from geo import ClusterMap, read_clusters
from geo.errors import FormatError
from geo.match.ledger_text import ledger_csv
from geo.render.files.formats import FORMATS, make_files
from geo.render.options import MapOptions
from geo.tables.formulas import unguard
from tests.render.files.maps import FORMULA, about, content, content_of, own, tables

ROOT = Path(__file__).parents[3]
ATTRIBUTION = "© EuroGeographics for the administrative boundaries"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return make_files(content(), FORMATS)


@pytest.fixture(scope="module")
def own_files() -> dict[str, bytes]:
    return make_files(content_of(own()), FORMATS)


@pytest.fixture
def _csv_field_size() -> Iterator[None]:
    """Set back what frictionless sets for the whole process: how long a cell of a CSV file may be."""
    before = csv.field_size_limit()
    yield
    csv.field_size_limit(before)


def test_every_format_writes_the_files_that_its_documentation_names(files: dict[str, bytes]) -> None:
    assert sorted(files) == [
        "bioclusters.clusters.csv",
        "bioclusters.clusters.geojson",
        "bioclusters.clusters.parquet",
        "bioclusters.datapackage.json",
        "bioclusters.gpkg",
        "bioclusters.ledger.csv",
        "bioclusters.ledger.parquet",
        "bioclusters.regions.csv",
        "bioclusters.regions.geojson",
        "bioclusters.regions.parquet",
        "bioclusters.xlsx",
    ]


def test_a_format_that_is_not_written_is_refused_with_the_nearest() -> None:
    with pytest.raises(FormatError) as caught:
        own().to_files(["csv", "geo-json"])
    assert str(caught.value) == (
        "found the format 'geo-json', expected one of gpkg, parquet, geojson, csv, xlsx. "
        "Did you mean 'geojson'?"
    )


def test_a_ledger_is_the_one_that_stands_beside_the_page(files: dict[str, bytes]) -> None:
    assert files["bioclusters.ledger.csv"].decode() == ledger_csv(content().ledger)


@pytest.mark.slow
@pytest.mark.usefixtures("_csv_field_size")
@pytest.mark.filterwarnings("ignore")  # frictionless and its dependencies warn about their own ageing code
@pytest.mark.parametrize("name", ["files", "own_files"])
def test_tables_of_text_are_a_data_package_that_frictionless_finds_nothing_wrong_with(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    from frictionless import Package, system  # noqa: PLC0415 - slow to import

    for file, written in request.getfixturevalue(name).items():
        (tmp_path / file).write_bytes(written)
    (path,) = tmp_path.glob("*.datapackage.json")
    descriptor = json.loads(path.read_text("utf-8"))
    with system.use_context(trusted=True):
        report = Package.from_descriptor(descriptor, basepath=str(tmp_path)).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    assert report.valid
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"


@pytest.mark.slow
def test_a_formula_in_a_record_stays_text_and_can_be_had_back(own_files: dict[str, bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(own_files["own.clusters.csv"].decode(), newline="")))
    assert rows[0]["name"] == "'" + FORMULA
    assert [unguard(row["Note (own)"]) for row in rows] == ["@SUM(A1)", "#N/A", "plain"]
    book = load_workbook(io.BytesIO(own_files["own.xlsx"]))
    cells = {cell.value: cell.data_type for row in book["Clusters"] for cell in row}
    assert cells["'" + FORMULA] == cells["#N/A"] == cells["'@SUM(A1)"] == "s"
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type in "fe"]


def test_a_workbook_ends_with_dots_what_a_cell_cannot_hold(own_files: dict[str, bytes]) -> None:
    header, first, *_ = load_workbook(io.BytesIO(own_files["own.xlsx"]))["Clusters"].iter_rows(
        values_only=True
    )
    text = str(first[header.index("long")])
    assert (len(text), text[-2:]) == (32_767, "z…")


@pytest.mark.parametrize("name", ["=1+1", 'a"b; DROP TABLE regions', "bbox (own)", "FID (own)", "long"])
def test_headers_of_ones_own_are_columns_in_every_format(
    name: str, own_files: dict[str, bytes], tmp_path: Path
) -> None:
    assert name in gpd.read_parquet(io.BytesIO(own_files["own.clusters.parquet"]))
    assert name in json.loads(own_files["own.clusters.geojson"])["features"][0]["properties"]
    header = next(csv.reader(io.StringIO(own_files["own.clusters.csv"].decode(), newline="")))
    assert name in map(unguard, header)
    described = json.loads(own_files["own.datapackage.json"])["resources"][1]["schema"]["fields"]
    assert [field["name"] for field in described] == header
    path = tmp_path / "own.gpkg"
    path.write_bytes(own_files["own.gpkg"])
    assert name in pyogrio.read_info(path, layer="clusters")["fields"]


def test_files_that_no_spreadsheet_reads_have_the_text_as_it_is(own_files: dict[str, bytes]) -> None:
    (first, *_) = json.loads(own_files["own.clusters.geojson"])["features"]
    assert first["properties"]["name"] == FORMULA
    parquet = gpd.read_parquet(io.BytesIO(own_files["own.clusters.parquet"]))
    assert (parquet["name"][0], parquet["bell"][0]) == (FORMULA, "a\x07b")


def test_a_workbook_says_first_what_it_is_and_last_what_its_columns_mean(files: dict[str, bytes]) -> None:
    book = load_workbook(io.BytesIO(files["bioclusters.xlsx"]))
    assert book.sheetnames == ["About", "Regions", "Clusters", "Ledger", "Columns"]
    lines = [row[0] for row in book["About"].iter_rows(values_only=True)]
    assert lines[:2] == ["A map", "Regional Innovation Scoreboard 2023, regions of NUTS 2021"]
    assert ATTRIBUTION in lines
    assert "Licence: Eurostat GISCO terms: not for commercial purposes, source acknowledged" in lines
    explained = {row[1]: row[2:] for row in book["Columns"].iter_rows(values_only=True)}
    assert explained["index_2016"] == (
        "EU 2016 = 100", "Regional Innovation Index in 2016; the EU average was 100.0.",
    )  # fmt: skip
    headers = [cell.value for sheet in ("Regions", "Clusters", "Ledger") for cell in book[sheet][1]]
    assert set(headers) == explained.keys() - {"Column"}


def test_a_workbook_states_the_date_of_its_data_and_no_time_of_its_own(files: dict[str, bytes]) -> None:
    with ZipFile(io.BytesIO(files["bioclusters.xlsx"])) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count(f">{about().date}T00:00:00Z<") == 2


@pytest.mark.parametrize("name", ["regions", "clusters"])
def test_geojson_is_read_back_as_the_table_it_was(name: str, files: dict[str, bytes]) -> None:
    text = files[f"bioclusters.{name}.geojson"].decode()
    collection, table = json.loads(text), tables()[name]
    assert [feature["id"] for feature in collection["features"]] == table.frame[table.schema.key].tolist()
    assert [list(feature["properties"].values()) for feature in collection["features"]] == list(table.rows())
    read = gpd.GeoDataFrame.from_features(collection, crs="EPSG:4326")
    assert read.geometry.geom_equals(table.frame.geometry).all()
    # RFC 7946: the outer ring runs against the clock, and longitude and latitude are the only system.
    assert "crs" not in collection
    parts = shapely.get_parts(read.geometry.to_numpy())
    assert shapely.is_ccw(shapely.get_exterior_ring(parts[shapely.get_type_id(parts) == 3])).all()


def test_geojson_says_its_sources_licences_and_attributions(files: dict[str, bytes]) -> None:
    collection = json.loads(files["bioclusters.regions.geojson"])
    assert collection["attributions"][0] == ATTRIBUTION
    assert [source["title"] for source in collection["sources"]][-1] == "Eurostat GISCO, NUTS"
    names = [item["name"] for item in collection["resources"][0]["licenses"]]
    assert names == ["other-nc", "CC-BY-4.0"]


@pytest.mark.parametrize("name", ["regions", "clusters"])
def test_geoparquet_is_of_version_1_1_with_the_box_of_each_row(
    name: str, files: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "layer.parquet"
    path.write_bytes(files[f"bioclusters.{name}.parquet"])
    metadata = json.loads(pq.read_schema(path).metadata[b"geo"])
    assert metadata["version"] == "1.1.0"
    assert metadata["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    read = gpd.read_parquet(path)
    expected = tables()[name].frame
    assert read.crs == "EPSG:4326"
    assert read.geometry.geom_equals(expected.geometry).all()
    pairs = [(read[name].tolist(), expected[name].tolist()) for name in expected if name != "geometry"]
    assert all(
        found == wanted or (found != found and wanted != wanted)  # noqa: PLR0124 - not a number
        for column in pairs
        for found, wanted in zip(*map(nothing_as_none, column), strict=True)
    )
    assert 0 < len(gpd.read_parquet(path, bbox=(2, 48, 3, 49))) < 8


def nothing_as_none(values: list[object]) -> list[object]:
    return [None if str(value) in {"nan", "<NA>", "None"} else value for value in values]


@pytest.mark.parametrize("name", ["regions", "clusters", "ledger"])
def test_parquet_says_what_it_is_and_what_its_columns_mean(name: str, files: dict[str, bytes]) -> None:
    schema = pq.read_schema(io.BytesIO(files[f"bioclusters.{name}.parquet"]))
    description = json.loads(schema.metadata[b"datapackage"])
    assert description["attributions"][0] == ATTRIBUTION
    assert description["resources"][0]["schema"]["primaryKey"] == [tables()[name].schema.key]
    index = schema.field("index").metadata
    assert index[b"unit"].decode() == "EU 2016 = 100"
    assert index[b"description"].startswith(b"Regional Innovation Index")


@pytest.mark.slow
def test_a_map_without_records_is_written_too() -> None:
    records = read_clusters("bioclusters").iloc[:0]
    made = make_files(content_of(ClusterMap(records, options=MapOptions(name="none"))), FORMATS)
    assert json.loads(made["none.clusters.geojson"])["features"] == []
    assert made["none.clusters.csv"].count(b"\n") == 1


@pytest.mark.nightly
def test_folder_time_zone_locale_and_hash_seed_change_nothing(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    code = (
        "from pathlib import Path; from geo.render.files.formats import FORMATS, make_files;"
        "from tests.render.files.maps import content;"
        "[Path(name).write_bytes(made) for name, made in make_files(content(), FORMATS).items()]"
    )
    settings = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)}
    folder = tmp_path / "Ordner – карты"
    folder.mkdir()
    subprocess.run([sys.executable, "-c", code], cwd=folder, env=os.environ | settings, check=True)
    theirs = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert theirs.keys() == files.keys()
    assert [name for name in files if files[name] != theirs[name]] == []
