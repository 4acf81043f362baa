"""A map as files of other kinds: pictures of it, and its facts for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from geo.datapackage.catalog import Catalog
from geo.datapackage.spooled import Content
from geo.definition import Twin, read_definition
from geo.project.folder import Project
from geo.project.output_files import unfinished, write_files
from geo.project.project_file import read_project_file
from geo.render.files.formats import FORMATS as FILE_FORMATS

if TYPE_CHECKING:
    from geo.render import PictureOptions

PICTURES: Final = get_args(Twin)
#: What a map can be exported as.
FORMATS: Final = (*PICTURES, *FILE_FORMATS)


def export_map(
    folder: str | Path, name: str, *, formats: Sequence[str], options: PictureOptions, output: Path
) -> list[Path]:
    """Write a map of a project as files of other kinds.

    Parameters
    ----------
    folder
        The project folder.
    name
        Of the definition, or its path.
    formats
        Some of `FORMATS`.
    options
        How pictures are drawn.
    output
        Folder of the files; made when it is missing.

    Returns
    -------
    list of Path
        The files, pictures first.

    Raises
    ------
    DefinitionError, TableError, EditionError, RegionError, PackageError
        The map cannot be made.
    PictureError
        It shows no such thing.
    BuildError
        A file cannot be written.
    """
    from geo.render.matched import Matched  # noqa: PLC0415 - loads geopandas

    project = Project.open(folder)
    (chosen,) = project.select([name])
    catalog = Catalog.find(project.root)
    definition = read_definition(project.definition(chosen), catalog=catalog)
    matched = Matched.from_definition(definition, catalog=catalog)
    files = dict[str, Content]()
    if forms := [form for form in formats if form in PICTURES]:
        pictures = matched.to_pictures(forms, options)
        files |= {f"{chosen}.{form}": picture for form, picture in pictures.items()}
    others = [form for form in formats if form in FILE_FORMATS]
    with unfinished(output, chosen) as parts:
        if others:
            names = matched.write_files(others, parts, read_project_file(project.root))
            files |= {file: parts / file for file in names}
        write_files(output, files)
    return [output / file for file in files]
