"""Whether new boundaries can be what they are said to be, beside what is known already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import geopandas as gpd

from geo.errors import LayoutError
from geo.language.country_names import country_name
from geo.language.folding import fold

#: Names change from one vintage to the next, but not those of most units.
_MOST_RENAMED: Final = 0.5

_Frame = tuple[float, ...]


def check_vintage(codes: frozenset[str], vintage: int, *, known: Mapping[int, frozenset[str]]) -> None:
    """Refuse units that are those of another vintage.

    Parameters
    ----------
    codes
        Of the units offered.
    vintage
        What they are said to be.
    known
        Codes by vintage, as far as they are known.

    Raises
    ------
    LayoutError
        They hold codes that only another vintage has, and none of those that only this one has.
    """
    own = known.get(vintage)
    for other, others in known.items():
        if own is None:
            is_other = codes == others
        else:
            is_other = bool(own - others) and not codes & (own - others) and bool(codes & (others - own))
        if is_other and other != vintage:
            raise LayoutError(
                f"found the codes of NUTS {other}, expected those of NUTS {vintage}; "
                f"name what it is with --vintage {other}"
            )


def check_countries(codes: frozenset[str], vintage: int, *, known: frozenset[str]) -> None:
    """Refuse units that leave out a country, or all of its units of a level.

    Parameters
    ----------
    codes
        Of the units offered.
    vintage
        What they are.
    known
        Codes of the vintage, as far as they are known.

    Raises
    ------
    LayoutError
        A country has units of a level, and none of them is offered.
    """
    lacking = {(code[:2], len(code) - 2) for code in known} - {(code[:2], len(code) - 2) for code in codes}
    whole = sorted(country for country, level in lacking if level == 0)
    if whole:
        listed = ", ".join(f"{country} ({country_name(country)})" for country in whole)
        raise LayoutError(f"found no {listed}, expected every country that NUTS {vintage} has")
    if lacking:
        listed = ", ".join(f"{country} at level {level}" for country, level in sorted(lacking))
        raise LayoutError(
            f"found no unit of {listed}, expected all levels of every country of NUTS {vintage}"
        )


def check_places(regions: gpd.GeoDataFrame, previous: gpd.GeoDataFrame) -> None:
    """Refuse countries that do not lie where they lay.

    Parameters
    ----------
    regions, previous
        As `geo.update.boundaries.check` takes them.

    Raises
    ------
    LayoutError
        The frame around a country does not meet the one it had; swapped coordinates are named as such.
    """
    now, before = _frames(regions), _frames(previous)
    away = [code for code in now if code in before and not _meet(now[code], before[code])]
    if not away:
        return
    listed = ", ".join(away[:5])
    swapped = [code for code in away if _meet(_swapped(now[code]), before[code])]
    if 2 * len(swapped) > len(away):
        raise LayoutError(f"found latitude before longitude ({listed}), expected longitude first")
    west, south, east, north = now[away[0]]
    raise LayoutError(
        f"found {away[0]} between {west:.1f}, {south:.1f} and {east:.1f}, {north:.1f} degrees, "
        f"expected it where it was (so with {listed})"
    )


def check_tree(regions: gpd.GeoDataFrame) -> None:
    """Refuse units that lie away from the unit they belong to, or in another country than their codes say.

    Frames are compared and not shapes: two drawings of one border differ, and in 2013 an overseas region
    reached beyond the frame around all of them.

    Parameters
    ----------
    regions
        As `geo.update.boundaries.check` takes them.

    Raises
    ------
    LayoutError
        There are such units; it names some.
    """
    columns = (regions[name].tolist() for name in ("nuts_id", "country", "parent"))
    bounds = regions.geometry.bounds.to_numpy().tolist()
    frames = dict(zip(regions["nuts_id"], map(tuple, bounds), strict=True))
    units = list(zip(*columns, strict=True))
    if foreign := [f"{code} in {country}" for code, country, _ in units if code[:2] != country]:
        raise LayoutError(f"found {', '.join(foreign[:5])}, expected the country that a code begins with")
    away = [
        f"{code} outside {parent}"
        for code, _, parent in units
        if parent in frames and not _meet(frames[code], frames[parent])
    ]
    if away:
        raise LayoutError(f"found {', '.join(away[:5])}, expected each unit inside the one it belongs to")


def check_names(regions: gpd.GeoDataFrame, previous: gpd.GeoDataFrame) -> None:
    """Refuse units most of which have other names than they had.

    Parameters
    ----------
    regions, previous
        As `geo.update.boundaries.check` takes them.

    Raises
    ------
    LayoutError
        Of the codes that both have, more than half bear none of the names they bore.
    """
    now, before = _names(regions), _names(previous)
    shared = [code for code in now if code in before]
    renamed = [code for code in shared if not now[code] & before[code]]
    if len(renamed) > _MOST_RENAMED * len(shared):
        raise LayoutError(
            f"found other names for {len(renamed)} of {len(shared)} codes ({', '.join(renamed[:5])}), "
            "expected most names to stay"
        )


def _names(regions: gpd.GeoDataFrame) -> dict[str, set[str]]:
    columns = (regions[name].tolist() for name in ("nuts_id", "name", "name_latin"))
    return {code: {fold(name), fold(latin)} for code, name, latin in zip(*columns, strict=True)}


def _frames(regions: gpd.GeoDataFrame) -> dict[str, _Frame]:
    """Return west, south, east and north of each country, in degrees."""
    countries = regions[regions["level"] == 0]
    bounds = countries.geometry.bounds.to_numpy().tolist()
    return {code: tuple(frame) for code, frame in zip(countries["nuts_id"], bounds, strict=True)}


def _meet(one: _Frame, other: _Frame) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _swapped(frame: _Frame) -> _Frame:
    west, south, east, north = frame
    return south, west, north, east
