"""The made-up customers: what they write, and whether the parsers read it as it was meant."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from local import signing
from local.simulator.platforms import media
from local.traffic import accounts, bodies
from local.traffic.deliveries import Delivery, age_of, answered_ago, deliveries
from local.traffic.elsewhere import CUSTOMERS
from local.traffic.extras import FILES, NEEDED
from local.traffic.messages import Part, messages, shortened
from local.traffic.polled import LISTS
from local.traffic.run import Run
from shared.channels import CHANNELS, load_policy, load_webhook
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem, Signals, Unreadable, Verdict, WebhookRequest
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind

NOW = datetime(2026, 7, 31, 12, 13, 20, tzinfo=UTC)
OWN = {
    ("facebook", accounts.PAGE),
    ("messenger", accounts.PAGE),
    ("instagram", accounts.INSTAGRAM),
    ("x", accounts.X),
    *bodies.ACCOUNTS.items(),
}
TOLD = messages()
STORY = deliveries(Run("test"), TOLD)


def account(channel: str, account_id: str) -> OwnAccount | None:
    account_id = account_id or bodies.ACCOUNTS.get(channel, "")  # a body of Viber does not say for whom it is
    if (channel, account_id) not in OWN:
        return None
    return OwnAccount(brand="acme", channel=channel, id=account_id, handle=accounts.HANDLE)


def read(delivery: Delivery, now: datetime = NOW) -> list[ParsedItem]:
    body = delivery.build(now)
    try:
        payload = json.loads(body)
    except ValueError:
        return [Unreadable(reason="not_json")]
    return list(load_webhook(delivery.channel).parse(payload, account, Arrival(received_at=now)))


@pytest.fixture(scope="module")
def events() -> list[InboundEvent]:
    found = [item for delivery in STORY if delivery.repeats is None for item in read(delivery)]
    return [item for item in found if isinstance(item, InboundEvent)]


def test_there_are_several_hundred_messages_in_two_languages_on_every_channel():
    assert len(TOLD) >= 350
    assert len({message.id for message in TOLD}) == len(TOLD)
    by_language = Counter(message.language for message in TOLD)
    assert min(by_language["fr"], by_language["en"]) >= 150
    assert {message.channel for message in TOLD} == {"facebook", "messenger", "instagram", "x"}
    assert sum(message.part is Part.OUTAGE for message in TOLD) >= 40


def test_every_message_is_read_by_its_channel_as_it_was_written(events):
    created = {(event.channel, event.surface, event.text) for event in events if event.kind is EventKind.CREATED}
    for message in TOLD:
        assert any(
            (channel, surface) == (message.channel, message.surface) and text is not None and message.text in text
            for channel, surface, text in created
        ), message


def test_no_event_is_delivered_twice_except_by_a_repeated_delivery(events):
    assert [key for key, count in Counter(event.event_id for event in events).items() if count > 1] == []


def test_the_story_holds_every_kind_of_thing_a_platform_delivers(events):
    kinds = {event.kind for event in events}
    assert kinds >= {
        EventKind.CREATED, EventKind.EDITED, EventKind.DELETED, EventKind.HIDDEN, EventKind.ECHO, EventKind.UNSUPPORTED,
    }  # fmt: skip
    others = [item for delivery in STORY for item in read(delivery) if not isinstance(item, InboundEvent)]
    assert {item.reason for item in others if isinstance(item, Unreadable)} == {
        "not_json", "malformed_item", "unknown_account",
    }  # fmt: skip
    assert {"like", "follow", "read", "reaction"} <= {item.name for item in others if isinstance(item, Signals)}
    assert sum(delivery.forged for delivery in STORY) == 1


def test_edits_deletions_and_answers_speak_of_messages_that_were_delivered_before(events):
    seen: set[str] = set()
    for event in events:
        if event.kind in (EventKind.EDITED, EventKind.DELETED, EventKind.HIDDEN) and event.channel != "x":
            assert event.message_id in seen
        seen.add(str(event.message_id))


def test_every_channel_that_delivers_is_written_to_by_day_and_in_the_evening_and_changes_where_it_can(events):
    delivering = {channel for channel in CHANNELS if channel not in LISTS}
    by_part = {part: {each.channel for each in STORY if each.part is part} for part in (Part.DAY, Part.EVENING)}
    assert delivering <= by_part[Part.DAY]
    assert delivering <= by_part[Part.EVENING]
    assert delivering | set(LISTS) == set(CHANNELS)
    changed = {event.channel for event in events if event.kind in (EventKind.EDITED, EventKind.DELETED)}
    assert changed == delivering - {"viber"}  # which tells of no change


def test_who_writes_elsewhere_in_the_evening_does_so_before_the_outage_is_known():
    opened = next(delivery.number for delivery in STORY if delivery.opens_incident)
    texts = {customer.in_the_evening for customer in CUSTOMERS}
    for delivery in STORY:
        if delivery.channel in bodies.ACCOUNTS and delivery.repeats is None and delivery.part is Part.EVENING:
            for item in read(delivery):
                assert not isinstance(item, InboundEvent) or item.text not in texts or delivery.number < opened


def test_an_answer_elsewhere_is_read_as_ours(events):
    echoes = {event.channel for event in events if event.kind is EventKind.ECHO}
    assert {"whatsapp", "threads", "linkedin"} <= echoes


def test_a_follow_up_stays_in_the_conversation_of_its_author(events):
    by_text = {event.text: event for event in events}
    first = by_text["Where is my refund? It's been 15 days"]
    second = by_text["hello??"]
    assert second.conversation_id == first.conversation_id
    comment = by_text["Et toujours rien ce midi..."]
    assert comment.parent_id != comment.conversation_id
    before = next(event for event in events if event.text is not None and "cliente depuis 12 ans" in event.text)
    assert comment.conversation_id == before.conversation_id


def test_the_night_and_the_day_are_spread_over_their_hours_and_the_evening_is_now(events):
    parts = {message.text: message.part for message in TOLD} | {each.by_day: Part.DAY for each in CUSTOMERS}
    hours: set[int] = set()
    for event in events:
        age = NOW - event.occurred_at
        part = parts.get(event.text)
        if event.kind is not EventKind.CREATED:
            continue
        if part is Part.NIGHT:
            assert timedelta(hours=6) < age < timedelta(hours=20)
        elif part is Part.DAY:
            assert timedelta(0) <= age < timedelta(hours=6, minutes=1)
            hours.add(int(age / timedelta(hours=1)))
        else:
            assert timedelta(0) <= age < timedelta(seconds=3)
    assert hours >= {0, 1, 2, 3, 4, 5}


def test_a_person_answers_minutes_after_the_message_and_never_before_the_desk_opens():
    for message in TOLD:
        if message.part in (Part.NIGHT, Part.DAY):
            written, answered = age_of(message), answered_ago(message)
            assert timedelta(0) <= answered <= timedelta(hours=6)
            assert answered == timedelta(0) or written - answered >= timedelta(minutes=2)


def test_a_repeated_delivery_repeats_an_earlier_one():
    by_number = {delivery.number: delivery for delivery in STORY}
    repeated = [delivery for delivery in STORY if delivery.repeats is not None]
    assert len(repeated) >= 15
    for delivery in repeated:
        first = by_number[delivery.repeats]
        assert first.number < delivery.number
        assert first.build(NOW) == delivery.build(NOW)


def test_the_incident_is_opened_once_within_the_burst():
    assert [delivery.part for delivery in STORY if delivery.opens_incident] == [Part.OUTAGE]


def test_below_no_post_more_customers_tell_of_the_outage_than_an_hour_has_automatic_answers_for():
    """Each may get an acknowledgement, the line that leads to the update and the word that it is over, all within one
    hour: what is more waits for the next one, and the demo with it."""
    below = Counter((told.channel, told.post) for told in TOLD if told.part is Part.OUTAGE and told.post is not None)
    limits = {channel: load_policy(channel).public_acknowledgements_per_post_and_hour for channel, _ in below}
    assert {place: count for place, count in below.items() if 3 * count > (limits[place[0]] or 0)} == {}
    others = {(told.channel, told.post) for told in TOLD if told.part is not Part.OUTAGE}
    assert not others & below.keys(), "answers to other messages take from the same hour"


def test_a_second_run_has_other_ids(events):
    again = deliveries(Run("another"), TOLD)
    others = [item.event_id for delivery in again for item in read(delivery) if isinstance(item, InboundEvent)]
    assert not {event.event_id for event in events} & set(others)


def test_meta_escapes_and_x_does_not():
    for delivery in STORY:
        body = delivery.build(NOW)
        assert delivery.channel == "x" or body.isascii()
    assert any(not delivery.build(NOW).isascii() for delivery in STORY if delivery.channel == "x")


@pytest.mark.parametrize("channel", sorted({delivery.channel for delivery in STORY}))
def test_what_we_sign_is_taken_by_the_channel_and_nothing_else_is(channel):
    keys = ("app_secret", "client_secret", "secret_token", "channel_secret", "auth_token", "signing_secret")
    secret = {key: ["whsec_cmlnaHQ=" if key == "signing_secret" else "right"] for key in keys}
    body = next(delivery.build(NOW) for delivery in STORY if delivery.channel == channel)
    headers = signing.headers(channel, body, secret, now=NOW)
    signed = WebhookRequest(method="POST", headers=headers, query={}, body=body)
    if channel == "telegram":  # which signs no body
        headers = {**headers, "x-telegram-bot-api-secret-token": "wrong"}
    tampered = WebhookRequest(method="POST", headers=headers, query={}, body=body + b" ")
    assert load_webhook(channel).verify(signed, secret, NOW) is Verdict.VALID
    assert load_webhook(channel).verify(tampered, secret, NOW) is Verdict.INVALID


def test_signatures_are_the_published_ones():
    body = (
        rb'{"object":"page","entry":[{"id":"1001","time":1785500000,"changes":[{"field":"feed","value":{"item":"comment",'
        rb'"verb":"add","message":"Gr\u00fc\u00dfe \ud83d\ude00"}}]}]}'
    )
    meta = signing.headers("facebook", body, {"app_secret": ["test-app-secret", "older"]})
    assert meta["x-hub-signature-256"] == "sha256=3ab69a00a72fe90c2031e18cc023f7acfabd9e63fb22d9d73a077aa95a7e49e4"
    x = signing.headers("x", b'{"for_user_id":"2244994945"}', {"client_secret": ["test-consumer-secret"]})
    assert x["x-twitter-webhooks-signature-oauth2"] == "sha256=rUbmRF3EgLaaLBfCnZ7AIyD/GqNMshsXCjMClsCfiUM="


def test_a_channel_we_cannot_sign_for_is_an_error():
    with pytest.raises(KeyError):
        signing.headers("fax", b"{}", {"app_secret": ["right"]})


def test_the_short_story_still_holds_every_kind_of_thing():
    told = shortened(TOLD, NEEDED)
    assert 100 < len(told) < 200
    short = deliveries(Run("short"), told)
    assert {delivery.what for delivery in short} == {delivery.what for delivery in STORY}
    assert sum(delivery.opens_incident for delivery in short) == 1


def test_customers_show_a_picture_a_voice_note_an_album_and_a_document() -> None:
    shown = {
        delivery.what: json.loads(delivery.build(NOW))["entry"][0]["messaging"][0]["message"]["attachments"]
        for delivery in STORY
        if delivery.what in ("a picture without words", "a voice note", "an album", "a document")
    }
    assert {what: [one["type"] for one in files] for what, files in shown.items()} == {
        "a picture without words": ["image"],
        "a voice note": ["audio"],
        "an album": ["image"] * 3,
        "a document": ["file"],
    }
    names = [one["payload"]["url"].removeprefix(FILES).partition("?")[0] for files in shown.values() for one in files]
    assert all(media.is_there(name) for name in names)  # the simulator has them
