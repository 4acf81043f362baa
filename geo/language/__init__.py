"""The texts of the six languages."""
