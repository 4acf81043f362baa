"""What a map shows, apart from its records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from geo.datapackage.catalog import Catalog
from geo.definition import Annotation, Definition, Pair, Source, Step, Style
from geo.definition.figures import FigureTable, read_figures
from geo.definition.image import data_address
from geo.definition.own_language import read_catalogue
from geo.language.messages import LANGUAGES, Message
from geo.match.member_counts import MemberCounts


def _default(key: str) -> Any:
    """Return what a map definition means by leaving a key out."""
    return Definition.model_fields[key].get_default()


@dataclass(frozen=True)
class MapOptions:
    """Title, figures and behaviour of a map.

    What is left out is as in a map definition that does not say it.

    Parameters
    ----------
    title, subtitle
        Texts, one for each language.
    name
        Short name of the map, as its file is called.
    edition
        Edition of the scoreboard that gives regions their class.
    vintage
        Vintage of the regions that are drawn; None: the one the edition uses, or the newest before it.
    base
        What paints the regions at first: ``class``, ``index``, ``change``, ``since``, ``indicator`` or
        ``figure``.
    layers
        Overlays at first: ``clusters``, ``funding``, ``services``, ``labels``, ``borders``.
    focus
        Countries or regions, by code or name, that the map opens on and is cropped to; none: all of them.
    series
        Whether the page holds every year of the edition.
    class_printed
        Whether the class that a record prints is shown beside the table's.
    previous_edition
        An earlier edition; the page then says what changed since, in a panel and on the map.
    languages
        Languages a reader can choose.
    catalogues
        Words of the languages that the program does not have: language to messages by key, of
        `geo.definition.own_language.read_catalogue`.
    language
        Language the page opens in; None: the browser's, else the first of `languages`.
    sources
        Source lines of the records; those of boundaries and scoreboard are added to them.
    figures
        Figures of regions, each a layer of the map, of `geo.definition.figures.read_figures`.
    members
        Members of the clusters, of `geo.read_members`; they are counted by region, kind and cluster.
    pairs
        Pairs of these figures, each a layer of the map.
    notes
        Notes on the map, each with its place.
    story
        Steps that lead through the map, in their order.
    style
        Colours, and the line that says who publishes. Colours that cannot be told apart are refused when the
        page is made, with what was measured.
    logo
        Picture at the top of the page, as an address that holds it (``data:``).
    synthetic
        Whether the records are made up.
    embed
        Whether the page is bare: only map, legend and source line.
    twins
        Pictures that stand beside a page that is built: ``svg``, ``png``, ``pdf``.
    files
        Formats of the files of facts that stand beside a page that is built: ``gpkg``, ``parquet``,
        ``geojson``, ``csv``, ``xlsx``.
    search_engines
        Whether search engines may list the page.
    allow_foreign
        Whether layers may load files from other hosts. Such a page has no Content-Security-Policy and says
        so.
    """

    title: Mapping[str, str] = field(default_factory=dict)
    subtitle: Mapping[str, str] = field(default_factory=dict)
    name: str = "map"
    edition: int = 2023
    vintage: int | None = _default("vintage")
    base: str = _default("base")
    layers: tuple[str, ...] = _default("layers")
    focus: tuple[str, ...] = _default("focus")
    series: bool = _default("series")
    class_printed: bool = _default("class_printed")
    previous_edition: int | None = _default("previous_edition")
    languages: tuple[str, ...] = _default("languages")
    catalogues: Mapping[str, Mapping[str, Message]] = field(default_factory=dict)
    language: str | None = _default("language")
    sources: tuple[Source, ...] = _default("sources")
    figures: tuple[FigureTable, ...] = ()
    members: MemberCounts | None = None
    pairs: tuple[Pair, ...] = _default("pairs")
    notes: tuple[Annotation, ...] = _default("notes")
    story: tuple[Step, ...] = _default("story")
    style: Style = field(default_factory=Style)
    logo: str = ""
    synthetic: bool = _default("synthetic")
    embed: bool = _default("embed")
    twins: tuple[str, ...] = _default("twins")
    files: tuple[str, ...] = _default("files")
    search_engines: bool = _default("search_engines")
    allow_foreign: bool = False

    @property
    def first_language(self) -> str:
        """Language of what is written before a script runs."""
        return self.language or self.languages[0]

    def text(self, texts: Mapping[str, str], language: str) -> str:
        """Return a text in a language, else in English, else in whatever language there is."""
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")

    def texts(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Return a text in English and in each language of the map."""
        return {code: self.text(texts, code) for code in dict.fromkeys(("en", *self.languages))}

    @classmethod
    def from_definition(cls, definition: Definition, *, catalog: Catalog | None = None) -> MapOptions:
        """Take everything from a map definition.

        Parameters
        ----------
        definition
            Of `geo.read_definition`.
        catalog
            Data package of its figures; that of the definition's project when None.
        """
        texts: dict[str, Any] = {
            "title": _texts(definition.title),
            "subtitle": _texts(definition.subtitle or {}),
        }
        others = (
            {item.name for item in fields(cls)}
            - texts.keys()
            - {*("allow_foreign", "logo", "catalogues", "figures", "members")}
        )
        logo = definition.style.logo
        texts["logo"] = data_address(definition.folder / logo) if logo else ""
        catalog = catalog or Catalog.find(definition.folder)
        texts["figures"] = read_figures(definition.figures, folder=definition.folder, catalog=catalog)
        texts["catalogues"] = {
            language: read_catalogue(definition.folder, language).messages
            for language in definition.languages
            if language not in LANGUAGES
        }
        return cls(**texts, **{name: getattr(definition, name) for name in others})


def _texts(texts: str | Mapping[Any, str]) -> dict[str, str]:
    return {"en": texts} if isinstance(texts, str) else dict(texts)
