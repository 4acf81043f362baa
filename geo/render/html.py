"""The page as HTML: what is there without a script, the data block, and the scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pandas as pd
from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from geo import columns as c
from geo.datapackage.spooled import Content
from geo.definition import Publication
from geo.definition.own_language import BORROWED, without_marks
from geo.errors import one_line
from geo.language import messages
from geo.render.catalogue import describe_entry
from geo.render.csp import policy, style_attributes
from geo.render.data_block import write_data
from geo.render.facts.content import MapContent
from geo.render.facts.page_messages import ROWS_AT_FIRST, Payload, some_have
from geo.render.facts.payload import build_payload, json_parts, to_json
from geo.render.facts.survey import survey_in_words
from geo.render.files.metadata import describe_map
from geo.render.head import describe_page
from geo.render.leaflet.assets import leaflet_licence
from geo.render.leaflet.written import Layers, Script
from geo.render.look import PUBLISHER, own_colours, own_messages, own_ramp
from geo.render.opened import opening_legend, opening_sentence
from geo.render.options import MapOptions
from geo.render.static import table_columns, table_rows
from geo.render.thumbnail import draw_thumbnail

#: The page's own sources, and in its folder ``dist`` what ``make bundle`` made of them.
PAGE: Final = Path(__file__).resolve().parent / "page"

#: Lines that stand in the text of a page, in the language of the reader, and therefore not in its data too.
_LINES: Final = ("sources", "attributions", "gaps")
#: Begins the data of a page.
_DATA: Final = ' id="atlas-data">'
#: Records that a notice names; the ledger holds them all.
_MOST_NAMES: Final = 5
#: Of more clusters neighbours are counted together, and markers are drawn on a canvas instead of as elements.
CROWD_BEYOND: Final = 120


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
    metadata
        What there is to know about its figures, of `geo.render.files.metadata.describe_map`.
    files
        What else stands beside it: name of each file to what it holds.
    """

    html: str
    ledger: pd.DataFrame
    summary: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Content] = field(default_factory=dict)


