"""Countries of which NUTS knows the whole and no parts: a point places a record in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo import build_ledger, findings, read_clusters
from geo.datapackage.catalog import Catalog
from geo.project.check import check_targets
from geo.update.releases import update_boundaries
from tests import synthetic

#: Points in the synthetic squares of the three countries; Georgia has none and no NUTS regions at all.
TABLE = """name,country,lat,lon
Sarajevo Lab,Bosnia and Herzegovina,60.4,1
Prishtina Lab,Kosovo,61.4,1
Kyiv Lab,Ukraine,62.4,1
Sarajevo by the border,BA,60.91,1
Sarajevo at home,Kosovo,60.4,1
Tbilisi Lab,Georgia,41.7,44.8
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    data = synthetic.package(root / "data", editions=("scoreboard-editions", "scoreboard-2023"))
    source = root / "source" / "geojson"
    source.mkdir(parents=True)
    (source / "NUTS_RG_10M_2024_4326.geojson").write_bytes(synthetic.geojson(2024))
    update_boundaries(data, vintage=2024, source_dir=root / "source")
    # Only now: what is known of the codes of 2024 would have all countries among the synthetic ones.
    changes = Catalog.bundled().resource("nuts-changes")
    described = json.loads((data / "datapackage.json").read_text("utf-8"))
    described["resources"].append(dict(changes.descriptor))
    (data / "datapackage.json").write_text(json.dumps(described), "utf-8")
    (data / "tables" / "nuts-changes.csv").write_bytes(Catalog.bundled().path("nuts-changes").read_bytes())
    (root / "labs.csv").write_text(TABLE, "utf-8")
    return root


def test_a_point_places_a_record_in_a_country_without_regions(project: Path):
    catalog = Catalog(project / "data")
    ledger = build_ledger(read_clusters(project / "labs.csv"), edition=2023, catalog=catalog)
    columns = ["nuts_id", "level", "vintage", "located_by", "no_data"]
    held = ledger.set_index("name")[columns].astype(object)
    assert held.loc["Sarajevo Lab"].tolist() == ["BA", 0, 2024, "point", "not_covered"]
    assert held.loc["Prishtina Lab", "nuts_id"] == "XK"
    assert held.loc["Kyiv Lab", "nuts_id"] == "UA"
    assert held.loc["Sarajevo by the border", ["nuts_id", "located_by"]].tolist() == ["BA", "point"]
    assert held.loc["Sarajevo at home", ["nuts_id", "located_by"]].tolist() == ["XK", "country"]


def test_check_and_the_ledger_say_the_same_of_them(project: Path):
    catalog = Catalog(project / "data")
    table = str(project / "labs.csv")
    ledger = build_ledger(read_clusters(table), edition=2023, catalog=catalog)
    of_ledger = findings(ledger, source=table, rows=range(2, 8))
    assert list(check_targets(project, [table])) == of_ledger
    assert [(problem.row, problem.column) for problem in of_ledger] == [
        (5, "lat, lon"),
        (6, "lat, lon"),
        (7, "country"),
    ]
    assert [problem.found for problem in of_ledger][1] == "a point in BA"
