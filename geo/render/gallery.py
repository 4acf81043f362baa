"""The list of all maps: one file like the maps themselves, and without any script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup

from geo.definition import GALLERY_NAME, Publication
from geo.language import messages
from geo.render.csp import policy
from geo.render.head import Head
from geo.render.html import bundled, environment, picture_links
from geo.render.snippet import embed_snippet

#: What a thumbnail consists of. It comes from a file of the project, which somebody else may have written.
_DRAWN: Final = re.compile(
    r'<svg viewBox="[\d ]+" aria-hidden="true">'
    r'(?:<(?:path|circle)(?: (?:class|d|cx|cy|r)="[\w -]*")*/>)*</svg>'
)
#: The colours of classes that a map chooses, from the same file.
_RAMP: Final = re.compile(r"(?:(?:^|;)--class-[1-4]:light-dark\(#[\da-fA-F]{3,6},#[\da-fA-F]{3,6}\))*")
#: So many findings of a map are listed; the others are counted.
_MOST_FINDINGS: Final = 100
#: Stands for the folder that pages are published in, where the project does not name it.
_ADDRESS: Final = "https://example.org/maps/"


def build_gallery(
    summaries: Mapping[str, Mapping[str, Any]],
    language: str = "en",
    *,
    publication: Publication | None = None,
) -> str:
    """Return the page that lists maps.

    Parameters
    ----------
    summaries
        Name of each map to the summary of its page, in the order of the list.
    language
        One of `geo.language.messages.LANGUAGES`; a title that has no text in it is shown in English.
    publication
        Who publishes the maps, and where; None when that is not said.

    Raises
    ------
    LookupError, TypeError, ValueError, AttributeError
        A summary is not one of a page.
    """
    style = bundled("gallery.css") + "".join(
        f".picture.of-{at}{{{_ramp(summary)}}}"
        for at, summary in enumerate(summaries.values())
        if _ramp(summary)
    )
    publication = publication or Publication()
    return (
        environment()
        .get_template("gallery.html.j2")
        .render(
            lang=language,
            policy=policy([], [style]),
            style=Markup(style),  # noqa: S704 - a file of ours, and colours
            maps=[_entry(name, summary, language, publication) for name, summary in summaries.items()],
            head=_head(summaries, language, publication),
            most_findings=_MOST_FINDINGS,
            t=lambda key, **params: messages.text(language, key, **params),
        )
    )


def _head(summaries: Mapping[str, Mapping[str, Any]], language: str, publication: Publication) -> Head:
    """Return the head of the gallery, which is found by search engines if all its maps may be."""
    titles = [summary["title"].get(language) or summary["title"]["en"] for summary in summaries.values()]
    return Head(
        messages.text(language, "static.gallery.title"),
        "; ".join(titles) or messages.text(language, "static.gallery.none"),
        publication.page_address(GALLERY_NAME),
        publication.publisher,
        all(summary["search_engines"] for summary in summaries.values()),
    )


def _ramp(summary: Mapping[str, Any]) -> str:
    ramp: str = summary.get("ramp", "")
    if not _RAMP.fullmatch(ramp):
        raise ValueError("colours that are none of ours")
    return ramp


def _entry(name: str, summary: Mapping[str, Any], language: str, publication: Publication) -> dict[str, Any]:
    title = summary["title"].get(language) or summary["title"]["en"]
    if not _DRAWN.fullmatch(summary["thumbnail"]):
        raise ValueError("a thumbnail that is none of ours")
    page = quote(f"{name}.html")
    ledger = quote(name)
    counts = summary["counts"]
    return {
        "title": title,
        "page": page,
        "thumbnail": Markup(summary["thumbnail"]),  # noqa: S704 - drawn by us from numbers
        "synthetic": summary["synthetic"],
        "edition": str(summary["edition"]),
        "vintage": f"NUTS {summary['vintage']}",
        "holds": ", ".join(
            messages.text(language, f"static.count.{kind}", count=counts[key])
            for kind, key in (("clusters", "records"), ("countries", "countries"), ("regions", "regions"))
        ),
        "last_change": summary["last_change"],
        "findings": summary["findings"],
        "files": [(quote(file, safe=""), _kind(file.removeprefix(f"{name}."))) for file in summary["files"]],
        "ledgers": ((f"{ledger}.ledger.csv", "CSV"), (f"{ledger}.ledger.json", "JSON")),
        "pictures": picture_links(name, summary.get("twins", ())),
        "snippet": embed_snippet(publication.page_address(name) or _ADDRESS + page, title),
    }


def _kind(ending: str) -> str:
    """Return how a link calls a file: GPKG, or the table and its format."""
    return ending if "." in ending else ending.upper()
