"""The heart: which region and which scoreboard unit a record belongs to, and why."""
