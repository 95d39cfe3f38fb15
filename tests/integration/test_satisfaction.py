"""How did it go? From the webhook to the customer's score, through the handlers that are deployed."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from local.traffic import meta
from shared.adapters.dynamodb.automatic_messages import DynamoDBAutomaticMessages
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.domain.access.tokens import Scope, Token, token_hash
from shared.domain.outbox.automatic_message import AutomaticKind
from shared.domain.outbox.record import OutboxStatus
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Status
from tests.fakes.stored import FixedClock
from tests.integration.acme_at_night import DAY, PAGE, body, direct
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto
from tests.integration.workflows import CONTEXT, fresh_handler
from tests.unit.api.fake_api import REQUEST

pytestmark = pytest.mark.integration

CUSTOMER = "psid-9"
QUESTION = "Message automatique de Acme : comment s'est passé notre échange, de 1 (mal) à 5 (très bien) ?"


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[StackOnMoto]:
    with stack_on_moto(monkeypatch) as stack:
        stack.at = DAY
        yield stack


def says(stack: StackOnMoto, message_id: str, text: str, *, payload: str | None = None) -> None:
    message = direct(CUSTOMER, message_id, text, stack.at)
    if payload is not None:
        message["message"]["quick_reply"] = {"payload": payload}
    assert stack.deliver(body(message, at=stack.at)) == 200
    stack.work()


def answered(stack: StackOnMoto, text: str = "Il arrive demain.") -> None:
    """A person answers in the platform's app: its echo."""
    echo = meta.direct(account=PAGE, author=CUSTOMER, mid=f"echo-{stack.at:%H%M}", text=text, at=stack.at)
    echo["sender"], echo["recipient"] = echo["recipient"], echo["sender"]
    echo["message"]["is_echo"] = True
    assert stack.deliver(body(echo, at=stack.at)) == 200
    stack.work()


def resolve(stack: StackOnMoto, ticket: Ticket) -> dict[str, Any]:
    """An agent resolves the ticket through the API."""
    token = Token(
        hash=token_hash("ndk_agent"),
        name="agent",
        scopes=frozenset({Scope.TICKETS_READ, Scope.TICKETS_WRITE}),
        created_at=stack.at,
    )
    DynamoDBTokens(stack.workflows.table, cache_seconds=0, clock=FixedClock(stack.at)).add(token)
    event = deepcopy(REQUEST)
    event["rawPath"] = event["requestContext"]["http"]["path"] = f"/tickets/{ticket.id}"
    event["requestContext"]["http"]["method"] = "PATCH"
    event["rawQueryString"] = ""
    event["headers"] |= {"authorization": "Bearer ndk_agent", "if-match": str(ticket.version)}
    event["body"] = json.dumps({"status": "resolved"})
    answer = fresh_handler("api").lambda_handler(event, CONTEXT)
    assert answer["statusCode"] == 200, answer["body"]
    return dict(json.loads(answer["body"]))


def solved(stack: StackOnMoto) -> None:
    says(stack, "m1", "Bonjour, où est mon colis ?")
    stack.pass_time(minutes=5)
    answered(stack)
    stack.pass_time(minutes=5)
    assert resolve(stack, stack.ticket(CUSTOMER))["satisfaction"] is None


def test_a_customer_is_asked_taps_an_answer_and_is_thanked_once(stack: StackOnMoto) -> None:
    solved(stack)
    stack.pass_time(hours=2)
    stack.pass_minutes(2)
    assert stack.told(CUSTOMER) == [QUESTION]
    [call] = [call for call in stack.calls("messenger") if "quick_replies" in json.dumps(call)]
    assert [reply["title"] for reply in call["body"]["message"]["quick_replies"]] == ["1", "2", "3", "4", "5"]

    says(stack, "m2", "5", payload="satisfaction:5")
    stack.pass_minutes(4)

    ticket = stack.ticket(CUSTOMER)
    assert (ticket.status, ticket.satisfaction, ticket.next_due_at) == (Status.RESOLVED, 5, None)
    assert len(stack.told(CUSTOMER)) == 2
    entries = [entry.what for entry in DynamoDBHistory(stack.workflows.table).of_ticket(ticket.id).items]
    assert [what for what in entries if what.startswith("satisfaction")] == [
        "satisfaction_asked",
        "satisfaction_given",
        "satisfaction_thanked",
    ]
    records = DynamoDBAutomaticMessages(stack.workflows.table).of_ticket(ticket.id)
    assert {record.kind: record.status for record in records} == dict.fromkeys(
        (AutomaticKind.QUESTION, AutomaticKind.THANKS), OutboxStatus.SENT
    )


def test_a_bad_score_tells_people_and_reopens_nothing(stack: StackOnMoto) -> None:
    solved(stack)
    stack.pass_time(hours=2)
    stack.pass_minutes(2)
    says(stack, "m2", "1")
    stack.pass_minutes(4)
    ticket = stack.ticket(CUSTOMER)
    assert (ticket.status, ticket.satisfaction, ticket.satisfaction_alert_at) == (Status.RESOLVED, 1, None)
    assert stack.history(ticket.id)["satisfaction_alerted"] == 1
    assert len(stack.told(CUSTOMER)) == 2


def test_the_echo_of_the_question_is_no_answer_of_a_person(stack: StackOnMoto) -> None:
    solved(stack)
    stack.pass_time(hours=2)
    stack.pass_minutes(2)
    answered(stack, QUESTION)
    says(stack, "m2", "4")
    assert stack.ticket(CUSTOMER).satisfaction == 4
    assert stack.history(stack.ticket(CUSTOMER).id)["answered_in_app"] == 1
