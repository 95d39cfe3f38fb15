"""Posts that mention the account, as the Account Activity API tells them."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from shared.domain.channels.webhook import Secrets
from tests.unit.channels.samples import Samples

ACCOUNT = "3000000001"
CUSTOMER = "4000000001"
POST = "1950000000000000001"
SECOND = "1950000000000000002"
SECRETS: Secrets = {"client_secret": ["x-client-secret"], "consumer_secret": ["x-consumer-secret"]}


def headers(body: bytes, secrets: Secrets) -> Mapping[str, str]:
    digest = hmac.new(secrets["client_secret"][0].encode(), body, hashlib.sha256).digest()
    return {"x-twitter-webhooks-signature-oauth2": "sha256=" + base64.b64encode(digest).decode()}


def tweet(post_id: Any, *, author_id: Any = CUSTOMER, **fields: Any) -> dict[str, Any]:
    return {
        "created_at": "Fri Jul 31 12:13:20 +0000 2026",
        "id_str": post_id,
        "text": "Where is my parcel?",
        "in_reply_to_status_id_str": None,
        "in_reply_to_user_id_str": ACCOUNT,
        "user": {"id_str": author_id, "name": "Mia Larsen", "screen_name": "mialarsen", "followers_count": 5120},
        "is_quote_status": False,
        "lang": "en",
        "timestamp_ms": "1785500000123",
        "entities": {"user_mentions": [{"id_str": ACCOUNT, "screen_name": "acmeshop"}], "urls": []},
        **fields,
    }


def body(*items: Any, account_id: Any = ACCOUNT, array: str = "tweet_create_events") -> dict[str, Any]:
    return {"for_user_id": account_id, "user_has_blocked": "false", array: list(items)}


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return body(tweet(message_id, author_id=author_id, text=text), account_id=account_id)


def edited(message_id: str, text: str) -> Any:
    return {
        "data": {
            "event_uuid": "-4870000000000000001",
            "filter": {"user_id": ACCOUNT},
            "event_type": "post.mention.create",
            "payload": {
                "id": SECOND,
                "text": text,
                "author_id": CUSTOMER,
                "conversation_id": message_id,
                "created_at": "2026-07-31T12:14:20.000Z",
                "edit_history_tweet_ids": [message_id, SECOND],
            },
            "includes": {"users": [{"id": CUSTOMER, "username": "mialarsen"}]},
        }
    }


SAMPLES = Samples(
    channel="x",
    account_id=ACCOUNT,
    author_id=CUSTOMER,
    message_id=POST,
    second_message_id=SECOND,
    secrets=SECRETS,
    headers=headers,
    created=created,
    broken_middle=lambda: body(tweet(POST), {"text": None}, tweet(SECOND)),
    own_echo=lambda: body(tweet(SECOND, author_id=ACCOUNT, in_reply_to_status_id_str=POST)),
    unknown_field=lambda: body({"id": "1"}, array="hologram_events"),
    signals=lambda: [
        body(tweet(POST, retweeted_status={"id_str": "1"})),
        body(
            tweet(
                POST,
                text="https://t.co/abc",
                is_quote_status=True,
                quoted_status={"id_str": SECOND},
                in_reply_to_user_id_str=None,
                entities={"urls": []},
            )
        ),
        body(tweet(SECOND, text="@julie @marc", entities={"user_mentions": [{"screen_name": "julie"}]})),
    ],
    warnings=lambda: [
        {
            "data": {
                "event_uuid": "-48",
                "filter": {"user_id": ACCOUNT},
                "event_type": "profile.update.screenname",
                "payload": {"before": "acmeshop", "after": "acme"},
            }
        }
    ],
    number_ids=lambda: body(
        tweet(None, id=900719925474099312345, user={"id": 9007199254740993123}), account_id=int(ACCOUNT)
    ),
    deleted=lambda message_id: body(
        {"status": {"id": message_id, "user_id": CUSTOMER}, "timestamp_ms": "1785500100000"},
        array="tweet_delete_events",
    ),
    edited=edited,
)
