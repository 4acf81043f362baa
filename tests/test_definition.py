from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.datapackage import bundled
from geo.datapackage.catalog import Catalog
from geo.definition import (
    Definition,
    definition_schema,
    read_definition,
)
from geo.errors import DefinitionError
from geo.language.messages import LANGUAGES
from geo.render import MapOptions
from geo.tables.clusters import read_clusters
from geo.tables.records import RECORD_COLUMNS

DOCS = Path(__file__).parent.parent / "docs"
BUNDLED = (
    *("bioclusters", "bioclusters-2019", "bioclusters-story", "example-portfolio"),
    "regional-figures",
)
MINIMAL = 'title = "T"\nrecords = "clusters"\nedition = 2023\n'

Read = Callable[[str], Definition]


FIGURE = '[[figures]]\nkey = "f"\nsource = "figures"\ncode = "c"\nvalue = "v"\nlabel = "F"\n'


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """A data package of two editions, of which only the newer has a series and indicators."""
    root = tmp_path_factory.mktemp("package")
    names = ["clusters", "figures", "nuts-2016", "nuts-2021", "scoreboard-2019", "scoreboard-2023"]
    names += ["scoreboard-2023-series", "scoreboard-2023-indicators"]
    resources = [{"name": name, "path": "absent"} for name in names]
    (root / "datapackage.json").write_text(json.dumps({"resources": resources}))
    return Catalog(root)


@pytest.fixture
def read(tmp_path: Path, small: Catalog, monkeypatch: pytest.MonkeyPatch) -> Read:
    monkeypatch.chdir(tmp_path)
    Path("maps").mkdir()

    def run(text: str) -> Definition:
        Path("maps/m.toml").write_text(text, encoding="utf-8")
        return read_definition("maps/m.toml", catalog=small)

    return run


