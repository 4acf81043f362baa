"""How much names are alike: the known ones that a misspelled one may mean."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np

from geo.nuts.names import NEAR_SCORE, SUGGEST_SCORE, core

#: The words in which two names differ must be at least this similar: "Balearische" is not "Kanarische".
_WORD_SCORE: Final = 78.0
#: First letters that languages exchange: Katalonien and Catalonia, Jambol and Yambol.
_FIRST: Final = str.maketrans("kqjwzp", "ccivsf")
#: So many names are taken from each comparison of a region's name.
_MOST: Final = 12
#: Letters are counted in so many groups, and up to so many of each: two numbers of 64 bits hold them.
_GROUPS: Final = 32
_COUNTED: Final = 4
#: So many names are compared with all known ones before the letters of these are counted: most tables have
#: few that are not known, and counting takes as long as several comparisons.
_FEW: Final = 8


class SimilarNames:
    """Folded names, among which those most like another one are found without comparing it with them all.

    Comparing two names letter by letter takes far longer than counting the letters that only one of them
    has. Each of those must be added or left out to make one name of the other, so that too many of them rule
    a pair out, and only the others are compared: the result is the same.

    Parameters
    ----------
    names
        The names, as `geo.language.folding.fold` returns them.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(names)
        self._asked = 0

    def possible(self, wanted: str, score: float) -> Sequence[int]:
        """Return the places of the names whose letters allow a similarity of at least `score` (0-100)."""
        self._asked += 1
        if self._asked <= _FEW:
            return range(len(self.names))
        known_first, known_more, lengths = self._counted
        first, more = _letters(wanted)
        different = np.bitwise_count(known_first ^ np.uint64(first))
        different += np.bitwise_count(known_more ^ np.uint64(more))
        # The similarity of two names is the share of their letters that are not added or left out.
        allowed = (lengths + np.uint32(len(wanted))) * (1 - score / 100) + 1e-6
        places: list[int] = np.flatnonzero(different <= allowed).tolist()
        return places

    @cached_property
    def _counted(self) -> tuple[np.ndarray[Any, Any], ...]:
        """The letters of each name, as `_letters` counts them, and how many there are."""
        letters = [_letters(name) for name in self.names]
        first = np.array([first for first, _ in letters], dtype=np.uint64)
        more = np.array([more for _, more in letters], dtype=np.uint64)
        return first, more, np.array([len(name) for name in self.names], dtype=np.uint32)

    def most_alike(self, wanted: str, *, score: float, limit: int) -> list[tuple[int, float]]:
        """Return the places of the names most like another one, with their similarity, best first.

        Parameters
        ----------
        wanted
            Folded name.
        score
            Least similarity, 0-100.
        limit
            So many names at most; of names equally alike the earlier ones.
        """
        from rapidfuzz import fuzz  # noqa: PLC0415 - names that are found at once must not need it

        return self.ranked(wanted, self.possible(wanted, score), fuzz.ratio, score=score, limit=limit)

    def ranked(
        self, wanted: str, places: Sequence[int], scorer: Callable[..., float], *, score: float, limit: int
    ) -> list[tuple[int, float]]:
        """Return those of some names most like another one, as `most_alike`, by a scorer of rapidfuzz."""
        from rapidfuzz import process  # noqa: PLC0415 - names that are found at once must not need it

        if not places:
            return []
        among = [self.names[place] for place in places]
        matches = process.extract(wanted, among, scorer=scorer, limit=limit, score_cutoff=score)
        return [(places[at], float(alike)) for _, alike, at in matches]


class SimilarRegions:
    """The names of a country's regions, among which those that a misspelled one may mean are found.

    Parameters
    ----------
    names
        Folded names.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = SimilarNames(names)
        self._cores = SimilarNames(map(core, self._names.names))
        self._words = SimilarNames(map(_words_once, self._names.names))
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self._names.names):
            for word in set(name.split()):
                self._by_word[word].append(place)

    def most_alike(self, wanted: str) -> dict[str, float]:
        """Return the names most like another folded name, with their similarity (0-100).

        Returns
        -------
        dict
            At least `SUGGEST_SCORE`; `NEAR_SCORE` or more only where the words that tell the names apart are
            alike themselves: two groups of islands are not one because both are islands.
        """
        names = self._names.names
        scored = {
            names[place]: score
            for place, score in self._names.most_alike(wanted, score=SUGGEST_SCORE, limit=_MOST)
        }
        for place, score in self._cores.most_alike(core(wanted), score=SUGGEST_SCORE, limit=_MOST):
            # One point less: with its office words the name is not the one that was written.
            scored[names[place]] = max(scored.get(names[place], 0.0), score - 1.0)
        # Rosenheim for "Rosenheim, Landkreis Traunstein": worth a suggestion, never a match.
        for place, score in self._sharing_words(wanted):
            scored[names[place]] = max(scored.get(names[place], 0.0), min(score, NEAR_SCORE) - 1.0)
        return {
            name: score if score < NEAR_SCORE or _same_stem(wanted, name) else NEAR_SCORE - 1.0
            for name, score in scored.items()
        }

    def _sharing_words(self, wanted: str) -> list[tuple[int, float]]:
        """Return the places of the names most like another one where words that both have count once."""
        from rapidfuzz import fuzz  # noqa: PLC0415 - names that are found at once must not need it

        words = _words_once(wanted)
        # Names without a common word are compared as a whole, so that their letters rule pairs out.
        places = set(self._words.possible(words, SUGGEST_SCORE))
        places.update(*(self._by_word.get(word, ()) for word in words.split()))
        return self._words.ranked(
            words, sorted(places), fuzz.token_set_ratio, score=SUGGEST_SCORE, limit=_MOST
        )


def _letters(name: str) -> tuple[int, int]:
    """Return how often a name has each letter, as bits: a bit for the first time, another for the second.

    Letters that share a group, and those that come more often than is counted, rule out fewer names. Spaces
    are no letters.
    """
    bits = 0
    for group, times in Counter(ord(letter) % _GROUPS for letter in name if letter != " ").items():
        for time in range(min(times, _COUNTED)):
            bits |= 1 << (time * _GROUPS + group)
    return bits & 0xFFFF_FFFF_FFFF_FFFF, bits >> 64


def _words_once(name: str) -> str:
    """Return each word of a name once, in alphabetical order."""
    return " ".join(sorted(set(name.split())))


def _same_stem(one: str, other: str) -> bool:
    """Return whether the words in which two names differ are spellings of one word."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - names that are found at once must not need it

    first, second = core(one).split(), core(other).split()
    rest_one = " ".join(word for word in first if word not in second)
    rest_other = " ".join(word for word in second if word not in first)
    if not rest_one or not rest_other:
        return rest_one == rest_other
    same_start = rest_one[0].translate(_FIRST) == rest_other[0].translate(_FIRST)
    return same_start and fuzz.ratio(rest_one, rest_other) >= _WORD_SCORE
