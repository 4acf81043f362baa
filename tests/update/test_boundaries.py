"""Refreshing boundaries: official files, the npm layout, and files that must be refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
import shapely

from geo.datapackage.catalog import Catalog
from geo.errors import DownloadError, LayoutError, UpdateError
from geo.nuts.carrying import Carried, carry
from geo.nuts.map_units import read_map_units
from geo.nuts.outline.outline import read_outline
from geo.nuts.outline.small import add_small_regions, read_small_outline
from geo.nuts.units import read_names, read_regions
from geo.nuts.vintages import vintages
from geo.update import offers
from geo.update.client import Client, Limits
from geo.update.inventory import list_state
from geo.update.releases import update_boundaries, update_changes
from tests import synthetic
from tests.loopback import Server, answer, serving

pytestmark = pytest.mark.slow

OFFICIAL = "NUTS_RG_10M_2024_4326.geojson"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return synthetic.package(tmp_path / "data")


def source(tmp_path: Path, content: bytes, name: str = OFFICIAL) -> Path:
    folder = tmp_path / "source" / "geojson"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(content)
    return tmp_path / "source"


def test_a_newer_vintage_becomes_an_ordinary_one(root: Path, tmp_path: Path):
    folder = source(tmp_path, synthetic.geojson(2024))
    changes = update_boundaries(root, vintage=2024, source_dir=folder)
    catalog = Catalog(root)
    assert [(change.resource, change.action) for change in changes] == [
        ("nuts-2024", "added"), ("outline-2024", "added"), ("outline-2024-level3", "added"),
        ("region-names", "replaced"),
    ]  # fmt: skip
    assert catalog.verify() == []
    assert vintages(catalog=catalog) == (2021, 2024)
    regions = read_regions(2024, catalog=catalog)
    assert regions.groupby("level").size().tolist() == [15, 12, 24, 24]
    assert {"BA", "XK", "UA"} <= set(regions["nuts_id"])
    assert "UK" not in set(regions["nuts_id"])
    assert regions.set_index("nuts_id").loc["NL351", "parent"] == "NL35"
    assert changes[0].summary == "75 units"
    assert changes[0].warnings == (
        "changes to and from NUTS 2024 are not known yet: clusteratlas update changes",
    )


def test_the_outline_of_a_newer_vintage_is_made_with_its_boundaries(root: Path, tmp_path: Path):
    update_boundaries(root, vintage=2024, source_dir=source(tmp_path, synthetic.geojson(2024)))
    catalog = Catalog(root)
    outline = read_outline(2024, catalog=catalog)
    regions = read_regions(2024, levels=(2,), catalog=catalog)
    # NUTS 2024 lacks the United Kingdom, a map of it does not.
    assert list(outline.ids) == sorted([*regions["nuts_id"], "UK11", "UK12"])
    assert list(outline.ids) == read_map_units(2024, levels=(2,), catalog=catalog)["nuts_id"].tolist()
    assert catalog.resource("outline-2024").path == "boundaries/outline_2024.json"
    assert catalog.resource("outline-2024").descriptor["crs"] == "EPSG:3035"
    small = add_small_regions(outline, read_small_outline(2024, catalog=catalog)).small
    assert small is not None
    assert list(small.ids) == read_map_units(2024, levels=(3,), catalog=catalog)["nuts_id"].tolist()
    ((x, y),) = outline.place([(0.5, 40.45)])
    assert outline.centers[outline.ids.index("AT11")] == pytest.approx((x, y), abs=8)


def test_what_the_package_says_about_a_newer_vintage_takes_after_the_older_one(root: Path, tmp_path: Path):
    update_boundaries(root, vintage=2024, source_dir=source(tmp_path, synthetic.geojson(2024)))
    catalog = Catalog(root)
    assert catalog.names()[:2] == ("nuts-2021", "nuts-2024")
    entry = catalog.resource("nuts-2024").descriptor
    assert entry["title"] == "NUTS 2024, boundaries of levels 0 to 3, 1:10 million"
    assert entry["path"] == "boundaries/nuts_2024.parquet"
    assert (entry["version"], entry["scale"], entry["crs"]) == ("2024", "10M", "EPSG:4326")
    assert entry["attribution"] == "© EuroGeographics for the administrative boundaries"
    assert entry["sources"][1] == {"title": OFFICIAL}


def test_names_of_a_newer_vintage_are_taken_along(root: Path, tmp_path: Path):
    update_boundaries(root, vintage=2024, source_dir=source(tmp_path, synthetic.geojson(2024)))
    names = read_names(catalog=Catalog(root)).set_index(["nuts_id", "kind"])
    assert names.loc[("NL35", "national"), ["name", "vintages"]].tolist() == ["Ünit NL35", "2024"]
    assert names.loc[("DE11", "national"), "vintages"] == "2021 2024"
    assert names.loc[("UK11", "national"), "vintages"] == "2021"
    assert names.loc[("NL31", "short"), "vintages"] == "2021"


def test_codes_are_carried_into_a_newer_vintage_once_the_changes_are_computed(root: Path, tmp_path: Path):
    update_boundaries(root, vintage=2024, source_dir=source(tmp_path, synthetic.geojson(2024)))
    assert [change.action for change in update_changes(root)] == ["added"]
    catalog = Catalog(root)
    assert catalog.verify() == []
    assert carry("NL31", 2021, 2024, catalog=catalog) == [Carried("NL35", 1.0, "boundary")]
    assert carry("PT19", 2024, 2021, catalog=catalog) == [Carried("PT16", 1.0, "boundary")]
    assert carry("UK11", 2021, 2024, catalog=catalog) == []


def test_the_changes_of_one_vintage_alone_cannot_be_computed(tmp_path: Path):
    root = synthetic.package(tmp_path / "data", vintage=2016)
    before = synthetic.snapshot(root)
    with pytest.raises(
        UpdateError, match=r"found 1 NUTS vintage, expected two or more\. Nothing was changed"
    ):
        update_changes(root)
    assert synthetic.snapshot(root) == before


def test_the_npm_layout_gives_the_same_boundaries_as_the_official_file(root: Path, tmp_path: Path):
    synthetic.topojson_modules(tmp_path / "package" / "topojson", 2024)
    update_boundaries(root, vintage=2024, source_dir=tmp_path / "package")
    from_npm = (root / "boundaries" / "nuts_2024.parquet").read_bytes()
    changes = update_boundaries(root, vintage=2024, source_dir=source(tmp_path, synthetic.geojson(2024)))
    assert {change.action for change in changes} == {"unchanged"}
    assert (root / "boundaries" / "nuts_2024.parquet").read_bytes() == from_npm


def test_the_same_files_again_change_no_byte(root: Path, tmp_path: Path):
    before = synthetic.snapshot(root)
    folder = source(tmp_path, synthetic.geojson(2021), "NUTS_RG_10M_2021_4326.geojson")
    changes = update_boundaries(root, source_dir=folder)
    assert [(change.resource, change.action) for change in changes][:1] == [("nuts-2021", "unchanged")]
    assert synthetic.snapshot(root)["boundaries/nuts_2021.parquet"] == before["boundaries/nuts_2021.parquet"]


def test_a_dry_run_says_what_would_change_and_changes_nothing(root: Path, tmp_path: Path):
    before = synthetic.snapshot(root)
    folder = source(tmp_path, synthetic.geojson(2024))
    changes = update_boundaries(root, vintage=2024, source_dir=folder, dry_run=True)
    assert [(change.resource, change.action) for change in changes] == [
        ("nuts-2024", "added"), ("outline-2024", "added"), ("outline-2024-level3", "added"),
        ("region-names", "replaced"),
    ]  # fmt: skip
    assert synthetic.snapshot(root) == before


def test_a_vintage_that_is_replaced_says_what_is_different(root: Path, tmp_path: Path):
    content = synthetic.geojson(2021, without=["UK111"]).replace(b"[2.0, 40.9]", b"[2.1, 40.9]")
    folder = source(tmp_path, content, "NUTS_RG_10M_2021_4326.geojson")
    (change, *_) = update_boundaries(root, vintage=2021, source_dir=folder)
    assert change.action == "replaced"
    assert change.summary == "77 units: 0 new, 1 gone, 4 drawn differently"


@pytest.mark.parametrize(
    ("without", "message"),
    [
        (lambda code: code[:2] in ("AT", "UK"), "found no AT (Austria), UK (United Kingdom), expected every"),
        (lambda code: code == "UK121", ""),
        (lambda code: code in ("UK111", "UK121"), "found no unit of UK at level 3, expected all levels of"),
    ],
    ids=["countries", "a unit", "a level"],
)
def test_a_country_that_the_present_vintage_has_may_not_be_left_out(
    root: Path, tmp_path: Path, without: Callable[[str], bool], message: str
):
    before = synthetic.snapshot(root)
    content = synthetic.geojson(2021, without=[code for code, _ in synthetic.units(2021) if without(code)])
    folder = source(tmp_path, content, "NUTS_RG_10M_2021_4326.geojson")
    if not message:
        assert update_boundaries(root, vintage=2021, source_dir=folder)[0].action == "replaced"
        return
    with pytest.raises(LayoutError) as caught:
        update_boundaries(root, vintage=2021, source_dir=folder)
    assert message in str(caught.value)
    assert synthetic.snapshot(root) == before


def with_an_open_ring() -> bytes:
    collection = json.loads(synthetic.geojson(2024))
    collection["features"][0]["geometry"]["coordinates"][0].pop()
    return json.dumps(collection).encode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html>Sorry</html>", "not a boundary file"),
        (with_an_open_ring(), "not a boundary file"),
        (b'{"type": "FeatureCollection", "features": []}', "found columns"),
        (synthetic.geojson(2024)[:-1000], "not a boundary file"),
        (synthetic.geojson(2024).replace(b"NUTS_NAME", b"NAME"), "expected NUTS_ID, LEVL_CODE"),
        (synthetic.geojson(2024, crs=3035), "found reference system EPSG:3035, expected EPSG:4326"),
        (synthetic.geojson(2024).replace(b"40.9", b"4321000.5"), "expected degrees"),
        (synthetic.geojson(2024).replace(b'"AT111"', b'"AT11-"'), "found code 'AT11-' at level 3"),
        (synthetic.geojson(2024).replace(b'"AT111"', b'"AT121"'), "found AT121 more than once"),
        (
            synthetic.geojson(2024, without=["NL3", "PT1"]),
            "no unit of level 1 contains it",
        ),
        (
            synthetic.geojson(2024, without=[f"{code}1{n}1" for code in synthetic.COUNTRIES for n in (1, 2)]),
            "found 4 units of level 3, expected about 26",
        ),
        (
            synthetic.geojson(2024, without=[code for code, _ in synthetic.units(2024) if code[:2] == "DE"]),
            "found no DE (Germany), expected every country that NUTS 2024 has",
        ),
    ],
    ids=[
        "html", "open ring", "empty", "cut off", "column", "projected", "metres", "malformed", "twice",
        "no parent", "few", "country",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_right_is_refused_and_nothing_changes(
    root: Path, tmp_path: Path, content: bytes, message: str
):
    before = synthetic.snapshot(root)
    with pytest.raises(LayoutError) as caught:
        update_boundaries(root, vintage=2024, source_dir=source(tmp_path, content))
    assert message in str(caught.value)
    assert "Nothing was changed." in str(caught.value)
    assert synthetic.snapshot(root) == before


def test_a_shape_that_crosses_itself_is_mended(root: Path, tmp_path: Path):
    bow = json.dumps({"type": "Polygon", "coordinates": [[[0, 40], [1, 40.9], [1, 40], [0, 40.9], [0, 40]]]})
    content = json.loads(synthetic.geojson(2024))
    feature = next(item for item in content["features"] if item["properties"]["NUTS_ID"] == "AT111")
    feature["geometry"] = json.loads(bow)
    update_boundaries(root, vintage=2024, source_dir=source(tmp_path, json.dumps(content).encode()))
    regions = read_regions(2024, catalog=Catalog(root))
    assert regions.is_valid.all()
    mended = regions.set_index("nuts_id").loc["AT111", "geometry"]
    assert shapely.area(mended) == pytest.approx(0.45)


def test_one_file_with_all_levels_serves_as_well(root: Path, tmp_path: Path):
    file = source(tmp_path, synthetic.geojson(2024)) / "geojson" / OFFICIAL
    assert update_boundaries(root, vintage=2024, source_dir=file)[0].action == "added"


def test_one_file_needs_to_be_told_its_vintage_and_the_right_one(root: Path, tmp_path: Path):
    file = source(tmp_path, synthetic.geojson(2024)) / "geojson" / OFFICIAL
    with pytest.raises(UpdateError, match="Nothing was changed; say which with --vintage"):
        update_boundaries(root, source_dir=file)
    with pytest.raises(
        UpdateError, match=r"found a file of NUTS 2024, expected NUTS 2021\. Nothing was changed"
    ):
        update_boundaries(root, vintage=2021, source_dir=file)


def test_the_names_of_two_vintages_refreshed_at_once_are_both_kept(root: Path, tmp_path: Path):
    folder = source(tmp_path, synthetic.geojson(2024))
    update_boundaries(root, vintage=2024, source_dir=folder)
    for vintage in (2021, 2024):
        content = synthetic.geojson(vintage).replace("Ünit DE11".encode(), f"Kreis {vintage}".encode())
        content = content.replace(b"\\u00dcnit DE11", f"Kreis {vintage}".encode())
        (folder / f"NUTS_RG_10M_{vintage}_4326.geojson").write_bytes(content)
    update_boundaries(root, source_dir=folder)
    names = read_names(catalog=Catalog(root))
    assert {"Kreis 2021", "Kreis 2024"} <= set(names["name"])
    assert Catalog(root).verify() == []


def test_a_folder_without_the_vintage_says_which_file_was_looked_for(root: Path, tmp_path: Path):
    with pytest.raises(
        UpdateError,
        match=r"found no boundaries of NUTS 2024 1:3 million.*NUTS_RG_03M_2024_4326.*Nothing was changed",
    ):
        update_boundaries(root, vintage=2024, scale="03M", source_dir=tmp_path)


def test_a_file_whose_name_says_another_scale_is_refused(root: Path, tmp_path: Path):
    folder = source(tmp_path, synthetic.geojson(2024), "NUTS_RG_60M_2024_4326.geojson")
    before = synthetic.snapshot(root)
    with pytest.raises(UpdateError, match=r"a file of 1:60 million, expected 1:10 million.*Take one of 03M"):
        update_boundaries(root, vintage=2024, source_dir=folder / "geojson" / "NUTS_RG_60M_2024_4326.geojson")
    assert synthetic.snapshot(root) == before


def test_a_file_that_is_drawn_for_another_scale_is_refused_whatever_its_name(root: Path, tmp_path: Path):
    folder = source(tmp_path, synthetic.all_regions().encode(), "NUTS_RG_20M_2024_4326.geojson")
    before = synthetic.snapshot(root)
    with pytest.raises(UpdateError, match=r"drawn for 1:10 million, expected 1:20 million.*--scale 10M"):
        update_boundaries(root, vintage=2024, scale="20M", source_dir=folder)
    assert synthetic.snapshot(root) == before


def test_a_folder_with_another_scale_says_how_to_take_it(root: Path, tmp_path: Path):
    folder = source(tmp_path, synthetic.geojson(2024), "NUTS_RG_20M_2024_4326.geojson")
    with pytest.raises(UpdateError, match=r"It holds other scales; name one: --scale 20M\.$"):
        update_boundaries(root, vintage=2024, source_dir=folder)


@pytest.mark.parametrize(
    ("vintage", "scale", "message"),
    [
        (2019, "10M", "found NUTS vintage 2019, expected one of 2013, 2016, 2021, 2024"),
        (2024, "5M", "found scale '5M'"),
    ],
)
def test_an_unknown_vintage_or_scale_is_refused(root: Path, vintage: int, scale: str, message: str):
    with pytest.raises(UpdateError, match=message):
        update_boundaries(root, vintage=vintage, scale=scale)


def test_the_address_is_the_official_one():
    assert offers.boundary_url(2024, "20M") == (
        "https://gisco-services.ec.europa.eu/distribution/v2/nuts/geojson/NUTS_RG_20M_2024_4326.geojson"
    )


def client_of(server: Server, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(offers, "_GISCO", f"http://{server.host}")
    monkeypatch.setattr(offers, "SCOREBOARD_URLS", {})
    session = requests.Session()
    session.trust_env = False  # a proxy of the machine must not stand between the test and its server
    limits = Limits(attempts=2, backoff_s=0.0, bytes=1_000_000)
    return Client(hosts={server.host}, schemes=frozenset({"http"}), limits=limits, session=session)


@pytest.mark.loopback
@pytest.mark.enable_socket
def test_a_second_download_of_an_unchanged_file_costs_one_small_request(
    root: Path, monkeypatch: pytest.MonkeyPatch
):
    with serving(answer(synthetic.geojson(2024), ETag='"v1"'), answer(code=304)) as server:
        client = client_of(server, monkeypatch)
        update_boundaries(root, vintage=2024, client=client)
        before = synthetic.snapshot(root)
        changes = update_boundaries(root, vintage=2024, client=client)
    assert [(change.resource, change.action) for change in changes] == [("nuts-2024", "unchanged")]
    assert server.requests[1][2]["If-None-Match"] == '"v1"'
    assert synthetic.snapshot(root) == before


@pytest.mark.loopback
@pytest.mark.enable_socket
@pytest.mark.parametrize("name", ["outline_2024.json", "outline_2024_level3.json"])
def test_a_damaged_outline_is_cut_anew_although_its_boundaries_are_the_newest(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    with serving(answer(synthetic.geojson(2024), ETag='"v1"'), answer(code=304)) as server:
        client = client_of(server, monkeypatch)
        update_boundaries(root, vintage=2024, client=client)
        path = root / "boundaries" / name
        before = path.read_bytes()
        path.write_bytes(b"{}")
        update_boundaries(root, vintage=2024, client=client)
    assert path.read_bytes() == before
    assert Catalog(root).verify() == []


@pytest.mark.loopback
@pytest.mark.enable_socket
def test_an_altered_file_is_downloaded_again_although_its_version_is_known(
    root: Path, monkeypatch: pytest.MonkeyPatch
):
    with serving(answer(synthetic.geojson(2024), ETag='"v1"')) as server:
        client = client_of(server, monkeypatch)
        update_boundaries(root, vintage=2024, client=client)
        (root / "boundaries" / "nuts_2024.parquet").write_bytes(b"damaged")
        update_boundaries(root, vintage=2024, client=client)
    assert "If-None-Match" not in server.requests[1][2]
    assert Catalog(root).verify() == []


@pytest.mark.loopback
@pytest.mark.enable_socket
def test_what_a_file_replaced_is_downloaded_again_although_its_version_was_known(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with serving(answer(synthetic.geojson(2024), ETag='"v1"')) as server:
        client = client_of(server, monkeypatch)
        update_boundaries(root, vintage=2024, client=client)
        before = (root / "boundaries" / "nuts_2024.parquet").read_bytes()
        renamed = synthetic.geojson(2024).replace(b"Unit NL351", b"Renamed NL351")
        update_boundaries(root, vintage=2024, source_dir=source(tmp_path, renamed))
        assert (root / "boundaries" / "nuts_2024.parquet").read_bytes() != before
        assert "retrieved" not in Catalog(root).resource("nuts-2024").descriptor
        update_boundaries(root, vintage=2024, client=client)
    assert "If-None-Match" not in server.requests[1][2]
    assert (root / "boundaries" / "nuts_2024.parquet").read_bytes() == before


@pytest.mark.loopback
@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (answer(code=500), DownloadError),
        (answer(b"<html>", Content_Type="text/html"), DownloadError),
        (answer(synthetic.geojson(2024)[:500], length=5000), DownloadError),
        (answer(bytes(2_000_000)), DownloadError),
        (answer(b"<html>Sorry</html>"), LayoutError),
        (answer(b""), LayoutError),
    ],
    ids=["busy", "a page", "cut off", "too large", "a page called data", "nothing"],
)
def test_a_download_that_fails_leaves_every_byte_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch, behaviour, error: type[Exception]
):
    before = synthetic.snapshot(root)
    with serving(behaviour) as server, pytest.raises(error, match="Nothing was changed"):
        update_boundaries(root, vintage=2024, client=client_of(server, monkeypatch))
    assert synthetic.snapshot(root) == before


def test_the_list_names_what_is_here_and_what_could_be(root: Path):
    states = {state.resource: state for state in list_state(root)}
    assert states["nuts-2021"].present
    assert states["nuts-2021"].date == "2020-01-01"
    assert "not for commercial purposes" in states["nuts-2021"].licence
    assert not states["nuts-2024"].present
    assert {state.online for state in states.values()} == {""}


@pytest.mark.loopback
@pytest.mark.enable_socket
def test_the_list_says_online_what_is_newer(root: Path, monkeypatch: pytest.MonkeyPatch):
    with serving(answer(synthetic.geojson(2024), ETag='"v1"')) as server:
        client = client_of(server, monkeypatch)
        before = {state.resource: state.online for state in list_state(root, client=client)}
        update_boundaries(root, vintage=2024, client=client)
        same = {state.resource: state.online for state in list_state(root, client=client)}
        server.behaviours[:] = [answer(ETag='"v2"')]
        newer = {state.resource: state.online for state in list_state(root, client=client)}
    assert before["nuts-2024"] == "available"
    assert same["nuts-2024"] == "same"
    assert newer["nuts-2024"] == "newer"
    gone = {state.resource: state.online for state in list_state(root, client=client)}
    assert gone["nuts-2024"].startswith("could not be asked: ")
    assert "Nothing was changed" not in gone["nuts-2024"]
