"""Comments under the videos of a TikTok business account."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.domain.channels.webhook import Secrets
from tests.fakes.stored import START
from tests.unit.channels.samples import Samples

ACCOUNT = "act.acme"
CUSTOMER = "user-u-1"
VIDEO = "7300000000000000001"
COMMENT = "7300000000000000002"
SECRETS: Secrets = {"client_secret": ["tiktok-client-secret"]}


def headers_at(body: bytes, secrets: Secrets, at: datetime) -> Mapping[str, str]:
    seconds = str(int(at.timestamp()))
    signed = f"{seconds}.".encode() + body
    digest = hmac.new(secrets["client_secret"][0].encode(), signed, hashlib.sha256).hexdigest()
    return {"tiktok-signature": f"t={seconds},s={digest}"}


def headers(body: bytes, secrets: Secrets) -> Mapping[str, str]:
    return headers_at(body, secrets, START)


def comment(comment_id: Any = COMMENT, *, action: str = "insert", author: Any = CUSTOMER, **rest: Any) -> Any:
    return {
        "comment_id": comment_id,
        "video_id": VIDEO,
        "parent_comment_id": "",
        "comment_type": "comment",
        "comment_action": action,
        "timestamp": 1785500000,
        "unique_identifier": author,
        "text": "Where is my parcel?",
        **rest,
    }


def body(content: Any, *, event: str = "comment.update", account_id: Any = ACCOUNT) -> dict[str, Any]:
    return {
        "client_key": "bwo2m45353a6k85",
        "event": event,
        "create_time": 1785500001,
        "user_openid": account_id,
        "content": json.dumps(content),
    }


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return body(comment(message_id, author=author_id, text=text), account_id=account_id)


SAMPLES = Samples(
    channel="tiktok",
    account_id=ACCOUNT,
    author_id=CUSTOMER,
    message_id=COMMENT,
    second_message_id="7300000000000000003",
    secrets=SECRETS,
    headers=headers,
    headers_at=headers_at,
    created=created,
    broken_middle=None,
    own_echo=lambda: body(
        comment("7300000000000000004", author=ACCOUNT, comment_type="reply", parent_comment_id=COMMENT)
    ),
    unknown_field=lambda: body(comment(), event="hologram.update"),
    signals=lambda: [body(comment(text="@julie @marc 😂"))],
    warnings=list,
    to_a_friend=lambda: body(comment(text="@julie on y va samedi ?")),
    unwanted=lambda: body({"share_id": "1"}, event="post.publish.complete"),
    number_ids=lambda: body(comment(900719925474099312345, author=9007199254740993123)),
    deleted=lambda comment_id: body(comment(comment_id, action="delete")),
)
