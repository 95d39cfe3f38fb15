"""What holds for every channel, on the payloads of ``samples/<channel>.py``."""

from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.ingest.gateway_event import read_call
from shared import channels
from shared.domain.channels.webhook import WebhookResponse
from shared.domain.classification.stage import stage_of
from shared.domain.messages.edits import VERSION
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.reactions import REACTION
from shared.domain.vocabulary import EventKind, Stage, Visibility
from tests.examples import examples
from tests.fakes.inbound import brand_with
from tests.unit.channels.samples import Samples, all_samples
from tests.unit.ingest.fakes import Fakes, encode

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(params=all_samples(), ids=lambda samples: samples.channel)
def samples(request: pytest.FixtureRequest) -> Samples:
    return request.param


def fakes_of(samples: Samples) -> Fakes:
    return Fakes.of(samples.channel, samples.account_id, samples.secrets)


@pytest.fixture
def fakes(samples: Samples) -> Fakes:
    return fakes_of(samples)


def message(samples: Samples, text: str = "Where is my parcel?", **changes: str) -> Any:
    names = {
        "text": text,
        "message_id": samples.message_id,
        "author_id": samples.author_id,
        "account_id": samples.account_id,
    }
    return samples.created(**{**names, **changes})


@pytest.fixture(
    params=[samples for samples in all_samples() if not samples.is_polled], ids=lambda samples: samples.channel
)
def signed(request: pytest.FixtureRequest) -> Samples:
    """Of the channels whose platforms deliver."""
    return request.param


def deliver(fakes: Fakes, samples: Samples, payload: Any, *, ascii_only: bool = True) -> WebhookResponse:
    """The platform delivers a body; or it was asked, and this is what our poll makes of its answer."""
    body = encode(payload, ascii_only=ascii_only)
    if samples.is_polled:
        return fakes.ask(samples.channel, body)
    if samples.headers_at is not None:
        return fakes.post(samples.channel, body, samples.headers_at(body, samples.secrets, fakes.clock.now()))
    return fakes.post(samples.channel, body, samples.headers(body, samples.secrets))


def only(fakes: Fakes) -> InboundEvent:
    (event,) = fakes.queue.all
    return event


def test_a_signed_message_becomes_one_event(fakes: Fakes, samples: Samples) -> None:
    assert deliver(fakes, samples, message(samples)).status == 200
    event = only(fakes)
    assert event.kind is EventKind.CREATED
    assert (event.brand, event.channel, event.account_id) == ("acme", samples.channel, samples.account_id)
    assert event.text == "Where is my parcel?"
    assert event.author is not None
    assert event.author.id == samples.author_id
    assert event.message_id
    assert event.conversation_id
    assert event.surface is not None
    assert event.visibility is not None
    assert event.event_id.startswith(f"{samples.channel}:")
    assert event.occurred_at.tzinfo is not None
    assert fakes.metrics.of("WebhooksReceived", outcome="accepted") == (0 if samples.is_polled else 1)


def test_a_channel_that_is_asked_takes_no_delivery() -> None:
    polled = [samples for samples in all_samples() if samples.is_polled]
    assert polled
    for samples in polled:
        fakes = fakes_of(samples)
        assert fakes.post(samples.channel, encode(message(samples)), {}).status == 404
        assert fakes.get(samples.channel, {"hub.challenge": "1"}).status == 404
        assert fakes.queue.all == []


def test_every_channel_has_samples() -> None:
    assert {samples.channel for samples in all_samples()} == set(channels.CHANNELS)


def test_a_wrong_signature_is_refused_and_leaves_nothing_but_a_figure(signed: Samples) -> None:
    fakes, samples = fakes_of(signed), signed
    body = encode(message(samples))
    wrong = samples.headers(body + b" ", samples.secrets)
    if not samples.signs_body:
        wrong = {name: f"{value}x" for name, value in wrong.items()}
    assert fakes.post(samples.channel, body, wrong).status == 401
    assert fakes.queue.all == []
    assert fakes.quarantine.kept == {}
    assert fakes.metrics.of("SignaturesRefused", channel=samples.channel) == 1


