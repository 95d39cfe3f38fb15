"""What a saved search takes, and how each platform is asked for it."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import channels
from shared.channels.searching import Searches, queries_of
from shared.domain.channels.sending import SendResult
from shared.domain.listening.condition import Condition, Near
from shared.domain.listening.query import parse
from shared.domain.listening.search import SavedSearch, refusal
from shared.domain.listening.wanted import alternatives, unwanted, wanted
from shared.domain.listening.words import words_of
from shared.domain.messages.event import Author
from shared.domain.polling.page import FoundItem, Page, Query
from tests.fakes.samples import an_event
from tests.fakes.stored import START

FULL = SavedSearch(
    name="outage",
    all=("acme",),
    any=("panne", "outage"),
    none=("acme comics",),
    exact=("no line",),
    near=(Near(words=("box", "broken"), within=3),),
    languages=frozenset({"en"}),
    countries=("GB",),
    excluded=frozenset({("x", "@acme_reseller")}),
)


def matches(search: Condition, text: str) -> bool:
    return search.holds(words_of(text))


TEXT = "Outage: my Acme box is broken, no line since noon"


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (TEXT, True),
        (TEXT.upper(), True),
        (TEXT.replace("Acme", "#Acme"), True),
        (TEXT.replace("Acme", "Acmé"), True),
        (TEXT.replace("Acme", "Acmeshop"), False),
        (TEXT.replace("Outage: ", ""), False),
        (TEXT.replace("Outage", "En panne"), True),
        (TEXT.replace("no line", "no good line"), False),
        (TEXT.replace("is broken", "was new yesterday and is broken"), False),
        (TEXT + " - ACME Comics", False),
        ("", False),
    ],
)
def test_each_operator_means_the_same_everywhere(text: str, taken: bool) -> None:
    assert matches(FULL, text) is taken


def test_words_are_near_in_any_order_within_so_many_words() -> None:
    search = SavedSearch(name="n", near=(Near(words=("box", "broken"), within=2),))

    assert matches(search, "the broken acme box")
    assert not matches(search, "broken is my acme box")
    assert not matches(search, "a box and a box")


@pytest.mark.parametrize(
    ("term", "text", "taken"),
    [
        ("壊れた", "アクメの機械が壊れたので返品したい", True),
        ("acme", "ACMEの機械が壊れた", True),
        ("アクメ", "ｱｸﾒの機械", True),
        ("ハハ", "パパの機械", False),
        ("네스프레소", "네스프레소가 고장났어요", True),
        ("坏了", "我的机器坏了，怎么办", True),
        ("坏了", "坏人了", False),
        ("เสีย", "เครื่องเสียแล้ว", True),
        ("acme", "ＡＣＭＥ box", True),
        ("cœur", "un coeur acme", True),
        ("coeur", "un CŒUR acme", True),
        ("Łódź", "lodz", True),
        ("strasse", "Straße", True),
        ("यंत्र", "मेरा यंत्र टूट गया", True),
        ("यंत", "मेरा यंत्र टूट गया", False),
        ("שלום", "שָׁלוֹם acme", True),
        ("box", "sandbox", False),
        ("acme", "acme’s", True),
    ],
)
def test_a_term_is_found_in_every_script(term: str, text: str, taken: bool) -> None:
    assert matches(SavedSearch(name="s", all=(term,)), text) is taken
    assert matches(SavedSearch(name="s", exact=(term,)), text) is taken
    assert matches(SavedSearch(name="s", all=("acme",), none=(term,)), f"acme {text}") is (not taken and term != "acme")


@given(st.text(max_size=30))
def test_what_is_written_is_found_by_itself(text: str) -> None:
    assert matches(SavedSearch(name="s", exact=(text,)), f"xx {text} yy") is bool(words_of(text))


@pytest.mark.parametrize(
    ("hint", "languages", "taken"),
    [
        ("en", "en fr", True),
        ("en", "en de", False),
        ("fr_CA", "", True),
        ("fil", "", False),
        ("FR", "", True),
        (None, "", True),
    ],
)
def test_a_post_in_several_languages_is_in_each_of_them(hint: str | None, languages: str, taken: bool) -> None:
    search = SavedSearch(name="s", all=("acme",), languages=frozenset({"fr", "fi"}))
    details = {"languages": languages} if languages else {}
    event = an_event(channel="bluesky", text="acme", language_hint=hint, details=details)

    assert refusal(search, event) == (None if taken else "language")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, None),
        ({"author": Author(id="1", handle="acme_reseller")}, "excluded"),
        ({"author": Author(id="300", handle="acmeshop")}, "own"),
        ({"author": Author(id="2", handle="@AcmeShop")}, "own"),
        ({"language_hint": "fr-CA"}, "language"),
        ({"language_hint": "EN"}, None),
        ({"text": None}, "words"),
    ],
)
def test_our_own_posts_resellers_and_other_languages_are_left_out(fields: Any, reason: str | None) -> None:
    event = an_event(channel="x", text=TEXT, author=Author(id="9", handle="luc"))

    assert refusal(FULL, replace(event, **fields), [("x", "300"), ("x", "acmeshop")]) == reason


def source_of(channel: str, name: str, asked: list[httpx.Request] | None = None) -> Any:
    def answer(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(request)
        return httpx.Response(200, json={"accessJwt": "a", "refreshJwt": "r", "access_token": "a", "posts": []})

    http = httpx.Client(transport=httpx.MockTransport(answer))
    return channels.load_sources(channel)(http=http, base_url="https://platform.invalid", tokens=("token",))[name]


@pytest.mark.parametrize(
    ("channel", "source", "expected"),
    [
        (
            "x",
            "search",
            (
                '"acme" "no line" "box" "broken" ("panne" OR "outage") (lang:en) (place_country:GB) -"acme comics" '
                "-from:acme_reseller",
            ),
        ),
        (
            "reddit",
            "search",
            ('"acme" AND "no line" AND "box" AND "broken" AND ("panne" OR "outage") NOT "acme comics"',),
        ),
        (
            "bluesky",
            "search",
            ('"acme" "no line" "box" "broken" "panne"', '"acme" "no line" "box" "broken" "outage"'),
        ),
        ("mastodon", "hashtags", ("panne", "outage")),
        (
            "mastodon",
            "search",
            (
                '"acme" "no line" "box" "broken" "panne" -"acme comics"',
                '"acme" "no line" "box" "broken" "outage" -"acme comics"',
            ),
        ),
        ("reddit", "subreddit_posts", ()),
        ("x", "mentions", ()),
        ("reddit", "inbox", ()),
        ("bluesky", "notifications", ()),
    ],
)
def test_each_platform_is_asked_in_its_own_words(channel: str, source: str, expected: tuple[str, ...]) -> None:
    assert queries_of(source_of(channel, source), FULL) == expected


NESTED = parse('acme (panne|(box~5~red -old)) (a|b) -(park|comics) -(x y) -("z z"|(v -w))')


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("acme panne a", True),
        ("acme: the red box b", True),
        ("acme: the old red box b", False),
        ("acme old panne b", True),
        ("acme panne", False),
        ("acme panne a comics", False),
        ("acme panne a x", True),
        ("acme panne a x y", False),
        ("acme panne a z z", False),
        ("acme panne a v", False),
        ("acme panne a v w", True),
    ],
)
def test_groups_within_each_other_count_as_a_whole(text: str, taken: bool) -> None:
    assert matches(NESTED, text) is taken


@pytest.mark.parametrize(
    ("channel", "source", "expected"),
    [
        ("x", "search", ('"acme" ("panne" OR ("box" "red")) ("a" OR "b") -"park" -"comics" -"z z"',)),
        (
            "reddit",
            "search",
            ('"acme" AND ("panne" OR ("box" AND "red")) AND ("a" OR "b") NOT "park" NOT "comics" NOT "z z"',),
        ),
        (
            "bluesky",
            "search",
            (
                '"acme" "panne" "a"',
                '"acme" "panne" "b"',
                '"acme" "box" "red" "a"',
                '"acme" "box" "red" "b"',
            ),
        ),
        ("mastodon", "hashtags", ("acme",)),
    ],
)
def test_groups_are_asked_for_as_far_as_the_platform_can_say_them(
    channel: str, source: str, expected: tuple[str, ...]
) -> None:
    asked = queries_of(source_of(channel, source), NESTED)
    assert sorted(asked) == sorted(expected)


def test_alternatives_that_would_be_too_many_calls_are_looked_at_here() -> None:
    search = parse("acme (a|b|c) (d|e|f) (g|h)")

    assert sorted(alternatives(wanted(search))) == sorted(("acme", second, first) for first in "abc" for second in "gh")


WORD = st.sampled_from(["a", "b", "c", "d", "e"])
GROUPS = st.recursive(
    st.builds(Condition, all=st.lists(WORD, min_size=1, max_size=2).map(tuple)),
    lambda inner: st.builds(
        Condition,
        all=st.lists(st.one_of(WORD, inner), max_size=2).map(tuple),
        any=st.lists(st.one_of(WORD, inner), min_size=1, max_size=3).map(tuple),
        none=st.lists(st.one_of(WORD, inner), max_size=2).map(tuple),
        near=st.one_of(st.just(()), st.just((Near(words=("a", "b"), within=2),))),
    ),
    max_leaves=5,
)


@given(GROUPS, st.lists(WORD, max_size=6), st.integers(1, 12))
def test_what_is_asked_for_finds_everything_that_the_search_takes(
    group: Condition, words: list[str], limit: int
) -> None:
    text = tuple(words)
    if group.holds(text):
        assert any(set(asked) <= set(text) for asked in alternatives(wanted(group), limit))
        assert not set(unwanted(group)) & set(text)


def test_x_is_asked_for_languages_by_the_codes_it_uses() -> None:
    search = SavedSearch(name="s", all=("acme",), languages=frozenset({"he", "id", "nb", "nn", "fr"}))

    assert queries_of(source_of("x", "search"), search) == ('"acme" (lang:fr OR lang:in OR lang:iw OR lang:no)',)


def test_nothing_in_a_word_is_an_operator_of_the_platform() -> None:
    sly = SavedSearch(name="sly", all=('a" OR from:rival "b',))

    assert queries_of(source_of("x", "search"), sly) == ('"a  OR from:rival  b"',)


def test_a_search_on_x_is_never_longer_than_x_takes() -> None:
    long = replace(FULL, none=tuple(f"{'very ' * 20}long {number}" for number in range(9)))
    asked: list[httpx.Request] = []
    source = source_of("x", "search", asked)
    (text,) = queries_of(source, long)
    source.fetch(Query(account_id="1", handle="acmeshop", since=START, text=text))

    assert len(asked[0].url.params["query"]) <= 512
    assert asked[0].url.params["query"].endswith(" -is:retweet -from:acmeshop")


class Lists:
    """A source that knows one page for each query."""

    def __init__(self, **pages: Page | SendResult) -> None:
        self.pages, self.asked = pages, []

    def fetch(self, query: Query) -> Page | SendResult:
        name = query.text or "words"
        self.asked.append((name, query.page))
        return self.pages[f"{name}{query.page or ''}"]

    def body(self, account_id: str, items: list[FoundItem]) -> Any:
        return items

    def queries(self, search: SavedSearch) -> tuple[str, ...]:
        return search.any


def test_each_query_is_read_to_its_end_and_old_entries_of_one_end_no_other() -> None:
    def item(key: str, *, old: bool = False) -> FoundItem:
        return FoundItem(key=key, at=START.replace(year=2020) if old else START, item={})

    lists = Lists(
        words=Page(found=(item("w"),)),
        a=Page(found=(item("a1"),), next="2"),
        a2=Page(found=(item("a2", old=True),), next="3"),
        b=Page(found=(item("b"),)),
    )
    first, second = SavedSearch(name="first", any=("a",)), SavedSearch(name="second", any=("b",))
    searches = Searches(lists, (first, second))
    query, found = Query(account_id="1", handle="a", since=START, words=("acme",)), []
    while True:
        page = searches.fetch(query)
        assert isinstance(page, Page)
        found += page.found
        if page.next is None:
            break
        query = replace(query, page=page.next)

    assert [(each.key, each.search) for each in found] == [("w", None), ("a1", "first"), ("b", "second")]
    assert lists.asked == [("words", None), ("a", None), ("a", "2"), ("b", None)]


@pytest.mark.parametrize("text", ["ACME™ phone", "Ac\u00adme phone", "ac\u200bme® phone"])
def test_a_sign_behind_a_name_and_what_nobody_sees_in_it_do_not_count(text: str) -> None:
    assert matches(SavedSearch(name="s", all=("acme",)), text)


def test_a_phrase_is_found_in_a_hashtag_of_its_words() -> None:
    assert matches(SavedSearch(name="s", any=("ne marche pas",)), "ça #NeMarchePas")
    assert not matches(SavedSearch(name="s", any=("acme phone",)), "#acmephones")
