"""Every call to AWS and to a platform, on the whole path of a message, fails once: afterwards it is as if it had not.

Each walk counts the calls of one undisturbed run, then repeats it for another customer as often, and each time another
call fails: ``before`` it was done; ``after`` it, so that the answer is lost; ``repeated``, when botocore has lost the
answer and asks again by itself; or with the function ``killed`` at that point, where no ``except`` of ours runs. What
only reads is the same before and after, and a function killed there is one killed after its last write: reads fail in
the first way alone.

Recovery is what happens anyway: the platform sends again what was not taken, the queue delivers again what was not
finished, the sweep runs each minute, and workflows try again.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import boto3
import httpx
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from shared.domain import escalation
from shared.domain.ticket import Ticket
from shared.domain.vocabulary import Outcome
from tests.integration.acme_at_night import DAY, PAGE, body, direct
from tests.integration.desk_on_moto import Desk, desk_on_moto
from tests.integration.faults import Killed

pytestmark = pytest.mark.integration

WAYS = ("before", "after", "killed", "repeated")
READS = frozenset({"GetItem", "Query", "BatchGetItem", "GetSecretValue", "GetObject", "GET"})
URGENT = "URGENT ma box est en panne, je n'ai plus internet, aidez-moi vite"
QUESTION = "Bonjour, où est mon colis ?"
LONG = QUESTION + "." * 66_000  # more than 64 kB

_really_send = httpx.HTTPTransport.handle_request


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
        tries = client.meta.config.retries["total_max_attempts"]
        return self._meet(operation, do, ConnectTimeoutError, ReadTimeoutError, repeats=tries > 1)

    def http(self, transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        def do() -> httpx.Response:
            return _really_send(transport, request)

        return self._meet(
            request.method, do, lambda **_: httpx.ConnectTimeout("no way"), lambda **_: httpx.ReadTimeout("lost")
        )

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
    desk: Desk
    faults: Faults

    def over(self, scenario: Callable[["Walk", str], None], verify: Callable[["Walk", str, str], None]) -> list[str]:
        """Walk over every call of a scenario. Scenarios get a customer of their own for every run."""
        self._run(scenario, "700", 0)
        calls = list(self.faults.made)
        verify(self, "700", "none")
        wrong: list[str] = []
        walked = 0
        for number, operation in enumerate(calls, 1):
            if self.faults.way != "before" and operation in READS:
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
        self.desk.begin_anew()
        self.faults.wanted = number
        scenario(self, customer)
        self.desk.come_to_rest()

    # --- what must hold after every run -----------------------------------------------------------------------------

    def is_stored(self, message_id: str, outcome: Outcome) -> None:
        """Once, with one outcome."""
        event_id = f"messenger:{PAGE}:{message_id}:created"
        message = self.desk.message(message_id)
        assert message is not None, "lost"
        assert message.complete, "half stored"
        assert message.outcomes == {event_id: outcome}
        assert self.desk.outcome(event_id) is None, "two outcomes"

    def is_one_ticket(self, customer: str, *, messages: int) -> Ticket:
        ticket = self.desk.ticket(customer)
        assert ticket.message_count == messages
        assert self.desk.history(ticket.id)["opened"] == 1
        assert self.desk.parked() == []
        assert ticket.escalate_at is None
        assert not ticket.escalation_running
        return ticket

    def is_acknowledged(self, customer: str, ticket: Ticket) -> None:
        assert len(self.desk.told(customer)) == 1, f"told {len(self.desk.told(customer))} times"
        assert ticket.acknowledged_at is not None
        assert ticket.acknowledge_at is None
        assert self.desk.history(ticket.id)["acknowledged"] == 1

    def is_escalated(self, ticket: Ticket, failed: str) -> None:
        assert ticket.escalation_round == 1
        name = escalation.execution_name(ticket.id, "urgent", 1)
        started = [arn.rsplit(":", 1)[-1] for arn in self.desk.workflows.executions()]
        assert started.count(name) == 1
        entries = self.desk.history(ticket.id)
        assert (entries["escalated"], entries["escalation_ended"]) == (1, 1)
        assert (entries["notified"], entries["notification_failed"]) == (2, 0)
        # Told once; twice only if nobody can know, or if it could not be written down, and then under the same id.
        posted = Counter(
            call["headers"]["webhook-id"]
            for call in self.desk.calls("notify")
            if call["body"]["data"]["ticket_id"] == ticket.id
        )
        assert len(posted) == 1
        assert posted.total() == 1 or (posted.total() == 2 and failed in ("POST", "PutItem")), f"posted {posted}"

    def is_not_escalated(self, ticket: Ticket) -> None:
        assert ticket.escalation_round == 0
        assert self.desk.history(ticket.id)["escalated"] == 0


@pytest.fixture(params=WAYS)
def walk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    with desk_on_moto(monkeypatch) as desk:
        desk.orderly = True
        logging.disable(logging.CRITICAL)
        faults = Faults(request.param)
        desk.meddle = faults.aws

        def send(transport: httpx.HTTPTransport, asked: httpx.Request) -> httpx.Response:
            return faults.http(transport, asked)

        with patch.object(httpx.HTTPTransport, "handle_request", send):
            yield Walk(desk, faults)


def test_an_urgent_message_at_night(walk: Walk) -> None:
    """Opens a ticket, which is escalated and acknowledged."""

    def scenario(walk: Walk, customer: str) -> None:
        with walk.faults.during():
            assert walk.desk.deliver(body(direct(customer, f"m{customer}", URGENT)), tries=3) == 200
            walk.desk.work()

    def verify(walk: Walk, customer: str, failed: str) -> None:
        walk.is_stored(f"m{customer}", Outcome.TICKET)
        ticket = walk.is_one_ticket(customer, messages=1)
        walk.is_acknowledged(customer, ticket)
        walk.is_escalated(ticket, failed)

    calls = walk.over(scenario, verify)
    assert {"SendMessageBatch", "StartSyncExecution", "StartExecution", "Publish", "POST", "GetSecretValue"} <= set(
        calls
    )


def test_a_message_that_joins(walk: Walk) -> None:
    def scenario(walk: Walk, customer: str) -> None:
        walk.desk.post(body(direct(customer, f"m{customer}", QUESTION)))
        walk.desk.work()
        with walk.faults.during():
            again = body(direct(customer, f"n{customer}", "Pouvez-vous me répondre ? Merci d'avance"))
            assert walk.desk.deliver(again, tries=3) == 200
            walk.desk.work()

    def verify(walk: Walk, customer: str, failed: str) -> None:
        walk.is_stored(f"m{customer}", Outcome.TICKET)
        walk.is_stored(f"n{customer}", Outcome.APPENDED)
        ticket = walk.is_one_ticket(customer, messages=2)
        walk.is_acknowledged(customer, ticket)
        walk.is_not_escalated(ticket)

    walk.over(scenario, verify)


def test_a_body_of_three_items_one_of_them_broken(walk: Walk) -> None:
    """The first is so long that its text is put aside."""
    kept: set[str] = set()

    def scenario(walk: Walk, customer: str) -> None:
        kept.update(walk.desk.stored_objects("quarantine/"))
        broken = direct(customer, "", f"broken {customer}")
        walk.desk.at = DAY
        items = (direct(customer, f"m{customer}", LONG), broken, direct(customer, f"n{customer}", QUESTION))
        with walk.faults.during():
            assert walk.desk.deliver(body(*items), tries=3) == 200
            walk.desk.work()

    def verify(walk: Walk, customer: str, failed: str) -> None:
        walk.is_stored(f"m{customer}", Outcome.TICKET)
        walk.is_stored(f"n{customer}", Outcome.APPENDED)
        walk.is_one_ticket(customer, messages=2)
        assert len(set(walk.desk.stored_objects("quarantine/")) - kept) == 1

    calls = walk.over(scenario, verify)
    assert {"PutObject", "GetObject"} <= set(calls)


def test_a_poison_message_between_two_good_ones(walk: Walk) -> None:
    """Its text was put aside and is gone: it can never be handled."""
    items = {"m": QUESTION, "p": LONG, "n": QUESTION}

    def scenario(walk: Walk, customer: str) -> None:
        walk.desk.at = DAY
        walk.desk.post(body(*(direct(customer, f"{name}{customer}", text) for name, text in items.items())))
        for key in walk.desk.stored_objects("text/"):
            boto3.client("s3").delete_object(Bucket="desk", Key=key)
        with walk.faults.during():
            walk.desk.work()

    def verify(walk: Walk, customer: str, failed: str) -> None:
        walk.is_stored(f"m{customer}", Outcome.TICKET)
        walk.is_stored(f"n{customer}", Outcome.APPENDED)
        assert walk.desk.ticket(customer).message_count == 2
        event_id = f"messenger:{PAGE}:p{customer}:created"
        record = walk.desk.outcome(event_id)
        assert (record.outcome, record.reason) == (Outcome.PARKED, "ContentGoneError")
        assert walk.desk.message(f"p{customer}") is None
        parked = walk.desk.parked()
        assert {(letter["event_id"], letter["reason"]) for letter in parked} == {(event_id, "ContentGoneError")}
        # A second one only if dispatch died before it could answer, and the queue had by then forgotten the first.
        assert len(parked) == 1 or (len(parked) == 2 and walk.faults.way == "killed")

    calls = walk.over(scenario, verify)
    assert "SendMessage" in calls


def test_a_sweep_that_sends_an_acknowledgement_which_is_due(walk: Walk) -> None:
    respond = walk.desk.workflows.functions["respond"]

    def broken(event: dict[str, Any], context: Any) -> Any:
        raise MemoryError

    def scenario(walk: Walk, customer: str) -> None:
        walk.desk.workflows.functions["respond"] = broken
        walk.desk.post(body(direct(customer, f"m{customer}", QUESTION)))
        walk.desk.work()
        walk.desk.workflows.functions["respond"] = respond
        walk.desk.pass_time(minutes=2)
        with walk.faults.during():
            walk.desk.sweep()

    def verify(walk: Walk, customer: str, failed: str) -> None:
        walk.is_stored(f"m{customer}", Outcome.TICKET)
        ticket = walk.is_one_ticket(customer, messages=1)
        walk.is_acknowledged(customer, ticket)
        walk.is_not_escalated(ticket)

    calls = walk.over(scenario, verify)
    assert {"Invoke", "POST"} <= set(calls)
