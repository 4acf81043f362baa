"""A map as files of other kinds: pictures of it, and its facts for other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.datapackage.catalog import Catalog
from geo.definition import read_definition
from geo.project.folder import Project
from geo.project.manifest import write_files
from geo.project.project_file import read_project_file
from geo.render.files.formats import FORMATS as FILE_FORMATS

if TYPE_CHECKING:
    from geo.render import ClusterMap, PictureOptions

#: The pictures of a map, and how each is drawn.
PICTURES: Final[Mapping[str, Callable[[ClusterMap, PictureOptions], bytes]]] = {
    "svg": lambda atlas, options: atlas.to_svg(options).encode(),
    "png": lambda atlas, options: atlas.to_png(options),
    "pdf": lambda atlas, options: atlas.to_pdf(options),
}
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
    from geo.render import ClusterMap  # noqa: PLC0415 - loads folium and geopandas

    project = Project.open(folder)
    (chosen,) = project.select([name])
    catalog = Catalog.find(project.root)
    definition = read_definition(project.definition(chosen), catalog=catalog)
    atlas = ClusterMap.from_definition(definition, catalog=catalog)
    files = {f"{chosen}.{form}": PICTURES[form](atlas, options) for form in formats if form in PICTURES}
    files |= atlas.to_files(
        [form for form in formats if form in FILE_FORMATS], publication=read_project_file(project.root)
    )
    write_files(output, files)
    return [output / file for file in files]
