"""Keep of a script library what the scripts of a page use.

Leaflet is one module of some 350 statements: declarations, and statements that add to what one of them
declared (``Map.addInitHook(...)``, ``Layer.include({...})``). What a script names is kept, with everything
that names and everything added to it. Methods of its classes and members of its namespaces are kept when
anything that is kept names them, after a dot or as text: the library calls none by a name it puts together.
"""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final, NamedTuple

from tree_sitter import Node, Parser, Query, QueryCursor

from geo.render.shorten import JAVASCRIPT

#: Names after a dot, taken out of an object, or in quotes.
_MEMBERS: Final = """
    (member_expression property: (property_identifier) @member)
    (object_pattern (shorthand_property_identifier_pattern) @member)
    (object_pattern (pair_pattern key: (property_identifier) @member))
    (string_fragment) @member
    """
_MEMBER: Final = Query(JAVASCRIPT, _MEMBERS)
_NAME: Final = Query(
    JAVASCRIPT,
    f"""
    {_MEMBERS}
    [(identifier) (shorthand_property_identifier)] @name
    (formal_parameters (identifier) @bound)
    (variable_declaration (variable_declarator name: (identifier) @bound))
    """,
)
#: Objects whose members are reached by name only: bodies of classes, and namespaces as rollup writes them.
#: And members that one statement sets.
_BODY: Final = Query(
    JAVASCRIPT,
    """
    (call_expression
      function: (member_expression
        property: (property_identifier) @function (#any-of? @function "extend" "include"))
      arguments: (arguments (object) @body))
    (assignment_expression
      left: (member_expression property: (property_identifier) @left (#eq? @left "prototype"))
      right: (object) @body)
    (variable_declarator
      value: (object . (pair key: (property_identifier) @key (#eq? @key "__proto__"))) @body)
    (expression_statement (assignment_expression
      left: (member_expression property: (property_identifier) @added)))
    """,
)
_EXPORTED: Final = re.compile(rb"([\w$]+)(?: as ([\w$]+))?")
_FUNCTIONS: Final = ("function_declaration", "function_expression", "method_definition", "arrow_function")
#: Values of members that do nothing until somebody asks for the member.
_IDLE: Final = ("function_expression", "arrow_function", "identifier")
#: Methods that the browser itself calls.
_CALLED_BY_BROWSER: Final = frozenset((b"toString", b"valueOf", b"toJSON", b"handleEvent"))

#: First and last byte.
_Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class _Piece:
    """A statement without its members, or one of its members.

    Parameters
    ----------
    start, end
        Where it is; of a member, with the comma after it.
    member
        Its name, when it is a member.
    needs
        What the library declares that it uses.
    members
        Members of the library that it names after a dot or in quotes.
    """

    start: int
    end: int
    member: bytes | None
    needs: frozenset[bytes]
    members: frozenset[bytes]


@dataclass(frozen=True)
class _Statement:
    """One statement of the library.

    Parameters
    ----------
    frame
        What is left of it without its members.
    parts
        Its members.
    gives
        Names it declares.
    adds_to
        The name it adds to, when it declares none.
    adds
        Members it sets, when it declares none.
    only_adds
        Whether its members are all it is for.
    """

    frame: _Piece
    parts: tuple[_Piece, ...]
    gives: frozenset[bytes]
    adds_to: bytes | None
    adds: frozenset[bytes]
    only_adds: bool


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
    library = _Library(module.encode())
    used = [script.encode() for script in used_by]
    wanted = {text for script in used for text in re.findall(rf"(?<![\w$.]){name}\.(\w+)".encode(), script)}
    members = {text for script in used for text in _members_named(script)}
    exports = library.exports
    kept, needed = library.keep({exports[item] for item in wanted if item in exports}, members)
    shared = b", ".join(b"%b: %b" % item for item in exports.items() if item[1] in needed)
    return f'(() => {{\n"use strict";\n{kept.decode()}\nglobalThis.{name} = {{{shared.decode()}}};\n}})();'


