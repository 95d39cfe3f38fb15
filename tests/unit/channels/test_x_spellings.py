"""The same facts in the less usual spellings of X: odd ranges, lists for maps, events that name no account."""

from typing import Any

import pytest

from shared.domain.channels.webhook import Signals, Unreadable
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.unit.channels.samples._x import (
    ACME,
    MIA_V2,
    activity,
    created,
    message,
    newer,
    older,
    one,
    parse,
    post,
    tweet,
)


@pytest.mark.parametrize(
    ("text", "shown", "read"),
    [
        ("@acmeshop Great post, thanks", [12, 28], "Great post, thanks"),
        ("@acmeshop @other still waiting", [17, 30], "still waiting"),
        ("look at this https://t.co/abc", [0, 12], "look at this"),
        ("more than the range says", [0, 9], "more than the range says"),
        ("@acmeshop", [10, 10], "@acmeshop"),
    ],
)
def test_a_range_that_is_off_costs_no_word_of_the_customer(text: str, shown: list[int], read: str):
    assert one(activity("post.mention.create", post(text=text, display_text_range=shown))).text == read


def test_the_post_that_is_answered_may_be_named_on_its_own():
    event = one(activity("post.reply.create", post(in_reply_to_tweet_id="1949", conversation_id="1900")))
    assert (event.parent_id, event.conversation_id) == ("1949", "1900:4000000001")


def test_the_label_of_automated_accounts_marks_a_robot():
    robot = {**MIA_V2, "affiliation": {"description": "Automated", "badge_url": "https://pbs.example/r.png"}}
    event = one(activity("post.mention.create", post(), includes={"users": [robot]}))
    assert event.author is not None
    assert event.author.is_bot
    member = {**MIA_V2, "affiliation": {"description": "Acme", "user_id": ["783214"]}}
    event = one(activity("post.mention.create", post(), includes={"users": [member]}))
    assert event.author is not None
    assert not event.author.is_bot


def test_a_post_whose_author_has_no_handle_can_still_be_opened():
    event = one(activity("post.mention.create", post(), includes={}))
    assert event.author == Author(id="4000000001")
    assert event.permalink == "https://x.com/i/status/1950000000000000001"


def test_a_number_that_lost_digits_is_not_the_id():
    event = one(created(tweet(id=1.924465506158879e18, id_str="1924465506158878979")))
    assert event.message_id == "1924465506158878979"


def test_a_user_without_the_textual_id_is_known_by_the_number():
    event = one(created(tweet(user={"id": 2, "screen_name": "surveyjoy", "name": "SurveyJoy"})))
    assert event.author == Author(id="2", handle="surveyjoy", name="SurveyJoy")


def test_a_direct_message_may_hold_a_list_of_media():
    media = [
        {"type": "photo", "media_url_https": "https://ton.example/1.jpg", "url": "https://t.co/one"},
        {"type": "photo", "media_url_https": "https://ton.example/2.jpg"},
    ]
    event = one(older(message(text="look https://t.co/one", attachment={"media": media})))
    assert event.text == "look"
    assert [found.source_url for found in event.attachments] == [
        "https://ton.example/1.jpg",
        "https://ton.example/2.jpg",
    ]


def test_users_may_come_as_a_list():
    users = [{"id": "4000000001", "username": "mialarsen", "name": "Mia Larsen"}]
    for payload in (
        {**older(message()), "users": users},
        newer("dm.received", {"direct_message_events": [message()], "users": [{"data": users[0]}]}),
    ):
        event = one(payload)
        assert event.author is not None
        assert event.author.handle == "mialarsen"


@pytest.mark.parametrize(
    ("event_type", "name"),
    [("mute.mute", "mute"), ("block.unblock", "unblock"), ("post.repost.create", "repost"), ("dm.read", "read")],
)
def test_what_others_do_with_an_account_is_a_signal(event_type: str, name: str):
    assert parse(activity(event_type, post())) == [Signals(account=ACME, name=name)]


@pytest.mark.parametrize("field", ["unfollow_events", "unblock_events", "unmute_events"])
def test_the_opposite_has_an_array_of_its_own_in_some_deliveries(field: str):
    (found,) = parse({"for_user_id": "3000000001", field: [{"source": {}, "target": {}}]})
    assert isinstance(found, Signals)
    assert f"{found.name}_events" == field


def test_a_revocation_may_name_the_account_in_its_payload_alone():
    payload = {"date_time": "2026-07-23T21:44:05+00:00", "user_id": "3000000001", "app_id": "29820954"}
    event = one(activity("oauth.revoke", payload, filter={}))
    assert (event.kind, event.account_id) == (EventKind.ACCOUNT_WARNING, "3000000001")
    (foreign,) = parse(activity("oauth.revoke", {**payload, "user_id": "9"}, filter={}))
    assert isinstance(foreign, Unreadable)


def test_what_is_about_a_keyword_is_kept_for_the_brand_that_was_called():
    event = one(activity("news.new", {"id": "1", "name": "Headline"}, filter={"keyword": "acme"}))
    assert (event.kind, event.account_id) == (EventKind.UNSUPPORTED, "3000000001")


def test_what_is_written_during_a_broadcast_is_a_comment():
    payload = {"broadcast_id": "1mGP", "message_id": "209", "message": "is it back?", "author": {"data": MIA_V2}}
    event = one(activity("broadcast.chat", payload))
    assert (event.kind, event.surface, event.visibility) == (EventKind.CREATED, Surface.COMMENT, Visibility.PUBLIC)
    assert (event.text, event.conversation_id, event.parent_id) == ("is it back?", "1mGP:4000000001", "1mGP")
    own = {"data": {"id": "3000000001", "username": "acmeshop"}}
    assert one(activity("broadcast.chat", {**payload, "author": own})).kind is EventKind.ECHO
    (broken,) = parse(activity("broadcast.chat", {"message": "no id"}))
    assert isinstance(broken, Unreadable)


@pytest.mark.parametrize(
    ("state", "kind"),
    [("Complete", EventKind.UNSUPPORTED), ("Incomplete", EventKind.ACCOUNT_WARNING), (None, EventKind.UNSUPPORTED)],
)
def test_operators_are_told_of_a_replay_that_left_something_out(state: Any, kind: EventKind):
    found = one({"replay_job_status": {"webhook_id": "1", "job_state": state, "job_id": "1234"}})
    assert isinstance(found, InboundEvent)
    assert found.kind is kind
