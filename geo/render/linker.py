"""Join the page's script modules into one classic script, and its style sheets into one.

A page opened from disk cannot import modules. The modules are therefore written so that they can be joined:
they import by name from files beside them, export declarations only, and no two of them declare the same name
at top level. Whatever departs from that is an error here, not in a reader's browser.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import rcssmin

from geo.errors import BuildError
from geo.render.shorten import shorten

PAGE: Final = Path(__file__).resolve().parent / "page"
#: What the joined script gives to the script after it.
GLOBAL: Final = "clusterAtlas"

_IMPORT: Final = re.compile(r'^import \{([^{}]*)\} from "(\.[\w./-]+\.js)";\n', re.MULTILINE)
_OTHER_IMPORT: Final = re.compile(r"^(?:import\b(?!\s*\().*|export\s*(?:\{|\*|default\b).*)$", re.MULTILINE)
_DECLARED: Final = re.compile(
    r"^(export )?(?:async )?(?:function\*?|class|const|let|var) (?:([\w$]+)|[\[{]([^=]*)[\]}] =)",
    re.MULTILINE,
)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?(?:function|class|const|let)\b)", re.MULTILINE)


@cache
def app_script() -> str:
    """Return the page's script: all modules that ``main.js`` needs, joined and shortened."""
    return shorten(link(read_modules(PAGE / "js"), entry="main.js", exports=("start",)))


@cache
def app_style() -> str:
    """Return the page's style sheets, joined in the order of their file names and minified."""
    sheets = sorted((PAGE / "css").glob("*.css"))
    return str(rcssmin.cssmin("\n".join(sheet.read_text("utf-8") for sheet in sheets)))


def read_modules(folder: Path) -> dict[str, str]:
    """Return file name to source of all modules in a folder."""
    paths = sorted(folder.rglob("*.js"))
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


def link(modules: Mapping[str, str], *, entry: str, exports: tuple[str, ...]) -> str:
    r"""Join modules into one script that needs no module loader.

    Parameters
    ----------
    modules
        File name to source.
    entry
        The module that needs all others; those it does not need are left out.
    exports
        Names of the entry that the script sets on the global object `GLOBAL`.

    Raises
    ------
    BuildError
        A module is unknown, modules need each other in a circle, an imported name is not exported, a
        statement is of a kind that cannot be joined, or two modules declare one name.

    Examples
    --------
    >>> modules = {"b.js": "export const b = 1;\n"}
    >>> modules["a.js"] = 'import { b } from "./b.js";\nexport const a = b;\n'
    >>> print(link(modules, entry="a.js", exports=("a",)))
    (() => {
    "use strict";
    const b = 1;
    const a = b;
    globalThis.clusterAtlas = { a };
    })();
    """
    order = list(_order(modules, entry))
    owner: dict[str, str] = {}
    for name in order:
        for declared in _names(modules[name]):
            if declared in owner:
                raise BuildError(
                    f"{name}: found {declared!r} again, expected a name {owner[declared]} does not use"
                )
            owner[declared] = name
    _check_exports(modules, entry, exports)
    bodies = (_EXPORT.sub("", _IMPORT.sub("", modules[name])).strip() for name in order)
    body = "\n".join(bodies)
    return f'(() => {{\n"use strict";\n{body}\nglobalThis.{GLOBAL} = {{ {", ".join(exports)} }};\n}})();'


def _order(modules: Mapping[str, str], entry: str) -> Iterator[str]:
    """Yield modules so that each comes after those it imports."""
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> Iterator[str]:
        if name in path:
            raise BuildError(f"modules import each other in a circle: {' -> '.join((*path, name))}")
        if name in done:
            return
        for match in _IMPORT.finditer(modules[name]):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), match[2]))
            if target not in modules:
                raise BuildError(
                    f"{name}: found an import from {target!r}, expected one of {', '.join(modules)}"
                )
            _check_exports(
                modules, target, [part.strip() for part in match[1].split(",") if part.strip()], by=name
            )
            yield from visit(target, (*path, name))
        if other := _OTHER_IMPORT.search(_IMPORT.sub("", modules[name])):
            expected = 'import { name } from "./file.js"; or export before a declaration'
            raise BuildError(f"{name}: found {other[0].strip()!r}, expected {expected}")
        done.add(name)
        yield name

    yield from visit(entry, ())


def _check_exports(
    modules: Mapping[str, str], name: str, wanted: tuple[str, ...] | list[str], *, by: str | None = None
) -> None:
    exported = set(_names(modules[name], exported=True))
    for item in wanted:
        if item not in exported:
            raise BuildError(f"{by or name}: found {item!r}, expected a name that {name} exports")


def _names(source: str, *, exported: bool = False) -> Iterator[str]:
    """Yield the names that a module declares at top level, which is where lines are not indented."""
    for match in _DECLARED.finditer(source):
        if exported and not match[1]:
            continue
        if match[2]:
            yield match[2]
        else:
            # Destructuring: "a, b: c, d = 1" declares a, c and d.
            yield from (
                part.split(":")[-1].split("=")[0].strip(" .") for part in match[3].split(",") if part.strip()
            )