def test_a_body_without_a_signature_is_refused(signed: Samples) -> None:
    fakes, samples = fakes_of(signed), signed
    assert fakes.post(samples.channel, encode(message(samples)), {}).status == 401
    assert fakes.queue.all == []


def test_a_header_of_nonsense_is_refused(signed: Samples) -> None:
    fakes, samples = fakes_of(signed), signed
    body = encode(message(samples))
    for name in samples.headers(body, samples.secrets):
        assert fakes.post(samples.channel, body, {name: "sha256=é\udc80"}).status == 401


def test_without_any_secret_nothing_is_accepted(signed: Samples) -> None:
    fakes, samples = fakes_of(signed), signed
    fakes.secrets.stored["acme-key"] = {key: [""] for key in samples.secrets}
    body = encode(message(samples))
    empty = {key: ["", *values] for key, values in samples.secrets.items()}
    assert fakes.post(samples.channel, body, samples.headers(body, empty)).status == 401


def test_the_previous_secret_is_still_accepted(signed: Samples) -> None:
    fakes, samples = fakes_of(signed), signed
    current = {key: [f"{values[0]}-next", *values] for key, values in samples.secrets.items()}
    fakes.secrets.stored["acme-key"] = current
    assert deliver(fakes, samples, message(samples)).status == 200


def other_secrets(samples: Samples) -> dict[str, list[str]]:
    other = b64encode(b"the secret of another account...").decode()
    return {
        key: [f"whsec_{other}" if value.startswith("whsec_") else other.replace("=", "x") for value in values]
        for key, values in samples.secrets.items()
    }


def test_a_body_speaks_only_for_accounts_that_name_the_secret_that_signed_it(signed: Samples) -> None:
    """Two accounts of one brand with a secret each: neither can send for the other."""
    samples = signed
    fakes = Fakes.of(samples.channel, samples.account_id, samples.secrets)
    (own,) = fakes.brands.stored["acme"].accounts
    sister = replace(own, id=f"{samples.account_id}9", secret="sister-key")
    fakes.brands.stored["acme"] = brand_with("acme", own, sister)
    fakes.secrets.stored["sister-key"] = other_secrets(samples)
    body = encode(message(samples))

    assert fakes.post(samples.channel, body, samples.headers(body, other_secrets(samples))).status == 200

    if samples.names_account:
        assert fakes.queue.all == []
        assert fakes.quarantine.reasons == ["unknown_account"]
    else:
        assert only(fakes).account_id == sister.id


def test_two_records_that_hold_the_same_secret_both_speak(signed: Samples) -> None:
    samples = signed
    fakes = Fakes.of(samples.channel, samples.account_id, samples.secrets)
    (own,) = fakes.brands.stored["acme"].accounts
    first = replace(own, id=f"{samples.account_id}9", secret="first-key")
    fakes.brands.stored["acme"] = brand_with("acme", first, own)
    fakes.secrets.stored["first-key"] = samples.secrets

    assert deliver(fakes, samples, message(samples)).status == 200
    assert only(fakes).account_id == (samples.account_id if samples.names_account else first.id)


def test_an_item_for_an_account_of_nobody_is_quarantined(fakes: Fakes, samples: Samples) -> None:
    if not samples.names_account:
        pytest.skip("the platform does not say whom a body is for")
    foreign = "999" + samples.account_id[3:]
    assert deliver(fakes, samples, message(samples, account_id=foreign)).status == 200
    assert [event.kind for event in fakes.queue.all if event.kind is EventKind.CREATED] == []
    assert fakes.quarantine.reasons == ["unknown_account"]
    assert fakes.metrics.of("ItemsQuarantined", reason="unknown_account") == 1


