"""The notes of a page: each sentence once, however many regions and records it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from geo.language.notes import Note, unpack
from geo.nuts.outline.packed import pack, zigzag
from geo.render.facts.table import without_repetition


class NoteTable:
    """Notes without repetition, in groups of those that have a key and parameters of the same names.

    Parameters
    ----------
    texts
        Notes as frames hold them, of `geo.language.notes.pack`; whatever is no text holds none.

    Examples
    --------
    >>> from geo.language.notes import Note, pack
    >>> first, second = pack([Note("b", {"x": 1}), Note("a")]), pack([Note("b", {"x": 2})])
    >>> table = NoteTable([first, second, None])
    >>> table.columns()
    [['a', 1, {'same': {}}], ['b', 2, {'x': [1, 2], 'same': {}}]]
    >>> table.packed([first, second])
    '#!   !! '
    """

    def __init__(self, texts: Iterable[object]) -> None:
        lines = dict.fromkeys(line for text in dict.fromkeys(texts) for line in _lines(text))
        notes = {line: note for line in lines for note in unpack(line)}
        self._groups: list[tuple[str, tuple[str, ...], list[Note]]] = []
        self._place: dict[str, tuple[int, int]] = {}
        # Within a group they come as the texts have them: what is packed are short steps.
        order = sorted(notes.items(), key=lambda item: _kind(item[1]))
        for (key, names), group in groupby(order, key=lambda item: _kind(item[1])):
            members = dict(group)
            self._place |= {line: (len(self._groups), at) for at, line in enumerate(members)}
            self._groups.append((key, names, list(members.values())))

    def packed(self, texts: Iterable[object]) -> str:
        """Write which notes each text has, as `geo.nuts.outline.packed.pack` does.

        How many there are, and for each its group and, as a step, its distance from the note behind the
        one of that group that came last.
        """
        return pack(self._numbers(texts))

    def _numbers(self, texts: Iterable[object]) -> Iterator[int]:
        following = [0] * len(self._groups)
        for text in texts:
            lines = _lines(text)
            yield len(lines)
            for line in lines:
                group, at = self._place[line]
                yield group
                yield zigzag(at - following[group])
                following[group] = at + 1

    def columns(self) -> list[list[Any]]:
        """Return each group: the key, how many notes, columns of parameters."""
        return [
            [
                key,
                len(notes),
                without_repetition((name, [note.params[name] for note in notes]) for name in names),
            ]
            for key, names, notes in self._groups
        ]

    def countries(self) -> set[str]:
        """Return the codes of the countries that a note names."""
        return {
            str(value)
            for _, _, notes in self._groups
            for note in notes
            for name, value in note.params.items()
            if name.startswith("country")
        }


def _kind(note: Note) -> tuple[str, tuple[str, ...]]:
    return note.key, tuple(note.params)


def _lines(text: object) -> list[str]:
    return text.split("\n") if isinstance(text, str) and text else []
