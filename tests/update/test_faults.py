"""Faults of a server, one after the other: each is one plain sentence within the time of the limits.

What it sends are boundary files and workbooks as GISCO and the Commission publish them, and all that is none.
"""

from __future__ import annotations

import io
import json
import shutil
import time
import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Final

import pytest
import requests

from geo.datapackage import bundled
from geo.datapackage.catalog import Catalog
from geo.errors import UpdateError
from geo.update.client import Client, Limits
from geo.update.releases import update_boundaries, update_scoreboard
from tests import synthetic
from tests.loopback import Behaviour, answer, serving
from tests.update.test_hostile_source import Official

pytestmark = [pytest.mark.slow, pytest.mark.loopback, pytest.mark.enable_socket]

LIMITS: Final = Limits(connect_s=5.0, read_s=0.3, total_s=0.8, bytes=2_000_000, attempts=2, backoff_s=0.1)
#: Two attempts of 0.8 seconds and what reading a file of two megabytes may take on a busy machine.
MOST_S: Final = 30.0


def refresh(behaviour: Behaviour, update: Callable[..., Any], root: Path, **options: Any) -> str:
    """Return the message of an update that must fail and change nothing."""
    before = synthetic.snapshot(root)
    with serving(behaviour) as server:
        session = requests.Session()
        session.trust_env = False
        session.mount("https://", Official(server))
        client = Client(limits=LIMITS, sleep=lambda _: None, session=session)
        began = time.monotonic()
        with pytest.raises(UpdateError) as caught:
            update(root, client=client, **options)
        assert time.monotonic() - began < MOST_S
    assert synthetic.snapshot(root) == before
    assert Catalog(root).verify() == []
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 1500
    assert "Nothing was changed." in message
    return message


