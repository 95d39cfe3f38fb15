"""The advertisement, product or story that a message came from, told once, and the way back to the platform."""

from typing import Any

import pytest

from shared.domain.acknowledgement.words import has_words
from shared.domain.channels.webhook import Signals
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface
from tests.unit.channels import parsed
from tests.unit.channels.samples import facebook, instagram, messenger, telegram, whatsapp

REFERRAL = {
    "source": "ADS",
    "type": "OPEN_THREAD",
    "ad_id": "6045",
    "ads_context_data": {"ad_title": "Summer sale", "photo_url": "https://cdn.example/ad.jpg", "post_id": "1_2"},
}
AD = Attachment(type="post", source_url="https://cdn.example/ad.jpg", source_id="6045", title="Summer sale")


def event(channel: str, account_id: str, payload: Any) -> InboundEvent:
    found = parsed.one(channel, account_id, payload)
    assert isinstance(found, InboundEvent), found
    return found


def on_messenger(**content: Any) -> InboundEvent:
    return event("messenger", messenger.PAGE, messenger.page(messenger.element(**content)))


def on_instagram(**message: Any) -> InboundEvent:
    return event("instagram", instagram.ACCOUNT, instagram.direct(instagram.element(message={"mid": "m_1", **message})))


def on_page(**value: Any) -> InboundEvent:
    return event("facebook", facebook.PAGE, facebook.page(facebook.change(facebook.COMMENT, **value)))


def test_a_message_from_an_advertisement_says_from_which():
    assert on_messenger(message={"mid": "m_1", "text": "How much?", "referral": REFERRAL}).attachments == (AD,)
    assert on_instagram(text="How much?", referral=REFERRAL).attachments == (AD,)
    asked = on_messenger(postback={"mid": "m_1", "title": "How much is it?", "payload": "Q1", "referral": REFERRAL})
    assert (asked.text, asked.attachments) == ("How much is it?", (AD,))


def test_on_whatsapp_too():
    ad = {
        "source_url": "https://fb.me/x",
        "source_type": "ad",
        "source_id": "6045",
        "headline": "Sale",
        "body": "-20 %",
    }
    product = {"catalog_id": "77", "product_retailer_id": "box-4"}
    said = {**whatsapp.message(), "referral": ad, "context": {"referred_product": product}}
    found = event("whatsapp", whatsapp.NUMBER, whatsapp.waba(whatsapp.value(messages=[said])))
    assert found.attachments == (
        Attachment(type="post", source_url="https://fb.me/x", source_id="6045", title="Sale", label="-20 %"),
        Attachment(type="product", source_id="box-4", label="77"),
    )


def test_a_product_that_is_asked_about_is_named():
    element = {
        "id": "9",
        "retailer_id": "box-4",
        "title": "Box",
        "subtitle": "19 €",
        "image_url": "https://cdn.example/b",
    }
    shown = {"type": "template", "payload": {"product": {"elements": [element]}}}
    expected = Attachment(
        type="product", source_url="https://cdn.example/b", source_id="box-4", title="Box", label="19 €"
    )
    assert on_messenger(message={"mid": "m_1", "text": "In blue?", "attachments": [shown]}).attachments == (expected,)
    assert on_instagram(text="In blue?", referral={"product": {"id": "9"}}).attachments == (
        Attachment(type="product", source_id="9"),
    )


def test_a_shared_post_is_told_once():
    twice = [
        {"type": "share", "payload": {"url": "https://cdn.example/1?asset_id=7&signature=a"}},
        {"type": "ig_post", "payload": {"ig_post_media_id": "7", "title": "Box", "url": "https://cdn.example/1?sig=b"}},
    ]
    url = "https://cdn.example/1?sig=b"
    expected = (Attachment(type="post", source_type="ig_post", source_url=url, source_id="7", title="Box"),)
    assert on_instagram(attachments=twice).attachments == expected
    assert on_instagram(attachments=list(reversed(twice))).attachments == expected
    assert [found.source_type for found in on_instagram(attachments=twice[:1]).attachments] == ["share"]


def test_two_posts_are_two():
    posts = [{"type": "ig_post", "payload": {"ig_post_media_id": str(number)}} for number in (7, 8)]
    assert [found.source_id for found in on_instagram(attachments=posts).attachments] == ["7", "8"]


def test_a_story_that_is_answered_keeps_its_id_once_its_media_has_gone():
    found = on_instagram(text="wow", reply_to={"story": {"id": "181"}})
    assert (found.surface, found.attachments) == (Surface.STORY_REPLY, (Attachment(type="story", source_id="181"),))


def test_a_comment_under_an_advertisement_says_under_which():
    media = {"id": instagram.MEDIA, "ad_id": "6045", "ad_title": "Sale"}
    found = event("instagram", instagram.ACCOUNT, instagram.comments(instagram.comment("179", media=media)))
    assert found.attachments == (Attachment(type="post", source_id="6045", title="Sale"),)


def test_without_a_link_in_the_payload_facebook_is_linked_by_ids():
    top, reply = "500500500500500_900900900900901", "500500500500500_900900900900902"
    post = "https://www.facebook.com/100100100100100/posts/500500500500500"
    assert on_page().permalink == f"{post}?comment_id=900900900900901"
    answered = event("facebook", facebook.PAGE, facebook.page(facebook.change(reply, parent_id=top)))
    assert answered.permalink == f"{post}?comment_id=900900900900901&reply_comment_id=900900900900902"
    posted = facebook.change(None, item="status", parent_id=None)
    assert event("facebook", facebook.PAGE, facebook.page(posted)).permalink == post
    mention = {"item": "post", "verb": "add", "post_id": "7700_321", "sender_id": "7700", "message": "Avoid Acme"}
    told = facebook.page({"field": "mention", "value": mention})
    assert event("facebook", facebook.PAGE, told).permalink == "https://www.facebook.com/7700/posts/321"
    review = {"item": "rating", "verb": "add", "reviewer_id": "7799", "open_graph_story_id": "660", "review_text": "No"}
    told = facebook.page({"field": "ratings", "value": review})
    assert event("facebook", facebook.PAGE, told).permalink == "https://www.facebook.com/7799/posts/660"
    assert on_page(post_id="post", parent_id="post").permalink is None


