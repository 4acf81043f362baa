"""The widget without a notebook: its page, its script for notebooks, and a model that a test plays."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from driver import Open, Watch, marker, new_page, observe, panel_title, settle
from playwright.sync_api import Browser, Frame, Page

import geo
from geo.render import data_block
from geo.render.widget import AtlasWidget

pytestmark = pytest.mark.browser

#: What anywidget gives to a widget's script. `moved` is what Python sets; what is saved goes to Python.
MODEL = """async ([script, values]) => {
  const listeners = {};
  const listening = (event) => (listeners[event] ??= new Set());
  window.model = {
    get: (name) => values[name],
    set: (name, value) => {
      if (values[name] === value) return;
      values[name] = value;
      for (const listener of listening(`change:${name}`)) listener();
    },
    save_changes: () => window.saved({ state: values.state }),
    on: (event, listener) => listening(event).add(listener),
    off: (event, listener) => listening(event).delete(listener),
    heard: () => Object.values(listeners).reduce((sum, set) => sum + set.size, 0),
  };
  const module = await import(`data:text/javascript,${encodeURIComponent(script)}`);
  window.render = (width) => {
    const el = document.createElement("div");
    el.style.width = width;
    document.body.append(el);
    return module.default.render({ model: window.model, el });
  };
  window.end = window.render("100%");
}"""

Shown = Callable[..., tuple[AtlasWidget, Page, Frame]]


def drawn(page: Page, number: int = 0) -> Frame:
    """Return the page of a widget once it is drawn."""
    frame = page.locator("iframe").nth(number).element_handle().content_frame()
    assert frame is not None
    frame.wait_for_selector("html.js")
    frame.locator("button.marker").first.wait_for(state="attached")
    return frame


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds; what page and Python say to each other takes its time."""
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(25)
    raise AssertionError("what was waited for did not come")


@pytest.fixture
def shown(browser: Browser, watch: Watch) -> Iterator[Shown]:
    """Shows a widget in a page that plays the notebook."""
    pages = []

    def show(**attributes: Any) -> tuple[AtlasWidget, Page, Frame]:
        widget = AtlasWidget(
            geo.ClusterMap(geo.read_clusters("bioclusters"), title="25 bioclusters"), **attributes
        )
        page = new_page(browser, viewport={"width": 1000, "height": 800}, locale="de-DE")
        pages.append((page, observe(page, watch, allowed=())))
        page.expose_function("saved", widget.set_state)
        page.goto("about:blank")
        values = {name: getattr(widget, name) for name in ("_page", "_title", "state", "height")}
        page.evaluate(MODEL, [widget._esm, values])
        return widget, page, drawn(page)

    yield show
    for page, end_watch in pages:
        end_watch()
        page.close()


def bring(widget: AtlasWidget, page: Page) -> None:
    """Bring to the page what Python set."""
    page.evaluate("(state) => model.set('state', state)", widget.state)


def test_a_widget_and_its_page_follow_each_other(shown: Shown) -> None:
    widget, page, frame = shown(layer="index", selection={"cluster": "biowin"}, height=500)
    assert page.locator("iframe").get_attribute("title") == "25 bioclusters"
    assert page.locator("iframe").evaluate("(frame) => frame.offsetHeight") == 500
    # As it was made in Python, and in the language of the reader.
    wait_until(page, lambda: widget.state == "layer=index&cluster=biowin&lang=de")
    assert panel_title(frame) == "BioWin"
    # What a reader does.
    marker(frame, "ticbiomed").dispatch_event("click")
    frame.locator("#atlas-language").select_option("fr", force=True)
    wait_until(page, lambda: widget.language == "fr")
    assert (widget.selection, widget.layer) == ({"cluster": "ticbiomed"}, "index")
    # What Python does.
    widget.selection = {"region": "BE31"}
    widget.filters = {"class": ["leader"], "country": ["BE", "NL"]}
    bring(widget, page)
    wait_until(page, lambda: "Brabant" in panel_title(frame))
    settle(frame)
    assert frame.locator("#atlas-language").input_value() == "fr"
    assert widget.filters == {"class": ["leader"], "country": ["BE", "NL"]}
    widget.state = ""
    bring(widget, page)
    wait_until(page, lambda: widget.state == "lang=de")
    assert not frame.locator("#atlas-panel").is_visible()
    # What the page cannot show together it answers with what it shows: only two layers have a year.
    widget.layer, widget.year = "change", 2019
    assert widget.state == "lang=de&layer=change&year=2019"
    bring(widget, page)
    wait_until(page, lambda: widget.state == "layer=change&lang=de")
    assert (widget.layer, widget.year) == ("change", 2023)
    page.evaluate("end()")
    assert page.evaluate("model.heard()") == 0


