"""An API over fakes, called as API Gateway calls it. Every answer is held against the OpenAPI document."""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from secrets import token_bytes
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from functions.api.app import build_app
from functions.api.http.operation import Operation
from functions.api.routes import OPERATIONS
from functions.api.webhooks.use_cases import ManageWebhooks
from functions.api.wiring.ports import ApiPorts
from shared.adapters.phone_numbers import LibraryPhones
from shared.channels import load_policy
from shared.contracts.replies import ReplyResult
from shared.domain.access.agents import Agent, Identity, Role
from shared.domain.access.tokens import Scope, Token, token_hash
from shared.domain.brand.model import AcknowledgementPolicy, Brand, Calendar, Clock, Interval, Target
from shared.domain.events.changes import TicketChange
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.model import Message
from shared.domain.replies.model import ReplyIntent
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import Deadlines
from shared.domain.vocabulary import (
    AttachmentStatus,
    AttachmentType,
    Category,
    Priority,
    Sentiment,
    Stage,
    Status,
    Surface,
    Visibility,
)
from tests.fakes.account_health import FakeAccountHealth
from tests.fakes.agents import FakeAgents, FakeIssuer
from tests.fakes.brands import FakeBrands, FakeSwitches
from tests.fakes.collaboration import FakeNotes, FakePresence
from tests.fakes.deadline_moves import FakeDeadlineMoves
from tests.fakes.escalation import FakeAcknowledger
from tests.fakes.figures import FakeFigures
from tests.fakes.incidents import FakeIncidents, FakeIncidentWorker
from tests.fakes.notices import FakeOverrides
from tests.fakes.outbox import (
    FakeAccountStates,
    FakeAutomaticMessages,
    FakeAutomaticTexts,
    FakePublicPosts,
    FakeReplies,
)
from tests.fakes.polling import FakeCursors, FakePolledSources
from tests.fakes.proposals import FakeProposals
from tests.fakes.saved import FakeSavedReplies, FakeSavedViews
from tests.fakes.stored import (
    START,
    FakeConversations,
    FakeCustomers,
    FakeHistory,
    FakeMessages,
    FakeTickets,
    FixedClock,
)
from tests.fakes.subscriptions import FakeDeliveries, FakeLog, FakeSubscriberSecrets, FakeSubscriptions
from tests.fakes.texts import FakeErasureLog, FakeMedia, FakeTexts
from tests.fakes.tokens import FakeTokens
from tests.fakes.uploads import FakeMediaLinks, FakeUploadForms

EVENTS = Path(__file__).parents[2] / "events"
REQUEST = json.loads((EVENTS / "api_request.json").read_text())
DOCUMENT = json.loads((Path(__file__).parents[3] / "functions/api/openapi.json").read_text())
CONTEXT = SimpleNamespace(
    function_name="api",
    memory_limit_in_mb=256,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:api",
    aws_request_id="b1c2",
)

EVERYTHING = "ndk_everything"


@dataclass(frozen=True)
class Answered:
    status: int
    headers: Mapping[str, str]
    text: str
    body: Any  # as the function answered it

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class FakeUnhandledItems:
    in_queue: int = 0
    in_quarantine: dict[str, int] = field(default_factory=dict)
    failure: Exception | None = None

    def parked(self) -> int:
        if self.failure is not None:
            raise self.failure
        return self.in_queue

    def quarantined(self, brand_id: str) -> int:
        if self.failure is not None:
            raise self.failure
        return self.in_quarantine.get(brand_id, 0)


@dataclass
class FakeReplier:
    """What respond would say; ``asked`` is what it was asked."""

    says: ReplyResult | Exception | None = None
    asked: list[ReplyIntent] = field(default_factory=list)

    def reply(self, intent: ReplyIntent) -> ReplyResult | None:
        self.asked.append(intent)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


def a_brand(brand_id: str = "acme") -> Brand:
    target = Target(first_response=timedelta(hours=4), resolution=timedelta(days=2), clock=Clock.ALWAYS)
    return Brand(
        id=brand_id,
        name=brand_id.title(),
        version=1,
        languages=("fr", "en"),
        default_language="fr",
        calendar=Calendar(time_zone="Europe/Paris", weekly={day: (Interval(start=540, end=1080),) for day in range(5)}),
        accounts=(),
        targets=dict.fromkeys(Priority, target),
        acknowledgement=AcknowledgementPolicy(enabled=True, texts={}),
        tiers=(),
    )


def a_ticket(ticket_id: str = "T1", **fields: Any) -> Ticket:
    ticket = Ticket(
        id=ticket_id,
        brand="acme",
        priority=Priority.NORMAL,
        reasons=("question",),
        category=Category.QUESTION,
        sentiment=Sentiment.NEUTRAL,
        language="fr",
        stage=Stage.DIRECT,
        team="triage",
        channel="facebook",
        surface=Surface.COMMENT,
        visibility=Visibility.PUBLIC,
        account_id="100100100100100",
        customer_id="cus_1",
        customer_handle="luc",
        customer_name="Luc Martin",
        author_id="9",
        conversation_id=f"c-{ticket_id}",
        opening_message_id=f"m-{ticket_id}",
        last_message_id=f"m-{ticket_id}",
        permalink="https://facebook.example/1",
        excerpt="Bonjour, où est ma commande ?",
        needs_response=True,
        created_at=START,
        updated_at=START,
        last_customer_message_at=START,
        waiting_since=START,
        first_response_due_at=START + timedelta(hours=4),
        resolution_due_at=START + timedelta(days=2),
    )
    return replace(ticket, **fields)


