"""What a reader chooses, as the address of a page says it: ``layer=index&class=leader,strong``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args
from urllib.parse import quote, unquote_plus

from geo import columns as c
from geo.definition import Base, Layer
from geo.errors import Problem, nearest
from geo.render.facts.cells import LACKS
from geo.render.facts.content import MapContent
from geo.render.facts.figures import BANDS as FIGURE_BANDS
from geo.tables.member_kinds import KINDS

#: In the order they are listed.
OVERLAYS: Final = get_args(Layer)
#: What the filters of the other layers are called: addresses of the page hold these words.
_BANDS: Final = ("up", "same", "down", "other", "above", "below", *FIGURE_BANDS, *LACKS)
_NO_DATA: Final = ("not_covered", "missing", "country_only", "not_located", "mixed")
_FUNDING: Final = ("public", "private", "membership", "sales")
_VIEW: Final = re.compile(r"-?\d+(\.\d+)?(,-?\d+(\.\d+)?){2}")
#: How far a map can be moved beyond its first view, in parts of its size: `mountView` of the page.
_BEYOND: Final = 0.35
#: Columns of the table of clusters by what fills them; one that no cluster has a value for is left out.
_COLUMNS: Final = {
    "name": (c.NAME,),
    "city": (c.CITY,),
    "country": (c.COUNTRY,),
    "region": (c.REGION_PRINTED, c.NUTS_ID),
    "class": (c.NAME,),
    "index": (c.INDEX,),
    "printed": (c.CLASS_PRINTED,),
    "services": (c.SERVICES,),
    "funding": c.FUNDING,
    "stage": (c.STAGE,),
    "members": (c.MEMBERS,),
    "founded": (c.FOUNDED,),
}
#: What a page leaves as it is, beside letters and digits, where it writes a word into its address.
_PLAIN: Final = "-_.!~*'():"


@dataclass(frozen=True)
class Reach:
    """Where the middle of a map can be: `left, bottom, right, top` of its first view, in metres."""

    frame: tuple[float, float, float, float]

    def expected(self, view: str) -> str | None:
        """Return what was expected of a view, its middle and its zoom; None where it is one of the map."""
        if not _VIEW.fullmatch(view):
            return "an address as the page writes it"
        x, y, _ = map(float, view.split(","))
        left, bottom, right, top = self.frame
        across, up = _BEYOND * (right - left), _BEYOND * (top - bottom)
        if left - across <= x <= right + across and bottom - up <= y <= top + up:
            return None
        return f"a place of the map: {left:.0f} to {right:.0f}, then {bottom:.0f} to {top:.0f}, in metres"


def read_choices(text: str) -> dict[str, list[str]]:
    """Return the choices of an address by name, each as its words; what has no name is passed over.

    Examples
    --------
    >>> read_choices("layer=index&class=leader,strong&find=one%2C+two")
    {'layer': ['index'], 'class': ['leader', 'strong'], 'find': ['one, two']}
    """
    pairs = (part.partition("=") for part in text.split("&") if "=" in part)
    return {unquote_plus(name): [unquote_plus(word) for word in value.split(",")] for name, _, value in pairs}


def write_choices(choices: Mapping[str, Iterable[str]]) -> str:
    """Return choices as the address of a page holds them.

    Examples
    --------
    >>> write_choices({"layer": ["index"], "find": ["one, two"]})
    'layer=index&find=one%2C%20two'
    """
    return "&".join(
        f"{name}={','.join(quote(word, safe=_PLAIN) for word in words)}" for name, words in choices.items()
    )


def words_of_choices(content: MapContent) -> dict[str, Any]:
    """Return what each choice in an address may be: a list of words, a `Reach`; None for any text.

    Only what some cluster has is a choice: a filter of anything else would leave an empty map.
    """
    years = [str(year) for year in content.scores.years or (content.options.edition,)]
    tagged = content.tagged
    records = [str(record) for record in tagged["record_id"]]
    countries = {*tagged["country"].dropna(), *(code[:2] for code in content.outline.ids)}
    regions = [*content.outline.ids, *(content.outline.small.ids if content.outline.small else ())]
    compared = [*(f"cluster:{one}" for one in records), *(f"region:{one}" for one in regions)]
    services = {
        key for text in _values(content, c.SERVICES) for key in map(str.strip, text.split(";")) if key
    }
    funding = [key for key, column in zip(_FUNDING, c.FUNDING, strict=True) if _values(content, column)]
    surveyed = content.survey is not None
    mixed = {"funding": surveyed or bool(funding), "services": surveyed or bool(services)}
    changed = content.options.previous_edition is not None
    panels = {**mixed, "survey": surveyed, "statements": surveyed, "compare": True, "changed": changed}
    of_figures = {str(year) for figure in content.drawn_figures for year in figure.years}
    return {
        # What addresses called the year of a figure before it shared the key of the index.
        **({"when": sorted(of_figures)} if of_figures else {}),
        "layer": list(bases_of(content)),
        "indicator": [
            *(indicator["code"] for indicator in content.scores.indicators),
            *(figure.key for figure in content.drawn_figures),
        ],
        "year": sorted({*years, *of_figures}),
        "from": years,
        "to": years,
        "show": [layer for layer in OVERLAYS if mixed.get(layer, True)],
        "class": [*content.scores.classes, *_BANDS, *_NO_DATA],
        "country": sorted(map(str, countries)),
        "service": sorted(services),
        "funding": funding,
        "stage": sorted(_values(content, c.STAGE)),
        **({"kind": list(KINDS)} if content.members else {}),
        "tables": [str(name) for name, _ in tagged.attrs.get("tables", ())],
        "find": None,
        "cluster": records,
        "region": regions,
        "compare": compared,
        "panel": [panel for panel, offered in panels.items() if offered],
        "sort": [f"{column}-{way}" for column in _sorted_by(content) for way in ("asc", "desc")],
        "table": ["0", "1"],
        "view": Reach(content.outline.frame),
    }


def _values(content: MapContent, column: str) -> set[str]:
    """Return what the clusters of a map have in a column, as text."""
    tagged = content.tagged
    return set(map(str, tagged[column].dropna())) if column in tagged else set()


def _sorted_by(content: MapContent) -> Iterator[str]:
    """Yield the columns of the table of clusters, which it can be sorted by."""
    tagged = content.tagged
    for name, filled in _COLUMNS.items():
        if any(column in tagged and tagged[column].notna().any() for column in filled):
            yield name
    yield from (f"figure_{figure.key}" for figure in content.figures if not figure.counted)
    if content.members:
        yield "members_counted"


def bases_of(content: MapContent) -> Iterator[Base]:
    """Yield the layers that the page of a map offers."""
    yield from ("class", "index")
    if len(content.scores.years) > 1:
        yield "change"
    if content.options.previous_edition is not None:
        yield "since"
    if content.scores.indicators:
        yield "indicator"
    if content.figures:
        yield "figure"


def choice_problems(text: str, allowed: Mapping[str, Any], *, source: str, column: str) -> Iterator[Problem]:
    """Yield what of a text is no choice that a map offers.

    Parameters
    ----------
    text
        Choices as the address of a page holds them.
    allowed
        Of `words_of_choices`.
    source, column
        Where the text stands, for the problems.
    """
    for name, words in read_choices(text).items():
        if name not in allowed:
            suggestion = nearest(name, list(allowed))
            yield Problem(source, name, f"one of {', '.join(allowed)}", column=column, suggestion=suggestion)
            continue
        known = allowed[name]
        if isinstance(known, Reach):
            if expected := known.expected(value := ",".join(words)):
                yield Problem(source, f"{name}={value}", expected, column=column)
        elif known is not None:
            for word in filter(None, words):
                if word not in known:
                    yield _unknown_word(name, word, known, source, column)
    names = Counter(part.partition("=")[0] for part in text.split("&") if "=" in part)
    for name, times in names.items():
        if times > 1:
            yield Problem(source, name, "each name once; several values are joined by ,", column=column)
    if text and not all("=" in part for part in text.split("&")):
        yield Problem(source, text, "name=value, joined by &, as the page writes it", column=column)


def _unknown_word(name: str, word: str, words: Iterable[str], source: str, key: str) -> Problem:
    known = list(words)
    if name == "sort":
        columns = list(dict.fromkeys(each.rpartition("-")[0] for each in known))
        column, _, way = word.rpartition("-")
        near = nearest(column, columns)
        suggestion = f"{near}-{way}" if near and way in ("asc", "desc") else None
        expected = f"one of {', '.join(columns)}, then -asc or -desc"
    else:
        suggestion = nearest(word, known)
        expected = f"one of {', '.join(known)}" if len(known) <= 20 else f"what this map has as {name}"
        if not known:
            expected = f"no {name}, as nothing on this map has one"
    return Problem(
        source, f"{name}={word}", expected, column=key, suggestion=suggestion and f"{name}={suggestion}"
    )