@pytest.mark.parametrize("ascii_only", [True, False], ids=["escaped", "utf-8"])
def test_an_emoji_arrives_as_it_was_written(fakes: Fakes, samples: Samples, ascii_only: bool) -> None:
    assert deliver(fakes, samples, message(samples, "Grüße 😀 d’été"), ascii_only=ascii_only).status == 200
    assert only(fakes).text == "Grüße 😀 d’été"


def test_half_a_surrogate_pair_does_no_harm(fakes: Fakes, samples: Samples) -> None:
    assert deliver(fakes, samples, message(samples, "broken \ud83d emoji \uffff")).status == 200
    text = only(fakes).text
    assert text is not None
    assert text.encode()


def test_a_base64_body_is_decoded_before_it_is_verified(signed: Samples) -> None:
    fakes, samples = fakes_of(signed), signed
    body = encode(message(samples, "Grüße 😀"), ascii_only=False)
    call = read_call(
        {
            "rawPath": f"/webhooks/{samples.channel}/acme",
            "requestContext": {"http": {"method": "POST"}},
            "headers": dict(samples.headers(body, samples.secrets)),
            "isBase64Encoded": True,
            "body": b64encode(body).decode(),
        }
    )
    response, delivery = fakes.receive(call)
    assert response.status == 200
    assert delivery.events == 1
    assert only(fakes).text == "Grüße 😀"


def test_the_same_body_again_is_the_same_event(fakes: Fakes, samples: Samples) -> None:
    for _ in range(3):
        assert deliver(fakes, samples, message(samples)).status == 200
        fakes.clock.pass_time(minutes=7)
    assert len(fakes.queue.all) == 1


def test_a_list_of_bodies_is_each_of_them(fakes: Fakes, samples: Samples) -> None:
    assert deliver(fakes, samples, [message(samples), samples.unknown_field(), message(samples)]).status == 200
    assert [event.kind for event in fakes.queue.all if event.text is not None] == [EventKind.CREATED]
    assert len(fakes.queue.all) + len(fakes.quarantine.kept) == 2


@pytest.mark.parametrize("payload", [[], {}, None, ""], ids=["list", "object", "null", "text"])
def test_a_signed_body_that_says_nothing_is_ignored_with_a_reason(fakes: Fakes, samples: Samples, payload: Any) -> None:
    assert deliver(fakes, samples, payload).status == 200
    assert fakes.quarantine.kept == {}
    event = only(fakes)
    assert (event.kind, event.details["reason"]) == (EventKind.UNSUPPORTED, "empty_body")
    assert (event.message_id, event.conversation_id, event.visibility) == (None, None, None)


def test_a_body_that_is_known_and_not_wanted_is_ignored_with_a_reason(fakes: Fakes, samples: Samples) -> None:
    if samples.unwanted is None:
        pytest.skip("the platform sends nothing of the kind")
    assert deliver(fakes, samples, samples.unwanted()).status == 200
    assert fakes.quarantine.kept == {}
    assert only(fakes).details["reason"] == "unwanted_object"


def test_what_somebody_does_without_saying_anything_is_a_signal(fakes: Fakes, samples: Samples) -> None:
    for payload in samples.signals():
        assert deliver(fakes, samples, payload).status == 200
    assert fakes.quarantine.kept == {}
    assert [event.kind for event in fakes.queue.all] == [EventKind.SIGNAL] * len(samples.signals())


def test_what_the_platform_tells_about_our_account_is_for_operators(fakes: Fakes, samples: Samples) -> None:
    for payload in samples.warnings():
        assert deliver(fakes, samples, payload).status == 200
    assert fakes.quarantine.kept == {}
    assert [event.kind for event in fakes.queue.all] == [EventKind.ACCOUNT_WARNING] * len(samples.warnings())
    assert all(event.details["reason"] for event in fakes.queue.all)