def write_page(
    content: MapContent, layers: Layers, publication: Publication | None = None, *, in_widget: bool = False
) -> Page:
    """Put a page together.

    Parameters
    ----------
    content
        What the map shows.
    layers
        What folium wrote.
    publication
        Who publishes the page, and where; None for a page on its own.
    in_widget
        Whether the page is that of a `geo.AtlasWidget`, with which it exchanges its state.
    """
    options, payload = content.options, build_payload(content)
    borrows = _borrows(payload)
    if layers.opening:
        payload["map"]["opening"] = layers.opening
    turns = any(Locale(code).text_direction == "rtl" for code in options.languages)
    has_own = options.notes or options.story or content.figures or borrows or turns or layers.opening
    own = ["own.js"] if has_own or payload["change"] else []
    own += ["members.js"] if content.members else []
    # They wrap the scripts of figures, and therefore come after them.
    own += ["pairs.js"] if options.pairs else []
    own += ["small.js"] if content.outline.small else []
    has_mixes = some_have(payload, "funding", "services")
    mixes = ["mixes.js"] if has_mixes else []
    about, survey_source = payload["map"], (payload["survey"] or {}).get("source")
    block = write_data(json_parts(data_of(payload)), records=len(content.tagged))
    del payload  # the columns of a long table take several times their text
    # A page with pictures beside it offers those; any other draws its own.
    mixes += [] if options.twins else ["picture.js"]
    begin = f"clusterAtlas.start({layers.map_name})"
    begin = f"clusterAtlas.mountOwn({begin})" if own else begin
    own += ["crowd.js"] if len(content.tagged) > CROWD_BEYOND else []
    if in_widget:
        own.append("widget.js")
        begin = f"clusterAtlas.mountWidget({begin})"
    if block.is_deflated:
        own.append("deflated.js")
        begin = f"clusterAtlas.startInflated(() => {begin})"
    # Ours stand in one element: the policy of the page holds a hash of each, which no compression shortens.
    # All begin with the same few functions, which it finds again where the longest comes last.
    ours = map(bundled, ("first.js", *mixes, *own, "page.js"))
    parts = ["\n".join(ours), layers.script, f"{begin};"]
    sheets = [bundled("mixes.css")] if has_mixes else []
    sheets += [bundled("small.css")] if content.outline.small else []
    sheets += [bundled("layers.css")] if layers.has_layers else []
    styles = [*layers.styles, bundled("page.css"), *sheets, *own_styles(options)]
    # So does all, unless somebody else's may hold a mistake that stops what follows it.
    if not layers.has_layers:
        parts = ["\n".join(parts)]
    if len(layers.styles) == 1:
        styles = ["\n".join(styles)]
    scripts = [*layers.libraries, *map(Script, parts)]
    attributes = style_attributes("\n".join((layers.html, layers.script)))
    language = options.first_language
    sentence = opening_sentence(content, language)
    own_text = {key: texts[language] for key, texts in own_messages(options).items()}
    html = (
        environment()
        .get_template("page.html.j2")
        .render(
            lang=language,
            head=describe_page(content, sentence, publication),
            subtitle=options.text(options.subtitle, language),
            once={
                "title": _language_of(options, options.texts(options.title)),
                "subtitle": _language_of(options, options.texts(options.subtitle)),
                "sources": [
                    "" if "message" in line else _language_of(options, line.get("texts", {}))
                    for line in about["sources"]
                ],
            },
            takeaway=sentence,
            logo=options.logo,
            notes=[own_text[f"own.note.{at}"] for at in range(len(options.notes))],
            story=[
                {"name": step.name} | {key: own_text[f"own.story.{at}.{key}"] for key in ("title", "text")}
                for at, step in enumerate(options.story)
            ],
            publisher=own_text.get(PUBLISHER),
            map_id=layers.map_name,
            policy=None
            if options.allow_foreign
            # Hashes and words of ours, in which nothing has to be escaped.
            else Markup(policy([script.text for script in scripts], styles, attributes=attributes)),  # noqa: S704
            foreign=[Markup(tag) for tag in layers.foreign],  # noqa: S704 - tags of folium's own links
            allow_foreign=options.allow_foreign,
            layer_html=Markup(layers.html),  # noqa: S704 - what folium rendered for the caller's own layers
            styles=[Markup(style) for style in styles],  # noqa: S704 - our own files and the caller's layers
            licence=Markup(leaflet_licence()),  # noqa: S704 - a file of ours
            scripts=[Markup(script.element()) for script in scripts],  # noqa: S704 - as above
            legend=opening_legend(content, language),
            columns=table_columns(content, language),
            records=list(islice(table_rows(content, language), ROWS_AT_FIRST)),
            cut={"shown": ROWS_AT_FIRST, "count": size}
            if (size := len(content.tagged)) > ROWS_AT_FIRST
            else {},
            # A page on its own has no files beside it.
            ledger=quote(f"{options.name}.ledger.csv") if publication else None,
            survey=None if content.survey is None else survey_in_words(content.survey, language),
            survey_source=survey_source,
            sources=about["sources"],
            attributions=about["attributions"][1:],
            gaps=about["gaps"],
            synthetic=options.synthetic,
            data_type=block.type,
            old_browser={
                code: messages.text(code, "static.noscript.old_browser") for code in options.languages
            }
            if block.is_deflated
            else {},
            opens_in=options.language,
            pictures=picture_links(options.name, options.twins) if publication else (),
            t=lambda key, **params: messages.text(language, key, **params),
            labelled=lambda label, text="": messages.labelled(language, label, text),
        )
    )
    # What is read by programs has no marks of what is borrowed.
    with messages.use_own(without_marks(options.catalogues)):
        summary, metadata = summarise(content, publication), describe_map(content, publication)
    # The data are most of a large page: they are put in last, and once.
    top, _, end = (_marked(html) if borrows or options.catalogues else html).partition(_DATA)
    return Page("".join((top, _DATA, *block.parts, end)), content.ledger, summary, metadata)


