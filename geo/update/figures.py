"""Take a regional data set of Eurostat into the data package, as the table of a figure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from geo.datapackage.plain_files import read_plain
from geo.datapackage.staging import staged
from geo.errors import UpdateError
from geo.update.eurostat import COLUMNS, MOST_BYTES, Dataset, read_dataset
from geo.update.narrowing import narrow
from geo.update.refresh import Change, Fetches, Refresh

#: Eurostat's dissemination API, which answers in JSON-stat.
API: Final = "https://ec.europa.eu/eurostat/api/dissemination/statistics/1.0/data"
_PAGE: Final = "https://ec.europa.eu/eurostat/databrowser/view"
_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_$]{2,59}")
_FIELDS: Final = (
    {"name": "geo", "type": "string", "description": "NUTS code", "constraints": {"required": True}},
    {"name": "year", "type": "integer", "constraints": {"required": True}},
    {"name": "value", "type": "string", "description": "A number, or : where there is none"},
    {"name": "flag", "type": "string", "description": "Flags of Eurostat, such as e for estimated"},
)

Filters = Mapping[str, Sequence[str]]


def dataset_url(dataset: str, filters: Filters) -> str:
    """Return the address of a data set, or of the part of it that some filters leave.

    Examples
    --------
    >>> dataset_url("rd_e_gerdreg", {"sectperf": ["GOV"]}).partition("/data/")[2]
    'rd_e_gerdreg?format=JSON&lang=EN&sectperf=GOV'
    """
    pairs = [("format", "JSON"), ("lang", "EN")]
    pairs += [(key, code) for key, codes in filters.items() for code in codes]
    return f"{API}/{dataset}?{urlencode(pairs)}"


def update_figure(
    root: Path,
    dataset: str,
    *,
    filters: Filters,
    source: Path | None = None,
    dry_run: bool = False,
    client: Fetches,
) -> list[Change]:
    """Take a regional data set of Eurostat, with flags and what is not published.

    Parameters
    ----------
    root
        Folder of the data package.
    dataset
        Code of the data set, such as ``rd_e_gerdreg``.
    filters
        Dimension to the codes that are taken, or a word of Eurostat's such as ``geoLevel`` to its values.
    source
        A file that was downloaded, SDMX-CSV, TSV or JSON-stat, also compressed with gzip; None asks Eurostat.
    dry_run
        Change nothing.
    client
        How to download.

    Returns
    -------
    list of Change
        What was changed, or would be.

    Raises
    ------
    LayoutError
        The file is laid out otherwise.
    UpdateError
        It is of another data set, or has no such dimension or code; nothing was changed.
    """
    if not _CODE.fullmatch(dataset):
        raise UpdateError(
            f"found data set {dataset!r}, expected a code such as rd_e_gerdreg. Nothing was changed."
        )
    with staged(root) as stage:
        refresh = Refresh(root, stage)
        name = f"figure-{dataset.lower().replace('_', '-').replace('$', '-')}"
        file = source or refresh.fetch(
            name, dataset_url(dataset, filters), client=client, file=f"{dataset}.json"
        )
        if file is None:
            return refresh.finish(dry_run=dry_run)
        try:
            content = read_plain(file, most_bytes=MOST_BYTES)
        except OSError as error:
            raise UpdateError(f"{file}: cannot be read ({error.strerror}). Nothing was changed.") from error
        data = read_dataset(content, file.name)
        if data.code and _whole(data.code) != _whole(dataset.upper()):
            raise UpdateError(
                f"{file.name}: found data set {data.code}, expected {dataset.upper()}. Nothing was changed."
            )
        data = narrow(data, filters, file.name)
        entry = _entry(name, dataset, data, filters)
        refresh.stage.path(entry["path"]).write_text(data.to_csv(), "utf-8", newline="")
        refresh.put(entry, _summary(data))
        return refresh.finish(dry_run=dry_run)


def _whole(code: str) -> str:
    """Return the code of a data set without that of an extraction from it."""
    return code.partition("$")[0]


def _entry(name: str, dataset: str, data: Dataset, filters: Filters) -> dict[str, Any]:
    """Return what the description of the package says of a data set."""
    title = f"Eurostat, {data.title or dataset} ({dataset})"
    return {
        "name": name,
        "path": f"tables/{name}.csv",
        "title": title,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "publisher": "Eurostat",
        "version": data.updated or "not stated",
        "filter": {key: list(codes) for key, codes in filters.items()},
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0 (Commission Decision 2011/833/EU)",
                "path": "LICENSES/CC-BY-4.0.txt",
            }
        ],
        "sources": [{"title": f"Eurostat, data set {dataset}", "path": f"{_PAGE}/{dataset}"}],
        "attribution": f"Eurostat, {dataset}. © European Union, CC BY 4.0",
        "schema": {
            "fields": [
                *({"name": one, "type": "string"} for one in data.dimensions),
                *(dict(field) for field in _FIELDS),
            ],
            "primaryKey": [*data.dimensions, *COLUMNS[:2]],
        },
    }


def _summary(data: Dataset) -> str:
    regions = {row[-4] for row in data.rows}
    years = sorted({row[-3] for row in data.rows})
    empty = sum(row[-2] == ":" for row in data.rows)
    several = {one: {row[at] for row in data.rows} for at, one in enumerate(data.dimensions)}
    open_ones = [f"{one} ({', '.join(sorted(codes))})" for one, codes in several.items() if len(codes) > 1]
    text = f"{len(regions)} codes, {years[0]} to {years[-1]}, {empty} of {len(data.rows)} without a value"
    return text + (f"; choose with `where` among {'; '.join(open_ones)}" if open_ones else "")
