"""How many pixels of two pictures differ, counted where they do."""

import numpy as np
from PIL import Image
from pixelmatch.contrib.PIL import pixelmatch

#: How far pixelmatch looks to tell a smoothed line from another colour: two pixels, and the edge beyond.
REACH = 3


def count_differing(one: Image.Image, two: Image.Image, threshold: float) -> int:
    """Count as pixelmatch does, leaving out rows and columns that are far from every difference."""
    first, second = np.asarray(one), np.asarray(two)
    differs = (first != second).any(axis=2)
    if not differs.any():
        return 0
    kept = np.ix_(_near(differs.any(axis=1)), _near(differs.any(axis=0)))
    parts = (Image.fromarray(pixels[kept]) for pixels in (first, second))
    return int(pixelmatch(*parts, threshold=threshold))


def _near(differs: np.ndarray) -> np.ndarray:
    return np.convolve(differs, np.ones(2 * REACH + 1), "same") > 0.5
