"""Whether a workbook can be that of the edition it is offered as, beside what is known of the edition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from geo.datapackage.catalog import Catalog
from geo.errors import LayoutError
from geo.match.editions import Edition, describe_edition
from geo.nuts.vintages import known_codes, known_vintages
from geo.update.scorebook import EU, Scorebook

#: Points by which an EU average may differ from the one known, which is rounded and may be revised.
_REVISED: Final = 1.0


def check_edition(book: Scorebook, edition: int, *, catalog: Catalog) -> None:
    """Refuse a workbook whose base year, EU average or codes are those of another edition.

    Raises
    ------
    LayoutError
        What is known of the edition says otherwise.
    """
    about = describe_edition(edition, catalog=catalog)
    if about.relative_to and book.relative_to != about.relative_to:
        raise LayoutError(
            f"found values relative to {book.relative_to}, "
            f"expected {about.relative_to}, as edition {edition} has them"
        )
    newest = book.values[book.values["year"] == book.year]
    averages = newest.loc[newest["code"] == EU, "index"].tolist()
    known = about.eu_average
    if known is not None and averages and abs(averages[0] - known) > _REVISED:
        raise LayoutError(
            f"found an EU average of {averages[0]:g} in {book.year}, "
            f"expected {known:g}, as edition {edition} has"
        )
    _check_codes(frozenset(newest["code"]), about, catalog)


def _check_codes(codes: frozenset[str], about: Edition, catalog: Catalog) -> None:
    """Refuse units with codes that only another vintage has, and none that only the edition's has."""
    codes = frozenset(code for code in codes if code[:2] not in about.country_vintages)
    years = known_vintages(catalog=catalog)
    if about.nuts_vintage not in years:
        return
    own = known_codes(about.nuts_vintage, catalog=catalog)
    for year in years:
        others = known_codes(year, catalog=catalog)
        theirs = sorted(codes & (others - own))
        if theirs and own - others and not codes & (own - others):
            raise LayoutError(
                f"found codes of NUTS {year} ({', '.join(theirs[:3])}), "
                f"expected those of NUTS {about.nuts_vintage}, on which edition {about.edition} rests"
            )


def differences(units: pd.DataFrame, edition: int, *, catalog: Catalog) -> Iterator[str]:
    """Yield where the regions of a new table are not as many as were published, as warnings.

    Parameters
    ----------
    units
        Scoreboard table, its classes computed.
    """
    regions = units[units["level"].astype(int) > 0]
    published = catalog.table("scoreboard-editions")
    published = published[(published["edition"] == edition) & published["published_units"].notna()]
    if published.empty:
        return
    total = int(published["published_units"].sum())
    if len(regions) != total:
        yield f"{len(regions)} regions, and {total} were published"
    elif (regions["class"] != "").all():
        counts = regions["class"].value_counts()
        pairs = zip(published["class"], published["published_units"].astype(int), strict=True)
        odd = [
            f"{class_} {counts.get(class_, 0)} of {count}"
            for class_, count in pairs
            if counts.get(class_, 0) != count
        ]
        if odd:
            yield f"other classes than were published: {', '.join(odd)}"
