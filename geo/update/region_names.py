"""Keep the table of region names in step with the boundaries."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import geopandas as gpd
import pandas as pd

from geo.language.folding import fold
from geo.nuts.names import own_letters

_KINDS: Final = ("national", "latin", "exonym", "short", "alias", "part")
_PUBLISHED: Final = ("national", "latin")
_COLUMNS: Final = ("nuts_id", "language", "name", "kind", "source", "vintages")


def with_vintage(names: pd.DataFrame, regions: gpd.GeoDataFrame, vintage: int) -> pd.DataFrame:
    """Return the names with those of one vintage brought up to date.

    Published names come from the boundaries; of two spellings that differ only in case or accents the
    one of the newest vintage stays, unless it lacks letters of its language that an older one has (as the
    Polish names of NUTS 2013 do). Other names of a code hold in the vintage when one of its published
    names there is also published in another vintage in which they hold.

    Parameters
    ----------
    names
        As `geo.nuts.units.read_names` returns them.
    regions
        Units of the vintage, as `geo.nuts.units.read_regions` returns them.
    vintage
        Its year.

    Returns
    -------
    DataFrame
        Sorted by length of the code, code, kind, language and name.
    """
    published: dict[tuple[str, str, str], tuple[str, str, set[int]]] = {}
    others = []
    names_by_code: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for code, language, name, kind, source, years in names[list(_COLUMNS)].itertuples(index=False):
        present = {int(year) for year in years.split()}
        if kind in _PUBLISHED:
            for year in present:
                names_by_code[code][year].add(fold(name))
            published[code, kind, fold(name)] = (name, source, present - {vintage})
        else:
            others.append((code, language, name, kind, source, present))
    for code, national, latin in zip(regions["nuts_id"], regions["name"], regions["name_latin"], strict=True):
        names_by_code[code][vintage] = {fold(national), fold(latin)}
        spellings = {"national": national} | ({} if fold(latin) == fold(national) else {"latin": latin})
        for kind, name in spellings.items():
            old_name, source, years = published.get((code, kind, fold(name)), (name, "GISCO", set()))
            newest = vintage > max(years, default=0) and own_letters(name) >= own_letters(old_name)
            published[code, kind, fold(name)] = (name if newest else old_name, source, years | {vintage})
    rows = [
        (code, "", name, kind, source, years)
        for (code, kind, _), (name, source, years) in published.items()
        if years
    ]
    codes = set(regions["nuts_id"])
    for code, language, name, kind, source, years in others:
        kept = years - {vintage}
        alike = any(names_by_code[code][year] & names_by_code[code][vintage] for year in years)
        if code in codes and (vintage in years or alike):
            kept |= {vintage}
        if kept:
            rows.append((code, language, name, kind, source, kept))
    rows.sort(key=lambda row: (len(row[0]), row[0], _KINDS.index(row[3]), row[1], row[2]))
    return pd.DataFrame(
        [(*row[:5], " ".join(map(str, sorted(row[5])))) for row in rows], columns=list(_COLUMNS)
    )
