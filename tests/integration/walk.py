"""Lets one call after the other fail, of all that a scenario makes; and what must hold after each of them."""

import threading
from collections import Counter
from collections.abc import Callable, Container, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import httpx
from botocore.client import BaseClient
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from shared.adapters.http.in_time import TransportInTime
from shared.domain.escalation import rounds as escalation
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Outcome
from tests.integration.acme_at_night import PAGE
from tests.integration.faults import Killed
from tests.integration.stack_on_moto import StackOnMoto

WAYS = ("before", "after", "killed", "repeated")
READS = frozenset({"GetItem", "Query", "BatchGetItem", "GetSecretValue", "GetObject", "GET", "ListRules"})

TRANSPORTS: tuple[type[httpx.BaseTransport], ...] = (httpx.HTTPTransport, TransportInTime)
"""By which our functions call others."""

Send = Callable[[httpx.BaseTransport, httpx.Request], httpx.Response]


@dataclass
class Faults:
    """Numbers every call of our functions while ``armed``, and lets the one that is ``wanted`` fail."""

    way: str
    wanted: int = 0
    armed: bool = False
    made: list[str] = field(default_factory=list)
    skipped: bool = False  # this call cannot fail in this way
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def aws(self, client: BaseClient, operation: str, do: Callable[[], Any]) -> Any:
        attempts = client.meta.config.retries["total_max_attempts"]
        return self._meet(operation, do, ConnectTimeoutError, ReadTimeoutError, repeats=attempts > 1)

    @contextmanager
    def http(self) -> Iterator[None]:
        """Calls by HTTP meet them in this block."""
        with ExitStack() as patches:
            for kind in TRANSPORTS:
                patches.enter_context(patch.object(kind, "handle_request", self._meeting(kind.handle_request)))
            yield

    def _meeting(self, really: Send) -> Send:
        def send(transport: httpx.BaseTransport, request: httpx.Request) -> httpx.Response:
            return self._meet(
                request.method,
                lambda: really(transport, request),
                lambda **_: httpx.ConnectTimeout("no way"),
                lambda **_: httpx.ReadTimeout("lost"),
            )

        return send

    def _meet(self, operation: str, do: Callable[[], Any], refused: Any, lost: Any, *, repeats: bool = False) -> Any:
        with self._lock:
            met = self._meets(operation)
        if not met:
            return do()
        if self.way == "before":
            raise refused(endpoint_url="https://aws.example")
        if self.way == "repeated" and not repeats:
            self.skipped = True
            return do()
        done = do()
        if self.way == "repeated":
            return do()
        if isinstance(done, httpx.Response):
            done.close()
        if self.way == "killed":
            raise Killed(operation)
        raise lost(endpoint_url="https://aws.example")

    def _meets(self, operation: str) -> bool:
        if not self.armed:
            return False
        self.made.append(operation)
        return len(self.made) == self.wanted

    @contextmanager
    def during(self) -> Iterator[None]:
        self.armed, self.made = True, []
        try:
            yield
        finally:
            self.armed = False


@dataclass
class Walk:
    stack: StackOnMoto
    faults: Faults

    def over(
        self,
        scenario: Callable[["Walk", str], None],
        verify: Callable[["Walk", str, str], None],
        *,
        only: Container[str] | None = None,
        reads_until: str | None = None,
    ) -> list[str]:
        """Walk over every call of a scenario. Scenarios get a customer of their own for every run.

        ``only`` names the calls to walk over, and ``reads_until`` the call after which nothing that only reads is,
        where the others are those of another scenario.
        """
        self._run(scenario, "700", 0)
        calls = list(self.faults.made)
        verify(self, "700", "none")
        last_read = len(calls) if reads_until is None else calls.index(reads_until)
        wrong: list[str] = []
        walked = 0
        for number, operation in enumerate(calls, 1):
            wanted = only is None or operation in only
            if operation in READS and (self.faults.way != "before" or number > last_read):
                wanted = False
            if not wanted:
                continue
            customer = f"70{number}"
            try:
                self._run(scenario, customer, number)
                walked += 1
                assert self.faults.made[number - 1 : number] == [operation], "not the same run"
                verify(self, customer, operation)
            except AssertionError as error:
                wrong.append(f"{self.faults.way} call {number}, {operation} of {calls[: number + 2]}: {error}")
        assert not wrong, "\n".join(wrong)
        assert walked
        return calls

    def _run(self, scenario: Callable[["Walk", str], None], customer: str, number: int) -> None:
        self.stack.begin_anew()
        self.stack.forget_failed_runs()
        self.faults.wanted = number
        scenario(self, customer)
        self.stack.come_to_rest()

    # --- what must hold after every run -----------------------------------------------------------------------------

    def is_stored(self, message_id: str, outcome: Outcome) -> None:
        """Once, with one outcome."""
        event_id = f"messenger:{PAGE}:{message_id}:created"
        message = self.stack.message(message_id)
        assert message is not None, "lost"
        assert message.complete, "half stored"
        assert message.outcomes == {event_id: outcome}
        assert self.stack.outcome(event_id) is None, "two outcomes"

    def is_one_ticket(self, customer: str, *, messages: int) -> Ticket:
        ticket = self.stack.ticket(customer)
        assert ticket.message_count == messages
        assert self.stack.history(ticket.id)["opened"] == 1
        assert self.stack.parked() == []
        assert ticket.escalate_at is None
        assert not ticket.escalation_running
        return ticket

    def is_acknowledged(self, customer: str, ticket: Ticket) -> None:
        assert len(self.stack.told(customer)) == 1, f"told {len(self.stack.told(customer))} times"
        assert ticket.acknowledged_at is not None
        assert ticket.acknowledge_at is None
        assert self.stack.history(ticket.id)["acknowledged"] == 1

    def is_escalated(self, ticket: Ticket, failed: str) -> None:
        assert ticket.escalation_round == 1
        name = escalation.execution_name(ticket.id, "urgent", 1)
        started = [arn.rsplit(":", 1)[-1] for arn in self.stack.workflows.executions()]
        assert started.count(name) == 1
        entries = self.stack.history(ticket.id)
        assert (entries["escalated"], entries["escalation_ended"]) == (1, 1)
        assert (entries["notified"], entries["notification_failed"]) == (2, 0)
        # Told once; twice only if nobody can know, or if it could not be written down, and then under the same id.
        posted = Counter(
            call["headers"]["webhook-id"]
            for call in self.stack.calls("notify")
            if call["body"]["data"]["ticket_id"] == ticket.id
        )
        assert len(posted) == 1
        assert posted.total() == 1 or (posted.total() == 2 and failed in ("POST", "PutItem")), f"posted {posted}"

    def is_not_escalated(self, ticket: Ticket) -> None:
        assert ticket.escalation_round == 0
        assert self.stack.history(ticket.id)["escalated"] == 0
