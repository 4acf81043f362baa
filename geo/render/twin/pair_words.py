"""What a twin says of two figures at once: a sentence and their square; the page's script says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from geo.language import messages
from geo.match.classing import class_at
from geo.render.facts.figures import BANDS, ShownFigure, bound_digits
from geo.render.facts.pairs import SIDE, ShownPair, pair_label, side_bounds, side_class
from geo.render.twin.blocks import Block, Entry, Key, Square, counts_in_words
from geo.render.twin.figure_words import figure_heading, figure_text, lack_entries, range_text, years_text
from geo.render.twin.figures import Figures


def pair_takeaway(figures: Figures, pair: ShownPair) -> str:
    """Return how many regions are high in both figures, and how many low."""
    known = [value for at in range(len(pair.units)) if (value := figures.value(at)) is not None]
    language, title = figures.view.language, _title(figures, pair)
    if not known:
        return messages.text(language, "panel.figure.none", figure=title)
    return messages.text(
        language,
        "panel.pair.takeaway",
        pair=title,
        high=known.count(SIDE * SIDE - 1),
        low=known.count(0),
        total=len(known),
    )


def pair_block(figures: Figures, pair: ShownPair) -> Block:
    """Return the legend of a pair: its square, and the kinds of no data."""
    language = figures.view.language
    both = (pair.across, pair.up)
    sources = dict.fromkeys(figure_text(figures, one.about.attribution or one.publisher) for one in both)
    # Small maps of several years have no counts.
    parts = ("classes",) if figures.view.years else ("classes", "numbers")
    notes = (
        " · ".join(messages.text(language, f"panel.pair.{part}") for part in parts),
        messages.labelled(language, messages.text(language, "panel.source"), "; ".join(sources)),
    )
    return Block(_heading(figures, pair), notes, entries=lack_entries(figures), square=_square(figures, pair))


def _heading(figures: Figures, pair: ShownPair) -> str:
    years = figures.view.years
    return (
        f"{pair_label(pair, figures.content.options, figures.view.language)}, {years_text(years)}"
        if years
        else _title(figures, pair)
    )


def _title(figures: Figures, pair: ShownPair) -> str:
    label = pair_label(pair, figures.content.options, figures.view.language)
    return f"{label}, {pair.years[pair.row_of(figures.view.year)]}" if pair.years else label


def _square(figures: Figures, pair: ShownPair) -> Square:
    language = figures.view.language
    both = (pair.across, pair.up)
    titles = [_axis(figures, figure) for figure in both]
    edges = [_edges(figure, language) for figure in both]
    cells = list[Entry | None]()
    for at, (look, _) in enumerate(pair.looks):
        places = (at % SIDE, at // SIDE)
        if any(edge[place] is None for edge, place in zip(edges, places, strict=True)):
            cells.append(None)
            continue
        tally: Counter[str] = figures.tallies.get(BANDS[at], Counter())
        count = tally["regions"] + tally["countries"]
        name = "; ".join(
            messages.labelled(language, title, _range(figure, place, language))
            for title, figure, place in zip(titles, both, places, strict=True)
        )
        number = messages.decimal(language, count, digits=0) if count else ""
        cells.append(Entry((Key("look", look),), name, number, counts_in_words(tally, language)))
    columns, rows = (tuple(text or "" for text in edge) for edge in edges)
    return Square(f"→ {titles[0]}", f"↑ {titles[1]}", columns, rows, tuple(cells))


def _axis(figures: Figures, figure: ShownFigure) -> str:
    title = figure_heading(figures, figure)
    unit = figure_text(figures, figure.about.unit or "")
    return f"{title} ({unit})" if unit else title


def _classes(bounds: Sequence[float]) -> list[int | None]:
    """Return the class that stands on each of the three places; None where a figure has fewer classes."""
    spread = {side_class(value, bounds): class_at(value, bounds) for value in _inside(bounds)}
    return [spread.get(place) for place in range(SIDE)]


def _inside(bounds: Sequence[float]) -> list[float]:
    """Return a value of each class."""
    return [bounds[0] - 1, *bounds] if bounds else [0.0]


def _edges(figure: ShownFigure, language: str) -> list[str | None]:
    """Return the range of the class on each place, in signs."""
    bounds = side_bounds(figure)
    texts = [messages.decimal(language, one, digits=bound_digits(bounds)) for one in bounds]

    def short(at: int) -> str:
        if not texts:
            return ""
        if figure.counted and at < len(texts):
            ends = (int(bounds[at - 1]) if at else 0, int(bounds[at]) - 1)
            return " – ".join(dict.fromkeys(messages.number(language, end) for end in ends))
        if at == 0:
            return f"< {texts[0]}"
        return f"≥ {texts[-1]}" if at == len(texts) else f"{texts[at - 1]} – {texts[at]}"

    return [None if at is None else short(at) for at in _classes(bounds)]


def _range(figure: ShownFigure, place: int, language: str) -> str:
    """Return the range of the class on a place, in words."""
    bounds = side_bounds(figure)
    return range_text(bounds, _classes(bounds)[place] or 0, language, is_counted=figure.counted)
