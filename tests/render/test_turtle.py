from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph as ParsedGraph
from rdflib import Literal as ParsedLiteral
from rdflib import URIRef

from geo.render.turtle import Graph, Iri, TextTerm

PREFIXES = {"dct": "http://purl.org/dc/terms/", "xsd": "http://www.w3.org/2001/XMLSchema#"}
THING = "https://example.org/thing"


def parsed(graph: Graph) -> set[tuple[object, object, object]]:
    return set(ParsedGraph().parse(data=graph.to_text(), format="turtle"))


# Halves of surrogate pairs are no text in UTF-8.
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_is_read_back_as_it_was(text: str) -> None:
    graph = Graph(PREFIXES)
    graph.add(Iri(THING), "dct:Agent", {"dct:title": TextTerm(text, "en"), "dct:source": TextTerm(text)})
    texts = {str(value): value.language for _, name, value in parsed(graph) if not name.endswith("type")}
    assert set(texts) == {text}


@given(st.text(max_size=20))
def test_every_address_is_one_term_whatever_it_holds(text: str) -> None:
    graph = Graph(PREFIXES)
    graph.add(Iri(THING), "dct:Agent", {"dct:source": Iri(f"https://example.org/{text}")})
    assert len(parsed(graph)) == 2


def test_statements_have_their_languages_types_and_prefixes() -> None:
    graph = Graph(PREFIXES)
    thing = graph.add(
        Iri(THING),
        "dct:Agent",
        {
            "dct:title": [TextTerm("Karte", "de"), TextTerm("Map", "en")],
            "dct:modified": TextTerm("2026-11-23", datatype="xsd:date"),
            "dct:type": Iri("dct:Agent"),
            "dct:rights": None,
            "dct:language": [],
        },
    )
    dct = PREFIXES["dct"]
    assert thing == Iri(THING)
    assert {(name.removeprefix(dct), value) for _, name, value in parsed(graph)} == {
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", URIRef(f"{dct}Agent")),
        ("title", ParsedLiteral("Karte", lang="de")),
        ("title", ParsedLiteral("Map", lang="en")),
        ("modified", ParsedLiteral("2026-11-23", datatype=URIRef(f"{PREFIXES['xsd']}date"))),
        ("type", URIRef(f"{dct}Agent")),
    }
