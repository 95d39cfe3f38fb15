"""A status names what it answers and not its thread: poll asks the instance for that."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from local.simulator.world import World
from shared import channels
from shared.channels.mastodon.sources import PAGE
from shared.domain.channels.sending import SendResult
from shared.domain.messages.event import InboundEvent
from shared.domain.polling.page import Page, Query
from shared.domain.vocabulary import SendClass
from tests.unit.channels.contract_suite.test_every_source import SimulatedPlatform
from tests.unit.channels.parsed import one
from tests.unit.channels.samples.mastodon import ACCOUNT, CUSTOMER, US, notification, status

AT = datetime(2026, 7, 31, 12, 30, tzinfo=UTC)


class Instance(SimulatedPlatform):
    """``seconds`` is how long each call takes, ``failures`` what the calls for a thread are answered with first."""

    seconds = 0.0

    def __init__(self) -> None:
        super().__init__("mastodon", World())
        self.asked: list[str] = []
        self.failures: list[int] = []
        self.now = AT

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.now += timedelta(seconds=self.seconds)
        self.asked.append(request.url.path)
        if request.url.path.endswith("/context") and self.failures:
            return httpx.Response(self.failures.pop(0), json={"error": "?"})
        return super().__call__(request)

    @property
    def contexts(self) -> list[str]:
        return [path.split("/")[-2] for path in self.asked if path.endswith("/context")]

    def knows(self, *statuses: dict[str, Any]) -> None:
        for told in statuses:
            if told["account"]["id"] == ACCOUNT:
                self.world.write("mastodon", "own_posts", told)
            else:
                self.world.write("mastodon", "notifications", {**notification(told), "id": f"9{told['id']}"})

    def source(self, name: str) -> Any:
        made: Any = channels.load_sources("mastodon")
        return made(
            http=httpx.Client(transport=httpx.MockTransport(self)),
            base_url="http://simulated/mastodon",
            tokens=(json.dumps({"instance": "social.example", "access_token": "t"}),),
            now=lambda: self.now,
        )[name]

    def fetch(self, name: str = "notifications", **query: Any) -> Page | SendResult:
        asked = {"account_id": ACCOUNT, "handle": "acmeshop", "since": AT - timedelta(days=1), "words": ("acme",)}
        return self.source(name).fetch(Query(**{**asked, **query}))


def read_by_poll(*statuses: dict[str, Any]) -> Any:
    """A body for each status, as poll makes it."""
    instance = Instance()
    instance.knows(*statuses)
    bodies: dict[str, Any] = {}
    for name in ("own_posts", "notifications"):
        page = instance.fetch(name)
        assert isinstance(page, Page)
        for item in page.found:
            held = item.item.get("status") or item.item
            bodies[held["id"]] = instance.source(name).body(ACCOUNT, [item])
    return tuple(bodies[told["id"]] for told in statuses)


def event(body: Any) -> InboundEvent:
    found = one("mastodon", ACCOUNT, body)
    assert isinstance(found, InboundEvent)
    return found


FIRST = status("1", in_reply_to_id=None, in_reply_to_account_id=None, mentions=[US])
OURS = status("2", "We look.", author=ACCOUNT, in_reply_to_id="1")
THEN = status("3", "And now?", in_reply_to_id="2")


def test_what_a_customer_answers_to_us_belongs_to_the_thread_that_the_customer_began() -> None:
    first, _, then = map(event, read_by_poll(FIRST, OURS, THEN))
    assert first.conversation_id == then.conversation_id == f"1:{CUSTOMER}"
    assert then.parent_id == "2"


def test_only_new_answers_in_public_are_asked_for() -> None:
    instance = Instance()
    instance.knows(FIRST, THEN, status("4", in_reply_to_id="2", visibility="direct"))
    page = instance.fetch()
    assert isinstance(page, Page)
    assert instance.contexts == ["3"]
    instance.fetch(known=frozenset(item.mark for item in page.found))
    assert instance.contexts == ["3"]


def test_an_answer_whose_thread_the_instance_does_not_show_is_told_with_what_it_answers() -> None:
    instance = Instance()
    instance.knows(THEN)
    instance.failures = [404]
    page = instance.fetch()
    assert isinstance(page, Page)
    found = event(instance.source("notifications").body(ACCOUNT, list(page.found)))
    assert found.conversation_id == f"2:{CUSTOMER}"


def test_where_the_beginning_of_a_thread_is_not_shown_it_is_what_the_first_shown_status_answers() -> None:
    bodies = read_by_poll(status("1", in_reply_to_id="0", mentions=[US]), status("3", in_reply_to_id="1"))
    assert {found.conversation_id for found in map(event, bodies)} == {f"0:{CUSTOMER}"}


def test_a_throttle_before_the_first_thread_fails_the_page_and_one_behind_it_leaves_the_rest() -> None:
    instance = Instance()
    instance.knows(FIRST, THEN)
    instance.failures = [429]
    failed = instance.source("notifications").fetch(
        Query(account_id=ACCOUNT, handle="acmeshop", since=AT - timedelta(days=1))
    )
    assert isinstance(failed, SendResult)
    assert failed.outcome is SendClass.RETRY_AT
    instance.knows(status("5", in_reply_to_id=None, mentions=[US]))
    instance.failures = [429]
    page = instance.fetch()
    assert isinstance(page, Page)
    assert (page.unfinished, len(page.found)) == (True, 1)


def test_a_slow_instance_uses_its_time_and_the_rest_is_read_by_the_next_poll() -> None:
    instance = Instance()
    instance.seconds = 8
    instance.knows(*(status(str(100 + number), in_reply_to_id="2") for number in range(int(PAGE))))
    known: frozenset[str] = frozenset()
    while len(known) < int(PAGE):
        page = instance.fetch(until=instance.now + timedelta(seconds=20), known=known)
        assert isinstance(page, Page)
        before, known = len(known), known | {item.mark for item in page.found}
        assert len(known) > before
        assert page.unfinished == (len(known) < int(PAGE))