def problems_in(read: Read, text: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        read(text)
    return [str(problem).removeprefix("maps/m.toml, ") for problem in caught.value.problems]


def test_three_keys_are_enough(read: Read) -> None:
    definition = read(MINIMAL)
    assert definition.model_dump() == {
        "title": "T",
        "subtitle": None,
        "records": "clusters",
        "columns": {},
        "survey": None,
        "members": None,
        "member_names": False,
        "edition": 2023,
        "vintage": None,
        "base": "class",
        "layers": ("clusters", "borders"),
        "figures": (),
        "pairs": (),
        "focus": (),
        "series": True,
        "class_printed": True,
        "previous_edition": None,
        "languages": LANGUAGES,
        "language": None,
        "projection": "EPSG:3035",
        "sources": (),
        "twins": (),
        "notes": (),
        "story": (),
        "style": {
            "accent": None,
            "accent_dark": None,
            "ramp": None,
            "ramp_dark": None,
            "logo": None,
            "publisher": None,
        },
        "synthetic": False,
        "embed": False,
        "search_engines": True,
        "files": (),
    }


def test_the_file_gives_the_map_its_name_and_its_folder(read: Read, tmp_path: Path) -> None:
    definition = read(MINIMAL)
    assert definition.name == "m"
    assert definition.folder == tmp_path


def test_every_key_can_be_set(read: Read, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("name,country\n")
    definition = read(
        """
        records = "mine.csv"
        survey = "figures"
        members = "figures"
        member_names = true
        edition = 2023
        vintage = 2021
        base = "since"
        layers = ["funding", "services", "labels"]
        series = false
        class_printed = false
        previous_edition = 2019
        languages = ["ca", "en"]
        language = "en"
        projection = "EPSG:3035"
        synthetic = true
        embed = true
        search_engines = false
        files = ["gpkg", "csv"]
        twins = ["svg", "pdf"]
        title = {en = "T", ca = "C"}
        subtitle = "S"
        columns = {"NUTS code" = "nuts_id"}
        style = {accent = "#c8410b"}
        [[notes]]
        region = "ES51"
        text = {en = "N", ca = "N"}
        [[story]]
        name = "one"
        title = "One"
        text = "First"
        [[figures]]
        key = "f"
        source = "figures"
        code = "geo"
        value = "value"
        label = {en = "F", ca = "X"}
        [[figures]]
        key = "g"
        source = "figures"
        code = "geo"
        value = "other"
        label = {en = "G", ca = "Y"}
        [[pairs]]
        key = "p"
        across = "f"
        up = "g"
        [[sources]]
        text = "A"
        url = "https://a.example"
        [[sources]]
        text = "B"
        """
    )
    assert (definition.text("title", "ca"), definition.text("title", "en")) == ("C", "T")
    assert (definition.text("subtitle", "ca"), definition.text("subtitle", "en")) == ("S", "S")
    assert definition.layers == ("funding", "services", "labels")
    assert [(line.text, line.url) for line in definition.sources] == [("A", "https://a.example"), ("B", None)]
    written = {key.split(".")[0] for key in definition.model_dump(exclude_defaults=True)}
    # A focus needs real boundaries; a test below has them.
    assert written == set(Definition.model_fields) - {"projection", "focus"}


def test_a_definition_cannot_be_changed(read: Read) -> None:
    with pytest.raises(ValueError, match="frozen"):
        read(MINIMAL).edition = 2019  # type: ignore[misc]


def test_all_problems_are_reported_at_once(read: Read) -> None:
    text = """
        titel = "x"
        subtitle = {en = "a", xx = "b", fr = 3}
        records = "cluster"
        survey = "data/nope.csv"
        edition = 2022
        vintage = "2021"
        base = "clas"
        layers = ["clusters", "fundng"]
        languages = []
        language = "eng"
        projection = "EPSG:3857"
        series = "yes"
        class_printed = 1
        previous_edition = 2023
        sources = [{text = " ", url = "javascript:x"}, {txt = "a"}, "x"]
        embed = "no"
        """
    assert problems_in(read, text) == [
        "title: found None, expected a value; this key is required",
        "subtitle.xx: found 'xx', expected one of en, ca, es, fr, de, it",
        "subtitle.fr: found 3, expected text in quotation marks",
        "vintage: found '2021', expected a whole number, such as 2023",
        (
            "base: found 'clas', expected one of class, index, change, since, indicator, figure. "
            "Did you mean 'class'?"
        ),
        (
            "layers.2: found 'fundng', expected one of clusters, funding, services, labels, borders. "
            "Did you mean 'funding'?"
        ),
        "series: found 'yes', expected true or false",
        "class_printed: found 1, expected true or false",
        "languages: found '[]', expected at least one value",
        "language: found 'eng', expected one of en, ca, es, fr, de, it. Did you mean 'en'?",
        (
            "projection: found 'EPSG:3857', expected EPSG:3035, Europe in equal areas; "
            "shapes, insets and the shared borders are drawn in it only"
        ),
        "sources.1.text: found ' ', expected text, not an empty one",
        "sources.1.url: found 'javascript:x', expected an address that starts with https:// or http://",
        "sources.2.text: found None, expected a value; this key is required",
        "sources.2.txt: found 'txt', expected a known key. Did you mean 'text'?",
        "sources.3: found 'x', expected a table",
        "embed: found 'no', expected true or false",
        "titel: found 'titel', expected a known key. Did you mean 'title'?",
        "previous_edition: found 2023, expected an edition before 2022",
        (
            "records: found 'cluster', expected the name of a resource, "
            "or the path of a file with its ending. Did you mean 'clusters'?"
        ),
        "survey: found 'data/nope.csv', expected a file in the project folder",
        "edition: found 2022, expected one of 2019, 2023. Did you mean '2023'?",
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('language = "fr"\nlanguages = ["en", "ca"]', "language: found 'fr', expected one of en, ca"),
        ('layers = ["labels", "labels"]', "layers: found 'labels', expected each value once"),
        ('languages = ["en", "en"]', "languages: found 'en', expected each value once"),
        (
            'subtitle = {en = "a"}\nlanguages = ["en", "de", "it"]',
            "subtitle: found 'en', expected a text in each of the map's languages; missing: de, it",
        ),
        (
            'sources = [{text = "a"}, {text = {en = "a", fr = "b"}}]\nlanguages = ["en", "de"]',
            "sources.2.text: found 'en, fr', expected a text in each of the map's languages; missing: de",
        ),
        (
            'base = "change"\nseries = false',
            "base: found 'change', expected another base, or series = true",
        ),
        ('base = "since"', "base: found 'since', expected another base, or a previous_edition"),
        (
            "previous_edition = 2023",
            "previous_edition: found 2023, expected an edition before 2023",
        ),
        ("vintage = 2013", "vintage: found 2013, expected one of 2016, 2021. Did you mean '2016'?"),
        (
            'survey = "/data/s.csv"',
            "survey: found '/data/s.csv', expected a path relative to the project folder",
        ),
        (
            "name = 'x'",
            (
                "name: found 'name', expected one of title, subtitle, records, columns, survey, members, "
                "member_names, edition, vintage, base, layers, figures, pairs, focus, series, class_printed, "
                "previous_edition, languages, language, projection, sources, twins, notes, story, style, "
                "synthetic, embed, search_engines, files"
            ),
        ),
        (
            '[[sources]]\ntext = "x"\nlink = "y"',
            "sources.1.link: found 'link', expected one of text, url",
        ),
        (
            FIGURE + 'classes = "jenks"',
            "figures.1.classes: found 'jenks', expected one of quantile, equal, natural, diverging",
        ),
        (
            FIGURE + "classes = [nan, 1.0]",
            "figures.1.classes.1: found nan, expected a number of at most 15 digits",
        ),
        (
            FIGURE + "classes = 'diverging'\nmiddle = inf",
            "figures.1.middle: found inf, expected a number of at most 15 digits",
        ),
        (
            FIGURE.replace('key = "f"', f'key = "{"r" * 101}"'),
            f"figures.1.key: found '{'r' * 101}', expected 100 letters, digits and hyphens at most",
        ),
        (
            FIGURE + "classes = [30, 20]",
            "figures.1.classes: found '[30, 20]', expected one to 5 bounds between classes, ascending",
        ),
        (
            FIGURE + 'classes = "diverging"',
            (
                'figures.1: found \'classes = "diverging"\', expected classes = "diverging" and a middle '
                "together, or neither"
            ),
        ),
        (
            FIGURE + "middle = 3",
            (
                "figures.1: found 'middle = 3', expected classes = \"diverging\" and a middle together, or "
                "neither"
            ),
        ),
        (FIGURE + "classes = ['a', 2]", "figures.1.classes.1: found 'a', expected a number"),
        (
            'base = "figure"\n[[pairs]]\nkey = "p"\nacross = "f"\nup = "g"\n' + FIGURE + "level = 4",
            "figures.1.level: found 4, expected a level of regions: 0, 1, 2 or 3",
        ),
        (
            FIGURE + "level = 4",
            "figures.1.level: found 4, expected a level of regions: 0, 1, 2 or 3",
        ),
        (
            FIGURE + "vintage = 2015",
            (
                "figures.1.vintage: found 2015, expected a vintage whose codes are known: 2016, 2021. "
                "Did you mean '2016'?"
            ),
        ),
        (FIGURE + "yer = 'time'", "figures.1.yer: found 'yer', expected a known key. Did you mean 'year'?"),
        (
            FIGURE.replace('"figures"', '"figurs"'),
            (
                "figures.1.source: found 'figurs', expected the name of a resource, or the path of a file "
                "with its ending. Did you mean 'figures'?"
            ),
        ),
        (FIGURE + FIGURE, "figures: found 'f', expected each key once"),
        ('base = "figure"', "base: found 'figure', expected another base, or a figure in figures"),
        ("twins = ['svg', 'gif']", "twins.2: found 'gif', expected one of svg, png, pdf"),
        ("layers = 'labels'", "layers: found 'labels', expected a list in square brackets"),
    ],
)
def test_keys_that_contradict_each_other_are_reported(read: Read, lines: str, message: str) -> None:
    assert problems_in(read, MINIMAL + lines) == [message]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            MINIMAL.replace("2023", "2025"),
            (
                "edition: found 2025, expected one of 2019, 2023; "
                "to bring 2025: clusteratlas update scoreboard --edition 2025"
            ),
        ),
        (
            MINIMAL + "vintage = 2024\n",
            (
                "vintage: found 2024, expected one of 2013, 2016, 2021, whose boundaries are here; "
                "to bring those of 2024: clusteratlas update boundaries --vintage 2024"
            ),
        ),
    ],
)
def test_what_is_known_and_not_here_names_the_command_that_brings_it(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "m.toml").write_text(text.replace('"clusters"', '"bioclusters"'), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_definition(tmp_path / "m.toml")
    assert [str(problem).partition("m.toml, ")[2] for problem in caught.value.problems] == [message]


def test_what_an_edition_does_not_have_cannot_be_asked_of_it(read: Read) -> None:
    text = MINIMAL.replace("2023", "2019") + 'series = true\nbase = "indicator"\n'
    assert problems_in(read, text) == [
        "series: found True, expected false; edition 2019 has no time series",
        "base: found 'indicator', expected another base; edition 2019 has no indicators",
    ]
    assert problems_in(read, MINIMAL.replace("2023", "2019") + 'base = "change"\n') == [
        "base: found 'change', expected another base; edition 2019 has no time series"
    ]


def test_a_focus_that_is_nowhere_is_named_with_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(
        MINIMAL.replace("clusters", "bioclusters") + 'focus = ["Spain", "Grmany", "Limburg", "Spain"]\n'
    )
    with pytest.raises(DefinitionError) as caught:
        read_definition(path)
    assert [str(problem).removeprefix(f"{path}, ") for problem in caught.value.problems] == [
        "focus: found 'Spain', expected each value once",
        (
            "focus: found 'Grmany', expected the code or the name of a country or of a region of NUTS 2021. "
            "Did you mean 'Germany'?"
        ),
        "focus: found 'Limburg', expected the code of one of BE22, NL42",
    ]


def test_a_map_of_the_api_and_one_of_a_file_leave_out_the_same(read: Read) -> None:
    assert MapOptions.from_definition(read(MINIMAL)) == MapOptions(title={"en": "T"}, name="m")


def test_a_missing_table_suggests_its_neighbour(read: Read, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "clusters.csv").write_text("name,country\n")
    assert problems_in(read, MINIMAL.replace('"clusters"', '"data/cluster.csv"')) == [
        (
            "records: found 'data/cluster.csv', expected a file in the project folder. "
            "Did you mean 'data/clusters.csv'?"
        )
    ]


def test_broken_toml_names_its_line(read: Read) -> None:
    (problem,) = problems_in(read, 'title = "T"\nrecords = clusters\n')
    assert problem.startswith("row 2: found 'Invalid value")


def test_text_in_another_encoding_is_refused(tmp_path: Path, small: Catalog) -> None:
    (tmp_path / "m.toml").write_bytes('title = "é"'.encode("cp1252"))
    with pytest.raises(DefinitionError, match="expected text in UTF-8"):
        read_definition(tmp_path / "m.toml", catalog=small)


def test_a_byte_order_mark_does_no_harm(read: Read) -> None:
    assert read("\ufeff" + MINIMAL).title == "T"


def test_a_missing_file_suggests_its_neighbour(read: Read, small: Catalog) -> None:
    read(MINIMAL)
    with pytest.raises(DefinitionError, match=re.escape("Did you mean 'm.toml'?")):
        read_definition("maps/mm.toml", catalog=small)


def test_a_folder_is_not_a_definition(tmp_path: Path, small: Catalog) -> None:
    with pytest.raises(DefinitionError, match="expected a file that can be read"):
        read_definition(tmp_path, catalog=small)


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_definitions_speak_every_language(name: str) -> None:
    definition = read_definition(bundled.maps_dir() / f"{name}.toml")
    titles = {definition.text("title", language) for language in LANGUAGES}
    assert len(titles) == len(LANGUAGES)
    assert all(definition.text("subtitle", language) for language in LANGUAGES)


def test_the_bundled_maps_are_those_of_the_survey_and_the_example() -> None:
    maps = {name: read_definition(bundled.maps_dir() / f"{name}.toml") for name in BUNDLED}
    facts = {name: (m.records, m.edition, m.series, m.class_printed, m.synthetic) for name, m in maps.items()}
    assert facts == {
        "bioclusters": ("bioclusters", 2023, True, True, False),
        "bioclusters-2019": ("bioclusters", 2019, True, True, False),
        "bioclusters-story": ("bioclusters", 2023, True, True, False),
        "example-portfolio": ("example-portfolio", 2023, True, True, True),
        "regional-figures": ("bioclusters", 2023, True, True, False),
    }


def test_the_example_says_synthetic_in_its_title_in_every_language() -> None:
    definition = read_definition(bundled.maps_dir() / "example-portfolio.toml")
    words = {"en": "synthetic", "ca": "sintètiques", "es": "sintéticos", "fr": "synthétiques"}
    words |= {"de": "synthetische", "it": "sintetici"}
    assert {lang: word in definition.text("title", lang) for lang, word in words.items()} == dict.fromkeys(
        words, True
    )


def test_every_key_has_a_sentence_and_a_row_in_the_docs() -> None:
    keys = definition_schema()
    assert all(key.doc.endswith(".") for key in keys)
    rows = re.findall(
        r"^\| `([\w.]+)` \|", (DOCS / "definitions.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(rows) == sorted(key.name for key in keys)


def test_the_examples_in_the_docs_are_valid(read: Read, tmp_path: Path) -> None:
    table = re.findall(r"```csv\n(.*?)```", (DOCS / "tables.md").read_text(encoding="utf-8"), re.DOTALL)[0]
    texts = (DOCS / "definitions.md").read_text(encoding="utf-8")
    parts = re.findall(r"```toml\n(.*?)```", texts, re.DOTALL)
    shortest, figures, pair, areas, look, told, translated = parts
    (tmp_path / "data" / "tables").mkdir(parents=True)
    (tmp_path / "data" / "tables" / "our-clusters.csv").write_text(table, encoding="utf-8")
    definition = read(shortest)
    assert definition.title == "Our clusters"
    clusters = read_clusters(definition.records, folder=definition.folder)
    assert clusters["country"].tolist() == ["ES", "AT"]
    assert clusters.attrs["problems"] == ()
    (tmp_path / "data" / "tables" / "rd.csv").write_text("geo,TIME_PERIOD,OBS_VALUE\n", encoding="utf-8")
    assert [figure.key for figure in read(MINIMAL + figures).figures] == ["public-rd"]
    second = figures.replace("public-rd", "new-products")
    assert [one.up for one in read(MINIMAL + figures + second + pair).pairs] == ["new-products"]
    (tmp_path / "data" / "tables" / "areas.csv").write_text("nuts_id,km2\n", encoding="utf-8")
    assert [figure.level for figure in read(MINIMAL + areas.partition("\n\n")[2]).figures] == [3]
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    assert read(MINIMAL + look).style.logo == "logo.svg"
    assert [step.name for step in read(MINIMAL + told).story] == ["leaders"]
    definition = read('records = "clusters"\nedition = 2023\n' + translated)
    assert definition.text("title", "ca") == "Els nostres clústers"


def test_every_column_of_a_cluster_table_is_in_the_docs() -> None:
    documented = set(re.findall(r"`(\w+)`", (DOCS / "tables.md").read_text(encoding="utf-8")))
    assert set(RECORD_COLUMNS) - documented == set()


def test_reading_a_definition_needs_no_tables_and_no_geometry() -> None:
    code = (
        "import sys; from geo.definition import read_definition; "
        f"read_definition({str(bundled.maps_dir() / 'bioclusters.toml')!r}); "
        "print(sorted({'pandas', 'geopandas', 'shapely', 'folium'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
).filter(lambda value: value is not None)


@given(content=st.dictionaries(st.sampled_from([*Definition.model_fields, "other"]), values, max_size=6))
def test_any_content_is_read_or_refused_by_a_definition_error(
    content: dict[str, object], small: Catalog
) -> None:
    try:
        # Set back after each example: the tests that follow, in whatever order, read real files.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("geo.definition.reading.read_keys", lambda *_: content)
            definition = read_definition("maps/m.toml", catalog=small)
    except DefinitionError as error:
        problems = error.problems
    else:
        problems = ()
        assert definition.edition == content["edition"]
    assert all(str(problem) and hash(problem) for problem in problems)
