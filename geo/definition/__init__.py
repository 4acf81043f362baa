"""Map definitions: the TOML files in ``maps/``, one for each map."""

from geo.definition.looks import style_problems
from geo.definition.project_files import named_files
from geo.definition.reading import GALLERY_NAME, Key, definition_schema, read_definition, read_keys
from geo.definition.schema import Base, Definition, Language, Layer, Source, Style

__all__ = [
    "GALLERY_NAME",
    "Base",
    "Definition",
    "Key",
    "Language",
    "Layer",
    "Source",
    "Style",
    "definition_schema",
    "named_files",
    "read_definition",
    "read_keys",
    "style_problems",
]
