"""Make the project folder whose pages the browser tests open: the three bundled maps and the awkward ones."""

import csv
import os
import random
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

import geo
from geo.datapackage.bundled import maps_dir
from tests.small_figure import DEFINITION, write_areas

BUNDLED: Final = (
    *("bioclusters", "bioclusters-2019", "bioclusters-story", "example-portfolio"),
    "regional-figures",
)
ALL_LANGUAGES: Final = ("en", "ca", "es", "fr", "de", "it")

# Names that would run, vanish or break the page if any of them were taken for code or markup.
HOSTILE_NAMES: Final = (
    "{{ 6*7 }} {% raw %}",
    "${alert(1)} ${window.hacked = 1}",
    "`backtick` ${`nested`}",
    "back\\slash \\u0041 \\n",
    "</script><script>window.hacked = 2</script>",
    "<img src=x onerror=window.hacked=3>",
    "<!--<script>",
    "line\u2028separator\u2029here",
    "\"double\" and 'single'",
    "عنقود التقنية الحيوية",
    "&lt;b&gt;bold&lt;/b&gt; &amp;",
    "javascript:window.hacked=4",
)
# Letters that no accent can be taken off; each name begins with one.
SPELLINGS: Final = (
    {"name": "Ħal Far Aerospace", "country": "MT", "nuts_id": "MT00"},
    {"name": "Łódź Textiles", "country": "PL", "nuts_id": "PL71"},
    {"name": "Ørsted Wind", "country": "DK", "nuts_id": "DK03"},
    {"name": "Ærø Ferries", "country": "DK", "nuts_id": "DK03"},
    {"name": "Đakovo Oak", "country": "HR", "nuts_id": "HR02"},
    {"name": "ẞ Holz", "country": "DE", "nuts_id": "DE40"},
)
MANY: Final = 1000
IN_ONE_CITY: Final = 200
IN_ONE_BUILDING: Final = 30
UNLUCKY: Final = (
    {"name": "Nothing but a name", "country": "FR"},
    {"name": "N" * 180 + " two hundred chars !", "country": "DE", "region": "Oberbayern"},
    {"name": "Nowhere to be found", "country": "ES", "region": "Atlantis"},
    {"name": "Region without a class", "country": "TR", "nuts_id": "TR10"},
    {"name": "Whole country only", "country": "Italy"},
    {"name": "Country without regions", "country": "Ukraine"},
)


def make_project(root: Path) -> Path:
    """Write the definitions and tables of every page the tests open."""
    maps = root / "maps"
    tables = root / "tables"
    maps.mkdir(parents=True)
    tables.mkdir()
    for name in BUNDLED:
        shutil.copy(maps_dir() / f"{name}.toml", maps)
    _table(tables, "hostile", [_hostile(name) for name in HOSTILE_NAMES])
    _table(tables, "many", _many())
    _table(tables, "unlucky", [dict(row) for row in UNLUCKY])
    _table(tables, "spellings", [dict(row) for row in SPELLINGS])
    _table(tables, "empty", [], header=["name", "country", "nuts_id"])
    _definition(maps, "hostile", 'title = "Names that </script> try <b>to</b> run {{ 6*7 }}"', series=True)
    _definition(maps, "many", 'title = "A thousand clusters"', "synthetic = true", series=True)
    _definition(maps, "unlucky", 'title = "Records with bad luck"', series=True)
    # A map with a survey and with members, whose names would run if they were taken for code.
    _table(tables, "members", [_member(at, name) for at, name in enumerate(HOSTILE_NAMES)])
    members = ('members = "tables/members.csv"', "member_names = true", 'survey = "bioclusters-survey"')
    title = 'title = "Letters with no accent to take off"'
    _definition(maps, "spellings", title, "synthetic = true", *members)
    _definition(maps, "empty", 'title = "A map with no record at all"')
    _table(tables, "letters", [dict(row) for row in SPELLINGS[:3]])
    two = 'title = "Two tables"\nrecords = ["tables/spellings.csv", "tables/letters.csv"]\nedition = 2023\n'
    (maps / "two-tables.toml").write_text(two + "series = false\n", encoding="utf-8")
    bundled = (maps_dir() / "bioclusters.toml").read_text(encoding="utf-8")
    (maps / "changed.toml").write_text("previous_edition = 2019\n" + bundled, encoding="utf-8")
    write_areas(root)
    small = 'title = "Small regions"\nrecords = "bioclusters"\nedition = 2023\nsynthetic = true\n'
    (maps / "small-regions.toml").write_text(small + 'base = "figure"\n' + DEFINITION, encoding="utf-8")
    (maps / "embedded.toml").write_text("embed = true\n" + bundled, encoding="utf-8")
    # Every page says where it is published and describes its data, which no browser may take for a script.
    about = 'publisher = "Agency </script> & Co"\naddress = "https://maps.example.org/"\n'
    (root / "project.toml").write_text(about, encoding="utf-8")
    return root


