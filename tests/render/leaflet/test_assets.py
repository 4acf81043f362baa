"""What a page takes from installed packages."""

from pathlib import Path

import pytest

from geo.render.leaflet.assets import Asset, leaflet_style


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("a{b:c}/* it's one */d{e:f}", "a{b:c} d{e:f}"),
        ("/* one\n over lines */ a{b:c} /**/", "a{b:c}"),
        ('a:after{content:\'/* none */\'} b:after{content:"\\"/*"} /* one */c{}', None),
        ("/*! (c) their author */ a{b:c}", "/*! (c) their author */ a{b:c}"),
        ("/* not ended a{b:c}", "/* not ended a{b:c}"),
    ],
)
def test_a_style_sheet_comes_without_its_comments(written: str, taken: str | None, tmp_path: Path) -> None:
    file = tmp_path / "x.css"
    file.write_text(written, encoding="utf-8")
    style = Asset(file, "1").style(images=False)
    assert style == (written.replace("/* one */", " ") if taken is None else taken)


def test_every_rule_of_leaflet_is_there() -> None:
    style = leaflet_style(images=False)
    assert "/*" not in style
    assert style.count("{") == style.count("}") > 80