def raw(*parts: bytes, pause_s: float = 0.0) -> Behaviour:
    """Answer with exactly these bytes."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        for part in parts:
            handler.wfile.write(part)
            handler.wfile.flush()
            time.sleep(pause_s)

    return behave


OK: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/geo+json\r\n"
#: What a server may say instead of a file.
FAULTS: Final[dict[str, tuple[Behaviour, str]]] = {
    "no address": (answer(code=302, Location="https://[bad"), "the answer cannot be read (Invalid IPv6 URL)"),
    "no port": (answer(code=302, Location="https://ec.europa.eu:port/x"), "found host"),
    "an empty redirect": (answer(code=302), "more than 3 redirects"),
    "a redirect of letters": (answer(code=302, Location="https://ec.europa.eu\xef\xbc\x8fx"), ""),
    "a long redirect": (answer(code=302, Location="/" + "a" * 60_000), ""),
    "a redirect to a file": (answer(code=302, Location="file:///etc/passwd"), "found scheme 'file'"),
    "a redirect to a name": (answer(code=302, Location="//evil.example/x"), "found host 'evil.example'"),
    "a redirect with a user": (answer(code=302, Location="https://a:b@ec.europa.eu/x"), "found host"),
    "wait 5,000 digits": (answer(code=429, Retry_After="9" * 5000), "asks to wait"),
    "wait 400 digits": (answer(code=503, Retry_After="9" * 400), "asks to wait"),
    "wait till the year 99999": (
        answer(code=429, Retry_After="Fri, 31 Dec 99999 23:59:59 GMT"), "the server answers 429",
    ),
    "wait minus one": (answer(code=429, Retry_After="-1"), "the server answers 429"),
    "wait inf": (answer(code=429, Retry_After="inf"), "the server answers 429"),
    "length of 5,000 digits": (answer(Content_Length="9" * 5000), ""),
    "length below zero": (raw(OK + b"Content-Length: -5\r\n\r\n{}"), ""),
    "two lengths": (raw(OK + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\n{}"), ""),
    "length in words": (raw(OK + b"Content-Length: five\r\n\r\n{}"), "not a boundary file"),
    "a status of letters": (raw(b"HTTP/1.1 OK 200\r\n\r\n"), ""),
    "no HTTP": (raw(b"SSH-2.0-OpenSSH_9.6\r\n"), ""),
    "nothing": (raw(b""), ""),
    "a status of 200,000 letters": (raw(b"HTTP/1.1 404 " + b"a" * 200_000 + b"\r\n\r\n"), ""),
    "a reason with colours": (raw(b"HTTP/1.1 404 \x1b[31mred\x1b]0;t\x07\r\n\r\n"), "404 \\x1b[31mred"),
    "a header of 200,000 letters": (raw(OK + b"X: " + b"a" * 200_000 + b"\r\n\r\n{}"), ""),
    "a thousand headers": (raw(OK + b"X: y\r\n" * 1000 + b"\r\n{}"), ""),
    "a header without a colon": (raw(OK + b"no colon\r\n\r\n{}"), ""),
    "a chunk of no size": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"), "cut off"),
    "a chunk of endless size": (
        raw(OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 5000 + b"\r\n{}"), "",
    ),
    "a chunk cut off": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n{}"), "cut off"),
    "a type of 60,000 letters": (answer(b"{}", Content_Type="a/" + "b" * 60_000), "found content type"),
    "an encoding of 60,000 letters": (answer(b"{}", Content_Encoding="c" * 60_000), "found content encoding"),
    "continue without end": (raw(*([b"HTTP/1.1 100 Continue\r\n\r\n"] * 200), pause_s=0.01), "2 times"),
    "switching protocols": (raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), ""),
    "no content": (raw(b"HTTP/1.1 204 No Content\r\n\r\n"), "the server answers 204"),
    "a part": (answer(b"{}", code=206), "the server answers 206"),
    "teapot": (answer(code=418), "the server answers 418"),
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return synthetic.package(tmp_path / "data")


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_a_server_says_is_a_plain_refusal(root: Path, fault: str) -> None:
    behaviour, expected = FAULTS[fault]
    message = refresh(behaviour, update_boundaries, root, vintage=2024)
    assert expected in message
    assert "--from" in message


def changed(**changes: Any) -> bytes:
    """Return a boundary file, its first unit changed: keys of the feature, or of its properties."""
    collection = json.loads(synthetic.geojson(2024))
    feature = collection["features"][0]
    for key, value in changes.items():
        if key in feature:
            feature[key] = value
        else:
            feature["properties"][key] = value
    return json.dumps(collection).encode()


def shapes(change: Callable[[list[float]], list[float]], *, vintage: int = 2024) -> bytes:
    """Return a boundary file, every point changed."""
    collection = json.loads(synthetic.geojson(vintage))
    for feature in collection["features"]:
        rings = feature["geometry"]["coordinates"]
        feature["geometry"]["coordinates"] = [[change(point) for point in ring] for ring in rings]
    return json.dumps(collection).encode()


def exchanged() -> bytes:
    """Return a boundary file in which the first and the last region of level 2 have each other's shapes."""
    collection = json.loads(synthetic.geojson(2024))
    regions = [one for one in collection["features"] if one["properties"]["LEVL_CODE"] == 2]
    first, last = regions[0], regions[-1]
    first["geometry"], last["geometry"] = last["geometry"], first["geometry"]
    return json.dumps(collection).encode()


def renamed() -> bytes:
    collection = json.loads(synthetic.geojson(2024))
    for number, feature in enumerate(collection["features"]):
        feature["properties"] |= {"NUTS_NAME": f"Region {number}", "NAME_LATN": f"Region {number}"}
    return json.dumps(collection).encode()


