"""The facts of a map as files for other programs: GeoPackage, GeoParquet, GeoJSON, CSV and workbook."""
