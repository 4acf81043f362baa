"""Every reader under thousands of small damages: what comes out is a result, or an error of our own.

Each case is a sound file made here, and a few edits of it: bytes that flip, pieces that go, come twice or
come from elsewhere, numbers that grow beyond all bounds. A workbook is edited before it is packed.
"""

from __future__ import annotations

import io
import json
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from pyarrow import parquet

from geo.datapackage.catalog import Catalog
from geo.datapackage.staging import finish
from geo.definition import read_definition
from geo.definition.own_language import read_catalogue
from geo.errors import ClusterAtlasError
from geo.match.difference import diff_ledgers
from geo.match.figures import join_figure
from geo.match.ledger_files import read_ledger
from geo.match.members import read_members
from geo.project.manifest import MANIFEST_NAME, Manifest
from geo.project.project_file import read_project_file
from geo.render.gallery import build_gallery
from geo.tables.clusters import inspect_clusters
from geo.tables.figures import FigureColumns, read_figure
from geo.tables.surveys import read_survey
from geo.update.boundaries import read_published
from geo.update.eurostat import read_dataset
from geo.update.scorebook import read_scorebook
from tests import synthetic
from tests.examples import examples
from tests.update import test_figures as eurostat

# Some properties stand inside a test, where the plugin does not see that they are for `make nightly`, too.
pytestmark = [pytest.mark.slow, pytest.mark.hypothesis, pytest.mark.filterwarnings("ignore")]

#: What a reader may take beyond what the process has before: no case is larger than some kilobytes.
ALLOWANCE = 2**30
TOKENS = [
    b"[",
    b"{",
    b'"',
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\n",
    b",",
    b";",
    b"null",
    b"NaN",
    b"-1",
    b"2000000000",
]
TOKENS += [400 * b"9", b"1e999", b"\\ud800", b"..", b"=", b"'", b"<", b"/>", b"&a;", 300 * b"x", 50 * b"["]
EDIT = st.tuples(st.integers(0, 5), st.floats(0, 1, exclude_max=True), st.integers(0, 2**16 - 1))
EDITS = st.lists(EDIT, min_size=1, max_size=6)
Edits = list[tuple[int, float, int]]


def damaged(content: bytes, edits: Edits) -> bytes:
    """Return content after a few edits."""
    for kind, place, what in edits:
        at, length = int(place * len(content)), what % 64
        before, piece, after = content[:at], content[at : at + length], content[at + length :]
        if kind == 0:
            content = before + bytes([what % 256]) + content[at + 1 :]
        elif kind == 1:
            content = before + after
        elif kind == 2:
            content = before + TOKENS[what % len(TOKENS)] + content[at:]
        elif kind == 3:
            content = before + 3 * piece + after
        elif kind == 4:
            token = TOKENS[what % len(TOKENS)]
            content = before + re.sub(rb"\d+|\"[^\"]*\"", lambda _, new=token: new, content[at:], count=1)
        else:
            other = what % (len(content) + 1)
            content = before + content[other : other + length] + after
    return content


def repacked(content: bytes, edits: Edits) -> bytes:
    """Return a workbook of which one part, or the file itself, was edited."""
    which = edits[0][2]
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = source.infolist()
        if which % (len(parts) + 1) == len(parts):
            return damaged(content, edits)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            for at, part in enumerate(parts):
                text = source.read(part)
                packed.writestr(
                    part.filename, damaged(text, edits) if at == which % (len(parts) + 1) else text
                )
    return target.getvalue()


def rewritten(content: bytes, edits: Edits) -> bytes:
    """Return a Parquet file of which the metadata or the shapes, or the file itself, were edited."""
    which = edits[0][2] % 3
    if which == 0:
        return damaged(content, edits)
    table = parquet.read_table(io.BytesIO(content))
    about = dict(table.schema.metadata)
    if which == 1:
        about[b"geo"] = damaged(about[b"geo"], edits)
    else:
        shapes = [damaged(shape, edits) for shape in table.column("shape").to_pylist()]
        table = table.set_column(
            table.schema.get_field_index("shape"), "shape", pa.array(shapes, pa.binary())
        )
    stream = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata(about), stream)
    return stream.getvalue()


CSV = """name;country;nuts_id;lat;lon;founded;services
Évry;FR;FR10;48,6;2,4;1998;networking
"B;C";DE;DE21;;;;
"""
PLACE = {"type": "Point", "coordinates": [16.3, 48.2]}
GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": 1,
                "properties": {"name": "A", "country": "AT", "x": [1]},
                "geometry": PLACE,
            }
        ],
    }
)
DEFINITION = """title = {en = "One", fr = "Un"}
languages = ["en", "fr"]
records = ["bioclusters", "example-portfolio"]
edition = 2023
columns = {"NUTS code" = "nuts_id"}
previous_edition = 2019

[[sources]]
text = "A source"
url = "https://example.org"
"""
MEMBER_TABLE = """cluster;name;kind;country;nuts_id;lat;lon
a;"É; F";SME;AT;AT13;48,2;16,4
B;=G;Universität;DE;DE21;;
"""
SURVEY = """question,kind,item,label,value,unit,answers
why,single,a,A label,12.5,percent,25
why,statement,b,B,,,
"""