#: Files that are no boundaries, or not those asked for.
CONTENT: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "null": (lambda: b"null", "not a boundary file"),
    "a list": (lambda: b"[]", "not a boundary file"),
    "a number of 5,000 digits": (lambda: b"9" * 5000, "not a boundary file"),
    "deep lists": (lambda: b"[" * 500_000, "not a boundary file"),
    "deep objects": (lambda: b'{"a":' * 300_000, "not a boundary file"),
    "deep coordinates": (
        lambda: changed(geometry={"type": "Polygon", "coordinates": 0}).replace(
            b'"coordinates": 0', b'"coordinates": ' + b"[" * 100_000 + b"]" * 100_000
        ),
        "not a boundary file",
    ),
    "null bytes": (lambda: bytes(100_000), "not a boundary file"),
    "null features": (lambda: b'{"type": "FeatureCollection", "features": null}', ""),
    "features of nulls": (lambda: b'{"type": "FeatureCollection", "features": [null, null]}', ""),
    "null properties": (lambda: changed(properties=None), ""),
    "properties that are a list": (lambda: changed(properties=[1, 2]), ""),
    "null geometry": (lambda: changed(geometry=None), "without a shape"),
    "an empty polygon": (lambda: changed(geometry={"type": "Polygon", "coordinates": []}), ""),
    "a point": (lambda: changed(geometry={"type": "Point", "coordinates": [1, 41]}), "no valid polygons"),
    "a collection": (lambda: changed(geometry={"type": "GeometryCollection", "geometries": []}), ""),
    "coordinates of text": (lambda: changed(geometry={"type": "Polygon", "coordinates": [[["a", "b"]]]}), ""),
    "coordinates of 1e400": (
        lambda: changed(
            geometry={"type": "Polygon", "coordinates": [[[0, 1], [1, 1], [0, 2], [0, 1]]]}
        ).replace(b"[0, 2]", b"[1e400, 2]"),
        "",
    ),
    "null code": (lambda: changed(NUTS_ID=None), "found NUTS_ID None"),
    "a code that is a number": (lambda: changed(NUTS_ID=12), "found"),
    "a code that is a list": (lambda: changed(NUTS_ID=["AT"]), ""),
    "a code that commands a terminal": (lambda: changed(NUTS_ID="\x1b[31m"), "found code"),
    "null level": (lambda: changed(LEVL_CODE=None), "found LEVL_CODE"),
    "a level of 300": (lambda: changed(LEVL_CODE=300), "found LEVL_CODE"),
    "a level that is text": (lambda: changed(LEVL_CODE="zero"), "found LEVL_CODE"),
    "null country": (lambda: changed(CNTR_CODE=None), "found CNTR_CODE None"),
    "null names": (lambda: changed(NUTS_NAME=None, NAME_LATN=None), "found the name None"),
    "a name that is a formula": (lambda: changed(NUTS_NAME="=1+1"), "none that is a formula"),
    "latitude first": (lambda: shapes(lambda point: point[::-1]), "found latitude before longitude"),
    "elsewhere": (lambda: shapes(lambda point: [point[0] + 90, point[1]]), "expected it where it was"),
    "shapes of two regions exchanged": (exchanged, "outside"),
    "another country": (lambda: changed(CNTR_CODE="FR"), "expected the country that a code begins with"),
    "metres": (lambda: shapes(lambda point: [point[0] * 1e5, point[1] * 1e5]), "expected degrees"),
    "another vintage": (lambda: synthetic.geojson(2021), "found the codes of NUTS 2021"),
    "other names": (renamed, "found other names"),
    "half of the units": (
        lambda: synthetic.geojson(2024, without=[code for code, _ in synthetic.units(2024)[::2]]), "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CONTENT)
def test_whatever_a_file_holds_is_a_plain_refusal(root: Path, kind: str) -> None:
    make, expected = CONTENT[kind]
    message = refresh(answer(make()), update_boundaries, root, vintage=2024)
    assert expected in message


def test_a_newer_vintage_offered_as_an_older_one_is_refused(root: Path, tmp_path: Path) -> None:
    newer = tmp_path / "NUTS_RG_10M_2024_4326.geojson"
    newer.write_bytes(synthetic.geojson(2024))
    update_boundaries(root, vintage=2024, source_dir=newer)
    message = refresh(answer(newer.read_bytes()), update_boundaries, root, vintage=2021)
    assert "found the codes of NUTS 2024, expected those of NUTS 2021" in message


def whole(folder: Path) -> bytes:
    return synthetic.workbook(folder / "book.xlsx", synthetic.all_units()).read_bytes()


def rezipped(content: bytes, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> bytes:
    """Return a workbook whose parts went through a change."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(*part)
    return stream.getvalue()


def marked(content: bytes, offset: int, value: bytes) -> bytes:
    """Return an archive with a field of every entry overwritten, in its directory and before its content."""
    data = bytearray(content)
    for signature, shift in ((b"PK\1\2", 2), (b"PK\3\4", 0)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset + shift : at + offset + shift + len(value)] = value
            at = data.find(signature, at + 4)
    return bytes(data)


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], tuple[str, bytes]]:
    return lambda name, part: (name, part.replace(old, new) if "sheet1" in name else part)


#: Nine entities, of which each holds the one before ten times.
ENTITIES: Final = (
    b'<!DOCTYPE w [<!ENTITY a0 "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))
    + b"]>"
)
#: Archives that are no workbooks, or none of the Commission's.
BOOKS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "cut off": lambda book: book[:-200],
    "encrypted": lambda book: marked(book, 6, b"\1\0"),
    "of a method nobody knows": lambda book: marked(book, 8, b"\x63\0"),
    "of an odd version": lambda book: marked(book, 4, b"\xff\0"),
    "with a wrong checksum": lambda book: marked(book, 14, b"\0\0\0\0"),
    "without sheets": lambda book: rezipped(
        book, lambda name, part: None if "sheet1" in name else (name, part)
    ),
    "without a list of parts": lambda book: rezipped(
        book, lambda name, part: None if "Content_Types" in name else (name, part)
    ),
    "with parts outside": lambda book: rezipped(book, lambda name, part: (f"../../{name}", part)),
    "of broken XML": lambda book: rezipped(book, in_sheet(b"<row", b"<row <")),
    "of a row beyond all": lambda book: rezipped(book, in_sheet(b'<row r="3"', b'<row r="2000000000"')),
    "of a cell beyond all": lambda book: rezipped(book, in_sheet(b'r="A3"', b'r="ZZZZZZ3"')),
    "of a text nobody has": lambda book: rezipped(
        book, in_sheet(b't="inlineStr"><is><t>AT1</t></is>', b't="s"><v>99999999</v>')
    ),
    "with entities of entities": lambda book: rezipped(
        rezipped(book, in_sheet(b"a name", b"&a8;")), in_sheet(b"<worksheet", ENTITIES + b"<worksheet")
    ),
    "of odd styles": lambda book: rezipped(
        book, lambda name, part: (name, b"<styleSheet" if "styles" in name else part)
    ),
    "with a part of zeros": lambda book: rezipped(
        book, lambda name, part: (name, bytes(1000) if "workbook.xml" in name else part)
    ),
    "nested": lambda book: rezipped(book, lambda name, part: (name, book if "sheet1" in name else part)),
}  # fmt: skip


@pytest.mark.parametrize("kind", BOOKS)
def test_whatever_archive_a_workbook_is_it_is_a_plain_refusal(tmp_path: Path, kind: str) -> None:
    root = Path(shutil.copytree(bundled.data_dir(), tmp_path / "data"))
    workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    content = BOOKS[kind](whole(tmp_path))
    refresh(answer(content, Content_Type=workbook), update_scoreboard, root, edition=2025)


def test_there_are_more_than_forty_faults_of_each_kind_together() -> None:
    assert len(FAULTS) + len(CONTENT) + len(BOOKS) >= 80
