"""What a definition adds to a map: notes at their places, and the steps of its story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import shapely

from geo.definition import Annotation, Base, Layer
from geo.errors import DefinitionError, Problem, nearest
from geo.nuts.outline.outline import GridPoint
from geo.nuts.selection import Selection
from geo.nuts.units import level_of, read_regions
from geo.render.facts.content import MapContent
from geo.render.facts.figures import BANDS as FIGURE_BANDS
from geo.render.facts.figures import LACKS
from geo.tables.member_kinds import KINDS
from geo.tables.surveys import read_services

#: What the filters of the other layers are called: addresses of the page hold these words.
_BANDS: Final = ("up", "same", "down", "other", "above", "below", *FIGURE_BANDS, *LACKS)
_NO_DATA: Final = ("not_covered", "missing", "country_only", "not_located", "mixed")
_PANELS: Final = ("funding", "services", "survey", "statements", "compare", "changed")
_FUNDING: Final = ("public", "private", "membership", "sales")
_VIEW: Final = re.compile(r"-?\d+(\.\d+)?(,-?\d+(\.\d+)?){2}")
_SORT: Final = re.compile(r"[\w ]+-(asc|desc)")
#: A note of a region finer than this is not placed by its name.
_FINEST: Final = 3


def own_parts(content: MapContent) -> dict[str, Any]:
    """Return the notes and the steps of a map that has some, as the payload holds them.

    Raises
    ------
    DefinitionError
        A place is nowhere or outside the map, or a step shows what the map does not have; it holds every
        problem.
    """
    places, misplaced = _note_places(content)
    steps, wrong = _story_steps(content)
    if misplaced or wrong:
        raise DefinitionError([*misplaced, *wrong])
    parts = {"notes": [list(place) for place in places], "story": steps}
    return {name: part for name, part in parts.items() if part}


def _note_places(content: MapContent) -> tuple[list[GridPoint], list[Problem]]:
    """Return where each note stands, on the grid, and what is wrong with places."""
    notes = content.options.notes
    if not notes:
        return [], []
    selection = Selection(content.vintage, finest=_FINEST, catalog=content.catalog)
    left, bottom, right, top = content.outline.grid_box(content.outline.frame)
    problems, places = list[Problem](), list[GridPoint]()
    for at, note in enumerate(notes, start=1):
        point = _point_of(note, selection, content)
        if isinstance(point, Problem):
            problems.append(point)
            continue
        spot = content.outline.place([point])[0]
        if not (left <= spot[0] <= right and bottom <= spot[1] <= top):
            found = note.region or f"{note.lat}, {note.lon}"
            problems.append(Problem(_source(content), found, "a place on the map", column=f"notes.{at}"))
        places.append((int(spot[0]), int(spot[1])))
    return places, problems


def _source(content: MapContent) -> str:
    return f"maps/{content.options.name}.toml"


def _point_of(note: Annotation, selection: Selection, content: MapContent) -> tuple[float, float] | Problem:
    """Return longitude and latitude of a note: its own, or a point in the largest part of its region."""
    if note.region is None:
        return float(note.lon or 0), float(note.lat or 0)
    meant = selection.find(note.region)
    if meant.code is None:
        at = content.options.notes.index(note) + 1
        return Problem(
            _source(content),
            note.region,
            meant.expected,
            column=f"notes.{at}.region",
            suggestion=meant.suggestion,
        )
    regions = read_regions(meant.vintage, levels=(level_of(meant.code),), catalog=content.catalog)
    shape = regions.set_index("nuts_id").geometry[meant.code]
    inner = shapely.point_on_surface(max(shapely.get_parts(shape), key=shapely.area))
    return inner.x, inner.y


def _story_steps(content: MapContent) -> tuple[list[dict[str, str]], list[Problem]]:
    """Return name and state of each step, and what is wrong with states."""
    steps = [{"name": step.name, "show": step.show.removeprefix("#")} for step in content.options.story]
    allowed = _words(content) if steps else {}
    problems = [
        problem
        for at, step in enumerate(steps, start=1)
        for problem in _state_problems(step["show"], allowed, _source(content), f"story.{at}.show")
    ]
    return steps, problems


def _words(content: MapContent) -> Mapping[str, Any]:
    """Return what each choice in an address may be: a list of words, or a pattern; None for any text."""
    years = [str(year) for year in content.scores.years or (content.options.edition,)]
    tagged = content.tagged
    records = [str(record) for record in tagged["record_id"]]
    countries = {*tagged["country"].dropna(), *(code[:2] for code in content.outline.ids)}
    compared = [*(f"cluster:{one}" for one in records), *(f"region:{one}" for one in content.outline.ids)]
    times = sorted({str(year) for figure in content.drawn_figures for year in figure.years})
    return {
        **({"when": times} if times else {}),
        "layer": list(_bases(content)),
        "indicator": [
            *(indicator["code"] for indicator in content.scores.indicators),
            *(figure.key for figure in content.drawn_figures),
        ],
        "year": years,
        "from": years,
        "to": years,
        "show": list(Layer.__args__),  # type: ignore[attr-defined]
        "class": [*content.scores.classes, *_BANDS, *_NO_DATA],
        "country": sorted(map(str, countries)),
        "service": [str(key) for key in read_services(catalog=content.catalog)["key"]],
        "funding": list(_FUNDING),
        "stage": ["emerging", "growing", "mature"],
        **({"kind": list(KINDS)} if content.members else {}),
        "tables": [str(name) for name, _ in tagged.attrs.get("tables", ())],
        "find": None,
        "cluster": records,
        "region": list(content.outline.ids),
        "compare": compared,
        "panel": list(_PANELS),
        "sort": _SORT,
        "table": ["0", "1"],
        "view": _VIEW,
    }


def _bases(content: MapContent) -> Iterator[Base]:
    yield from ("class", "index")
    if len(content.scores.years) > 1:
        yield "change"
    if content.options.previous_edition is not None:
        yield "since"
    if content.scores.indicators:
        yield "indicator"
    if content.figures:
        yield "figure"


def _state_problems(show: str, allowed: Mapping[str, Any], source: str, column: str) -> Iterator[Problem]:
    for name, value in parse_qsl(show, keep_blank_values=True):
        if name not in allowed:
            near = nearest(name, list(allowed))
            yield Problem(source, name, f"one of {', '.join(allowed)}", column=column, suggestion=near)
            continue
        words = allowed[name]
        if isinstance(words, re.Pattern):
            if not words.fullmatch(value):
                yield Problem(source, f"{name}={value}", "an address as the page writes it", column=column)
        elif words is not None:
            for word in filter(None, value.split(",")):
                if word not in words:
                    yield _unknown_word(name, word, words, source, column)
    if show and not all("=" in part for part in show.split("&")):
        yield Problem(source, show, "name=value, joined by &, as the page writes it", column=column)


def _unknown_word(name: str, word: str, words: Iterable[str], source: str, column: str) -> Problem:
    known = list(words)
    near = nearest(word, known)
    few = f"one of {', '.join(known)}" if 0 < len(known) <= 20 else f"what this map has as {name}"
    return Problem(source, f"{name}={word}", few, column=column, suggestion=near and f"{name}={near}")
