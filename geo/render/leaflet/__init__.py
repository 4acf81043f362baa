"""The folium side of a page: the map, its layers, the files they need."""
