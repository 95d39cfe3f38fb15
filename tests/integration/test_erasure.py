"""Erasing a person on moto: the fake and DynamoDB answer the same, and afterwards the whole table is looked through."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import boto3
import pytest

from functions.api.customers.erasure import EraseCustomer
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.automatic_messages import DynamoDBAutomaticMessages
from shared.adapters.dynamodb.automatic_texts import DynamoDBAutomaticTexts
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.notes import DynamoDBNotes
from shared.adapters.dynamodb.outbox import DynamoDBOutbox
from shared.adapters.dynamodb.proposals import DynamoDBProposals
from shared.adapters.dynamodb.referenced_messages import DynamoDBReferencedMessages
from shared.adapters.dynamodb.replies import DynamoDBReplies
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.s3.erasures import S3Erasures
from shared.adapters.s3.media import S3Media
from shared.adapters.s3.texts import S3Texts
from shared.domain.access.callers import Caller
from shared.domain.access.tokens import Scope
from shared.domain.conversations.model import Conversation
from shared.domain.customers.model import Customer, CustomerLink, spelled
from shared.domain.errors import ConflictError, ContentGoneError, NotFoundError
from shared.domain.messages.attachments import Attachment
from shared.domain.outbox.record import OutboxRecord, OutboxStatus
from shared.domain.vocabulary import Visibility
from shared.ports.repositories import CustomerErasure
from tests.fakes.stored import START, FakeCustomers, FixedClock
from tests.fakes.texts import a_long_text
from tests.integration.table_on_moto import table_on_moto
from tests.integration.test_stored_replies import a_reply
from tests.unit.api.fake_api import a_message, a_ticket

pytestmark = pytest.mark.integration
PAGE = "100100100100100"
MIA = Customer(
    id="C-1",
    brand="acme",
    identities={"facebook": "9"},
    handle="luc",
    name="Luc Martin",
    first_seen_at=START,
    last_seen_at=START,
    tickets=frozenset({"T1", "T2"}),
    complaint_tickets=frozenset({"T1"}),
    conversations=frozenset({"facebook|1|post|2:9"}),
)


@pytest.fixture(params=["fake", "dynamodb"])
def customers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[CustomerErasure]:
    if request.param == "fake":
        yield FakeCustomers()
        return
    with table_on_moto(monkeypatch) as table:
        yield DynamoDBCustomers(table)


def test_a_customer_is_forgotten_piece_by_piece_and_each_piece_is_counted_once(customers: CustomerErasure) -> None:
    customers.remember(MIA)
    begun = customers.begin_erasure("C-1", at=START, by="dpo")
    assert (begun.erasing_since, begun.erased_by, begun.tickets) == (START, "dpo", MIA.tickets)
    again = customers.begin_erasure("C-1", at=START + timedelta(hours=1), by="other")
    assert (again.erasing_since, again.erased_by) == (START, "dpo")

    customers.note_same("C-1", frozenset({"C-2"}))
    for _ in range(2):
        customers.forget_ticket("C-1", "T1", messages=3)
        customers.forget_conversation("C-1", "facebook|1|post|2:9", messages=1)
    with pytest.raises(ConflictError):
        customers.end_erasure("C-1", at=START)  # a ticket is left
    customers.forget_ticket("C-1", "T2", messages=2)
    proof = customers.end_erasure("C-1", at=START + timedelta(minutes=1))

    assert proof == Customer(
        id="C-1",
        brand="acme",
        first_seen_at=START,
        last_seen_at=START,
        erasing_since=START,
        erased_by="dpo",
        erased_at=START + timedelta(minutes=1),
        same_as=frozenset({"C-2"}),
        erased_tickets=2,
        erased_messages=6,
    )


LUC = replace(MIA, id="C-2", identities={"x": "8"}, tickets=frozenset({"T3"}))


def test_both_customers_of_a_link_name_each_other_until_it_is_taken_back(customers: CustomerErasure) -> None:
    for each in (MIA, LUC):
        customers.remember(each)
    for at in (START, START + timedelta(hours=1)):
        customers.link(MIA, LUC, by="Boss", at=at)

    found = [customers.get_with_links(each) for each in ("C-1", "C-2")]
    assert [each and each.linked for each in found] == [
        (CustomerLink(customer_id="C-2", by="Boss", at=START + timedelta(hours=1)),),
        (CustomerLink(customer_id="C-1", by="Boss", at=START + timedelta(hours=1)),),
    ]
    assert found[0] is not None
    assert (found[0].tickets, found[0].same_as, found[0].same_person) == (MIA.tickets, frozenset(), {"C-2"})
    for _ in range(2):
        customers.unlink("C-2", "C-1")
    assert [customers.get_with_links(each) for each in ("C-1", "C-2")] == [MIA, LUC]


def test_links_are_listed_in_the_order_in_which_they_were_made(customers: CustomerErasure) -> None:
    for each in (MIA, LUC, replace(LUC, id="C-0")):
        customers.remember(each)
    customers.link(MIA, LUC, by="Boss", at=START)
    customers.link(replace(LUC, id="C-0"), MIA, by="Chief", at=START + timedelta(hours=1))

    found = customers.get_with_links("C-1")

    assert found is not None
    assert [(link.customer_id, link.by) for link in found.linked] == [("C-2", "Boss"), ("C-0", "Chief")]


def test_nobody_is_linked_to_who_is_gone_or_being_erased(customers: CustomerErasure) -> None:
    customers.remember(MIA)
    with pytest.raises(ConflictError):
        customers.link(MIA, LUC, by="Boss", at=START)
    customers.remember(LUC)
    customers.begin_erasure("C-2", at=START, by="dpo")
    with pytest.raises(ConflictError):
        customers.link(MIA, LUC, by="Boss", at=START)

    assert customers.get_with_links("C-1") == MIA


def test_who_comes_back_can_be_erased_anew(customers: CustomerErasure) -> None:
    customers.remember(MIA)
    customers.begin_erasure("C-1", at=START, by="dpo")
    for ticket in MIA.tickets:
        customers.forget_ticket("C-1", ticket, messages=1)
    customers.forget_conversation("C-1", "facebook|1|post|2:9", messages=0)
    customers.end_erasure("C-1", at=START)
    later = START + timedelta(days=1)

    customers.remember(Customer(id="C-1", brand="acme", name="Luc", first_seen_at=later, last_seen_at=later))
    begun = customers.begin_erasure("C-1", at=later, by="dpo")

    assert (begun.name, begun.erasing_since, begun.erased_at, begun.erased_tickets) == ("Luc", later, None, 2)


def test_after_an_erasure_the_table_and_the_bucket_hold_nothing_of_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    with table_on_moto(monkeypatch) as table:
        boto3.client("s3").create_bucket(Bucket="desk", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        clock, texts = FixedClock(START + timedelta(hours=1)), S3Texts("desk")
        tickets, messages = DynamoDBTickets(table), DynamoDBReferencedMessages(table, clock)
        conversations, customers = DynamoDBConversations(table), DynamoDBCustomers(table)
        key = a_long_text(texts, "un long secret")
        media, photo = S3Media("desk"), Attachment(type="image", id="A-1", status="stored", key="media/29d/acme/x/A-1")
        media.put("media/29d/acme/x/A-1", BytesIO(b"jpeg"), mime_type="image/jpeg", message=("facebook", PAGE, "m2"))
        tickets.save(a_ticket(conversation_id="post:9", customer_id="C-1", excerpt="un secret"))
        messages.save(a_message("m-T1", conversation_id="post:9", text="un secret"))
        messages.save(
            a_message(
                "m2",
                START + timedelta(minutes=1),
                conversation_id="post:9",
                text=None,
                text_key=key,
                attachments=(photo,),
            )
        )
        messages.save(a_message("m3", conversation_id="other:9", ticket_id=None, text="encore un secret"))
        for name in ("post:9", "other:9"):
            place = {"channel": "facebook", "account_id": PAGE, "conversation_id": name}
            conversations.save(Conversation(**place, brand="acme", author_id="9", customer_id="C-1"))
            DynamoDBOutbox(table).save(
                OutboxRecord(
                    **place,
                    period_start=START,
                    ticket_id="T1",
                    status=OutboxStatus.SENT,
                    text="Bonjour Luc",
                    visibility=Visibility.PUBLIC,
                    recipient_id="9",
                    in_reply_to="m-T1",
                    created_at=START,
                    claimed_at=START,
                )
            )
        DynamoDBReplies(table).save(a_reply(ticket_id="T1", text="Bonjour Luc"))
        customers.remember(
            Customer(
                id="C-1",
                brand="acme",
                identities={"facebook": "9"},
                handle="luc",
                name="Luc Martin",
                first_seen_at=START,
                last_seen_at=START,
                tickets=frozenset({"T1"}),
                conversations=frozenset({spelled(("facebook", PAGE, "other:9"))}),
            )
        )
        erase = EraseCustomer(
            customers=customers,
            tickets=tickets,
            messages=messages,
            conversations=conversations,
            history=DynamoDBHistory(table),
            replies=DynamoDBReplies(table),
            automatic_messages=DynamoDBAutomaticMessages(table),
            proposals=DynamoDBProposals(table),
            automatic_texts=DynamoDBAutomaticTexts(table, clock),
            incidents=DynamoDBIncidents(table, cache_seconds=0, clock=clock),
            notes=DynamoDBNotes(table),
            texts=texts,
            media=media,
            log=S3Erasures("desk"),
            clock=clock,
        )
        token = Caller(id="h", name="dpo", scopes=frozenset({Scope.ADMIN}))

        proof = erase(token, "C-1")

        assert (proof.erased_tickets, proof.erased_messages) == (1, 2)
        left = repr(table.table.scan()["Items"])
        assert [word for word in ("secret", "Luc", "luc", "post:9", "other:9", "Bonjour") if word in left] == []
        with pytest.raises(ContentGoneError):
            texts.get(key)
        with pytest.raises(NotFoundError):
            media.message_of("media/29d/acme/x/A-1")
        assert table.get(keys.message("facebook", PAGE, "m-T1")) is not None  # the tombstone
        assert erase(token, "C-1") == proof
