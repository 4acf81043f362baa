"""How many examples a property is tried with where a hundred, the usual number, would take too long."""

from hypothesis import settings

USUAL = 100


def examples(number: int) -> settings:
    """Return the settings for `number` examples, more or fewer in proportion where the profile asks for them.

    Parameters
    ----------
    number
        How many examples `make test` tries.
    """
    return settings(max_examples=max(1, number * settings.default.max_examples // USUAL))
