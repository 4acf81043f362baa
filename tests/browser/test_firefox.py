"""What the pages do in Firefox: every state, embedded at every width, on a phone's width, by keyboard."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from driver import GEOMETRY, refuse
from firefox import Firefox
from projects import ALL_LANGUAGES, BUNDLED, embed_snippet
from pytest_socket import enable_socket
from test_layout import STATES

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

SETTLE_SECONDS = 0.5
# As WebDriver numbers keys.
ENTER, ESCAPE = "\ue007", "\ue00c"
FAULTS = (
    "window.atlasGeometry.cut().concat(window.atlasGeometry.outside(), window.atlasGeometry.overlapping())"
)


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    enable_socket()  # to reach Firefox on loopback; it is off again when the next test begins
    started = Firefox(tmp_path_factory.mktemp("profile"))
    yield started
    started.close()


def go(firefox: Firefox, fragment: str) -> None:
    firefox.ask("location.hash = arguments[0]", fragment)
    time.sleep(SETTLE_SECONDS)


def faults(firefox: Firefox) -> list[str]:
    firefox.run(GEOMETRY)
    found: list[str] = firefox.ask(FAULTS)
    return found


@pytest.mark.parametrize("name", BUNDLED)
def test_every_page_opens_without_a_complaint(firefox: Firefox, html: Path, name: str) -> None:
    firefox.open((html / f"{name}.html").as_uri())
    assert firefox.ask("document.documentElement.classList.contains('js')")
    assert firefox.ask("document.querySelectorAll('path.region').length") > 300
    assert firefox.complaints() == []


@pytest.mark.parametrize("language", ALL_LANGUAGES)
def test_nothing_overlaps_or_is_cut_in_any_state(firefox: Firefox, html: Path, language: str) -> None:
    firefox.open((html / "bioclusters.html").as_uri())
    found = {}
    for state in STATES:
        go(firefox, f"lang={language}&{state}")
        found[state] = faults(firefox)
    refuse(found)
    assert firefox.complaints() == []


@pytest.mark.parametrize("width", [320, 360])
def test_no_state_slides_sideways_on_a_phone(
    firefox: Firefox, html: Path, tmp_path: Path, width: int
) -> None:
    # A window of Firefox is 450 pixels wide at least; a frame is as narrow as asked for.
    shutil.copy(html / "bioclusters.html", tmp_path)
    found = {}
    for state in STATES:
        host = tmp_path / "host.html"
        frame = f'<iframe id="map" src="bioclusters.html#{state}" width="{width}" height="740"></iframe>'
        host.write_text(f"<!doctype html>{frame}", encoding="utf-8")
        firefox.open(host.as_uri())
        firefox.enter("#map")
        time.sleep(SETTLE_SECONDS)
        wide = firefox.ask("document.documentElement.scrollWidth")
        found[state] = [] if wide <= width else [f"{wide} px wide"]
        firefox.leave()
    refuse(found)


@pytest.mark.parametrize("width", [480, 600, 768, 900, 1200, 1600])
def test_the_documented_code_settles_with_one_message_and_shows_everything(
    firefox: Firefox, html: Path, tmp_path: Path, width: int
) -> None:
    shutil.copy(html / "bioclusters.html", tmp_path)
    note = "heard = []; addEventListener('message', (event) => heard.push(event.data.height));"
    head = f"<!doctype html><style>body {{ margin: 0 }}</style><script>{note}</script>"
    snippet = embed_snippet(html, "bioclusters.html")
    page = f"{head}<div style='width:{width}px'>{snippet}</div>"
    (tmp_path / "host.html").write_text(page, encoding="utf-8")
    firefox.open((tmp_path / "host.html").as_uri(), width=1700)
    time.sleep(2 * SETTLE_SECONDS)
    heights = firefox.ask("window.heard")
    assert len(heights) == 1, heights
    (height,) = heights
    assert firefox.ask("document.querySelector('iframe').offsetHeight") == height
    firefox.enter("iframe")
    shown = firefox.ask("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
    assert shown == [height, width]
    firefox.leave()


@pytest.mark.parametrize("width", [480, 1200])
def test_the_frame_follows_what_opens_below_an_embedded_map(
    firefox: Firefox, html: Path, tmp_path: Path, width: int
) -> None:
    shutil.copy(html / "bioclusters.html", tmp_path)
    page = f"<!doctype html><div style='width:{width}px'>{embed_snippet(html, 'bioclusters.html')}</div>"
    (tmp_path / "host.html").write_text(page, encoding="utf-8")
    firefox.open((tmp_path / "host.html").as_uri(), width=1300)
    time.sleep(2 * SETTLE_SECONDS)
    seen = "[document.documentElement.scrollHeight, document.querySelector('.folium-map').offsetHeight]"
    heights, maps = [], set()
    for opener in ("", ".table-head .button", "#atlas-summary > details > summary"):
        firefox.enter("iframe")
        if opener:
            firefox.ask("document.querySelector(arguments[0]).click()", opener)
            time.sleep(2 * SETTLE_SECONDS)
        height, map_height = firefox.ask(seen)
        firefox.leave()
        assert firefox.ask("document.querySelector('iframe').offsetHeight") == height
        heights.append(height)
        maps.add(map_height)
    assert heights == sorted(set(heights))
    assert max(maps) - min(maps) <= 1


def test_the_keyboard_opens_a_card_and_closes_it(firefox: Firefox, html: Path) -> None:
    firefox.open((html / "bioclusters.html").as_uri())
    firefox.ask("document.querySelector('button.marker').focus()")
    firefox.press(ENTER)
    time.sleep(SETTLE_SECONDS)
    assert firefox.ask("document.querySelector('#panel-title').textContent")
    firefox.press(ESCAPE)
    time.sleep(SETTLE_SECONDS)
    assert firefox.ask("document.querySelector('#atlas-panel').checkVisibility()") is False


def test_many_markers_are_painted_walked_and_filtered(firefox: Firefox, html: Path) -> None:
    firefox.open((html / "many.html").as_uri())
    time.sleep(2 * SETTLE_SECONDS)
    count = "document.querySelectorAll('button.marker').length"
    # Where each marker in view stands, the canvas is painted.
    bare = """(() => {
      const canvas = document.querySelector(".leaflet-pane canvas");
      const { left, top, width } = canvas.getBoundingClientRect();
      const ratio = canvas.width / width;
      return [...document.querySelectorAll("button.marker")].filter((one) => {
        const box = one.getBoundingClientRect();
        const at = [box.left + box.width / 2 - left, box.top + box.height / 2 - top];
        return !canvas.getContext("2d").getImageData(ratio * at[0], ratio * at[1], 1, 1).data[3];
      }).length;
    })()"""
    far = firefox.ask(count)
    assert far > 5
    assert firefox.ask(bare) == 0
    for _ in range(3):
        firefox.ask("document.querySelector('.zoom button').click()")
        time.sleep(2 * SETTLE_SECONDS)
    assert firefox.ask(count) > far
    assert firefox.ask(bare) == 0
    firefox.ask("document.querySelector('button.marker:not(.many)').focus()")
    firefox.press(ENTER)
    time.sleep(SETTLE_SECONDS)
    assert firefox.ask("document.querySelector('button.marker.chosen') !== null")
    assert firefox.ask("document.querySelector('#panel-title').textContent")
    go(firefox, "country=SE")
    assert 0 < firefox.ask(count) < far
    assert firefox.ask(bare) == 0
    assert firefox.complaints() == []


def test_a_fault_is_noticed(firefox: Firefox, tmp_path: Path) -> None:
    page = tmp_path / "faulty.html"
    page.write_text("<!doctype html><script>nothing.like.this</script>", encoding="utf-8")
    firefox.open(page.as_uri())
    assert any("nothing is not defined" in one for one in firefox.complaints())
