"""Open, cache, hash and write a data package."""
