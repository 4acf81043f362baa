"""RDF as Turtle: statements about things that have addresses, in the order in which they are given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

#: What an address may not hold inside its angle brackets, see https://www.w3.org/TR/turtle/#sec-iri.
_NO_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\\ud800-\udfff]')


@dataclass(frozen=True)
class Iri:
    """An address, or a name with a prefix."""

    text: str


@dataclass(frozen=True)
class TextTerm:
    """A text, in a language or of a data type; of neither it is a plain string."""

    text: str
    language: str | None = None
    datatype: str | None = None


Term = Iri | TextTerm
Statements = Mapping[str, Term | Sequence[Term] | None]


@dataclass
class Graph:
    """Things and what is said of them.

    Parameters
    ----------
    prefixes
        Short name of a vocabulary to its address.
    """

    prefixes: Mapping[str, str]
    _things: list[tuple[Iri, str, Statements]] = field(default_factory=list)

    def add(self, thing: Iri, kind: str, statements: Statements) -> Iri:
        """Add a thing, with its class and what is known of it, and return its address.

        Parameters
        ----------
        thing
            Its address.
        kind
            Its class, with a prefix.
        statements
            Property with a prefix to what it is; None and nothing say nothing.
        """
        self._things.append((thing, kind, statements))
        return thing

    def to_text(self) -> str:
        """Return all statements as Turtle."""
        head = [f"@prefix {name}: <{address}> ." for name, address in self.prefixes.items()]
        blocks = ("\n".join(_block(*about, self.prefixes)) for about in self._things)
        return "\n\n".join(("\n".join(head), *blocks)) + "\n"


def _block(thing: Iri, kind: str, statements: Statements, prefixes: Mapping[str, str]) -> Iterator[str]:
    lines = [f"{_written(thing, prefixes)} a {kind}"]
    for name, value in statements.items():
        terms: Iterable[Term] = (
            () if value is None else (value,) if isinstance(value, Iri | TextTerm) else value
        )
        if texts := [_written(term, prefixes) for term in terms]:
            lines.append(f"  {name} {', '.join(texts)}")
    yield " ;\n".join(lines) + " ."


def _written(term: Term, prefixes: Mapping[str, str]) -> str:
    r"""Return a term as Turtle writes it.

    Examples
    --------
    >>> _written(TextTerm('a "b"', "en"), {}), _written(Iri("https://example.org/a b"), {})
    ('"a \\"b\\""@en', '<https://example.org/a%20b>')
    """
    if isinstance(term, Iri):
        prefix, _, rest = term.text.partition(":")
        if prefix in prefixes and not rest.startswith("//"):
            return term.text
        return f"<{_NO_IRI.sub(_escaped, term.text)}>"
    # A string of JSON is one of Turtle: both know \" \\ \n and \u0000.
    text = json.dumps(term.text, ensure_ascii=False)
    if term.language:
        return f"{text}@{term.language}"
    return f"{text}^^{term.datatype}" if term.datatype else text


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))
