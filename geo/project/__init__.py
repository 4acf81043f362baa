"""A folder with data and map definitions: what is in it, what to build, what was built."""
