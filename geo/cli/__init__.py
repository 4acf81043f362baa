"""The command ``clusteratlas``: arguments, output and exit codes; the work is done elsewhere.

Exit codes: 0 fine, 1 the data are wrong (or something is stale), 2 wrong usage. Results go to stdout,
everything else to stderr. An expected error prints its message; a traceback is a bug of ours.
"""

from geo.cli.commands import main

__all__ = ["main"]
