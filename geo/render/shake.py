"""Keep of a script library what the scripts of a page use.

Leaflet is one module of some 350 statements: declarations, and statements that add to what one of them
declared (``Map.addInitHook(...)``, ``Layer.include({...})``). What a script names is kept, with everything
that names and everything added to it; members that are added are kept when anything uses one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tree_sitter import Node, Parser, Query, QueryCursor

from geo.render.shorten import JAVASCRIPT

_NAMES: Final = Query(
    JAVASCRIPT,
    """
    [(identifier) (shorthand_property_identifier)] @name
    (member_expression property: (property_identifier) @member)
    """,
)
_ADDED: Final = Query(
    JAVASCRIPT,
    """
    (expression_statement (call_expression
      function: (member_expression property: (property_identifier) @function (#eq? @function "include"))
      arguments: (arguments (object [
        (pair key: (property_identifier) @member)
        (method_definition name: (property_identifier) @member)
      ]))))
    (expression_statement (assignment_expression
      left: (member_expression property: (property_identifier) @member)))
    """,
)
_EXPORTED: Final = re.compile(r"([\w$]+)(?: as ([\w$]+))?")
_MEMBER: Final = re.compile(r"\.(\w+)")


@dataclass(frozen=True)
class _Statement:
    """One statement of the library.

    Parameters
    ----------
    text
        Its source.
    gives
        Names it declares.
    needs
        Names it uses.
    members
        Names it uses after a dot.
    adds_to
        The name it adds to, when it declares none.
    adds
        Members it adds, when it does nothing else.
    """

    text: str
    gives: frozenset[str]
    needs: frozenset[str]
    members: frozenset[str]
    adds_to: str | None
    adds: frozenset[str]


def shake(module: str, *, used_by: Iterable[str], name: str) -> str:
    """Return a classic script that sets a global object with the exports of a module that scripts use.

    Parameters
    ----------
    module
        Source of an ES module that imports nothing and ends with one ``export { ... }``.
    used_by
        Scripts that use it as ``name.export``.
    name
        Of the global object. It also holds the other exports that the used ones need.

    Examples
    --------
    >>> source = "var a = 1; function b() { return a; } function c() {} b.x = 2; export { b, c as d };"
    >>> print(shake(source, used_by=["L.b().x;"], name="L"))
    (() => {
    "use strict";
    var a = 1;
    function b() { return a; }
    b.x = 2;
    globalThis.L = {b: b};
    })();
    """
    text = "\n".join(used_by)
    statements, exports = _read(module.encode())
    wanted = re.findall(rf"(?<![\w$.]){name}\.(\w+)", text)
    kept, needed = _kept(
        statements, {exports[item] for item in wanted if item in exports}, set(_MEMBER.findall(text))
    )
    body = "\n".join(statement.text for statement in kept)
    shared = ", ".join(f"{public}: {local}" for public, local in exports.items() if local in needed)
    return f'(() => {{\n"use strict";\n{body}\nglobalThis.{name} = {{{shared}}};\n}})();'


def _kept(
    statements: list[_Statement], needed: set[str], members: set[str]
) -> tuple[list[_Statement], set[str]]:
    """Add statements for as long as those already kept ask for another."""

    def is_asked_for(statement: _Statement) -> bool:
        if statement.gives:
            return bool(statement.gives & needed)
        if statement.adds and not statement.adds & members:
            return False
        return statement.adds_to is None or statement.adds_to in needed

    kept: set[int] = set()
    while new := [at for at, item in enumerate(statements) if at not in kept and is_asked_for(item)]:
        kept |= set(new)
        for at in new:
            needed = needed | statements[at].needs
            members = members | statements[at].members
    return [statements[at] for at in sorted(kept)], needed


def _read(source: bytes) -> tuple[list[_Statement], dict[str, str]]:
    statements: list[_Statement] = []
    exports: dict[str, str] = {}
    for node in Parser(JAVASCRIPT).parse(source).root_node.named_children:
        if node.type == "comment":
            continue
        if node.type == "export_statement":
            inside = _text(node, source).removeprefix("export")
            exports |= {match[2] or match[1]: match[1] for match in _EXPORTED.finditer(inside)}
        else:
            statements.append(_statement(node, source))
    return statements, exports


def _statement(node: Node, source: bytes) -> _Statement:
    used = QueryCursor(_NAMES).captures(node)
    added = QueryCursor(_ADDED).captures(node)
    gives = frozenset(_declared(node, source))
    return _Statement(
        text=_text(node, source),
        gives=gives,
        needs=frozenset(_text(item, source) for item in used.get("name", [])),
        members=frozenset(_text(item, source) for item in used.get("member", [])),
        adds_to=None if gives else _first_name(node, source),
        adds=frozenset(_text(item, source) for item in added.get("member", [])),
    )


def _declared(node: Node, source: bytes) -> Iterator[str]:
    if "declaration" in node.type:
        for part in (node, *node.named_children):
            if name := part.child_by_field_name("name"):
                yield _text(name, source)


def _first_name(node: Node, source: bytes) -> str | None:
    while node.type != "identifier" and node.named_children:
        node = node.named_children[0]
    return _text(node, source) if node.type == "identifier" else None


def _text(node: Node, source: bytes) -> str:
    return source[node.start_byte : node.end_byte].decode()
