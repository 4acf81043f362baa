"""The shape of the house: which room may use which, and what `geo` offers."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import typing
from functools import cache
from importlib.metadata import PackageNotFoundError, files, requires
from pathlib import Path

import pytest

import geo

PACKAGE = Path(geo.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if not {"_data", "_maps"} & set(path.parts))
# Data flow one way: a room uses only itself and the rooms named before it.
ROOMS = (
    {"errors", "columns"},
    {"language"},
    {"datapackage"},
    {"nuts"},
    {"tables"},
    {"match"},
    {"definition"},
    {"render"},
    {"update"},
    {"project"},
    {"cli", "__main__", "__init__"},
)


SCRIPTS = PACKAGE / "render" / "page" / "js"
SCRIPT_ROOMS = ("data", "map", "panels", "controls")
#: What stands beside the rooms of the page: every room but the first may use it.
SHARED_SCRIPTS = {"dom.js", "store.js"}
#: What the bundles begin with.
ENTRY_SCRIPTS = (
    *(
        "first.js",
        "main.js",
        "crowd.js",
        "deflated.js",
        "own.js",
        "members.js",
        "mini-map.js",
        "mixes.js",
        "pairs.js",
    ),
    *("picture.js", "small.js", "widget.js", "widget-host.js"),
)
_SCRIPT_IMPORT = re.compile(
    r"""^(?:import|export)\b[^;]*?\bfrom "([^"]+)";|\bimport\("([^"]+)"\)""", re.MULTILINE
)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path) -> frozenset[str]:
    """Return the full name of every module that a file imports, inside functions too."""
    names: list[str] = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names += [node.module]
            if node.module == "geo":
                names += [f"geo.{alias.name}" for alias in node.names]
    return frozenset(names)


def users(library: str) -> set[str]:
    """Return the modules of `geo` that import a library."""
    return {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if any(name.split(".")[0] == library for name in imports(path))
    }


def test_every_library_imported_is_declared() -> None:
    declared = {re.split(r"[\[<>=; ]", line)[0] for line in requires("clusteratlas") or []}
    known = sys.stdlib_module_names | {"geo"} | {name for library in declared for name in provided(library)}
    for path in MODULES:
        assert {name.split(".")[0] for name in imports(path)} <= known, path.name


def provided(library: str) -> set[str]:
    """Return what can be imported from a library; nothing from one that is not installed."""
    try:
        return {path.parts[0].split(".")[0] for path in files(library) or []}
    except PackageNotFoundError:
        return set()


def test_only_update_imports_requests() -> None:
    assert users("requests") | users("urllib3") == {"update/client.py"}


def test_only_cutting_outlines_imports_topojson() -> None:
    assert users("topojson") == {"update/cut_outline.py"}


def test_only_render_imports_folium() -> None:
    found = users("folium") | users("branca") | users("jinja2")
    assert found
    assert all(name.startswith("render/") for name in found), found


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_the_rooms_are_the_folders_and_modules_that_are_there() -> None:
    assert {room_of(path) for path in MODULES} == set().union(*ROOMS)


def test_a_room_uses_only_rooms_named_before_it() -> None:
    rank = {module: number for number, room in enumerate(ROOMS) for module in room}
    wrong = set()
    for path in MODULES:
        module = room_of(path)
        used = {name.split(".")[1] for name in imports(path) if name.startswith("geo.")}
        wrong |= {f"{module} uses {other}" for other in used if rank.get(other, 0) > rank[module]}
    assert wrong == set()


def test_locating_knows_nothing_of_the_scoreboard() -> None:
    names = ("carried", "cities", "codes", "keys", "locating", "naming", "pointing", "search", "stated")
    paths = [PACKAGE / "match" / f"{name}.py" for name in names]
    used = {name for path in paths for name in imports(path) if name.startswith("geo.match")}
    assert used == {f"geo.match.{name}" for name in names} - {"geo.match.locating"}


def test_the_letters_of_countries_stand_in_one_table() -> None:
    wanted = {"GR", "GB"}
    holders = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and node.value in wanted
    }
    scripts = (PACKAGE / "render" / "page" / "js").rglob("*.js")
    holders |= {path.name for path in scripts if re.search(r"\b(GR|GB)\b", path.read_text("utf-8"))}
    assert holders == {"language/country_names.py"}


def test_no_module_is_longer_than_500_lines() -> None:
    long = {
        path.name: count for path in MODULES if (count := len(path.read_text("utf-8").splitlines())) > 500
    }
    assert long == {}


def script_room(path: Path) -> str:
    relative = path.relative_to(SCRIPTS)
    return relative.parts[0] if len(relative.parts) > 1 else relative.name


def test_the_rooms_of_the_page_are_the_folders_that_are_there() -> None:
    rooms = {script_room(path) for path in SCRIPTS.rglob("*.js")}
    assert rooms == {*SCRIPT_ROOMS, *SHARED_SCRIPTS, *ENTRY_SCRIPTS}


def test_a_room_of_the_page_uses_only_rooms_named_before_it() -> None:
    rank = {room: number for number, room in enumerate([*SCRIPT_ROOMS, *ENTRY_SCRIPTS])}
    wrong, imported = [], 0
    for path in SCRIPTS.rglob("*.js"):
        room = script_room(path)
        for match in _SCRIPT_IMPORT.finditer(path.read_text("utf-8")):
            # A type may come from anywhere, except into the room that computes.
            if match[1] is None and room != "data":
                continue
            other = script_room((path.parent / (match[1] or match[2])).resolve())
            imported += 1
            allowed = room != "data" if other in SHARED_SCRIPTS else rank[other] <= rank.get(room, 0)
            if not allowed:
                wrong.append(f"{path.name} uses {other}")
    assert imported > 100
    assert wrong == []


def test_what_computes_in_the_page_does_not_know_the_page() -> None:
    browser = re.compile(r"\b(document|window|navigator|location|history|getComputedStyle|L\.\w+)\b")
    computing = sorted((SCRIPTS / "data").rglob("*.js"))
    assert computing
    for path in computing:
        code = re.sub(r"/\*.*?\*/|^\s*//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        assert browser.findall(code) == [], path.name


def test_no_code_lives_beside_the_data() -> None:
    root = PACKAGE.parent
    assert not [path for folder in ("data", "maps") for path in (root / folder).rglob("*.py")]


def test_every_public_name_can_be_imported_and_has_a_docstring() -> None:
    for name in geo.__all__:
        assert getattr(geo, name) is not None
        is_alias = name == "__version__" or typing.get_origin(getattr(geo, name)) is not None
        assert is_alias or getattr(geo, name).__doc__


def test_the_public_names_are_exactly_those_of_the_type_checker() -> None:
    (block,) = (node for node in parsed(PACKAGE / "__init__.py").body if isinstance(node, ast.If))
    typed = {alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert typed | {"__version__"} == set(geo.__all__)
    assert geo.__all__ == sorted(geo.__all__)


def test_everything_that_a_public_signature_names_is_public() -> None:
    names = {
        name
        for path in MODULES
        for node in parsed(path).body
        for name in ([node.name] if isinstance(node, ast.ClassDef) else aliases(node))
    }
    for name in geo.__all__:
        value = getattr(geo, name)
        members = vars(value).items() if isinstance(value, type) else [(name, value)]
        signatures = [
            str(inspect.get_annotations(member))
            for key, member in members
            if inspect.isfunction(member) and (key == "__init__" or not key.startswith("_"))
        ]
        assert set(re.findall(r"\w+", " ".join(signatures))) & names <= set(geo.__all__), name


def aliases(node: ast.stmt) -> list[str]:
    """Return the name of a callable's type, where a statement gives it one."""
    if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Callable["):
        return [ast.unparse(target) for target in node.targets]
    return []


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        geo.nonsense  # noqa: B018


def test_no_module_bears_the_name_of_a_public_function() -> None:
    assert {path.stem for path in MODULES} & set(geo.__all__) == set()


def test_importing_geo_costs_next_to_nothing() -> None:
    code = "import sys; import geo, geo.cli; print(*sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    heavy = {"geopandas", "pandas", "numpy", "folium", "pydantic", "rich", "requests", "shapely", "pyarrow"}
    assert not heavy & {name.split(".")[0] for name in found.stdout.split()}


def test_a_test_that_drives_a_browser_is_marked_as_one() -> None:
    modules = (PACKAGE.parent / "tests" / "browser").glob("test_*.py")
    assert [path.name for path in modules if "pytest.mark.browser" not in path.read_text("utf-8")] == []
