"""What any sender may send that signs by the Standard Webhooks specification."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from shared.channels.webhook.webhook import WEBHOOK
from shared.domain.channels.webhook import Signals, Unreadable, Verdict, WebhookRequest
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.unit.channels import parsed
from tests.unit.channels.samples.webhook import CUSTOMER, SOURCE, event

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
BODY = b'{"type":"ticket.escalated","timestamp":"2026-07-31T12:13:20Z","data":{"ticket_id":"T-1"}}'
SIGNATURE = "v1,9jpQ7p6insOStvK6tSmB/cFsUB1wF9shJb/iuoaZsb4="
SIGNED_AT = datetime.fromtimestamp(1785500000, UTC)


def verdict(now: datetime = SIGNED_AT, secrets: Any = (SECRET,), body: bytes = BODY, **headers: str) -> Verdict:
    given = {"webhook-id": "msg_01TEST", "webhook-timestamp": "1785500000", "webhook-signature": SIGNATURE}
    for name, value in headers.items():
        given[f"webhook-{name}"] = value
    request = WebhookRequest(method="POST", headers=given, query={}, body=body)
    return WEBHOOK.verify(request, {"signing_secret": list(secrets)}, now)


def one(payload: Any) -> InboundEvent:
    found = parsed.one("webhook", SOURCE, payload)
    assert isinstance(found, InboundEvent), found
    return found


def test_the_known_answer_is_valid_and_nothing_else_is():
    assert verdict() is Verdict.VALID
    assert verdict(body=BODY + b" ") is Verdict.INVALID
    assert verdict(id="msg_02TEST") is Verdict.INVALID
    assert verdict(timestamp="1785500001") is Verdict.INVALID
    assert verdict(secrets=["whsec_AAAA"]) is Verdict.INVALID


@pytest.mark.parametrize("name", ["id", "timestamp", "signature"])
def test_every_header_is_needed(name: str):
    assert verdict(**{name: ""}) is Verdict.MISSING


def test_one_signature_of_several_is_enough_and_unknown_versions_are_passed_over():
    assert verdict(signature=f"v1a,abc v1,wrong {SIGNATURE} v9,x") is Verdict.VALID
    assert verdict(signature=f"v2,{SIGNATURE.removeprefix('v1,')}") is Verdict.INVALID
    assert verdict(secrets=["whsec_AAAA", SECRET, "no base64!", ""]) is Verdict.VALID


@pytest.mark.parametrize(
    ("minutes", "expected"), [(5, Verdict.VALID), (-5, Verdict.VALID), (5.1, Verdict.STALE), (-5.1, Verdict.STALE)]
)
def test_what_was_signed_too_long_ago_or_ahead_is_stale(minutes: float, expected: Verdict):
    assert verdict(SIGNED_AT + timedelta(minutes=minutes)) is expected


@pytest.mark.parametrize("seconds", ["soon", "17855e5", "-1", "9" * 40, "١٧٨٥٥٠٠٠٠٠"])
def test_a_time_that_is_none_is_never_valid(seconds: str):
    assert verdict(timestamp=seconds) is not Verdict.VALID


def test_an_empty_secret_verifies_nothing():
    assert verdict(secrets=["", "whsec_"]) is Verdict.INVALID


def test_the_specifications_own_library_signs_as_we_verify():
    signature = Webhook(SECRET).sign("msg_01TEST", SIGNED_AT, BODY.decode())
    assert signature == SIGNATURE


def test_a_message_is_read():
    found = one(event())
    assert (found.kind, found.surface, found.visibility) == (EventKind.CREATED, Surface.COMMENT, Visibility.PUBLIC)
    assert (found.conversation_id, found.parent_id) == (f"f-990:{CUSTOMER}", "f-990")
    assert found.author is not None
    assert (found.author.handle, found.author.followers, found.author.verified) == ("mia", 12, False)
    assert found.permalink == "https://forum.example/t/990#991"
    assert found.event_id == "webhook:forum:f-991:created"
    assert found.occurred_at == datetime(2026, 7, 31, 12, 13, 20, tzinfo=UTC)


def test_a_private_message_is_a_conversation_with_its_thread_or_its_author():
    found = one(event(kind="direct_message"))
    assert (found.surface, found.visibility) == (Surface.DIRECT_MESSAGE, Visibility.PRIVATE)
    assert found.conversation_id == "f-990"
    assert one(event(kind="direct_message", thread_id=None)).conversation_id == CUSTOMER


def test_what_the_brand_wrote_is_an_echo():
    found = one(event(direction="outbound"))
    assert (found.kind, found.event_id) == (EventKind.ECHO, "webhook:forum:f-991:created")


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("message.edited", EventKind.EDITED),
        ("message.deleted", EventKind.DELETED),
        ("message.hidden", EventKind.HIDDEN),
        ("message.unhidden", EventKind.UNHIDDEN),
        ("comment.updated", EventKind.EDITED),
        ("something.else", EventKind.UNSUPPORTED),
        ("invoice.created", EventKind.UNSUPPORTED),
        ("message", EventKind.UNSUPPORTED),
    ],
)
def test_every_type_has_its_kind(what: str, kind: EventKind):
    assert one(event(what)).kind is kind


def test_a_sender_that_names_what_was_written_need_not_say_it_twice():
    found = one(event("review.created", kind=None))
    assert (found.kind, found.surface) == (EventKind.CREATED, Surface.REVIEW)
    assert one(event("review.created", kind="mention")).surface is Surface.MENTION
    assert one(event(message_id=None, id="f-7")).message_id == "f-7"


def test_signals_are_counted():
    found = parsed.one("webhook", SOURCE, event("signal.like"))
    assert isinstance(found, Signals)
    assert found.name == "like"


@pytest.mark.parametrize("payload", [1, "x", {"type": "message.created"}, {"type": 1, "data": {"a": 1}}])
def test_what_cannot_be_read_is_kept(payload: Any):
    found = parsed.one("webhook", SOURCE, payload)
    assert isinstance(found, Unreadable)
    assert found.item == payload
