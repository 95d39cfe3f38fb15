"""Saved searches in a poll: marked, narrowed, within their budget."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.brand.model import Account
from shared.domain.channels.sending import SendResult
from shared.domain.listening.search import SavedSearch
from shared.domain.polling.page import ANY_SEARCH, FoundItem, Page, Query
from shared.domain.vocabulary import EventKind, SendClass, Stage, Surface
from tests.fakes.polling import CHANNEL, TERMS, FakeSource, entry
from tests.unit.poll.fakes import ACCOUNT, NOW, Fakes


class SearchableSource(FakeSource):
    """Finds, for each query, the entries whose text holds it."""

    def queries(self, search: SavedSearch) -> tuple[str, ...]:
        return search.any

    def fetch(self, query: Query) -> Any:
        self.asked.append(query)
        wanted = query.text or ""
        found = [item for item in self.entries if wanted in str(item.item["text"]).lower()]
        return Page(found=tuple(sorted(found, key=lambda item: item.at, reverse=True)))


SEARCHING = replace(TERMS, searches=True)
OUTAGE = SavedSearch(name="outage", any=("panne",))
SECTOR = SavedSearch(name="sector", any=("fibre",), none=("rival",), stage=Stage.PROACTIVE)


def post(name: str, text: str, minutes: int = 1, surface: str = "broad_match", **item: Any) -> FoundItem:
    return entry(name, NOW - timedelta(minutes=minutes), text=text, surface=surface, **item)


def scene(*searches: SavedSearch, entries: tuple[FoundItem, ...] = ()) -> Fakes:
    fakes = Fakes(source=SearchableSource(entries=list(entries)), terms=(SEARCHING,))
    fakes.brands.stored["acme"] = replace(fakes.brands.current("acme"), searches=searches, keywords=())
    return fakes


def test_what_a_search_finds_carries_its_name_and_its_stage() -> None:
    fakes = scene(OUTAGE, SECTOR, entries=(post("a", "une panne acme", 2), post("b", "la fibre est lente")))
    fakes.poll()

    assert [(each.message_id, each.surface, each.details["search"]) for each in fakes.found] == [
        ("a", Surface.BROAD_MATCH, "outage"),
        ("b", Surface.SECTOR_MATCH, "sector"),
    ]


def test_what_the_platform_could_not_leave_out_is_left_out_here() -> None:
    fakes = scene(SECTOR, entries=(post("a", "la fibre de rival"), post("b", "fibreoptique"), post("c", "la fibre")))
    fakes.poll()

    assert fakes.names == ["c"]


def test_a_list_that_searches_for_nothing_is_taken_whole_also_what_colleagues_answered_elsewhere() -> None:
    entries = [
        post("answer", "We are looking into it", 2, author=ACCOUNT, echo=True),
        post("quotes", "never again with these people"),
    ]
    fakes = Fakes(source=FakeSource(entries), terms=(TERMS,))
    fakes.brands.stored["acme"] = replace(fakes.brands.current("acme"), keywords=("acme",))
    fakes.poll()
    assert [(each.message_id, each.kind) for each in fakes.found] == [
        ("answer", EventKind.ECHO),
        ("quotes", EventKind.CREATED),
    ]


def test_our_own_posts_are_no_matches() -> None:
    fakes = scene(OUTAGE, entries=(post("a", "une panne", author=ACCOUNT), post("b", "une panne")))
    fakes.poll()

    assert fakes.names == ["b"]


def test_what_one_search_is_none_of_may_be_for_another() -> None:
    other = SavedSearch(name="rivals", any=("rival",))
    fakes = scene(SECTOR, other, entries=(post("a", "la fibre de rival"),))
    fakes.poll()

    assert [each.details["search"] for each in fakes.found] == ["rivals"]


def test_a_mention_that_a_search_finds_stays_a_mention() -> None:
    fakes = scene(SECTOR, entries=(post("a", "la fibre", surface="mention"),))
    fakes.poll()

    assert fakes.found[0].surface is Surface.MENTION


def test_a_search_finds_so_many_posts_a_day_and_rests_until_the_next() -> None:
    entries = tuple(post(f"p{number}", "une panne", 10 - number) for number in range(4))
    fakes = scene(replace(OUTAGE, per_day=3), SECTOR, entries=entries)
    fakes.poll()
    assert fakes.names == ["p0", "p1", "p2"]

    asked = len(fakes.source.asked)
    fakes.poll(minutes=5)
    assert [query.text for query in fakes.source.asked[asked:]] == ["fibre"]

    fakes.clock.at = NOW.replace(hour=0) + timedelta(days=1)
    fakes.source.entries.append(post("new", "une panne", -12 * 60 + 1))
    fakes.poll()
    assert fakes.names[-1] == "new"
    assert fakes.cursor.spent == {"outage": 1}


def test_a_search_of_another_account_is_not_asked_here() -> None:
    fakes = scene(replace(OUTAGE, accounts=frozenset({("x", "1")})), SECTOR, entries=(post("a", "une panne"),))
    fakes.poll()

    assert [query.text for query in fakes.source.asked] == ["fibre"]


def test_a_list_that_takes_no_searches_is_read_as_ever() -> None:
    fakes = Fakes(source=FakeSource(entries=[post("a", "Bonjour", surface="mention")]))
    fakes.brands.stored["acme"] = replace(fakes.brands.current("acme"), searches=(OUTAGE,))
    fakes.poll()

    assert fakes.names == ["a"]
    assert "search" not in fakes.found[0].details


def test_what_the_queue_refused_is_not_counted_against_the_budget() -> None:
    fakes = scene(OUTAGE, entries=(post("a", "une panne"),))
    fakes.queue.down = True
    fakes.poll()

    assert fakes.cursor.spent == {}


class PagedSearch(SearchableSource):
    """Pages of ten; ``refuses`` is a query that the platform does not take."""

    refuses = ""

    def fetch(self, query: Query) -> Any:
        if query.text == self.refuses:
            self.asked.append(query)
            return SendResult(outcome=SendClass.PERMANENT, error="http_400")
        page = super().fetch(query)
        first = int(query.page or 0)
        following = str(first + 10) if len(page.found) > first + 10 else None
        return replace(page, found=page.found[first : first + 10], next=following)


def paged(*searches: SavedSearch, entries: tuple[FoundItem, ...] = (), **terms: Any) -> Fakes:
    fakes = Fakes(source=PagedSearch(entries=list(entries)), terms=(replace(SEARCHING, **terms),))
    fakes.brands.stored["acme"] = replace(fakes.brands.current("acme"), searches=searches, keywords=())
    return fakes


def asked(fakes: Fakes) -> list[str | None]:
    return [query.text for query in fakes.source.asked]


A, B, C = (SavedSearch(name=name, any=(name,)) for name in ("aaa", "bbb", "ccc"))


def test_a_search_that_is_refused_for_good_costs_the_others_nothing() -> None:
    fakes = paged(A, B, C, entries=(post("1", "aaa"), post("2", "ccc")))
    fakes.source.refuses = "bbb"
    for _ in range(3):
        (result,) = fakes.poll(minutes=2)
    assert sorted(fakes.names) == ["1", "2"]
    assert asked(fakes) == ["aaa", "bbb", "ccc"] * 3
    assert (result.failed, result.refused, fakes.cursor.gap_since) == (None, ("bbb",), None)
    assert fakes.cursor.refused == {"bbb": "http_400"}
    assert fakes.metrics.of("PollsFailed", channel=CHANNEL, **{"class": "search_refused"}) == 3
    fakes.source.refuses = ""
    fakes.poll(minutes=2)
    assert fakes.cursor.refused == {}


def test_a_gap_skips_no_search_when_another_has_used_up_its_budget() -> None:
    many = tuple(post(f"a{n}", "aaa", 30) for n in range(20))
    fakes = paged(replace(A, per_day=20), B, C, entries=(*many, post("b", "bbb"), post("c", "ccc")), max_pages=2)
    fakes.poll()
    fakes.poll(minutes=2)
    assert {"b", "c"} <= set(fakes.names)


def test_a_gap_goes_on_in_its_query_when_a_search_was_added_before_it() -> None:
    many = tuple(post(f"a{n}", "aaa", 30 - n) for n in range(30))
    fakes = paged(A, entries=many, max_pages=2)
    fakes.poll()
    fakes.brands.stored["acme"] = replace(fakes.brands.current("acme"), searches=(C, A))
    fakes.source.asked.clear()
    fakes.poll(minutes=2)
    assert (fakes.source.asked[0].text, fakes.source.asked[0].page) == ("aaa", "20")


@pytest.mark.parametrize(("refused", "read"), [("aaa", ["bbb", "ccc"]), ("ccc", ["aaa", "bbb"])])
def test_the_first_and_the_last_of_several_searches_may_be_refused_too(refused: str, read: list[str]) -> None:
    fakes = paged(A, B, C, entries=tuple(post(name, name) for name in ("aaa", "bbb", "ccc")))
    fakes.source.refuses = refused
    for _ in range(4):
        (result,) = fakes.poll(minutes=2)
    assert sorted(fakes.names) == read
    assert asked(fakes) == ["aaa", "bbb", "ccc"] * 4
    assert (result.failed, result.refused) == (None, (refused,))
    assert (fakes.cursor.failures, fakes.cursor.gap_since, fakes.cursor.gap_page) == (0, None, None)


def test_a_list_whose_only_search_is_refused_has_failed() -> None:
    fakes = paged(A)
    fakes.source.refuses = "aaa"
    (result,) = fakes.poll()
    assert (result.failed, result.error, result.refused) == (SendClass.PERMANENT, "http_400", ("aaa",))


def test_where_entries_are_paid_for_no_more_are_asked_for_than_the_budget_has_left() -> None:
    many = tuple(post(f"a{n}", "aaa", 59 - n) for n in range(50))
    fakes = paged(replace(A, per_day=15), C, entries=many, dollars_per_thousand=5)
    fakes.poll()
    assert [(query.text, query.limit) for query in fakes.source.asked] == [("aaa", 15), ("aaa", 5), ("ccc", 200)]
    assert fakes.cursor.spent == {"aaa": 20}  # what was read was paid for
    assert len(fakes.names) == 15


def test_where_nothing_is_paid_only_what_a_search_takes_uses_up_its_budget() -> None:
    others = tuple(post(f"o{n}", "aaa rival", 30) for n in range(9))
    fakes = paged(replace(A, none=("rival",), per_day=1), entries=(*others, post("mine", "aaa")))
    fakes.poll()
    assert (fakes.names, fakes.cursor.spent) == (["mine"], {"aaa": 1})


SECOND = Account(channel=CHANNEL, id="did:plc:second", handle="acme2", secret="acme-key")


def test_what_another_account_of_ours_wrote_matches_no_keyword() -> None:
    fakes = Fakes(source=FakeSource([post("own", "acme", author=SECOND.id), post("b", "acme")]), terms=(SEARCHING,))
    fakes.brands.stored["acme"] = replace(
        fakes.brands.current("acme"), keywords=("acme",), accounts=(*fakes.accounts, replace(SECOND, sources=()))
    )
    fakes.poll()
    assert fakes.names == ["b"]


def test_who_is_no_customer_matches_no_keyword_and_is_heard_where_they_speak_to_us() -> None:
    entries = [post("shop", "acme", author="shop"), post("asks", "acme", author="shop", surface="mention")]
    fakes = Fakes(source=FakeSource(entries), terms=(SEARCHING,))
    brand = fakes.brands.current("acme")
    fakes.brands.stored["acme"] = replace(brand, keywords=("acme",), not_customers=frozenset({(CHANNEL, "shop")}))
    fakes.poll()
    assert fakes.names == ["asks"]


def test_of_two_accounts_that_could_search_the_first_does_unless_a_search_names_the_other() -> None:
    fakes = scene(A, replace(B, accounts=frozenset({(CHANNEL, SECOND.id)})))
    brand = fakes.brands.current("acme")
    fakes.brands.stored["acme"] = replace(brand, keywords=("acme",), accounts=(*brand.accounts, SECOND))
    fakes.poll()
    by_account = {(query.account_id, query.text, query.words) for query in fakes.source.asked}
    assert by_account == {(ACCOUNT, None, ("acme",)), (ACCOUNT, "aaa", ()), (SECOND.id, "bbb", ())}


def test_of_a_watched_place_what_a_search_or_a_keyword_takes_is_a_match() -> None:
    texts = {"searched": "une panne", "named": "my acme", "other": "the weather", "asks": "hello acme"}
    entries = [replace(post(name, text), search=ANY_SEARCH) for name, text in texts.items()]
    entries += [replace(post("own", "acme", author=SECOND.id), search=ANY_SEARCH), post("whole", "anything at all")]
    fakes = Fakes(source=FakeSource(entries, page_size=50), terms=(replace(SEARCHING, needs_place=True),))
    brand = fakes.brands.current("acme")
    fakes.brands.stored["acme"] = replace(
        brand, keywords=("acme",), searches=(OUTAGE,), accounts=(*fakes.accounts, replace(SECOND, sources=()))
    )
    fakes.poll()
    assert sorted(fakes.names) == ["asks", "named", "searched", "whole"]
    assert {each.message_id: each.details.get("search") for each in fakes.found}["searched"] == "outage"
    assert fakes.cursor.spent == {"outage": 1}


def test_what_a_watched_place_has_beyond_the_budget_is_no_match() -> None:
    entries = [replace(post(f"p{n}", "une panne", 9 - n), search=ANY_SEARCH) for n in range(5)]
    fakes = Fakes(source=FakeSource(entries, page_size=50), terms=(SEARCHING,))
    brand = fakes.brands.current("acme")
    fakes.brands.stored["acme"] = replace(brand, keywords=(), searches=(replace(OUTAGE, per_day=2),))
    fakes.poll()
    fakes.source.entries.append(replace(post("late", "une panne", 0), search=ANY_SEARCH))
    fakes.poll(minutes=2)
    assert fakes.names == ["p0", "p1"]


def test_a_source_is_told_where_else_to_look_and_what_is_known() -> None:
    fakes = Fakes(source=FakeSource([post("a", "acme", surface="mention")]))
    account = replace(fakes.accounts[0], places=("other.example",))
    fakes.brands.stored["acme"] = replace(fakes.brands.current("acme"), accounts=(account,))
    fakes.poll()
    fakes.poll(minutes=2)
    assert fakes.source.asked[-1].places == ("other.example",)
    assert fakes.source.asked[-1].known == frozenset(fakes.cursor.seen)


def test_each_account_that_watches_places_of_its_own_keeps_the_budget_of_a_search() -> None:
    fakes = Fakes(source=FakeSource(), terms=(replace(SEARCHING, needs_place=True),))
    fakes.source.entries = [replace(post(f"p{n}", "une panne", 9 - n), search=ANY_SEARCH) for n in range(5)]
    brand = fakes.brands.current("acme")
    fakes.brands.stored["acme"] = replace(
        brand, keywords=(), searches=(replace(OUTAGE, per_day=2),), accounts=(*fakes.accounts, SECOND)
    )
    fakes.poll()
    assert {cursor.account_id: cursor.spent for cursor in fakes.cursors.stored.values()} == {
        ACCOUNT: {"outage": 2},
        SECOND.id: {"outage": 2},
    }


def test_of_the_plain_keywords_only_what_holds_one_is_a_match() -> None:
    texts = {"named": "my Acme Phone", "tagged": "#AcmePhone is broken", "stem": "something else altogether"}
    source = FakeSource([post(name, text) for name, text in texts.items()], page_size=50)
    fakes = Fakes(source=source, terms=(SEARCHING,))
    fakes.brands.stored["acme"] = replace(fakes.brands.current("acme"), keywords=("acme phone",))
    fakes.poll()
    assert sorted(fakes.names) == ["named", "tagged"]


def test_where_entries_are_paid_for_the_plain_keywords_have_a_budget_too() -> None:
    many = [post(f"p{n}", "acme", 59 - n / 10) for n in range(500)]
    fakes = Fakes(source=PagedSearch(entries=many), terms=(replace(SEARCHING, dollars_per_thousand=5),))
    fakes.brands.stored["acme"] = replace(fakes.brands.current("acme"), keywords=("acme",))
    for _ in range(3):
        fakes.poll(minutes=2)
    assert fakes.cursor.spent == {"keywords": 200}
    assert len(fakes.source.asked) == 20
    fakes.poll(minutes=24 * 60)
    assert len(fakes.source.asked) > 20


def test_what_is_paid_for_is_read_on_at_its_own_interval() -> None:
    many = [post(f"p{n}", "acme", 30) for n in range(50)]
    paid = replace(SEARCHING, dollars_per_thousand=5, max_pages=1, interval=timedelta(minutes=30))
    fakes = Fakes(source=PagedSearch(entries=many), terms=(paid,))
    fakes.brands.stored["acme"] = replace(fakes.brands.current("acme"), keywords=("acme",))
    (result,) = fakes.poll()
    assert result.gap
    assert fakes.cursor.next_at == fakes.clock.now() + timedelta(minutes=30)


def test_what_a_search_finds_in_one_list_of_an_account_is_spent_in_the_others() -> None:
    other = replace(SEARCHING, name="hashtags")
    fakes = Fakes(
        source=SearchableSource(entries=[post(f"p{n}", "aaa", 9 - n) for n in range(5)]), terms=(SEARCHING, other)
    )
    account = replace(fakes.accounts[0], sources=(TERMS.name, other.name))
    brand = fakes.brands.current("acme")
    fakes.brands.stored["acme"] = replace(brand, keywords=(), searches=(replace(A, per_day=3),), accounts=(account,))
    fakes.poll()
    fakes.source.entries += [post(f"late{n}", "aaa", -2) for n in range(5)]
    fakes.poll(minutes=3)
    assert len(set(fakes.names)) == 3


def test_lists_of_an_account_that_are_due_together_spend_one_budget() -> None:
    other = replace(SEARCHING, name="hashtags")
    source = SearchableSource(entries=[post(f"p{n}", "aaa", 9 - n) for n in range(5)])
    fakes = Fakes(source=source, terms=(SEARCHING, other))
    account = replace(fakes.accounts[0], sources=(TERMS.name, other.name))
    brand = fakes.brands.current("acme")
    fakes.brands.stored["acme"] = replace(brand, keywords=(), searches=(replace(A, per_day=3),), accounts=(account,))
    first, second = fakes.poll()
    assert (len(fakes.found), first.used_up, second.used_up) == (3, (A.name,), ())
