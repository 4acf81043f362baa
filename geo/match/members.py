"""Members of clusters: whose they are, of which kind, in which region; counted batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import MOST_OF_A_KIND, Problem, grouped, nearest
from geo.language.folding import fold
from geo.match.edition_units import unit_among
from geo.match.locating import Located, Locator
from geo.match.member_counts import MOST_NAMES, UNKNOWN, MemberCounts
from geo.match.parts import reason_keys
from geo.match.stated import Stated, record_of
from geo.tables import members as m
from geo.tables.batches import Batch
from geo.tables.member_kinds import KINDS, kind_of, near_kind
from geo.tables.placing import STATED, Placing

#: So many different findings are told apart; what comes after them is counted with the last.
_MOST_FINDINGS: Final = 1000


def read_members(
    source: str,
    clusters: pd.DataFrame,
    *,
    names: bool = False,
    folder: Path | None = None,
    catalog: Catalog | None = None,
) -> MemberCounts:
    """Read a member table, locate every member as records are, and count them.

    A member of a cluster that is not among the records counts nowhere; one without a kind or without a place
    counts for its cluster. Each is a finding. The table may have any length: memory is needed for a batch.

    Parameters
    ----------
    source
        A file (CSV, XLSX, Parquet, GeoParquet), a folder of Parquet files, or the name of a resource.
    clusters
        Records of `geo.read_clusters`.
    names
        Whether to keep the names of the first members of each cluster.
    folder
        What a relative path starts from; the current folder when None.
    catalog
        Data package; the bundled one when None.

    Raises
    ------
    TableError
        The table cannot be read, or names no clusters.

    Examples
    --------
    >>> from geo import read_clusters
    >>> members = read_members("example-members", read_clusters("example-portfolio"))
    >>> len(members.clusters), members.ledger["unknown_cluster"]
    (45, 0)
    """
    catalog = catalog or Catalog.bundled()
    table = m.open_members(source, folder=folder, catalog=catalog)
    count = _Count(table, clusters, names=names, catalog=catalog)
    for batch in table.batches():
        count.add(batch)
    resource = catalog.resource(source) if source in catalog.names() else None
    publisher = (resource.attribution or resource.title) if resource else Path(source).name
    return count.result(publisher)


class _Count:
    """Counts the members of a table, a batch at a time."""

    def __init__(
        self, table: m.MemberTable, clusters: pd.DataFrame, *, names: bool, catalog: Catalog
    ) -> None:
        def prefer(codes: Sequence[str]) -> str | None:
            return unit_among(codes, catalog=catalog)

        self._table, self._catalog = table, catalog
        self._locator = Locator(vintage=None, prefer=prefer, catalog=catalog)
        self._ids = [str(one) for one in clusters[c.RECORD_ID]]
        self._positions = _positions(self._ids, clusters[c.NAME])
        self._bearers = [fold(str(name)) for name in clusters[c.NAME]]
        self._suggested = [*self._ids, *(str(name) for name in clusters[c.NAME])]
        self._places: dict[tuple[str | None, int | None], int] = {}
        self._counts: Counter[tuple[int, int, int]] = Counter()
        self._names: dict[int, list[tuple[str, int]]] | None = {} if names else None
        self._located_by: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._found: dict[tuple[Any, ...], Problem] = {}
        self._lacks: Counter[str] = Counter()

    def add(self, batch: Batch) -> None:
        """Count the members of a batch."""
        is_there = _are_there(batch)
        cluster = self._whose(batch, is_there)
        kind = self._kinds(batch, is_there)
        placing = Placing(self._table.stream, batch, catalog=self._catalog)
        points = np.full(len(placing.which), None, dtype=object)
        has_point = np.isfinite(placing.lon)
        points[has_point] = shapely.points(placing.lon[has_point], placing.lat[has_point])
        records = [record_of(*stated) for stated in placing.distinct]
        located = self._locator.locate_batch(Stated(records, placing.which, points))
        self._report_places(batch, placing, located, is_there)
        numbers = [
            self._places.setdefault((place.nuts_id, place.vintage), len(self._places))
            for place in located.places
        ]
        place = np.array(numbers, dtype=np.int64)[located.which]
        counted = is_there & (cluster != UNKNOWN)
        rows = np.stack([cluster, kind, place])[:, counted]
        different, number = np.unique(rows, axis=1, return_counts=True)
        for key, times in zip(different.T.tolist(), number.tolist(), strict=True):
            self._counts[key[0], key[1], key[2]] += times
        self._lacks["rows"] += int(is_there.sum())
        self._lacks["cluster"] += int((is_there & (cluster == UNKNOWN)).sum())
        self._lacks["kind"] += int((counted & (kind == UNKNOWN)).sum())
        if self._names is not None:
            self._keep_names(batch, cluster, kind, counted)

    def result(self, publisher: str) -> MemberCounts:
        """Return what was counted."""
        with_members = sorted({cluster for cluster, _, _ in self._counts})
        position = {cluster: at for at, cluster in enumerate(with_members)}
        counts = tuple(
            (position[cluster], kind, place, number)
            for (cluster, kind, place), number in sorted(self._counts.items())
        )
        # In the order of the table, however it was divided into batches.
        findings = sorted(self._found.values(), key=lambda one: (one.source, one.row or 0, one.column or ""))
        if not self._lacks["rows"]:
            expected = "one row for each member; the map will count none"
            findings.append(Problem(self._table.source, "no member", expected, severity="warning"))
        elif not self._table.places:
            expected = "a column that places a member: a NUTS code, a region, a point, a city or a country; "
            expected += "all members count for their clusters, and in no region"
            findings.append(Problem(self._table.source, "no place", expected, severity="warning"))
        problems = (*self._table.problems, *findings)
        by_kind: Counter[str] = Counter()
        for _, kind, _, number in counts:
            by_kind["not stated" if kind == UNKNOWN else KINDS[kind]] += number
        shown = [problem for problem in grouped(problems) if problem.severity != "notice"]
        ledger = {
            "table": self._table.source,
            "rows": self._lacks["rows"],
            "members": sum(by_kind.values()),
            "clusters": len(with_members),
            "unknown_cluster": self._lacks["cluster"],
            "unknown_kind": self._lacks["kind"],
            "kinds": dict(sorted(by_kind.items())),
            "located_by": dict(sorted(self._located_by.items())),
            "reasons": dict(sorted(self._reasons.items())),
            "findings": [str(problem) for problem in shown],
        }
        names = {self._ids[cluster]: tuple(named) for cluster, named in sorted((self._names or {}).items())}
        ids = tuple(self._ids[cluster] for cluster in with_members)
        return MemberCounts(
            self._table.source, publisher, ids, tuple(self._places), counts, names, ledger, problems
        )

    def _whose(self, batch: Batch, is_there: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the position of each member's cluster; an unknown one is a finding."""
        texts, which = m.cells_of(self._table, batch, m.CLUSTER)
        positions = [self._positions.get(text, self._positions.get(fold(text), UNKNOWN)) for text in texts]
        expected = "the id of a cluster of this map, or a name that only one has; its members count nowhere"
        unknown = [at for at, position in enumerate(positions) if position == UNKNOWN]
        self._report_texts(batch, m.CLUSTER, (texts, which), unknown, expected, is_there)
        return np.array(positions, dtype=np.int64)[which]

    def _kinds(self, batch: Batch, is_there: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the position of each member's kind; an unknown one is a finding, an empty cell is none."""
        texts, which = m.cells_of(self._table, batch, m.KIND)
        kinds = [kind_of(text) for text in texts]
        positions = [UNKNOWN if kind is None else KINDS.index(kind) for kind in kinds]
        expected = f"one of {', '.join(KINDS)}; such a member counts without a kind"
        unknown = [at for at, text in enumerate(texts) if text and kinds[at] is None]
        self._report_texts(batch, m.KIND, (texts, which), unknown, expected, is_there)
        return np.array(positions, dtype=np.int64)[which]

    def _report_texts(
        self,
        batch: Batch,
        column: str,
        cells: tuple[Sequence[str], NDArray[np.int64]],
        unknown: Sequence[int],
        expected: str,
        is_there: NDArray[np.bool_],
    ) -> None:
        """Report each unknown text of a column with its first row and the number of the others."""
        texts, which = cells
        for at in unknown:
            rows = np.flatnonzero((which == at) & is_there)
            if len(rows):
                row, header = batch.row_number(int(rows[0])), self._table.headers[column]
                self._keep(
                    Problem(batch.source, texts[at], expected, row, header, severity="warning"), len(rows)
                )

    def _report_places(
        self, batch: Batch, placing: Placing, located: Located, is_there: NDArray[np.bool_]
    ) -> None:
        """Count how members were located; report wrong cells and members without a place."""
        times = np.bincount(located.which[is_there], minlength=len(located.places)).tolist()
        for place, number in zip(located.places, times, strict=True):
            if number:
                self._located_by[place.located_by] += number
                self._reasons.update(dict.fromkeys(reason_keys(place.locate_notes), number))
        for row, problem in sorted(placing.problems.items()):
            if is_there[row]:
                self._keep(replace(problem, severity="warning"), 1)
        if not self._table.places:
            return  # that is said once, of the table
        for at, place in enumerate(located.places):
            if place.located_by in ("none", "country"):
                rows = np.flatnonzero((located.which == at) & is_there)
                _, first, number = np.unique(placing.which[rows], return_index=True, return_counts=True)
                near = place.candidates.split(";")[0] or None
                for row, of_them in zip(rows[first].tolist(), number.tolist(), strict=True):
                    if unplaced := self._unplaced(batch, placing, row, near):
                        self._keep(unplaced, of_them)

    def _unplaced(self, batch: Batch, placing: Placing, row: int, suggestion: str | None) -> Problem | None:
        """Return that a member has no region, with what its row says of one; None for a country alone."""
        headers = self._table.stream.headers
        stated = dict(zip(STATED, placing.distinct[placing.which[row]], strict=True))
        place_columns = (c.NUTS_ID_PRINTED, c.REGION_PRINTED, c.CITY)
        column = next((column for column in place_columns if stated[column]), None)
        found = str(stated[column]) if column else ""
        if column is None and np.isfinite(placing.lon[row]):
            found, column = f"{placing.lat[row]:.4f}, {placing.lon[row]:.4f}", c.LAT
        elif column is None and stated[c.COUNTRY]:
            return None
        lacks_country = column in (c.REGION_PRINTED, c.CITY) and not stated[c.COUNTRY]
        expected = "a country beside it" if lacks_country else "a code, region, point or city that is known"
        expected += "; such a member counts without a region"
        header = headers.get(column) if column else None
        return Problem(
            batch.source, found, expected, batch.row_number(row), header, suggestion, severity="warning"
        )

    def _keep(self, problem: Problem, times: int) -> None:
        """Keep a finding once, with the number of further rows that have the same."""
        key = (problem.source, problem.column, problem.found, problem.expected)
        if key not in self._found and len(self._found) >= _MOST_FINDINGS:
            key = next(reversed(self._found))
        if key in self._found:
            before = self._found[key]
            self._found[key] = replace(before, more=before.more + times)
            return
        suggestion = problem.suggestion or self._near(problem)
        self._found[key] = replace(problem, suggestion=suggestion, more=times - 1)

    def _near(self, problem: Problem) -> str | None:
        """Return the nearest value, for as many problems of a column as are shown."""
        of_column = sum(one.column == problem.column for one in self._found.values())
        if of_column >= MOST_OF_A_KIND:
            return None
        text = str(problem.found)
        if problem.column == self._table.headers.get(m.CLUSTER):
            bearers = (at for at, name in enumerate(self._bearers) if name == fold(text))
            return next((self._ids[at] for at in bearers), None) or nearest(text, self._suggested)
        return near_kind(text) if problem.column == self._table.headers.get(m.KIND) else None

    def _keep_names(
        self,
        batch: Batch,
        cluster: NDArray[np.int64],
        kind: NDArray[np.int64],
        counted: NDArray[np.bool_],
    ) -> None:
        assert self._names is not None  # noqa: S101 - the caller looked
        full = [one for one, named in self._names.items() if len(named) >= MOST_NAMES]
        texts, which = m.cells_of(self._table, batch, c.NAME)
        for row in np.flatnonzero(counted & ~np.isin(cluster, full)).tolist():
            named = self._names.setdefault(int(cluster[row]), [])
            if (text := texts[which[row]]) and len(named) < MOST_NAMES:
                named.append((text, int(kind[row])))


def _positions(ids: Sequence[str], names: pd.Series[Any]) -> dict[str, int]:
    """Return the position of each cluster by its id and by its name, folded, unless two bear the name."""
    times = Counter(fold(str(name)) for name in names)
    by_name = {fold(str(name)): at for at, name in enumerate(names) if times[fold(str(name))] == 1}
    return by_name | {fold(one): at for at, one in enumerate(ids)} | {one: at for at, one in enumerate(ids)}


def _are_there(batch: Batch) -> NDArray[np.bool_]:
    """Return which rows hold anything: a sheet may leave some empty."""
    there = np.zeros(len(batch.rows), dtype=bool)
    for column in batch.rows.columns:
        there |= column.is_valid().to_numpy()
    return there
