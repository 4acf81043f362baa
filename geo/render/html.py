"""The page as HTML: what is there without a script, the data block, and the scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from geo.language import messages
from geo.language.country_names import country_name
from geo.language.notes import class_name
from geo.render.csp import policy, style_attributes
from geo.render.facts.compact import count_units
from geo.render.facts.payload import Payload, to_json
from geo.render.leaflet.assets import leaflet_licence
from geo.render.leaflet.layers import Layers, Script
from geo.render.options import MapOptions
from geo.render.thumbnail import draw_thumbnail

#: The page's own sources, and in its folder ``dist`` what ``make bundle`` made of them.
PAGE: Final = Path(__file__).resolve().parent / "page"
_NO_DATA: Final = ("not_covered", "missing", "country_only", "not_located")


@dataclass(frozen=True)
class Page:
    """A page and what is known about it.

    Parameters
    ----------
    html
        The whole file.
    ledger
        How each record was located and tagged.
    summary
        What a gallery shows of it.
    """

    html: str
    ledger: pd.DataFrame
    summary: dict[str, Any] = field(default_factory=dict)


def write_page(payload: Payload, ledger: pd.DataFrame, layers: Layers, options: MapOptions) -> Page:
    """Put a page together.

    Parameters
    ----------
    payload
        Everything the page shows.
    ledger
        Ledger of its records.
    layers
        What folium wrote.
    options
        What the map shows.
    """
    # In an element of its own: a mistake in somebody's layer stops that layer, not the page.
    start = Script(f"clusterAtlas.start({layers.map_name});")
    scripts = [*layers.libraries, Script(bundled("page.js")), Script(layers.script), start]
    styles = [*layers.styles, bundled("page.css")]
    attributes = style_attributes("\n".join((layers.html, layers.script)))
    language = options.first_language
    html = (
        environment()
        .get_template("page.html.j2")
        .render(
            lang=language,
            title=options.text(options.title, language),
            subtitle=options.text(options.subtitle, language),
            takeaway=takeaway(payload, language),
            map_id=layers.map_name,
            policy=None
            if options.allow_foreign
            else policy([script.text for script in scripts], styles, attributes=attributes),
            foreign=[Markup(tag) for tag in layers.foreign],  # noqa: S704 - tags of folium's own links
            allow_foreign=options.allow_foreign,
            layer_html=Markup(layers.html),  # noqa: S704 - what folium rendered for the caller's own layers
            styles=[Markup(style) for style in styles],  # noqa: S704 - our own files and the caller's layers
            licence=Markup(leaflet_licence()),  # noqa: S704 - a file of ours
            scripts=[Markup(script.element()) for script in scripts],  # noqa: S704 - as above
            data=Markup(to_json(payload)),  # noqa: S704 - to_json escapes what could end the block
            legend=legend_rows(payload, language),
            columns=table_columns(payload, language),
            records=table_rows(payload, language),
            sources=payload["map"]["sources"],
            attributions=payload["map"]["attributions"],
            gaps=payload["map"]["gaps"],
            synthetic=options.synthetic,
            t=lambda key, **params: messages.text(language, key, **params),
        )
    )
    return Page(html, ledger, summarise(payload))


def summarise(payload: Payload) -> dict[str, Any]:
    """Return what a gallery shows of a page: title, edition, vintage, counts, thumbnail."""
    about = payload["map"]
    return {
        "title": about["title"],
        "edition": about["edition"],
        "vintage": about["vintage"],
        "synthetic": about["synthetic"],
        "counts": {
            "records": len(payload["records"]),
            "regions": len(payload["regions"]["id"]),
            "countries": len({record["country"] for record in payload["records"]}),
        },
        "thumbnail": draw_thumbnail(payload),
    }


@cache
def bundled(name: str) -> str:
    """Return a committed bundle of our scripts or style sheets, as it stands in a page."""
    return (PAGE / "dist" / name).read_text("utf-8").strip()


@cache
def environment() -> Environment:
    """Return the templates of this folder; every value is escaped unless it says it is markup."""
    return Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def takeaway(payload: Payload, language: str) -> str:
    """Return what the page's script says of the whole map: how many lead, of those that have a class."""
    year = str(payload["map"]["edition"])
    if payload["records"]:
        classes = Counter(record.get("class") for record in payload["records"])
        without, total = classes[None], classes.total() - classes[None]
        params = {"count": classes["leader"], "total": total, "year": year}
        said = [messages.text(language, "panel.takeaway", **params)] if total else []
        said += [messages.text(language, "panel.takeaway.without", count=without)] if without else []
        return " ".join(said)
    units, best = count_units(payload), payload["map"]["classes"][-1]
    total = sum(units[key]["regions"] for key in payload["map"]["classes"])
    params = {"count": units[best]["regions"], "total": total, "year": year}
    return messages.text(language, "panel.takeaway.empty", **params)


