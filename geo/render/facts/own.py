"""What a definition adds to a map: notes at their places, and the steps of its story."""

from __future__ import annotations

from typing import Any, Final

import shapely

from geo.definition import Annotation
from geo.errors import DefinitionError, Problem
from geo.nuts.outline.outline import GridPoint
from geo.nuts.selection import Selection
from geo.nuts.units import level_of, read_regions
from geo.render.facts.choices import choice_problems, words_of_choices
from geo.render.facts.content import MapContent

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
    allowed = words_of_choices(content) if steps else {}
    problems = [
        problem
        for at, step in enumerate(steps, start=1)
        for problem in choice_problems(
            step["show"], allowed, source=_source(content), column=f"story.{at}.show"
        )
    ]
    return steps, problems
