"""Member tables: their headers in six languages, the kinds of organisations, and every format."""

from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from geo.datapackage.catalog import Catalog
from geo.errors import TableError
from geo.language import messages
from geo.match.members import read_members
from geo.tables import batches, delimited_batches
from geo.tables import members as m
from geo.tables.member_kinds import KINDS, kind_of, near_kind
from geo.tables.members import open_members


def columns_of(
    folder: Path, header: str, row: str, catalog: Catalog
) -> tuple[dict[str, str], dict[str, str]]:
    (folder / "m.csv").write_text(f"{header}\n{row}\n", "utf-8")
    table = open_members("m.csv", folder=folder, catalog=catalog)
    return dict(table.headers), dict(table.stream.headers)


@pytest.mark.parametrize(
    "header",
    [
        "Cluster,Organisation,Type,Country,NUTS code",
        "Clúster,Membre,Tipus,País,Codi NUTS",
        "Agrupación,Entidad,Tipo,País,Código NUTS",
        "Pôle,Adhérent,Type d'organisation,Pays,Code NUTS",
        "Cluster-ID,Mitglied,Art der Organisation,Land,NUTS-Kennung",
        "Nome del cluster,Azienda,Categoria,Paese,Codice NUTS",
    ],
)
def test_headers_are_known_in_six_languages(tmp_path: Path, catalog: Catalog, header: str) -> None:
    cluster, name, kind, country, code = header.split(",")
    own, placing = columns_of(tmp_path, header, "a,A,SME,ES,ES51", catalog)
    assert own == {"cluster": cluster, "name": name, "kind": kind}
    assert placing == {"country": country, "nuts_id_printed": code}


def test_a_table_without_clusters_is_refused(tmp_path: Path, catalog: Catalog) -> None:
    with pytest.raises(TableError, match=r"found 'clusterr, name, nuts_id', expected a column 'cluster': .*"):
        columns_of(tmp_path, "clusterr,name,nuts_id", "a,A,ES51", catalog)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_known_by_the_words_of_the_pages(kind: str) -> None:
    words = [messages.text(language, f"panel.item.{kind}") for language in messages.LANGUAGES]
    assert {kind_of(word) for word in words} == {kind}
    assert kind_of(kind.upper().replace("_", "-")) == kind


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("smes", "Startups, pimes, pequeña y mediana empresa, PME, KMU, piccola e media impresa"),
        (
            "research_institutes",
            "RTO, institut de recerca, centro tecnológico, laboratoire, Forschungszentrum",
        ),
        ("regional_government", "regional authority, comunidad autónoma, région, Landesregierung, regione"),
        ("hospitals", "university hospital, clínica, CHU, Universitätsklinikum, clinica"),
        ("local_government", "city council, ajuntament, ayuntamiento, commune, Stadt, comune"),
        ("national_government", "ministry, ministeri, ministerio, ministère, Bundesministerium, ministero"),
        ("ngos", "NGO, ONG, NRO, associació, asociación, Verein, associazione"),
        ("global_pharma", "big pharma, gran farmacéutica, Pharmakonzern, casa farmaceutica"),
    ],
)
def test_a_kind_is_known_by_what_people_write_in_six_languages(kind: str, words: str) -> None:
    assert {word: kind_of(word) for word in words.split(", ")} == dict.fromkeys(words.split(", "), kind)


def test_words_of_one_organisation_mean_its_kind_and_others_none() -> None:
    words = ("sme", "Universität", "gran empresa", "Hôpital", "ONG", "comune")
    assert [kind_of(word) for word in words] == [
        *("smes", "research_institutes", "industry", "hospitals", "ngos", "local_government")
    ]
    assert kind_of("Zoo") is None
    assert near_kind("hospitl") == "hospital"


def rows_of(source: str, folder: Path, catalog: Catalog) -> list[tuple[str, str, int]]:
    """Return cluster, kind and row number of all members of a table."""
    table = open_members(source, folder=folder, catalog=catalog)
    found = []
    for batch in table.batches():
        parts = [m.cells_of(table, batch, column) for column in (m.CLUSTER, m.KIND)]
        for row in range(len(batch.rows)):
            texts = [texts[which[row]] for texts, which in parts]
            found.append((*texts, batch.row_number(row)))
    return found


FRAME = pd.DataFrame(
    {"cluster": ["a", "b", None], "kind": ["SME", None, "NGO"], "lat": [41.4, 48.2, 0], "lon": [2.2, 16.4, 0]}
)


def test_every_format_gives_the_same_rows(tmp_path: Path, catalog: Catalog) -> None:
    FRAME.to_csv(tmp_path / "m.csv", index=False)
    FRAME.to_parquet(tmp_path / "m.parquet")
    points = gpd.GeoDataFrame(
        FRAME[["cluster", "kind"]], geometry=gpd.points_from_xy(FRAME["lon"], FRAME["lat"]), crs=4326
    )
    points.to_parquet(tmp_path / "points.parquet")
    (tmp_path / "folder").mkdir()
    FRAME[:2].to_parquet(tmp_path / "folder" / "1.parquet")
    FRAME[2:].to_parquet(tmp_path / "folder" / "2.parquet")
    wanted = [("a", "SME"), ("b", ""), ("", "NGO")]
    for source, first in (("m.csv", 2), ("m.parquet", 1), ("points.parquet", 1)):
        found = rows_of(source, tmp_path, catalog)
        assert found == [(*row, first + at) for at, row in enumerate(wanted)], source
    assert rows_of("folder", tmp_path, catalog) == [
        (*row, at) for row, at in zip(wanted, (1, 2, 1), strict=True)
    ]