def build_project(root: Path) -> None:
    """Build every page of the project as a user would, in a process of its own."""
    package = str(Path(geo.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-m", "geo", "build", "--project", str(root)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": package},
    )
    if done.returncode:
        message = f"`clusteratlas build` ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        raise RuntimeError(message)


def _hostile(name: str) -> dict[str, str]:
    return {
        "name": name,
        "country": "ES",
        "nuts_id": "ES51",
        "city": name,
        "website": "https://example.org/?a=%22%3Cscript%3E&b=';window.hacked=5//",
        "source": name,
        "services": "networking",
        "remark": name,
    }


def _member(at: int, name: str) -> dict[str, str]:
    kinds = ("SME", "SME", "SME", "hospital", "")
    return {"cluster": SPELLINGS[0]["name"], "name": name, "kind": kinds[at % 5], "nuts_id": "MT00"}


def _many() -> list[dict[str, str]]:
    """Return 1,000 records: 30 in one building, 200 in its city, the others over Europe."""
    lots = random.Random(2023)  # noqa: S311 (a fixed scatter, no secret)
    places = {
        "FR": (46.5, 2.5), "DE": (51.0, 10.0), "ES": (40.0, -4.0), "IT": (43.5, 11.5), "PL": (52.0, 19.0),
        "SE": (60.0, 15.0), "RO": (45.8, 25.0), "AT": (47.5, 14.5), "CZ": (49.8, 15.5), "HU": (47.0, 19.3),
    }  # fmt: skip
    rows = []
    for number in range(MANY):
        if number < IN_ONE_BUILDING:
            country, lat, lon = "ES", 41.3851, 2.1734
        elif number < IN_ONE_CITY:
            country, lat, lon = "ES", 41.3851 + lots.uniform(-0.03, 0.06), 2.1734 + lots.uniform(-0.08, 0.02)
        else:
            country = lots.choice(sorted(places))
            lat, lon = (middle + lots.uniform(-0.9, 0.9) for middle in places[country])
        rows.append(
            {
                "name": f"Synthetic Cluster {number:04d}",
                "country": country,
                "lat": f"{lat:.5f}",
                "lon": f"{lon:.5f}",
                "services": lots.choice(["networking", "fundraising;meeting_rooms", "legal_counselling"]),
                "stage": lots.choice(["emerging", "growing", "mature"]),
                "funding_kind": "shares",
                "funding_public": "60",
                "funding_private": "25",
                "funding_membership": "10",
                "funding_sales": "5",
            }
        )
    return rows


def _table(folder: Path, name: str, rows: list[dict[str, str]], header: list[str] | None = None) -> None:
    columns = header or list(dict.fromkeys(key for row in rows for key in row))
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def _definition(maps: Path, name: str, *lines: str, series: bool = False) -> None:
    head = [f'records = "tables/{name}.csv"', "edition = 2023", f"series = {str(series).lower()}"]
    overlays = 'layers = ["clusters", "borders"]'
    languages = f"languages = {list(ALL_LANGUAGES)!r}".replace("'", '"')
    text = "\n".join([*head, *lines, 'base = "class"', overlays, languages])
    (maps / f"{name}.toml").write_text(text + "\n", encoding="utf-8")


@cache
def embed_snippet(html: Path, address: str) -> str:
    """Return what ``clusteratlas embed`` prints for a map."""
    name = address.removesuffix(".html")
    project = html.parent.parent
    done = subprocess.run(
        [sys.executable, "-m", "geo", "embed", name, "--url", address, "--project", str(project)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(geo.__file__).parent.parent)},
    )
    return done.stdout
