"""The section ``searches`` of a brand file: what the brand listens for where nobody addresses it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypedDict

from shared.brand.reading import Part
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.listening.condition import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_WITHIN,
    MAX_WORDS,
    Condition,
    Near,
    Term,
)
from shared.domain.listening.misread import misread
from shared.domain.listening.search import DEFAULT_PER_DAY, MAX_PER_DAY, SavedSearch
from shared.domain.listening.wanted import MAX_ALTERNATIVES, alternatives, wanted
from shared.domain.listening.words import words_of
from shared.domain.polling.terms import wanted_sources
from shared.domain.vocabulary import Stage

MAX_SEARCHES = 20
MIN_NEAR, MAX_NEAR = 2, 4  # words that stand near each other; more than four are a sentence
_CODE = re.compile("[A-Za-z]{2}")
"""Of a language (ISO 639-1) or a country (ISO 3166-1 alpha-2)."""
_OPERATORS = ("all", "any", "none", "exact", "near")


def not_customers(part: Part) -> frozenset[tuple[str, str]]:
    """Lists of people, each under a name of the writer's own: employees, resellers."""
    return frozenset(person for people in part.entries().values() for person in authors(people))


def searches(
    part: Part, accounts: Collection[Account], excluded: frozenset[tuple[str, str]] = frozenset()
) -> tuple[SavedSearch, ...]:
    """``excluded`` are people whose posts no search takes."""
    found = [_search(item, accounts, excluded) for item in part.items()]
    if len({search.name for search in found}) < len(found):
        part.problem("a name is used twice")
    if len(found) > MAX_SEARCHES:
        part.problem(f"name at most {MAX_SEARCHES} searches")
    return tuple(found)


def problems(brand: Brand, policies: Mapping[str, ChannelPolicy]) -> Iterator[str]:
    """Searches that nothing runs or that a platform would refuse, and people who are never found."""
    yield from (f"not_customers: {what}" for what in people_problems(brand.not_customers, policies))
    searching = {
        (account.channel, account.id): [terms for terms in wanted_sources(account, policy.sources) if terms.searches]
        for account in brand.accounts
        if (policy := policies.get(account.channel)) is not None
    }
    if brand.searches and not any(searching.values()):
        offered = (
            f"{name}: {each.name}" for name in sorted(policies) for each in policies[name].sources if each.searches
        )
        yield f"searches: no account searches; add one of {', '.join(offered)} to the sources of an account"
    for number, search in enumerate(brand.searches):
        place = f"searches[{number}]"
        excluded = people_problems(search.excluded - brand.not_customers, policies)
        yield from (f"{place}.exclude: {what}" for what in excluded)
        for channel, name in sorted(search.accounts):
            if (channel, name) in searching and not searching[channel, name]:
                named = ", ".join(_searched(policies[channel])) or "none, since nothing can be searched there"
                yield f"{place}.accounts: {channel}/{name} does not search; its sources have to name one of: {named}"
        for (channel, name), sources in searching.items():
            for terms in sources:
                length = len(terms.spelled(search)) if terms.spelled and search.is_for(channel, name) else 0
                if length > terms.max_query:
                    yield (
                        f"{place}: its query on {channel} has {length} characters, and {channel} takes "
                        f"{terms.max_query}; name fewer words, languages or countries"
                    )


def people_problems(people: Collection[tuple[str, str]], policies: Mapping[str, ChannelPolicy]) -> Iterator[str]:
    """Of channels that there are not, and those whose name the platform does not know: it would read it as a query."""
    for channel in sorted({channel for channel, _ in people} - set(policies)):
        yield f"{channel!r} is no channel"
    for channel, name in sorted(people):
        known = policies[channel].author if channel in policies else None
        if known is not None and not re.fullmatch(known[0], name):
            yield f"{name!r} is not {known[1]}"


def _searched(policy: ChannelPolicy) -> Iterator[str]:
    return (terms.name for terms in policy.sources if terms.searches)


