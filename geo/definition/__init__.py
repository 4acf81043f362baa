"""Map definitions: the TOML files in ``maps/``, one for each map."""

from geo.definition.checks import FILE_KEYS
from geo.definition.reading import GALLERY_NAME, Key, definition_schema, read_definition, read_keys
from geo.definition.schema import Base, Definition, Language, Layer, Source

__all__ = [
    "FILE_KEYS",
    "GALLERY_NAME",
    "Base",
    "Definition",
    "Key",
    "Language",
    "Layer",
    "Source",
    "definition_schema",
    "read_definition",
    "read_keys",
]