def _parse(source: bytes) -> Node:
    return Parser(JAVASCRIPT).parse(source).root_node


def _members_named(script: bytes) -> Iterator[bytes]:
    for node in QueryCursor(_MEMBER).captures(_parse(script)).get("member", []):
        yield script[node.start_byte : node.end_byte]


class _Places:
    """Where a library uses which of its own names and members.

    Parameters
    ----------
    source
        The library.
    root
        Its syntax tree.
    names
        What it declares.
    members
        Members it may be left without.
    """

    def __init__(self, source: bytes, root: Node, *, names: Set[bytes], members: Set[bytes]) -> None:
        found = QueryCursor(_NAME).captures(root)
        self._names = _sorted(source, found.get("name", []), names)
        self._members = _sorted(source, found.get("member", []), members)
        #: The functions in which a name is the function's own.
        self._bound: dict[bytes, list[_Span]] = defaultdict(list)
        for node in found.get("bound", []):
            if (text := source[node.start_byte : node.end_byte]) in names and (scope := _function(node)):
                self._bound[text].append((scope.start_byte, scope.end_byte))

    def piece(self, span: _Span, holes: Sequence[_Span], *, member: bytes | None = None) -> _Piece:
        """Return a piece of the library, without the holes in it."""
        starts = [span[0], *(end for _, end in holes)]
        ends = [*(start for start, _ in holes), span[1]]
        ranges = list(zip(starts, ends, strict=True))
        return _Piece(
            *span,
            member=member,
            needs=frozenset(
                text for at, text in _within(self._names, ranges) if not self._is_bound(at, text)
            ),
            members=frozenset(text for _, text in _within(self._members, ranges)),
        )

    def _is_bound(self, at: int, text: bytes) -> bool:
        return any(start < at < end for start, end in self._bound.get(text, ()))


def _sorted(source: bytes, nodes: Iterable[Node], wanted: Set[bytes]) -> list[tuple[int, bytes]]:
    places = ((start := node.start_byte, source[start : node.end_byte]) for node in nodes)
    return sorted(place for place in places if place[1] in wanted)


def _within(places: list[tuple[int, bytes]], ranges: Iterable[_Span]) -> Iterator[tuple[int, bytes]]:
    for start, end in ranges:
        yield from places[bisect_left(places, (start,)) : bisect_left(places, (end,))]


def _function(node: Node) -> Node | None:
    """Return the function that a node is in."""
    scope = node.parent
    while scope and scope.type not in _FUNCTIONS:
        scope = scope.parent
    return scope


class _Body(NamedTuple):
    """An object whose members may be left out.

    Parameters
    ----------
    node
        The object.
    members
        Its members that may be left out, and the nodes of their names.
    """

    node: Node
    members: list[tuple[Node, Node]]


