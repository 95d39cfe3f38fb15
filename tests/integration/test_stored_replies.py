"""Agents' answers on their way out: the fake and DynamoDB answer the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.replies import DynamoDBReplies
from shared.domain.channels.attachments import Portion
from shared.domain.errors import ConflictError
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.files import ReplyFile
from shared.domain.replies.record import Reply
from shared.domain.vocabulary import SendClass, Visibility
from shared.ports.outbox import Replies
from tests.fakes.outbox import FakeReplies
from tests.fakes.stored import START
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration


FILE = ReplyFile(id="1", type="image", mime_type="image/jpeg", size=9, title="a.jpg", key="uploads/acme/1")


def a_reply(**fields: object) -> Reply:
    reply = Reply(
        channel="facebook",
        account_id="1001",
        conversation_id="",
        period_start=START,
        ticket_id="T-1",
        status=OutboxStatus.CLAIMED,
        text="Bonjour ^SB",
        visibility=Visibility.PUBLIC,
        recipient_id=None,
        in_reply_to="m1",
        created_at=START,
        claimed_at=START,
        expires_at=START + timedelta(days=30),
        key="k1",
        intent_digest="w",
        agent="Sophie",
        actor="inbox",
        home="facebook",
    )
    return replace(reply, **fields)


@pytest.fixture(params=["fake", "dynamodb"])
def replies(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replies]:
    if request.param == "fake":
        yield FakeReplies()
        return
    with table_on_moto(monkeypatch) as table:
        yield DynamoDBReplies(table)


def test_an_answer_is_read_as_it_was_written(replies: Replies) -> None:
    whole = a_reply(
        initials="SB", moves=True, then_private="Bonjour", overridden=("email", "phone"), human_agent=True,
        outcome=SendClass.SENT, platform_recipient_id="psid", message_id="p1", sent_at=START,
        attachments=(FILE,), following=(Portion(text="", files=(FILE, FILE)), Portion(text="Et voilà.")),
        sent_before=("p0",),
    )  # fmt: skip
    replies.save(whole)
    assert replies.get("T-1", "k1", 1) == replace(whole, revision=1)
    assert replies.get("T-1", "k1", 2) is None


def test_who_writes_second_is_refused(replies: Replies) -> None:
    saved = replies.save(a_reply())
    for late in (a_reply(), replace(saved, revision=5)):
        with pytest.raises(ConflictError):
            replies.save(late)
    assert replies.save(replace(saved, status=OutboxStatus.SENT)).revision == 2


def test_the_answers_of_a_ticket_are_listed_in_order(replies: Replies) -> None:
    replies.save(a_reply(key="b", created_at=START + timedelta(minutes=1)))
    replies.save(a_reply(key="b", number=2, created_at=START + timedelta(minutes=1)))
    replies.save(a_reply(key="c"))
    replies.save(a_reply(ticket_id="T-2"))
    assert [(reply.key, reply.number) for reply in replies.of_ticket("T-1")] == [("c", 1), ("b", 1), ("b", 2)]
    assert replies.of_ticket("T-3") == ()
