"""A file that a customer sends on a platform ends in the bucket: real handlers on moto, platforms behind sockets."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from functions.media.transcribing import TranscribeVoice
from shared.adapters.sqs.inbound_queue import SqsInboundQueue
from shared.adapters.transcribe.canned import WORDS, CannedTranscriber
from shared.domain.messages.model import Message
from shared.domain.vocabulary import AttachmentStatus
from tests.integration.acme_at_night import NIGHT
from tests.integration.faults import Killed
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto

pytestmark = pytest.mark.integration

NUMBER, PERSON = "106540352242922", "4915112345678"


@pytest.fixture(scope="module")
def running() -> Iterator[StackOnMoto]:
    with pytest.MonkeyPatch.context() as monkeypatch, stack_on_moto(monkeypatch) as stack:
        yield stack


@pytest.fixture
def stack(running: StackOnMoto) -> StackOnMoto:
    running.begin_anew()
    running.simulator.faults.clear()
    running.meddle = lambda client, operation, do: do()
    bucket = boto3.resource("s3").Bucket("desk")
    bucket.objects.filter(Prefix="media/").delete()
    return running


def sent(stack: StackOnMoto, kind: str, media_id: str, message_id: str = "wamid.1", **held: Any) -> None:
    """A WhatsApp message with one file."""
    message = {"from": PERSON, "id": message_id, "timestamp": str(int(NIGHT.timestamp())), "type": kind}
    deliver(stack, {**message, kind: {"id": media_id, **held}})


def deliver(stack: StackOnMoto, message: dict[str, Any]) -> None:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": NUMBER},
        "contacts": [{"wa_id": PERSON, "profile": {"name": "Mia"}}],
        "messages": [message],
    }
    entry = {"id": "102290129340398", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    assert stack.post(body, channel="whatsapp") == 200
    stack.work()


def stored(stack: StackOnMoto, message_id: str = "wamid.1") -> Message:
    message = stack.handlers["media"].ports.messages.get("whatsapp", NUMBER, message_id)
    assert message is not None
    return message


def status(stack: StackOnMoto) -> AttachmentStatus | None:
    (held,) = stored(stack).attachments
    return held.status


def test_a_whatsapp_photo_ends_in_the_bucket(stack: StackOnMoto) -> None:
    sent(stack, "image", "778-photo", mime_type="image/jpeg", caption="Broken on arrival")
    assert (status(stack), stack.stored_objects("media/")) == (AttachmentStatus.PENDING, [])
    stack.fetch_files()
    (held,) = stored(stack).attachments
    assert (held.status, held.mime_type) == (AttachmentStatus.STORED, "image/png")
    assert stack.stored_objects("media/") == [held.key]
    found = boto3.client("s3").get_object(Bucket="desk", Key=held.key or "")
    assert (found["ContentType"], found["ContentLength"]) == ("image/png", held.size)
    assert found["Body"].read().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("kind", "media_id", "expected"),
    [
        ("audio", "1-voice", AttachmentStatus.STORED),
        ("document", "2-document", AttachmentStatus.STORED),
        ("video", "3-video", AttachmentStatus.STORED),
        ("image", "4-page", AttachmentStatus.REFUSED),
        ("image", "5-private", AttachmentStatus.REFUSED),
        ("image", "6-expired", AttachmentStatus.GONE),
        ("image", "7-endless", AttachmentStatus.TOO_LARGE),
    ],
)
def test_every_file_ends_as_it_should(stack: StackOnMoto, kind: str, media_id: str, expected: AttachmentStatus) -> None:
    sent(stack, kind, media_id)
    stack.fetch_files()
    assert status(stack) is expected
    assert len(stack.stored_objects("media/")) == (1 if expected is AttachmentStatus.STORED else 0)


def test_the_ticket_and_its_acknowledgement_do_not_wait_for_a_file(stack: StackOnMoto) -> None:
    stack.simulator.faults.add({"match": {"channel": "whatsapp", "method": "GET"}, "status": 503})
    sent(stack, "image", "778-photo", caption="Où est mon colis ?")
    ticket = stack.tickets.get(stored(stack).ticket_id or "")
    assert ticket is not None
    assert ticket.waiting_since == NIGHT
    assert [call["path"].rpartition("/")[2] for call in stack.calls("whatsapp")] == ["messages"]  # acknowledged
    stack.fetch_files()
    assert status(stack) is AttachmentStatus.PENDING
    stack.simulator.faults.clear()
    stack.fetch_files()
    assert status(stack) is AttachmentStatus.PENDING  # hidden for ten seconds
    stack.pass_time(seconds=11)
    stack.fetch_files()
    assert status(stack) is AttachmentStatus.STORED


def test_a_platform_that_throttles_is_asked_again_when_it_says(stack: StackOnMoto) -> None:
    match = {"channel": "whatsapp", "method": "GET", "path": "attachments"}
    stack.simulator.faults.add({"match": match, "status": 429, "headers": {"Retry-After": "300"}, "count": 1})
    sent(stack, "image", "778-photo")
    stack.fetch_files()
    stack.pass_time(seconds=290)
    stack.fetch_files()
    assert status(stack) is AttachmentStatus.PENDING
    stack.pass_time(seconds=11)
    stack.fetch_files()
    assert status(stack) is AttachmentStatus.STORED


def _calls(stack: StackOnMoto) -> list[str]:
    """The calls to AWS that bring one file home."""
    made: list[str] = []
    sent(stack, "image", "778-photo")

    def note(client: Any, operation: str, do: Any) -> Any:
        made.append(operation)
        return do()

    stack.meddle = note
    stack.fetch_files()
    return made


def test_a_photo_costs_one_object_and_one_write_of_its_message(stack: StackOnMoto) -> None:
    """S3 takes 5 dollars for a million objects, DynamoDB 0.63 for a million units."""
    _calls(stack)  # in a container that was just started brands, tokens and switches are read
    sent(stack, "image", "779-photo", "wamid.2")
    made: list[str] = []

    def note(client: Any, operation: str, do: Any) -> Any:
        made.append(operation)
        return do()

    stack.meddle = note
    stack.fetch_files()
    assert sorted(made) == ["GetItem", "GetItem", "PutItem", "PutObject"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_wherever_media_is_killed_the_file_is_there_once_in_the_end(stack: StackOnMoto, when: str) -> None:
    calls = _calls(stack)
    assert {"PutObject", "PutItem"} <= set(calls)
    for number in range(len(calls)):
        stack.begin_anew()
        stack.meddle = lambda client, operation, do: do()
        sent(stack, "image", "778-photo")
        left = [number]

        def kill(client: Any, operation: str, do: Any, left: list[int] = left) -> Any:
            left[0] -= 1
            if left[0] != -1:
                return do()
            if when == "after":
                do()
            raise Killed

        stack.meddle = kill
        stack.fetch_files()
        stack.meddle = lambda client, operation, do: do()
        stack.pass_time(minutes=10)
        stack.fetch_files()
        (held,) = stored(stack).attachments
        assert (held.status, stack.stored_objects("media/")) == (AttachmentStatus.STORED, [held.key]), number


def test_a_voice_note_is_written_down_and_classified(stack: StackOnMoto, monkeypatch: pytest.MonkeyPatch) -> None:
    media = stack.handlers["media"]
    transcribe = TranscribeVoice(
        messages=media.ports.messages,
        transcriber=CannedTranscriber(),
        queue=SqsInboundQueue(media.settings.inbound_queue_url),
        clock=media.ports.clock,
    )
    monkeypatch.setattr(media, "transcribe_voice", transcribe)
    sent(stack, "audio", "1-voice", voice=True)
    assert stored(stack).text is None
    stack.fetch_files()
    stack.work()
    message = stored(stack)
    assert (message.text, message.transcribed, message.language) == (WORDS, True, "fr")
    assert status(stack) is AttachmentStatus.STORED


def test_a_message_that_is_deleted_while_its_picture_is_on_the_way_leaves_nothing(stack: StackOnMoto) -> None:
    match = {"channel": "whatsapp", "method": "GET", "path": "attachments"}
    stack.simulator.faults.add({"match": match, "status": 503, "count": 1})
    sent(stack, "image", "778-photo")
    stack.fetch_files()
    assert status(stack) is AttachmentStatus.PENDING
    revoked = {"from": PERSON, "id": "wamid.2", "timestamp": str(int(NIGHT.timestamp()) + 5), "type": "revoke"}
    deliver(stack, {**revoked, "revoke": {"original_message_id": "wamid.1"}})
    stack.pass_time(seconds=11)
    stack.fetch_files()
    message = stored(stack)
    assert (message.deleted_at is not None, message.attachments) == (True, ())
    assert stack.stored_objects("media/") == []
    assert (
        stack.sqs.get_queue_attributes(
            QueueUrl=str(stack.handlers["media"].settings.media_queue_url), AttributeNames=["All"]
        )["Attributes"]["ApproximateNumberOfMessages"]
        == "0"
    )