@pytest.mark.parametrize(
    ("chat", "fields", "link"),
    [
        ({"id": -1001234567890, "type": "supergroup"}, {}, "https://t.me/c/1234567890/55"),
        (
            {"id": -1001234567890, "type": "supergroup"},
            {"is_topic_message": True, "message_thread_id": 7},
            "https://t.me/c/1234567890/7/55",
        ),
        ({"id": -1001234567890, "type": "supergroup", "username": "acme"}, {}, "https://t.me/acme/55"),
        ({"id": -4242, "type": "group"}, {}, None),
    ],
)
def test_a_message_in_a_group_of_telegram_is_linked(chat: dict[str, Any], fields: dict[str, Any], link: str | None):
    told = telegram.update("message", telegram.message(chat=chat, **fields))
    assert event("telegram", telegram.BOT, told).permalink == link


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mention", {"item": "post", "verb": "add", "post_id": "7700_321", "sender_id": "7700"}),
        (
            "mention",
            {"item": "comment", "verb": "add", "post_id": "7700_321", "comment_id": "321_9", "sender_id": "7700"},
        ),
        ("ratings", {"item": "comment", "verb": "add", "comment_id": "660_9", "open_graph_story_id": "660"}),
    ],
)
def test_what_facebook_delivers_without_its_words_is_looked_up(field: str, value: dict[str, Any]):
    told = facebook.page({"field": field, "value": value})
    assert event("facebook", facebook.PAGE, told).details["look_up"] == "wanted"
    with_words = facebook.page({"field": field, "value": {**value, "message": "Hello"}})
    assert "look_up" not in event("facebook", facebook.PAGE, with_words).details


def test_a_share_with_words_of_its_own_is_a_mention():
    told = facebook.change(None, item="share", parent_id=None, message="Look at what they charge now")
    found = event("facebook", facebook.PAGE, facebook.page(told))
    assert (found.kind, found.surface) == (EventKind.CREATED, Surface.MENTION)


def test_a_share_that_only_names_friends_is_a_signal():
    told = facebook.change(None, item="share", parent_id=None, message="Julie Martin")
    told["value"]["message_tags"] = [facebook.tag("Julie Martin")]
    assert parsed.one("facebook", facebook.PAGE, facebook.page(told)).name == "share"


def test_a_tag_of_us_beside_one_of_a_friend_is_addressed_to_us():
    tags = [facebook.tag("Julie Martin"), facebook.tag("Acme Shop", facebook.PAGE)]
    assert on_page(message="Julie Martin ask Acme Shop", message_tags=tags).mentions == ("Julie Martin", "acmeshop")
    by_place = {"0": [facebook.tag("Julie Martin")]}
    assert on_page(message="Julie Martin come", message_tags=by_place).mentions == ("Julie Martin",)


def test_a_question_to_friends_alone_is_more_than_a_tag():
    assert on_page(message="@julie ?").kind is EventKind.CREATED


def test_a_comment_that_is_only_a_picture_is_a_message_without_words():
    found = on_page(message=None, photo="https://cdn.example/gif.gif")
    assert (found.kind, has_words(found.text)) == (EventKind.CREATED, False)
    sticker = telegram.message(
        text=None, sticker={"file_id": "C", "emoji": "👍"}, chat={"id": -1002, "type": "supergroup"}
    )
    assert not has_words(event("telegram", telegram.BOT, telegram.update("message", sticker)).text)
    private = telegram.message(text=None, sticker={"file_id": "C", "emoji": "👍"})
    assert event("telegram", telegram.BOT, telegram.update("message", private)).text == "👍"


def test_a_question_that_was_tapped_is_a_message_with_its_title():
    found = on_messenger(postback={"mid": "m_1", "title": "Where is my parcel?", "payload": "ICE_BREAKER_2"})
    assert (found.kind, found.text) == (EventKind.CREATED, "Where is my parcel?")
    assert on_messenger(postback={"mid": "m_1", "title": "Start a return", "payload": "START"}).text == "Start a return"


@pytest.mark.parametrize(
    ("title", "payload"),
    [
        ("Anfangen!", "ACME_GET_STARTED_V2"),
        ("Kom igång", "7f3a"),
        ("Commencer avec Acme", "ACME:OPEN"),
    ],
)
def test_the_button_that_opens_the_chat_says_nothing_whatever_its_title_and_payload(title: str, payload: str):
    pressed = messenger.page(messenger.element(postback={"mid": "m_1", "title": title, "payload": payload}))
    (found,) = parsed.parse("messenger", messenger.PAGE, pressed, opening_payloads=("ACME:OPEN",))
    assert isinstance(found, Signals), found
    assert found.name == "opened"


def test_an_event_of_hand_over_names_the_new_owner():
    found = on_messenger(pass_thread_control={"new_owner_app_id": 263902037430900, "metadata": "x"})
    assert (found.kind, found.conversation_id) == (EventKind.SIGNAL, messenger.CUSTOMER)
    assert found.details == {"thread_owner": "263902037430900", "reason": "pass_thread_control"}
    asked = messenger.page(messenger.element(request_thread_control={"requested_owner_app_id": "1"}))
    assert isinstance(parsed.one("messenger", messenger.PAGE, asked), Signals)
