"""A widget that shows the page of a map, and whose state Python sees and sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import anywidget
import pandas as pd
import traitlets

from geo.render.facts.choices import choice_problems, read_choices, words_of_choices, write_choices
from geo.render.html import bundled
from geo.render.leaflet.cluster_map import ClusterMap
from geo.render.leaflet.placing import HEIGHT_PX

#: What can be chosen; one at a time.
_SELECTIONS: Final = ("cluster", "region")
#: What narrows the clusters and regions that are shown, in the order of the page.
_FILTERS: Final = ("class", "country", "service", "funding", "stage", "kind", "tables", "find")
#: The traits that say one part of the state each, and the names of that part in it.
_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "layer": ("layer",),
    "year": ("year",),
    "language": ("lang",),
    "selection": _SELECTIONS,
    "filters": _FILTERS,
}
_THEMES: Final = ("auto", "light", "dark")


class AtlasWidget(anywidget.AnyWidget):
    """The page of a map in a notebook, and what its reader chooses in Python, to be seen and to be set.

    Works in Jupyter, marimo and wherever anywidget does. The page is the one that `ClusterMap.save` writes,
    in a sandboxed frame. Assign to an attribute to set it, and `observe` it to hear of changes. What the map
    does not have is refused with a `traitlets.TraitError` that names what there is, and changes nothing.

    Parameters
    ----------
    clusters
        Records, as for `ClusterMap`, or a `ClusterMap` with all that is on it.
    **attributes
        Any of the attributes below, as the map shall open.

    Attributes
    ----------
    state
        All choices that differ from how the map opens, as the address of a page holds them behind ``#``:
        ``"layer=index&year=2021&cluster=biowin"``. Empty shows the map as it opens.
    selection
        What is chosen: ``{"cluster": ID}``, ``{"region": CODE}``, or empty.
    filters
        Words by filter, such as ``{"class": ["leader"], "country": ["BE", "NL"], "find": ["health"]}``:
        ``class``, ``country``, ``service``, ``funding``, ``stage``, ``kind`` (of members), ``tables``,
        ``find``.
    layer
        What paints the regions: ``class``, ``index``, ``change``, ``since``, ``indicator`` or ``figure``.
    year
        Year of the layers ``class`` and ``index``.
    language
        Language of the page; None until a page that opens in the language of its reader is shown.
    height
        Height of the frame in pixels.

    Examples
    --------
    >>> from geo import read_clusters
    >>> widget = AtlasWidget(read_clusters("bioclusters"), layer="index")
    >>> widget.selection = {"cluster": "biowin"}
    >>> widget.state
    'layer=index&cluster=biowin'
    >>> widget.state = "class=leader&year=2019"
    >>> widget.layer, widget.year, widget.selection, widget.filters
    ('class', 2019, {}, {'class': ['leader']})
    """

    _esm = bundled("widget-host.js")
    _page = traitlets.Unicode().tag(sync=True)
    _title = traitlets.Unicode().tag(sync=True)
    height = traitlets.Int(HEIGHT_PX, min=1).tag(sync=True)
    state = traitlets.Unicode().tag(sync=True)
    selection = traitlets.Dict(key_trait=traitlets.Enum(_SELECTIONS), value_trait=traitlets.Unicode())
    filters = traitlets.Dict(
        key_trait=traitlets.Enum(_FILTERS), value_trait=traitlets.List(traitlets.Unicode())
    )
    layer = traitlets.Unicode()
    year = traitlets.Int()
    language = traitlets.Unicode(allow_none=True)

    def __init__(self, clusters: pd.DataFrame | ClusterMap, **attributes: Any) -> None:
        atlas = clusters if isinstance(clusters, ClusterMap) else ClusterMap(clusters)
        content, options = atlas._content(), atlas.map_options
        self._allowed = words_of_choices(content) | {"lang": list(options.languages), "theme": list(_THEMES)}
        years = content.scores.years or (options.edition,)
        self._at_first: dict[str, Any] = {
            "layer": options.base,
            "year": years[-1],
            "language": options.language,
        }
        super().__init__(
            _page=atlas._page(in_widget=True).html,
            _title=options.text(options.title, options.first_language),
            **attributes,
        )

    @traitlets.default("layer")
    def _first_layer(self) -> Any:
        return self._at_first["layer"]

    @traitlets.default("year")
    def _first_year(self) -> Any:
        return self._at_first["year"]

    @traitlets.default("language")
    def _first_language(self) -> Any:
        return self._at_first["language"]

    @traitlets.validate("state", *_PARTS)
    def _check(self, proposal: traitlets.Bunch) -> Any:
        """Refuse what the map does not have."""
        name, value = proposal["trait"].name, proposal["value"]
        if name == "selection" and len(value) > 1:
            raise traitlets.TraitError(f"{name}: found {value!r}, expected a cluster or a region")
        text = value if name == "state" else write_choices(self._choices_of(name, value))
        problems = choice_problems(text, self._allowed, source="AtlasWidget", column=name)
        if message := "\n".join(map(str, problems)):
            raise traitlets.TraitError(message)
        return value

    @traitlets.observe("state")
    def _take_apart(self, change: traitlets.Bunch) -> None:
        for name in _PARTS:
            value = self._part(name, change["new"])
            # Setting what nobody has asked for yet would count as a change.
            if value != getattr(self, name):
                setattr(self, name, value)

    @traitlets.observe(*_PARTS)
    def _put_together(self, change: traitlets.Bunch) -> None:
        name, value = change["name"], change["new"]
        if value == self._part(name, self.state):
            return
        others = {key: words for key, words in read_choices(self.state).items() if key not in _PARTS[name]}
        self.state = write_choices(others | self._choices_of(name, value))

    def _choices_of(self, name: str, value: Any) -> dict[str, list[str]]:
        """Return what one attribute adds to the state: nothing where it is as the map opens."""
        if name == "filters":
            return {key: list(words) for key, words in value.items()}
        if name == "selection":
            return {key: [word] for key, word in value.items()}
        return {} if value == self._at_first[name] else {_PARTS[name][0]: [str(value)]}

    def _part(self, name: str, state: str) -> Any:
        """Return what a state says about one attribute."""
        choices = read_choices(state)
        found = {key: words for key, words in choices.items() if key in _PARTS[name]}
        if name == "filters":
            return {key: list(filter(None, words)) for key, words in found.items() if any(words)}
        if name == "selection":
            return {key: words[0] for key, words in found.items() if words[0]}
        word = found.get(_PARTS[name][0], [""])[0]
        if not word:
            return self._at_first[name]
        return int(word) if name == "year" else word
