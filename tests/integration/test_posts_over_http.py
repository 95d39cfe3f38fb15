"""Posts of our own accounts against the simulated platforms, over real sockets of this machine."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from local.simulator.server import Simulator
from shared import channels
from shared.domain.channels.sending import OutboundPost
from shared.domain.vocabulary import SendClass
from shared.ports.platforms import PostGateway
from tests.fakes.platform import ACCOUNTS, token_of

pytestmark = pytest.mark.integration

Making = Callable[[str], Any]
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
POSTING = tuple(channel for channel in channels.CHANNELS if channels.load_policy(channel).posts is not None)
CREATES = {"threads": {"path": "threads_publish"}}
READABLE = tuple(channel for channel in POSTING if channel != "telegram")


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def gateway(simulator: Simulator) -> Iterator[Callable[[str], Any]]:
    with httpx.Client(trust_env=False) as client:

        def made(channel: str) -> Any:
            make: Any = channels.load_gateway(channel)
            return make(http=client, base_url=f"{simulator.url}/{channel}", tokens=(token_of(channel),))

        yield made


def a_post(channel: str, text: str = "The network is down (we work on it).", **fields: Any) -> OutboundPost:
    place = "@acme_status" if channel == "telegram" else None
    return OutboundPost(channel=channel, account_id=ACCOUNTS[channel], text=text, **{"place": place, **fields})


def fault(simulator: Simulator, channel: str, **how: Any) -> None:
    with httpx.Client(trust_env=False) as client:
        asked = {"match": {"channel": channel, **CREATES.get(channel, {})}, "count": 1, **how}
        assert client.post(f"{simulator.url}/faults", json=asked).status_code == 201


def test_every_channel_that_has_rules_for_posts_has_a_gateway_that_publishes_them(gateway: Making):
    assert tuple(sorted(POSTING)) == ("bluesky", "facebook", "linkedin", "mastodon", "telegram", "threads", "x")
    for channel in channels.CHANNELS:
        assert isinstance(gateway(channel), PostGateway) is (channel in POSTING)


@pytest.mark.parametrize("channel", POSTING)
def test_a_post_stands_once_and_answers_nobody(simulator: Simulator, gateway: Making, channel: str):
    result = gateway(channel).publish(a_post(channel))
    assert result.outcome is SendClass.SENT
    (shown,) = simulator.world.published(channel)
    assert (shown["id"], shown["under"]) == (result.message_id, None)


@pytest.mark.parametrize("channel", READABLE)
def test_a_post_whose_answer_was_lost_is_found(simulator: Simulator, gateway: Making, channel: str):
    platform = gateway(channel)
    assert platform.settle_post(a_post(channel), LONG_AGO).outcome is SendClass.RETRY_BACKOFF
    fault(simulator, channel, cut="after")
    assert platform.publish(a_post(channel)).outcome is SendClass.UNKNOWN
    found = platform.settle_post(a_post(channel), LONG_AGO)
    (shown,) = simulator.world.published(channel)
    assert (found.outcome, found.message_id) == (SendClass.SENT, shown["id"])


@pytest.mark.parametrize("channel", READABLE)
def test_an_older_post_with_the_same_words_is_not_taken_for_the_new_one(gateway: Making, channel: str):
    platform = gateway(channel)
    platform.publish(a_post(channel))
    found = platform.settle_post(a_post(channel), datetime(2100, 1, 1, tzinfo=UTC))
    assert found.outcome is SendClass.RETRY_BACKOFF


def test_telegram_tells_nothing_of_a_lost_answer(gateway: Making):
    found = gateway("telegram").settle_post(a_post("telegram"), LONG_AGO)
    assert (found.outcome, found.error) == (SendClass.UNKNOWN, "not_listed_by_platform")


@pytest.mark.parametrize("channel", [c for c in POSTING if getattr(channels.load_policy(c).posts, "threads", False)])
def test_an_update_continues_the_post_before(simulator: Simulator, gateway: Making, channel: str):
    platform = gateway(channel)
    first = platform.publish(a_post(channel))
    second = platform.publish(a_post(channel, "It works again.", continues=first.message_id))
    assert second.outcome is SendClass.SENT
    if channel != "telegram":  # whose channels show a quotation, nothing below
        assert simulator.world.published(channel)[0]["under"] == first.message_id
        again = platform.settle_post(a_post(channel, "It works again.", continues=first.message_id), LONG_AGO)
        assert again.message_id == second.message_id


def test_a_post_is_pinned_where_the_rules_say_so(gateway: Making):
    for channel in POSTING:
        platform = gateway(channel)
        posted = platform.publish(a_post(channel))
        pinned = platform.pin(posted.message_id)
        rules = channels.load_policy(channel).posts
        assert rules is not None
        assert (pinned.outcome is SendClass.SENT) is rules.pins
        assert (platform.unpin(posted.message_id).outcome is SendClass.SENT) is rules.pins


@pytest.mark.parametrize("channel", POSTING)
def test_what_does_not_fit_is_never_cut(simulator: Simulator, gateway: Making, channel: str):
    rules = channels.load_policy(channel).posts
    assert rules is not None
    refused = gateway(channel).publish(a_post(channel, "a" * (rules.length.limit + 1)))
    assert (refused.outcome, refused.error) == (SendClass.PERMANENT, "too_long")
    assert simulator.world.published(channel) == []


def test_a_channel_of_telegram_has_to_be_named(gateway: Making):
    refused = gateway("telegram").publish(a_post("telegram", place=None))
    assert (refused.outcome, refused.error) == (SendClass.PERMANENT, "no_place")


@pytest.mark.parametrize(
    ("channel", "post_id", "link"),
    [
        ("facebook", "100_7", "https://www.facebook.com/100_7"),
        ("x", "17", "https://x.com/acmeshop/status/17"),
        ("linkedin", "urn:li:share:7", "https://www.linkedin.com/feed/update/urn:li:share:7"),
        ("threads", "17", "https://www.threads.com/@acmeshop"),
        ("bluesky", "at://did:plc:acme/app.bsky.feed.post/3kx", "https://bsky.app/profile/acmeshop/post/3kx"),
        ("mastodon", "17", None),
        ("telegram", "@acme_status:7", "https://t.me/acme_status/7"),
    ],
)
def test_a_post_has_an_address(channel: str, post_id: str, link: str | None):
    rules = channels.load_policy(channel).posts
    assert rules is not None
    assert rules.link_of(post_id, handle="acmeshop", place=a_post(channel).place) == link


def test_a_post_on_mastodon_has_one_where_the_brand_file_says_which_instance_it_is():
    rules = channels.load_policy("mastodon").posts
    assert rules is not None
    link = rules.link_of("17", handle="acmeshop", place="social.example")
    assert link == "https://social.example/@acmeshop/17"


def test_a_private_channel_has_none():
    rules = channels.load_policy("telegram").posts
    assert rules is not None
    assert rules.link_of("-100200:7", handle="acme_help_bot", place="-100200") is None
