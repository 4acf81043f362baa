"""A data package of next year: a synthetic edition 2025, and boundaries in the place of those of NUTS 2024.

The Commission's workbook is not to be had here; the one used is made from its documented layout, with figures
that are not real.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from geo.datapackage import bundled
from geo.update.releases import update_boundaries, update_changes, update_scoreboard
from tests import synthetic


def with_edition(folder: Path) -> None:
    """Make a package with edition 2025 and without the boundaries of NUTS 2024, in ``data/``."""
    root = Path(shutil.copytree(bundled.data_dir(), folder / "data"))
    rows = [
        (code, name, year, 60.0 if code == "UKC" else value)
        for code, name, year, value in synthetic.all_units()
    ]
    book = synthetic.workbook(folder / "RIS_web_download.xlsx", rows)
    changes = update_scoreboard(root, edition=2025, source=book)
    warnings = [warning for change in changes for warning in change.warnings]
    assert warnings[0] == "240 regions, and 241 were published"  # FRY is left out


def with_vintage(folder: Path, edition: Path) -> None:
    """Make a package like another, with boundaries of NUTS 2024 and the changes to it, in ``data/``."""
    root = Path(shutil.copytree(edition, folder / "data"))
    path = folder / "NUTS_RG_10M_2024_4326.geojson"
    path.write_text(synthetic.all_regions(), encoding="utf-8")
    update_boundaries(root, vintage=2024, source_dir=path)
    update_changes(root)