def a_message(message_id: str, at: datetime = START, **fields: Any) -> Message:
    message = Message(
        channel="facebook",
        account_id="100100100100100",
        message_id=message_id,
        brand="acme",
        surface=Surface.COMMENT,
        visibility=Visibility.PUBLIC,
        conversation_id="c-T1",
        ticket_id="T1",
        author_id="9",
        author_handle="luc",
        author_name="Luc Martin",
        text="Bonjour, où est ma commande ?",
        language="fr",
        occurred_at=at,
        received_at=at,
        stored_at=at,
    )
    return replace(message, **fields)


def a_photo(**fields: Any) -> Attachment:
    return Attachment(
        **{
            "type": AttachmentType.IMAGE,
            "id": "a1",
            "mime_type": "image/jpeg",
            "size": 146_515,
            "title": "étiquette.jpg",
            "status": AttachmentStatus.STORED,
            "key": "media/364d/acme/d/a1",
            **fields,
        }
    )


class FakeApi:
    """``call`` sends one request; what is stored is in the attributes."""

    def __init__(self) -> None:
        self.clock = FixedClock()
        self.salt: Callable[[], str] = lambda: "4f3a"
        self.history = FakeHistory()
        self.tickets = FakeTickets(history=self.history)
        self.messages = FakeMessages(self.clock)
        self.customers = FakeCustomers(history=self.history)
        self.conversations = FakeConversations()
        self.replies = FakeReplies()
        self.automatic_messages = FakeAutomaticMessages()
        self.automatic_texts = FakeAutomaticTexts()
        self.notes = FakeNotes(history=self.history)
        self.presence = FakePresence()
        self.overrides = FakeOverrides()
        self.saved_replies = FakeSavedReplies()
        self.saved_views = FakeSavedViews()
        self.accounts = FakeAccountStates()
        self.account_health = FakeAccountHealth()
        self.cursors = FakeCursors()
        self.polled_sources = FakePolledSources()
        self.figures = FakeFigures(a_brand("acme").calendar)
        self.incidents = FakeIncidents()
        self.incident_worker = FakeIncidentWorker()
        self.posts = FakePublicPosts()
        self.tokens = FakeTokens()
        self.agents = FakeAgents()
        self.issuer = FakeIssuer()
        self.brands = FakeBrands.of(a_brand("acme"), a_brand("other"))
        self.texts = FakeTexts()
        self.media = FakeMedia()
        self.upload_forms = FakeUploadForms(self.clock)
        self.erasure_log = FakeErasureLog()
        self.replier = FakeReplier()
        self.proposals = FakeProposals()
        self.subscriptions = FakeSubscriptions()
        self.event_log = FakeLog(self.clock)
        self.subscriber_secrets = FakeSubscriberSecrets()
        self.deliveries = FakeDeliveries()
        self.deadline_moves = FakeDeadlineMoves()
        self.carrier = FakeAcknowledger()
        self.switches = FakeSwitches(clock=self.clock)
        self.unhandled = FakeUnhandledItems()
        self.failure: Exception | None = None
        self.token(EVERYTHING, Scope.ADMIN)

    def token(self, secret: str, *scopes: Scope, brands: tuple[str, ...] = (), **fields: Any) -> str:
        self.tokens.add(
            Token(
                hash=token_hash(secret),
                name=secret.removeprefix("ndk_"),
                scopes=frozenset(scopes),
                brands=frozenset(brands),
                created_at=START,
                **fields,
            )
        )
        return secret

    def agent(self, subject: str, role: Role = Role.AGENT, *, brands: tuple[str, ...] = (), **fields: Any) -> str:
        """A token of the issuer for an agent who has signed in before."""
        name = fields.pop("name", subject.title())
        email = f"{subject}@acme.example"
        added = Agent(
            email=email, name=name, initials=name[:2].upper(), brands=frozenset(brands), role=role, added_at=START
        )
        self.agents.put(replace(added, **fields))
        self.agents.bind(email, subject, START)
        return self.signed_in(subject, email)

    def signed_in(self, subject: str, email: str | None) -> str:
        """A token of the issuer, whether or not there is such an agent."""
        token = f"header.{subject}.signature"
        self.issuer.known[token] = Identity(
            subject=subject, email=email, expires_at=self.clock.now() + timedelta(hours=1)
        )
        return token

    def lives(self, *tickets: Ticket) -> None:
        """Each ticket is opened and becomes what it is, and is counted as that happens."""
        for ticket in tickets:
            opened = replace(
                ticket,
                version=1,
                status=Status.NEW,
                labels={},
                **dict.fromkeys(
                    ("first_response_at", "acknowledged_at", "resolved_at", "breached_at", "resolution_breached_at")
                ),
            )
            self.figures.happened(ticket.brand, TicketChange(before=None, after=opened), ticket.created_at)
            after = replace(ticket, version=2)
            self.figures.happened(ticket.brand, TicketChange(before=opened, after=after), ticket.created_at)

    def store(self, *tickets: Ticket) -> None:
        for ticket in tickets:
            self.tickets.save(ticket)

    @cached_property
    def app(self) -> Any:
        return build_app(
            ApiPorts(
                tokens=self.tokens,
                agents=self.agents,
                identities=self.issuer,
                brands=self.brands,
                overrides=self.overrides,
                tickets=self.tickets,
                messages=self.messages,
                conversations=self.conversations,
                customers=self.customers,
                history=self.history,
                replies=self.replies,
                automatic_messages=self.automatic_messages,
                automatic_texts=self.automatic_texts,
                notes=self.notes,
                mentions=self.tickets,
                presence=self.presence,
                saved_replies=self.saved_replies,
                saved_views=self.saved_views,
                accounts=self.accounts,
                account_health=self.account_health,
                cursors=self.cursors,
                polled_sources=self.polled_sources,
                incidents=self.incidents,
                incident_worker=self.incident_worker,
                posts=self.posts,
                figures=self.figures,
                texts=self.texts,
                media=self.media,
                erasure_log=self.erasure_log,
                reply_client=self.replier,
                proposals=self.proposals,
                webhooks=ManageWebhooks(
                    subscriptions=self.subscriptions,
                    secrets=self.subscriber_secrets,
                    queue=self.deliveries,
                    log=self.event_log,
                    clock=self.clock,
                    random=token_bytes,
                ),
                deadline_moves=self.deadline_moves,
                proposal_carrier=self.carrier,
                phones=LibraryPhones(),
                switches=self.switches,
                unhandled=self.unhandled,
                deadlines=self._deadlines,
                policies=load_policy,
                clock=self.clock,
                media_links=FakeMediaLinks(self.clock),
                upload_forms=self.upload_forms,
                upload_id=lambda: "0123456789abcdef" * 2,
                salt=self.salt,
                read_table=self._read_table,
                stage="test",
            )
        )

    def call(
        self,
        method: str,
        path: str,
        *,
        token: str | None = EVERYTHING,
        query: Any = (),
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answered:
        """``query`` is what ``urlencode`` takes, or the raw string; ``body`` a text, or what becomes JSON."""
        event = deepcopy(REQUEST)
        event["rawPath"] = event["requestContext"]["http"]["path"] = path
        event["requestContext"]["http"]["method"] = method
        event["rawQueryString"] = query if isinstance(query, str) else urlencode(query)
        event.pop("queryStringParameters")
        event["headers"] |= {"content-type": "application/json", **(headers or {})}
        event["headers"].pop("authorization")
        if token is not None:
            event["headers"]["authorization"] = f"Bearer {token}"
        if body is not None:
            event["body"] = body if isinstance(body, str) else json.dumps(body)
        return self.send(event)

    def send(self, event: Mapping[str, Any]) -> Answered:
        found = self.app.resolve(event, CONTEXT)
        answered = Answered(
            status=found["statusCode"],
            headers={**found.get("headers", {}), **found.get("multiValueHeaders", {})},
            text=found.get("body") or "",
            body=found.get("body"),
        )
        _agrees_with_the_document(event["requestContext"]["http"], answered)
        return answered

    def _read_table(self) -> None:
        if self.failure is not None:
            raise self.failure

    def _deadlines(self, ticket: Ticket, priority: Priority) -> Deadlines:
        hours = {Priority.URGENT: 1, Priority.HIGH: 2, Priority.NORMAL: 4, Priority.LOW: 8}[priority]
        since = ticket.waiting_since or START
        return Deadlines(
            first_response_due_at=since + timedelta(hours=hours), resolution_due_at=since + timedelta(hours=10 * hours)
        )


def operation_of(method: str, path: str) -> Operation | None:
    exact = [operation for operation in OPERATIONS if operation.path == path]
    return next((o for o in exact or OPERATIONS if o.method == method and o.matches(path)), None)


def _agrees_with_the_document(http: Mapping[str, str], answered: Answered) -> None:
    operation = operation_of(http["method"], http["path"])
    if operation is None:
        return
    documented = DOCUMENT["paths"][operation.path][operation.method.lower()]["responses"]
    assert str(answered.status) in documented, f"{operation.name} answers {answered.status}, which is not documented"
    content = documented[str(answered.status)].get("content", {})
    if content:
        assert answered.headers["Content-Type"] in content
    if answered.status < 300 and operation.response is not None:
        operation.response.model_validate_json(answered.text)
        schema = DOCUMENT["components"]["schemas"][operation.response.__name__]
        assert list(answered.json) == list(schema["properties"])
