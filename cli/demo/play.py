"""The demo's story, messages to a running stack: the day, the evening with its outage, and what is left behind."""

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.commands import incident as incidents
from cli.demo import brand as demo_brand
from cli.demo import evidence as demo_evidence
from cli.demo import tables as demo_tables
from cli.demo.agents import Agents
from cli.demo.asking import write_and_ask
from cli.demo.poison import put_poison
from cli.demo.public import InPublic
from cli.demo.sending import Delivered, Sender, accepted, refused
from cli.deployment import Deployment
from cli.output import steps
from cli.traffic.accounting import Account, RecordedOutcome, settle, store_delays, wait_for
from cli.traffic.delivered import Item
from cli.traffic.local_stack import LocalStack
from local.traffic.deliveries import Delivery, deliveries
from local.traffic.messages import CustomerMessage, Part
from local.traffic.run import Run
from shared.adapters.dynamodb.figures import DynamoDBFigures
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.system_clock import SystemClock
from shared.domain.incidents.model import Incident
from shared.domain.messages.model import Message
from shared.domain.outbox.automatic_message import AutomaticKind
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Outcome

BRAND = "acme"
SEEN_AFTER = 2.5  # seconds until every function has read a new brand version
OUTCOMES_WITHIN = 420.0  # seconds for everything that was delivered to have an outcome
QUIET_WITHIN = 200.0  # seconds for acknowledgements and escalations to come to their end
SOON = timedelta(seconds=40)  # what is due by then is waited for
SUSPECTED_WITHIN = 15  # seconds for the desk to suspect the outage before it is opened
SHOWN = 5  # of the most urgent tickets
FURTHEST_BACK = timedelta(hours=22)  # what was written at night counts for the hour it was written in


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of everything."""

    delivered: Sequence[Delivered]
    items: Sequence[Item]
    outcomes: Mapping[str, tuple[RecordedOutcome, ...]]
    account: Account


MAX_LOOKS = 20  # at figures that still change
UNCHANGED_LOOKS = 3  # in a row: longer than changes are gathered before they are counted
PAUSE_SECONDS = 3.0


class Play:
    """One run. ``document`` is the brand file as it is in force otherwise, and again afterwards."""

    def __init__(
        self,
        running: LocalStack,
        place: Deployment,
        document: Mapping[str, Any],
        messages: Sequence[CustomerMessage],
        console: Console,
    ) -> None:
        self.running = running
        self.document = document
        self.console = console
        self.began = datetime.now(UTC)
        self.run = Run.starting(self.began)
        story = deliveries(self.run, messages)
        self.by_day = [one for one in story if one.part in (Part.NIGHT, Part.DAY)]
        self.by_evening = [one for one in story if one.part in (Part.EVENING, Part.OUTAGE)]
        self.sender = Sender(
            poster=running.poster(),
            brands=running.brands(first=BRAND),
            waiting=running.waiting,
            files=f"{running.stack.simulator_url}/cdn/",
        )
        self.incident: Incident | None = None
        self.in_public = InPublic(running.stack.api_url, running.stack.api_token, BRAND)
        self.tickets = DynamoDBTickets(running.table)
        self.place = place
        self._delivered: list[Delivered] = []
        self._poison: Item | None = None
        self._asked_for: tuple[Item, ...] = ()
        self._listened = self._listening()

    # --- the story ---------------------------------------------------------------------------------------------------

    def tell(self) -> Result:
        """All of it, until nothing is left to be done. The brand file is in force again afterwards."""
        left_behind = dict(self.document)
        try:
            day = self._push(demo_brand.by_day)
            with Agents(self.running.stack.api_url, self.running.stack.api_token, BRAND, self.began):
                self._send("The night's backlog, and the day", self.by_day, self._poison_once)
                self._asked_for = write_and_ask(self.running, self.run, BRAND)
                self._settled("The day is handled")
            evening = self._push(demo_brand.by_evening)
            left_behind = demo_brand.afterwards(self.document, day, evening)
            self._send("The evening, desk closed", self.by_evening, self._open_incident)
            result = self._settled("The evening is handled")
            self._until_quiet(result)
            self._say_in_public(result)
        finally:
            self._resolve_incident()
            self.running.brand_store.push(BRAND, left_behind)
        return result

    def _push(self, variant: Callable[[Mapping[str, Any], datetime], dict[str, Any]]) -> datetime:
        """Put a variant of the brand file in force; the instant it was made for."""
        now = datetime.now(UTC)
        self.running.brand_store.push(BRAND, variant(self.document, now))
        time.sleep(SEEN_AFTER)
        return now

    def _send(self, title: str, story: Sequence[Delivery], before: Callable[[Delivery], None]) -> None:
        with self._progress() as progress:
            task = progress.add_task(title, total=len(story))
            self._delivered += self.sender.send(story, sent=lambda: progress.advance(task), before=before)

    def _poison_once(self, delivery: Delivery) -> None:
        """Half way through the day an event of a later version stands on the queue, between readable ones."""
        if self._poison is not None or delivery.number < self.by_day[len(self.by_day) // 2].number:
            return
        self._poison = put_poison(self.running, self.run, BRAND)

    def _open_incident(self, delivery: Delivery) -> None:
        if not delivery.opens_incident:
            return
        suspected = self._suspected()
        title = "App, site and tills are down"
        self.incident = incidents.begin(self.place, BRAND, title, by="demo", suspicion_id=suspected)
        self.in_public.publish(self.incident.id)

    def _suspected(self) -> str | None:
        """What the desk suspects, once the reports so far are handled."""
        for _ in range(SUSPECTED_WITHIN):
            for each in incidents.suspicions(self.place, BRAND):
                return each.id
            time.sleep(1)
        return None

    def _say_in_public(self, result: Result) -> None:
        """The outage is over, and customers told so; then some are thanked below our posts."""
        if self.incident is None:
            return
        with steps(self.console, "The outage is over: the last update, the follow-ups, three thank-yous"):
            self.in_public.end_outage(self.incident.id)
            self.in_public.thank(self._own_tickets(result.outcomes))

    def _resolve_incident(self) -> None:
        """Also where the demo was ended early: otherwise nothing would be acknowledged any more."""
        if self.incident is not None and self.in_public.report is None:
            store = incidents.incident_store(self.place)
            store.resolve(self.incident.id, by="demo", at=datetime.now(UTC))

    # --- waiting -----------------------------------------------------------------------------------------------------

    def _settled(self, title: str) -> Result:
        """Everything delivered so far has its outcome, or never will."""
        items = self._items()
        with self._progress() as progress:
            task = progress.add_task(title, total=len(items))
            found = dict(
                wait_for(
                    items,
                    self.running.ledger(),
                    timeout=OUTCOMES_WITHIN,
                    seen=lambda known: progress.update(task, completed=known),
                )
            )
        ledger = self.running.ledger()
        turned_away = refused(self._delivered)
        for item in turned_away:
            rejected = RecordedOutcome(outcome=Outcome.REJECTED, where="answer")
            found[item.id] = (rejected, *ledger.outcomes(item))  # what was refused must have left nothing behind
        return Result(
            delivered=tuple(self._delivered), items=(*items, *turned_away), outcomes=found, account=settle(found)
        )

    def _items(self) -> tuple[Item, ...]:
        poison = () if self._poison is None else (self._poison,)
        return (*accepted(self._delivered), *self._asked_for, *poison)

    def _own_tickets(self, outcomes: Mapping[str, Sequence[RecordedOutcome]]) -> tuple[Ticket, ...]:
        return demo_evidence.read_tickets(demo_evidence.ticket_ids(outcomes.values()), self.tickets)

    def _until_quiet(self, result: Result) -> None:
        """The queue is empty, nothing is due soon, every escalation has come to its end, and whoever told of the outage
        has the line that leads to the update."""
        ids = demo_evidence.ticket_ids(result.outcomes.values())
        until = time.monotonic() + QUIET_WITHIN
        with self._progress() as progress:
            task = progress.add_task("Acknowledgements and escalations", total=len(ids))
            busy = ids
            while True:
                soon = datetime.now(UTC) + SOON
                left = demo_evidence.read_tickets(busy, self.tickets)
                busy = tuple(ticket.id for ticket in left if _is_busy(ticket, soon))
                progress.update(task, completed=len(ids) - len(busy))
                is_quiet = not busy and self.running.waiting() == 0 and not self._is_pointing()
                if is_quiet or time.monotonic() > until:
                    return
                time.sleep(2)

    def _is_pointing(self) -> bool:
        if self.incident is None:
            return False
        store = incidents.incident_store(self.place)
        return any(store.has_tasks(each, AutomaticKind.INCIDENT_POINTER) for each in self.incident.links)

    def _listened_now(self) -> Mapping[str, int]:
        """The figures of this run, once what happened was counted: some seconds later."""
        found, unchanged = self._listening(), 0
        for _ in range(MAX_LOOKS):
            time.sleep(PAUSE_SECONDS)
            before, found = found, self._listening()
            unchanged = unchanged + 1 if found == before else 0
            if unchanged == UNCHANGED_LOOKS:
                break
        return demo_evidence.less(found, self._listened)

    def _listening(self) -> Mapping[str, int]:
        start = (self.began - FURTHEST_BACK).replace(minute=0, second=0, microsecond=0)
        return DynamoDBFigures(self.running.table).between(BRAND, start, datetime.now(UTC)).counts

    def _progress(self) -> AbstractContextManager[Progress]:
        return Progress(
            TextColumn("{task.description:<36}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
        )

    # --- what became of it -------------------------------------------------------------------------------------------

    def report(self, result: Result) -> None:
        """Everything a person wants to know, as tables."""
        tickets = self._own_tickets(result.outcomes)
        histories = demo_evidence.read_histories(tickets, DynamoDBHistory(self.running.table))
        calls = demo_evidence.calls(self.running.stack.simulator_url, self.began)
        others = demo_evidence.otherwise_said(tickets, histories, DynamoDBMessages(self.running.table, SystemClock()))
        sent = demo_evidence.acknowledged(calls, tickets, _messages(result.outcomes), others)
        rounds = demo_evidence.escalations(histories)
        figures = self._listened_now()
        delays = store_delays(result.outcomes.values())
        urgent = demo_evidence.most_urgent(tickets, SHOWN)
        self.console.print()
        demo_tables.show(
            self.console,
            [
                demo_tables.what_came_in(result.delivered, result.items, result.outcomes),
                demo_tables.urgent_tickets(urgent, self.document["default_language"]),
                demo_tables.acknowledgements(sent),
                demo_tables.unacknowledged(demo_evidence.not_sent(tickets, histories)),
                demo_tables.escalated(rounds, demo_evidence.notifications(calls)),
                *demo_tables.outage(self.in_public.report),
                demo_tables.thank_yous(self.in_public.thanked),
                demo_tables.listening(figures),
                demo_tables.hours(figures),
                demo_tables.speed(delays),
                demo_tables.verdict(result.account),
                demo_tables.where_next(
                    self.running.stack.api_url, urgent[0].id if urgent else None, command=_own_command()
                ),
                demo_tables.desk(self.running.stack.desk_url, self.running.stack.people),
            ],
        )


def _messages(outcomes: Mapping[str, Sequence[RecordedOutcome]]) -> dict[str, Message]:
    stored = (found.message for group in outcomes.values() for found in group if found.message is not None)
    return {message.message_id: message for message in stored}


def _own_command() -> str:
    """How this very command is called from here."""
    return "nightdesk" if shutil.which("nightdesk") else ".venv/bin/nightdesk"


def _is_busy(ticket: Ticket, soon: datetime) -> bool:
    return ticket.escalation_running or (ticket.next_due_at is not None and ticket.next_due_at <= soon)
