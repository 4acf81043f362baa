"""Keep of a script library what the scripts of a page use.

Leaflet is one module of some 350 statements: declarations, and statements that add to what one of them
declared (``Map.addInitHook(...)``, ``Layer.include({...})``). What a script names is kept, with everything
that names and everything added to it. Methods of its classes and members of its namespaces are kept when
anything that is kept names them, after a dot or as text: the library calls none by a name it puts together.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import Final

from tree_sitter import Node, Parser, Query, QueryCursor

from geo.render.shorten import JAVASCRIPT

_NAMES: Final = Query(
    JAVASCRIPT,
    """
    [(identifier) (shorthand_property_identifier)] @name
    (member_expression property: (property_identifier) @member)
    (object_pattern (shorthand_property_identifier_pattern) @member)
    (object_pattern (pair_pattern key: (property_identifier) @member))
    (string_fragment) @member
    (formal_parameters (identifier) @bound)
    (variable_declaration (variable_declarator name: (identifier) @bound))
    """,
)
#: Objects whose members are reached by name only: bodies of classes, and namespaces as rollup writes them.
_BODIES: Final = Query(
    JAVASCRIPT,
    """
    (call_expression
      function: (member_expression
        property: (property_identifier) @function (#match? @function "^(extend|include)$"))
      arguments: (arguments (object) @body))
    (assignment_expression
      left: (member_expression property: (property_identifier) @left (#eq? @left "prototype"))
      right: (object) @body)
    (variable_declarator
      value: (object . (pair key: (property_identifier) @key (#eq? @key "__proto__"))) @body)
    """,
)
_ADDED: Final = Query(
    JAVASCRIPT,
    """
    (expression_statement (assignment_expression
      left: (member_expression property: (property_identifier) @member)))
    """,
)
_EXPORTED: Final = re.compile(r"([\w$]+)(?: as ([\w$]+))?")
_FUNCTIONS: Final = ("function_declaration", "function_expression", "method_definition", "arrow_function")
#: Values of members that do nothing until somebody asks for the member.
_IDLE: Final = ("function_expression", "arrow_function", "identifier")
#: Methods that the browser itself calls.
_CALLED_BY_BROWSER: Final = frozenset(("toString", "valueOf", "toJSON", "handleEvent"))

#: First and last byte.
_Span = tuple[int, int]


@dataclass(frozen=True)
class _Piece:
    """A statement without its members, or one of its members.

    Parameters
    ----------
    start, end
        Where it is; of a member, with the comma after it.
    member
        Its name, when it is a member.
    needs
        Names it uses that it does not declare for itself.
    members
        Names it uses after a dot, and words in quotes.
    """

    start: int
    end: int
    member: str | None
    needs: frozenset[str]
    members: frozenset[str]


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
        The one member it adds, when it does nothing else.
    only_adds
        Whether its members are all it is for.
    """

    frame: _Piece
    parts: tuple[_Piece, ...]
    gives: frozenset[str]
    adds_to: str | None
    adds: frozenset[str]
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
    wanted = {text for script in used for text in re.findall(rf"(?<![\w$.]){name}\.(\w+)", script.decode())}
    members = {text for script in used for text in _Places(script, _parse(script)).members()}
    exports = library.exports
    kept, needed = library.keep({exports[item] for item in wanted if item in exports}, members)
    shared = ", ".join(f"{public}: {local}" for public, local in exports.items() if local in needed)
    return f'(() => {{\n"use strict";\n{kept}\nglobalThis.{name} = {{{shared}}};\n}})();'


def _parse(source: bytes) -> Node:
    return Parser(JAVASCRIPT).parse(source).root_node


class _Places:
    """Where a script uses which names."""

    def __init__(self, source: bytes, root: Node) -> None:
        self._source = source
        self._found = QueryCursor(_NAMES).captures(root)
        self._names = self._sorted("name")
        self._members = self._sorted("member")

    def members(self) -> set[str]:
        """Return every name after a dot, and every word in quotes."""
        return {text for _, text in self._members}

    def piece(self, span: _Span, holes: Sequence[_Span], *, member: str | None = None) -> _Piece:
        """Return a piece of the script, without the holes in it."""
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

    def _sorted(self, capture: str) -> list[tuple[int, str]]:
        nodes = self._found.get(capture, [])
        return sorted(
            (node.start_byte, self._source[node.start_byte : node.end_byte].decode()) for node in nodes
        )

    @cached_property
    def _bound(self) -> Mapping[str, list[_Span]]:
        """Return the functions in which a name is the function's own."""
        bound: dict[str, list[_Span]] = defaultdict(list)
        for node in self._found.get("bound", []):
            scope: Node | None = node
            while scope and scope.type not in _FUNCTIONS:
                scope = scope.parent
            if scope:
                text = self._source[node.start_byte : node.end_byte].decode()
                bound[text].append((scope.start_byte, scope.end_byte))
        return bound

    def _is_bound(self, at: int, text: str) -> bool:
        return any(start < at < end for start, end in self._bound.get(text, ()))


def _within(places: list[tuple[int, str]], ranges: Iterable[_Span]) -> Iterator[tuple[int, str]]:
    for start, end in ranges:
        first = bisect.bisect_left(places, start, key=itemgetter(0))
        yield from places[first : bisect.bisect_left(places, end, key=itemgetter(0))]


class _Library:
    """The statements of a module and what they export."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        root = _parse(source)
        self._places = _Places(source, root)
        self.statements: list[_Statement] = []
        self.exports: dict[str, str] = {}
        for node in root.named_children:
            if node.type == "export_statement":
                inside = self._text(node).removeprefix("export")
                self.exports |= {match[2] or match[1]: match[1] for match in _EXPORTED.finditer(inside)}
            elif node.type not in ("comment", "empty_statement"):
                self.statements.append(self._statement(node))

    def keep(self, needed: set[str], members: set[str]) -> tuple[str, set[str]]:
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
        return "\n".join(texts), needed

    def _written(self, statement: _Statement, kept: set[_Piece]) -> str:
        left_out = [(part.start, part.end) for part in statement.parts if part not in kept]
        edges = [(0, statement.frame.start), *left_out, (statement.frame.end, 0)]
        return b"".join(self._source[end:start] for (_, end), (start, _) in pairwise(edges)).decode()

    def _statement(self, node: Node) -> _Statement:
        bodies = QueryCursor(_BODIES).captures(node).get("body", []) if _may_have_members(node) else []
        members = sorted(
            ((*_with_comma(item), self._text(name)) for body in bodies for item, name in _members(body)),
            key=itemgetter(0),
        )
        spans = [(start, end) for start, end, _ in members]
        gives = frozenset(self._declared(node))
        added = QueryCursor(_ADDED).captures(node).get("member", []) if not gives else []
        return _Statement(
            frame=self._places.piece((node.start_byte, node.end_byte), spans),
            parts=tuple(self._places.piece((start, end), [], member=name) for start, end, name in members),
            gives=gives,
            adds_to=None if gives else self._first_name(node),
            adds=frozenset(self._text(item) for item in added),
            only_adds=not gives and bool(bodies) and all(_is_all_members(body) for body in bodies),
        )

    def _declared(self, node: Node) -> Iterator[str]:
        if "declaration" in node.type:
            for part in (node, *node.named_children):
                if name := part.child_by_field_name("name"):
                    yield self._text(name)

    def _first_name(self, node: Node) -> str | None:
        while node.type != "identifier" and node.named_children:
            node = node.named_children[0]
        return self._text(node) if node.type == "identifier" else None

    def _text(self, node: Node) -> str:
        return self._source[node.start_byte : node.end_byte].decode()


def _is_asked_for(statement: _Statement, needed: set[str], members: set[str]) -> bool:
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


def _is_all_members(body: Node) -> bool:
    items = [item for item in body.named_children if item.type != "comment"]
    return len(items) == len(list(_members(body)))


def _with_comma(node: Node) -> _Span:
    after = node.next_sibling
    return node.start_byte, after.end_byte if after and after.type == "," else node.end_byte
