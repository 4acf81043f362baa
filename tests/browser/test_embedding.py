"""A page inside somebody else's page: sandboxed, under a strict policy, beside hostile style, twice."""

import shutil
from pathlib import Path

import pytest
from driver import (
    CLUSTERS,
    REGIONS,
    Blank,
    Open,
    Server,
    go,
    legend,
    panel_title,
    settle,
    word,
)
from playwright.sync_api import Frame, Page
from projects import embed_snippet

pytestmark = [pytest.mark.browser, pytest.mark.loopback]

NOTE_MESSAGES = """
<script>
  window.heard = [];
  addEventListener("message", (event) => heard.push({ data: event.data, origin: event.origin }));
</script>
"""


def framed(address: str, *, width: int = 800, height: int = 600) -> str:
    """Return a frame that lets the map run its script and nothing more."""
    size = f'width="{width}" height="{height}"'
    return f'<iframe sandbox="allow-scripts" title="Map" {size} src="{address}"></iframe>'


def host_page(server: Server, html: Path, body: str, head: str = "", policy: str = "") -> str:
    """Write a host page beside copies of the maps; return its address."""
    for name in ("bioclusters", "bioclusters-story", "example-portfolio"):
        shutil.copy(html / f"{name}.html", server.folder)
    (server.folder / "host.html").write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title>'
        f'<link rel="icon" href="data:,">{policy}{head}</head>'
        f"<body>{body}</body></html>",
        encoding="utf-8",
    )
    return f"{server.address}/host.html"


def write_others(server: Server, script: str) -> None:
    """Write a page of somebody else that runs a script of its own."""
    head = '<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,">'
    (server.folder / "others.html").write_text(f"{head}<script>{script}</script>", encoding="utf-8")


def opened(blank_page: Blank, address: str, *, width: int = 900) -> Page:
    """Open the host page under watch."""
    page = blank_page(width, 900, allowed=(address.rsplit("/", 1)[0],))
    page.goto(address)
    return page


def ready(page: Page, number: int = 0) -> Frame:
    """Return an embedded map once it is drawn."""
    frame = page.locator("iframe").nth(number).element_handle().content_frame()
    assert frame is not None
    frame.wait_for_selector("html.js")
    return frame


def test_a_sandboxed_frame_shows_map_legend_and_source_and_the_rest_on_demand(
    blank_page: Blank, html: Path, server: Server
) -> None:
    tag = framed("bioclusters.html?embed", width=800, height=600)
    page = opened(blank_page, host_page(server, html, tag))
    frame = ready(page)
    assert frame.locator(REGIONS).count() == 334
    assert frame.locator(CLUSTERS).count() > 0
    assert legend(frame).is_visible()
    assert frame.locator("#atlas-sources").is_visible()
    assert "EuroGeographics" in frame.locator("#atlas-sources").inner_text()
    for hidden in (
        "#atlas-controls",
        ".overlays",
        "#atlas-subtitle",
        "#atlas-takeaway",
        "#atlas-rows",
        ".words",
        ".menu",
    ):
        assert not frame.locator(hidden).is_visible(), hidden
    (tool,) = [one for one in frame.locator("#atlas-tools > *").all() if one.is_visible()]
    assert tool.get_attribute("aria-label") == word("panel.language")


@pytest.mark.parametrize("width", [320, 500, 800, 1200])
def test_table_and_words_open_below_an_embedded_map_and_the_frame_follows(
    blank_page: Blank, html: Path, server: Server, width: int
) -> None:
    snippet = embed_snippet(html, "bioclusters.html")
    body = "<style>body { margin: 0 }</style>" + snippet
    page = opened(blank_page, host_page(server, html, body, head=NOTE_MESSAGES), width=width)
    frame = ready(page)
    page.wait_for_function("window.heard.length == 1")
    settle(frame)
    places = (
        "[scrollY, ...['.folium-map', '#atlas-legend', '.table-head'].flatMap((one) => { const box = "
        "document.querySelector(one).getBoundingClientRect(); return [box.top, box.height]; })]"
    )
    # The head of the table may gain the button that copies it, in a row of its own on a phone.
    closed = frame.evaluate(places)[:-1]
    shown = "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    heights = [frame.evaluate(shown)[0]]
    for opener, opens in (
        (".table-head .button", "#atlas-rows"),
        ("#atlas-summary > details > summary", ".words"),
    ):
        frame.locator(opener).first.focus()
        page.keyboard.press("Enter")
        page.wait_for_function(f"window.heard.length == {len(heights) + 1}")
        settle(frame)
        assert frame.locator(opens).is_visible()
        height = page.evaluate("window.heard.at(-1).data.height")
        assert frame.evaluate(shown) == [height, width]
        assert page.locator("iframe").evaluate("(frame) => frame.offsetHeight") == height <= 4000
        assert frame.evaluate(places)[:-1] == closed
        heights.append(height)
    assert heights == sorted(set(heights))
    for opener in (".table-head .button", "#atlas-summary > details > summary"):
        frame.locator(opener).first.click()
        settle(frame)
    assert frame.evaluate(shown) == [heights[0], width]
    assert frame.evaluate(places)[:-1] == closed


