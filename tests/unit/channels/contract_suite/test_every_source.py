"""What holds for every list that is read again and again: those of all channels, over the simulated platforms, and the
fake that poll is tested with.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from local.simulator.exchange import Request
from local.simulator.platforms import PLATFORMS
from local.simulator.world import World
from shared import channels
from shared.channels.body import split_body
from shared.domain.channels.sending import SendResult
from shared.domain.channels.webhook import Arrival, OwnAccount
from shared.domain.polling.page import FoundItem, Page, Query
from shared.domain.vocabulary import SendClass
from shared.ports.polling import Source
from tests.fakes import polling
from tests.fakes.platform import ACCOUNTS, NOW, token_of
from tests.unit.channels.samples.lists import LISTS, NO_ID, PLACES, WITHOUT_A_LIST

BASE = "http://simulated"
FAKE = ("the fake", polling.SOURCE)
MINUTE = timedelta(minutes=1)


@dataclass
class SimulatedPlatform:
    """The simulator without its sockets. ``instead`` answers everything but signing in."""

    channel: str
    world: World = field(default_factory=World)
    instead: httpx.Response | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix(f"/{self.channel}")
        signs_in = path.endswith(("/token", "/access_token", "/accesstoken", "createSession"))
        if self.instead is not None and not signs_in:
            return httpx.Response(self.instead.status_code, headers=self.instead.headers, content=self.instead.content)
        sent = request.content.decode()
        body: Any = None
        if "json" in request.headers.get("content-type", ""):
            body = json.loads(sent)
        elif sent:
            body = dict(httpx.QueryParams(sent))
        answer = PLATFORMS[self.channel](
            Request(
                channel=self.channel, method=request.method, path=path, body=body,
                query=dict(request.url.params), headers={k.lower(): v for k, v in request.headers.items()},
            ),
            self.world,
        )  # fmt: skip
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.content)


@dataclass
class Listed:
    """One source with its list. ``write`` puts an entry there, the newest last."""

    channel: str
    name: str
    platform: SimulatedPlatform | None
    source: Source
    fake: polling.FakeSource | None = None

    @classmethod
    def of(cls, channel: str, name: str) -> "Listed":
        if (channel, name) == FAKE:
            fake = polling.FakeSource(page_size=50)
            return cls(channel=polling.CHANNEL, name=name, platform=None, source=fake, fake=fake)
        platform = SimulatedPlatform(channel)
        token = json.dumps({"instance": "social.example", "access_token": "t"}) if channel == "mastodon" else None
        made: Any = channels.load_sources(channel)
        found = made(
            http=httpx.Client(transport=httpx.MockTransport(platform)),
            base_url=f"{BASE}/{channel}",
            tokens=(token or token_of(channel),),
            now=lambda: NOW,
        )
        return cls(channel=channel, name=name, platform=platform, source=found[name])

    @property
    def pages(self) -> bool:
        return self.fake is not None or LISTS[self.channel, self.name].pages

    def write(self, number: int, at: datetime) -> None:
        if self.fake is not None:
            self.fake.entries.append(polling.entry(f"e{number}", at))
        elif self.platform is not None:
            sample = LISTS[self.channel, self.name]
            self.platform.world.write(self.channel, sample.name, sample.made(number, at))

    def query(self, page: str | None = None) -> Query:
        return Query(
            account_id=ACCOUNTS[self.channel], handle="acmeshop", since=NOW - timedelta(days=1), page=page,
            words=("acme",), places=PLACES.get(self.channel, ()),
        )  # fmt: skip

    def walk(self) -> Iterator[Page]:
        page: str | None = None
        for _ in range(20):
            found = self.source.fetch(self.query(page))
            assert isinstance(found, Page), found
            yield found
            page = found.next
            if page is None:
                return
        pytest.fail("the list never ends")


@pytest.fixture(params=[*sorted(LISTS), FAKE], ids=" ".join)
def listed(request: pytest.FixtureRequest) -> Listed:
    return Listed.of(*request.param)


def everything(listed: Listed) -> list[FoundItem]:
    return [item for page in listed.walk() for item in page.found]


def test_every_source_of_every_channel_is_held_to_this_suite() -> None:
    known = {(channel, terms.name) for channel in channels.CHANNELS for terms in channels.load_policy(channel).sources}
    assert set(LISTS) | WITHOUT_A_LIST == known


def test_an_empty_list_is_one_page_without_entries(listed: Listed) -> None:
    (page,) = listed.walk()
    assert (page.found, page.next, page.unread) == ((), None, ())


def test_an_entry_has_a_natural_key_and_the_platforms_time(listed: Listed) -> None:
    listed.write(1, NOW - MINUTE)
    (item,) = everything(listed)
    assert item.key
    assert item.at == NOW - MINUTE
    assert item.at.tzinfo is not None


def test_the_same_entry_has_the_same_key_each_time(listed: Listed) -> None:
    listed.write(1, NOW - 2 * MINUTE)
    first = [item.key for item in everything(listed)]
    listed.write(2, NOW - MINUTE)
    assert set(first) < {item.key for item in everything(listed)}


def test_a_long_list_is_read_to_its_end_and_each_entry_once(listed: Listed) -> None:
    for number in range(230):
        listed.write(number, NOW - timedelta(minutes=230 - number))
    found = [item.key for item in everything(listed)]
    assert len(found) == len(set(found)) == 230
    if listed.pages:
        assert len(list(listed.walk())) > 1


def test_pages_are_in_the_order_of_time_the_newest_first(listed: Listed) -> None:
    for number in range(120):
        listed.write(number, NOW - timedelta(minutes=120 - number))
    newest = [max(item.at for item in page.found) for page in listed.walk() if page.found]
    assert newest == sorted(newest, reverse=True)


def test_what_is_found_becomes_an_event_of_the_channel(listed: Listed) -> None:
    listed.write(1, NOW - MINUTE)
    account_id = ACCOUNTS[listed.channel]
    own = OwnAccount(brand="acme", channel=listed.channel, id=account_id, handle="acmeshop")
    body = listed.source.body(account_id, everything(listed))
    reader = polling.READER if listed.fake is not None else channels.load_reader(listed.channel)
    split = split_body(
        reader,
        lambda channel, named: own if channel == own.channel and named in ("", own.id) else None,
        json.dumps(body).encode(),
        Arrival(received_at=NOW),
    )
    assert split.rejected == []
    (event,) = split.events
    assert (event.channel, event.account_id, event.occurred_at) == (listed.channel, account_id, NOW - MINUTE)
    assert event.message_id


def test_an_entry_without_an_id_is_kept_for_people_and_costs_its_neighbours_nothing(listed: Listed) -> None:
    if listed.platform is None:
        pytest.skip("the fake lists what can be read")
    listed.write(1, NOW - 2 * MINUTE)
    sample = LISTS[listed.channel, listed.name]
    whole = sample.made(2, NOW - MINUTE)
    broken = {name: NO_ID if name in ("post", "snippet", "data") else value for name, value in whole.items()}
    for name in ("id", "uri", "name", "reviewId", "open_graph_story", "reviewer"):
        broken.pop(name, None)
    if listed.name == "messages":
        broken = {"messages": {"data": [NO_ID]}}
    if listed.name == "comments" and listed.channel in ("facebook", "instagram"):
        broken = {**whole, "comments": {"data": [NO_ID]}}
    held = {"items": [broken, sample.made(1, NOW - 2 * MINUTE)]}
    spelled = _answer(listed, held["items"])
    listed.platform.instead = httpx.Response(200, json=spelled)
    page = listed.source.fetch(listed.query())
    assert isinstance(page, Page)
    assert (len(page.found), len(page.unread)) == (1, 1)


def _answer(listed: Listed, entries: list[Any]) -> Any:
    """A page of the platform with these entries."""
    if listed.channel == "mastodon":
        return {"statuses": entries} if listed.name == "search" else entries
    if listed.channel == "bluesky":
        return {"notifications": entries, "feed": entries, "posts": entries}
    if listed.channel == "reddit":
        return {"data": {"children": entries}}
    return {"data": entries, "items": entries, "reviews": entries}


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(429, SendClass.RETRY_AT), (503, SendClass.RETRY_BACKOFF), (401, SendClass.AUTH_BROKEN)],
)
def test_what_a_platform_refuses_says_what_to_do(listed: Listed, status: int, outcome: SendClass) -> None:
    if listed.platform is None:
        pytest.skip("the fake fails as it is told")
    listed.platform.instead = httpx.Response(
        status, content=b"<html>", headers={"Retry-After": "90"} if status == 429 else {}
    )
    failed = listed.source.fetch(listed.query())
    assert isinstance(failed, SendResult)
    assert failed.outcome is outcome
    if status == 429:
        assert failed.retry_at == NOW + timedelta(seconds=90)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"null", b"<html>", b'{"data":5,"items":5,"reviews":5}'])
def test_an_answer_that_is_none_is_a_page_without_entries(listed: Listed, content: bytes) -> None:
    if listed.platform is None:
        pytest.skip("the fake answers pages")
    listed.platform.instead = httpx.Response(200, content=content)
    page = listed.source.fetch(listed.query())
    assert isinstance(page, Page)
    assert (page.found, page.next) == ((), None)
