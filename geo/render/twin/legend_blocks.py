"""The blocks of a legend, set one by one: headings, rows of keys and words, scales."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from geo.language import messages
from geo.render.twin.blocks import Block, Entry, Key
from geo.render.twin.colours import Colours
from geo.render.twin.drawing import paint
from geo.render.twin.figures import Figures
from geo.render.twin.glyphs import (
    HATCHES,
    arrow,
    class_disc,
    funding_bars,
    placed,
    service_halves,
    source_disc,
    unpublished_ring,
)
from geo.render.twin.markup import number, tag
from geo.render.twin.painters import Look
from geo.render.twin.paragraphs import BASELINE, Face, Paragraph, Slot, set_text
from geo.render.twin.square import set_square
from geo.render.twin.strip import set_strip
from geo.render.twin.typography import REGULAR, SEMIBOLD, width
from geo.render.twin.words import is_no_data


@dataclass(frozen=True)
class Item:
    """What is not parted between columns: words and drawings from zero on, and its height."""

    words: tuple[Paragraph, ...]
    draw: Callable[[float, float], str]
    height: float

    def below(self, other: Item) -> Item:
        """Return another item and this one below it, as one."""
        words = (*other.words, *(paragraph.moved(other.height) for paragraph in self.words))
        high = other.height

        def draw(x: float, y: float) -> str:
            return other.draw(x, y) + self.draw(x, y + high)

        return Item(words, draw, high + self.height)


class BlockSetter:
    """Sets blocks into a column of a width."""

    def __init__(self, figures: Figures, colours: Colours, *, across: float, size: float) -> None:
        self._figures, self._colours = figures, colours
        self._across, self._size = across, size

    def heading(self, block: Block, *, across: float) -> list[Paragraph]:
        """Return the heading of a block and its notes on one line, else below it."""
        title = self._words(block.title, "heading", 0, self._title, across=across)
        words = [title]
        for note in block.notes:
            last = words[-1]
            left = last.right + 1.2 * self._size
            size = self._size * 0.93
            if len(last.lines) == 1 and left + width(note) * size <= across:
                top = last.baseline - BASELINE * size
                words.append(self._words(note, "text", top, self._soft, left=left, across=across))
            else:
                top = words[-1].bottom
                words.append(self._words(note, "text", top, self._soft, across=across))
        return words

    def block(self, block: Block, *, apart: bool = False) -> list[Item]:
        """Return a block: its heading with its entries, and those of the kinds of no data.

        Parameters
        ----------
        block
            What it says.
        apart
            Whether its heading stands elsewhere.
        """
        head = None if apart else self._head(block)
        scale = None
        if block.ends:
            scale = Item(tuple(self._scale(block.ends, 0)), self._drawn_scale(0), 4.2 * self._size)
        if block.square:
            scale = Item(
                *set_square(block.square, size=self._size, across=self._across, colours=self._colours)
            )
        if block.strip:
            scale = Item(*set_strip(block.strip, size=self._size, across=self._across, colours=self._colours))
        if scale and head:
            head, scale = scale.below(head), None
        parts = [
            [entry for entry in block.entries if is_no_data(entry) == wanted] for wanted in (False, True)
        ]
        items = list[Item]()
        for entries in parts:
            # In one column all names begin in one line, be they beside one drawing or two.
            beside = entries if apart else block.entries
            keys = max((self._keys_width(entry) for entry in beside), default=0)
            for at, entry in enumerate(entries):
                row = self._row(entry, keys)
                if at:
                    items[-1] = row.below(items[-1])
                else:
                    items.append(row)
        if head is not None:
            items[:1] = [items[0].below(head)] if items else [head]
        return [*([scale] if scale else []), *items]

    def _head(self, block: Block) -> Item:
        title = self._words(block.title, "heading", 0, self._title)
        words = [title]
        for note in block.notes:
            words.append(self._words(note, "text", words[-1].bottom, self._soft))
        return Item(tuple(words), _nothing, words[-1].bottom + 0.4 * self._size)

    def note(self, text: str) -> Item:
        """Return a sentence below the blocks."""
        words = self._words(text, "text", 0.5 * self._size, self._soft)
        return Item((words,), _nothing, words.bottom)

    def _words(
        self,
        text: str,
        role: str,
        top: float,
        face: Face,
        *,
        left: float = 0,
        across: float | None = None,
    ) -> Paragraph:
        return set_text(text, Slot(left, top, (across or self._across) - left), face, role=role)

    @property
    def _title(self) -> Face:
        return Face(self._size * 1.12, SEMIBOLD, self._colours["ink"])

    @property
    def _soft(self) -> Face:
        return Face(self._size * 0.93, REGULAR, self._colours["ink-soft"])

    def _row(self, entry: Entry, keys: float) -> Item:
        size, left, pad = self._size, keys + 0.6 * self._size, 0.28 * self._size
        name = self._words(entry.name, "name", pad, Face(size, SEMIBOLD, self._colours["ink"]), left=left)
        words, bottom = [name], name.bottom
        plain_face = Face(size, REGULAR, self._colours["ink"])
        if entry.range:
            after = left + width(name.lines[-1] + "  ", SEMIBOLD) * size
            if after + width(entry.range) * size <= self._across:
                line = self._words(entry.range, "detail", bottom - name.leading, plain_face, left=after)
            else:
                line = self._words(entry.range, "detail", bottom, plain_face, left=left)
            words.append(line)
            bottom = max(bottom, line.bottom)
        if entry.detail:
            detail = self._words(entry.detail, "detail", bottom, self._soft, left=left)
            # A dot at either end of a line would part it from nothing.
            detail = replace(detail, lines=tuple(line.strip(" ·") for line in detail.lines))
            words.append(detail)
            bottom = detail.bottom
        height = max(bottom + pad, 1.9 * size, *(2 * key.size + 4 for key in entry.keys))
        if bottom + pad < height:
            words = [paragraph.moved((height - bottom - pad) / 2) for paragraph in words]
        return Item(tuple(words), lambda x, y: self._keys(entry, x, y, height), height)

    def _keys_width(self, entry: Entry) -> float:
        return sum(self._key_width(key) for key in entry.keys) + 0.35 * self._size * (len(entry.keys) - 1)

    def _key_width(self, key: Key) -> float:
        if key.size:
            return 2 * key.size + 3
        return self._size * (1.5 if key.kind in ("look", "ramp") else 1.75)

    def _keys(self, entry: Entry, x: float, y: float, height: float) -> str:
        drawn, size, colours = list[str](), self._size, self._colours
        for key in entry.keys:
            across = self._key_width(key)
            middle_x, middle_y = x + across / 2, y + height / 2
            if key.kind in ("look", "ramp"):
                look = Look("ramp", int(key.value)) if key.kind == "ramp" else Look(str(key.value))
                # The colours stand on each other: one bar in steps. Patterns have an edge of their own.
                bar = {"x": x, "y": y, "width": across, "height": height}
                edge = {"stroke": colours["line-strong"], "stroke_width": 0.8} if look.name in HATCHES else {}
                drawn.append(tag("rect", bar | {"fill": paint(look, colours, patterns="key-")} | edge))
            elif key.kind == "shape":
                drawn.append(placed(class_disc(int(key.value), colours), 1.55 * size, x=middle_x, y=middle_y))
            else:
                # What says something by its size is as large as on the map.
                scale = "" if key.size else f" scale({size / 15:.3g})"
                place = f"translate({number(middle_x)} {number(middle_y)}){scale}"
                drawn.append(tag("g", {"transform": place}, _mark(key, colours)))
            x += across + 0.35 * size
        return "".join(drawn)

    def _scale(self, ends: tuple[str, str], top: float) -> list[Paragraph]:
        """Return the words of the gradient: the average above it, its ends below."""
        size = 0.93 * self._size
        average = messages.text(self._figures.view.language, "map.eu.average")
        at = self._average_at - width(average) * size / 2
        words = [self._words(average, "detail", top + 0.2 * self._size, self._soft, left=max(0.0, at))]
        below = top + 2.45 * self._size
        words.append(self._words(ends[0], "detail", below, self._soft))
        right = self._across - width(ends[1]) * size - 0.1
        words.append(self._words(ends[1], "detail", below, self._soft, left=right))
        return words

    @property
    def _average_at(self) -> float:
        return self._figures.ramp(100) / 100 * self._across

    def _drawn_scale(self, top: float) -> Callable[[float, float], str]:
        size, colours = self._size, self._colours

        def draw(x: float, y: float) -> str:
            bar_top, high = y + top + 1.55 * size, 0.85 * size
            bar = {
                "x": x,
                "y": bar_top,
                "width": self._across,
                "height": high,
                "rx": 2,
                "fill": "url(#gradient)",
            }
            middle = x + self._average_at
            mark = {"x": middle - 1, "y": bar_top - 3, "width": 2, "height": high + 5, "fill": colours["ink"]}
            edge = {
                "x": middle - 2,
                "y": bar_top - 4,
                "width": 4,
                "height": high + 7,
                "fill": colours["halo"],
            }
            return tag("rect", bar) + tag("rect", edge) + tag("rect", mark)

        return draw


def _mark(key: Key, colours: Colours) -> str:
    """Return a drawing that stands for a marker, with its middle at zero."""
    if key.kind == "arrow":
        return arrow(str(key.value), colours)
    if key.kind == "bars":
        bars = funding_bars({"public": 100, "private": 60, "sales": 40}, colours)
        return tag("g", {"transform": "scale(.65)"}, bars)
    if key.kind == "disc":
        return source_disc((), key.size, colours, known=key.value != "unknown")
    if key.kind in ("soft", "hard", "halves"):
        soft, hard = (0 if key.kind == other else key.size or 9 for other in ("hard", "soft"))
        return service_halves(soft, hard, colours)
    return unpublished_ring(colours, radius=9)


def _nothing(_x: float, _y: float) -> str:
    return ""
