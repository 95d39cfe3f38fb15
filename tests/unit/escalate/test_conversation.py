"""What was written, for a target that may have it."""

from dataclasses import replace
from datetime import timedelta

from functions.escalate.conversation import MAX_MESSAGES, ReadConversation
from shared.domain.messages.model import Message
from shared.domain.tickets.model import MergedConversation
from shared.domain.vocabulary import Direction
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FakeMessages, FixedClock

TICKET = a_ticket(private_channel="messenger", private_conversation_id="7")


def written(messages: FakeMessages, minute: int, text: str, **place: object) -> None:
    message = Message(
        channel=TICKET.channel,
        account_id=TICKET.account_id,
        message_id=f"m{minute}",
        brand="acme",
        conversation_id=TICKET.conversation_id,
        author_name="Mia",
        text=text,
        occurred_at=START + timedelta(minutes=minute),
        stored_at=START,
        received_at=START,
    )
    messages.save(replace(message, **place))


def said(messages: FakeMessages) -> list[str]:
    return [line.partition("UTC, ")[2] for line in ReadConversation(messages)(TICKET)]


def test_what_was_written_in_private_and_in_merged_tickets_is_there_in_the_order_of_time() -> None:
    messages = FakeMessages(FixedClock())
    written(messages, 1, "Where is it?")
    written(messages, 3, "In private, please", direction=Direction.OUTBOUND)
    written(messages, 4, "My number is …", channel="messenger", conversation_id="7")
    written(messages, 5, "gone", channel="messenger", conversation_id="7", deleted_at=START)
    assert said(messages) == ["Mia: Where is it?", "us: In private, please", "Mia: My number is …"]

    merged = MergedConversation(ticket_id="T-0", channel="x", account_id="9", conversation_id="tweet")
    written(messages, 2, "Also here", channel="x", account_id="9", conversation_id="tweet")
    lines = ReadConversation(messages)(replace(TICKET, merged=(merged,)))
    assert "Mia: Also here" in lines[1]


def test_of_a_long_one_the_latest_messages_are_there() -> None:
    messages = FakeMessages(FixedClock())
    for minute in range(20):
        written(messages, minute, f"public {minute}")
        written(messages, 100 + minute, f"private {minute}", channel="messenger", conversation_id="7")
    lines = said(messages)
    assert len(lines) == MAX_MESSAGES
    assert (lines[0], lines[-1]) == ("Mia: public 10", "Mia: private 19")
