"""Names are compared only where they can be alike, and what is found is what comparing them all finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from geo import locate
from geo.datapackage.catalog import Catalog
from geo.language.folding import fold
from geo.nuts import similarity
from geo.nuts.gazetteer import gazetteer
from geo.nuts.names import NEAR_SCORE, SUGGEST_SCORE, core
from geo.nuts.places import places_of
from geo.nuts.similarity import SimilarNames, SimilarRegions

KNOWN = list(gazetteer(2021, catalog=Catalog.bundled()).names._names_in("DE"))
#: Folded names of few letters, so that many are alike; some of other scripts, some with a word twice.
FOLDED = st.lists(
    st.one_of(
        st.text("abeinst", min_size=1, max_size=9), st.sampled_from(["region", "σερρες", "бьла", "baden"])
    ),
    max_size=4,
).map(" ".join)


@pytest.fixture(scope="module", params=[0, 10_000], ids=["counted", "compared with all"])
def few(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let all names be found by counting letters first, then all by comparing them as the first few are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similarity, "_FEW", request.param)
        yield


@st.composite
def misspelled(draw: st.DrawFn) -> str:
    """Return the name of a German region with up to four letters or words more or less."""
    name = draw(st.sampled_from(KNOWN))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(name)))
        name = name[:at] + draw(st.sampled_from(["", "a", "e", "st", " kreis ", " baden "])) + name[at + 1 :]
    return " ".join(name.split())


def plain(wanted: str, names: Sequence[str], *, score: float, limit: int) -> list[tuple[int, float]]:
    found = process.extract(wanted, names, scorer=fuzz.ratio, limit=limit, score_cutoff=score)
    return [(place, alike) for _, alike, place in found]


def plain_regions(wanted: str, names: Sequence[str]) -> dict[str, float]:
    """Return what `SimilarRegions.most_alike` finds, by comparing all names three times."""
    few = {"limit": 12, "score_cutoff": SUGGEST_SCORE}
    scored = {name: score for name, score, _ in process.extract(wanted, names, scorer=fuzz.ratio, **few)}
    cores = [core(name) for name in names]
    for _, score, place in process.extract(core(wanted), cores, scorer=fuzz.ratio, **few):
        scored[names[place]] = max(scored.get(names[place], 0.0), score - 1)
    for name, score, _ in process.extract(wanted, names, scorer=fuzz.token_set_ratio, **few):
        scored[name] = max(scored.get(name, 0.0), min(score, NEAR_SCORE) - 1)
    return {
        name: score if score < NEAR_SCORE or similarity._same_stem(wanted, name) else NEAR_SCORE - 1
        for name, score in scored.items()
    }


@pytest.mark.usefixtures("few")
@given(FOLDED, st.lists(FOLDED, max_size=20, unique=True), st.sampled_from([70.0, 80.0]), st.integers(1, 12))
@example("baden baden", ["baden", "baden baden baden"], 70.0, 12)
@example("", ["", "a"], 70.0, 12)
def test_the_names_most_like_another_are_those_of_comparing_them_all(
    wanted: str, names: list[str], score: float, limit: int
):
    found = SimilarNames(names).most_alike(wanted, score=score, limit=limit)
    assert found == plain(wanted, names, score=score, limit=limit)


@pytest.mark.usefixtures("few")
@given(FOLDED, st.lists(FOLDED, max_size=20, unique=True))
@example("baden baden", ["baden", "baden baden baden", "bad en"])
def test_the_regions_most_like_a_name_are_those_of_comparing_them_all(wanted: str, names: list[str]):
    assert SimilarRegions(names).most_alike(wanted) == plain_regions(wanted, names)


REGIONS = SimilarRegions(KNOWN)


@pytest.mark.usefixtures("few")
@given(misspelled())
def test_real_regions_misspelled_are_those_of_comparing_them_all(wanted: str):
    assert REGIONS.most_alike(wanted) == plain_regions(wanted, KNOWN)


@pytest.mark.usefixtures("few")
def test_places_most_like_a_name_are_those_of_comparing_them_all():
    places = places_of("FI", catalog=Catalog.bundled())
    assert places is not None
    names = places._similar.names
    for wanted in ("turkku", "helsinkki", "ouulu", "xyzzy", "tampre", "st mihel"):
        assert places._similar.most_alike(wanted, score=80.0, limit=6) == plain(
            wanted, names, score=80.0, limit=6
        )


@pytest.mark.parametrize("column", ["region", "city"])
def test_of_the_names_of_a_country_a_stranger_is_compared_with_few(
    column: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(similarity, "_FEW", 0)
    compared: list[int] = []
    ranked = SimilarNames.ranked

    def counting(self: SimilarNames, wanted: str, places: Sequence[int], *rest: object, **more: object):
        compared.append(len(places))
        return ranked(self, wanted, places, *rest, **more)

    monkeypatch.setattr(SimilarNames, "ranked", counting)
    as_letters = str.maketrans("0123456789abcdef", "aeioubdfklmnprst")
    digests = (sha256(str(place).encode()).hexdigest().translate(as_letters) for place in range(300))
    strangers = [f"{digest[:6]} {digest[6:14]}" for digest in digests]
    locate(pd.DataFrame({"name": strangers, "country": "DE", column: strangers}))
    assert len(compared) >= len(strangers)
    assert sum(compared) < 10 * len(compared)  # of 1,000 regions or 20,000 places each


def test_letters_are_compared_before_names_are(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(similarity, "_FEW", 1)
    names = SimilarNames(map(fold, ("Oberbayern", "Unterfranken", "Kassel", "Bern")))
    assert list(names.possible("oberbayren", 70.0)) == [0, 1, 2, 3]  # the first is compared with all
    assert names.possible("oberbayren", 70.0) == [0]
    assert names.possible("kessel", 70.0) == [2]
