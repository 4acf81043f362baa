from html.parser import HTMLParser

import pytest
from click.testing import CliRunner

from geo.cli import main
from geo.errors import FormatError
from geo.render.snippet import checked_address, embed_snippet


class Frame(HTMLParser):
    """The attributes of the frame, and the names of all elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: dict[str, str | None] = {}
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "iframe":
            self.attributes = dict(attrs)


def test_the_frame_may_run_scripts_and_nothing_more() -> None:
    frame = Frame(embed_snippet("https://example.org/m.html", "Clusters", height=500))
    assert frame.tags == ["iframe", "script"]
    assert frame.attributes == {
        "src": "https://example.org/m.html?embed",
        "title": "Clusters",
        "width": "100%",
        "height": "500",
        "sandbox": "allow-scripts",
        "loading": "lazy",
        "style": "border:0",
    }


def test_the_listener_is_left_out_on_request() -> None:
    assert Frame(embed_snippet("https://example.org/m.html", "Clusters", script=False)).tags == ["iframe"]


def test_a_state_in_the_address_survives() -> None:
    frame = Frame(embed_snippet("https://example.org/m.html?v=2#year=2019&lang=de", "x"))
    assert frame.attributes["src"] == "https://example.org/m.html?v=2&embed#year=2019&lang=de"


def test_an_address_of_a_bare_map_stays_one() -> None:
    frame = Frame(embed_snippet("m.html?embed&v=2", "x"))
    assert frame.attributes["src"] == "m.html?v=2&embed"


def test_a_title_cannot_break_out_of_its_attribute() -> None:
    title = 'x" onload="alert(1)"><script>alert(1)</script>'
    frame = Frame(embed_snippet("https://example.org/m.html", title))
    assert frame.attributes["title"] == title
    assert "onload" not in frame.attributes
    assert frame.tags == ["iframe", "script"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "www.example.org/m.html",
        "//example.org/m.html",
        "javascript:alert(1)",
        "JavaScript://example.org/%0Aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "ftp://example.org/m.html",
        "https:",
        "https://",
        "https:///m.html",
        "https://?embed",
        "https://[::1",
        " https://example.org/m.html",
        "https://example.org/my map.html",
        "https://example.org/m.html\n",
        "java\nscript:alert(1)",
        "x/../javascript:alert(1)",
        "/\\example.org/m.html",
        "?embed",
        "https://example.org/\tm.html",
        "https://example.org/\x00",
        "https://example.org/\x9b31m",
        "https://example.org/\u202elmth.m",
        "https://example.org/\u200bm.html",
        "https://example.org/\ud800",
        'https://example.org/" onload="alert(1)',
        "https://example.org/' onload='alert(1)",
        "https://example.org/<script>",
        "https:\\\\example.org\\m.html",
    ],
)
def test_what_is_no_address_of_a_page_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(FormatError) as caught:
        checked_address(url)
    assert str(caught.value).startswith(f"found {url!r}, expected the address of a page: https:// or http://")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/maps/m.html?v=2&w=3#year=2019",
        "http://localhost:8000/m.html",
        "HTTPS://example.org/%20m.html",
        "m.html",
        "/maps/m.html?v=2#year=2019",
        "../maps/m.html",
        "https://xn--bcher-kva.example/karten/b%C3%BCcher.html",
        "https://bücher.example/kärten.html",
    ],
)
def test_an_address_of_a_page_is_taken_as_it_is(url: str) -> None:
    assert checked_address(url) == url


def test_the_command_prints_no_frame_of_a_script() -> None:
    result = CliRunner().invoke(main, ["embed", "bioclusters", "--url", "javascript:alert(1)"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Invalid value for '--url': found 'javascript:alert(1)', expected the address" in result.stderr
