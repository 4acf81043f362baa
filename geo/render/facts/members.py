"""The members of a map's clusters as its page and its twins show them: per region, per kind, per cluster."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.definition import Figure
from geo.definition.figures import FigureTable
from geo.definition.own_language import without_marks
from geo.language import messages
from geo.match.member_counts import UNKNOWN, MemberCounts
from geo.match.painting import painted_rows
from geo.nuts.outline.packed import pack_steps
from geo.render.facts.figures import ShownFigure, join_tables, show_figures
from geo.render.options import MapOptions
from geo.tables import figures as f
from geo.tables.formulas import csv_text
from geo.tables.member_kinds import KINDS

#: Key of the figure of all members; those of a kind and of a cluster begin with it.
KEY: Final = "members"
#: Figures of single clusters are listed up to so many; of more, a cluster shows its own when it is chosen.
MOST_CLUSTERS: Final = 60
_MOST_BOUNDS: Final = 5


@dataclass(frozen=True)
class ShownMembers:
    """The members of the clusters that a map shows.

    Parameters
    ----------
    counts
        As they were counted.
    rows
        Position of the record, position of the kind (-1 for none), position of the painted region (-1 for
        none), and how many; each combination once, ascending.
    figure
        Members in each painted region.
    others
        The same by kind and by cluster.
    names
        Names and kinds of the first members of each record shown, by its id; only where they are asked for.
    """

    counts: MemberCounts
    rows: tuple[tuple[int, int, int, int], ...]
    figure: ShownFigure
    others: tuple[ShownFigure, ...] = ()
    names: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)


def show_members(
    options: MapOptions,
    tagged: pd.DataFrame,
    painted: pd.DataFrame,
    *,
    everywhere: pd.DataFrame,
    vintage: int,
    catalog: Catalog,
) -> ShownMembers | None:
    """Count the members of a map by its painted regions; None for a map without members.

    A member in a region counts there; one of which no more than a larger region or the country is known
    counts in none.

    Parameters
    ----------
    options
        Of the map, with its members.
    tagged
        The records that the map shows.
    painted
        Its painted regions.
    everywhere
        Those of the same map without a focus.
    vintage
        Of the map.
    catalog
        Data package.
    """
    counts = options.members
    if counts is None:
        return None
    codes = [str(code) for code in painted[c.NUTS_ID]]
    regions = _regions_of_places(counts, codes, everywhere, catalog)
    record_of = {str(record): at for at, record in enumerate(tagged[c.RECORD_ID])}
    number_by_key: Counter[tuple[int, int, int]] = Counter()
    for cluster, kind, place, number in counts.counts:
        if (record := record_of.get(counts.clusters[cluster])) is not None:
            number_by_key[record, kind, regions[place]] += number
    rows = tuple((*key, number) for key, number in sorted(number_by_key.items()))
    in_all, by_kind, by_record = _by_region(rows, len(codes))
    with messages.use_own(without_marks(options.catalogues)):
        about = _about(KEY, {}, in_all, counts, options)
        table = FigureTable(about, _frame(codes, in_all), counts.publisher)
        joined = join_tables([table], vintage=vintage, catalog=catalog)
        shown = show_figures([table], joined, codes, vintage=vintage, catalog=catalog)[0]
        figure = replace(shown, counted=True)
        at = [codes.index(unit) for unit in figure.units]
        others = tuple(
            replace(
                figure,
                about=_about(key, words, there, counts, options),
                values=(tuple(float(there[position]) for position in at),),
            )
            for key, words, there in _others(by_kind, by_record, tagged, options)
        )
    names = {record: named for record, named in counts.names.items() if record in record_of}
    return ShownMembers(counts, rows, figure, others, names)


def member_facts(shown: ShownMembers) -> dict[str, Any]:
    """Return the members as the payload holds them: counts by cluster, kind and region.

    The names of members are in it only where the definition asks for them.
    """
    rows = [(record, kind + 1, region + 1, number) for record, kind, region, number in shown.rows]
    named = shown.names
    return {
        "kinds": list(KINDS),
        "counts": pack_steps(rows),
        "figures": [
            {
                "code": one.about.key,
                "bounds": list(one.bounds),
                "looks": [list(look) for look in one.looks],
            }
            for one in shown.others
        ],
        **({"names": {key: [list(one) for one in names] for key, names in named.items()}} if named else {}),
    }


def member_messages(shown: ShownMembers, options: MapOptions) -> dict[str, dict[str, str]]:
    """Return the texts of the figure of all members: key, language, text."""
    start, label = f"own.figure.{KEY}", dict(shown.figure.about.label)  # type: ignore[arg-type]
    return {
        f"{start}.label": {language: label[language] for language in options.languages},
        f"{start}.unit": dict.fromkeys(options.languages, ""),
        f"{start}.source": dict.fromkeys(options.languages, shown.counts.publisher),
    }


def member_files(shown: ShownMembers, tagged: pd.DataFrame) -> dict[str, str]:
    """Return what stands beside a page: counts by cluster, region and kind as CSV, and the ledger as JSON.

    Parameters
    ----------
    shown
        The members.
    tagged
        The records that the map shows.
    """
    ids, figure = [str(one) for one in tagged[c.RECORD_ID]], shown.figure
    codes = [figure.units[unit] for unit in figure.region_units]
    lines = [("cluster", c.NUTS_ID, "kind", "members")] + [
        (ids[record], "" if region < 0 else codes[region], "" if kind < 0 else KINDS[kind], str(number))
        for record, kind, region, number in shown.rows
    ]
    total = sum(number for *_, number in shown.rows)
    in_region = sum(number for _, _, region, number in shown.rows if region >= 0)
    ledger = {
        **shown.counts.ledger,
        "on_the_map": total,
        "in_a_region_of_the_map": in_region,
        "without_a_region": total - in_region,
    }
    return {
        "members.csv": csv_text(lines),
        "members.json": json.dumps(ledger, ensure_ascii=False, indent=1) + "\n",
    }


def unplaced_members(shown: ShownMembers, key: str) -> int:
    """Return how many of the members that a figure counts are in no region of the map."""
    _, _, what = key.partition("-")
    kinds = [kind.replace("_", "-") for kind in KINDS]
    at = int(what.removeprefix("of-")) - 1 if what.startswith("of-") else kinds.index(what) if what else None
    by = 0 if what.startswith("of-") else 1
    return sum(row[3] for row in shown.rows if row[2] < 0 and at in (None, row[by]))


def members_of_records(shown: ShownMembers, size: int) -> list[int]:
    """Return how many members each record has."""
    numbers = [0] * size
    for record, _, _, number in shown.rows:
        numbers[record] += number
    return numbers


def count_bounds(counts: Sequence[int]) -> tuple[int, ...]:
    """Return bounds between classes of counts: none at all is a class of its own, then round numbers.

    Examples
    --------
    >>> count_bounds([0, 1, 1, 3, 4]), count_bounds([0, 0]), count_bounds([3, 9, 14, 40, 90, 700])
    ((1, 2), (1,), (1, 5, 10, 20, 50))
    """
    given = sorted(number for number in counts if number)
    steps = list(_steps(given[-1] if given else 1))
    if len(steps) > _MOST_BOUNDS:
        edges = [given[len(given) * part // _MOST_BOUNDS] for part in range(1, _MOST_BOUNDS)]
        bounds = {1, *(steps[bisect_right(steps, edge) - 1] for edge in edges)}
        # Where most counts are small, the large ones are told apart.
        larger = [step for step in steps if step > max(bounds)]
        steps = sorted({*bounds, *larger[: _MOST_BOUNDS - len(bounds)]})
    return tuple(steps)


def _steps(most: int) -> Iterator[int]:
    """Yield 1, 2, 5, 10, 20, 50 and so on."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step > most and step > 1:
                return
            yield step
        size *= 10


