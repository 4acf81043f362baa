"""What a twin of a map shows: layer, year, overlays, language, theme and size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from geo.errors import PictureError, nearest
from geo.render.facts.choices import OVERLAYS, bases_of
from geo.render.facts.content import MapContent

THEMES: Final = ("light", "dark")
SIZES: Final = ("a4", "a4-landscape", "slide", "square", "card")
#: Layers that show one year, which may be chosen; the layer of change ends with it.
_WITH_YEAR: Final = ("class", "index", "change", "figure")
#: Layers that show one year, of which several can stand side by side.
_WITH_SMALL_MAPS: Final = ("class", "index", "figure")


@dataclass(frozen=True)
class PictureOptions:
    """How a twin is drawn; what is None is as the page of the map shows it at first.

    Parameters
    ----------
    layer
        ``class``, ``index``, ``change``, ``since``, ``indicator`` or ``indicator:CODE``, ``figure`` or
        ``figure:KEY``.
    overlays
        Some of ``clusters``, ``funding``, ``services``, ``labels``, ``borders``.
    year
        Of the edition's time series, or of the figure; the layer of change ends with it.
    language
        One of the six.
    theme
        ``light`` or ``dark``.
    years
        Of the time series, or of the figure: a small map of each on one sheet, without clusters and names;
        ``"all"`` for every one. The layers ``class``, ``index`` and ``figure`` have them.
    size
        ``a4``, ``a4-landscape``, ``slide`` (16:9), ``square`` or ``card`` (1200 x 630 pixels).
    """

    layer: str | None = None
    overlays: tuple[str, ...] | None = None
    year: int | None = None
    language: str | None = None
    theme: str = "light"
    size: str = "a4"
    years: tuple[int, ...] | Literal["all"] | None = None


@dataclass(frozen=True)
class View:
    """What a twin shows, every choice made.

    Parameters
    ----------
    base
        What paints the regions.
    indicator
        Code of the indicator, or key of the figure; empty on a map without any.
    year
        Of what the layer shows; 0 for a figure without years.
    start, end
        The two years of the layer of change.
    overlays
        What lies on top.
    language
        Of all texts.
    years
        Years of which each has a small map of its own; none for one map.
    """

    base: str
    indicator: str
    year: int
    start: int
    end: int
    overlays: frozenset[str]
    language: str
    years: tuple[int, ...] = ()

    def at(self, year: int) -> View:
        """Return the view of one of its years."""
        return replace(self, years=(), year=year)


def choose_view(content: MapContent, options: PictureOptions) -> View:
    """Return what a twin shows.

    Raises
    ------
    PictureError
        The map has no such layer, overlay, year, language, theme or size.
    """
    for name, value, known in (("theme", options.theme, THEMES), ("size", options.size, SIZES)):
        _check(name, value, known)
    base, _, indicator = (options.layer or content.options.base).partition(":")
    _check("layer", base, bases_of(content))
    codes = [row["code"] for row in content.scores.indicators]
    last = content.scores.years or (content.options.edition,)
    years = last
    if base == "figure":
        codes = [figure.key for figure in content.drawn_figures]
    if indicator:
        _check("figure" if base == "figure" else "indicator", indicator, codes)
    if base == "figure":
        years = content.drawn_figures[codes.index(indicator or codes[0])].years
    for overlay in options.overlays or ():
        _check("overlay", overlay, OVERLAYS)
    if options.year is not None:
        if base not in _WITH_YEAR or not years:
            raise PictureError(f"layer {base!r} shows no year of its own; leave the year out")
        _check("year", str(options.year), [str(year) for year in years])
    language = options.language or content.options.first_language
    _check("language", language, content.options.languages)
    year = options.year or (years[-1] if years else 0)
    if base == "change" and year == years[0]:
        raise PictureError(f"found year {year}, expected a later one: the layer of change begins with it")
    if options.years is not None:
        shown = _small_maps(options, base, years)
        overlays = frozenset({"borders"})
    else:
        shown = ()
        overlays = frozenset(content.options.layers if options.overlays is None else options.overlays)
    year = shown[-1] if shown else year
    return View(
        base=base,
        indicator=indicator or next(iter(codes), ""),
        year=last[-1] if base == "change" else year,
        start=last[0],
        end=year,
        overlays=overlays,
        language=language,
        years=shown,
    )


def _small_maps(options: PictureOptions, base: str, years: Sequence[int]) -> tuple[int, ...]:
    """Return the years of which each has a small map, ascending."""
    if options.year is not None:
        raise PictureError("found a year and several years, expected one of the two")
    if base not in _WITH_SMALL_MAPS or len(years) < 2:
        raise PictureError(f"layer {base!r} has no years to compare; leave them out")
    if options.years == "all":
        return tuple(years)
    chosen = sorted(set(options.years or ()))
    for year in chosen:
        _check("year", str(year), [str(one) for one in years])
    if len(chosen) < 2:
        raise PictureError("found fewer than two years, expected two or more, or all of them")
    return tuple(chosen)


def _check(name: str, value: str, known: Iterable[str]) -> None:
    options = list(known)
    if value in options:
        return
    suggestion = nearest(value, options)
    hint = f" Did you mean {suggestion!r}?" if suggestion else ""
    raise PictureError(f"found {name} {value!r}, expected one of {', '.join(options)}.{hint}")
