"""Write a member table of any size for a table of clusters; every member is made up.

    python benchmarks/make_members.py data/tables/example-portfolio.csv members.csv --members 100000

The same seed gives the same bytes. Half of the members of a cluster are in its region, the others around
it; a name, a code, a city or a point says where, as tables do.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from geo.datapackage.catalog import Catalog
from geo.match.edition_units import unit_among
from geo.match.locating import find_regions
from geo.nuts.carrying import carry
from geo.nuts.units import read_regions
from geo.tables.clusters import read_clusters
from geo.tables.member_kinds import KINDS

HEADERS: Final = ("cluster", "name", "kind", "country", "nuts_id", "region", "city", "lat", "lon", "source")
SOURCE: Final = "Synthetic record made for this example; not a real organisation"
#: What a made-up member of a kind is called, and how often there is one.
_NAMES: Final = {
    "smes": ("SME", 52),
    "research_institutes": ("research institute", 15),
    "industry": ("industrial company", 14),
    "regional_government": ("regional office", 4),
    "hospitals": ("hospital", 5),
    "local_government": ("town council", 4),
    "national_government": ("national agency", 2),
    "ngos": ("association", 3),
    "global_pharma": ("global company", 1),
}


def members(clusters: Path, *, count: int, seed: int, catalog: Catalog) -> Iterator[dict[str, Any]]:
    """Yield the rows of a member table.

    Parameters
    ----------
    clusters
        The cluster table.
    count
        How many members.
    seed
        Of the random numbers.
    """
    chance = random.Random(seed)  # noqa: S311 - made-up data keep no secret
    records = read_clusters(clusters, catalog=catalog)
    located = find_regions(records, vintage=2021, prefer=lambda codes: unit_among(codes, catalog=catalog))
    regions = read_regions(2021, levels=(2,), catalog=catalog).set_index("nuts_id")
    found = zip(located["nuts_id"], located["vintage"], strict=True)
    homes = [_home(str(code).split(";")[0], int(vintage), regions.index, catalog) for code, vintage in found]
    near = {home: _nearest(home, regions) for home in dict.fromkeys(homes)}
    cities = _found_cities(records, catalog)
    sizes = [chance.lognormvariate(0, 0.8) for _ in homes]
    share = list(accumulate(sizes))
    kinds = list(KINDS)
    often = list(accumulate(_NAMES[kind][1] for kind in kinds))
    for number in range(1, count + 1):
        at = chance.choices(range(len(homes)), cum_weights=share)[0]
        kind = chance.choices(kinds, cum_weights=often)[0]
        around = near[homes[at]]
        is_home = chance.random() < 0.5
        region = homes[at] if is_home else around[min(int(chance.expovariate(0.12)), len(around) - 1)]
        row: dict[str, Any] = {
            "cluster": records["record_id"].iloc[at],
            "name": f"Synthetic {_NAMES[kind][0]} {number:05}",
            "kind": kind,
            "country": region[:2],
            "source": SOURCE,
        }
        yield row | _place(region, regions, cities[at] if is_home else None, chance)


def _home(code: str, vintage: int, regions: Any, catalog: Catalog) -> str:
    """Return the region of level 2 where a cluster is at home; of a larger one, its first."""
    now = code if vintage == 2021 else carry(code, vintage, 2021, catalog=catalog)[0].nuts_id
    return next(one for one in regions if one.startswith(now[:4]))


def _found_cities(records: Any, catalog: Catalog) -> list[str | None]:
    """Return the city of each cluster, where no other place of the country has its name."""
    towns = find_regions(records[["country", "city"]], vintage=2021, catalog=catalog)
    pairs = zip(towns["city"], towns["located_by"], towns["candidates"], strict=True)
    return [city if way == "city" and ";" not in others else None for city, way, others in pairs]


def _nearest(home: str, regions: Any) -> list[str]:
    """Return the regions around one, the nearest first: mostly those of its country."""
    points = regions.geometry.representative_point()
    here = points[home]
    far = {
        code: here.distance(point) * (1 if code[:2] == home[:2] else 1.6)
        for code, point in points.items()
        if code != home
    }
    return sorted(far, key=lambda code: (far[code], code))[:40]


def _place(region: str, regions: Any, city: str | None, chance: random.Random) -> dict[str, Any]:
    """Return in which way a member says where it is."""
    way = chance.random()
    if city and way < 0.45:
        return {"city": city}
    if way < 0.6:
        point = regions.geometry[region].representative_point()
        return {"lat": f"{point.y:.4f}", "lon": f"{point.x:.4f}"}
    return {"region": regions["name"][region]} if way < 0.75 else {"nuts_id": region}


def main() -> None:
    """Write the table that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("clusters", type=Path, help="cluster table")
    parser.add_argument("output", type=Path, help="CSV file to write")
    parser.add_argument("--members", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rows = members(options.clusters, count=options.members, seed=options.seed, catalog=Catalog.bundled())
    with options.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADERS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
