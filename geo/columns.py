"""Column names, once. Tables, frames, ledgers and pages use these and no other spelling."""

from __future__ import annotations

from typing import Final

# Regions (one row per NUTS unit).
NUTS_ID: Final = "nuts_id"
LEVEL: Final = "level"
VINTAGE: Final = "vintage"
COUNTRY: Final = "country"
NAME: Final = "name"
NAME_LATIN: Final = "name_latin"
PARENT: Final = "parent"
GEOMETRY: Final = "geometry"

# Records (one row per cluster), as a table prints them.
RECORD_ID: Final = "record_id"
REGION_PRINTED: Final = "region_printed"
NUTS_ID_PRINTED: Final = "nuts_id_printed"
NUTS_VINTAGE: Final = "nuts_vintage"
CITY: Final = "city"
CITY_STATUS: Final = "city_status"
LAT: Final = "lat"
LON: Final = "lon"
WEBSITE: Final = "website"
FOUNDED: Final = "founded"
MEMBERS: Final = "members"
STAGE: Final = "stage"
CLASS_PRINTED: Final = "class_printed"
CLASS_PRINTED_EDITION: Final = "class_printed_edition"
FUNDING_KIND: Final = "funding_kind"
FUNDING_PUBLIC: Final = "funding_public"
FUNDING_PRIVATE: Final = "funding_private"
FUNDING_MEMBERSHIP: Final = "funding_membership"
FUNDING_SALES: Final = "funding_sales"
FUNDING: Final = (FUNDING_PUBLIC, FUNDING_PRIVATE, FUNDING_MEMBERSHIP, FUNDING_SALES)
SERVICES: Final = "services"
MARKET_AREAS: Final = "market_areas"
SOURCE: Final = "source"
#: Which of several tables a record is from.
TABLE: Final = "table_title"

# Locating.
LOCATED_BY: Final = "located_by"
MATCH_SCORE: Final = "match_score"
CANDIDATES: Final = "candidates"
LOCATE_NOTES: Final = "locate_notes"

# Tagging.
SCOREBOARD_UNIT: Final = "scoreboard_unit"
SCOREBOARD_UNIT_NAME: Final = "scoreboard_unit_name"
RELATION: Final = "relation"
CLASS: Final = "class"
INDEX: Final = "index"
INDEX_RELATIVE_TO: Final = "index_relative_to"
BASIS: Final = "basis"
NO_DATA: Final = "no_data"
TAG_NOTES: Final = "tag_notes"
AGREEMENT: Final = "agreement"
NOTE: Final = "note"
EDITION: Final = "edition"
