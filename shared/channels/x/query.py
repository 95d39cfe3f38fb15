"""A saved search in the words of X (X API, "Build a query", "Operators")."""

import re
from collections.abc import Iterable

from shared.channels.searching import quoted
from shared.domain.listening.search import SavedSearch
from shared.domain.listening.wanted import OneOf, in_words, unwanted, wanted

MAX_QUERY = 512  # characters of a search
MAX_OWN = 40  # characters of what every query ends with
MAX_SPELLED = MAX_QUERY - MAX_OWN

AUTHOR = "@?[A-Za-z0-9_]{1,20}"
"""X, "Username policies": letters, digits and "_", 15 at most; an id has up to 19 digits."""

_LANGUAGES = {"he": "iw", "id": "in", "nb": "no", "nn": "no"}
"""Codes that X still uses instead of those of ISO 639-1."""


def spelled(search: SavedSearch) -> str:
    """Everything that a post has to have: all but how near words are. Posts that tell a country are few."""
    what = wanted(search)
    parts = [in_words(what, spell=quoted, both=" ", inside=isinstance(what, OneOf))]
    languages = sorted({_LANGUAGES.get(each, each) for each in search.languages})
    for name, values in (("lang", languages), ("place_country", search.countries)):
        if values:
            parts.append("(" + " OR ".join(f"{name}:{value}" for value in values) + ")")
    return " ".join(parts)


def query_of(search: SavedSearch) -> str:
    """The same, without as much of what a post may not have as there is room for: the rest is left out when found. X
    refuses single words, and takes no "-" before parentheses."""
    query = spelled(search)
    without = [f"-{quoted(term)}" for term in unwanted(search)]
    without += nobody_of(name for channel, name in sorted(search.excluded) if channel == "x")
    for part in without:
        if len(f"{query} {part}") <= MAX_SPELLED:
            query = f"{query} {part}"
    return query


def nobody_of(names: Iterable[str]) -> list[str]:
    """Without what these people write. What is no name of X would be an operator, or a word that has to be there."""
    return [f"-from:{name.removeprefix('@')}" for name in names if re.fullmatch(AUTHOR, name)]
