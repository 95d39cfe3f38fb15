"""What becomes of the posts that X tells us about, in each of its products."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.channels.x.webhook import WEBHOOK
from shared.domain.channels.webhook import Signals, Unreadable
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.unit.channels.samples._x import ACME, ARRIVAL, MIA_V2, accounts, activity, created, one, parse, post, tweet


def test_a_mention_tells_who_wrote_what_and_where():
    event = one(created(tweet()))
    assert event.event_id == "x:3000000001:1950000000000000001:created"
    assert (event.kind, event.surface, event.visibility) == (EventKind.CREATED, Surface.MENTION, Visibility.PUBLIC)
    assert event.conversation_id == "1950000000000000001:4000000001"
    assert event.text == "@acmeshop my parcel is gone"
    assert event.author is not None
    assert (event.author.id, event.author.handle, event.author.name) == ("4000000001", "mialarsen", "Mia Larsen")
    assert (event.author.followers, event.author.verified) == (5120, False)
    assert event.permalink == "https://x.com/mialarsen/status/1950000000000000001"
    assert event.occurred_at == datetime(2026, 7, 31, 12, 13, 20, 123000, tzinfo=UTC)
    assert (event.brand, event.account_id, event.mentions) == ("acme", "3000000001", ("acmeshop",))
    assert event.language_hint == "en"
    assert event.reply_window_closes_at is None


def test_the_two_products_tell_the_same_post_under_the_same_event_id():
    older, newer = one(created(tweet())), one(activity("post.mention.create", post()))
    assert older.event_id == newer.event_id
    assert older.conversation_id == newer.conversation_id
    assert (newer.surface, newer.kind) == (Surface.MENTION, EventKind.CREATED)
    assert newer.author is not None
    assert (newer.author.followers, newer.author.verified) == (5120, True)


def test_the_text_of_a_long_post_is_whole_and_without_the_leading_mentions():
    full = "@acmeshop third week waiting, my parcel is gone &amp; nobody answers #fail"
    event = one(
        created(
            tweet(
                truncated=True,
                text="@acmeshop third week waiting…",
                extended_tweet={"full_text": full, "display_text_range": [10, len(full)], "entities": {}},
            )
        )
    )
    assert event.text == "third week waiting, my parcel is gone & nobody answers #fail"


def test_a_note_is_read_whole_in_both_products():
    assert one(activity("post.mention.create", post(note_tweet={"text": "whole"}))).text == "whole"
    nested = {"note_tweet_results": {"result": {"text": "whole"}}}
    assert one(created(tweet(note_tweet=nested))).text == "whole"


def test_links_are_shown_whole():
    urls = [{"url": "https://t.co/abc", "expanded_url": "https://example.com/order", "display_url": "example.com"}]
    event = one(created(tweet(text="see https://t.co/abc", entities={"urls": urls})))
    assert event.text == "see https://example.com/order"
    event = one(activity("post.mention.create", post(text="see https://t.co/abc", entities={"urls": urls})))
    assert event.text == "see https://example.com/order"


def test_attachments_are_named_and_their_links_taken_out_of_the_text():
    media = [{"type": "photo", "media_url_https": "https://pbs.example/x.jpg", "url": "https://t.co/pic"}]
    event = one(created(tweet(text="broken https://t.co/pic", extended_entities={"media": media})))
    assert event.text == "broken"
    assert [(found.type, found.source_url) for found in event.attachments] == [("image", "https://pbs.example/x.jpg")]
    item = post(
        text="broken https://t.co/pic",
        attachments={"media_keys": ["3_1"]},
        entities={"urls": [{"url": "https://t.co/pic", "media_key": "3_1"}]},
    )
    includes = {
        "users": [MIA_V2],
        "media": [{"media_key": "3_1", "type": "video", "preview_image_url": "https://p.example/v.jpg"}],
    }
    event = one(activity("post.mention.create", item, includes=includes))
    assert event.text == "broken"
    assert [(found.type, found.source_url) for found in event.attachments] == [("video", "https://p.example/v.jpg")]


def test_the_link_of_an_attachment_is_taken_out_although_it_leads_somewhere():
    item = post(
        text="@acmeshop broken https://t.co/pic",
        attachments={"media_keys": ["3_1"]},
        entities={
            "mentions": [{"username": "acmeshop", "id": "3000000001"}],
            "urls": [{"url": "https://t.co/pic", "expanded_url": "https://x.example/photo/1", "media_key": "3_1"}],
        },
    )
    assert one(activity("post.mention.create", item)).text == "@acmeshop broken"
    media = [{"type": "photo", "media_url_https": "https://pbs.example/x.jpg", "url": "https://t.co/pic"}]
    event = one(created(tweet(text="https://t.co/pic", extended_entities={"media": media})))
    assert (event.text, len(event.attachments)) == (None, 1)


def test_an_answer_belongs_to_its_root_and_its_author():
    event = one(created(tweet(in_reply_to_status_id_str="1949")))
    assert (event.conversation_id, event.parent_id) == ("1949:4000000001", "1949")
    references = [{"type": "replied_to", "id": "1949"}]
    event = one(activity("post.reply.create", post(conversation_id="1900", referenced_tweets=references)))
    assert (event.conversation_id, event.parent_id) == ("1900:4000000001", "1949")
    assert event.surface is Surface.MENTION


def test_a_quote_is_a_quote_unless_it_mentions_us_too():
    bare = {"entities": {"user_mentions": []}, "in_reply_to_user_id_str": None}
    event = one(created(tweet(is_quote_status=True, quoted_status={"id_str": "1900"}, text="lol", **bare)))
    assert (event.surface, event.parent_id) == (Surface.QUOTE, "1900")
    quoting = [{"type": "quoted", "id": "1900"}]
    event = one(activity("post.quote.create", post(text="lol", referenced_tweets=quoting)))
    assert (event.surface, event.parent_id) == (Surface.QUOTE, "1900")
    event = one(activity("post.quote.create", post(text="@AcmeShop lol", referenced_tweets=quoting)))
    assert event.surface is Surface.MENTION


def test_names_of_friends_alone_are_a_signal_in_an_answer_and_in_a_quote():
    answer = {"text": "@acmeshop @julie", "in_reply_to_status_id_str": "1900"}
    assert parse(created(tweet(**answer))) == [Signals(account=ACME, name="tag")]
    assert parse(created(tweet(**answer, display_text_range=[10, 16]))) == [Signals(account=ACME, name="tag")]
    answered = [{"type": "replied_to", "id": "1900"}]
    newer = post(text="@acmeshop @julie", referenced_tweets=answered, in_reply_to_user_id="3000000001")
    assert parse(activity("post.reply.create", newer)) == [Signals(account=ACME, name="tag")]
    quoting = [{"type": "quoted", "id": "1900"}]
    quote = post(text="@julie https://t.co/a1", referenced_tweets=quoting)
    assert parse(activity("post.quote.create", quote)) == [Signals(account=ACME, name="tag")]


def test_our_handle_beside_a_friend_is_addressed_to_us_where_nothing_is_answered():
    assert one(created(tweet(text="@julie @acmeshop"))).surface is Surface.MENTION
    assert one(created(tweet(text="@acmeshop @julie"))).surface is Surface.MENTION
    assert one(created(tweet(text="@acmeshop", in_reply_to_status_id_str="1900"))).surface is Surface.MENTION


def test_a_repost_is_a_signal():
    assert parse(created(tweet(retweeted_status={"id_str": "1"}))) == [Signals(account=ACME, name="repost")]
    reposted = post(referenced_tweets=[{"type": "retweeted", "id": "1"}])
    assert parse(activity("post.mention.create", reposted)) == [Signals(account=ACME, name="repost")]
    assert parse(activity("post.repost.create", post())) == [Signals(account=ACME, name="repost")]
    match = {"data": {"id": "1950", "text": "RT @somebody: acme is down"}, "matching_rules": [{"tag": "brand"}]}
    assert parse(match) == [Signals(account=ACME, name="repost")]


def test_what_we_write_ourselves_is_an_echo_that_finds_its_conversation_by_its_parent():
    own = {"id_str": "3000000001", "screen_name": "acmeshop"}
    event = one(created(tweet(user=own, in_reply_to_status_id_str="1949")))
    assert (event.kind, event.conversation_id, event.parent_id) == (EventKind.ECHO, None, "1949")
    assert event.event_id == "x:3000000001:1950000000000000001:created"
    event = one(activity("post.create", post(author_id="3000000001")))
    assert (event.kind, event.conversation_id) == (EventKind.ECHO, None)


def test_a_post_that_mentions_two_of_our_accounts_is_one_event_for_each():
    first, second = one(created(tweet())), one(created(tweet(), for_user_id="3000000002"))
    assert (first.account_id, second.account_id) == ("3000000001", "3000000002")
    assert first.event_id != second.event_id


def test_an_edited_post_is_told_as_an_edit_of_the_first():
    edited = post(id="1950000000000000002", edit_history_tweet_ids=["1950000000000000001", "1950000000000000002"])
    event = one(activity("post.mention.create", edited))
    assert (event.kind, event.message_id) == (EventKind.EDITED, "1950000000000000001")
    assert event.event_id == "x:3000000001:1950000000000000001:edited:1950000000000000002"
    assert event.conversation_id == "1950000000000000001:4000000001"
    history = {
        "initial_tweet_id": "1950000000000000001",
        "edit_tweet_ids": ["1950000000000000001", "1950000000000000002"],
    }
    older = one(created(tweet(id_str="1950000000000000002", edit_history=history)))
    assert older.event_id == event.event_id


def test_a_deletion_names_the_message_and_nothing_else():
    status = {"id": "1950000000000000009", "user_id": "3000000001"}
    event = one(
        {"for_user_id": "3000000001", "tweet_delete_events": [{"status": status, "timestamp_ms": "1785500100000"}]}
    )
    assert (event.kind, event.message_id) == (EventKind.DELETED, "1950000000000000009")
    assert event.event_id == "x:3000000001:1950000000000000009:deleted"
    assert event.occurred_at == datetime(2026, 7, 31, 12, 15, tzinfo=UTC)
    newer = one(activity("post.delete", {"id": "1950000000000000009", "author_id": "3000000001"}))
    assert newer.event_id == event.event_id


def test_a_keyword_match_is_never_direct():
    body = {
        "data": post(id="1950000000000000201", text="acme shop customer service is a joke"),
        "includes": {"users": [MIA_V2]},
        "matching_rules": [{"id": "1166916266197536768", "tag": "brand-complaints"}],
    }
    event = one(body)
    assert (event.surface, event.account_id) == (Surface.BROAD_MATCH, "3000000001")
    assert event.author is not None
    assert event.author.handle == "mialarsen"
    assert one({**body, "matching_rules": [{"tag": "sector: shipping"}]}).surface is Surface.SECTOR_MATCH
    both = [{"tag": "sector"}, {"tag": "brand"}]
    assert one({**body, "matching_rules": both}).surface is Surface.BROAD_MATCH
    assert one({**body, "matching_rules": [{"tag": "brand:3000000002"}]}).account_id == "3000000002"


def test_a_match_that_mentions_us_is_the_mention_itself():
    body = {"data": post(), "includes": {}, "matching_rules": [{"tag": "brand"}]}
    found, told = one(body), one(activity("post.mention.create", post()))
    assert (found.event_id, found.surface) == (told.event_id, Surface.MENTION)
    other = post(text="@acmehelp hello", entities={"mentions": [{"username": "acmehelp", "id": "3000000002"}]})
    assert one({**body, "data": other}).account_id == "3000000002"


def test_an_item_for_an_account_of_nobody_is_unreadable():
    assert parse(created(tweet(), for_user_id="9")) == [
        Unreadable(
            reason="unknown_account", account_id="9", item={"for_user_id": "9", "tweet_create_events": [tweet()]}
        )
    ]
    (item,) = parse(activity("post.mention.create", post(), filter={"user_id": "9"}))
    assert isinstance(item, Unreadable)
    assert (item.reason, item.account_id) == ("unknown_account", "9")


def test_a_body_that_names_no_account_is_for_the_one_it_addresses():
    payload = created(tweet())
    del payload["for_user_id"]
    assert one(payload).account_id == "3000000001"


def test_a_body_that_names_nobody_at_all_is_for_the_brand_that_was_called():
    payload = created({"id_str": "123", "text": "@acmeshop anyone?", "user": {"id_str": "4000000001"}})
    del payload["for_user_id"]
    assert one(payload).account_id == "3000000001"
    payload["tweet_create_events"][0]["in_reply_to_user_id"] = 77
    (foreign,) = parse(payload)
    assert isinstance(foreign, Unreadable)
    assert foreign.reason == "unknown_account"


def test_a_broken_item_costs_its_neighbours_nothing():
    items = parse(created(tweet(), "broken", tweet(id_str="1950000000000000003"), {"text": "no id"}, None))
    kinds = [type(item).__name__ for item in items]
    assert kinds == ["InboundEvent", "Unreadable", "InboundEvent", "Unreadable", "Unreadable"]


def test_missing_users_times_and_texts_are_no_exception():
    event = one(created({"id": 1950000000000000001, "text": None}))
    assert (event.message_id, event.text, event.author) == ("1950000000000000001", None, None)
    assert event.conversation_id == "1950000000000000001:1950000000000000001"
    assert event.occurred_at.year == 2025  # told by the id


def test_unknown_arrays_are_kept_and_unknown_bodies_are_unreadable():
    assert one({"for_user_id": "3000000001", "poll_vote_events": [{"a": 1}]}).kind is EventKind.UNSUPPORTED
    (item,) = parse({"hologram": 1})
    assert isinstance(item, Unreadable)
    assert item.reason == "unknown_object"


def test_a_body_without_anything_in_it_is_counted():
    for body in ({"for_user_id": "3000000001"}, {"for_user_id": "3000000001", "tweet_create_events": []}, {"data": []}):
        assert one(body).details["reason"] == "empty_body"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
ARRAYS = st.sampled_from(
    ["tweet_create_events", "tweet_delete_events", "direct_message_events", "favorite_events", "user_event", "users"]
)


@given(JSON)
def test_no_body_raises(payload: Any):
    list(WEBHOOK.parse(payload, accounts, ARRIVAL))


@given(st.dictionaries(ARRAYS, JSON, max_size=4))
def test_no_body_of_the_older_product_raises(payload: Any):
    list(WEBHOOK.parse({"for_user_id": "3000000001", **payload}, accounts, ARRIVAL))


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(tweet(), JSON) | {"extended_tweet": JSON, "edit_history": JSON})
)
def test_no_older_post_raises(fields: Any):
    list(WEBHOOK.parse(created({**tweet(), **fields}), accounts, ARRIVAL))


@given(st.sampled_from(["post.mention.create", "dm.received", "chat.sent", "post.delete", "oauth.revoke", "x"]), JSON)
def test_no_activity_raises(kind: str, payload: Any):
    list(WEBHOOK.parse(activity(kind, payload), accounts, ARRIVAL))


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys((*post(), "referenced_tweets", "entities", "note_tweet", "attachments"), JSON)
    )
)
def test_no_newer_post_raises(fields: Any):
    list(WEBHOOK.parse(activity("post.mention.create", {**post(), **fields}), accounts, ARRIVAL))
