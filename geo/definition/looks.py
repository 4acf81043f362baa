"""Whether the look that a definition chooses can be read: its colours, and the file of its logo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.definition.project_files import unknown_file
from geo.definition.values import MOST_BOUNDS
from geo.errors import Problem


def look_problems(source: str, content: Mapping[str, Any], folder: Path) -> Iterator[Problem]:
    """Yield what is wrong with the table `style` of a definition."""
    style = content.get("style", {})
    classes = [figure.get("classes", "") for figure in content.get("figures", ())]
    yield from style_problems(source, style, class_counts(classes, has_members="members" in content))
    if logo := style.get("logo"):
        yield from _logo_problems(source, logo, folder)
        if not style.get("publisher"):
            expected = "a text beside the logo, for everybody who does not see it"
            yield Problem(source, None, expected, column="style.publisher")


def _logo_problems(source: str, value: str, folder: Path) -> Iterator[Problem]:
    from geo.definition.image import logo_problem  # noqa: PLC0415 - few maps have one

    if problems := list(unknown_file(source, "style.logo", value, folder)):
        yield from problems
        return
    try:
        found = logo_problem(folder / value)
    except OSError as error:
        found = error.strerror or value, "a small file that can be read"
    if found is not None:
        yield Problem(source, found[0], found[1], column="style.logo")


def class_counts(classes: Iterable[str | Sequence[float]], *, has_members: bool) -> tuple[int, ...]:
    """Return how many classes the figures of a map have on its gradient: as many as there may be.

    Parameters
    ----------
    classes
        Of each figure: its method, or its bounds.
    has_members
        Whether members are counted, in classes that nobody chooses.
    """
    from geo.match.classing import CLASSES, DIVERGING  # noqa: PLC0415 - loads numpy, and few maps have figures

    counts = {CLASSES if isinstance(one, str) else len(one) + 1 for one in classes if one != DIVERGING}
    return tuple(sorted(counts | ({MOST_BOUNDS + 1} if has_members else set())))


def style_problems(source: str, style: Mapping[str, Any], counts: Sequence[int] = ()) -> Iterator[Problem]:
    """Yield what is wrong with the colours that a definition chooses, in each theme, with what was measured.

    Parameters
    ----------
    source
        The file, for the messages.
    style
        Keys of `geo.definition.Style`.
    counts
        How many classes its figures have, of `class_counts`.
    """
    from geo.definition.palette import (  # noqa: PLC0415 - as above
        THEMES,
        chosen_colours,
        faults,
        gradient_faults,
        own_palette,
    )
    from geo.definition.sight import read_colour  # noqa: PLC0415 - as above

    for theme in THEMES:
        chosen = chosen_colours(style, theme)
        colours = {name: colour for name, text in chosen.items() if (colour := read_colour(text))}
        palette = own_palette(theme) | colours
        wrong = list(faults(palette, theme)) if colours else []
        if colours and not wrong:
            wrong = [fault for count in counts for fault in gradient_faults(palette, theme, count)]
        for fault in wrong:
            if ours := [name for name in fault.names if name in colours]:
                key = "accent" if ours == ["--accent"] else "ramp"
                if theme == "dark" and style.get(f"{key}_dark"):
                    key += "_dark"
                found = ", ".join(chosen[name] for name in ours)
                expected = f"other colours: in the {theme} theme {fault.what}"
                yield Problem(source, found, expected, column=f"style.{key}")
