"""What must hold between the keys of a definition, and between a definition and its project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from geo.datapackage.catalog import Catalog
from geo.datapackage.confinement import INSIDE, inside
from geo.definition.looks import look_problems
from geo.definition.own_language import catalogue_problems
from geo.definition.project_files import TABLE_KEYS, parquet_files, unknown_file
from geo.definition.schema import listed
from geo.errors import EditionError, PackageError, Problem, nearest
from geo.language.messages import LANGUAGES
from geo.nuts.vintages import expected_vintage, known_vintages, vintages


def contradictions(source: str, content: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong between keys; keys that are wrong themselves are not in `content`."""
    languages = content.get("languages", LANGUAGES)
    for key in ("layers", "languages", "records", "focus", "twins", "files"):
        times = Counter(listed(content.get(key, ())))
        for value in sorted(value for value, count in times.items() if count > 1):
            yield Problem(source, value, "each value once", column=key)
    if content.get("language", languages[0]) not in languages:
        yield Problem(source, content["language"], f"one of {', '.join(languages)}", column="language")
    yield from _own_parts(source, content)
    for key, texts in _texts(content):
        missing = [code for code in languages if isinstance(texts, dict) and code not in texts]
        if missing:
            expected = f"a text in each of the map's languages; missing: {', '.join(missing)}"
            yield Problem(source, ", ".join(texts or ()), expected, column=key)
    if content.get("base") == "change" and content.get("series") is False:
        yield Problem(source, "change", "another base, or series = true", column="base")
    if content.get("base") == "since" and "previous_edition" not in content:
        yield Problem(source, "since", "another base, or a previous_edition", column="base")
    if {"previous_edition", "edition"} <= content.keys() and content["previous_edition"] >= content[
        "edition"
    ]:
        expected = f"an edition before {content['edition']}"
        yield Problem(source, content["previous_edition"], expected, column="previous_edition")


