"""Official data: fetched, checked and written into the data package. The only room with a network."""
