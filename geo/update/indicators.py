"""Take the indicators behind the index of an edition into the data package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import pandas as pd

from geo.datapackage.catalog import Catalog
from geo.match.editions import PUBLISHED_INDICATORS
from geo.update.refresh import Refresh, put_described, put_table
from geo.update.scorebook import EU, Scorebook

_NAMES: Final = "indicators"
_YEAR_FIELD: Final[Mapping[str, Any]] = {"name": "year", "type": "integer", "constraints": {"required": True}}
#: A list of codes in a warning is cut after so many.
_NAMED: Final = 5


def put_indicators(refresh: Refresh, book: Scorebook, edition: int, *, sources: list[dict[str, str]]) -> None:
    """Take in the indicators of a workbook: names and EU averages, the newest year, and all years.

    An indicator without an EU average in the newest year cannot be compared and stands in the table of all
    years only. What is blank in the workbook has no row.
    """
    every = book.indicators.assign(edition=edition)[["edition", "code", "indicator", "year", "value"]]
    newest = every[every["year"] == book.year]
    averages = newest[newest["code"] == EU].set_index("indicator")["value"]
    if averages.empty:
        if not every.empty:
            _put_years(refresh, every, edition, sources)
        return
    names, unsure = _names(refresh, averages, edition)
    compared = newest["indicator"].isin(averages.index) & (newest["code"] != EU)
    values = newest.loc[compared, ["edition", "code", "indicator", "value"]].sort_values(
        ["code", "indicator"], ignore_index=True
    )
    zeros = values.loc[values["value"] == 0, "indicator"]
    warnings = (
        *_count_differences(set(averages.index), edition, refresh.catalog),
        *_gaps(book, set(newest["indicator"]) - set(averages.index)),
        *(
            [f"a value of 0, which may stand for none, units by indicator: {_by_indicator(zeros)}"]
            if len(zeros)
            else []
        ),
    )
    summary = f"{len(values)} values of {len(averages)} indicators in {book.year}"
    name = f"scoreboard-{edition}-indicators"
    description = "Same scale as the index. A unit without a value has no row."
    put_table(
        refresh,
        name,
        values,
        f"{summary}{_changed(refresh.catalog, name, values)}",
        year=edition,
        warnings=warnings,
        sources=sources,
        title=f"Regional indicators, edition {edition}",
        description=description + (" A 0 may stand for no value." if len(zeros) else ""),
    )
    put_table(refresh, _NAMES, names, f"EU averages of edition {edition}", warnings=unsure)
    if every["year"].nunique() > 1:
        _put_years(refresh, every, edition, sources)


def _put_years(refresh: Refresh, table: pd.DataFrame, edition: int, sources: list[dict[str, str]]) -> None:
    """Take in the indicators of every year, those of the EU too."""
    model = refresh.model(f"scoreboard-{edition}-indicators", edition)
    name = f"scoreboard-{edition}-indicator-series"
    table = table.sort_values(["code", "indicator", "year"], ignore_index=True)
    first, last = int(table["year"].min()), int(table["year"].max())
    fields = [*model["schema"]["fields"]]
    fields.insert(3, dict(_YEAR_FIELD))
    entry = model | {
        "name": name,
        "path": model["path"].replace("-indicators", "-indicator-series"),
        "title": f"Regional indicators {first} to {last}, method of edition {edition}",
        "description": "Same scale as the index. A unit without a value has no row.",
        "sources": sources,
        "schema": {"fields": fields, "primaryKey": ["code", "indicator", "year"]},
    }
    put_described(refresh, entry, table, f"{first} to {last}")


def _names(
    refresh: Refresh, averages: pd.Series[float], edition: int
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the table of indicators with those of an edition anew, and what to check of their names.

    The workbook has codes only. A name is the one that the table had for the edition, else the one of the
    newest other edition that has the code, else the code.
    """
    table = _known(refresh.catalog)
    own, elsewhere = dict[str, str](), dict[str, tuple[str, str]]()
    for of, code, name, _ in table.sort_values("edition", kind="stable").itertuples(index=False, name=None):
        if of == str(edition):
            own[code] = name
        else:
            elsewhere[code] = name, of
    codes = [str(code) for code in averages.index]
    rows = [
        (str(edition), code, own.get(code) or elsewhere.get(code, (code, ""))[0], f"{average:.6g}")
        for code, average in zip(codes, averages, strict=True)
    ]
    taken = [code for code in codes if code not in own and code in elsewhere]
    nameless = [code for code in codes if code not in own and code not in elsewhere]
    unsure = []
    if taken:
        editions = ", ".join(sorted({elsewhere[code][1] for code in taken}))
        unsure.append(
            f"names of edition {editions}, which has the same codes: {len(taken)}; "
            f"edition {edition} may use a code for something else: compare them with its own list"
        )
    if nameless:
        unsure.append(f"no name is known for {_listed(nameless)}; the code stands in its place")
    new = pd.DataFrame(rows, columns=table.columns)
    others = table[table["edition"] != str(edition)]
    return pd.concat([others, new]).sort_values(
        ["edition", "indicator"], kind="stable", ignore_index=True
    ), tuple(unsure)


def _known(catalog: Catalog) -> pd.DataFrame:
    """Return the table of indicators, all of it text; of a package without one, the bundled one's."""
    path = (catalog if _NAMES in catalog.names() else Catalog.bundled()).path(_NAMES)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _count_differences(codes: set[str], edition: int, catalog: Catalog) -> Iterator[str]:
    """Yield how the indicators differ from what is known of the edition, else from the newest other one."""
    published = PUBLISHED_INDICATORS.get(edition)
    if published is not None and len(codes) != published:
        yield f"{len(codes)} indicators, and {published} were published"
    if published is not None:
        return
    table = _known(catalog)
    table = table[table["edition"] != str(edition)]
    if table.empty:
        return
    other = table["edition"].max()
    before = set(table.loc[table["edition"] == other, "indicator"])
    parts = [
        f"{word} {_listed(sorted(some))}"
        for word, some in (("new", codes - before), ("absent", before - codes))
        if some
    ]
    if parts:
        yield f"{len(codes)} indicators, and {len(before)} of edition {other} are here: {'; '.join(parts)}"


def _gaps(book: Scorebook, without_average: set[str]) -> Iterator[str]:
    """Yield what the workbook does not say."""
    if without_average:
        yield f"no EU average, so in the table of all years only: {_listed(sorted(without_average))}"
    if book.blank:
        yield f"no value, units by indicator: {_by_indicator(indicator for indicator, _ in book.blank)}"
    if book.unread:
        yield f"rows of other codes, which are not read: {_listed(book.unread)}"


def _by_indicator(codes: Iterable[str]) -> str:
    """Return how often each code stands there, the most frequent ones first."""
    counts = Counter(codes)
    return _listed([f"{code} ({count})" for code, count in counts.most_common()])


def _listed(texts: Iterable[str]) -> str:
    texts = list(texts)
    rest = len(texts) - _NAMED
    return ", ".join(texts[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _changed(catalog: Catalog, name: str, values: pd.DataFrame) -> str:
    """Return how a table of indicators differs from the one that the package holds; empty without one."""
    if name not in catalog.names():
        return ""
    keys = ["code", "indicator"]
    old = catalog.table(name, types={"code": str, "indicator": str}).set_index(keys)["value"]
    new = values.set_index(keys)["value"]
    kept = new.index.intersection(old.index)
    other = int((new.loc[kept].round(6) != old.loc[kept].round(6)).sum())
    return f": {len(new) - len(kept)} new, {len(old) - len(kept)} gone, {other} of another value"