def _texts(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield key and value of every text that may be a table of languages."""
    yield "title", content.get("title")
    yield "subtitle", content.get("subtitle")
    yield "style.publisher", content.get("style", {}).get("publisher")
    for row, line in enumerate(content.get("sources", ()), start=1):
        yield f"sources.{row}.text", line["text"]
    for at, note in enumerate(content.get("notes", ()), start=1):
        yield f"notes.{at}.text", note["text"]
    for at, figure in enumerate(content.get("figures", ()), start=1):
        yield from ((f"figures.{at}.{key}", figure.get(key)) for key in ("label", "unit", "attribution"))
    for at, pair in enumerate(content.get("pairs", ()), start=1):
        yield f"pairs.{at}.label", pair.get("label")
    for at, step in enumerate(content.get("story", ()), start=1):
        yield from ((f"story.{at}.{key}", step[key]) for key in ("title", "text"))


def _own_parts(source: str, content: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong inside notes and steps."""
    for at, note in enumerate(content.get("notes", ()), start=1):
        given = {key for key in ("region", "lat", "lon") if note.get(key) is not None}
        if given not in ({"region"}, {"lat", "lon"}):
            found = ", ".join(sorted(given)) or None
            yield Problem(source, found, "either region, or lat and lon", column=f"notes.{at}")
    for key, name in (("story", "name"), ("figures", "key")):
        times = Counter(part[name] for part in content.get(key, ()))
        for value in sorted(value for value, count in times.items() if count > 1):
            yield Problem(source, value, f"each {name} once", column=key)
    for at, figure in enumerate(content.get("figures", ()), start=1):
        if (figure.get("classes") == "diverging") != ("middle" in figure):
            expected = 'classes = "diverging" and a middle together, or neither'
            found = f"middle = {figure['middle']}" if "middle" in figure else 'classes = "diverging"'
            yield Problem(source, found, expected, column=f"figures.{at}")
    yield from _pair_problems(source, content)
    if content.get("base") == "figure" and not (content.get("figures") or content.get("members")):
        yield Problem(source, "figure", "another base, or a figure in figures", column="base")
    if content.get("member_names") and not content.get("members"):
        yield Problem(source, True, "false, or members", column="member_names")
    for name in ("figures", "pairs") if content.get("members") else ():
        for at, figure in enumerate(content.get(name, ()), start=1):
            if figure["key"] == "members" or figure["key"].startswith("members-"):
                expected = "another key; those of the figures of members begin so"
                yield Problem(source, figure["key"], expected, column=f"{name}.{at}.key")


def _pair_problems(source: str, content: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with pairs of figures."""
    figures = [figure["key"] for figure in content.get("figures", ())]
    figures += ["members"] if content.get("members") else []
    if not figures and content.get("pairs"):
        yield Problem(source, None, "figures, which pairs are made of", column="figures")
        return
    taken = set(figures)
    for at, pair in enumerate(content.get("pairs", ()), start=1):
        if pair["key"] in taken:
            expected = "a key that no figure and no other pair has"
            yield Problem(source, pair["key"], expected, column=f"pairs.{at}.key")
        taken.add(pair["key"])
        for side in ("across", "up"):
            if pair[side] not in figures:
                suggestion = nearest(pair[side], figures)
                expected = f"the key of a figure: {', '.join(figures)}"
                yield Problem(
                    source, pair[side], expected, column=f"pairs.{at}.{side}", suggestion=suggestion
                )
        if pair["across"] == pair["up"]:
            yield Problem(source, pair["up"], "two figures", column=f"pairs.{at}")


def _broken_catalogues(content: Mapping[str, Any], folder: Path) -> Iterator[Problem]:
    """Yield what makes a catalogue of the project unusable; what it lacks is a finding of its own."""
    for language in content.get("languages", ()):
        problems = catalogue_problems(folder, language)
        yield from (problem for problem in problems if problem.severity == "error")


def unknown_data(
    source: str, content: Mapping[str, Any], folder: Path, catalog: Catalog
) -> Iterator[Problem]:
    """Yield every name of data that the project does not hold."""
    for key in TABLE_KEYS:
        for value in listed(content.get(key) or ()):
            yield from _unknown_table(source, key, value, folder, catalog)
    for at, figure in enumerate(content.get("figures", ()), start=1):
        yield from _unknown_table(source, f"figures.{at}.source", figure["source"], folder, catalog)
        yield from _unknown_vintage(source, f"figures.{at}.vintage", figure.get("vintage"), catalog)
    yield from _broken_catalogues(content, folder)
    yield from look_problems(source, content, folder)
    if (vintage := content.get("vintage")) and vintage not in vintages(catalog=catalog):
        expected, suggestion = expected_vintage(vintage, catalog=catalog)
        yield Problem(source, vintage, expected, column="vintage", suggestion=suggestion)
    for key, kind in (("edition", "scoreboard"), ("previous_edition", "scoreboard")):
        years = catalog.years(kind)
        if key in content and content[key] not in years:
            expected = f"one of {', '.join(map(str, years))}"
            suggestion = str(min(years, key=lambda year: abs(year - content[key]))) if years else None
            if _is_edition(content[key], catalog):
                expected += (
                    f"; to bring {content[key]}: clusteratlas update scoreboard --edition {content[key]}"
                )
                suggestion = None
            yield Problem(source, content[key], expected, column=key, suggestion=suggestion)
    edition, names = content.get("edition"), catalog.names()
    if edition in catalog.years("scoreboard"):
        if f"scoreboard-{edition}-series" not in names:
            if content.get("series"):
                yield Problem(source, True, f"false; edition {edition} has no time series", column="series")
            if content.get("base") == "change":
                expected = f"another base; edition {edition} has no time series"
                yield Problem(source, "change", expected, column="base")
        yield from _unknown_focus(source, content, catalog)
        if content.get("base") == "indicator" and f"scoreboard-{edition}-indicators" not in names:
            expected = f"another base; edition {edition} has no indicators"
            yield Problem(source, "indicator", expected, column="base")


def _is_edition(year: int, catalog: Catalog) -> bool:
    """Return whether anything is known of an edition of the scoreboard, with or without its table."""
    from geo.match.editions import describe_edition  # noqa: PLC0415 - only an error needs it

    try:
        return bool(describe_edition(year, catalog=catalog).thresholds)
    except (EditionError, PackageError):
        return False


def _unknown_focus(source: str, content: Mapping[str, Any], catalog: Catalog) -> Iterator[Problem]:
    """Yield every name in `focus` that is no country or region of the map."""
    vintage = content.get("vintage")
    if not content.get("focus") or (vintage is not None and vintage not in vintages(catalog=catalog)):
        return
    from geo.match.editions import describe_edition  # noqa: PLC0415 - loads tables, and few maps need it
    from geo.nuts.map_units import newest_vintage  # noqa: PLC0415 - as above
    from geo.nuts.selection import Selection  # noqa: PLC0415 - as above

    edition = describe_edition(content["edition"], catalog=catalog)
    selection = Selection(vintage or newest_vintage(edition.nuts_vintage, catalog=catalog), catalog=catalog)
    for text in content["focus"]:
        meant = selection.find(text)
        if meant.code is None:
            yield Problem(source, text, meant.expected, column="focus", suggestion=meant.suggestion)


def _unknown_vintage(source: str, column: str, vintage: int | None, catalog: Catalog) -> Iterator[Problem]:
    """Yield that no codes of a vintage are known: those of a figure need no boundaries."""
    known = known_vintages(catalog=catalog)
    if vintage is not None and vintage not in known:
        suggestion = min(known, key=lambda year: abs(year - vintage))
        expected = f"a vintage whose codes are known: {', '.join(map(str, known))}"
        yield Problem(source, vintage, expected, column=column, suggestion=str(suggestion))


def _unknown_table(source: str, key: str, value: str, folder: Path, catalog: Catalog) -> Iterator[Problem]:
    if key == "members" and (parts := parquet_files(folder, value)):
        yield from (Problem(source, part, INSIDE, column=key) for part in parts if not inside(folder, part))
        return
    if key == "members" and (path := inside(folder, value)) and path.is_dir():
        yield Problem(source, value, "a folder that holds files that end in .parquet", column=key)
        return
    if not PurePosixPath(value).suffix:
        if value not in catalog.names():
            suggestion = nearest(value, list(catalog.names()))
            expected = "the name of a resource, or the path of a file with its ending"
            yield Problem(source, value, expected, column=key, suggestion=suggestion)
        return
    yield from unknown_file(source, key, value, folder)