def _language_of(options: MapOptions, texts: Mapping[str, str]) -> Markup:
    """Return the attribute of a text given once for several languages: it is in the first of the map."""
    once = len(options.languages) > 1 and len(set(texts.values())) <= 1 and set(texts.values()) != {""}
    return Markup(' lang="{}"').format(options.first_language) if once else Markup("")


def _borrows(payload: Payload) -> bool:
    """Return whether texts of a page stand in another language than that of the reader, and are marked."""
    return any(BORROWED[0] in texts for texts in payload["messages"]["texts"].values())


def _marked(html: str) -> str:
    """Return a page whose borrowed texts say that they are English; its script does so in the data block."""
    body, data, rest = html.partition(_DATA)
    start, end = BORROWED
    # A borrowed text may hold another one.
    borrowed = re.compile(f"{start}((?:[^{start}{end}]|{start}[^{end}]*{end})*){end}")
    parts = re.split(r"(<[^>]*>)", body)
    for at in range(2, len(parts), 2):
        if not parts[at - 1].startswith(("<title", "<script", "<style")):
            parts[at] = borrowed.sub(r'<span lang="en">\1</span>', parts[at])
    return re.sub(f"[{start}{end}]", "", "".join(parts)) + data + rest


def own_styles(options: MapOptions) -> list[str]:
    """Return the style sheets that only maps with a look of their own need."""
    look = (options.style.publisher, options.twins, options.notes, options.story, options.figures)
    sheets = [
        bundled("own.css") if any(look) or options.previous_edition is not None else "",
        bundled("members.css") if options.members else "",
        bundled("pairs.css") if options.pairs else "",
        own_colours(options),
    ]
    return [sheet for sheet in sheets if sheet]


def picture_links(name: str, forms: Iterable[str]) -> list[tuple[str, str]]:
    """Return address and format of the twins beside a page."""
    return [(quote(f"{name}.{form}"), form.upper()) for form in forms]


def data_of(payload: Payload) -> Payload:
    """Return what the page's script reads: the payload without the lines that stand in its text."""
    about = {name: value for name, value in payload["map"].items() if name not in _LINES}
    lines = enumerate(payload["map"]["sources"])
    about["sourceTexts"] = {str(at): line["texts"] for at, line in lines if "texts" in line}
    return {**payload, "map": about}


def summarise(content: MapContent, publication: Publication | None = None) -> dict[str, Any]:
    """Return what gallery and catalogue show of a page: title, edition, vintage, counts, picture."""
    options = content.options
    return {
        "title": options.texts(options.title),
        "edition": options.edition,
        "vintage": content.vintage,
        "synthetic": options.synthetic,
        "search_engines": options.search_engines,
        "twins": list(options.twins),
        "counts": {
            "records": len(content.tagged),
            "regions": len(content.painted),
            "countries": int(content.tagged[c.COUNTRY].nunique()),
        },
        "thumbnail": draw_thumbnail(content),
        "ramp": own_ramp(options),
        "catalogue": describe_entry(content, publication),
        "notices": _notices(content),
    }


def _notices(content: MapContent) -> list[str]:
    """Return what the page leaves out on purpose, as sentences."""
    names = content.outside
    if not names:
        return []
    named = ", ".join(names[:_MOST_NAMES]) + (
        f" and {len(names) - _MOST_NAMES:,} more" if len(names) > _MOST_NAMES else ""
    )
    records = "1 record lies" if len(names) == 1 else f"{len(names):,} records lie"
    return [one_line(f"focus: {records} outside it, in the ledger and not on the page: {named}")]


@cache
def bundled(name: str) -> str:
    """Return a committed bundle of our scripts or style sheets, as it stands in a page."""
    return (PAGE / "dist" / name).read_text("utf-8").strip()


@cache
def environment() -> Environment:
    """Return the templates of this folder; every value is escaped unless it says it is markup."""
    templates = Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["to_json"] = lambda value: Markup(to_json(value))  # noqa: S704 - it escapes what could end a block
    return templates
