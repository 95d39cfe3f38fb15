"""An evening at Acme, in memory: what a customer writes is stored, and respond is asked as triage and the sweep do."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from functions.respond.acknowledgement.ports import AcknowledgementOutcome, AcknowledgementPorts
from functions.respond.acknowledgement.service import Acknowledge
from functions.store.result import StoreResult
from shared.adapters.date_time_formatter import BabelDateTimeFormatter
from shared.adapters.holiday_calendar import LibraryHolidays
from shared.brand import load, read
from shared.brand.hours import with_holidays
from shared.channels import load_policy
from shared.domain.brand.model import Brand
from shared.domain.classification.model import Classification
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.fakes.brands import ACME, FakeBrands
from tests.fakes.outbox import FakeAccountStates, FakeGateways, FakeOutbox, FakePlatform, FakeRateLimits
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.unit.acknowledgement.scenes import paris

PAGE = "100100100100100"
TUESDAY = paris("2026-03-03 23:10")
ASKED = a_classification()


@cache
def acme_with_holidays() -> Brand:
    """The demo brand as it is pushed."""
    return load(with_holidays(read(ACME.read_bytes()), LibraryHolidays(), date(2026, 3, 2)), "acme", 1)


@dataclass
class Evening(FakeStore):
    """The demo brand. ``told`` is what customers see of us."""

    brands: FakeBrands = field(default_factory=lambda: FakeBrands.of(acme_with_holidays()))
    outbox: Any = field(default_factory=FakeOutbox)
    platform: FakePlatform = field(default_factory=FakePlatform)
    accounts: FakeAccountStates = field(default_factory=FakeAccountStates)
    rate_limits: FakeRateLimits = field(default_factory=FakeRateLimits)
    number: int = 0

    def __post_init__(self) -> None:
        FakeStore.__post_init__(self)
        self.clock.at = TUESDAY

    def writes(
        self, text: str = "Où est mon colis ?", *, says: Classification = ASKED, **fields: Any
    ) -> AcknowledgementOutcome | None:
        """A customer writes on Messenger; what respond made of it, if it was asked."""
        self.number += 1
        stored = self.store(self.event(f"m{self.number}", text=text, **fields), says)
        return self.asked(stored)

    def comments(
        self, text: str = "Où est mon colis ?", *, author: str = "7", post: str = "post"
    ) -> AcknowledgementOutcome | None:
        return self.writes(
            text,
            channel="facebook",
            surface=Surface.COMMENT,
            visibility=Visibility.PUBLIC,
            conversation_id=f"{post}:{author}",
            parent_id=post,
            author=Author(id=author),
            reply_window_closes_at=None,
        )

    def we_write(self, text: str = "Bonjour, nous regardons.", **fields: Any) -> StoreResult:
        """Something is written from our own account, says the platform."""
        self.number += 1
        event = self.event(
            f"o{self.number}", text=text, **{"kind": EventKind.ECHO, "author": Author(id=PAGE), **fields}
        )
        return self.store(event, None)

    def event(self, message_id: str, **fields: Any) -> InboundEvent:
        now = self.clock.at
        return an_event(
            message_id,
            **{
                "event_id": f"{message_id}:{fields.get('kind', 'created')}",
                "channel": "messenger",
                "surface": Surface.DIRECT_MESSAGE,
                "visibility": Visibility.PRIVATE,
                "conversation_id": "psid",
                "parent_id": None,
                "author": Author(id="psid"),
                "occurred_at": now,
                "received_at": now,
                "reply_window_closes_at": now + timedelta(hours=24),
                **fields,
            },
        )

    def asked(self, stored: StoreResult) -> AcknowledgementOutcome | None:
        return self.respond(stored.ticket_id) if stored.acknowledge and stored.ticket_id is not None else None

    @property
    def respond(self) -> Acknowledge:
        return Acknowledge(
            AcknowledgementPorts(
                brands=self.brands,
                switches=self.switches,
                tickets=self.tickets,
                messages=self.messages,
                conversations=self.conversations,
                history=self.history,
                incidents=self.incidents,
                outbox=self.outbox,
                accounts=self.accounts,
                automatic_texts=self.automatic_texts,
                rate_limits=self.rate_limits,
                gateways=FakeGateways(self.platform),
                formatter=BabelDateTimeFormatter(),
                clock=self.clock,
                metrics=self.metrics,
                policies=load_policy,
            )
        )

    def passes(self, **duration: float) -> None:
        self.clock.pass_time(**duration)

    def at(self, local: str) -> None:
        """A time in Paris."""
        self.clock.at = paris(local)

    @property
    def ticket(self) -> Ticket:
        (ticket,) = self.tickets.stored.values()
        return ticket

    def change(self, **fields: object) -> None:
        self.tickets.save(replace(self.ticket, **fields))

    @property
    def told(self) -> list[str]:
        return [post.text for post in self.platform.posts]

    @property
    def why_not(self) -> list[str]:
        """The reasons in the ticket's history, in order."""
        entries = self.history.of_ticket(self.ticket.id).items
        return [entry.details["reason"] for entry in entries if entry.what == "acknowledgement_suppressed"]
