"""What a reader chooses, as the address of a page says it: ``layer=index&class=leader,strong``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, get_args
from urllib.parse import quote, unquote_plus

from geo import columns as c
from geo.definition import Base, Layer
from geo.errors import Problem, nearest
from geo.render.facts.cells import LACKS
from geo.render.facts.content import MapContent
from geo.render.facts.figures import BANDS as FIGURE_BANDS
from geo.tables.member_kinds import KINDS
from geo.tables.surveys import read_services

#: In the order they are listed.
OVERLAYS: Final = get_args(Layer)
#: What the filters of the other layers are called: addresses of the page hold these words.
_BANDS: Final = ("up", "same", "down", "other", "above", "below", *FIGURE_BANDS, *LACKS)
_NO_DATA: Final = ("not_covered", "missing", "country_only", "not_located", "mixed")
_PANELS: Final = ("funding", "services", "survey", "statements", "compare", "changed")
_FUNDING: Final = ("public", "private", "membership", "sales")
_VIEW: Final = re.compile(r"-?\d+(\.\d+)?(,-?\d+(\.\d+)?){2}")
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
    """Return what each choice in an address may be: a list of words, or a pattern; None for any text."""
    years = [str(year) for year in content.scores.years or (content.options.edition,)]
    tagged = content.tagged
    records = [str(record) for record in tagged["record_id"]]
    countries = {*tagged["country"].dropna(), *(code[:2] for code in content.outline.ids)}
    regions = [*content.outline.ids, *(content.outline.small.ids if content.outline.small else ())]
    compared = [*(f"cluster:{one}" for one in records), *(f"region:{one}" for one in regions)]
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
        "show": list(OVERLAYS),
        "class": [*content.scores.classes, *_BANDS, *_NO_DATA],
        "country": sorted(map(str, countries)),
        "service": [str(key) for key in read_services(catalog=content.catalog)["key"]],
        "funding": list(_FUNDING),
        "stage": ["emerging", "growing", "mature"],
        **({"kind": list(KINDS)} if content.members else {}),
        "tables": [str(name) for name, _ in tagged.attrs.get("tables", ())],
        "find": None,
        "cluster": records,
        "region": regions,
        "compare": compared,
        "panel": list(_PANELS),
        "sort": [f"{column}-{way}" for column in _sorted_by(content) for way in ("asc", "desc")],
        "table": ["0", "1"],
        "view": _VIEW,
    }


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
        if isinstance(known, re.Pattern):
            if not known.fullmatch(value := ",".join(words)):
                yield Problem(source, f"{name}={value}", "an address as the page writes it", column=column)
        elif known is not None:
            for word in filter(None, words):
                if word not in known:
                    yield _unknown_word(name, word, known, source, column)
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
        expected = f"one of {', '.join(known)}" if 0 < len(known) <= 20 else f"what this map has as {name}"
    return Problem(
        source, f"{name}={word}", expected, column=key, suggestion=suggestion and f"{name}={suggestion}"
    )
