"""A customer writes, we answer in the platform's own app, the customer writes again: one conversation and one ticket,
in whatever order the three come in.
"""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind
from tests.fakes.samples import a_classification
from tests.fakes.store import FakeStore
from tests.unit.channels.parsed import one
from tests.unit.channels.samples import bluesky, facebook, linkedin, mastodon, reddit, threads, tiktok, x, youtube
from tests.unit.channels.test_mastodon_threads import read_by_poll

Said = tuple[Any, Any, Any]


def _bluesky() -> Said:
    ours = bluesky.uri("3kours", bluesky.ACCOUNT)
    first = {"root": {"uri": bluesky.uri("3k1")}, "parent": {"uri": bluesky.uri("3k1")}}
    then = {"root": {"uri": bluesky.uri("3k1")}, "parent": {"uri": ours}}
    return (
        bluesky.body(bluesky.post(bluesky.uri("3k1"), facets=[bluesky.mention(bluesky.ACCOUNT)], reply=None)),
        bluesky.body(bluesky.post(ours, "We look.", author=bluesky.ACCOUNT, reply=first), source="own_posts"),
        bluesky.body(bluesky.post(bluesky.uri("3k2"), "And now?", reply=then)),
    )


def _mastodon() -> Said:
    return read_by_poll(
        mastodon.status("1", in_reply_to_id=None, in_reply_to_account_id=None, mentions=[mastodon.US]),
        mastodon.status("2", "We look.", author=mastodon.ACCOUNT, in_reply_to_id="1"),
        mastodon.status("3", "And now?", in_reply_to_id="2"),
    )


def _reddit() -> Said:
    context = "/r/acme/comments/1abc/lost_parcel/x/"
    return (
        reddit.body(reddit.comment("t1_a", parent_id=reddit.POST)),
        reddit.body(
            reddit.comment("t1_b", "We look.", author="Acme_Help", parent_id="t1_a", link_id=reddit.POST),
            source="own_comments",
        ),
        reddit.body(reddit.comment("t1_c", "And now?", parent_id="t1_b", type="comment_reply", context=context)),
    )


def _youtube() -> Said:
    first, ours, then = youtube.COMMENT, f"{youtube.COMMENT}.ours", f"{youtube.COMMENT}.then"
    return (
        youtube.body(youtube.comment(first)),
        youtube.body(youtube.comment(ours, "We look.", author=youtube.ACCOUNT, parentId=first)),
        youtube.body(youtube.comment(then, "And now?", parentId=first)),
    )


def _threads() -> Said:
    root = {"id": "71", "owner_id": "4", "username": "mia.larsen"}
    first = threads.reply("71", "@acmeshop Where is my parcel?")
    return (
        threads.body(threads.change({**first, "replied_to": None, "root_post": None}, "mentions")),
        threads.body(
            threads.change(threads.reply("72", "We look.", author="acmeshop", replied_to={"id": "71"}, root_post=root))
        ),
        threads.body(threads.change(threads.reply("73", "And now?", replied_to={"id": "72"}, root_post=root))),
    )


def _x() -> Said:
    def told(post_id: str, text: str, author: str, answers: str | None) -> Any:
        payload = {
            "id": post_id,
            "text": text,
            "author_id": author,
            "conversation_id": "1951",
            "created_at": "2026-07-31T12:13:20.000Z",
            "edit_history_tweet_ids": [post_id],
            "entities": {"mentions": [{"username": "acmeshop", "id": x.ACCOUNT}]},
            "referenced_tweets": [{"type": "replied_to", "id": answers}] if answers else [],
        }
        kind = "post.create" if author == x.ACCOUNT else "post.mention.create"
        return {
            "data": {"event_uuid": post_id, "filter": {"user_id": x.ACCOUNT}, "event_type": kind, "payload": payload}
        }

    return (
        told("1951", "@acmeshop Where is my parcel?", x.CUSTOMER, None),
        told("1952", "@mia We look.", x.ACCOUNT, "1951"),
        told("1953", "@acmeshop And now?", x.CUSTOMER, "1952"),
    )


def _facebook() -> Said:
    return (
        facebook.page(facebook.change("500_1")),
        facebook.page(facebook.change("500_2", author_id=facebook.PAGE, parent_id="500_1", message="We look.")),
        facebook.page(facebook.change("500_3", parent_id="500_1", message="And now?")),
    )


def _linkedin() -> Said:
    names = [f"urn:li:comment:({linkedin.POST},{number})" for number in (71, 72, 73)]
    return (
        linkedin.body(linkedin.notification(names[0], number=1)),
        linkedin.body(
            linkedin.notification(
                names[1], number=2, action="ADMIN_COMMENT", parentComment=names[0], text="We look.",
                owner=f"urn:li:organization:{linkedin.ORGANIZATION}",
            )
        ),
        linkedin.body(linkedin.notification(names[2], number=3, parentComment=names[0], text="And now?")),
    )  # fmt: skip


def _tiktok() -> Said:
    return (
        tiktok.body(tiktok.comment("71")),
        tiktok.body(tiktok.comment("72", author=tiktok.ACCOUNT, parent_comment_id="71", text="We look.")),
        tiktok.body(tiktok.comment("73", parent_comment_id="71", text="And now?")),
    )


CHANNELS: dict[str, tuple[Any, Callable[[], Said]]] = {
    "bluesky": (bluesky.ACCOUNT, _bluesky),
    "facebook": (facebook.PAGE, _facebook),
    "linkedin": (linkedin.ORGANIZATION, _linkedin),
    "mastodon": (mastodon.ACCOUNT, _mastodon),
    "reddit": (reddit.ACCOUNT, _reddit),
    "threads": (threads.ACCOUNT, _threads),
    "tiktok": (tiktok.ACCOUNT, _tiktok),
    "x": (x.ACCOUNT, _x),
    "youtube": (youtube.ACCOUNT, _youtube),
}


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=lambda order: "".join(map(str, order)))
@pytest.mark.parametrize("channel", CHANNELS)
def test_one_exchange_is_one_ticket_in_whatever_order_it_comes(channel: str, order: tuple[int, ...]) -> None:
    account_id, said = CHANNELS[channel]
    events = [one(channel, account_id, body) for body in said()]
    assert all(isinstance(event, InboundEvent) for event in events)
    fakes = FakeStore()
    for number in order:
        event = events[number]
        fakes.store(event, None if event.kind is EventKind.ECHO else a_classification())

    (ticket,) = fakes.tickets.stored.values()
    assert ticket.message_count == 2
    assert ticket.first_response_at is not None
