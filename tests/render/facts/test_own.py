"""Notes and stories of a definition: taken where they fit the map, refused with all that does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from geo.datapackage.bundled import maps_dir
from geo.definition import Definition, read_definition
from geo.errors import DefinitionError
from geo.project.check import check_targets
from geo.render import ClusterMap, build_page
from geo.render.facts.choices import words_of_choices
from tests.page_data import payload_of

MINIMAL = 'title = "T"\nrecords = "bioclusters"\nedition = 2023\n'
STEP = '[[story]]\nname = "a"\ntitle = "A"\ntext = "B"\nshow = "{}"\n'

Read = Callable[[str], Definition]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    (tmp_path / "maps").mkdir()

    def run(lines: str) -> Definition:
        path = tmp_path / "maps" / "m.toml"
        path.write_text(MINIMAL + lines, encoding="utf-8")
        return read_definition(path)

    return run


def problems_in(read: Read, lines: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        build_page(read(lines))
    return [str(problem).split(", ", 1)[1] for problem in caught.value.problems]


def test_notes_stand_where_their_regions_and_points_are(read: Read) -> None:
    lines = '[[notes]]\nregion = "{}"\ntext = "N"\n'
    page = build_page(read("".join(lines.format(name) for name in ("ES511", "Catalonia", "ES70", "Germany"))))
    places = payload_of(page.html)["map"]["notes"]
    assert len(places) == 4
    # Barcelona lies in Catalonia, Germany far to the north-east; the Canaries in their frame at the right.
    barcelona, catalonia, canaries, germany = places
    assert abs(barcelona[0] - catalonia[0]) + abs(barcelona[1] - catalonia[1]) < 150
    assert germany[0] > barcelona[0]
    assert germany[1] > barcelona[1]
    assert canaries[0] > germany[0]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            'region = "ES599"',
            "notes.1.region: found 'ES599', expected the code or the name of a country or of a ",
        ),
        ("lat = 0\nlon = 0", "notes.1: found '0, 0', expected a place on the map"),
        (
            'focus = ["DE"]\n[[notes]]\ntext = "N"\nregion = "ES"',
            "notes.1: found 'ES', expected a place on the map",
        ),
        ("lat = 41.4", "notes.1: found 'lat', expected either region, or lat and lon"),
        ("lat = 141.4\nlon = 2", "notes.1.lat: found 141.4, expected degrees, -90 to 90 of latitude"),
        (
            'region = "ES"\nlat = 41.4\nlon = 2',
            "notes.1: found 'lat, lon, region', expected either region, or",
        ),
    ],
)
def test_a_note_without_a_place_on_the_map_is_refused(read: Read, lines: str, message: str) -> None:
    text = lines if lines.startswith("focus") else f'[[notes]]\ntext = "N"\n{lines}'
    (problem,) = problems_in(read, text)
    assert problem.startswith(message)


@pytest.mark.parametrize(
    "show",
    [
        "layer=index&year=2019",
        "#layer=indicator&indicator=1.1.2",
        "layer=change&from=2016&to=2023&class=up,down",
        "show=clusters,labels&country=ES,PT",
        "find=health&cluster=biowin&panel=compare&sort=index-desc&table=0&view=4000000,3000000,5.5",
        "region=ES51&compare=cluster:biowin,region:ES51",
        "show=",
    ],
)
def test_what_the_page_writes_into_its_address_is_taken(read: Read, show: str) -> None:
    definition = read(STEP.format(show))
    try:
        page = build_page(definition)
    except DefinitionError as error:
        pytest.fail(str(error))
    assert payload_of(page.html)["map"]["story"] == [{"name": "a", "show": show.removeprefix("#")}]


@pytest.mark.slow
def test_a_story_sorts_by_the_columns_of_the_table() -> None:
    def columns(name: str) -> str:
        content = ClusterMap.from_definition(read_definition(maps_dir() / f"{name}.toml"))._content()
        return " ".join(word.removesuffix("-asc") for word in words_of_choices(content)["sort"][::2])

    assert columns("regional-figures") == (
        "name city country region class index printed figure_public-rd figure_new-products figure_index"
    )
    assert columns("example-portfolio") == (
        "name city country region class index services funding stage members founded members_counted"
    )


@pytest.mark.parametrize("text", ['"{}"', '{{ en = "A", ca = "{}" }}'])
def test_a_note_is_as_long_as_the_map_has_room_for(read: Read, text: str) -> None:
    note = 'languages = ["en", "ca"]\n[[notes]]\nregion = "ES51"\ntext = '
    assert read(note + text.format("é" * 300)).notes
    with pytest.raises(
        DefinitionError, match=r"notes\.1\.text.*expected 300 letters at most, not 301: a note"
    ):
        read(note + text.format("é" * 301))


def test_all_that_a_story_shows_and_the_map_lacks_is_said_at_once(read: Read) -> None:
    wrong = "layr=index&layer=since&year=1999&cluster=biowim&region=XX&view=1,2&sort=indx-asc&lang=ca&year"
    found = problems_in(read, STEP.format(wrong))
    assert all(problem.startswith("story.1.show: found ") for problem in found)
    short = [problem.removeprefix("story.1.show: found ") for problem in found]
    known = (
        "layer, indicator, year, from, to, show, class, country, service, funding, stage, tables, find, "
        "cluster, region, compare, panel, sort, table, view"
    )
    columns = "name, city, country, region, class, index, printed"
    years = "2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023"
    assert short == [
        f"'layr', expected one of {known}. Did you mean 'layer'?",
        "'layer=since', expected one of class, index, change, indicator. Did you mean 'layer=index'?",
        f"'year=1999', expected one of {years}",
        "'cluster=biowim', expected what this map has as cluster. Did you mean 'cluster=biowin'?",
        "'region=XX', expected what this map has as region",
        "'view=1,2', expected an address as the page writes it",
        f"'sort=indx-asc', expected one of {columns}, then -asc or -desc. Did you mean 'sort=index-asc'?",
        f"'lang', expected one of {known}",
        f"{wrong!r}, expected name=value, joined by &, as the page writes it",
    ]


def test_a_step_shows_nothing_that_no_cluster_has(read: Read) -> None:
    wrong = (
        "funding=public&stage=mature&service=networking&show=funding&panel=survey&view=99,99,5&class=strong"
    )
    short = [
        problem.removeprefix("story.1.show: found ")
        for problem in problems_in(read, STEP.format(f"{wrong}&class=leader"))
    ]
    assert short == [
        "'funding=public', expected no funding, as nothing on this map has one",
        "'stage=mature', expected no stage, as nothing on this map has one",
        "'service=networking', expected no service, as nothing on this map has one",
        "'show=funding', expected one of clusters, labels, borders",
        "'panel=survey', expected one of compare",
        "'view=99,99,5', expected a place of the map: 2560000 to 6630000, then 1340000 to 5464000, in metres",
        "'class', expected each name once; several values are joined by ,",
    ]


def test_steps_have_names_of_their_own(read: Read) -> None:
    with pytest.raises(DefinitionError, match="story: found 'a', expected each name once"):
        read(STEP.format("") + STEP.format(""))
    with pytest.raises(DefinitionError, match="expected small letters, digits and hyphens"):
        read(STEP.format("").replace('"a"', '"A b"'))


def test_check_finds_what_a_build_would_refuse(read: Read, tmp_path: Path) -> None:
    read(STEP.format("cluster=nobody") + '[[notes]]\nregion = "Atlantis"\ntext = "N"\n')
    found = [
        problem.column
        for problem in check_targets(tmp_path, [str(tmp_path / "maps" / "m.toml")])
        if problem.severity == "error"
    ]
    assert found == ["notes.1.region", "story.1.show"]
