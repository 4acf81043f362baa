"""What was made of the files of data packages, kept while the process lives and found by their content."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any, Final


class Cache:
    """Values by key; when there are too many, the one that was not asked for longest goes first.

    Safe to share between threads. Two threads that miss the same key both make the value, which costs time
    and nothing else.

    Parameters
    ----------
    size
        Values to keep at most.

    Examples
    --------
    >>> cache = Cache(2)
    >>> for letter in "abc":
    ...     cache.put(letter, letter.upper())
    >>> cache.get("a", None), cache.get("c", None)
    (None, 'C')
    """

    def __init__(self, size: int) -> None:
        self._size: Final = size
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, default: object) -> Any:
        """Return the value of a key, ``default`` when it is not kept."""
        with self._lock:
            if key not in self._values:
                return default
            self._values.move_to_end(key)
            return self._values[key]

    def put(self, key: Hashable, value: object) -> None:
        """Keep a value."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)

    def clear(self) -> None:
        """Forget every value."""
        with self._lock:
            self._values.clear()