def _search(item: Part, accounts: Collection[Account], excluded: frozenset[tuple[str, str]]) -> SavedSearch:
    optional = (*_OPERATORS, "stage", "languages", "countries", "exclude", "accounts", "per_day")
    fields = item.fields(("name",), optional)
    search = SavedSearch(
        name=fields["name"].name(),
        stage=_stage(fields["stage"]),
        **_operators(fields),
        languages=frozenset(language_codes(fields["languages"])),
        countries=tuple(country_codes(fields["countries"])),
        excluded=excluded | frozenset(authors(fields["exclude"])),
        accounts=frozenset(authors(fields["accounts"])),
        per_day=fields["per_day"].number(DEFAULT_PER_DAY, 1, MAX_PER_DAY),
    )
    if search.is_empty:
        item.problem("name at least one word that has to be there (all, any, exact or near)")
    elif len(alternatives(wanted(search))) > MAX_ALTERNATIVES:
        item.problem(f"it has more than {MAX_ALTERNATIVES} alternatives; each is a call where a platform has no 'or'")
    if len(" ".join(search.words)) > MAX_LENGTH:
        item.problem(f"its words have more than {MAX_LENGTH} characters; platforms take no longer searches")
    own = {(account.channel, account.id) for account in accounts}
    for channel, name in sorted(search.accounts - own):
        fields["accounts"].problem(f"'{channel}/{name}' is not the channel and id of an account, such as 'x/300'")
    return search


def _stage(part: Part) -> Stage:
    stage = part.one_of(Stage) if part.given else Stage.BROAD
    if stage is Stage.DIRECT:
        part.problem("a search finds what nobody addressed to us: 'broad' (names us) or 'proactive' (our sector)")
    return stage or Stage.BROAD


class _Operators(TypedDict):
    all: tuple[Term, ...]
    any: tuple[Term, ...]
    none: tuple[Term, ...]
    exact: tuple[str, ...]
    near: tuple[Near, ...]


def _operators(fields: Mapping[str, Part], depth: int = 0) -> _Operators:
    return _Operators(
        all=_terms(fields["all"], depth),
        any=_terms(fields["any"], depth),
        none=_terms(fields["none"], depth),
        exact=_words(fields["exact"]),
        near=_all_near(fields["near"]),
    )


def _terms(part: Part, depth: int) -> tuple[Term, ...]:
    """Words, and groups with operators of their own."""
    items = part.items()
    if len(items) > MAX_WORDS:
        part.problem(f"name at most {MAX_WORDS}; make two searches of it")
    return tuple(_group(item, depth + 1) if isinstance(item.value, dict) else _word(item) for item in items)


def _group(item: Part, depth: int) -> Condition:
    if depth > MAX_DEPTH:
        item.problem(f"groups stand at most {MAX_DEPTH} deep within each other")
        return Condition()
    found = Condition(**_operators(item.fields((), _OPERATORS), depth))
    if found.is_empty:
        item.problem("name at least one word that has to be there (all, any, exact or near)")
    return found


def _words(part: Part) -> tuple[str, ...]:
    items = part.items()
    if len(items) > MAX_WORDS:
        part.problem(f"name at most {MAX_WORDS}; make two searches of it")
    return tuple(map(_word, items))


def _word(item: Part) -> str:
    found = item.text()
    if found and not words_of(found):
        item.problem(f"{found!r} has no letter and no digit")
    wrong = misread(found)
    if wrong is not None:
        item.problem(f"{found!r}: {wrong}")
    elif set("|~") & set(found):
        item.problem(f"{found!r}: | and ~ are operators of a query; in a brand file write `any` and `near`")
    return found


def _all_near(part: Part) -> tuple[Near, ...]:
    if len(part.items()) > MAX_WORDS:
        part.problem(f"name at most {MAX_WORDS}; make two searches of it")
    return tuple(_near(each) for each in part.items())


def _near(part: Part) -> Near:
    fields = part.fields(("words",), ("within",))
    words = _words(fields["words"])
    if not MIN_NEAR <= len(words) <= MAX_NEAR:
        fields["words"].problem("name two to four words that stand near each other")
    spelled = [words_of(word) for word in words]
    for number, word in enumerate(words):
        if spelled[number] in spelled[:number]:
            fields["words"].problem(f"{word!r} stands there twice; one such word in a post would do for both")
    return Near(words=words, within=fields["within"].number(5, 1, MAX_WITHIN))


def language_codes(part: Part) -> list[str]:
    return _codes(part, "a language such as 'fr'", str.lower)


def country_codes(part: Part) -> list[str]:
    return _codes(part, "a country such as 'FR'", str.upper)


def _codes(part: Part, what: str, form: Callable[[str], str]) -> list[str]:
    found = []
    for code in part.texts():
        if _CODE.fullmatch(code):
            found.append(form(code))
        else:
            part.problem(f"{code!r} is not {what}")
    return found


def authors(part: Part) -> list[tuple[str, str]]:
    """``channel/name``, each; accounts are named the same way."""
    found = []
    for item in part.items():
        channel, _, name = item.text().partition("/")
        if channel and name:
            found.append((channel, name))
        else:
            item.problem(f"{item.value!r} is not a channel and a name, such as 'x/acme_reseller'")
    return found
