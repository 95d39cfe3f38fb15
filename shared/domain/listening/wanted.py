"""What a post has to hold at least, as platforms can be asked for it: words, "and" and "or". Pure.

What is asked for may find more than the search takes, never less: each find is looked at again. So what a post must not
hold and how near words stand are left out here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from shared.domain.listening.condition import Condition, Term

MAX_ALTERNATIVES = 10
"""Calls that one search may cost where the platform has no "or"."""


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: "tuple[Wanted, ...]"


@dataclass(frozen=True, slots=True)
class OneOf:
    parts: "tuple[Wanted, ...]"


Wanted = str | AllOf | OneOf


def wanted(condition: Condition) -> Wanted:
    """In its simplest form: no group of one, no "and" directly in an "and"."""
    needed = [_of_term(term) for term in condition.all]
    near = [word for each in condition.near for word in each.words]
    parts = [*needed, *condition.exact, *near, *([_one_of(condition.any)] if condition.any else [])]
    flat = dict.fromkeys(inner for part in parts for inner in (part.parts if isinstance(part, AllOf) else (part,)))
    # Words first: where there is no "or" they stand in every query.
    ordered = (*(part for part in flat if isinstance(part, str)), *(part for part in flat if not isinstance(part, str)))
    return ordered[0] if len(ordered) == 1 else AllOf(ordered)


def _one_of(terms: Iterable[Term]) -> Wanted:
    parts = [_of_term(term) for term in terms]
    flat = dict.fromkeys(inner for part in parts for inner in (part.parts if isinstance(part, OneOf) else (part,)))
    return next(iter(flat)) if len(flat) == 1 else OneOf(tuple(flat))


def _of_term(term: Term) -> Wanted:
    return term if isinstance(term, str) else wanted(term)


def unwanted(condition: Condition) -> tuple[str, ...]:
    """Words and phrases each of which alone must not be there. What is refused only together with something else may
    well be there, and is left out."""
    return tuple(dict.fromkeys(word for term in condition.none for word in _each_refused(term)))


def _each_refused(term: Term) -> Iterator[str]:
    if isinstance(term, str):
        yield term
    elif term == Condition(any=term.any):
        for each in term.any:
            yield from _each_refused(each)


def in_words(
    what: Wanted, *, spell: Callable[[str], str], both: str, either: str = " OR ", inside: bool = False
) -> str:
    """One query, where a platform has "or" and parentheses. ``both`` stands between what has to be there."""
    if isinstance(what, str):
        return spell(what)
    between = both if isinstance(what, AllOf) else either
    said = between.join(in_words(part, spell=spell, both=both, either=either, inside=True) for part in what.parts)
    return f"({said})" if inside else said


def alternatives(what: Wanted, limit: int = MAX_ALTERNATIVES) -> tuple[tuple[str, ...], ...]:
    """Where there is no "or": the words of each query; all queries together find everything that is wanted.

    What would make more queries than ``limit`` is not asked for, where that is possible.
    """
    if isinstance(what, str):
        return ((what,),)
    if isinstance(what, OneOf):
        share = max(1, limit // len(what.parts))
        return tuple(dict.fromkeys(one for part in what.parts for one in alternatives(part, share)))
    words = tuple(part for part in what.parts if isinstance(part, str))
    choices = sorted((alternatives(part, limit) for part in what.parts if not isinstance(part, str)), key=len)
    found: tuple[tuple[str, ...], ...] = choices[0] if choices and not words else (words,)
    for choice in choices if words else choices[1:]:
        if len(found) * len(choice) <= limit:
            found = tuple(_merged(one, other) for one in found for other in choice)
    return found


def _merged(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
