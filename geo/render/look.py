"""The look that a map chooses for itself: its colours as a style sheet, and its own texts as messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from geo.definition import Publication, class_counts, style_problems
from geo.definition.palette import CLASSES, chosen_colours, style_values
from geo.errors import DefinitionError
from geo.render.options import MapOptions

#: Key of the line that says who publishes, among the messages of a page.
PUBLISHER: Final = "own.publisher"


def own_colours(options: MapOptions) -> str:
    """Return a style sheet with the colours that a map chooses; empty when it chooses none.

    Raises
    ------
    DefinitionError
        They cannot be told apart, or not be read; each problem says what was measured.
    """
    rules = ";".join(f"{name}:{value}" for name, value in _colours(options).items())
    return f":root{{{rules}}}" if rules else ""


def own_ramp(options: MapOptions) -> str:
    """Return the colours of its classes that a map chooses, as rules of CSS; empty when it chooses none."""
    return ";".join(f"{name}:{value}" for name, value in _colours(options).items() if name in CLASSES)


def _colours(options: MapOptions) -> dict[str, str]:
    style = options.style.model_dump()
    classes = [table.about.classes for table in options.figures]
    counts = class_counts(classes, has_members=options.members is not None)
    if problems := list(style_problems("style", style, counts)):
        raise DefinitionError(problems)
    light, dark = (chosen_colours(style, theme) for theme in ("light", "dark"))
    own = style_values("light")
    return {name: f"light-dark({light.get(name) or own[name]},{dark[name]})" for name in dark}


def publisher_of(options: MapOptions, publication: Publication | None) -> str | None:
    """Return who publishes a map: whom its own `style` names, else whom its project names.

    Parameters
    ----------
    options
        Of the map.
    publication
        What the pages of the project have in common; None for a page on its own.
    """
    own = options.style.publisher
    if own:
        return _in_languages(own, options)[options.first_language]
    return publication.publisher if publication else None


def own_messages(options: MapOptions) -> dict[str, dict[str, str]]:
    """Return the texts of a map that its page shows in the language of the reader: key, language, text."""
    texts: dict[str, dict[str, str]] = {}
    if publisher := options.style.publisher:
        texts[PUBLISHER] = _in_languages(publisher, options)
    for figure in options.figures:
        about, start = figure.about, f"own.figure.{figure.about.key}"
        texts[f"{start}.label"] = _in_languages(about.label, options)
        texts[f"{start}.unit"] = _in_languages(about.unit or "", options)
        texts[f"{start}.source"] = _in_languages(about.attribution or figure.publisher, options)
    for at, note in enumerate(options.notes):
        texts[f"own.note.{at}"] = _in_languages(note.text, options)
    for at, step in enumerate(options.story):
        texts[f"own.story.{at}.title"] = _in_languages(step.title, options)
        texts[f"own.story.{at}.text"] = _in_languages(step.text, options)
    return texts


def _in_languages(texts: str | Mapping[Any, str], options: MapOptions) -> dict[str, str]:
    by_language = {"en": texts} if isinstance(texts, str) else texts
    return {language: options.text(by_language, language) for language in options.languages}