def workbook() -> bytes:
    book, stream = Workbook(), io.BytesIO()
    for row in (["name", "country", "founded", "share"], ["A", "AT", 1998, 0.5], ["B", "DE", "=1+1", None]):
        book.active.append(row)
    book.active["D2"].number_format = "0%"
    book.active.merge_cells("A2:A3")
    book.create_sheet("Notes").append(["a note"])
    book.save(stream)
    return stream.getvalue()


def geoparquet() -> bytes:
    about = {"primary_column": "shape", "columns": {"shape": {"encoding": "WKB", "crs": "EPSG:4326"}}}
    shapes = [shapely.to_wkb(shapely.Point(16.3, 48.2)), shapely.to_wkb(shapely.LineString([(0, 0), (1, 1)]))]
    table = pa.table({"name": ["A", "B"], "country": ["AT", "DE"], "at": [1.5, None], "shape": shapes})
    stream = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata({b"geo": json.dumps(about).encode()}), stream)
    return stream.getvalue()


def member_points() -> bytes:
    about = {"primary_column": "shape", "columns": {"shape": {"encoding": "WKB", "crs": "EPSG:4326"}}}
    shapes = [shapely.to_wkb(shapely.Point(16.3, 48.2)), shapely.to_wkb(shapely.LineString([(0, 0), (1, 1)]))]
    table = pa.table({"cluster": ["a", "B"], "kind": ["SME", None], "name": ["A", "'=B"], "shape": shapes})
    stream = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata({b"geo": json.dumps(about).encode()}), stream)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """Let the system refuse memory that no reader of a small file needs."""
    import resource  # noqa: PLC0415 - not there on every system

    pa.array(["x"])  # Arrow reserves a gibibyte when it is first asked for a byte: that is held before
    before = resource.getrlimit(resource.RLIMIT_DATA)
    status = Path("/proc/self/status").read_text()
    held = int(re.search(r"VmData:\s+(\d+)", status)[1]) * 1024  # type: ignore[index]
    resource.setrlimit(resource.RLIMIT_DATA, (held + ALLOWANCE, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_DATA, before)


def tolerated(read: Callable[[], object]) -> None:
    """Read something; an error of our own is a result like any other, and its message can be shown."""
    message = ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read()
    except ClusterAtlasError as error:
        message = str(error)
    assert len(message) < 50_000


def few() -> settings:
    """Return settings that make three hundred cases of all readers together, three thousand by night."""
    return settings(examples(15), suppress_health_check=list(HealthCheck))


TABLES: dict[str, tuple[Callable[[], bytes], Callable[[bytes, Edits], bytes]]] = {
    "csv": (CSV.encode, damaged),
    "xlsx": (workbook, repacked),
    "parquet": (geoparquet, rewritten),
    "geojson": (GEOJSON.encode, damaged),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_damaged_table_is_read_or_refused(kind: str) -> None:
    make, damage = TABLES[kind]
    sound = make()

    @few()
    @given(edits=EDITS)
    def check(edits: Edits) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder, f"t.{kind}")
            path.write_bytes(damage(sound, edits))
            tolerated(lambda: inspect_clusters(path))

    check()


MEMBERS: dict[str, tuple[Callable[[], bytes], Callable[[bytes, Edits], bytes]]] = {
    "csv": (MEMBER_TABLE.encode, damaged),
    "parquet": (member_points, rewritten),
}


@pytest.mark.parametrize("kind", MEMBERS)
def test_a_damaged_table_of_members_is_counted_or_refused(kind: str, catalog: Catalog) -> None:
    make, damage = MEMBERS[kind]
    sound, clusters = make(), pd.DataFrame({"record_id": ["a", "b"], "name": ["A", "B"]})

    @few()
    @given(edits=EDITS)
    def check(edits: Edits) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder, f"m.{kind}")
            path.write_bytes(damage(sound, edits))
            tolerated(lambda: read_members(str(path), clusters, names=True, catalog=catalog))

    check()


@few()
@given(edits=EDITS)
def test_a_damaged_table_of_a_figure_is_joined_or_refused(edits: Edits, catalog: Catalog) -> None:
    columns = FigureColumns("geo", "value", year="year", flag="flag")
    with TemporaryDirectory() as folder:
        path = Path(folder, "f.csv")
        path.write_bytes(damaged(b"geo,year,value,flag\nES51,2020,1.5,e\nAT1,2021,:,c\nDE,2021,3,\n", edits))
        tolerated(lambda: join_figure(read_figure(path, columns), to_vintage=2021, catalog=catalog))


@pytest.mark.parametrize(
    "content", [eurostat.CSV, eurostat.TSV, json.dumps(eurostat.JSON)], ids=["csv", "tsv", "json"]
)
def test_a_damaged_data_set_is_read_or_refused(content: str) -> None:
    @few()
    @given(edits=EDITS)
    def check(edits: Edits) -> None:
        tolerated(lambda: read_dataset(damaged(content.encode(), edits), "d"))

    check()


