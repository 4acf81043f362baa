"""The look of a map: colours that are refused with what was measured, and a logo that only draws."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.definition import (
    Definition,
    Style,
    class_counts,
    named_files,
    read_definition,
    read_keys,
    style_problems,
)
from geo.definition.image import data_address
from geo.errors import DefinitionError
from geo.render import ClusterMap, MapOptions
from geo.tables.clusters import read_clusters

MINIMAL = 'title = "T"\nrecords = "bioclusters"\nedition = 2023\n'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"{0}>{1}</svg>'

Read = Callable[[str], Definition]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    (tmp_path / "maps").mkdir()

    def run(lines: str) -> Definition:
        path = tmp_path / "maps" / "m.toml"
        path.write_text(MINIMAL + lines, encoding="utf-8")
        return read_definition(path)

    return run


def problems_in(read: Read, tmp_path: Path, lines: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        read(lines)
    path = tmp_path / "maps" / "m.toml"
    return [str(problem).removeprefix(f"{path}, ") for problem in caught.value.problems]


def test_colours_that_can_be_told_apart_are_taken(read: Read) -> None:
    style = read('[style]\naccent = "#B3261E"\nramp = ["#d3b3e6", "#a572c8", "#7a3fa5", "#2e0d4d"]').style
    assert (style.accent, style.ramp) == ("#b3261e", ("#d3b3e6", "#a572c8", "#7a3fa5", "#2e0d4d"))


def test_colours_of_the_light_theme_that_hide_are_refused_with_what_was_measured(
    read: Read, tmp_path: Path
) -> None:
    lines = '[style]\nramp = ["#e3cdee", "#b283cf", "#7a3fa5", "#2e0d4d"]'
    assert problems_in(read, tmp_path, lines) == [
        (
            "style.ramp: found '#e3cdee', expected other colours: in the light theme land and class 1 differ "
            "by 8.2 to somebody with tritanopia, and must by 10 (CAM02-UCS)"
        )
    ]


#: Four classes that meet the rule, and too little room between them for six.
NARROW = {"ramp": ("#97d1af", "#5b868e", "#355a7d", "#071f2f")}


def test_a_ramp_has_room_for_the_classes_of_every_figure() -> None:
    assert class_counts(["quantile", "diverging", (1.0, 2.0)], has_members=False) == (3, 5)
    assert class_counts(["diverging"], has_members=True) == (6,)
    assert list(style_problems("m", NARROW, (3, 5))) == []
    (problem,) = style_problems("m", NARROW, (5, 6))
    assert str(problem) == (
        "m, style.ramp: found '#97d1af, #5b868e, #355a7d, #071f2f', expected other colours: in the light "
        "theme class 3 of 6 is lighter than class 4 of 6 by 9.7 in grey, and must be by 10 (CIE L*)"
    )


def test_a_definition_with_a_figure_of_six_classes_is_held_to_them(read: Read, tmp_path: Path) -> None:
    style = f"[style]\nramp = {list(NARROW['ramp'])}"
    keys = {"key": "jobs", "source": "scoreboard-2023", "code": "code", "value": "index", "label": "Jobs"}
    figure = "\n[[figures]]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items())
    assert read(style + figure).style.ramp == NARROW["ramp"]
    (problem,) = problems_in(read, tmp_path, f"{style}{figure}classes = [1, 2, 3, 4, 5]")
    assert "class 3 of 6 is lighter" in problem


def test_colours_of_the_dark_theme_have_a_key_of_their_own(read: Read, tmp_path: Path) -> None:
    lines = '[style]\naccent = "#b3261e"\naccent_dark = "#5a1410"'
    (problem, *_) = problems_in(read, tmp_path, lines)
    assert problem.startswith(
        "style.accent_dark: found '#5a1410', expected other colours: in the dark theme "
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('accent = "red"', "style.accent: found 'red', expected a colour as #rrggbb, such as #1f6379"),
        (
            'ramp = ["#ffffff"]',
            "style.ramp: found \"['#ffffff']\", expected four colours, of the lowest class first",
        ),
        ('acent = "#000"', "style.acent: found 'acent', expected a known key. Did you mean 'accent'?"),
        (
            'publisher = {en = "A", fr = "B"}',
            (
                "style.publisher: found 'en, fr', expected a text in each of the map's languages; "
                "missing: ca, es, de, it"
            ),
        ),
        ('publisher = {xx = "A"}', "style.publisher.xx: found 'xx', expected one of en, ca, es, fr, de, it"),
        (
            'publisher = "P"\nlogo = "../logo.svg"',
            (
                "style.logo: found '../logo.svg', expected a path inside the folder, relative to it; links "
                "must not lead out of it either"
            ),
        ),
        (
            'publisher = "P"\nlogo = "loga.svg"',
            "style.logo: found 'loga.svg', expected a file in the project folder. Did you mean 'logo.svg'?",
        ),
        (
            'logo = "logo.svg"',
            (
                "style.publisher: found None, expected a text beside the logo, for everybody who does not "
                "see it"
            ),
        ),
    ],
)
def test_what_is_no_look_is_said(read: Read, tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "logo.svg").write_text(SVG.format("", ""), encoding="utf-8")
    assert problems_in(read, tmp_path, f"[style]\n{line}") == [message]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (SVG.format("", "<script>alert(1)</script>"), "<script>"),
        (SVG.format("", "<foreignObject/>"), "<foreignObject>"),
        (SVG.format("", '<image href="https://a.example/x.png"/>'), "<image>"),
        (SVG.format(' onload="alert(1)"', ""), "onload"),
        (SVG.format("", '<use href="other.svg#a"/>'), "other.svg#a"),
        (
            SVG.format(' xmlns:xlink="http://www.w3.org/1999/xlink"', '<use xlink:href="//a.example/b"/>'),
            "//a.example/b",
        ),
        (SVG.format("", '<rect fill="url(https://a.example/x)"/>'), "url(https://a.example/x)"),
        (SVG.format("", "<style>@import 'a.css';</style>"), "@import"),
        (SVG.format("", "<style>@keyframes a{to{opacity:0}} rect{x:1}</style>"), "@keyframes"),
        (SVG.format("", '<rect style="animation:a 1s"/>'), "animation:a 1s"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("", ""), "<!DOCTYPE"),
        ('<?xml-stylesheet href="a.css"?>' + SVG.format("", ""), "<?xml-stylesheet"),
        ("<html/>", "html"),
        ("no picture", "syntax error: line 1, column 0"),
    ],
)
def test_a_logo_that_runs_or_loads_anything_is_refused(
    read: Read, tmp_path: Path, content: str, found: str
) -> None:
    (tmp_path / "logo.svg").write_text(content, encoding="utf-8")
    (problem,) = problems_in(read, tmp_path, '[style]\npublisher = "P"\nlogo = "logo.svg"')
    assert problem.startswith(f"style.logo: found {found!r}, expected an SVG file")


def test_a_logo_that_draws_with_its_own_parts_is_taken(read: Read, tmp_path: Path) -> None:
    parts = '<defs><path id="a" d="M0 0h2"/></defs><use href="#a"/><rect fill="url(#a)"/>'
    (tmp_path / "logo.svg").write_text(SVG.format("", parts), encoding="utf-8")
    assert read('[style]\npublisher = "P"\nlogo = "logo.svg"').style.logo == "logo.svg"


def test_a_logo_is_a_small_picture(read: Read, tmp_path: Path) -> None:
    line = '[style]\npublisher = "P"\nlogo = "logo.png"'
    header = struct.pack(">4sIIBBBBB", b"IHDR", 1, 1, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    end = b"\0\0\0\0IEND\xaeB`\x82"
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk + end)
    assert read(line).style.logo == "logo.png"
    assert data_address(tmp_path / "logo.png").startswith("data:image/png;base64,iVBORw0KGgo")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk)
    assert problems_in(read, tmp_path, line) == [
        "style.logo: found 'logo.png', expected a whole PNG file; the end of this one is missing"
    ]
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x08acTL" + bytes(12) + chunk + end)
    assert problems_in(read, tmp_path, line) == [
        "style.logo: found 'logo.png', expected a PNG file that stands still"
    ]
    (tmp_path / "logo.png").write_bytes(b"GIF89a")
    assert problems_in(read, tmp_path, line) == [
        "style.logo: found 'logo.png', expected a PNG file; this one is none"
    ]
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40_000))
    assert problems_in(read, tmp_path, line) == [
        "style.logo: found 'a file of more than 30,000 bytes', expected a small file that can be read"
    ]


def test_the_logo_is_a_file_that_the_map_is_built_from(read: Read, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(SVG.format("", ""), encoding="utf-8")
    read('[style]\npublisher = "P"\nlogo = "logo.svg"')
    assert list(named_files(read_keys(tmp_path / "maps" / "m.toml"))) == ["bioclusters", "logo.svg"]


def test_the_api_refuses_the_same_colours_as_a_definition() -> None:
    options = MapOptions(style=Style(accent="#f3b08f"))
    with pytest.raises(DefinitionError, match="the accent and the page are in contrast of"):
        ClusterMap(read_clusters("bioclusters"), options=options).to_html()
