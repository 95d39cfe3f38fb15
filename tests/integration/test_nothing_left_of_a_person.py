"""After an erasure the table and the bucket hold no identifier and no word of the person, also when the platform
delivers everything once more."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import boto3
import pytest

from functions.api.customers.erasure import EraseCustomer
from functions.store.ports import StorePorts
from functions.store.service import StoreEvent
from shared.adapters.dynamodb.automatic_messages import DynamoDBAutomaticMessages
from shared.adapters.dynamodb.automatic_texts import DynamoDBAutomaticTexts
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.notes import DynamoDBNotes
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates, DynamoDBOutbox
from shared.adapters.dynamodb.outcomes import DynamoDBOutcomes
from shared.adapters.dynamodb.proposals import DynamoDBProposals
from shared.adapters.dynamodb.referenced_messages import DynamoDBReferencedMessages
from shared.adapters.dynamodb.replies import DynamoDBReplies
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.s3.erasures import S3Erasures
from shared.adapters.s3.media import S3Media
from shared.adapters.s3.texts import S3Texts
from shared.channels import load_policy
from shared.domain.access.callers import Caller
from shared.domain.access.tokens import Scope
from shared.domain.customers.model import Customer
from shared.domain.incidents.contact import Line, NotContacted, decide
from shared.domain.incidents.model import Incident
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.outbox.automatic_message import AutomaticKind
from shared.domain.satisfaction.decision import Circumstances
from shared.domain.tickets.collaboration import Note
from shared.domain.tickets.history import HistoryEntry, acknowledged_as, stated_entries
from shared.domain.vocabulary import Category, EventKind, Surface, Visibility
from shared.ports.pages import TicketFilter
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

USERS = {"bluesky": "did:plc:mia4242", "telegram": "4242424242", "whatsapp": "33612345678", "messenger": "987654321987"}
IDS = {
    "bluesky": "at://did:plc:mia4242/app.bsky.feed.post/3k{}",
    "telegram": "4242424242:{}",
    "whatsapp": "wamid.HBgLMzM2MTIzNDU2NzgVAgASGBQzQ{}",
    "messenger": "m_opaque{}",
}
WORDS = ("enceinte", "katarzyna", "Bonjour Mia")
QUESTION = a_classification(reasons=("words: 'katarzyna'", "danger: 'enceinte'"))
PRAISE = a_classification(category=Category.PRAISE, needs_response=False)
_ALL = TicketFilter()
TOKEN = Caller(id="h", name="dpo", scopes=frozenset({Scope.ADMIN}))


@dataclass
class Stack:
    table: DynamoDBTable
    fakes: FakeStore
    store: StoreEvent
    erase: EraseCustomer

    @property
    def left(self) -> str:
        """Everything that the table and the bucket hold."""
        bucket = boto3.client("s3")
        objects = bucket.list_objects_v2(Bucket="desk").get("Contents", [])
        bodies = [bucket.get_object(Bucket="desk", Key=found["Key"])["Body"].read() for found in objects]
        return repr([self.table.table.scan()["Items"], [found["Key"] for found in objects], bodies])


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    with table_on_moto(monkeypatch) as table:
        boto3.client("s3").create_bucket(Bucket="desk", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        fakes = FakeStore()
        ports: StorePorts = replace(
            fakes.ports,
            messages=DynamoDBReferencedMessages(table, fakes.clock),
            conversations=DynamoDBConversations(table),
            tickets=DynamoDBTickets(table),
            customers=DynamoDBCustomers(table),
            history=DynamoDBHistory(table),
            outcomes=DynamoDBOutcomes(table),
            outbox=DynamoDBOutbox(table),
            accounts=DynamoDBAccountStates(table),
            replies=DynamoDBReplies(table),
            automatic_messages=DynamoDBAutomaticMessages(table),
            texts=S3Texts("desk"),
        )
        erase = EraseCustomer(
            customers=DynamoDBCustomers(table),
            tickets=DynamoDBTickets(table),
            messages=DynamoDBReferencedMessages(table, fakes.clock),
            conversations=DynamoDBConversations(table),
            history=DynamoDBHistory(table),
            replies=DynamoDBReplies(table),
            automatic_messages=DynamoDBAutomaticMessages(table),
            proposals=DynamoDBProposals(table),
            automatic_texts=DynamoDBAutomaticTexts(table, fakes.clock),
            incidents=DynamoDBIncidents(table, cache_seconds=0, clock=fakes.clock),
            notes=DynamoDBNotes(table),
            texts=S3Texts("desk"),
            media=S3Media("desk"),
            log=S3Erasures("desk"),
            clock=fakes.clock,
        )
        yield Stack(table, fakes, StoreEvent(ports), erase)


def story(channel: str) -> list[tuple[InboundEvent, object]]:
    """Everything that a platform tells of a person and their conversation."""
    user = USERS[channel]
    long = S3Texts("desk")

    def told(number: int, kind: EventKind = EventKind.CREATED, **fields: object) -> InboundEvent:
        message_id = IDS[channel].format(number)
        at = START + timedelta(minutes=number)
        event = an_event(
            message_id,
            event_id=f"{channel}:bot:{message_id}:{kind.value}",
            kind=kind,
            channel=channel,
            account_id="bot",
            surface=Surface.DIRECT_MESSAGE,
            visibility=Visibility.PRIVATE,
            conversation_id=user,
            parent_id=None,
            text="Je suis enceinte, katarzyna",
            author=Author(id=user, handle="mialarsen", name="Mia Larsen"),
            permalink=f"https://platform.example/{user}",
            occurred_at=at,
            received_at=at,
        )
        return replace(event, **fields)

    place = (channel, "bot", IDS[channel].format(2))
    key = long.put("enceinte " * 9_000, message=place, part="long", keep_for=timedelta(days=365))
    return [
        (told(1), QUESTION),
        (told(2, text=None, text_key=key), QUESTION),
        (told(1, EventKind.EDITED, text="enceinte de " + "9 mois" * 900), QUESTION),
        (told(3, EventKind.ECHO, text="Bonjour Mia", author=None), None),
        (told(3, EventKind.RECEIPT, text=None, details={"error_code": "131026"}), None),
        (told(4), QUESTION),
        (told(4, EventKind.DELETED, text=None), None),
        (told(5, EventKind.SIGNAL), None),
        (told(6, text="Merci katarzyna"), PRAISE),
    ]


@pytest.mark.parametrize("channel", USERS)
def test_no_identifier_and_no_word_is_left_in_table_and_bucket(stack: Stack, channel: str) -> None:
    events = story(channel)
    for event, classification in events:
        stack.store(event, classification)
    (ticket,) = DynamoDBTickets(stack.table).open_page("acme", _ALL, limit=5).items
    assert ticket.customer_id is not None
    DynamoDBNotes(stack.table).add(
        Note(
            ticket_id=ticket.id, id="N-1", at=START, author_id="sub-1", author_name="SB", text="katarzyna est enceinte"
        )
    )
    DynamoDBHistory(stack.table).add(
        HistoryEntry(ticket_id=ticket.id, at=START, key="dry_run", what="dry_run", details={"text": "Bonjour Mia"})
    )
    DynamoDBCustomers(stack.table).remember(
        Customer(
            id=ticket.customer_id,
            brand="acme",
            first_seen_at=START,
            last_seen_at=START,
            conversations=frozenset({f"{channel}|bot|{USERS[channel]}"}),
        )
    )
    ours = acknowledged_as(START, message_id="at://ours/1", visibility=Visibility.PRIVATE)
    DynamoDBTickets(stack.table).save(replace(ticket, acknowledged_as=ours))
    wanted = [USERS[channel], "mialarsen", "Mia", "Larsen", *WORDS]
    if channel in ("bluesky", "telegram", "whatsapp"):
        wanted += [event.message_id or "" for event, _ in events] + ["at://ours/1"]
    assert all(word in stack.left for word in wanted[:4])

    proof = stack.erase(TOKEN, ticket.customer_id)

    assert proof.erased_at is not None
    assert [word for word in wanted if word in stack.left] == []
    left = DynamoDBTickets(stack.table).get(ticket.id)
    assert left is not None
    kept = DynamoDBHistory(stack.table).of_ticket(ticket.id, stated=stated_entries(left)).items
    assert {"opened", "acknowledged", "erased"} <= {entry.what for entry in kept}

    # What the platform sends once more, or late, finds the tombstone. Only a new message is a new beginning.
    for event, classification in events[:7]:
        if event.text_key is not None:
            S3Texts("desk")._bucket.put(event.text_key, b"enceinte", "text/plain")
        stack.store(event, classification)
    assert [word for word in wanted if word in stack.left] == []
    assert stack.erase(TOKEN, ticket.customer_id) == proof


def test_who_reported_an_outage_is_erased_and_the_report_still_counts(stack: Stack) -> None:
    """Which tickets about it were one person's is forgotten; nobody is told about it any more."""
    incidents = DynamoDBIncidents(stack.table, cache_seconds=0, clock=stack.fakes.clock)
    outage = Incident(
        id="acme-20260302T090000-4f3a", brand="acme", title="Panne", channels=(), opened_at=START, opened_by="ana"
    )
    incidents.open(outage)
    store = StoreEvent(replace(stack.store.ports, incidents=incidents))
    event, _ = story("messenger")[0]
    store(event, a_classification(category=Category.OUTAGE))
    (ticket,) = DynamoDBTickets(stack.table).every()
    assert (ticket.incident_id, ticket.customer_id is not None) == (outage.id, True)
    customer_id = ticket.customer_id or ""
    assert incidents.first_of_customer(outage.id, customer_id) == ticket.id

    assert stack.erase(TOKEN, customer_id).erased_at is not None

    assert incidents.first_of_customer(outage.id, customer_id) is None
    left = repr(stack.table.table.scan()["Items"])
    assert [word for word in (USERS["messenger"], "mialarsen", "Larsen", *WORDS) if word in left] == []
    assert incidents.linked(outage.id, after="", limit=5) == (ticket.id,), "the ticket still counts"
    erased = DynamoDBTickets(stack.table).get(ticket.id)
    assert erased is not None
    line = Line(kind=AutomaticKind.INCIDENT_FOLLOW_UP, incident=outage)
    brand = stack.fakes.brands.current("acme")
    nothing_against = Circumstances(
        switch="on", brand_degraded=False, incidents=(), account_stopped=False, opted_out=False, handed_over=False
    )
    assert decide(line, erased, brand, load_policy, nothing_against, now=START) is NotContacted.GONE


def test_the_reviewer_whose_id_names_a_recommendation_is_not_left_either(stack: Stack) -> None:
    reviewer = "770077007700"
    review = an_event(
        f"rating_{reviewer}",
        event_id=f"facebook:1:rating_{reviewer}:created",
        surface=Surface.REVIEW,
        conversation_id=f"rating_{reviewer}:{reviewer}",
        parent_id=None,
        author=Author(id=reviewer, name="Mia Larsen"),
    )
    stack.store(review, QUESTION)
    stack.store(replace(review, event_id=f"{review.event_id}:2", kind=EventKind.DELETED, text=None), None)
    (ticket,) = DynamoDBTickets(stack.table).every()

    assert stack.erase(TOKEN, ticket.customer_id or "").erased_at is not None
    assert reviewer not in stack.left
    stack.store(review, QUESTION)
    assert reviewer not in stack.left
