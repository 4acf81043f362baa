"""The outline of a map: the regions of one vintage as lists of shared arcs."""
