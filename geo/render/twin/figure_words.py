"""What a twin says of a figure: one sentence, and its legend; the page's script says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo.language import messages
from geo.language.country_names import country_name
from geo.render.facts.figures import BANDS, ShownFigure, bound_digits
from geo.render.facts.members import unplaced_members
from geo.render.twin.blocks import Block, Entry, Key, counts_in_words
from geo.render.twin.figures import Figures
from geo.render.twin.strip import read_strip
from geo.render.twin.typography import NO_BREAK


def figure_takeaway(figures: Figures, figure: ShownFigure) -> str:
    """Return where a figure is highest and where it is lowest."""
    known = [(value, at) for at in range(len(figure.units)) if (value := figures.value(at)) is not None]
    title, language = figure_title(figures, figure), figures.view.language
    if not known:
        return messages.text(language, "panel.figure.none", figure=title)
    values = [value for value, _ in known]
    high, low = max(values), min(values)
    return messages.text(
        language,
        "panel.figure.same" if high == low else "panel.figure.takeaway",
        figure=title,
        top=_holder(figures, figure, known, high),
        high=_value(figures, figure, high),
        bottom=_holder(figures, figure, known, low),
        low=_value(figures, figure, low),
    )


def figure_block(figures: Figures, figure: ShownFigure) -> Block:
    """Return the legend of a figure: its classes, highest first, then the kinds of no data."""
    language, about = figures.view.language, figure.about
    entries = [
        Entry(
            (Key("look", look) if at is None else Key("ramp", at),),
            range_text(figure.bounds, position, language, is_counted=figure.counted),
            detail=counts_in_words(figures.tallies.get(BANDS[position]), language),
        )
        for position, (look, at) in enumerate(figure.looks)
    ][::-1]
    method = about.classes if isinstance(about.classes, str) else "given"
    middle = messages.decimal(language, about.middle or 0, digits=_digits(about.middle or 0))
    better = (
        messages.text(language, f"panel.figure.{about.direction}") if about.direction != "neither" else ""
    )
    publisher = figure_text(figures, about.attribution or figure.publisher)
    source = messages.labelled(language, messages.text(language, "panel.source"), publisher)
    notes = (
        " · ".join(filter(None, (figure_text(figures, about.unit or ""), better))),
        f"{messages.text(language, f'panel.figure.by.{method}', middle=middle)} · {source}",
        _unplaced(figures, figure),
    )
    return Block(
        figure_heading(figures, figure),
        tuple(filter(None, notes)),
        entries=(*entries, *lack_entries(figures)),
        strip=read_strip(figures, figure, lambda value: _value(figures, figure, value)),
    )


def _unplaced(figures: Figures, figure: ShownFigure) -> str:
    """Return how many members are in no region of the map, of a figure that counts some."""
    members = figures.content.members
    count = unplaced_members(members, figure.key) if figure.counted and members else 0
    return messages.text(figures.view.language, "panel.members.elsewhere", count=count) if count else ""


def figure_heading(figures: Figures, figure: ShownFigure) -> str:
    """Return what a figure is called, with the years that a sheet shows of it."""
    if not figures.view.years:
        return figure_title(figures, figure)
    label = figure_text(figures, figure.about.label)
    return f"{label}, {years_text(figures.view.years)}" if figure.years else label


def years_text(years: Sequence[int]) -> str:
    """Return the first and the last of some years."""
    return f"{years[0]}–{years[-1]}"


def lack_entries(figures: Figures) -> tuple[Entry, ...]:
    """Return the kinds of no data that the map shows, in the legend's order; figures have their own words."""
    language = figures.view.language

    def name(kind: str) -> str:
        is_own = figures.figure and kind != "missing"
        return messages.text(language, f"panel.figure.{kind}" if is_own else f"term.nodata.{kind}")

    return tuple(
        Entry((Key("look", look),), name(kind), detail=counts_in_words(figures.tallies[kind], language))
        for kind, look in figures.painter.lacks.items()
        if kind in figures.tallies
    )


def range_text(bounds: Sequence[float], at: int, language: str, *, is_counted: bool = False) -> str:
    """Return the range of a class between bounds, in words."""
    if not bounds:
        return messages.text(language, "panel.figure.all")
    if is_counted and at < len(bounds):
        least, most = int(bounds[at - 1]) if at else 0, int(bounds[at]) - 1
        words = [messages.number(language, count) for count in (least, most)]
        return (
            words[0]
            if least == most
            else messages.text(language, "map.range.between", low=words[0], high=words[1])
        )
    digits = bound_digits(bounds)
    edges = ["", *(messages.decimal(language, one, digits=digits) for one in bounds), ""]
    low, high = edges[at], edges[at + 1]
    wording = "below" if not low else "between" if high else "from"
    return messages.text(language, f"map.range.{wording}", low=low, high=high)


def figure_text(figures: Figures, text: str | Mapping[Any, str]) -> str:
    """Return a text of a definition in the language of a view."""
    options = figures.content.options
    return options.text({"en": text} if isinstance(text, str) else dict(text.items()), figures.view.language)


def figure_title(figures: Figures, figure: ShownFigure) -> str:
    """Return what a figure is called, with the year shown."""
    label = figure_text(figures, figure.about.label)
    return f"{label}, {figure.years[figure.row_of(figures.view.year)]}" if figure.years else label


def _holder(figures: Figures, figure: ShownFigure, known: Sequence[tuple[float, int]], value: float) -> str:
    """Return the name of the unit that has a value, or how many have it."""
    holders = [at for other, at in known if other == value]
    if len(holders) == 1:
        return _unit_name(figures, figure, holders[0])
    kind = "regions" if any(figure.levels[at] for at in holders) else "countries"
    return messages.text(figures.view.language, f"map.count.{kind}", count=len(holders))


def _unit_name(figures: Figures, figure: ShownFigure, at: int) -> str:
    code = figure.units[at]
    for place, (name, other) in zip(figures.regions, figures.names, strict=True):
        if place.code == code:
            return f"{name} ({other})" if other else name
    return figure.names[at] if figure.levels[at] else country_name(code, figures.view.language)


def _value(figures: Figures, figure: ShownFigure, value: float) -> str:
    text = messages.decimal(figures.view.language, value, bounds=figure.bounds, digits=figure.digits)
    unit = figure_text(figures, figure.about.unit or "")
    return f"{text}{NO_BREAK}{unit}" if unit else text


def _digits(value: float) -> int:
    return 0 if float(value).is_integer() else 1
