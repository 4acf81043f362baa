"""Write a script in fewer bytes: no comments, short variable names, no needless space.

One spelling becomes one other spelling wherever a variable may be meant, and no two become the same, so what
a name refers to stays what it was: scopes need no analysis. A name that several statements of the script use
is shortened once for all of them, any other anew in each statement. A spelling that the browser knows as well
as we do is left alone.
"""

from __future__ import annotations

import bisect
import itertools
import string
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Set
from operator import itemgetter
from typing import Final

import minify_html
import tree_sitter_javascript
from tree_sitter import Language, Node, Parser, Query, QueryCursor

from geo.errors import BuildError

JAVASCRIPT: Final = Language(tree_sitter_javascript.language())

_SHAPE: Final = (
    "expression_statement",
    "call_expression",
    "parenthesized_expression",
    "arrow_function",
    "statement_block",
)
_PLACES: Final = Query(
    JAVASCRIPT,
    """
    (identifier) @name
    (shorthand_property_identifier) @shorthand
    (shorthand_property_identifier_pattern) @shorthand @declared
    (comment) @comment
    (function_declaration name: (identifier) @declared)
    (function_expression name: (identifier) @declared)
    (class_declaration name: (identifier) @declared)
    (variable_declarator name: (identifier) @declared)
    (for_in_statement left: (identifier) @declared)
    (formal_parameters (identifier) @declared)
    (assignment_pattern left: (identifier) @declared)
    (arrow_function parameter: (identifier) @declared)
    (catch_clause parameter: (identifier) @declared)
    (array_pattern (identifier) @declared)
    (rest_pattern (identifier) @declared)
    (pair_pattern value: (identifier) @declared)
    """,
)
_DECLARATIONS: Final = frozenset(
    ("function_declaration", "class_declaration", "lexical_declaration", "variable_declaration")
)
#: Names that a script may use bare without declaring them; a variable spelt like one keeps its name.
_BROWSER: Final = frozenset(
    (
        "L",
        "addEventListener",
        "arguments",
        "cancelAnimationFrame",
        "clearTimeout",
        "close",
        "closed",
        "console",
        "crypto",
        "customElements",
        "devicePixelRatio",
        "document",
        "event",
        "find",
        "focus",
        "frames",
        "getComputedStyle",
        "getSelection",
        "globalThis",
        "history",
        "innerHeight",
        "innerWidth",
        "length",
        "location",
        "matchMedia",
        "moveTo",
        "name",
        "navigator",
        "open",
        "opener",
        "origin",
        "outerHeight",
        "outerWidth",
        "parent",
        "performance",
        "postMessage",
        "print",
        "removeEventListener",
        "requestAnimationFrame",
        "screen",
        "scroll",
        "scrollTo",
        "scrollX",
        "scrollY",
        "self",
        "setTimeout",
        "status",
        "stop",
        "structuredClone",
        "top",
        "undefined",
        "window",
    )
)
_WORDS: Final = frozenset(
    (
        "as",
        "do",
        "for",
        "get",
        "if",
        "in",
        "is",
        "let",
        "new",
        "of",
        "set",
        "try",
        "var",
    )
)

#: Start, end, spelling.
_Place = tuple[int, int, str]


def shorten(script: str) -> str:
    """Return a script that does the same in fewer bytes.

    Parameters
    ----------
    script
        JavaScript that is one arrow function and its call, so that no other script sees its variables.

    Raises
    ------
    BuildError
        The script is of another shape.

    Examples
    --------
    >>> shorten("(() => { const total = (price) => ({ price, tax: price * 2 }); tell(total(1)); })();")
    '(()=>{let a=b=>({price:b,tax:b*2});tell(a(1))})();'
    """
    source = script.encode()
    root = Parser(JAVASCRIPT).parse(source).root_node
    body = _body(root)
    if root.has_error or body is None:
        raise BuildError("found a script of another shape, expected (() => { ... })();")
    renamed = _renamed(source, root, body)
    # The minifier reads pages; a script of its own it takes only inside one.
    page = minify_html.minify(f"<script>{renamed}</script>", minify_js=True)
    return str(page).removeprefix("<script>").removesuffix("</script>")


def _body(root: Node) -> Node | None:
    """Return the body of the arrow function that a script is and calls."""
    node: Node | None = root
    for kind in _SHAPE:
        inside = [child for child in node.named_children if child.type == kind] if node else []
        node = inside[0] if len(inside) == 1 else None
    return node


def _renamed(source: bytes, root: Node, body: Node) -> str:
    statements = body.named_children
    starts = [statement.start_byte for statement in statements]
    found = QueryCursor(_PLACES).captures(root)
    uses = [(*place, False) for place in _places(found.get("name", []), source)]
    uses += [(*place, True) for place in _places(found.get("shorthand", []), source)]
    ours = {spelling for *_, spelling in _places(found.get("declared", []), source)} - _BROWSER
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for start, _, spelling, _ in uses:
        counts[bisect.bisect(starts, start)][spelling] += 1
    names = _names(counts, ours, ours & _top_names(statements, source))

    edits = [(start, end, "") for start, end, _ in _places(found.get("comment", []), source)]
    for start, end, spelling, shorthand in uses:
        if name := names[bisect.bisect(starts, start)].get(spelling):
            edits.append((start, end, f"{spelling}:{name}" if shorthand else name))
    parts, at = [], 0
    for start, end, text in sorted(edits, key=itemgetter(0)):
        parts += [source[at:start], text.encode()]
        at = end
    return b"".join([*parts, source[at:]]).decode()


def _places(nodes: list[Node], source: bytes) -> list[_Place]:
    return [(start := node.start_byte, end := node.end_byte, source[start:end].decode()) for node in nodes]


def _top_names(statements: list[Node], source: bytes) -> set[str]:
    """Return every name in what the script declares at its top: none of them may be given twice."""
    top: set[str] = set()
    for statement in statements:
        if statement.type in _DECLARATIONS:
            for part in [statement, *statement.named_children]:
                if name := part.child_by_field_name("name"):
                    inside = QueryCursor(_PLACES).captures(name)
                    top |= {spelling for nodes in inside.values() for *_, spelling in _places(nodes, source)}
    return top


def _names(counts: Mapping[int, Counter[str]], ours: Set[str], top: Set[str]) -> dict[int, dict[str, str]]:
    """Return for each statement the short names of the spellings in it."""
    total: Counter[str] = Counter()
    users: Counter[str] = Counter()
    for used in counts.values():
        total.update(used)
        users.update(used.keys())
    fixed = total.keys() - ours
    shared = _short({s: n for s, n in total.items() if s in ours and (users[s] > 1 or s in top)}, fixed)
    names = {}
    for statement, used in counts.items():
        here = {spelling: shared[spelling] for spelling in used if spelling in shared}
        own = {s: n for s, n in used.items() if s in ours and s not in shared}
        names[statement] = here | _short(own, fixed | set(here.values()))
    return names


def _short(counts: Mapping[str, int], taken: Set[str]) -> dict[str, str]:
    """Return a short name for each spelling, the shortest for the most frequent."""
    ranked = sorted(counts, key=lambda spelling: (-counts[spelling], spelling))
    return dict(zip(ranked, _free_names(taken), strict=False))


def _free_names(taken: Set[str]) -> Iterator[str]:
    for length in itertools.count(1):
        for letters in itertools.product(string.ascii_letters, repeat=length):
            name = "".join(letters)
            if name not in taken and name not in _WORDS and name not in _BROWSER:
                yield name
