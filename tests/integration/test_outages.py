"""An outage of one AWS service on the running desk: real functions, workflows, queue and table, with the time moved.

tests/unit/dispatch/test_outages.py simulates more messages and containers; here the real calls fail.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ConnectTimeoutError

from shared.domain.errors import UpstreamError
from tests.examples import SOAK
from tests.integration.acme_at_night import QUESTION, body, direct
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto

pytestmark = pytest.mark.integration

CUSTOMERS = ("1", "2", "3")
SERVICES = {"workflow": "stepfunctions", "table": "dynamodb", "secrets": "secretsmanager", "functions": "lambda"}


class Outage:
    """``service`` answers nothing between two instants; the message ``poison`` can never be stored."""

    def __init__(self, stack: StackOnMoto, service: str, begins: datetime, ends: datetime) -> None:
        self.stack, self.service, self.begins, self.ends = stack, service, begins, ends
        self.at_the_platform: list[bytes] = []
        self.parked_at: datetime | None = None
        stack.meddle = self._aws
        for name in ("classify", "store"):
            stack.workflows.functions[name] = self._function(stack.workflows.functions[name])

    @property
    def is_out(self) -> bool:
        return self.begins <= self.stack.at < self.ends

    def _aws(self, client: BaseClient, operation: str, do: Callable[[], Any]) -> Any:
        if self.is_out and client.meta.service_model.service_name == SERVICES[self.service]:
            raise ConnectTimeoutError(endpoint_url="https://aws.example")
        return do()

    def _function(self, really: Callable[..., Any]) -> Callable[..., Any]:
        def function(request: dict[str, Any], context: Any) -> Any:
            if self.is_out and self.service == "functions":
                raise type("Lambda.ServiceException", (Exception,), {})
            if '"poison"' in json.dumps(request):  # alone, or among others in a shared run
                raise UpstreamError("it alone")
            return really(request, context)

        return function

    def write(self, customer: str, message_id: str) -> None:
        """The customer writes; the platform sends again, in order, what was not taken."""
        self.at_the_platform.append(body(direct(customer, message_id, QUESTION)))
        self.send()

    def send(self) -> None:
        while self.at_the_platform and self.stack.post(self.at_the_platform[0]) == 200:
            self.at_the_platform.pop(0)
        self.stack.work()
        if self.parked_at is None and self.stack.parked():
            self.parked_at = self.stack.at

    def wait_until(self, until: datetime) -> None:
        """Let the queue be worked on whenever something is seen again; the platform sends again every ten minutes."""
        while self.stack.at < until:
            coming = [message.visible_at / 1000 + 1 for message in self.stack._inbound_queue._messages]
            again = self.stack.at + timedelta(minutes=10)
            seen = min((datetime.fromtimestamp(at, until.tzinfo) for at in coming), default=again)
            self.stack.at = min(max(seen, self.stack.at + timedelta(seconds=1)), again, until)
            self.send()


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[StackOnMoto]:
    with stack_on_moto(monkeypatch) as stack:
        yield stack


MINUTES = [10] if SOAK == 1 else [10, 6 * 60]
"""Six hours take a minute each here: in ``make soak`` only. The simulation of the unit tests always has them."""


@pytest.mark.parametrize("minutes", MINUTES)
@pytest.mark.parametrize("service", SERVICES)
def test_an_outage_parks_poison_alone_and_everything_else_is_stored_in_order(
    stack: StackOnMoto, service: str, minutes: int
) -> None:
    began = stack.at
    outage = Outage(stack, service, began + timedelta(minutes=2), began + timedelta(minutes=2 + minutes))
    for customer in CUSTOMERS:
        outage.write(customer, f"{customer}-before")
    for number in range(2):
        outage.wait_until(outage.begins + timedelta(minutes=1 + number * minutes / 2))
        for customer in CUSTOMERS:
            outage.write(customer, f"{customer}-during-{number}")
        if not number:
            outage.write("4", "poison")
            outage.write("4", "behind-poison")
    assert stack.parked() == []

    outage.wait_until(outage.ends + timedelta(minutes=65))

    assert (outage.at_the_platform, stack.queued) == ([], 0)
    (parked,) = stack.parked()
    assert parked["reason"] == "AttemptsExhausted"
    assert outage.parked_at is not None
    assert outage.parked_at <= outage.ends + timedelta(hours=1)
    for customer in CUSTOMERS:
        ticket = stack.ticket(customer)
        assert (ticket.message_count, ticket.opening_message_id) == (3, f"{customer}-before")
        assert ticket.last_message_id == f"{customer}-during-1"
    assert stack.ticket("4").opening_message_id == "behind-poison"
