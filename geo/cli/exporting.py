"""The command that writes a map as files of other kinds."""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from geo.cli.arguments import PROJECT, Command
from geo.cli.output import show
from geo.errors import nearest, one_line

#: The parameters that only pictures have.
_OF_PICTURES = ("layer", "overlays", "year", "years", "language", "theme", "size")
_SIZES = ("a4", "a4-landscape", "slide", "square", "card")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _formats(_context: click.Context, _option: click.Parameter, given: str) -> tuple[str, ...]:
    from geo.project.exporting import FORMATS

    chosen = _listed(given)
    wrong = next((form for form in chosen if form not in FORMATS), None if chosen else given)
    if wrong is not None:
        suggestion = nearest(wrong, list(FORMATS))
        hint = f" Did you mean {suggestion!r}?" if suggestion else ""
        raise click.BadParameter(f"found {wrong!r}, expected some of {', '.join(FORMATS)}.{hint}")
    return chosen


def _years(
    _context: click.Context, _option: click.Parameter, given: str | None
) -> tuple[int, ...] | str | None:
    if given is None or given == "all":
        return given
    years = _listed(given)
    wrong = next((year for year in years if not year.isdecimal()), None if years else given)
    if wrong is not None:
        raise click.BadParameter(f"found {wrong!r}, expected years, such as 2016,2020,2023, or all")
    return tuple(map(int, years))


def _overlays(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[str, ...] | None:
    return None if given is None else _listed(given)


def _check_choices(formats: tuple[str, ...]) -> None:
    """Refuse what is chosen for a picture where none is asked for: it would change nothing, unsaid."""
    from geo.project.exporting import PICTURES

    if set(formats) & set(PICTURES):
        return
    context = click.get_current_context()
    chosen = [
        name for name in _OF_PICTURES if context.get_parameter_source(name) is not ParameterSource.DEFAULT
    ]
    if chosen:
        options = ", ".join(
            f"'--{name.removesuffix('s') if name == 'overlays' else name}'" for name in chosen
        )
        raise click.UsageError(
            f"{options}: of pictures, and '--format {','.join(formats)}' names none; files of facts hold all "
            f"layers and years. Leave it out, or name some of {', '.join(PICTURES)}, too."
        )


@click.command(
    cls=Command, epilog="clusteratlas export bioclusters --format svg,png --layer index --size slide"
)
@click.argument("definition", metavar="MAP")
@click.option(
    "--format",
    "formats",
    default="svg",
    show_default=True,
    callback=_formats,
    help="Pictures: some of svg,png,pdf. Facts: some of gpkg,parquet,geojson,csv,xlsx.",
)
@click.option(
    "--layer",
    help="class, index, change, since, indicator, indicator:CODE, figure or figure:KEY; by default the "
    "map's own.",
)
@click.option(
    "--overlay",
    "overlays",
    callback=_overlays,
    help="Some of clusters,funding,services,labels,borders; the map's own by default.",
)
@click.option("--year", type=int, help="Of the time series; the last one by default.")
@click.option(
    "--years",
    callback=_years,
    help="A small map of each on one sheet: some of the time series, such as 2016,2020,2023, or all.",
)
@click.option("--language", help="en, ca, es, fr, de or it; the map's own by default.")
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", show_default=True)
@click.option("--size", type=click.Choice(_SIZES), default="a4", show_default=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder of the files; the current one by default.",
)
@PROJECT
def export(definition: str, formats: tuple[str, ...], folder: Path, output: Path, **picture: Any) -> None:
    """Write a map as pictures, drawn without a browser, or its facts as files for other programs.

    A picture has title, legend and sources on one sheet. Layer, overlays, year, years, language, theme and
    size are those of pictures; files of facts hold all years and indicators.
    """
    _check_choices(formats)
    from geo.project.exporting import export_map
    from geo.render import PictureOptions

    options = PictureOptions(**picture)
    for path in export_map(folder, definition, formats=formats, options=options, output=output):
        show(one_line(str(path)))
