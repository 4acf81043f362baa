"""Data sets of Eurostat as figures: files and answers are made here, as Eurostat documents their layout."""

import gzip
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import requests
from click.testing import CliRunner

from geo.cli.commands import main
from geo.datapackage.catalog import Catalog
from geo.errors import DownloadError, LayoutError, UpdateError
from geo.project.folder import start_project
from geo.tables.figures import FigureColumns, read_figure
from geo.update import eurostat, figures
from geo.update.client import Client, Limits
from geo.update.eurostat import read_dataset
from geo.update.figures import update_figure
from geo.update.narrowing import narrow
from tests.loopback import Server, answer, serving

CSV = (
    "DATAFLOW,LAST UPDATE,freq,sectperf,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
    "ESTAT:RD_E_GERDREG(1.0),01/02/25 11:00:00,A,GOV,EUR_HAB,DE21,2020,100.5,\n"
    "ESTAT:RD_E_GERDREG(1.0),01/02/25 11:00:00,A,GOV,EUR_HAB,DE21,2021,110,e\n"
    "ESTAT:RD_E_GERDREG(1.0),01/02/25 11:00:00,A,GOV,EUR_HAB,DE22,2021,,c\n"
    "ESTAT:RD_E_GERDREG(1.0),01/02/25 11:00:00,A,BES,EUR_HAB,DE21,2021,900,\n"
)
TSV = (
    "freq,sectperf,unit,geo\\TIME_PERIOD\t2020 \t2021 \n"
    "A,GOV,EUR_HAB,DE21\t100.5 \t110 e\n"
    "A,GOV,EUR_HAB,DE22\t: \t: c\n"
    "A,BES,EUR_HAB,DE21\t: \t900 \n"
)
JSON: dict[str, Any] = {
    "version": "2.0",
    "class": "dataset",
    "label": "R&D expenditure (made)",
    "updated": "2025-02-01T11:00:00+0100",
    "value": {"0": 100.5, "1": 110, "5": 900},
    "status": {"1": "e", "3": ": c"},
    "id": ["freq", "sectperf", "unit", "geo", "time"],
    "size": [1, 2, 1, 2, 2],
    "dimension": {
        "freq": {"category": {"index": {"A": 0}}},
        "sectperf": {"category": {"index": {"GOV": 0, "BES": 1}}},
        "unit": {"category": {"index": {"EUR_HAB": 0}}},
        "geo": {"category": {"index": {"DE21": 0, "DE22": 1}}},
        "time": {"category": {"index": {"2020": 0, "2021": 1}}},
    },
}
GOV = [
    ("A", "GOV", "EUR_HAB", "DE21", "2020", "100.5", ""),
    ("A", "GOV", "EUR_HAB", "DE21", "2021", "110", "e"),
    ("A", "GOV", "EUR_HAB", "DE22", "2021", ":", "c"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return start_project(tmp_path / "project").root


@pytest.mark.parametrize("text", [CSV, TSV, json.dumps({**JSON, "value": {"0": 100.5, "1": 110, "5": 900}})])
def test_every_format_holds_the_same_values_and_flags(text: str) -> None:
    found = narrow(read_dataset(text.encode(), "file"), {"sectperf": ["GOV"]}, "file")
    assert found.dimensions == ("freq", "sectperf", "unit")
    assert [row for row in sorted(found.rows) if row[-2:] != (":", "")] == GOV


@pytest.mark.parametrize("text", [CSV, TSV, json.dumps(JSON)])
def test_a_compressed_file_is_read_as_the_file_inside_it(text: str) -> None:
    assert read_dataset(gzip.compress(text.encode()), "f.gz") == read_dataset(text.encode(), "f")


def test_a_compressed_file_is_not_unpacked_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eurostat, "MOST_BYTES", 1000)
    with pytest.raises(
        LayoutError, match="f: found more than 1,000 bytes, expected at most as many unpacked"
    ):
        read_dataset(gzip.compress(b" " * 1001), "f")


def test_json_stat_may_state_one_status_for_all_values_and_a_single_code_by_its_label() -> None:
    unit = {"category": {"label": {"EUR_HAB": "Euro per inhabitant"}}}
    data = {**JSON, "status": "p", "dimension": {**JSON["dimension"], "unit": unit}}
    found = read_dataset(json.dumps(data).encode(), "f")
    assert [row[2:] for row in sorted(found.rows)] == [
        ("EUR_HAB", "DE21", "2021", "900", "p"),
        ("EUR_HAB", "DE21", "2020", "100.5", "p"),
        ("EUR_HAB", "DE21", "2021", "110", "p"),
    ]
    assert read_dataset(json.dumps({**JSON, "status": None}).encode(), "f").rows[0][-1] == ""


def test_a_warning_beside_data_does_not_stand_for_them() -> None:
    warned = {**JSON, "warning": {"status": 200, "label": "Some of it was revised"}}
    assert read_dataset(json.dumps(warned).encode(), "f") == read_dataset(json.dumps(JSON).encode(), "f")


def test_labels_beside_codes_are_left_out() -> None:
    text = CSV.replace("GOV", "GOV:Government sector").replace("DE21", "DE21:Oberbayern")
    found = narrow(read_dataset(text.encode(), "file"), {"sectperf": ["GOV"]}, "file")
    assert sorted(found.rows)[0] == GOV[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n1,2\n", "f: found 'a,b', expected SDMX-CSV"),
        (b"\x1f\x8b\x08", "expected a whole file compressed with gzip"),
        (gzip.compress(CSV.encode(), mtime=0)[:-9], "expected a whole file compressed with gzip"),
        (gzip.compress(b"\x1f\x8b\x08", mtime=0), "f: found byte 1, expected text in UTF-8"),
        (b"\xff\xfe", "f: found byte 0, expected text in UTF-8"),
        (CSV.replace("2021", "2021-Q1").encode(), "f, row 3: found period '2021-Q1', expected a year"),
        (CSV.replace("110", "many").encode(), "f, row 3: found value 'many', expected a number"),
        (CSV.replace("geo", "nuts").encode(), "expected a dimension 'geo'"),
        (CSV.partition("\n")[0].encode(), "f: found no observation"),
        (TSV.replace("\t110 e", "").encode(), "f, row 2: found 1 years of 4 codes, expected 2 of 4"),
        (CSV.replace("110", "9" * 5000).encode(), "f, row 3: found value '9999"),
        (CSV.replace("110", "1e999").encode(), "f, row 3: found value '1e999', expected a number"),
        (CSV.replace("OBS_VALUE", "OBS_VALUE2").encode(), "expected OBS_VALUE among them"),
        (CSV.replace("DATAFLOW", '"DATAFLOW', 1).encode(), "f: unexpected end of data, expected SDMX-CSV"),
        (json.dumps({**JSON, "size": [float("inf")]}).encode(), "f: found no data set (OverflowError"),
        (CSV.replace("DE21", "\x1b[31mDE21").encode(), "f: found region '\\x1b[31mDE21', expected a code"),
        (CSV.replace("DE21", "=cmd").encode(), "f: found region '=cmd', expected a code"),
        (CSV.replace("GOV", "=cmd").encode(), "f: found code '=cmd', expected a name or a code"),
        (TSV.replace("2020", "2021").encode(), "f: found A GOV EUR_HAB DE21 2021 twice, expected it once"),
        (b'{"error": 1}', "f: found no data set"),
        (json.dumps({**JSON, "value": {"8": 1}}).encode(), "f: found a value at 8, expected places below 8"),
        (json.dumps({**JSON, "value": {"-1": 1}}).encode(), "f: found a value at -1, expected places"),
        (
            json.dumps({**JSON, "status": {"0": "\x1b[2J"}}).encode(),
            "f: found flag '\\x1b[2J', expected letters",
        ),
        (json.dumps({**JSON, "size": [1, 2, 1, 2, 3]}).encode(), "expected those of its dimensions"),
    ],
)
def test_a_file_that_is_laid_out_otherwise_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(LayoutError) as caught:
        read_dataset(content, "f")
    assert message in str(caught.value)