def _regions_of_places(
    counts: MemberCounts, codes: Sequence[str], everywhere: pd.DataFrame, catalog: Catalog
) -> list[int]:
    """Return the position in `codes` of the region of each place; -1 for a larger area or another one."""
    places = pd.DataFrame(
        {
            c.NUTS_ID: pd.Series([code for code, _ in counts.places], dtype=object),
            c.VINTAGE: pd.Series([vintage for _, vintage in counts.places], dtype="Int64"),
            c.SCOREBOARD_UNIT: "",
        }
    )
    position = {code: at for at, code in enumerate(codes)}
    all_codes = everywhere[c.NUTS_ID].tolist()
    return [
        position.get(all_codes[rows[0]], UNKNOWN) if len(rows) == 1 else UNKNOWN
        for rows in painted_rows(places, everywhere, catalog=catalog)
    ]


def _by_region(
    rows: Sequence[tuple[int, int, int, int]], size: int
) -> tuple[list[int], dict[int, list[int]], dict[int, list[int]]]:
    """Return the members in each region: all, by kind, by record."""
    in_all = [0] * size
    by_kind: dict[int, list[int]] = defaultdict(lambda: [0] * size)
    by_record: dict[int, list[int]] = defaultdict(lambda: [0] * size)
    for record, kind, region, number in rows:
        if region >= 0:
            for there in (in_all, by_kind[kind], by_record[record]):
                there[region] += number
    by_kind.pop(UNKNOWN, None)
    return in_all, dict(sorted(by_kind.items())), dict(sorted(by_record.items()))


