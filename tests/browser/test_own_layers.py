"""Layers of somebody's own: however their script names Leaflet, they are drawn and nothing complains.

`make test` draws all spellings on one map, `make nightly` each on one of its own, too.
"""

import pytest
from branca.element import MacroElement, Template
from driver import CLUSTERS, Show, Watch
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

#: On the sea, away from every cluster and region that could be on top.
PLACE = "[44.5, -12.0]"
OPTIONS = "{ radius: 300000, className: 'mine' }"
#: What follows a reference to Leaflet's ``circle``.
DRAW = f"({PLACE}, {OPTIONS}).addTo(MAP);"

SPELLINGS = {
    "a name taken out of it": f"const {{ circle }} = L; circle{DRAW}",
    "a line break": f"L\n  .circle{DRAW}",
    "only if it is there": f"L?.circle{DRAW}",
    "of the window": f"window.L.circle{DRAW}",
    "in brackets": f'L["circle"]{DRAW}',
    "another name": f"const leaflet = L; leaflet.circle{DRAW}",
    "a name that is made": f"const kind = ['cir', 'cle'].join(''); L[kind]{DRAW}",
}

CLASS = f"""
class Stamp extends L.Layer {{
  onAdd(map) {{
    this.stamp = L.DomUtil.create("b", "mine", map.getPane("markerPane"));
    this.stamp.textContent = "Stamp";
    L.DomUtil.setPosition(this.stamp, map.latLngToLayerPoint({PLACE}));
  }}
  onRemove() {{
    this.stamp.remove();
  }}
}}
new Stamp().addTo(MAP);
"""


class OwnScript(MacroElement):  # type: ignore[misc]
    """A layer that is nothing but its script; ``MAP`` in it is the map."""

    def __init__(self, script: str, *, tag: str = "") -> None:
        super().__init__()
        named = script.replace("MAP", "{{ this._parent.get_name() }}")
        part, body = ("html", f"{tag}{named}</script>") if tag else ("script", named)
        self._template = Template(f"{{% macro {part}(this, kwargs) %}}\n{body}\n{{% endmacro %}}")


def assert_drawn(page: Page, *, count: int = 1) -> None:
    """Assert that shapes of the layers can be seen, and that the map under them stands."""
    mine = page.locator(".mine")
    assert mine.count() == count
    for at in range(count):
        box = mine.nth(at).bounding_box()
        assert box is not None
        assert box["width"] > 5
        assert box["height"] > 5
    assert page.locator(CLUSTERS).count() > 0


@pytest.mark.nightly
@pytest.mark.parametrize("script", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_layer_is_drawn_however_it_names_what_it_uses(show: Show, script: str) -> None:
    assert_drawn(show(OwnScript(script)))


def test_layers_of_every_spelling_stand_on_one_map(show: Show) -> None:
    layers = [OwnScript(f"{{ {script} }}") for script in SPELLINGS.values()]
    assert_drawn(show(*layers), count=len(SPELLINGS))


def test_a_class_that_extends_a_layer_of_leaflet_is_drawn(show: Show) -> None:
    page = show(OwnScript(CLASS))
    assert_drawn(page)
    assert page.locator(".mine").inner_text() == "Stamp"


def test_a_module_runs_as_a_module(show: Show) -> None:
    script = f"const {{ circle }} = await Promise.resolve(L); circle{DRAW}"
    page = show(OwnScript(script, tag='<script type="module">'))
    page.wait_for_selector(".mine")
    assert_drawn(page)


def test_a_block_of_data_can_be_read_by_a_layer(show: Show) -> None:
    data = OwnScript(PLACE, tag='<script type="application/json" id="my-place">')
    place = 'JSON.parse(document.getElementById("my-place").textContent)'
    assert_drawn(show(data, OwnScript(f"L.circle({place}, {OPTIONS}).addTo(MAP);")))


def test_a_marker_has_its_picture_however_it_is_made(show: Show) -> None:
    page = show(OwnScript(f"const kind = ['mar', 'ker'].join(''); L[kind]({PLACE}).addTo(MAP);"))
    assert page.locator("img.leaflet-marker-icon").evaluate("(image) => image.naturalWidth") == 25


def test_jquery_is_there_however_it_is_named(show: Show) -> None:
    scripts = ("jQuery('<b>')", "window.$('<b>')", "(({ each }) => each)($)")
    assert_drawn(show(*(OwnScript(f"{script}; L.circle{DRAW}") for script in scripts)), count=len(scripts))


def test_a_layer_that_fails_leaves_the_page_standing(show: Show, watch: Watch) -> None:
    page = show(OwnScript(f"L.circle{DRAW} throw new Error('not my day');"))
    assert watch.complaints == ["uncaught: not my day"]
    watch.complaints.clear()
    assert_drawn(page)


def test_the_script_of_the_page_is_strict(show: Show) -> None:
    page = show(OwnScript("window.notStrict = function () {};"))
    # A strict function refuses to tell with which arguments it was called.
    refuses = "(() => {{ try {{ void {}.arguments; return false; }} catch {{ return true; }} }})()"
    assert page.evaluate(refuses.format("notStrict")) is False
    assert page.evaluate(refuses.format("clusterAtlas.start")) is True


class Text(MacroElement):  # type: ignore[misc]
    """A layer whose template, given to it alone, writes an attribute into a script."""

    def __init__(self, text: str, written: str) -> None:
        super().__init__()
        self.text = text
        body = f'const mark = L.marker({PLACE}, {{ icon: L.divIcon({{ className: "mine" }}) }}).addTo(MAP);'
        script = f"{{\n{body}\nmark.getElement().textContent = {written};\n}}"
        named = script.replace("MAP", "{{ this._parent.get_name() }}")
        self._template = Template(f"{{% macro script(this, kwargs) %}}\n{named}\n{{% endmacro %}}")


TEXTS = (
    '" + (window.hacked = 1) + "', "${window.hacked = 2}", "`", "{{ 6*7 }}{% raw %}", "\\",
    "line\u2028break\n", "</script><img src=x onerror=window.hacked=3>", "<!--<script>",
    "'); window.hacked = 4; ('",
)  # fmt: skip


def test_a_template_that_writes_text_as_json_shows_it_as_it_is(show: Show) -> None:
    page = show(*(Text(text, "{{ this.text|tojson }}") for text in TEXTS))
    shown = page.locator(".mine").evaluate_all("(all) => all.map((element) => element.textContent)")
    assert shown == list(TEXTS)
    assert page.evaluate("window.hacked") is None


def test_a_template_that_writes_text_as_code_makes_code_of_it_and_of_nothing_else(show: Show) -> None:
    # The author's affair, and documented: what stands between quotation marks can end them.
    written = '"{{ this.text }}"'
    page = show(Text('" + (window.hacked = 1) + "', written), Text("{{ 6*7 }}", written))
    assert page.evaluate("window.hacked") == 1
    assert page.locator(".mine").all_inner_texts() == ["1", "{{ 6*7 }}"]