class _Library:
    """The statements of a module and what they export."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        root = _parse(source)
        self.exports: dict[bytes, bytes] = {}
        nodes = []
        for node in root.named_children:
            if node.type == "export_statement":
                inside = self._text(node).removeprefix(b"export")
                self.exports |= {match[2] or match[1]: match[1] for match in _EXPORTED.finditer(inside)}
            elif node.type not in ("comment", "empty_statement"):
                nodes.append(node)
        found = QueryCursor(_BODY).captures(root)
        added = _by_statement(nodes, found.get("added", []))
        bodies = [
            [_Body(body, list(_members(body))) for body in inside if _may_have_members(node)]
            for node, inside in zip(nodes, _by_statement(nodes, found.get("body", [])), strict=True)
        ]
        keys = (name for inside in bodies for body in inside for _, name in body.members)
        members = frozenset(self._text(name) for name in chain(keys, *added))
        names = frozenset(name for node in nodes for name in self._declared(node))
        self._places = _Places(source, root, names=names, members=members)
        self.statements = [self._statement(*item) for item in zip(nodes, bodies, added, strict=True)]

    def keep(self, needed: set[bytes], members: set[bytes]) -> tuple[bytes, set[bytes]]:
        """Return the text of what is asked for, with all it asks for itself, and the names that needs."""
        members = members | _CALLED_BY_BROWSER
        kept: set[_Piece] = set()
        before = -1
        while before != len(kept):
            before = len(kept)
            for statement in self.statements:
                if statement.frame in kept or _is_asked_for(statement, needed, members):
                    for piece in (statement.frame, *statement.parts):
                        if piece not in kept and (piece.member is None or piece.member in members):
                            kept.add(piece)
                            needed = needed | piece.needs
                            members = members | piece.members
        texts = (self._written(statement, kept) for statement in self.statements if statement.frame in kept)
        return b"\n".join(texts), needed

    def _written(self, statement: _Statement, kept: set[_Piece]) -> bytes:
        left_out = [(part.start, part.end) for part in statement.parts if part not in kept]
        edges = [(0, statement.frame.start), *left_out, (statement.frame.end, 0)]
        return b"".join(self._source[end:start] for (_, end), (start, _) in pairwise(edges))

    def _statement(self, node: Node, bodies: Sequence[_Body], added: Iterable[Node]) -> _Statement:
        members = [(*_with_comma(item), self._text(name)) for body in bodies for item, name in body.members]
        members.sort()
        spans = [(start, end) for start, end, _ in members]
        gives = frozenset(self._declared(node))
        return _Statement(
            frame=self._places.piece((node.start_byte, node.end_byte), spans),
            parts=tuple(self._places.piece((start, end), [], member=name) for start, end, name in members),
            gives=gives,
            adds_to=None if gives else self._first_name(node),
            adds=frozenset() if gives else frozenset(self._text(item) for item in added),
            only_adds=not gives and bool(bodies) and all(_is_all_members(body) for body in bodies),
        )

    def _declared(self, node: Node) -> Iterator[bytes]:
        if "declaration" in node.type:
            for part in (node, *node.named_children):
                if name := part.child_by_field_name("name"):
                    yield self._text(name)

    def _first_name(self, node: Node) -> bytes | None:
        while node.type != "identifier" and node.named_children:
            node = node.named_children[0]
        return self._text(node) if node.type == "identifier" else None

    def _text(self, node: Node) -> bytes:
        return self._source[node.start_byte : node.end_byte]


def _by_statement(statements: Sequence[Node], nodes: Iterable[Node]) -> list[list[Node]]:
    """Return for each statement those of the nodes that are in it."""
    starts = [statement.start_byte for statement in statements]
    inside: list[list[Node]] = [[] for _ in statements]
    for node in nodes:
        inside[bisect(starts, node.start_byte) - 1].append(node)
    return inside


def _is_asked_for(statement: _Statement, needed: set[bytes], members: set[bytes]) -> bool:
    if statement.gives:
        return bool(statement.gives & needed)
    if statement.only_adds and not any(part.member in members for part in statement.parts):
        return False
    if statement.adds and not statement.adds & members:
        return False
    return statement.adds_to is None or statement.adds_to in needed


def _may_have_members(node: Node) -> bool:
    return node.type in ("variable_declaration", "lexical_declaration", "expression_statement")


def _members(body: Node) -> Iterator[tuple[Node, Node]]:
    """Yield the members of an object that may be left out, with their names."""
    for item in body.named_children:
        value = item.child_by_field_name("value")
        name = item.child_by_field_name("key" if item.type == "pair" else "name")
        idle = item.type == "method_definition" or (item.type == "pair" and value and value.type in _IDLE)
        if idle and name and name.type == "property_identifier":
            yield item, name


def _is_all_members(body: _Body) -> bool:
    return len(body.members) == sum(item.type != "comment" for item in body.node.named_children)


def _with_comma(node: Node) -> _Span:
    after = node.next_sibling
    return node.start_byte, after.end_byte if after and after.type == "," else node.end_byte