@few()
@given(edits=EDITS)
def test_a_damaged_catalogue_or_file_of_a_project_is_read_or_refused(edits: Edits) -> None:
    words = b'msgid "panel.more"\nmsgid_plural "x"\nmsgstr[0] "mais {count}"\nmsgstr[1] "mais {count}"\n'
    with TemporaryDirectory() as folder:
        Path(folder, "languages").mkdir()
        Path(folder, "languages", "pt.po").write_bytes(damaged(words, edits))
        Path(folder, "project.toml").write_bytes(
            damaged(b'publisher = "P"\naddress = "https://p.example"\n', edits)
        )
        tolerated(lambda: read_catalogue(Path(folder), "pt"))
        tolerated(lambda: read_project_file(Path(folder)))


@few()
@given(edits=EDITS)
def test_a_damaged_survey_is_read_or_refused(edits: Edits) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, "s.csv").write_bytes(damaged(SURVEY.encode(), edits))
        tolerated(lambda: read_survey("s.csv", folder=Path(folder)))


@few()
@given(edits=EDITS)
def test_a_damaged_definition_is_read_or_refused(edits: Edits) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "maps", "one.toml")
        path.parent.mkdir()
        path.write_bytes(damaged(DEFINITION.encode(), edits))
        tolerated(lambda: read_definition(path))


@few()
@given(edits=EDITS)
def test_a_damaged_description_of_a_package_is_read_or_refused(edits: Edits, catalog: Catalog) -> None:
    listed = [dict(catalog.resource(name).descriptor) for name in ("services", "nuts-2021")]
    with TemporaryDirectory() as folder:
        text = json.dumps({"name": "x", "resources": listed}).encode()
        Path(folder, "datapackage.json").write_bytes(damaged(text, edits))

        def read() -> None:
            package = Catalog(Path(folder))
            package.verify()
            for name in package.names():
                one = package.resource(name)
                assert (one.title, one.version, one.date, one.licenses, one.sources) is not None
            package.years("nuts")

        tolerated(read)


@few()
@given(edits=EDITS)
def test_a_damaged_journal_moves_what_is_staged_or_nothing(edits: Edits) -> None:
    with TemporaryDirectory() as folder:
        new = Path(folder, ".update", "new")
        new.mkdir(parents=True)
        (new / "a.csv").write_text("a")
        new.with_name("journal.json").write_bytes(damaged(b'["a.csv", "datapackage.json"]', edits))
        tolerated(lambda: finish(Path(folder)))


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_a_damaged_ledger_is_compared_or_refused(ending: str, built: Path, catalog: Catalog) -> None:
    path = built / f"bioclusters.ledger.{ending}"
    whole = read_ledger(path)
    # A few records of it: each edit then has something to hit.
    content = path.read_bytes()[:6000].rpartition(b"\n")[0] if ending == "csv" else b""
    content = content or json.dumps(json.loads(path.read_text("utf-8"))[:3], ensure_ascii=False).encode()

    @few()
    @given(edits=EDITS)
    def check(edits: Edits) -> None:
        with TemporaryDirectory() as folder:
            copy = Path(folder, path.name)
            copy.write_bytes(damaged(content, edits))
            tolerated(lambda: diff_ledgers(whole, read_ledger(copy), catalog=catalog))

    check()


def test_a_damaged_manifest_counts_as_none_or_can_be_shown(built: Path) -> None:
    content = (built / MANIFEST_NAME).read_bytes()

    @few()
    @given(edits=EDITS)
    def check(edits: Edits) -> None:
        with TemporaryDirectory() as folder:
            Path(folder, MANIFEST_NAME).write_bytes(damaged(content, edits))
            manifest = Manifest.read(Path(folder))
            # Of what none of our builds wrote; a build catches the same and names the manifest.
            with suppress(LookupError, TypeError, ValueError, AttributeError):
                build_gallery({name: entry.summary for name, entry in manifest.maps.items()})
            assert all(json.dumps(asdict(entry)) for entry in manifest.maps.values())

    check()


@few()
@given(edits=EDITS)
def test_a_damaged_file_of_boundaries_is_read_or_refused(edits: Edits) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "NUTS_RG_10M_2024_4326.geojson")
        path.write_bytes(damaged(synthetic.geojson(2024)[:3000] + synthetic.geojson(2024)[3000:], edits))
        tolerated(lambda: read_published([path]))


def test_a_damaged_scoreboard_is_read_or_refused(tmp_path: Path) -> None:
    sound = synthetic.workbook(tmp_path / "book.xlsx", synthetic.all_units()[:20]).read_bytes()

    @few()
    @given(edits=EDITS)
    def check(edits: Edits) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder, "book.xlsx")
            path.write_bytes(repacked(sound, edits))
            tolerated(lambda: read_scorebook(path))

    check()