def _others(
    by_kind: Mapping[int, list[int]],
    by_record: Mapping[int, list[int]],
    tagged: pd.DataFrame,
    options: MapOptions,
) -> Iterator[tuple[str, dict[str, str], list[int]]]:
    """Yield key, words and counts for each kind and, unless they are many, for each cluster."""
    for kind, there in by_kind.items():
        words = {
            language: messages.text(language, f"panel.item.{KINDS[kind]}") for language in options.languages
        }
        yield f"{KEY}-{KINDS[kind].replace('_', '-')}", words, there
    if len(by_record) <= MOST_CLUSTERS:
        for record, there in by_record.items():
            name = str(tagged[c.NAME].iloc[record])
            yield f"{KEY}-of-{record + 1}", dict.fromkeys(options.languages, name), there


def _about(
    key: str, words: Mapping[str, str], there: Sequence[int], counts: MemberCounts, options: MapOptions
) -> Figure:
    """Describe a figure of members as a definition would."""
    label = {
        language: messages.text(language, "panel.members.of", name=words[language])
        if words
        else messages.text(language, "panel.members.all")
        for language in options.languages
    }
    return Figure.model_validate(
        {
            "key": key,
            "source": counts.source,
            "code": c.NUTS_ID,
            "value": KEY,
            "label": label,
            "classes": count_bounds(there),
            "additive": True,
        },
        context={"languages": options.languages},
    )


def _frame(codes: Sequence[str], counts: Sequence[int]) -> pd.DataFrame:
    """Return counts as a figure that was read; where nobody is in any region, nothing is known of any."""
    size = len(codes)
    lack = None if any(counts) or not size else f.MISSING
    return pd.DataFrame(
        {
            f.CODE: pd.Series(list(codes), dtype=object),
            f.YEAR: pd.Series([None] * size, dtype="Int64"),
            f.VALUE: pd.Series([None] * size if lack else counts, dtype="float64"),
            f.FLAG: pd.Series([None] * size, dtype=object),
            f.NO_DATA: pd.Series([lack] * size, dtype=object),
            f.ROW: pd.Series(range(1, size + 1), dtype="Int64"),
        }
    )
