"""What the README shows a newcomer is there and works."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_python_example_runs_and_writes_a_map(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 (our own README)
    assert "BioWin" in capsys.readouterr().out
    page = (tmp_path / "our-map.html").read_text(encoding="utf-8")
    assert "Where innovation leads" in page
    assert "Our office" in page


def test_every_file_the_readme_points_to_exists() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert "docs/images/bioclusters.png" in targets
    assert [
        target for target in targets if not target.startswith("https://") and not (ROOT / target).exists()
    ] == []


def test_the_picture_comes_first() -> None:
    assert README.index("![") < README.index("## ")


def test_the_definition_in_the_readme_is_enough(tmp_path: Path) -> None:
    from geo.definition import read_definition  # noqa: PLC0415 - only this test reads definitions

    (example,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    for folder in ("maps", "data/tables"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "data" / "tables" / "our-clusters.csv").write_text("name,country\nA,FR\n", encoding="utf-8")
    path = tmp_path / "maps" / "our-clusters.toml"
    path.write_text(example, encoding="utf-8")
    assert read_definition(path).edition == 2023


@pytest.mark.parametrize("attribution", ["© EuroGeographics for the administrative boundaries", "© TurkStat"])
def test_the_required_attributions_are_on_the_introductory_page(attribution: str) -> None:
    assert attribution in README
