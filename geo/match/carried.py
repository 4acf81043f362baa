"""What became of a region in another vintage, in words."""

from __future__ import annotations

from collections.abc import Sequence

from geo.language.notes import Note, Value
from geo.nuts.carrying import Carried


def carry_notes(code: str, vintage: int, to_vintage: int, carried: Sequence[Carried]) -> tuple[Note, ...]:
    """Return what became of a unit in another vintage; nothing when it stayed what it was."""
    params: dict[str, Value] = {"code": code, "vintage": str(vintage), "to_vintage": str(to_vintage)}
    if not carried:
        return (Note("note.carry.gone", params),)
    targets = ", ".join(sorted(item.nuts_id for item in carried))
    if len(carried) == 1:
        kind = carried[0].kind
        if carried[0].nuts_id == code and kind == "same":
            return ()
        return (Note(f"note.carry.{kind}", {**params, "targets": targets}),)
    kind = "split" if all(item.kind == "split" for item in carried) else "boundary"
    if kind == "boundary":
        targets = ", ".join(item.with_share for item in carried)
    return (Note(f"note.carry.{kind}", {**params, "targets": targets}),)
