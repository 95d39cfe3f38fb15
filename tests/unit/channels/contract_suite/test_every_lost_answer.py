"""What holds for every channel that is asked what became of a message, on the lists of ``samples/sent.py``."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from shared import channels
from shared.domain.channels.sending import OutboundPost
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import ACCOUNTS, NOW, FakePlatform, outbound, response
from tests.unit.channels.samples.sent import LISTS, POSTS, Said, SentList

TEXT = "We have read you."
OURS = Said("id-ours", TEXT, NOW + timedelta(seconds=5))
EARLIER = Said("id-earlier", TEXT, NOW - timedelta(days=3))
OLD = Said("id-old", "Something else.", NOW - timedelta(days=3))

Settle = Callable[..., Any]


def of_answers(sample: SentList) -> Settle:
    def settle(said: Sequence[Said], *, more: bool = False) -> Any:
        gateway = FakePlatform(sample.answers(said, more=more)).gateway(sample.channel)
        return gateway.settle(outbound(sample.channel, sample.visibility, TEXT, **sample.fields), NOW)

    return settle


def of_posts(sample: SentList) -> Settle:
    def settle(said: Sequence[Said], *, more: bool = False) -> Any:
        gateway = FakePlatform(sample.answers(said, more=more)).gateway(sample.channel)
        account = ACCOUNTS[sample.channel]
        post = OutboundPost(channel=sample.channel, account_id=account, text=TEXT, continues=sample.continues)
        return gateway.settle_post(post, NOW)

    return settle


EVERY = [
    *(pytest.param(each, of_answers(each), id=f"{each.channel}-{each.visibility.value}") for each in LISTS),
    *(pytest.param(each, of_posts(each), id=f"{each.channel}-post") for each in POSTS),
]


def others(sample: SentList, *last: Said) -> list[Said]:
    """A full page of what was said meanwhile, ``last`` at its end."""
    said = [Said(f"id-{number}", f"Answer {number}", NOW + timedelta(minutes=1)) for number in range(sample.page)]
    return [*said[: sample.page - len(last)], *last]


def test_every_channel_that_lists_what_we_say_is_looked_at() -> None:
    """The others say of every message that they cannot tell, or know it by its own id."""
    by_id = {"app_store", "google_business", "google_play", "trustpilot"}  # one answer below each review
    by_key = {"line", "webhook"}  # the receiver takes a key once
    looked_at = {(sample.channel, sample.visibility) for sample in LISTS}
    for channel in set(channels.CHANNELS) - by_id - by_key:
        for visibility in channels.load_policy(channel).lengths:
            if (channel, visibility) in looked_at:
                continue
            settled = FakePlatform([response({"data": []})]).gateway(channel).settle(outbound(channel, visibility), NOW)
            assert settled.outcome is SendClass.UNKNOWN, (channel, visibility)
    posting = {channel for channel in channels.CHANNELS if channels.load_policy(channel).posts is not None}
    assert posting - {"telegram"} == {sample.channel for sample in POSTS}


@pytest.mark.parametrize(("sample", "settle"), EVERY)
def test_what_stands_there_was_sent(sample: SentList, settle: Settle) -> None:
    found = settle([OURS, OLD])
    assert (found.outcome, found.message_id) == (SendClass.SENT, OURS.id)


@pytest.mark.parametrize(("sample", "settle"), EVERY)
def test_what_a_whole_list_does_not_show_was_not_sent(sample: SentList, settle: Settle) -> None:
    newer = Said("id-newer", "Answer", NOW + timedelta(minutes=1))
    assert settle([newer, OLD]).outcome is SendClass.RETRY_BACKOFF


@pytest.mark.parametrize(("sample", "settle"), EVERY)
def test_the_same_words_of_three_days_ago_are_not_the_lost_answer(sample: SentList, settle: Settle) -> None:
    assert settle([EARLIER, OLD]).outcome is not SendClass.SENT
    found = settle([EARLIER, OURS, OLD])
    assert (found.outcome, found.message_id) == (SendClass.SENT, OURS.id)


@pytest.mark.parametrize(("sample", "settle"), EVERY)
def test_a_list_that_is_cut_off_proves_nothing(sample: SentList, settle: Settle) -> None:
    assert settle(others(sample), more=True).outcome is SendClass.UNKNOWN
    reaches_back = settle(others(sample, OLD), more=True)
    expected = SendClass.RETRY_BACKOFF if sample.newest_first else SendClass.UNKNOWN
    assert reaches_back.outcome is expected


def test_a_private_message_that_reddit_does_not_list_may_have_been_sent_all_the_same() -> None:
    """Which of its lists still shows private messages, nobody knows: only one that shows a later one is complete."""
    (sample,) = (each for each in LISTS if (each.channel, each.visibility) == ("reddit", Visibility.PRIVATE))
    settle = of_answers(sample)
    assert settle([]).outcome is SendClass.UNKNOWN
    assert settle([OLD]).outcome is SendClass.UNKNOWN
