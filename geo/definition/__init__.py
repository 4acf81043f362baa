"""Map definitions: the TOML files in ``maps/``, one for each map; and what they have in common."""

from geo.definition.looks import class_counts, style_problems
from geo.definition.project_files import named_files
from geo.definition.publication import Publication
from geo.definition.reading import GALLERY_NAME, Key, checked, definition_schema, read_definition, read_keys
from geo.definition.schema import Base, Definition, FileFormat, Layer, Twin
from geo.definition.sections import Annotation, Figure, Pair, Source, Step, Style
from geo.definition.values import Language

__all__ = [
    "GALLERY_NAME",
    "Annotation",
    "Base",
    "Definition",
    "Figure",
    "FileFormat",
    "Key",
    "Language",
    "Layer",
    "Pair",
    "Publication",
    "Source",
    "Step",
    "Style",
    "Twin",
    "checked",
    "class_counts",
    "definition_schema",
    "named_files",
    "read_definition",
    "read_keys",
    "style_problems",
]