def test_talk_among_friends_is_not_addressed_to_us(fakes: Fakes, samples: Samples) -> None:
    if samples.to_a_friend is None:
        pytest.skip("the platform does not say whom a message names")
    assert deliver(fakes, samples, samples.to_a_friend()).status == 200
    event = only(fakes)
    assert event.kind is EventKind.CREATED
    assert stage_of(event, fakes.brands.current("acme"))[0] is Stage.BROAD


def test_a_broken_item_costs_its_neighbours_nothing(fakes: Fakes, samples: Samples) -> None:
    if samples.broken_middle is None:
        pytest.skip("the platform sends one item a body")
    assert deliver(fakes, samples, samples.broken_middle()).status == 200
    found = [event.message_id for event in fakes.queue.all if event.kind is EventKind.CREATED]
    assert found == [samples.message_id, samples.second_message_id]
    assert fakes.quarantine.reasons == ["malformed_item"]


def test_what_our_own_account_writes_is_an_echo(fakes: Fakes, samples: Samples) -> None:
    assert deliver(fakes, samples, samples.own_echo()).status == 200
    assert only(fakes).kind is EventKind.ECHO


def test_a_delete_names_the_message_whether_or_not_it_is_known(fakes: Fakes, samples: Samples) -> None:
    if samples.deleted is None:
        pytest.skip("the platform tells of no deletes")
    assert deliver(fakes, samples, samples.deleted(samples.message_id)).status == 200
    deleted = only(fakes)
    assert deleted.kind is EventKind.DELETED
    assert deleted.text is None
    assert deliver(fakes, samples, message(samples)).status == 200
    created = next(event for event in fakes.queue.all if event.kind is EventKind.CREATED)
    assert created.message_id == deleted.message_id
    assert created.event_id != deleted.event_id


def test_every_edit_is_an_event_of_its_own_about_the_same_message(fakes: Fakes, samples: Samples) -> None:
    if samples.edited is None:
        pytest.skip("the platform tells of no edits")
    deliver(fakes, samples, message(samples))
    deliver(fakes, samples, samples.edited(samples.message_id, "Where is my parcel?!"))
    created, edited = fakes.queue.all
    # Of a list that is read it may be the first that is seen: how it stands, which is an edit of what is known.
    assert edited.kind is EventKind.EDITED or VERSION in edited.details
    assert edited.text == "Where is my parcel?!"
    assert edited.message_id == created.message_id
    assert edited.event_id != created.event_id


def test_an_edit_that_a_list_shows_first_says_all_that_a_message_says(fakes: Fakes, samples: Samples) -> None:
    """Nobody tells of what it was before, so nothing could complete it."""
    if samples.edited is None or not samples.is_polled:
        pytest.skip("the platform tells of a message before its edits")
    deliver(fakes, samples, samples.edited(samples.message_id, "Where is my parcel?!"))
    assert only(fakes).kind is EventKind.CREATED


def test_a_reaction_in_private_names_its_message_and_its_emoji(fakes: Fakes, samples: Samples) -> None:
    if samples.reaction is None:
        pytest.skip("the platform tells of no reactions in private")
    deliver(fakes, samples, message(samples))
    for emoji in ("😡", None):
        assert deliver(fakes, samples, samples.reaction(samples.message_id, emoji)).status == 200
    created, reacted, removed = fakes.queue.all
    for event, shown in ((reacted, "😡"), (removed, "")):
        assert event.kind is EventKind.SIGNAL
        assert event.details[REACTION] == shown
        assert (event.message_id, event.conversation_id) == (created.message_id, created.conversation_id)
        assert event.author is not None
        assert (event.author.id, event.visibility, event.text) == (samples.author_id, Visibility.PRIVATE, None)
        assert event.reply_window_closes_at is None
    assert len({created.event_id, reacted.event_id, removed.event_id}) == 3