def test_an_unknown_dimension_or_code_is_refused_with_the_nearest() -> None:
    found = read_dataset(CSV.encode(), "f")
    message = r"no observation with sectperf 'GOVT', expected one of BES, GOV\. Did you mean 'GOV'\? Nothing"
    with pytest.raises(UpdateError, match=message):
        narrow(found, {"sectperf": ["GOVT"]}, "f")
    with pytest.raises(
        UpdateError, match="found filter 'SECTPERF', expected one of freq, sectperf, unit, geo,"
    ):
        narrow(found, {"SECTPERF": ["GOV"]}, "f")


def test_filters_may_be_words_of_eurostat() -> None:
    lines = (f"A,GOV,EUR_HAB,{code}\t1\t2\t3" for code in ("EU27_2020", "EA20", "DE", "DE2", "DE21", "DE212"))
    text = "\n".join(("freq,sectperf,unit,geo\\time\t2019\t2020\t2021", *lines))
    found = read_dataset(text.encode(), "f")

    def left(**filters: list[str]) -> set[tuple[str, str]]:
        return {row[3:5] for row in narrow(found, filters, "f").rows}

    years = {"2019", "2020", "2021"}
    assert left(geoLevel=["nuts2"]) == {("DE21", year) for year in years}
    assert left(geoLevel=["aggregate", "nuts3"], time=["2020"]) == {
        ("EU27_2020", "2020"),
        ("EA20", "2020"),
        ("DE212", "2020"),
    }
    assert left(geo=["DE"], sinceTimePeriod=["2020"]) == {("DE", "2020"), ("DE", "2021")}
    assert left(geo=["DE"], untilTimePeriod=["2019"]) == {("DE", "2019")}
    assert left(geo=["DE"], lastTimePeriod=["1"]) == {("DE", "2021")}
    for filters, message in (
        ({"sinceTimePeriod": ["2030"]}, "f: found no observation with sinceTimePeriod 2030"),
        ({"sinceTimePeriod": ["2019-Q1"]}, "found sinceTimePeriod 2019-Q1, expected one year"),
        ({"geoLevel": ["nuts"]}, "found geoLevel 'nuts', expected one of aggregate, country, nuts1"),
    ):
        with pytest.raises(UpdateError, match=message):
            left(**filters)


