"""What stands beside a page for programs: what its figures are, where they are from, what columns mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from geo.definition import Publication
from geo.language.notes import class_name
from geo.match.class_bounds import Threshold
from geo.render.facts.content import MapContent
from geo.render.facts.figures import ShownFigure
from geo.render.files.provenance import read_provenance
from geo.render.files.tables import read_schemas
from geo.render.options import MapOptions
from geo.render.static import takeaway


def describe_map(content: MapContent, publication: Publication | None = None) -> dict[str, Any]:
    """Return what there is to know about the figures of a map before they are used.

    Parameters
    ----------
    content
        What the map shows.
    publication
        Who publishes it, and under which licence; None when that is not said.

    Returns
    -------
    dict
        Plain values: texts in each language of the map, what an index and a class are, sources, licences and
        attributions, and the tables that `geo.render.files.formats.make_files` writes, with their columns.
    """
    options, scores, about = content.options, content.scores, read_provenance(content, publication)
    edition = scores.edition
    averages = scores.eu_average
    return {
        "name": options.name,
        "title": options.texts(options.title),
        "subtitle": options.texts(options.subtitle),
        "takeaway": {language: takeaway(content, language) for language in options.languages},
        "synthetic": options.synthetic,
        "publisher": about.publisher,
        "edition": options.edition,
        "vintage": content.vintage,
        "last_change": about.date,
        "definition": {
            "index": f"Regional Innovation Index, {edition.relative_to} = 100",
            "class": "Index in percent of the EU average of the same year",
            "classes": [_bounds(bound) for bound in edition.thresholds],
            "years": list(scores.years),
            "eu_average": dict(zip(map(str, scores.years or [options.edition]), averages, strict=False)),
        },
        "figures": [_figure(figure, options) for figure in content.figures],
        "sources": list(about.sources),
        "licenses": about.all_licenses,
        "attributions": list(about.attributions),
        "tables": [about.resource(schema) for schema in read_schemas(content)],
    }


def _figure(figure: ShownFigure, options: MapOptions) -> dict[str, Any]:
    """Return what there is to know about a figure; what nobody states is null."""
    about = figure.about
    relations = figure.joined.ledger["relation"].value_counts().to_dict()

    def texts(given: str | Mapping[Any, str]) -> dict[str, str]:
        return options.texts({"en": given} if isinstance(given, str) else dict(given.items()))

    return {
        "key": about.key,
        "label": texts(about.label),
        "unit": texts(about.unit) if about.unit else None,
        "direction": about.direction,
        "additive": about.additive,
        "years": list(figure.years),
        "vintage": figure.joined.vintage,
        "bounds": list(figure.bounds),
        "source": texts(about.attribution or figure.publisher),
        "url": about.url,
        "licence": about.licence or figure.licence,
        "codes": {str(name): int(count) for name, count in sorted(relations.items())},
    }


def metadata_json(described: dict[str, Any]) -> str:
    """Return a description as the file that stands beside a page."""
    return json.dumps(described, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _bounds(bound: Threshold) -> dict[str, Any]:
    """Return a class with its bounds in percent; a bound that is not there is null."""
    return {
        "class": bound.class_,
        "name": class_name(bound.class_),
        "lower": bound.lower,
        "lower_included": bound.includes_lower,
        "upper": bound.upper,
        "upper_included": bound.includes_upper,
    }