def test_what_opens_below_a_map_whose_host_does_not_listen_takes_nothing_from_it(
    blank_page: Blank, html: Path, server: Server
) -> None:
    tag = framed("bioclusters.html?embed", width=800, height=1100)
    page = opened(blank_page, host_page(server, html, tag))
    frame = ready(page)
    settle(frame)
    heights = []
    for _ in range(3):
        heights.append(frame.locator(".folium-map").evaluate("(map) => map.offsetHeight"))
        frame.locator(".table-head .button").first.click()
        settle(frame)
    assert heights[0] > 300
    assert heights == [heights[0]] * 3


@pytest.mark.parametrize(("width", "height"), [(900, 500), (1200, 500), (1440, 700), (1600, 600)])
def test_the_map_fills_a_wide_frame_whose_host_does_not_listen(
    open_page: Open, width: int, height: int
) -> None:
    page = open_page("bioclusters", width=width, height=height, query="?embed")
    settle(page)

    def bottom(part: str) -> float:
        found: float = page.locator(part).evaluate("(part) => part.getBoundingClientRect().bottom")
        return found

    assert height - 24 <= bottom("#atlas-years") <= height
    shown = page.locator(".folium-map").evaluate("(map) => [map.offsetWidth, map.offsetHeight]")
    assert shown[1] >= height - 180
    if width < 1100:
        return
    assert bottom("#atlas-sources ul") <= height
    for opener in (".table-head .button", "#atlas-summary > details > summary"):
        page.locator(opener).first.click()
        settle(page)
        assert page.locator(".folium-map").evaluate("(map) => [map.offsetWidth, map.offsetHeight]") == shown
    # As wide as the frame, below the map.
    for part in ("#atlas-table", "#atlas-summary"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["width"] == width - 48 - page.evaluate("innerWidth - document.documentElement.clientWidth")
        assert box["y"] >= bottom("#atlas-years")


@pytest.mark.parametrize("width", [360, 800, 1300])
def test_table_and_words_stay_below_a_map_with_an_open_card(
    blank_page: Blank, html: Path, server: Server, width: int
) -> None:
    tag = framed("bioclusters.html?embed#cluster=biowin", width=width, height=900)
    page = opened(blank_page, host_page(server, html, tag), width=width + 40)
    frame = ready(page)
    settle(frame)
    assert panel_title(frame) == "BioWin"
    parts = ("#atlas-header", "#atlas-stage", "#atlas-table", "#atlas-summary", "#atlas-sources")
    tops = [frame.locator(part).evaluate("(part) => part.getBoundingClientRect().top") for part in parts]
    assert tops == sorted(tops)


def test_an_embedded_map_has_a_skip_link_and_the_choice_of_language(
    blank_page: Blank, html: Path, server: Server
) -> None:
    page = opened(blank_page, host_page(server, html, framed("bioclusters.html?embed")))
    frame = ready(page)
    frame.locator("body").evaluate("(body) => body.focus()")
    page.keyboard.press("Tab")
    assert frame.evaluate("document.activeElement.getAttribute('href')") == "#atlas-table"
    page.keyboard.press("Enter")
    assert frame.evaluate("document.activeElement.id") == "atlas-table"
    frame.locator("#atlas-language").select_option("de")
    settle(frame)
    assert frame.evaluate("[document.documentElement.lang, document.title]") == [
        "de",
        "25 europäische Biocluster und die Innovationsleistung ihrer Regionen",
    ]
    assert frame.locator("#atlas-summary > details > summary").inner_text() == word("panel.summary", "de")


def test_no_address_of_an_embedded_map_is_shown(blank_page: Blank, html: Path, server: Server) -> None:
    # What the rules of Europa sites for embedded tools ask for.
    snippet = embed_snippet(html, "bioclusters.html")
    assert snippet.count("bioclusters.html") == 1
    assert "<a" not in snippet
    page = opened(blank_page, host_page(server, html, snippet))
    frame = ready(page)
    frame.locator(CLUSTERS).first.click()
    settle(frame)
    assert panel_title(frame)
    for place in (page.locator("body"), frame.locator("body")):
        assert "bioclusters.html" not in place.inner_text()
        assert place.locator("a[href*='bioclusters.html']").count() == 0
    copies = [word(f"panel.copy.{kind}") for kind in ("link", "embed")]
    for button in frame.locator("button").all():
        assert not (button.is_visible() and button.inner_text() in copies)


def test_no_link_takes_the_place_of_a_framed_map(blank_page: Blank, html: Path, server: Server) -> None:
    plain = '<iframe title="Map" width="800" height="600" src="example-portfolio.html"></iframe>'
    body = framed("example-portfolio.html") + plain
    page = opened(blank_page, host_page(server, html, body), width=1000)
    for number, is_link in ((0, False), (1, True)):
        frame = ready(page, number)
        frame.evaluate("location.hash = 'cluster=synthetic-01'")
        settle(page)
        links = frame.locator("a[href]:not([href^='#'])")
        targets = links.evaluate_all("(all) => all.map((one) => one.target)")
        assert (len(targets) > 2, set(targets)) == ((True, {"_blank"}) if is_link else (False, set()))
        # Where nothing can be opened, the words are still there.
        assert "cluster-01.example.org" in frame.locator("#atlas-panel").inner_text()
        sources = frame.locator("#atlas-sources")
        assert "Natural Earth" in sources.inner_text()
        colours = [one.evaluate("(one) => getComputedStyle(one).color") for one in sources.locator("a").all()]
        plain = sources.evaluate("(one) => getComputedStyle(one).color")
        assert {colour == plain for colour in colours} == {not is_link}


def test_a_sandboxed_frame_opens_a_card(blank_page: Blank, html: Path, server: Server) -> None:
    tag = framed("bioclusters.html?embed", width=800, height=700)
    page = opened(blank_page, host_page(server, html, tag))
    frame = ready(page)
    frame.locator(CLUSTERS).first.focus()
    page.keyboard.press("Enter")
    settle(frame)
    assert panel_title(frame)


def test_a_link_to_a_state_survives_embedding(blank_page: Blank, html: Path, server: Server) -> None:
    address = "bioclusters.html?embed#layer=index&amp;year=2018&amp;lang=de"
    tag = framed(address)
    page = opened(blank_page, host_page(server, html, tag))
    frame = ready(page)
    assert frame.locator("html").get_attribute("lang") == "de"
    assert "2018" in frame.locator("#atlas-stage").inner_text()


def test_the_host_is_told_the_height_and_nothing_else(blank_page: Blank, html: Path, server: Server) -> None:
    tag = framed("bioclusters.html?embed", width=700, height=500)
    page = opened(blank_page, host_page(server, html, tag, head=NOTE_MESSAGES))
    ready(page)
    page.wait_for_function("window.heard.length > 0")
    page.locator("iframe").evaluate("(frame) => frame.setAttribute('width', '340')")
    page.wait_for_timeout(400)
    # In a tab of the host that is closed a frame has no size: it says nothing of it.
    page.locator("iframe").evaluate("(frame) => (frame.style.display = 'none')")
    page.wait_for_timeout(400)
    for message in page.evaluate("window.heard"):
        data = message["data"]
        numbers = [value for value in data.values() if not isinstance(value, str)]
        assert len(numbers) == 1
        assert 100 < numbers[0] < 3000
        # Beside the height only the message's own name and the map's, both written by us.
        assert len(data) <= 3


def test_a_host_with_a_strict_policy_can_frame_a_map(blank_page: Blank, html: Path, server: Server) -> None:
    policy = "default-src 'none'; frame-src 'self'; style-src 'none'; script-src 'none'"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    tag = framed("bioclusters.html?embed", width=800, height=600)
    page = opened(blank_page, host_page(server, html, tag, policy=meta))
    assert ready(page).locator(REGIONS).count() == 334


def test_a_hosts_hostile_style_reaches_nothing_inside(blank_page: Blank, html: Path, server: Server) -> None:
    hostile = """<style>
      * { font: 40px fantasy !important; color: red !important; letter-spacing: 1em !important; }
      div, main, svg, path, button { display: inline !important; transform: rotate(7deg) !important; }
      path, rect { fill: red !important; }
      iframe { max-width: none; border: 9px dotted red; }
    </style>"""
    snippet = embed_snippet(html, "bioclusters.html")
    page = opened(blank_page, host_page(server, html, f'<div class="content">{snippet}</div>', head=hostile))
    frame = ready(page)
    plain = opened(blank_page, host_page(server, html, snippet))
    untouched = ready(plain)
    look = """() => { const style = getComputedStyle(document.querySelector("path.region"));
      const text = getComputedStyle(document.querySelector("#atlas-legend"));
      return [style.fill, style.display, style.transform, text.fontSize, text.fontFamily, text.color,
        text.letterSpacing]; }"""
    assert frame.evaluate(look) == untouched.evaluate(look)
    assert frame.locator(REGIONS).count() == 334


def test_two_maps_on_one_page_keep_to_themselves(blank_page: Blank, html: Path, server: Server) -> None:
    both = embed_snippet(html, "bioclusters.html") + embed_snippet(html, "example-portfolio.html")
    page = opened(blank_page, host_page(server, html, both, head=NOTE_MESSAGES))
    first, second = ready(page, 0), ready(page, 1)
    first.locator(CLUSTERS).first.focus()
    page.keyboard.press("Enter")
    settle(page)
    assert panel_title(first)
    assert not second.locator("#atlas-panel").is_visible()


@pytest.mark.parametrize(
    ("name", "width"),
    [
        *(("bioclusters", width) for width in (280, 360, 500, 599, 600, 899, 900, 1100, 1600)),
        # Its notes stand below a map as low as the frame at first, and on it in the frame that is asked for.
        ("bioclusters-story", 900),
    ],
)
def test_the_documented_code_settles_with_one_message_and_shows_everything(
    blank_page: Blank, html: Path, server: Server, name: str, width: int
) -> None:
    head = NOTE_MESSAGES + "<style>body { margin: 0 }</style>"
    snippet = embed_snippet(html, f"{name}.html")
    page = opened(blank_page, host_page(server, html, snippet, head=head), width=width)
    frame = ready(page)
    page.wait_for_function("window.heard.length > 0")
    settle(frame)
    page.wait_for_timeout(500)
    (message,) = page.evaluate("window.heard")
    height = message["data"]["height"]
    assert page.locator("iframe").evaluate("(frame) => frame.offsetHeight") == height
    shown = "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    assert frame.evaluate(shown) == [height, width]
    hidden = "(legend) => legend.scrollHeight - legend.clientHeight"
    assert frame.locator("#atlas-legend").evaluate(hidden) <= 0
    map_height = frame.locator(".folium-map").evaluate("(map) => map.offsetHeight")
    assert map_height == pytest.approx(min(760, max(320, 0.72 * width)), abs=1)


def test_the_frame_is_as_low_again_once_a_longer_legend_is_gone(
    blank_page: Blank, html: Path, server: Server
) -> None:
    snippet = embed_snippet(html, "example-portfolio.html")
    page = opened(blank_page, host_page(server, html, snippet, head=NOTE_MESSAGES))
    frame = ready(page)
    heights = []
    for count, language in enumerate(("en", "de", "en"), start=1):
        go(frame, f"lang={language}")
        page.wait_for_function("(count) => window.heard.length == count", arg=count)
        settle(frame)
        heights.append(page.locator("iframe").evaluate("(frame) => frame.offsetHeight"))
    assert heights[0] == heights[2] < heights[1]


@pytest.mark.parametrize("height", ["199", "4001", "-5", "NaN", "Infinity", "'900'", "{}", "null"])
def test_the_documented_code_takes_nothing_but_a_height_that_a_map_can_have(
    blank_page: Blank, html: Path, server: Server, height: str
) -> None:
    script = f'parent.postMessage({{ type: "clusteratlas:height", height: {height} }}, "*")'
    write_others(server, script)
    snippet = embed_snippet(html, "bioclusters.html").replace("bioclusters.html", "others.html")
    page = opened(blank_page, host_page(server, html, snippet, head=NOTE_MESSAGES))
    page.wait_for_function("window.heard.length > 0")
    assert page.locator("iframe").get_attribute("height") == "640"


def test_the_documented_code_hears_its_own_frame_only(blank_page: Blank, html: Path, server: Server) -> None:
    script = 'parent.postMessage({ type: "clusteratlas:height", height: 333 }, "*")'
    write_others(server, script)
    body = embed_snippet(html, "bioclusters.html") + framed("others.html")
    page = opened(blank_page, host_page(server, html, body, head=NOTE_MESSAGES))
    ready(page)
    page.wait_for_function("window.heard.length > 1")
    page.wait_for_timeout(200)
    assert page.locator("iframe").nth(0).get_attribute("height") not in ("333", "640")
    assert page.locator("iframe").nth(1).get_attribute("height") == "600"


def test_the_snippet_works_where_scripts_are_forbidden(blank_page: Blank, html: Path, server: Server) -> None:
    rules = "default-src 'none'; frame-src 'self'; style-src 'unsafe-inline'"
    policy = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
    snippet = embed_snippet(html, "bioclusters.html").split("<script")[0]
    page = opened(blank_page, host_page(server, html, snippet, policy=policy), width=360)
    ready(page)
    box = page.locator("iframe").bounding_box()
    assert box is not None
    assert box["height"] >= 300
    assert box["x"] + box["width"] <= 360
