"""The facts of a map as files for other programs: GeoParquet, GeoJSON, CSV and workbook."""
