"""What Telegram sends."""

import json
from typing import Any

import pytest

from shared.channels.telegram.webhook import WEBHOOK
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem, Signals, Unreadable, Verdict, WebhookRequest
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.unit.channels.parsed import RECEIVED
from tests.unit.channels.samples.telegram import BOT, CUSTOMER, message, reaction, update

ACME = OwnAccount(brand="acme", channel="telegram", id=BOT, handle="acme_help_bot")


REACTION: dict[str, Any] = reaction("55", "👍")["message_reaction"]


def read(payload: Any) -> list[ParsedItem]:
    return list(WEBHOOK.parse(payload, lambda *_: ACME, Arrival(received_at=RECEIVED)))


def one(payload: Any) -> InboundEvent:
    (event,) = read(payload)
    assert isinstance(event, InboundEvent), event
    return event


@pytest.mark.parametrize(
    ("given", "expected"),
    [("current", Verdict.VALID), ("previous", Verdict.VALID), ("other", Verdict.INVALID), ("", Verdict.MISSING)],
)
def test_the_token_in_the_header_must_be_ours(given: str, expected: Verdict):
    request = WebhookRequest(method="POST", headers={"x-telegram-bot-api-secret-token": given}, query={})
    assert WEBHOOK.verify(request, {"secret_token": ["current", "previous", ""]}, RECEIVED) is expected


def test_there_is_no_challenge():
    assert WEBHOOK.handshake(WebhookRequest(method="GET", headers={}, query={}), {}).status == 400


def test_a_private_message_is_a_conversation_with_its_chat():
    event = one(update("message", message(reply_to_message={"message_id": 50, "chat": {"id": 6100000001}})))
    assert (event.kind, event.surface, event.visibility) == (
        EventKind.CREATED,
        Surface.DIRECT_MESSAGE,
        Visibility.PRIVATE,
    )
    assert (event.message_id, event.parent_id) == ("6100000001:55", "6100000001:50")
    assert (event.conversation_id, event.language_hint, event.permalink) == (CUSTOMER, "en", None)
    assert event.author is not None
    assert (event.author.name, event.author.handle, event.author.is_bot) == ("Mia", "mialarsen", False)
    assert event.event_id == f"telegram:{BOT}:6100000001:55:created"


@pytest.mark.parametrize(
    ("fields", "surface"),
    [
        ({"text": "hello everybody"}, Surface.BROAD_MATCH),
        ({"text": "@Acme_Help_Bot where is my parcel"}, Surface.MENTION),
        ({"text": "no", "reply_to_message": {"message_id": 1, "from": {"id": int(BOT)}}}, Surface.MENTION),
        ({"text": "/parcel@acme_help_bot 12"}, Surface.MENTION),
        ({"text": "/parcel@another_bot"}, Surface.BROAD_MATCH),
        ({"text": "ask Acme", "entities": [{"type": "text_mention", "user": {"id": int(BOT)}}]}, Surface.MENTION),
        ({"text": "ask Otto", "entities": [{"type": "text_mention", "user": {"id": 5}}, None]}, Surface.BROAD_MATCH),
        ({"text": None, "caption": "x", "caption_entities": [{"user": {"id": int(BOT)}}]}, Surface.MENTION),
    ],
)
def test_in_a_group_only_what_names_or_answers_the_bot_is_addressed_to_it(fields: dict[str, Any], surface: Surface):
    chat = {"id": -1001, "type": "supergroup", "username": "acmefans"}
    event = one(update("message", message(**{"chat": chat, **fields})))
    assert (event.surface, event.visibility) == (surface, Visibility.PUBLIC)
    assert event.conversation_id == f"-1001:{CUSTOMER}"
    assert event.permalink == "https://t.me/acmefans/55"


def test_who_writes_in_the_name_of_a_channel_is_that_channel_and_not_everybodys_stand_in():
    stand_in = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
    channel = {"id": -1077, "type": "channel", "title": "Neighbours"}
    chat = {"id": -1001, "type": "supergroup"}
    event = one(update("message", message(chat=chat, **{"from": stand_in}, sender_chat=channel)))
    assert event.author is not None
    assert (event.author.id, event.author.name, event.author.is_bot) == ("-1077", "Neighbours", False)
    assert event.conversation_id == "-1001:-1077"


def test_a_message_that_calls_the_bot_into_a_chat_of_others_is_a_mention():
    chat = {"id": -1001, "type": "supergroup"}
    event = one(update("guest_message", message(chat=chat, text="@acme_help_bot when do you open?")))
    assert (event.kind, event.surface, event.visibility) == (EventKind.CREATED, Surface.MENTION, Visibility.PUBLIC)


def test_an_animation_is_not_a_document_as_well():
    event = one(update("message", message(text=None, animation={"file_id": "1"}, document={"file_id": "1"})))
    assert [found.type for found in event.attachments] == ["video"]


