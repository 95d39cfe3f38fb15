"""What platforms say about our own accounts is for operators (``ops``), and is neither a message nor a signal."""

import json
from typing import Any

import pytest

from shared.channels import load_webhook
from shared.channels.body import split_body
from shared.domain.channels.webhook import Arrival, OwnAccount
from shared.domain.messages.event import InboundEvent
from shared.domain.outbox.accounts import AccountState
from shared.domain.vocabulary import EventKind, Outcome
from tests.fakes.store import FakeStore
from tests.fakes.stored import START
from tests.unit.channels.samples import facebook, google_business, whatsapp, x

PAGE, NUMBER, X_ACCOUNT = facebook.PAGE, whatsapp.NUMBER, x.ACCOUNT


def page_post(item: str, verb: str, **value: Any) -> Any:
    told = {"item": item, "verb": verb, "post_id": facebook.POST, "from": {"id": PAGE}, "created_time": 1785500000}
    return facebook.page({"field": "feed", "value": {**told, **value}})


def number(field: str, **value: Any) -> Any:
    entry = {"id": whatsapp.WABA, "changes": [{"field": field, "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def activity(kind: str, **payload: Any) -> Any:
    told = {"event_type": kind, "event_uuid": f"uuid-{kind}", "filter": {"user_id": X_ACCOUNT}, "payload": payload}
    return {"data": told}


def page_message(**event: Any) -> Any:
    messaging = {"recipient": {"id": PAGE}, "timestamp": 1785500000000, **event}
    return {"object": "page", "entry": [{"id": PAGE, "time": 1785500000000, "messaging": [messaging]}]}


NOTICES: dict[str, tuple[str, str, Any]] = {
    "a video of the page is blocked": ("facebook", PAGE, page_post("video", "block", video_flag_reason=1)),
    "a video of the page is muted": ("facebook", PAGE, page_post("video", "mute")),
    "a post of the page is blocked": ("facebook", PAGE, page_post("post", "block")),
    "a video is free again": ("facebook", PAGE, page_post("video", "unblock")),
    "the page breaks a policy": (
        "messenger", PAGE, page_message(**{"policy_enforcement": {"action": "block", "reason": "spam"}})
    ),
    "the quality of a number falls": (
        "whatsapp", NUMBER, number("phone_number_quality_update", event="FLAGGED", current_limit="TIER_1K",
                                   display_phone_number="49151")
    ),
    "the name of a number is refused": (
        "whatsapp", NUMBER, number("phone_number_name_update", decision="REJECTED", display_phone_number="49151")
    ),
    "the username of a number changes": (
        "whatsapp", NUMBER, number("business_username_update", username="acme", status="approved",
                                   display_phone_number="49151")
    ),
    "an account on WhatsApp breaks a policy": (
        "whatsapp", NUMBER, number("account_update", event="ACCOUNT_VIOLATION")
    ),
    "a template is paused": ("whatsapp", NUMBER, number("message_template_status_update", event="PAUSED")),
    "the quality of a template falls": (
        "whatsapp", NUMBER, number("message_template_quality_update", new_quality_score="RED")
    ),
    "the screen name on X changes": ("x", X_ACCOUNT, activity("profile.update.screenname", before="a", after="b")),
    "the profile on X changes": ("x", X_ACCOUNT, activity("profile.update.bio", before="a", after="b")),
    "the permission on X is taken back": ("x", X_ACCOUNT, activity("oauth.revoke", user_id=X_ACCOUNT)),
    "a location is ours no longer": (
        "google_business", google_business.ACCOUNT, google_business.announced("LOSS_OF_VOICE_OF_MERCHANT")
    ),
    "Google changes the profile": (
        "google_business", google_business.ACCOUNT, google_business.announced("GOOGLE_UPDATE")
    ),
}  # fmt: skip


def events(channel: str, account_id: str, payload: Any) -> list[InboundEvent]:
    own = OwnAccount(brand="acme", channel=channel, id=account_id, handle="acme")
    split = split_body(
        load_webhook(channel),
        lambda asked, _: own if asked == channel else None,
        json.dumps(payload).encode(),
        Arrival(received_at=START),
    )
    assert (split.rejected, split.signals.total()) == ([], 0)
    return split.events


@pytest.mark.parametrize(("channel", "account_id", "payload"), NOTICES.values(), ids=NOTICES)
def test_a_notice_about_our_account_is_told_to_operators_once_and_counted_as_nothing_else(
    channel: str, account_id: str, payload: Any
) -> None:
    (event,) = events(channel, account_id, payload)
    assert event.kind is EventKind.ACCOUNT_WARNING
    assert event.message_id is None

    fakes = FakeStore()
    stored = [fakes.store(event, None) for _ in range(2)]

    assert [each.outcome for each in stored] == [Outcome.OPS, Outcome.OPS]
    assert [each.duplicate for each in stored] == [False, True]
    state = fakes.accounts.get(event.channel, event.account_id)
    assert isinstance(state, AccountState)
    assert state.warned_because == event.details["reason"]
    assert (fakes.tickets.stored, fakes.messages.stored) == ({}, {})
    assert fakes.metrics.of("AccountWarnings", channel=event.channel) == 1
    assert fakes.metrics.of("SignalsCounted") == 0