def test_a_page_hears_what_is_said_while_it_inflates_its_data(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_block, "DEFLATED_BEYOND", 0)
    widget, page, frame = shown(layer="index", selection={"cluster": "biowin"})
    assert "startInflated" in widget._page
    wait_until(page, lambda: widget.state == "layer=index&cluster=biowin&lang=de")
    assert panel_title(frame) == "BioWin"


def test_two_views_of_a_widget_come_to_rest(shown: Shown) -> None:
    widget, page, first = shown()
    # What is below the edge of a window draws no frame, and so does not settle.
    page.set_viewport_size({"width": 1000, "height": 1400})
    page.evaluate("void render('400px')")
    second = drawn(page, 1)
    states: list[str] = []
    widget.observe(lambda change: states.append(change["new"]), "state")
    first.locator(".zoom button").first.click()
    wait_until(page, lambda: "view=" in widget.state)
    settle(second)
    assert len(states) <= 2
    marker(second, "ticbiomed").dispatch_event("click")
    wait_until(page, lambda: first.locator("#panel-title").count() == 1)
    for frame in (first, second, first, second):
        settle(frame)
    assert panel_title(first) == panel_title(second) == "Ticbiomed"
    assert widget.selection == {"cluster": "ticbiomed"}
    assert len(states) <= 5


def test_a_page_takes_states_from_the_page_around_it_and_nothing_else(shown: Shown, open_page: Open) -> None:
    widget, page, frame = shown()
    wait_until(page, lambda: widget.state == "lang=de")
    go = '{ type: "clusteratlas:state", state: "cluster=biowin" }'
    # From itself, and from another frame.
    frame.evaluate(f"postMessage({go}, '*')")
    page.evaluate("document.body.append(document.createElement('iframe'))")
    page.frames[-1].evaluate(f"parent.frames[0].postMessage({go}, '*')")
    page.frames[-1].evaluate(f"parent.postMessage({go}, '*')")
    # From the page around it, but no state of its own.
    for data in (
        '"clusteratlas:state"', "null", "{}", '{ type: "clusteratlas:state" }',
        '{ type: "clusteratlas:state", state: { selected: { kind: "cluster", id: "biowin" } } }',
        '{ type: "clusteratlas:other", state: "cluster=biowin" }',
        '{ type: "clusteratlas:state", state: "cluster=none&__proto__=1&embed=1&constructor=x&layer=<b>" }',
    ):  # fmt: skip
        page.evaluate(f"frames[0].postMessage({data}, '*')")
    settle(frame)
    settle(frame)
    assert not frame.locator("#atlas-panel").is_visible()
    assert widget.state == "lang=de"
    page.evaluate(f"frames[0].postMessage({go}, '*')")
    wait_until(page, lambda: widget.state == "cluster=biowin&lang=de")
    assert panel_title(frame) == "BioWin"
    # A page that is no widget's listens to nobody.
    plain = open_page("bioclusters", query="?embed")
    plain.evaluate(f"postMessage({go}, '*')")
    settle(plain)
    assert not plain.locator("#atlas-panel").is_visible()
