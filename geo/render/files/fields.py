"""The columns of the files, each with its type, its unit and what it means, once for all formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from geo import columns as c
from geo.match.ledger import CLASS_IN_PRINTED_EDITION
from geo.render.facts.figures import ShownFigure
from geo.render.facts.scores import Scores

Kind = Literal["string", "integer", "number"]

#: Where a record is drawn, and whether that is its own point.
POINT_LON: Final = "point_lon"
POINT_LAT: Final = "point_lat"
POINT_OF: Final = "point_of"
CLUSTERS: Final = "clusters"
_PERCENT: Final = "%"


@dataclass(frozen=True)
class Field:
    """One column of a table.

    Parameters
    ----------
    name
        As the files have it.
    kind
        Type of its values, as a table schema names it.
    description
        What it means: one sentence.
    unit
        Of its numbers; None where they have none.
    """

    name: str
    kind: Kind
    description: str
    unit: str | None = None

    def describe(self) -> dict[str, Any]:
        """Return the field as a table schema describes it; the unit is a property of our own."""
        about = {"name": self.name, "type": self.kind, "description": self.description}
        return about | ({"unit": self.unit} if self.unit else {})


@dataclass(frozen=True)
class Schema:
    """What a table is, apart from its rows.

    Parameters
    ----------
    name
        Of the layer, the sheet, or the part of the file's name.
    title
        For people.
    fields
        Its columns.
    key
        The column that tells its rows apart.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    key: str


_REGION: Final = (
    Field(c.NUTS_ID, "string", "NUTS code of the region."),
    Field(c.NAME, "string", "Name of the region in its own country."),
    Field(c.NAME_LATIN, "string", "The same name in Latin letters."),
    Field(c.COUNTRY, "string", "Country, as GISCO writes it: EL for Greece, UK for the United Kingdom."),
    Field(c.LEVEL, "integer", "NUTS level of the region."),
    Field(c.VINTAGE, "integer", "Year of the NUTS classification that the code is of."),
)
_PARENT: Final = Field(c.PARENT, "string", "NUTS code of the region of level 2 that it lies in.")
_TAG: Final = (
    Field(c.SCOREBOARD_UNIT, "string", "Unit of the scoreboard that covers it; several are parted by ;."),
    Field(c.SCOREBOARD_UNIT_NAME, "string", "Name of that unit."),
    Field(
        c.RELATION,
        "string",
        "How it lies to that unit: same, inside, contains; country where only that is known, or none.",
    ),
    Field(c.CLASS, "string", "Performance group in the edition; mixed where it holds units of several."),
    Field(c.INDEX, "number", "Regional Innovation Index of the unit in the year of the edition."),
    Field(c.INDEX_RELATIVE_TO, "string", "What an index of 100 is."),
    Field(c.BASIS, "string", "How the class is known: published, computed or printed."),
    Field(
        c.NO_DATA,
        "string",
        "Why there is no class: not_covered (not by the scoreboard), missing (from its table), "
        "not_located or country_only.",
    ),
    Field(c.EDITION, "integer", "Edition of the scoreboard."),
)
_LOCATED: Final = (
    Field(c.NUTS_ID, "string", "NUTS code of the region it was located in; several are parted by ;."),
    Field(c.LEVEL, "integer", "NUTS level of that region."),
    Field(c.VINTAGE, "integer", "Year of the NUTS classification that the code is of."),
    Field(
        c.LOCATED_BY, "string", "What located it: code, name, alias, near name, point, city, country or none."
    ),
    Field(c.MATCH_SCORE, "number", "How near a name came to the region's, 100 at most.", "of 100"),
    Field(c.CANDIDATES, "string", "All regions that fitted, parted by ;."),
)
_PRINTED: Final = (
    Field(c.CLASS_PRINTED, "string", "Performance group that the source of the record prints."),
    Field(c.CLASS_PRINTED_EDITION, "integer", "Edition of the scoreboard that it was printed for."),
    Field(CLASS_IN_PRINTED_EDITION, "string", "What the table of that edition says."),
    Field(c.AGREEMENT, "string", "Whether the two agree: agrees, differs or unverified."),
)
_NOTE: Final = Field(c.NOTE, "string", "How it was located and tagged, and why, in sentences.")
_RECORD_ID: Final = Field(c.RECORD_ID, "string", "Short name of the record, which no other has.")
_NAMED: Final = (
    _RECORD_ID,
    Field(c.NAME, "string", "Name of the cluster."),
    Field(c.COUNTRY, "string", "Country, as GISCO writes it: EL for Greece, UK for the United Kingdom."),
)
_REGION_PRINTED: Final = Field(c.REGION_PRINTED, "string", "Region as the source prints it.")
_STATED: Final = (
    _REGION_PRINTED,
    Field(c.NUTS_ID_PRINTED, "string", "NUTS code as the source states it."),
    Field(c.NUTS_VINTAGE, "integer", "Year of the NUTS classification that the source states."),
    Field(c.CITY, "string", "City."),
    Field(c.CITY_STATUS, "string", "How the city is known: sourced, unconfirmed or unknown."),
    Field(c.LAT, "number", "Latitude of the record's own point, EPSG:4326.", "degrees"),
    Field(c.LON, "number", "Longitude of the record's own point, EPSG:4326.", "degrees"),
    Field(c.WEBSITE, "string", "Address of its website."),
    Field(c.FOUNDED, "integer", "Year in which it was founded."),
    Field(c.MEMBERS, "integer", "Number of its members.", "members"),
    Field(c.STAGE, "string", "Stage of its life: emerging, growing or mature."),
    Field(c.FUNDING_KIND, "string", "What its funding figures are: shares of a whole, or mentions."),
    Field(c.FUNDING_PUBLIC, "number", "Funding from public sources.", _PERCENT),
    Field(c.FUNDING_PRIVATE, "number", "Funding from private sources.", _PERCENT),
    Field(c.FUNDING_MEMBERSHIP, "number", "Funding from membership fees.", _PERCENT),
    Field(c.FUNDING_SALES, "number", "Funding from sales.", _PERCENT),
    Field(c.SERVICES, "string", "Services it offers, by their keys, parted by ;."),
    Field(c.MARKET_AREAS, "string", "Market areas, parted by ;."),
    Field(c.SOURCE, "string", "Where the record is from."),
)
_DRAWN: Final = (
    Field(POINT_LON, "number", "Longitude of the point where it is drawn, EPSG:4326.", "degrees"),
    Field(POINT_LAT, "number", "Latitude of the point where it is drawn, EPSG:4326.", "degrees"),
    Field(POINT_OF, "string", "Whose point that is: record, or region (a point inside its region)."),
)
_TABLE: Final = Field(c.TABLE, "string", "Table that the record is from.")