def test_columns_of_labels_are_left_out() -> None:
    text = (
        "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,sex,Sex,geo,Entity,TIME_PERIOD,Time,"
        "OBS_VALUE,Observation value,OBS_FLAG,Observation status,CONF_STATUS,Confidentiality status\n"
        "dataflow,ESTAT:RD_E_GERDREG(1.0),Made,A,Annual,T,Total,DE21,Oberbayern,2021,,110,,e,estimated,,\n"
    )
    found = read_dataset(text.encode(), "f")
    assert found.dimensions == ("freq", "sex")
    assert found.rows == (("A", "T", "DE21", "2021", "110", "e"),)
    assert found.code == "RD_E_GERDREG"


def test_a_downloaded_file_becomes_a_resource_that_a_figure_reads(project: Path, tmp_path: Path) -> None:
    (tmp_path / "rd.tsv").write_text(TSV, "utf-8")
    line = ["update", "--project", str(project), "figure", "rd_e_gerdreg", "--from", str(tmp_path / "rd.tsv")]
    result = CliRunner().invoke(main, [*line, "--filter", "unit=EUR_HAB"])
    assert (result.exit_code, result.stdout) == (
        0,
        (
            "figure-rd-e-gerdreg: added: 2 codes, 2020 to 2021, 3 of 6 without a value; choose with `where` "
            "among sectperf (BES, GOV)\n"
        ),
    )
    catalog = Catalog.find(project)
    about = catalog.resource("figure-rd-e-gerdreg")
    assert about.descriptor["filter"] == {"unit": ["EUR_HAB"]}
    assert about.attribution == "Eurostat, rd_e_gerdreg. © European Union, CC BY 4.0"
    columns = FigureColumns("geo", "value", "year", "flag", {"sectperf": "GOV"})
    figure = read_figure("figure-rd-e-gerdreg", columns, catalog=catalog)
    rows = figure[["code", "year", "value", "flag", "no_data"]]
    expected = pd.DataFrame(
        {
            "code": ["DE21", "DE21", "DE22", "DE22"],
            "year": [2020, 2021, 2020, 2021],
            "value": [100.5, 110, None, None],
            "flag": [None, "e", None, "c"],
            "no_data": [None, None, "missing", "confidential"],
        }
    ).astype({"year": "Int64", "code": object, "flag": object, "no_data": object})
    pd.testing.assert_frame_equal(rows.where(rows.notna(), None), expected.where(expected.notna(), None))
    again = CliRunner().invoke(main, [*line, "--filter", "unit=EUR_HAB"])
    assert again.stdout == "figure-rd-e-gerdreg: unchanged: the same content\n"


