"""A photo that a customer sends on WhatsApp ends in the bucket of the deployed stack."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.system_clock import SystemClock
from shared.domain.messages.attachments import Attachment
from shared.domain.vocabulary import AttachmentStatus
from tests.e2e.deployed import DeployedStack, fresh, until

pytestmark = pytest.mark.e2e

NUMBER = "106540352242922"


def sent(stack: DeployedStack, media_id: str) -> str:
    """The id of the message that shows the file."""
    person, message_id = fresh(), f"wamid.{fresh()}"
    message: dict[str, Any] = {
        "from": person, "id": message_id, "timestamp": str(int(datetime.now(UTC).timestamp())), "type": "image",
        "image": {"id": media_id, "mime_type": "image/jpeg", "caption": "Broken on arrival"},
    }  # fmt: skip
    value = {
        "messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER},
        "contacts": [{"profile": {"name": "Mia Larsen"}, "wa_id": person}], "messages": [message],
    }  # fmt: skip
    entry = {"id": "102290129340398", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    assert stack.deliver("whatsapp", body) == 200
    return message_id


def settled(stack: DeployedStack, message_id: str) -> Attachment:
    messages = DynamoDBMessages(stack.table, SystemClock())

    def look() -> Attachment | None:
        message = messages.get("whatsapp", NUMBER, message_id)
        held = message.attachments[0] if message is not None and message.attachments else None
        return None if held is None or held.status is AttachmentStatus.PENDING else held

    return until(look)


def test_a_whatsapp_photo_is_in_the_bucket(by_day: DeployedStack) -> None:
    held = settled(by_day, sent(by_day, f"{fresh()}-photo"))
    assert (held.status, held.mime_type) == (AttachmentStatus.STORED, "image/png")
    s3 = by_day.aws("s3")
    found = s3.get_object(Bucket=by_day.stack.quarantine_bucket, Key=held.key)
    assert (found["ContentType"], found["ContentLength"]) == ("image/png", held.size)


@pytest.mark.parametrize(
    ("media_id", "status"), [("page", "refused"), ("private", "refused"), ("expired", "gone"), ("endless", "too_large")]
)
def test_what_must_not_be_kept_is_not(by_day: DeployedStack, media_id: str, status: str) -> None:
    held = settled(by_day, sent(by_day, f"{fresh()}-{media_id}"))
    assert held.status == status
    s3 = by_day.aws("s3")
    assert s3.list_objects_v2(Bucket=by_day.stack.quarantine_bucket, Prefix=held.key).get("KeyCount", 0) == 0


INSTAGRAM = "17841400000000001"


def direct(stack: DeployedStack, person: str, message: dict[str, Any]) -> None:
    """A private message on Instagram, or what happens to one."""
    element = {
        "sender": {"id": person}, "recipient": {"id": INSTAGRAM}, "timestamp": int(time.time() * 1000),
        "message": message,
    }  # fmt: skip
    entry = {"id": INSTAGRAM, "time": int(time.time() * 1000), "messaging": [element]}
    assert stack.deliver("instagram", json.dumps({"object": "instagram", "entry": [entry]}).encode()) == 200


def test_a_message_that_is_deleted_while_its_picture_is_on_the_way_leaves_nothing(by_day: DeployedStack) -> None:
    person, mid, name = fresh(), f"aWd{fresh()}", f"{fresh()}-photo"
    slow = {"match": {"channel": "cdn", "path": name}, "delay": 5, "count": 1}
    assert by_day.http.post(f"{by_day.stack.simulator_url}/faults", json=slow).status_code == 201
    shown = {"type": "image", "payload": {"url": f"{by_day.stack.simulator_url}/cdn/{name}"}}
    messages = DynamoDBMessages(by_day.table, SystemClock())
    direct(by_day, person, {"mid": mid, "attachments": [shown]})
    message = until(lambda: messages.get("instagram", INSTAGRAM, mid))
    key = message.attachments[0].key

    direct(by_day, person, {"mid": mid, "is_deleted": True})

    until(lambda: (found := messages.get("instagram", INSTAGRAM, mid)) is not None and found.deleted_at is not None)
    until(lambda: any(name in call["path"] for call in by_day.calls("cdn")))
    time.sleep(3)  # whoever fetches it has time to put it down
    s3 = by_day.aws("s3")
    assert s3.list_objects_v2(Bucket=by_day.stack.quarantine_bucket, Prefix=key).get("KeyCount", 0) == 0
    found = messages.get("instagram", INSTAGRAM, mid)
    assert found is not None
    assert AttachmentStatus.STORED not in {held.status for held in found.attachments}
