"""``python -m geo`` is the command ``clusteratlas``."""

import gc
import os

from geo.cli import main as command


def main() -> None:
    """Run the command as a process of its own."""
    # A build makes hardly any garbage that has to be looked for, and looking takes a tenth of its time.
    gc.set_threshold(1_000_000)
    # pydantic would read what every installed distribution says of itself; our definitions need no plugin.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Arrow's own allocator keeps some ten MB more than it uses; the system's is as fast for what we read.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    try:
        command()
    finally:
        # Python would look through all that is left before it ends, though the system takes the memory back
        # as a whole; files are closed and handlers run as ever.
        gc.freeze()


if __name__ == "__main__":
    main()
