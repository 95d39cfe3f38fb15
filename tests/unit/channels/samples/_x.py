"""Bodies of X in its three products, and what our parser makes of them for two accounts of ours."""

import json
from datetime import UTC, datetime
from typing import Any

from shared.channels.x.webhook import WEBHOOK
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem
from shared.domain.messages.event import InboundEvent

ACME = OwnAccount(brand="acme", channel="x", id="3000000001", handle="acmeshop")
OTHER = OwnAccount(brand="acme", channel="x", id="3000000002", handle="acmehelp")
ARRIVAL = Arrival(received_at=datetime(2026, 7, 31, 12, 14, tzinfo=UTC), trace_id="t")
MIA = {
    "id": 4000000001,
    "id_str": "4000000001",
    "name": "Mia Larsen",
    "screen_name": "mialarsen",
    "followers_count": 5120,
    "verified": False,
}
MIA_V2 = {
    "id": "4000000001",
    "name": "Mia Larsen",
    "username": "mialarsen",
    "verified": True,
    "public_metrics": {"followers_count": 5120},
}


USERS = {
    "4000000001": {"id": "4000000001", "name": "Mia Larsen", "screen_name": "mialarsen", "followers_count": 5120},
    "3000000001": {"id": "3000000001", "name": "Acme", "screen_name": "acmeshop"},
}
WRAPPED = {
    "4000000001": {
        "data": {
            "id": "4000000001",
            "name": "Mia Larsen",
            "username": "mialarsen",
            "public_metrics": {"followers_count": 5120},
        }
    }
}


def accounts(channel: str, account_id: str) -> OwnAccount | None:
    return next((one for one in (ACME, OTHER) if channel == "x" and account_id in (one.id, "")), None)


def parse(payload: Any) -> list[ParsedItem]:
    return list(WEBHOOK.parse(json.loads(json.dumps(payload)), accounts, ARRIVAL))


def one(payload: Any) -> InboundEvent:
    (item,) = parse(payload)
    assert isinstance(item, InboundEvent), item
    return item


def tweet(**fields: Any) -> dict[str, Any]:
    return {
        "created_at": "Fri Jul 31 12:13:20 +0000 2026",
        "id": 1950000000000000001,
        "id_str": "1950000000000000001",
        "text": "@acmeshop my parcel is gone",
        "in_reply_to_status_id_str": None,
        "in_reply_to_user_id_str": "3000000001",
        "user": MIA,
        "is_quote_status": False,
        "lang": "en",
        "timestamp_ms": "1785500000123",
        "entities": {"user_mentions": [{"id_str": "3000000001", "screen_name": "acmeshop"}], "urls": []},
        **fields,
    }


def created(*tweets: Any, for_user_id: str = "3000000001") -> dict[str, Any]:
    return {"for_user_id": for_user_id, "user_has_blocked": "false", "tweet_create_events": list(tweets)}


def activity(event_type: str, payload: Any, **more: Any) -> dict[str, Any]:
    return {
        "data": {
            "event_uuid": "-4870000000000000001",
            "filter": {"user_id": "3000000001"},
            "event_type": event_type,
            "tag": "acme-mentions",
            "payload": payload,
            "includes": {"users": [MIA_V2]},
            **more,
        }
    }


def post(**fields: Any) -> dict[str, Any]:
    return {
        "id": "1950000000000000001",
        "text": "@acmeshop my parcel is gone",
        "author_id": "4000000001",
        "conversation_id": "1950000000000000001",
        "created_at": "2026-07-31T12:13:20.000Z",
        "edit_history_tweet_ids": ["1950000000000000001"],
        **fields,
    }


def message(sender: str = "4000000001", recipient: str = "3000000001", **data: Any) -> dict[str, Any]:
    return {
        "type": "message_create",
        "id": "1950000000000000101",
        "created_timestamp": "1785500200000",
        "message_create": {
            "target": {"recipient_id": recipient},
            "sender_id": sender,
            "source_app_id": "268278",
            "message_data": {"text": "My order is AC-1 &amp; late", "entities": {"urls": []}, **data},
        },
    }


def older(*messages: Any) -> dict[str, Any]:
    return {"for_user_id": "3000000001", "direct_message_events": list(messages), "users": USERS}


def newer(event_type: str, payload: Any) -> dict[str, Any]:
    return {
        "data": {"event_uuid": "7", "filter": {"user_id": "3000000001"}, "event_type": event_type, "payload": payload}
    }
