"""The data of a page as they stand in it: JSON, or the deflated bytes of it where there are many clusters."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import deflate

#: Pages of more clusters carry their data deflated. At 300 it saves a sixth of the file and one part in 70 of
#: what is sent gzipped, at 1,000 a fifth and one in thirty; a page waits until its data are inflated.
DEFLATED_BEYOND: Final = 500
#: Of libdeflate, 1 to 12: the first that weighs whole blocks. 12 takes twice the time for 0.4 % less.
_LEVEL: Final = 10


@dataclass(frozen=True)
class DataBlock:
    """What stands in the data block of a page.

    Parameters
    ----------
    type
        Media type of the block: ``application/json``, or ``application/zlib`` in base64 (RFC 6713).
    parts
        Its text, in parts.
    """

    type: str
    parts: tuple[str, ...]

    @property
    def is_deflated(self) -> bool:
        """Whether the page must inflate it before it can start."""
        return self.type == "application/zlib"


def write_data(parts: Iterable[str], *, records: int) -> DataBlock:
    """Return the data block of a page.

    Parameters
    ----------
    parts
        Its JSON, of `geo.render.facts.payload.json_parts`.
    records
        How many clusters the page shows.

    Examples
    --------
    >>> write_data(["[", "1]"], records=25)
    DataBlock(type='application/json', parts=('[', '1]'))
    >>> write_data(["[", "1]"], records=1_000).parts
    ('eNoBAwD8/1sxXQHTAOo=',)
    """
    if records <= DEFLATED_BEYOND:
        return DataBlock("application/json", tuple(parts))
    # libdeflate comes with the package, whose version is part of what a build depends on. The zlib of the
    # machine, which differs from one to the next, is not asked.
    text = bytearray()  # one character beyond Latin-1 doubles what a long string takes
    for part in parts:
        text += part.encode()
    packed = deflate.zlib_compress(text, _LEVEL)
    return DataBlock("application/zlib", (b64encode(packed).decode("ascii"),))
