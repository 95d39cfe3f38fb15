"""Comments under the posts of an organization."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from shared.domain.channels.webhook import Secrets
from tests.unit.channels.samples import Samples

ORGANIZATION = "5500001"
POST = "urn:li:activity:7200000000000000001"
CUSTOMER = "urn:li:person:AbC123"
COMMENT = f"urn:li:comment:({POST},7200000000000000002)"
SECOND = f"urn:li:comment:({POST},7200000000000000003)"
SECRETS: Secrets = {"client_secret": ["linkedin-client-secret"]}


def headers(body: bytes, secrets: Secrets) -> Mapping[str, str]:
    digest = hmac.new(secrets["client_secret"][0].encode(), b"hmacsha256=" + body, hashlib.sha256)
    return {"x-li-signature": digest.hexdigest()}


def notification(
    comment: Any, *, number: Any = 2201001, action: str = "COMMENT", account_id: str = ORGANIZATION, **activity: Any
) -> dict[str, Any]:
    decorated = {"entity": comment, "owner": CUSTOMER, "object": POST, "text": "Where is my parcel?", **activity}
    return {
        "notificationId": number,
        "organizationalEntity": f"urn:li:organization:{account_id}",
        "action": action,
        "sourcePost": POST,
        "generatedActivity": comment,
        "decoratedGeneratedActivity": {"comment": decorated},
        "lastModifiedAt": 1785500000000,
        "subscriber": "urn:li:person:AdM1n",
    }


def body(*notifications: Any) -> dict[str, Any]:
    return {"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": list(notifications)}


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return body(notification(message_id, owner=author_id, text=text, account_id=account_id))


SAMPLES = Samples(
    channel="linkedin",
    account_id=ORGANIZATION,
    author_id=CUSTOMER,
    message_id=COMMENT,
    second_message_id=SECOND,
    secrets=SECRETS,
    headers=headers,
    created=created,
    broken_middle=lambda: body(
        notification(COMMENT), {**notification(None, entity=None), "action": "COMMENT"}, notification(SECOND, number=2)
    ),
    own_echo=lambda: body(
        notification(SECOND, action="ADMIN_COMMENT", owner=f"urn:li:organization:{ORGANIZATION}", parentComment=COMMENT)
    ),
    unknown_field=lambda: body(notification(COMMENT, action="HOLOGRAM")),
    signals=lambda: [
        body({**notification("urn:li:share:7", action="SHARE"), "decoratedGeneratedActivity": {"share": {}}}),
        body(notification(COMMENT, action="LIKE")),
    ],
    warnings=list,
    unwanted=lambda: {
        "type": "LEAD_ACTION",
        "leadGenFormResponse": "urn:li:leadGenFormResponse:1",
        "leadAction": "CREATED",
        "owner": {"organization": f"urn:li:organization:{ORGANIZATION}"},
        "occurredAt": 1785500000000,
    },
    number_ids=lambda: body(notification(900719925474099312345, owner=9007199254740993123, number=9007199254740993)),
    deleted=lambda message_id: body(notification(message_id, action="COMMENT_DELETE", number=2201003)),
    edited=lambda message_id, text: body(notification(message_id, action="COMMENT_EDIT", number=2201002, text=text)),
)