def test_a_chat_that_does_not_say_its_type_is_told_by_its_id():
    assert one(update("message", message(chat={"id": 6100000001}))).visibility is Visibility.PRIVATE
    assert one(update("message", message(chat={"id": -1001}))).visibility is Visibility.PUBLIC


def test_an_edit_is_about_the_same_message():
    created = one(update("message", message()))
    edited = one(update("edited_message", message(text="changed", edit_date=1785500100)))
    assert (edited.kind, edited.text, edited.message_id) == (EventKind.EDITED, "changed", created.message_id)
    again = one(update("edited_message", message(text="changed again", edit_date=1785500200)))
    assert len({created.event_id, edited.event_id, again.event_id}) == 3


def test_the_owner_of_a_business_account_answers_in_telegram_itself():
    customer = one(update("business_message", message(business_connection_id="bc1")))
    assert (customer.kind, customer.message_id) == (EventKind.CREATED, "bc1:6100000001:55")
    owner = one(update("business_message", message(author_id=42, business_connection_id="bc1")))
    assert (owner.kind, owner.conversation_id) == (EventKind.ECHO, CUSTOMER)


def test_deletions_of_a_business_chat_come_several_at_once():
    value = {"business_connection_id": "bc1", "chat": {"id": 6100000001}, "message_ids": [55, 56, None]}
    first, second, broken = read(update("deleted_business_messages", value))
    assert isinstance(first, InboundEvent)
    assert isinstance(second, InboundEvent)
    assert (first.kind, first.message_id) == (EventKind.DELETED, "bc1:6100000001:55")
    assert second.message_id == "bc1:6100000001:56"
    assert isinstance(broken, Unreadable)


def test_a_pressed_button_is_something_the_customer_said():
    pressed = {
        "id": "4382bfdwdsb323b2d9",
        "from": {"id": 6100000001, "first_name": "Mia"},
        "message": {"message_id": 60, "chat": {"id": 6100000001, "type": "private"}},
        "data": "human",
    }
    event = one(update("callback_query", pressed))
    assert (event.text, event.conversation_id, event.parent_id) == ("human", CUSTOMER, "6100000001:60")
    assert event.message_id == "6100000001:0:4382bfdwdsb323b2d9"
    assert event.details == {"button": "human"}


def test_a_press_is_answered_so_that_the_customers_app_waits_no_longer():
    pressed = json.dumps(update("callback_query", {"id": "4382bfdwdsb323b2d9", "data": "5"})).encode()
    answer = WEBHOOK.answer_to(pressed)
    assert answer is not None
    assert json.loads(answer) == {"method": "answerCallbackQuery", "callback_query_id": "4382bfdwdsb323b2d9"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"message": {"text": "hi"}}', b'{"callback_query": {}}'])
def test_nothing_else_is_answered(body: bytes):
    assert WEBHOOK.answer_to(body) is None


def test_a_pressed_button_says_what_is_written_on_it():
    keyboard = [[{"text": "No", "callback_data": "no"}], [{"text": "Talk to a person", "callback_data": "human"}], "x"]
    pressed = {
        "id": "1",
        "from": {"id": 6100000001, "first_name": "Mia", "language_code": "fr-CA"},
        "message": {"message_id": 60, "chat": {"id": 6100000001}, "reply_markup": {"inline_keyboard": keyboard}},
        "data": "human",
    }
    event = one(update("callback_query", pressed))
    assert (event.text, event.language_hint) == ("Talk to a person", "fr")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"contact": {"phone_number": "+491", "first_name": "Otto", "last_name": "Klein"}}, "Otto Klein, +491"),
        ({"location": {"latitude": 52.3765533, "longitude": 9.7389123}}, "52.37655, 9.73891"),
        (
            {"venue": {"title": "Shop", "address": "1 rue X"}, "location": {"latitude": 1, "longitude": 2}},
            "Shop, 1 rue X",
        ),
        ({"poll": {"question": "Who?", "options": []}}, "Who?"),
        ({"sticker": {"emoji": "👍"}}, "👍"),
        ({"web_app_data": {"data": "{}", "button_text": "Form"}}, "{}"),
        ({"contact": "broken", "location": {"latitude": "x"}, "photo": [1]}, None),
    ],
)
def test_a_message_without_a_text_says_what_it_shows(fields: dict[str, Any], text: str | None):
    event = one(update("message", message(text=None, **fields)))
    assert (event.kind, event.text) == (EventKind.CREATED, text)


def test_what_stands_beside_the_update_does_not_hide_it():
    payload = {"bid": "12345678", "callback_token": "AbcDefG", **update("message", message(chat={"id": -1}))}
    assert one(payload).visibility is Visibility.PUBLIC
    assert one({"bid": "1", "update_id": 1, "hologram": {"id": 1}}).details == {"field": "hologram"}


def test_pressing_start_is_no_message_yet():
    for text in ("/start", "/start ref_42", "/start@acme_help_bot"):
        assert read(update("message", message(text=text))) == [Signals(account=ACME, name="opened")]
    assert one(update("message", message(text="/start my refund please"))).kind is EventKind.CREATED