@pytest.mark.parametrize("emoji", ["x" * 17, "", 5, None, {"a": 1}])
def test_a_reaction_that_cannot_be_shown_shows_nothing(fakes: Fakes, samples: Samples, emoji: Any) -> None:
    if samples.reaction is None:
        pytest.skip("the platform tells of no reactions in private")
    assert deliver(fakes, samples, samples.reaction(samples.message_id, emoji)).status == 200
    assert only(fakes).details == {REACTION: ""}


def test_what_the_platform_may_add_tomorrow_is_taken(fakes: Fakes, samples: Samples) -> None:
    assert deliver(fakes, samples, samples.unknown_field()).status == 200
    assert {event.kind for event in fakes.queue.all} <= {EventKind.UNSUPPORTED}
    assert len(fakes.queue.all) + len(fakes.quarantine.kept) == 1


def test_ids_that_come_as_numbers_keep_every_digit(fakes: Fakes, samples: Samples) -> None:
    if samples.number_ids is None:
        pytest.skip("the ids of the platform are names")
    assert deliver(fakes, samples, samples.number_ids()).status == 200
    event = only(fakes)
    assert event.account_id == samples.account_id
    assert event.author is not None
    assert event.author.id == "9007199254740993123"
    assert event.message_id is not None
    assert "900719925474099312345" in event.message_id


def test_a_text_of_250_kilobytes_is_put_aside(fakes: Fakes, samples: Samples) -> None:
    text = "é" * 125_000
    assert deliver(fakes, samples, message(samples, text)).status == 200
    event = only(fakes)
    assert event.text is None
    assert event.text_key is not None
    assert fakes.texts.get(event.text_key) == text


def test_a_challenge_that_could_be_a_body_is_not_answered(signed: Samples) -> None:
    fakes, samples = fakes_of(signed), signed
    body = encode(message(samples)).decode()
    for name in ("hub.challenge", "crc_token", "challengeCode"):
        answer = fakes.get(samples.channel, {name: body, "hub.mode": "subscribe", "hub.verify_token": "verify-me"})
        assert answer.status in (400, 403)


def test_a_channel_belongs_to_its_own_family(samples: Samples) -> None:
    assert samples.channel in channels.load_reader(samples.channel).family


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(payload=JSON)
def test_any_signed_json_gets_an_answer(samples: Samples, payload: Any) -> None:
    fakes = Fakes.of(samples.channel, samples.account_id, samples.secrets)
    assert deliver(fakes, samples, payload).status == 200


@settings(max_examples=examples(250), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_a_payload_with_anything_in_any_place_gets_an_answer(samples: Samples, data: st.DataObject) -> None:
    fakes = Fakes.of(samples.channel, samples.account_id, samples.secrets)
    payloads = [message(samples), samples.own_echo(), samples.unknown_field()]
    payloads += [samples.broken_middle()] if samples.broken_middle else []
    payloads += [*samples.signals(), *samples.warnings()]
    payloads += [samples.to_a_friend()] if samples.to_a_friend else []
    payloads += [samples.deleted(samples.message_id)] if samples.deleted else []
    payloads += [samples.edited(samples.message_id, "edited")] if samples.edited else []
    payloads += [samples.reaction(samples.message_id, "👍")] if samples.reaction else []
    mutated = _mutated(data.draw(st.sampled_from(payloads)), data)
    assert deliver(fakes, samples, mutated).status == 200


def _mutated(payload: Any, data: st.DataObject) -> Any:
    """The payload with something else in one place, somewhere on a random path into it."""
    if isinstance(payload, dict) and payload and data.draw(st.integers(0, 5)):
        key = data.draw(st.sampled_from(sorted(payload)))
        return {**payload, key: _mutated(payload[key], data)}
    if isinstance(payload, list) and payload and data.draw(st.integers(0, 5)):
        position = data.draw(st.integers(0, len(payload) - 1))
        return [*payload[:position], _mutated(payload[position], data), *payload[position + 1 :]]
    return data.draw(JSON)
