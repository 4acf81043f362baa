"""A folium map of clusters that is saved as one self-contained page."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.definition import Publication
from geo.errors import ForeignAssetError
from geo.render.facts.content import MapContent
from geo.render.html import Page
from geo.render.leaflet.layers import take_apart
from geo.render.leaflet.opening import view_of
from geo.render.leaflet.placing import PlacedMap, copy_tree, frame_of, place_page
from geo.render.leaflet.written import CENTRE, LEAFLET, ZOOMS
from geo.render.matched import Matched, read_asked
from geo.render.options import MapOptions
from geo.tables.frames import check_frame

if TYPE_CHECKING:
    from geo.definition import Definition
    from geo.render.twin.options import PictureOptions


class ClusterMap(PlacedMap):
    """A map of clusters on regions painted by their innovation performance.

    It is a `folium.Map`: any folium layer can be added, in longitude and latitude as usual. It is drawn in
    EPSG:3035 and has no online background. Saved, it is one file that loads nothing.

    Parameters
    ----------
    clusters
        Records of `geo.read_clusters`, or any frame with the columns of a cluster table. They are located and
        tagged unless they are already; those tagged with another edition are tagged again.
    title
        Title of the page: a text, or one for each language.
    options
        Everything else; defaults when None. Its title and edition give way to the arguments.
    survey
        Figures about all records together, of `geo.tables.surveys.read_survey`.
    edition
        Edition of the scoreboard. When None that of the options; without options, the one that the clusters
        are tagged with, else that of `MapOptions`.
    catalog
        Data package; the bundled one when None.
    assets
        Folder with scripts and styles of folium layers that no installed package holds, each by the name of
        its file; ``node_modules`` will do. They are written into the page.
    location
        Latitude and longitude that the page opens on; None opens it on the whole map. `fit_bounds` goes
        first.
    zoom_start
        Level that the page opens at, counted as folium does (4 shows Europe); without effect where `location`
        is None.

    Attributes
    ----------
    ledger
        How each record was located and tagged.
    warnings
        What the table of the records said that a person must look at, as sentences.
    findings
        What the ledger says that a person must look at.
    notices
        What was taken for what in the table, as sentences.

    Examples
    --------
    >>> import folium
    >>> from geo import read_clusters
    >>> atlas = ClusterMap(read_clusters("bioclusters"), title="25 bioclusters")
    >>> _ = folium.CircleMarker([41.39, 2.17]).add_to(atlas)
    >>> "circle_marker_2 = L.circleMarker(" in atlas.to_html()
    True
    """

    def __init__(  # noqa: PLR0913 - the last two are folium's own
        self,
        clusters: pd.DataFrame,
        *,
        title: str | Mapping[str, str] | None = None,
        options: MapOptions | None = None,
        survey: pd.DataFrame | None = None,
        edition: int | None = None,
        catalog: Catalog | None = None,
        assets: str | Path | None = None,
        location: Sequence[float] | None = None,
        zoom_start: float | None = None,
    ) -> None:
        check_frame(clusters)
        if survey is not None:
            check_frame(survey, source="survey", reader="read_survey")
        super().__init__(
            location=CENTRE if location is None else location,
            zoom_start=0,
            tiles=None,
            crs="EPSG3035",
            **LEAFLET,
        )
        self.options |= ZOOMS
        # On this map only: the class attributes belong to every folium map.
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []
        # Checked and made plain by folium.
        self._opening = None if location is None else view_of(self.location, zoom_start)
        chosen = options or MapOptions()
        if title is not None:
            chosen = replace(chosen, title={"en": title} if isinstance(title, str) else title)
        if edition is None and options is None:
            edition = _edition_of(clusters)
        if edition is not None:
            chosen = replace(chosen, edition=edition)
        self._assets = _folder(assets)
        self._take(Matched.of(clusters, chosen, survey=survey, catalog=catalog or Catalog.bundled()))

    def _take(self, matched: Matched) -> None:
        self._matched = matched
        self.map_options = matched.options
        self.ledger, self.findings = matched.ledger, matched.findings
        self.warnings, self.notices = matched.warnings, matched.notices

    @classmethod
    def from_definition(cls, definition: Definition, *, catalog: Catalog | None = None) -> Self:
        """Make the map that a definition describes.

        Parameters
        ----------
        definition
            Of `geo.read_definition`.
        catalog
            Data package; that of the definition's project when None.
        """
        catalog = catalog or Catalog.find(definition.folder)
        asked = read_asked(definition, catalog=catalog)
        atlas = cls(asked.records.clusters, options=asked.options, survey=asked.survey, catalog=catalog)
        atlas._take(atlas._matched.as_asked(asked))
        return atlas

    def to_page(self, *, publication: Publication | None = None) -> Page:
        """Write the page, with what it holds in numbers.

        The map is not changed: layers can be added afterwards and the page written again.

        Parameters
        ----------
        publication
            Who publishes the page, and where; None for a page on its own, which names no ledger beside it.

        Raises
        ------
        ForeignAssetError
            A layer would load a file from another host that neither `assets` nor an installed package has.
        """
        return self._page(publication)

    def _page(self, publication: Publication | None = None, *, in_widget: bool = False) -> Page:
        layers = take_apart(
            copy_tree(self), allow_foreign=self.map_options.allow_foreign, assets=self._assets
        )
        layers = replace(layers, opening=layers.opening or self._opening)
        return self._shown().to_page(layers, publication=publication, in_widget=in_widget)

    def to_svg(self, options: PictureOptions | None = None) -> str:
        """Draw the map as SVG, with its title, legend and sources; folium layers are not in it.

        Parameters
        ----------
        options
            Layer, overlays, year, language, theme and size; as the page opens on A4 when None.

        Raises
        ------
        PictureError
            The map has no such layer, overlay, year or language.

        Examples
        --------
        >>> from geo import PictureOptions, read_clusters
        >>> atlas = ClusterMap(read_clusters("bioclusters"), title="25 bioclusters")
        >>> picture = atlas.to_svg(PictureOptions(layer="index", size="card"))
        >>> '<text class="title"' in picture
        True
        """
        return self._picture("svg", options).decode()

    def to_png(self, options: PictureOptions | None = None) -> bytes:
        """Draw the map as PNG, the same pixels on every machine; see `to_svg`.

        Parameters
        ----------
        options
            As for `to_svg`.
        """
        return self._picture("png", options)

    def to_pdf(self, options: PictureOptions | None = None) -> bytes:
        """Draw the map as tagged PDF (PDF/A-2a and PDF/UA-1), with the table of its clusters; see `to_svg`.

        Parameters
        ----------
        options
            As for `to_svg`.

        Raises
        ------
        FormatError
            The extra ``pdf`` is not installed.
        """
        return self._picture("pdf", options)

    def _picture(self, form: str, options: PictureOptions | None) -> bytes:
        from geo.render.twin.options import PictureOptions  # noqa: PLC0415 - for pictures alone

        return self._shown().to_pictures([form], options or PictureOptions())[form]

    def to_html(self) -> str:
        """Return the page as text."""
        return self.to_page().html

    def _unchanged(self) -> tuple[object, ...]:
        """Return the parts of the map that writing the page does not touch: its tables are large."""
        return self._matched, self.ledger, self.map_options

    def to_files(self, formats: Iterable[str], *, publication: Publication | None = None) -> dict[str, bytes]:
        """Return the facts of the map as files for other programs.

        Regions with class, index, series and indicators; clusters with how they were located and tagged; the
        ledger. Each file says its sources, licences and attributions. Layers of folium are not in them.

        Parameters
        ----------
        formats
            Some of ``gpkg`` (GeoPackage with the colours of the map, for QGIS), ``parquet`` (GeoParquet 1.1),
            ``geojson``, ``csv`` and ``xlsx``.
        publication
            Who publishes the map, and under which licence its records are; None when that is not said.

        Returns
        -------
        dict
            Name of each file, which begins with that of the map, to what it holds.

        Raises
        ------
        FormatError
            A format is not written.

        Examples
        --------
        >>> from geo import read_clusters
        >>> sorted(ClusterMap(read_clusters("bioclusters")).to_files(["geojson"]))
        ['map.clusters.geojson', 'map.regions.geojson']
        """
        return self._shown().to_files(formats, publication)

    def save(self, outfile: str | bytes | Path | BinaryIO, close_file: bool = True, **_kwargs: Any) -> None:
        """Write the page to a file.

        Parameters
        ----------
        outfile
            Path of the file, or a file open for writing bytes.
        close_file
            Whether to close an open file.
        **_kwargs
            Accepted because `folium.Map.save` has them; without effect.
        """
        content = self.to_html().encode()
        if isinstance(outfile, str | bytes | Path):
            Path(os.fsdecode(outfile)).write_bytes(content)
            return
        outfile.write(content)
        if close_file:
            outfile.close()

    def _shown(self) -> Matched:
        # Both may be given anew: they are the caller's own.
        return replace(self._matched, options=self.map_options, ledger=self.ledger)

    def _content(self) -> MapContent:
        return self._shown().content()

    def render(self, **_kwargs: Any) -> str:
        """Show the page in the figure or element that holds the map, and return it as a frame.

        A figure that holds this map and no other becomes the page, as `save` writes it. Any other holds the
        page in a frame.
        """
        return place_page(self)

    def _repr_html_(self, **_kwargs: Any) -> str:
        """Show the page in a notebook, in the size of the figure that holds the map."""
        return frame_of(self)


def _folder(assets: str | Path | None) -> Path | None:
    if assets is not None and not Path(assets).is_dir():
        raise ForeignAssetError(f"assets={str(assets)!r} is no folder")
    return None if assets is None else Path(assets)


def _edition_of(clusters: pd.DataFrame) -> int | None:
    """Return the edition a frame is tagged with, if it is one."""
    years = set(clusters[c.EDITION]) if c.TAG_NOTES in clusters and c.EDITION in clusters else set()
    return int(years.pop()) if len(years) == 1 else None