def region_fields(scores: Scores, figures: Sequence[ShownFigure] = ()) -> list[Field]:
    """Return the columns of the painted regions, those of an edition's figures and of the map's own last.

    Parameters
    ----------
    scores
        The edition of the scoreboard.
    figures
        Figures of regions that the map shows.
    """
    relative = _relative(scores)
    fields = [*_REGION, *_TAG, Field(CLUSTERS, "integer", "Clusters of the map in it.", "clusters"), _NOTE]
    for year, average in zip(scores.years, scores.eu_average, strict=False):
        text = f"Regional Innovation Index in {year}; the EU average was {average}."
        fields.append(Field(index_name(year), "number", text, relative))
    edition = scores.edition.edition
    for year in scores.years:
        text = f"Performance group in {year}, by the method of edition {edition}."
        fields.append(Field(class_name(year), "string", text))
    for indicator, average in zip(scores.indicators, scores.indicator_averages, strict=True):
        code = indicator["code"]
        title = scores.indicator_name(code, "en")
        text = f"Indicator {code}, {title}; the EU average is {average}."
        fields.append(Field(indicator_name(code), "number", text, relative))
    for figure in figures:
        fields += _figure_fields(figure)
    return [_with_unit(field, c.INDEX, relative) for field in fields]


def small_fields(figures: Iterable[ShownFigure]) -> list[Field]:
    """Return the columns of the regions of level 3, those of the figures of that level last."""
    fields = [*_REGION, _PARENT, Field(CLUSTERS, "integer", "Clusters known to lie in it.", "clusters")]
    for figure in figures:
        fields += _figure_fields(figure)
    return fields


def cluster_fields(scores: Scores, *, extra: Mapping[str, Kind], with_table: bool) -> list[Field]:
    """Return the columns of the records: as stated, as drawn, as located and as tagged, then their own.

    Parameters
    ----------
    scores
        The edition of the scoreboard.
    extra
        Columns of the user's own, with the type of their values.
    with_table
        Whether the records are from several tables.
    """
    fields = [*_NAMED, *_STATED, *_DRAWN, *_LOCATED, *_TAG, *_PRINTED, _NOTE, *([_TABLE] * with_table)]
    own = [Field(name, kind, "A column of the table of the records.") for name, kind in extra.items()]
    relative = _relative(scores)
    return [*(_with_unit(field, c.INDEX, relative) for field in fields), *own]


def ledger_fields(scores: Scores, columns: Iterable[str]) -> list[Field]:
    """Return the columns of a ledger, in its own order.

    Parameters
    ----------
    scores
        The edition of the scoreboard.
    columns
        Names of the ledger's columns.
    """
    known = {
        field.name: field for field in (*_NAMED, _REGION_PRINTED, *_LOCATED, *_TAG, *_PRINTED, _NOTE, _TABLE)
    }
    relative = _relative(scores)
    return [_with_unit(known[name], c.INDEX, relative) for name in columns]


def _figure_fields(figure: ShownFigure) -> Iterator[Field]:
    about = figure.about
    label, unit = (_english(text) for text in (about.label, about.unit or ""))
    key = figure_name(about.key)
    yield Field(f"{key}_unit", "string", f"Region of which the value is, of the figure: {label}.")
    for year in figure.years or (None,):
        name, when = figure_name(about.key, year), "" if year is None else f" in {year}"
        yield Field(name, "number", f"{label}{when}.", unit or None)
        text = f"{label}{when}: why there is no value, or what Eurostat flags."
        yield Field(f"{name}_status", "string", text)


def _english(text: str | Mapping[Any, str]) -> str:
    return text if isinstance(text, str) else text.get("en") or next(iter(text.values()))


def figure_name(key: str, year: int | None = None) -> str:
    """Return the column of a figure, in a year when it has several.

    Examples
    --------
    >>> figure_name("public-rd", 2021)
    'figure_public_rd_2021'
    """
    name = f"figure_{key.replace('-', '_')}"
    return name if year is None else f"{name}_{year}"


def index_name(year: int) -> str:
    """Return the column of the index in a year."""
    return f"index_{year}"


def class_name(year: int) -> str:
    """Return the column of the class in a year."""
    return f"class_{year}"


def indicator_name(code: str) -> str:
    """Return the column of an indicator: databases and formulas ask for names without points.

    Examples
    --------
    >>> indicator_name("1.1.2")
    'indicator_1_1_2'
    """
    return f"indicator_{code.replace('.', '_')}"


def _relative(scores: Scores) -> str:
    return f"{scores.edition.relative_to} = 100"


def _with_unit(field: Field, name: str, unit: str) -> Field:
    return Field(field.name, field.kind, field.description, unit) if field.name == name else field
