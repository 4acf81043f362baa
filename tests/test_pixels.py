"""The count of differing pixels is that of pixelmatch over the whole pictures."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from pixelmatch.contrib.PIL import pixelmatch

from tests.pixels import count_differing


def drawing(seed: int, changes: int) -> tuple[Image.Image, Image.Image]:
    """Draw smoothed lines, and the same with some of them moved and some pixels of another colour."""
    draw = np.random.default_rng(seed)
    lines = draw.integers(0, 240, (12, 4))
    pictures = []
    for moved in (0, 3):
        large = Image.new("RGB", (240, 240), "white")
        for at, line in enumerate(lines.tolist()):
            shift = moved if at < changes else 0
            ImageDraw.Draw(large).line([value + shift for value in line], fill=(at * 20, 90, 60), width=5)
        pictures.append(large.resize((80, 80), Image.Resampling.BOX))
    for x, y in draw.integers(0, 80, (changes, 2)).tolist():
        pictures[1].putpixel((x, y), (250, 0, 120))
    pictures[1].putpixel((0, seed), (0, 0, 255))
    return pictures[0], pictures[1]


@pytest.mark.parametrize("changes", [0, 1, 2, 5])
@pytest.mark.parametrize("seed", range(5))
def test_what_is_left_out_changes_no_count(seed: int, changes: int) -> None:
    one, two = drawing(seed, changes)
    expected = pixelmatch(one, two, threshold=0.06)
    assert expected > 0
    assert count_differing(one, two, 0.06) == expected
    assert count_differing(one, one, 0.06) == 0
