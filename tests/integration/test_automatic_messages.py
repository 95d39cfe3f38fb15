"""Automatic texts that a ticket gets once: the fake and DynamoDB answer the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.automatic_messages import DynamoDBAutomaticMessages
from shared.domain.channels.sending import QuickReply
from shared.domain.errors import ConflictError
from shared.domain.outbox.automatic_message import AutomaticKind, AutomaticMessage
from shared.domain.outbox.record import OutboxStatus
from shared.domain.vocabulary import Visibility
from tests.fakes.outbox import FakeAutomaticMessages
from tests.fakes.stored import START
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

Messages = FakeAutomaticMessages | DynamoDBAutomaticMessages


def a_message(kind: AutomaticKind = AutomaticKind.QUESTION, **fields: object) -> AutomaticMessage:
    message = AutomaticMessage(
        kind=kind,
        home="messenger",
        channel="messenger",
        account_id="1001",
        conversation_id="psid",
        period_start=START,
        ticket_id="T-1",
        status=OutboxStatus.CLAIMED,
        text="De 1 à 5 ?",
        visibility=Visibility.PRIVATE,
        recipient_id="psid",
        in_reply_to="m1",
        created_at=START,
        claimed_at=START,
        expires_at=START + timedelta(days=30),
        quick_replies=(QuickReply(title="1", payload="satisfaction:1"),),
    )
    return replace(message, **fields)


@pytest.fixture(params=["fake", "dynamodb"])
def messages(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Messages]:
    if request.param == "fake":
        yield FakeAutomaticMessages()
        return
    with table_on_moto(monkeypatch) as table:
        yield DynamoDBAutomaticMessages(table)


def test_a_text_is_read_as_it_was_written(messages: Messages) -> None:
    saved = messages.save(a_message())
    assert saved.revision == 1
    assert messages.get("T-1", AutomaticKind.QUESTION) == saved
    assert messages.get("T-1", AutomaticKind.THANKS) is None
    assert messages.get("T-2", AutomaticKind.QUESTION) is None


def test_only_one_worker_claims_the_text_of_a_ticket(messages: Messages) -> None:
    first = messages.save(a_message())
    with pytest.raises(ConflictError):
        messages.save(a_message(text="again"))
    sent = messages.save(replace(first, status=OutboxStatus.SENT, message_id="p1"))
    with pytest.raises(ConflictError):
        messages.save(replace(first, status=OutboxStatus.GIVEN_UP))
    assert messages.get("T-1", AutomaticKind.QUESTION) == sent


def test_the_texts_of_one_ticket_are_found_and_forgotten_together(messages: Messages) -> None:
    for ticket_id in ("T-1", "T-10"):
        messages.save(a_message(ticket_id=ticket_id))
        messages.save(a_message(AutomaticKind.THANKS, ticket_id=ticket_id))
    assert [message.kind for message in messages.of_ticket("T-1")] == [AutomaticKind.QUESTION, AutomaticKind.THANKS]
    messages.forget("T-1")
    messages.forget("T-1")
    assert messages.of_ticket("T-1") == ()
    assert len(messages.of_ticket("T-10")) == 2


def test_an_echo_is_known_by_reference_id_or_words() -> None:
    unknown, sent = a_message(), a_message(message_id="p1")
    assert unknown.is_echo("p1", "@jane De 1 à 5 ?", "")
    assert not unknown.is_echo("p1", "Bonjour", "")
    assert not unknown.is_echo("p1", None, "")
    assert unknown.is_echo("p1", "whatever", unknown.reference)
    assert not unknown.is_echo("p1", "De 1 à 5 ?", "reply:T-1")
    assert sent.is_echo("p1", None, "")
    assert sent.is_echo("p2", "De 1 à 5 ?", "")  # some platforms name it otherwise in the echo
    assert not sent.is_echo("p2", "Bonjour", "")