def legend_rows(payload: Payload, language: str) -> list[dict[str, str]]:
    """Return the entries of the legend, best class first: name, range, and what it counts."""
    units = count_units(payload)
    clusters = Counter(record.get("class") or record.get("noData") for record in payload["records"])
    ranges = class_ranges(payload, language)
    rows = [(key, f"term.class.{key}") for key in ranges]
    rows += [("mixed", "static.class.mixed")] if clusters["mixed"] else []
    rows += [(key, f"term.nodata.{key}") for key in _NO_DATA if units[key] or clusters[key]]
    return [
        {
            "key": key,
            "name": messages.text(language, name),
            "range": ranges.get(key, ""),
            "counts": _counts({**units[key], "clusters": clusters[key]}, language),
        }
        for key, name in rows
    ]


def _counts(counts: Mapping[str, int], language: str) -> str:
    """Return the numbers that are not zero in words, in the order of the page's legend."""
    kinds = [kind for kind in ("regions", "countries", "areas", "clusters") if counts.get(kind)]
    texts = [messages.text(language, f"map.count.{kind}", count=counts[kind]) for kind in kinds]
    return " · ".join(texts) or messages.text(language, "map.count.none")


def class_ranges(payload: Payload, language: str) -> dict[str, str]:
    """Return the range of each class in percent of the EU average, in words, best class first."""
    about = payload["map"]
    ends = [None, *about["thresholds"], None]
    ranges = {
        key: messages.text(
            language,
            f"map.range.{wording}",
            low="" if low is None else low if high is not None else messages.percent(language, low),
            high="" if high is None else messages.percent(language, high),
        )
        for key, wording, low, high in zip(
            about["classes"], about["wordings"], ends[:-1], ends[1:], strict=True
        )
    }
    return dict(reversed(ranges.items()))


def table_columns(payload: Payload, language: str) -> list[str]:
    """Return the headings of the static table."""
    about = payload["map"]
    keys: list[tuple[str, Mapping[str, str]]] = [
        ("name", {}),
        ("country", {}),
        ("city", {}),
        ("region", {}),
        ("class", {"edition": str(about["edition"])}),
    ]
    if about["printedEdition"]:
        keys.append(("printed_edition", {"edition": str(about["printedEdition"])}))
    return [messages.text(language, f"static.column.{key}", **params) for key, params in keys]


def table_rows(payload: Payload, language: str) -> list[list[str]]:
    """Return the cells of the static table, one row for each record, all of it plain text."""
    rows = []
    for record in payload["records"]:
        city = record.get("city") or ""
        if city and record.get("cityStatus") == "unconfirmed":
            city += f" ({messages.text(language, 'static.unconfirmed')})"
        key, printed = record.get("class"), record.get("classPrinted")
        unknown = record.get("noData") or "not_located"
        cells = [
            record["name"],
            country_name(record["country"], language),
            city,
            _region(record),
            _class(record, payload, language) if key else messages.text(language, f"term.nodata.{unknown}"),
        ]
        if payload["map"]["printedEdition"]:
            cells.append(class_name(printed, language) if printed else "")
        rows.append(cells)
    return rows


def _class(record: Mapping[str, Any], payload: Payload, language: str) -> str:
    """Return the class of a record, with the unit it is of where that is another one than its region."""
    name, units = class_name(record["class"], language), record.get("units", ())
    if len(units) != 1 or record["relation"] not in ("inside", "contains"):
        return name
    return f"{name} ({payload['units']['id'][units[0]]})"


def _region(record: Mapping[str, Any]) -> str:
    name = record.get("regionName") or record.get("regionPrinted") or ""
    return f"{name} ({record['regionId']})" if name and record.get("regionId") else name