def test_numbers_and_categories_are_read_as_texts(tmp_path: Path, catalog: Catalog) -> None:
    columns = {"cluster": [7.0, 8.0], "kind": pd.Categorical(["SME", "NGO"]), "nuts_id": ["AT13", "AT22"]}
    pd.DataFrame(columns).to_parquet(tmp_path / "m.parquet")
    assert rows_of("m.parquet", tmp_path, catalog) == [("7", "SME", 1), ("8", "NGO", 2)]


def test_rows_of_a_sheet_keep_their_numbers_across_empty_ones(tmp_path: Path, catalog: Catalog) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Members of our clusters"],
        [],
        ["Cluster", "Type", "City", "Country"],
        ["a", "SME", "Wien", "AT"],
    ):
        sheet.append(row)
    sheet.append([])
    sheet.append(["b", "NGO", "Graz", "AT"])
    book.save(tmp_path / "m.xlsx")
    assert rows_of("m.xlsx", tmp_path, catalog) == [("a", "SME", 4), ("", "", 5), ("b", "NGO", 6)]
    # What is found in it is published: no folder of this machine stands in it.
    table = m.open_members("m.xlsx", folder=tmp_path, catalog=catalog)
    assert {problem.source for problem in table.problems} == {"m.xlsx (sheet Sheet)"}


def test_a_part_without_rows_and_texts_kept_as_bytes_are_read(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "parts").mkdir()
    columns = {"cluster": [b"a"], "kind": [b"SME"], "nuts_id": [b"AT13"]}
    FRAME[:0][["cluster", "kind"]].assign(nuts_id="").to_parquet(tmp_path / "parts" / "1.parquet")
    pd.DataFrame(columns).to_parquet(tmp_path / "parts" / "2.parquet")
    assert rows_of("parts", tmp_path, catalog) == [("a", "SME", 1)]


def test_a_part_that_is_no_file_is_named(tmp_path: Path, catalog: Catalog) -> None:
    FRAME.to_parquet(tmp_path / "1.parquet")
    (tmp_path / "2.parquet").mkdir()
    with pytest.raises(TableError, match=r"2\.parquet: found 'no file', expected a file: neither"):
        open_members(".", folder=tmp_path, catalog=catalog)


def test_a_title_above_the_header_is_refused_with_the_row_of_the_header(
    tmp_path: Path, catalog: Catalog
) -> None:
    with pytest.raises(TableError) as refused:
        columns_of(tmp_path, "Members of 2026\ncluster,name,nuts_id", "a,A,ES51", catalog)
    assert str(refused.value) == (
        "m.csv, row 1: found 'Members of 2026', expected the header; it seems to be in row 2: "
        "delete the rows above it"
    )


@pytest.mark.parametrize("block", [40, 1 << 22])
@pytest.mark.parametrize("size", [1, 2, 1 << 16])
def test_rows_have_the_numbers_that_a_spreadsheet_shows(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, size: int, block: int
) -> None:
    monkeypatch.setattr(batches, "ROWS", size)
    monkeypatch.setattr(delimited_batches, "_BLOCK_BYTES", block)
    text = 'sep=;\n\ncluster;kind;nuts_id\n\n\na;SME;ES51\n;;\n"b\n";NGO;ES51\n\nc;;ES51\n'
    (tmp_path / "m.csv").write_text(text, "utf-8")
    found = rows_of("m.csv", tmp_path, catalog)
    assert found == [("a", "SME", 6), ("b", "NGO", 8), ("c", "", 10)]


STRANGE = {
    "zone": pa.array([None, 2**62], pa.timestamp("ns", "Mars/Phobos")),
    "duration": pa.array([None, 2**60], pa.duration("s")),
    "no UTF-8": pa.array([None, b"\xff"], pa.binary()).view(pa.string()),
    "numbers": pa.array([None, {"a": 1.0, "b": 2.0}]),
}


@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize("column", ["cluster", "name", "kind", "country", "nuts_id", "lat"])
def test_what_python_cannot_hold_is_refused_with_its_row(
    tmp_path: Path, catalog: Catalog, kind: str, column: str
) -> None:
    columns = {"cluster": ["a", "a"], "nuts_id": ["ES51", None], "lat": [None, None], "lon": [None, None]}
    parquet.write_table(pa.table(columns | {column: STRANGE[kind]}), tmp_path / "m.parquet")
    clusters = pd.DataFrame({"record_id": ["a"], "name": ["A"]})
    if kind == "numbers":  # as the box of a point is written: it is text like any other
        ledger = read_members("m.parquet", clusters, names=True, folder=tmp_path, catalog=catalog).ledger
        assert ledger["rows"] == 2
        return
    with pytest.raises(TableError, match=rf"m\.parquet, row 2, {column}: found .*, expected (a value|text)"):
        read_members("m.parquet", clusters, names=True, folder=tmp_path, catalog=catalog)
