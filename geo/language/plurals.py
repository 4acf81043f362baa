"""The forms of a text with a plural: a catalogue of gettext numbers them, CLDR names them.

A page and this program choose by the names, which browsers know for every language. Which number has which
name, the rule of the catalogue and that of the language say together: both are asked about many numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from gettext import c2py
from typing import Final

from babel import Locale

#: In the order in which texts hold them: that of one and that of all others first, which most languages have.
CATEGORIES: Final = ("one", "other", "few", "many", "two", "zero")
#: Whole numbers that tell rules apart, which look at the last two digits and, in some languages, at millions.
_NUMBERS: Final = (*range(201), 1_000, 10_000, 100_000, 1_000_000, 2_000_000)

#: The number that a category is named after, which tells its form where some of its numbers have others.
_NAMED_AFTER: Final = {"zero": 0, "one": 1, "two": 2}


def category_of(language: str, number: float) -> str:
    """Return which form a number takes in a language.

    Examples
    --------
    >>> [category_of("pl", number) for number in (1, 2, 5, 22, 1.5)]
    ['one', 'few', 'many', 'few', 'other']
    """
    return str(Locale(language).plural_form(number))


def read_rule(expression: str, forms: int) -> Callable[[int], int]:
    """Return the rule of a catalogue: the form that a whole number takes.

    Parameters
    ----------
    expression
        What stands behind ``plural=`` in its head.
    forms
        How many there are.

    Raises
    ------
    ValueError
        The expression is none, or gives a form that there is not.

    Examples
    --------
    >>> read_rule("n != 1", 2)(5)
    1
    """
    rule = c2py(expression)
    try:
        taken = {rule(number) for number in _NUMBERS}
    except ZeroDivisionError as error:
        raise ValueError(f"plural={expression} divides by zero") from error
    if not taken <= set(range(forms)):
        raise ValueError(f"plural={expression} gives form {max(taken)} of {forms}")
    return rule


def in_categories(forms: Sequence[str], rule: Callable[[int], int], language: str) -> tuple[str, ...]:
    """Return forms in the order of `CATEGORIES`; empty where a category has the form of all other numbers.

    Parameters
    ----------
    forms
        In the order of the catalogue.
    rule
        Of `read_rule`.
    language
        Its code.

    Examples
    --------
    >>> rule = read_rule("n%100==1 ? 1 : n%100==2 ? 2 : n%100==3 || n%100==4 ? 3 : 0", 4)
    >>> in_categories(["a", "b", "c", "d"], rule, "sl")
    ('b', 'a', 'd', '', 'c')
    """
    numbers: dict[str, Counter[int]] = {}
    for number in _NUMBERS:
        numbers.setdefault(category_of(language, number), Counter())[rule(number)] += 1
    # Where the rules differ on a few numbers, such as 0 in Irish, most of them decide.
    taken = {name: counter.most_common(1)[0][0] for name, counter in numbers.items()}
    for name, number in _NAMED_AFTER.items():
        if category_of(language, number) == name:
            taken[name] = rule(number)
    found = {name: forms[at] for name, at in taken.items()}
    # Only fractions are "other" in some languages: they get the last form.
    other = found.get("other", forms[-1])
    ordered = [found.get(name, other) for name in CATEGORIES]
    last = max(at for at, form in enumerate(ordered) if at < 2 or form != other)
    return (*ordered[:2], *("" if form == other else form for form in ordered[2 : last + 1]))


def form_of(message: Sequence[str], language: str, number: object) -> str:
    """Return the form that a number takes of those in the order of `CATEGORIES`.

    Examples
    --------
    >>> form_of(("1 map", "2 maps"), "en", 7)
    '2 maps'
    """
    at = CATEGORIES.index(category_of(language, number)) if isinstance(number, int | float) else 1
    return (message[at] if at < len(message) else "") or message[1]
