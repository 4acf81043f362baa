"""What a twin says: one sentence, and the legend with its counts; the page's script says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from geo.language import messages
from geo.language.notes import Note, render
from geo.match.tagging import MIXED
from geo.render.facts.pairs import ShownPair
from geo.render.static import class_ranges, lead_message
from geo.render.twin.blocks import Block, Entry, Key, counts_in_words
from geo.render.twin.figure_words import figure_block, figure_takeaway, lack_entries, years_text
from geo.render.twin.figures import Figures
from geo.render.twin.glyphs import MIXED_CLASS, NO_CLASS
from geo.render.twin.markers import Markers
from geo.render.twin.mix_words import mix_blocks
from geo.render.twin.painters import BANDS
from geo.render.twin.pair_words import pair_block, pair_takeaway

#: Colours of the bands of a layer.
_BAND_LOOKS: Final[Mapping[str, tuple[str, ...]]] = {
    "up": ("up-1", "up-2"),
    "same": ("same",),
    "down": ("down-1", "down-2"),
    "other": ("other",),
}
_RAMPS: Final = {"above": 150, "below": 50}


def takeaway(figures: Figures) -> tuple[str, str]:
    """Return the sentence of a view with its one number, and what is to be said beside it."""
    view, language = figures.view, figures.view.language
    if isinstance(figures.figure, ShownPair):
        return pair_takeaway(figures, figures.figure), ""
    if figures.figure:
        return figure_takeaway(figures, figures.figure), ""
    if view.base in ("change", "since"):
        return _moved(figures), ""
    if view.base != "class":
        shares = [share for place in figures.units if (share := figures.value(place.unit)) is not None]
        name = (
            messages.text(language, "map.title.index", year=str(figures.year))
            if view.base == "index"
            else figures.scores.indicator_name(view.indicator, language)
        )
        count = sum(share >= 100 for share in shares)
        key = "panel.takeaway.indicator"
        return messages.text(language, key, count=count, total=len(shares), indicator=name), ""
    highest, year = figures.classes[-1], str(figures.year)
    if not figures.records or view.years:
        levels = figures.scores.units["level"]
        known = [
            class_
            for place, level in zip(figures.units, levels, strict=True)
            if level > 0 and (class_ := figures.class_of(place.unit, figures.year)) is not None
        ]
        params = {"count": known.count(highest), "total": len(known), "year": year}
        return messages.text(language, "panel.takeaway.empty", **params), ""
    counts = Counter(figures.class_of_record(record) for record in figures.records)
    params = {"count": counts["leader"], "total": counts.total(), "year": year}
    key = lead_message(counts["leader"], counts.total())
    sentence = messages.text(language, key, **params) if counts.total() > counts[None] else ""
    without = messages.text(language, "panel.takeaway.without", count=counts[None]) if counts[None] else ""
    return (sentence, without) if sentence else (without, "")


def _moved(figures: Figures) -> str:
    view = figures.view
    bands = Counter(figures.painter.word(place) for place in figures.units)
    change = figures.change or {}
    since = view.base == "since"
    return messages.text(
        view.language,
        "panel.changed.takeaway" if since else "panel.takeaway.change",
        **{
            "from": str(change.get("from") if since else view.start),
            "to": str(change.get("to") if since else view.end),
            "count": bands["up"],
            "same": bands["same"],
            "down": bands["down"],
        },
    )


def legend(figures: Figures, markers: Markers) -> list[Block]:
    """Return the blocks of the legend: that of the layer first, then those of the overlays."""
    base, overlays = figures.view.base, figures.view.overlays
    blocks = [layer_block(figures)]
    # The classes name the markers' shapes already.
    if "clusters" in overlays and base in BANDS:
        blocks.append(_clusters(figures, markers))
    blocks += mix_blocks(figures, markers)
    return [block for block in blocks if block.entries or block.square]


def layer_block(figures: Figures) -> Block:
    """Return the block of the layer that paints the regions."""
    if isinstance(figures.figure, ShownPair):
        return pair_block(figures, figures.figure)
    if figures.figure:
        return figure_block(figures, figures.figure)
    return _bands(figures) if figures.view.base in BANDS else _classes(figures)


def _say(figures: Figures, key: str, **params: object) -> str:
    return messages.text(figures.view.language, key, **params)


def _counts(figures: Figures, tally: Mapping[str, int] | None) -> str:
    return counts_in_words(tally, figures.view.language)


def _class_entries(figures: Figures, prefix: str, keys_of: Any) -> list[Entry]:
    """Return the classes, high to low, then mixed ones if there are any."""
    tallies = figures.tallies
    ranges = {} if prefix else class_ranges(figures.content, figures.view.language)
    entries = [
        Entry(
            keys_of(at),
            _say(figures, f"term.class.{key}"),
            ranges.get(key, ""),
            _counts(figures, tallies.get(prefix + key)),
        )
        for at, key in enumerate(figures.classes)
        if not prefix or prefix + key in tallies
    ][::-1]
    mixed = prefix + MIXED
    if mixed in tallies:
        name = _say(figures, f"term.class.{MIXED}")
        entries.append(Entry((Key("shape", MIXED_CLASS),), name, detail=_counts(figures, tallies[mixed])))
    return entries


def _classes(figures: Figures) -> Block:
    view, scores = figures.view, figures.scores
    bounds = [bound.lower for bound in reversed(scores.edition.thresholds) if bound.lower is not None]
    low, high = figures.span

    def keys_of(at: int) -> tuple[Key, ...]:
        if view.base == "class":
            key = Key("look", f"class-{at + 1}")
        else:
            edges = [low, *bounds, high]
            key = Key("ramp", figures.ramp((edges[at] + edges[at + 1]) / 2))
        return (key, Key("shape", at)) if "clusters" in view.overlays else (key,)

    average = messages.decimal(view.language, figures.average(figures.year), bounds=(100,))
    year = str(figures.year if scores.years else scores.edition.edition)
    # Each year is compared with its own average.
    key = "map.legend.class" if view.years else f"map.legend.{view.base}"
    note = _say(figures, key, average=average, base=scores.base(view.language))
    year = years_text(view.years) if view.years else year
    return Block(
        title=_say(figures, f"map.title.{view.base}", year=year),
        notes=(note,),
        ends=_ends(figures) if view.base == "index" else None,
        entries=(*_class_entries(figures, "", keys_of), *lack_entries(figures)),
    )


def _ends(figures: Figures) -> tuple[str, str]:
    low, high = (messages.percent(figures.view.language, percent) for percent in figures.span)
    return low, high


def _bands(figures: Figures) -> Block:
    view, change = figures.view, figures.change or {}
    entries = []
    for band in BANDS[view.base]:
        if band in _RAMPS:
            keys: tuple[Key, ...] = (Key("ramp", figures.ramp(_RAMPS[band])),)
        else:
            looks = _BAND_LOOKS[band]
            keys = tuple(Key("look", look) for look in (looks if view.base == "change" else looks[-1:]))
        detail = _counts(figures, figures.tallies.get(band))
        entries.append(Entry(keys, _say(figures, f"term.class.{band}"), detail=detail))
    if view.base == "change":
        entries += [
            Entry((Key("arrow", way),), _say(figures, f"map.class.{way}"), detail=_counts(figures, moves))
            for way, sign in (("up", "1"), ("down", "-1"))
            if (moves := figures.class_moves.get(sign))
        ]
        points = signed(view.language, figures.average(view.end) - figures.average(view.start))
        title = _say(figures, "map.title.change", **{"from": str(view.start), "to": str(view.end)})
        notes = [_say(figures, "map.legend.change", points=points, base=figures.scores.base(view.language))]
    elif view.base == "since":
        title = _say(
            figures, "panel.changed.editions", **{"from": str(change["from"]), "to": str(change["to"])}
        )
        notes = [render([Note(key, params)], view.language) for key, params in change.get("notes", ())]
    else:
        title = figures.scores.indicator_name(view.indicator, view.language)
        notes = [_say(figures, "map.legend.indicator", year=str(figures.scores.edition.edition))]
    ends = _ends(figures) if view.base == "indicator" else None
    return Block(title, tuple(notes), ends, (*entries, *lack_entries(figures)))


def signed(language: str, points: float) -> str:
    """Return index points with their sign, not rounded onto what they are compared with or across."""
    text = messages.decimal(language, points, bounds=(-10, -1, 0, 1, 10))
    return f"+{text}" if points > 0 else text


def _clusters(figures: Figures, markers: Markers) -> Block:
    """Return the shapes of the markers, where the layer does not name the classes."""
    entries = _class_entries(figures, "class ", lambda at: (Key("shape", at),))
    without = sum(markers.position(record) == NO_CLASS for record in figures.records)
    if without:
        count = _say(figures, "map.count.clusters", count=without)
        entries.append(Entry((Key("shape", NO_CLASS),), _say(figures, "term.class.none"), detail=count))
    # A shape says nothing of the figure that the layer shows.
    shape = _say(figures, "map.title.class", year=str(figures.year))
    return Block(f"{_say(figures, 'term.layer.clusters')} · {shape}", entries=tuple(entries))


def is_no_data(entry: Entry) -> bool:
    """Return whether an entry of the legend is about a kind of no data."""
    return any(key.kind == "look" and str(key.value).startswith("no-") for key in entry.keys)
