from html.parser import HTMLParser

from geo.render.snippet import embed_snippet


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
