"""A day at Acme, in memory: a customer has written, and an agent answers."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from functions.respond.replies.ports import ReplyOutcome, ReplyPorts
from functions.respond.replies.service import SendReply
from functions.store.result import StoreResult
from shared.channels import load_policy
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.model import Mode, ReplyIntent
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.fakes.outbox import FakeAccountStates, FakeGateways, FakePlatform
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START
from tests.fakes.uploads import FakeUploads

Proxy = Callable[[str, Any], Any]
PAGE = "100100100100100"
PORTS = ("brands", "tickets", "messages", "conversations", "history", "replies", "accounts", "gateways")
WITH_FILES = (*PORTS, "uploads")


@dataclass
class NoPhones:
    def find(self, text: str, region: str) -> list[tuple[int, int]]:
        return []


@dataclass
class Day:
    """``writes`` is a customer, as store takes it; ``answers`` an agent; ``sweep`` what the clock does each minute."""

    store_side: FakeStore = field(default_factory=FakeStore)
    platform: FakePlatform = field(default_factory=FakePlatform)
    accounts: FakeAccountStates = field(default_factory=FakeAccountStates)
    uploads: FakeUploads = field(default_factory=FakeUploads)

    def __post_init__(self) -> None:
        self.gateways = FakeGateways(self.platform)
        self.store_side.clock.at = START + timedelta(minutes=10)

    # --- a customer ----------------------------------------------------------------------------------------------

    def event(self, message_id: str = "m1", minutes: float = 0, **fields: Any) -> InboundEvent:
        at = START + timedelta(minutes=minutes)
        return an_event(
            message_id,
            **{
                "event_id": f"{message_id}:{fields.get('kind', 'created')}",
                "occurred_at": at,
                "received_at": at + timedelta(seconds=1),
                **fields,
            },
        )

    def writes(self, message_id: str = "m1", minutes: float = 0, **fields: Any) -> StoreResult:
        """A comment under the page's post; ``needs`` says whether it needs an answer."""
        needs = fields.pop("needs", True)
        event = self.event(message_id, minutes, **fields)
        return self.store_side.store(event, a_classification(needs_response=needs))

    def mentions(self, message_id: str = "m1", minutes: float = 0, **fields: Any) -> StoreResult:
        """A post on X that names us."""
        return self.writes(
            message_id,
            minutes,
            **{
                "channel": "x",
                "account_id": "3000000001",
                "surface": Surface.MENTION,
                "conversation_id": "root:7",
                "parent_id": None,
                **fields,
            },
        )

    def writes_in_private(self, message_id: str, minutes: float, **fields: Any) -> StoreResult:
        at = START + timedelta(minutes=minutes)
        return self.writes(
            message_id,
            minutes,
            **{
                "channel": "messenger",
                "surface": Surface.DIRECT_MESSAGE,
                "visibility": Visibility.PRIVATE,
                "conversation_id": "psid",
                "parent_id": None,
                "author": Author(id="psid"),
                "reply_window_closes_at": at + timedelta(hours=24),
                **fields,
            },
        )

    def echo(self, message_id: str, text: str, minutes: float = 11, **fields: Any) -> StoreResult:
        """Our own account wrote under the customer's comment, says the platform."""
        event = self.event(
            message_id,
            minutes,
            **{
                "kind": EventKind.ECHO,
                "conversation_id": None,
                "parent_id": "m1",
                "author": Author(id=PAGE),
                "text": text,
                **fields,
            },
        )
        return self.store_side.store(event, None)

    # --- an agent ------------------------------------------------------------------------------------------------

    def service(self, through: Proxy = lambda _, port: port) -> SendReply:
        held = {"accounts": self.accounts, "gateways": self.gateways, "uploads": self.uploads}
        ports = {name: through(name, held.get(name) or getattr(self.store_side, name)) for name in WITH_FILES}
        return SendReply(
            ReplyPorts(
                **ports,
                phones=NoPhones(),
                clock=self.store_side.clock,
                metrics=self.store_side.metrics,
                policies=load_policy,
            )
        )

    def intent(self, text: str = "Bonjour Mia, nous regardons.", key: str = "k1", **fields: Any) -> ReplyIntent:
        ticket_id = fields.pop("ticket_id", None) or self.ticket.id
        return ReplyIntent(
            **{
                "ticket_id": ticket_id,
                "key": key,
                "mode": Mode.PUBLIC,
                "text": text,
                "agent": "Sophie Bernard",
                "actor": "inbox",
                **fields,
            }
        )

    def answers(self, text: str = "Bonjour Mia, nous regardons.", key: str = "k1", **fields: Any) -> ReplyOutcome:
        return self.service()(self.intent(text, key, **fields))

    def sweep(self, minutes: int = 30) -> None:
        """What the minute sweep does: ask for what is due."""
        for _ in range(minutes):
            self.store_side.clock.pass_time(minutes=1)
            for ticket in list(self.store_side.tickets.stored.values()):
                if ticket.reply_at is not None and ticket.reply_at <= self.store_side.clock.at:
                    self.service().finish(ticket.id)

    # --- what is there -------------------------------------------------------------------------------------------

    @property
    def ticket(self) -> Ticket:
        (ticket,) = self.store_side.tickets.stored.values()
        return ticket

    def change(self, **fields: Any) -> None:
        self.store_side.tickets.save(replace(self.ticket, **fields))

    @property
    def posted(self) -> list[str]:
        return [post.text for post in self.platform.posts]

    @property
    def statuses(self) -> list[OutboxStatus]:
        return [reply.status for reply in self.store_side.replies.of_ticket(self.ticket.id)]

    def trail(self) -> list[str]:
        """The audit trail without what was not known for a while."""
        return [what for what in self.store_side.trail(self.ticket.id) if what != "reply_unconfirmed"]
