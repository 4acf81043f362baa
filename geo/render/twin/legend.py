"""The legend on a sheet: its blocks in one column, or in several of about one height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from geo.render.twin.blocks import Block
from geo.render.twin.colours import Colours
from geo.render.twin.figures import Figures
from geo.render.twin.glyphs import HATCHES, pattern
from geo.render.twin.labels import Box
from geo.render.twin.layout import Format
from geo.render.twin.legend_blocks import BlockSetter, Item
from geo.render.twin.markup import number, tag
from geo.render.twin.paragraphs import Paragraph
from geo.render.twin.words import is_no_data

#: From one column to the next.
_GUTTER: Final = 20
#: Stops with which the gradient is drawn: more could not be told apart.
_STOPS: Final = 24


@dataclass(frozen=True)
class Legend:
    """A legend that is set: its words in order, its drawings, and where it ends."""

    words: tuple[Paragraph, ...]
    drawings: str
    definitions: str
    bottom: float

    def has_all(self, blocks: Sequence[Block]) -> bool:
        """Return whether no block is missing."""
        return sum(paragraph.role == "heading" for paragraph in self.words) >= len(blocks)

    def moved(self, down: float) -> Legend:
        """Return the same legend so much lower."""
        drawings = tag("g", {"transform": f"translate(0 {number(down)})"}, self.drawings)
        words = tuple(paragraph.moved(down) for paragraph in self.words)
        return replace(self, words=words, drawings=drawings, bottom=self.bottom + down)


@dataclass(frozen=True)
class Setting:
    """What a legend says, and what it is set with.

    Parameters
    ----------
    figures
        Of the map.
    colours
        Of the theme.
    format
        Size of the sheet.
    blocks
        What it says.
    notes
        Sentences below the blocks.
    """

    figures: Figures
    colours: Colours
    format: Format
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]


def set_legend(setting: Setting, *, box: Box, size: float, columns: int) -> Legend:
    """Set a legend into a box.

    Parameters
    ----------
    setting
        What it says.
    box
        Where it stands; it may end below it.
    size
        Of its type.
    columns
        How many it has; above several, the heading of the first block has a line of its own.
    """
    blocks, colours = setting.blocks, setting.colours
    columns = min(
        columns,
        sum(map(_count_parts, blocks))
        + sum(bool(block.ends or block.square or block.strip) for block in blocks[:1]),
    )
    across = (box.right - box.left - (columns - 1) * _GUTTER) / columns
    setter = BlockSetter(setting.figures, colours, across=across, size=size)
    words, top = list[Paragraph](), box.top
    items = list[Item]()
    for at, block in enumerate(blocks):
        apart = columns > 1 and at == 0
        if apart:
            heading = setter.heading(block, across=box.right - box.left)
            words += [_shifted(paragraph, box.left, top) for paragraph in heading]
            top = max(paragraph.bottom for paragraph in words) + 0.5 * size
        items += setter.block(block, apart=apart)
    items += [setter.note(note) for note in setting.notes]
    first, tallest = top, _column_height(items, columns, gap=size)
    drawings = list[str]()
    column, bottom = 0, top
    for item in items:
        is_full = top > first and (len(items) <= columns or top + item.height > first + tallest + 0.5)
        if is_full and column < columns - 1:
            column, top = column + 1, first
        left = box.left + column * (across + _GUTTER)
        words += [_shifted(paragraph, left, top) for paragraph in item.words]
        drawings.append(item.draw(left, top))
        top += item.height
        bottom = max(bottom, top)
        top += size
    used = sorted({str(key.value) for block in blocks for entry in block.entries for key in entry.keys})
    patterns = [pattern(name, f"key-{name}", colours) for name in used if name in HATCHES]
    gradient = _gradient(colours) if any(block.ends for block in blocks) else ""
    return Legend(tuple(words), "".join(drawings), "".join(patterns) + gradient, bottom)


def _count_parts(block: Block) -> int:
    """Return in how many columns a block may stand: its entries, and those of the kinds of no data."""
    return len({is_no_data(entry) for entry in block.entries})


def _column_height(items: Sequence[Item], columns: int, *, gap: float) -> float:
    """Return the least height in which the items fit so many columns, in their order."""
    low = max((item.height for item in items), default=0.0)
    high = sum(item.height + gap for item in items)
    if columns == 1:
        return high
    while high - low > 0.5:
        middle = (low + high) / 2
        count, top = 1, 0.0
        for item in items:
            if top and top + item.height > middle:
                count, top = count + 1, 0.0
            top += item.height + gap
        low, high = (low, middle) if count <= columns else (middle, high)
    return high


def _shifted(paragraph: Paragraph, left: float, top: float) -> Paragraph:
    return replace(paragraph, left=paragraph.left + left, top=paragraph.top + top)


def _gradient(colours: Colours) -> str:
    stops = [
        tag("stop", {"offset": f"{100 * at / _STOPS:.4g}%", "stop_color": colours.ramp(100 * at / _STOPS)})
        for at in range(_STOPS + 1)
    ]
    return tag("linearGradient", {"id": "gradient"}, *stops)
