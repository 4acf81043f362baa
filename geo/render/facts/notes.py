"""The notes of a page: each sentence once, however many regions and records it is about."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from geo.language.notes import unpack
from geo.nuts.outline.packed import pack, zigzag
from geo.render.facts.table import without_repetition


class NoteTable:
    """Notes without repetition, those of one key side by side.

    Parameters
    ----------
    texts
        Notes as frames hold them, of `geo.language.notes.pack`; whatever is no text holds none.

    Examples
    --------
    >>> from geo.language.notes import Note, pack
    >>> first = pack([Note("b", {"x": 1}), Note("a")])
    >>> table = NoteTable([first, pack([Note("b", {"x": 2})]), None])
    >>> table.positions(first)
    [1, 0]
    >>> table.columns()
    [['a', 1, {'same': {}}], ['b', 2, {'x': [1, 2], 'same': {}}]]
    """

    def __init__(self, texts: Iterable[object]) -> None:
        lines = {line for text in set(texts) for line in _lines(text)}
        notes = {line: note for line in lines for note in unpack(line)}
        order = sorted(notes, key=lambda line: (notes[line].key, tuple(notes[line].params), line))
        self._notes = [notes[line] for line in order]
        self._position = {line: position for position, line in enumerate(order)}

    def positions(self, text: object) -> list[int]:
        """Return where each note of a text stands."""
        return [self._position[line] for line in _lines(text)]

    def packed_positions(self, texts: Iterable[object]) -> str:
        r"""Return where the notes of texts stand that follow the order of the notes.

        For each text how many there are, then the step to each from the one before it.

        Examples
        --------
        >>> NoteTable(['a {}', 'b {}']).packed_positions(['a {}', None, 'a {}\nb {}'])
        '!  # #'
        """
        numbers, last = list[int](), 0
        for positions in map(self.positions, texts):
            numbers.append(len(positions))
            for position in positions:
                numbers.append(zigzag(position - last))
                last = position
        return pack(numbers)

    def columns(self) -> list[list[Any]]:
        """Return for each key, in the order of positions: the key, how many notes, columns of parameters."""
        groups = []
        for (key, names), group in groupby(self._notes, key=lambda note: (note.key, tuple(note.params))):
            notes = list(group)
            columns = ((name, [note.params[name] for note in notes]) for name in names)
            groups.append([key, len(notes), without_repetition(columns)])
        return groups


def _lines(text: object) -> list[str]:
    return text.split("\n") if isinstance(text, str) and text else []