def test_pictures_are_told_by_their_kind_and_their_caption():
    event = one(update("message", message(text=None, caption="broken", photo=[{"file_id": "A"}])))
    assert event.text == "broken"
    assert [attachment.type for attachment in event.attachments] == ["image"]


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("message_reaction", {"chat": {}}, "reaction"),
        ("message_reaction", {**REACTION, "chat": {"id": -1002, "type": "supergroup"}}, "reaction"),
        ("message_reaction", {**REACTION, "user": None, "actor_chat": {"id": -1002}}, "reaction"),
        ("message_reaction", {**REACTION, "new_reaction": None}, "reaction"),
        ("message_reaction_count", {"chat": {"id": -1002}, "reactions": []}, "reaction"),
        ("my_chat_member", {"chat": {}}, "membership"),
        ("inline_query", {"id": "1", "query": "acme"}, "inline_query"),
        ("message", message(text=None, new_chat_members=[{}]), "service_message"),
        ("message", message(text=None, write_access_allowed={}), "service_message"),
        ("message", message(is_automatic_forward=True), "service_message"),
    ],
)
def test_what_needs_no_answer_is_a_signal(field: str, value: Any, name: str):
    assert read(update(field, value)) == [Signals(account=ACME, name=name)]


def test_a_custom_emoji_is_a_picture_and_shows_nothing():
    shown = [{"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"}]
    assert one(update("message_reaction", {**REACTION, "new_reaction": shown})).details == {"reaction": ""}
    both = [*shown, {"type": "emoji", "emoji": "🔥"}]
    assert one(update("message_reaction", {**REACTION, "new_reaction": both})).details == {"reaction": "🔥"}


def test_an_ended_business_connection_warns_the_operators():
    event = one(update("business_connection", {"id": "bc1", "is_enabled": False, "date": 1785500000}))
    assert (event.kind, event.details["reason"]) == (EventKind.ACCOUNT_WARNING, "business_connection_ended")


def test_a_message_of_an_unknown_kind_is_kept():
    assert one(update("message", message(text=None))).kind is EventKind.UNSUPPORTED
    assert one(update("message", message(text=None, hologram={}))).kind is EventKind.UNSUPPORTED


@pytest.mark.parametrize("payload", [1, "x", update("message", None), update("callback_query", {})])
def test_what_cannot_be_read_is_kept(payload: Any):
    (item,) = read(payload)
    assert isinstance(item, Unreadable)


def test_each_place_of_a_message_is_in_its_id():
    group = {"id": -1001, "type": "supergroup"}
    answered = {"message_id": 50, "chat": group}
    topic = one(
        update("message", message(chat=group, message_thread_id=7, is_topic_message=True, reply_to_message=answered))
    )
    assert (topic.message_id, topic.parent_id) == ("-1001:55@7", "-1001:50@7")
    # The thread of answers in a group without topics is no topic that could be written to.
    assert one(update("message", message(chat=group, message_thread_id=50))).message_id == "-1001:55"
    pressed = {"id": "4382", "from": {"id": int(CUSTOMER)}, "data": "x"}
    under = {"message_id": 60, "chat": {"id": int(CUSTOMER), "type": "private"}, "business_connection_id": "bc1"}
    assert one(update("callback_query", {**pressed, "message": under})).message_id == f"bc1:{CUSTOMER}:0:4382"


def test_a_customers_thread_among_the_direct_messages_of_a_channel_is_private():
    chat = {"id": -1009, "type": "supergroup", "is_direct_messages": True, "title": "Acme news"}
    topic = {"topic_id": 31, "user": {"id": int(CUSTOMER), "first_name": "Mia"}}
    asked = one(update("message", message(chat=chat, direct_messages_topic=topic)))
    assert (asked.visibility, asked.surface) == (Visibility.PRIVATE, Surface.DIRECT_MESSAGE)
    assert (asked.message_id, asked.conversation_id) == ("-1009:55~31", "-1009~31")
    assert asked.permalink is None
    answered = one(update("message", message(56, chat=chat, direct_messages_topic=topic, sender_chat={"id": -1008})))
    assert (answered.kind, answered.conversation_id) == (EventKind.ECHO, "-1009~31")


def test_of_the_positions_of_a_live_location_one_in_five_minutes_is_told():
    def position(at: int, latitude: float, **fields: int) -> InboundEvent:
        location = {"latitude": latitude, "longitude": 9.7, **fields}
        return one(update("edited_message", message(text=None, location=location, edit_date=at)))

    start = 1785500100
    told = [position(start + second, 52.1 + second / 1000, live_period=900) for second in range(0, 600, 20)]
    assert len({event.event_id for event in told}) == 2
    assert all(event.details == {"position": "true"} for event in told)
    stopped = position(start + 601, 53.0)
    assert (stopped.details, stopped.event_id in {event.event_id for event in told}) == ({}, False)