def test_a_file_that_is_refused_changes_nothing(project: Path, tmp_path: Path) -> None:
    before = (project / "data" / "datapackage.json").read_bytes()
    (tmp_path / "rd.csv").write_text(CSV.replace("110", "many"), "utf-8")
    line = ["update", "--project", str(project), "figure", "rd_e_gerdreg", "--from", str(tmp_path / "rd.csv")]
    result = CliRunner().invoke(main, line)
    assert result.exit_code == 1
    assert "rd.csv, row 3: found value 'many'" in result.stderr
    assert "Nothing was changed" in result.stderr
    assert (project / "data" / "datapackage.json").read_bytes() == before
    wrong = CliRunner().invoke(main, [*line[:3], "figure", "../rd", "--from", line[-1]])
    assert wrong.exit_code == 1
    assert "found data set '../rd', expected a code such as rd_e_gerdreg" in wrong.stderr
    assert CliRunner().invoke(main, [*line, "--filter", "unit"]).exit_code == 2


def test_a_file_of_another_data_set_is_refused(project: Path, tmp_path: Path) -> None:
    (tmp_path / "rd.csv").write_text(CSV, "utf-8")
    line = [
        "update",
        "--project",
        str(project),
        "figure",
        "nama_10r_2gdp",
        "--from",
        str(tmp_path / "rd.csv"),
    ]
    result = CliRunner().invoke(main, line)
    assert result.exit_code == 1
    assert "rd.csv: found data set RD_E_GERDREG, expected NAMA_10R_2GDP. Nothing was" in result.stderr


def client_of(server: Server) -> Client:
    session = requests.Session()
    session.trust_env = False
    limits = Limits(connect_s=20.0, read_s=20.0, total_s=60.0, attempts=1)
    return Client(hosts={server.host}, schemes=frozenset({"http"}), limits=limits, session=session)


@pytest.mark.loopback
@pytest.mark.enable_socket
def test_the_api_is_asked_for_what_the_filters_leave(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer(json.dumps(JSON).encode(), Content_Type="application/json")) as server:
        monkeypatch.setattr(figures, "API", server.url("/data"))
        (change,) = update_figure(
            project / "data", "RD_E_GERDREG", filters={"sectperf": ["GOV"]}, client=client_of(server)
        )
        assert [path for _, path, _ in server.requests] == [
            "/data/RD_E_GERDREG?format=JSON&lang=EN&sectperf=GOV"
        ]
    assert (change.resource, change.action) == ("figure-rd-e-gerdreg", "added")
    about = Catalog.find(project).resource("figure-rd-e-gerdreg")
    assert about.title == "Eurostat, R&D expenditure (made) (RD_E_GERDREG)"
    assert about.version == "2025-02-01T11:00:00+0100"
    table = (project / "data" / about.path).read_text("utf-8").splitlines()
    assert table == [
        "freq,sectperf,unit,geo,year,value,flag",
        *(",".join(row) for row in GOV),
    ]


@pytest.mark.loopback
@pytest.mark.enable_socket
def test_a_data_set_that_is_here_already_is_not_sent_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = answer(json.dumps(JSON).encode(), Content_Type="application/json", ETag='"v1"')
    with serving(whole, answer(code=304)) as server:
        monkeypatch.setattr(figures, "API", server.url("/data"))
        changes = [
            update_figure(project / "data", "rd_e_gerdreg", filters={}, client=client_of(server))
            for _ in range(2)
        ]
    assert [change.action for (change,) in changes] == ["added", "unchanged"]
    assert server.requests[1][2]["If-None-Match"] == '"v1"'


def said(kind: str, label: str) -> bytes:
    return json.dumps({kind: [{"status": 413, "id": 413, "label": label}]}).encode()


@pytest.mark.loopback
@pytest.mark.enable_socket
def test_an_answer_that_is_no_data_set_changes_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (project / "data" / "datapackage.json").read_bytes()
    refused = answer(b"<html>", Content_Type="text/html")
    large = answer(said("error", "EXTRACTION_TOO_BIG: please change your filters"), code=413)
    later = answer(said("warning", "ASYNCHRONOUS_RESPONSE. Please try again later."))
    for behaviour, message in (
        (refused, "found content type 'text/html'"),
        (large, r"answers 413 .* \(EXTRACTION_TOO_BIG: please change your filters\)\. Nothing was changed"),
        (later, r"Eurostat answers 'ASYNCHRONOUS_RESPONSE\. .*, and no data\. Nothing was changed"),
    ):
        with serving(behaviour) as server:
            monkeypatch.setattr(figures, "API", server.url("/data"))
            with pytest.raises(DownloadError, match=message):
                update_figure(project / "data", "rd_e_gerdreg", filters={}, client=client_of(server))
    assert (project / "data" / "datapackage.json").read_bytes() == before
