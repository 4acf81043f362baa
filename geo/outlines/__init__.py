"""The outline of a map: the regions of one vintage as lists of shared arcs, made once for every page."""

from geo.outlines.outline import Outline, read_outline

__all__ = ["Outline", "read_outline"]
