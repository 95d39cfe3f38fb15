"""A day at Acme, in memory: a customer was answered and their ticket resolved. What follows is played by the minute."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from functions.escalate.bad_scores import AlertOfBadScore
from functions.respond.satisfaction.ports import SatisfactionOutcome, SatisfactionPorts
from functions.respond.satisfaction.service import AskAboutSatisfaction
from functions.store.result import StoreResult
from shared.channels import load_policy
from shared.domain.channels.policy import Policies
from shared.domain.escalation.rounds import due_work
from shared.domain.messages.event import Author
from shared.domain.satisfaction.progress import scheduled
from shared.domain.tickets.changes import Change, changed
from shared.domain.vocabulary import Category, Stage, Status
from tests.fakes.escalation import FakeNotifier
from tests.fakes.notices import FakeNotices
from tests.fakes.outbox import FakeGateways
from tests.fakes.samples import a_classification
from tests.unit.acknowledgement.scenes import paris
from tests.unit.respond.evening import PAGE, Evening

AGAIN = timedelta(minutes=2)
Proxy = Callable[[str, Any], Any]


@dataclass
class Afterwards(Evening):
    """``gone_through``: what is called between respond and its ports (a fault test makes each call fail)."""

    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    notices: FakeNotices = field(default_factory=FakeNotices)
    policies: Policies = load_policy

    def __post_init__(self) -> None:
        Evening.__post_init__(self)
        self.at("2026-03-03 09:30")

    def solved(self, **fields: Any) -> None:
        """A customer asks in private, a person answers in the platform's app, and resolves the ticket."""
        self.writes(**fields)
        self.passes(minutes=10)
        place = {name: value for name, value in fields.items() if name in ("channel", "account_id", "surface")}
        self.we_write(**{"author": Author(id=fields.get("account_id", PAGE)), **place})
        self.passes(minutes=10)
        self.resolve()

    def resolve(self) -> None:
        """What the API does with a ticket that an agent resolves."""
        now = self.clock.at
        brand = self.brands.current("acme")
        resolved = changed(self.ticket, Change(status=Status.RESOLVED), deadlines=None, now=now)
        self.tickets.save(scheduled(resolved, brand, self.policies, now))

    def ask(self, through: Proxy = lambda _, port: port) -> SatisfactionOutcome:
        """What respond does when the sweep asks it."""
        ports: dict[str, Any] = {
            name: through(name, getattr(self, name))
            for name in (
                *("brands", "switches", "tickets", "messages", "conversations", "history", "incidents"),
                *("automatic_messages", "accounts", "automatic_texts", "rate_limits"),
            )
        }
        gateways = through("gateways", FakeGateways(through("platform", self.platform)))
        ask = AskAboutSatisfaction(
            SatisfactionPorts(**ports, gateways=gateways, clock=self.clock, policies=self.policies)
        )
        return ask(self.ticket.id)

    def sweep(self, through: Proxy = lambda _, port: port) -> None:
        """One minute: the sweep puts off what is due, and has it done."""
        due = due_work(self.ticket, self.clock.at, AGAIN)
        if due.ticket != self.ticket:
            self.tickets.save(due.ticket)
        if due.satisfaction:
            self.ask(through)
        if due.alert:
            alert = AlertOfBadScore(
                self.tickets,
                self.history,
                self.brands,
                self.notifier,
                self.metrics,
                self.clock,
                self.notices,
                "https://desk.example#",
            )
            alert(self.ticket.id, self.clock.at + timedelta(seconds=30))

    def until(self, local: str) -> None:
        """Every minute until then, by Paris time."""
        end = paris(local)
        while self.clock.at < end:
            self.passes(minutes=1)
            self.sweep()

    def says(self, text: str, **fields: Any) -> StoreResult:
        """The customer writes; what the classifier makes of a bare number or word."""
        self.number += 1
        says = fields.pop(
            "says", a_classification(category=Category.QUESTION, stage=Stage.DIRECT, needs_response=False)
        )
        return self.store(self.event(f"m{self.number}", text=text, **fields), says)

    @property
    def history_of_it(self) -> list[str]:
        return [entry.what for entry in self.history.of_ticket(self.ticket.id).items if "satisfaction" in entry.what]

    @property
    def reason(self) -> str:
        (entry,) = [e for e in self.history.of_ticket(self.ticket.id).items if e.what == "satisfaction_not_asked"]
        return entry.details["reason"]
