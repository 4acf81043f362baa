"""What a map depends on: every resource that was read for it, however it was read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from geo.datapackage import catalog as reading
from geo.datapackage.catalog import Catalog
from geo.project.builder import build
from geo.project.folder import create_project
from geo.project.manifest import Manifest
from geo.project.outcome import BuildOptions

pytestmark = pytest.mark.slow
MAPS = (
    *("bioclusters", "bioclusters-2019", "bioclusters-story", "example-portfolio"),
    "regional-figures",
)


class Watcher:
    """Sees which files Python opens, whoever opens them; it cannot be taken off, only told to look away."""

    def __init__(self) -> None:
        self.seen: set[str] | None = None
        sys.addaudithook(self)

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.seen is not None and event == "open":
            self.seen.add(str(arguments[0]))


class Built:
    """A project of the bundled maps, and the resources whose files were opened while each was built."""

    def __init__(self, root: Path) -> None:
        self.project = create_project(root)
        self.catalog = Catalog(root / "data")
        self.opened: dict[str, set[str]] = {}
        watcher = Watcher()
        for name in MAPS:
            reading._CACHE.clear()  # or else the second map would open less than it uses
            watcher.seen = set()
            build(root, names=[name], options=BuildOptions(jobs=1))
            seen, watcher.seen = watcher.seen, None
            paths = {
                str(root / "data" / self.catalog.resource(one).path): one for one in self.catalog.names()
            }
            self.opened[name] = {paths[path] for path in seen if path in paths}

    def noted(self) -> dict[str, set[str]]:
        """Return the resources that the manifest lists for each map."""
        maps = Manifest.read(self.project.html).maps
        return {
            name: {key.removeprefix("data:") for key in entry.inputs if key.startswith("data:")}
            for name, entry in maps.items()
        }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(tmp_path_factory.mktemp("inputs") / "project")


def test_every_resource_that_is_opened_for_a_map_is_noted(built: Built) -> None:
    assert built.noted() == built.opened


def test_a_map_made_from_the_cache_depends_on_the_same_resources(built: Built) -> None:
    before = Manifest.read(built.project.html).maps
    build(built.project.root, options=BuildOptions(jobs=1, force=True))
    assert {name: entry.inputs for name, entry in Manifest.read(built.project.html).maps.items()} == {
        name: entry.inputs for name, entry in before.items()
    }


@pytest.mark.parametrize("resource", Catalog.bundled().names())
def test_a_changed_resource_makes_every_map_that_reads_it_stale_and_no_other(
    built: Built, resource: str
) -> None:
    path = built.project.root / "data" / built.catalog.resource(resource).path
    content = path.read_bytes()
    path.write_bytes(content + b"\n")
    try:
        report = build(built.project.root, options=BuildOptions(check=True))
    finally:
        path.write_bytes(content)
    stale = {outcome.name for outcome in report.outcomes if outcome.state == "stale"}
    assert stale == {name for name, opened in built.opened.items() if resource in opened}
