"""Whatever happens on the whole path: no log line tells what a customer wrote, who they are, or a secret of ours."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from shared.domain.errors import UpstreamError
from shared.observability.logs import logger
from tests.integration.acme_at_night import NIGHT, PAGE, SECRETS, body, comment, direct
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto

pytestmark = pytest.mark.integration

TEXT = "URGENT Wolpertinger: ma box est en panne, mon IBAN est FR7630006000011234567890189, aidez-moi vite"
NAME, HANDLE = "Xaverine Dupontel", "xaverine_d"
SECRET = [value for record in SECRETS.values() for values in record.values() for value in values]
FORBIDDEN = ("wolpertinger", "xaverine", "dupontel", "FR7630006000011234567890189", "mia exemple", *SECRET)


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Iterator[StringIO]:
    """Everything any library logs at INFO or above, as a function on AWS would write it: keys and traces included."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(LambdaPowertoolsFormatter())
    handler.addFilter(lambda record: not record.name.startswith("moto"))  # its words about our state are not ours
    # Imported above: made for the first time inside the stack, it would take the level of the stack's environment.
    root, ours = logging.getLogger(), logging.getLogger(logger.name)
    before = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    ours.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(before[0])
    ours.setLevel(before[1])


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch, lines: StringIO) -> Iterator[StackOnMoto]:
    with stack_on_moto(monkeypatch) as stack:
        yield stack


def telegram(text: str) -> bytes:
    chat = {"id": 77, "type": "private", "first_name": NAME, "username": HANDLE}
    sender = {"id": 77, "is_bot": False, "first_name": NAME, "username": HANDLE, "language_code": "fr"}
    message = {"message_id": 5, "from": sender, "chat": chat, "date": int(NIGHT.timestamp()), "text": text}
    return json.dumps({"update_id": 1, "message": message}).encode()


def test_no_line_tells_text_name_handle_or_token(
    stack: StackOnMoto, lines: StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    stack.deliver(body(direct("7", "m1", TEXT), comments=[comment("8", "5", TEXT)]))
    assert stack.post(telegram(TEXT), channel="telegram") == 200
    stack.deliver(body(direct("7", "", TEXT)))  # without an id: quarantined
    stack.deliver(b'{"Wolpertinger')
    stack.post(body(direct("7", "m2", TEXT)), headers={"x-hub-signature-256": "sha256=Wolpertinger"})
    stack.put({"event_id": "e", "text": TEXT, "conversation_id": "7", "kind": "created"})
    stack.put({"event_id": "f", "text": TEXT, "conversation_id": "7", "kind": TEXT})
    stack.work()
    assert len(stack.simulator.world.to("telegram", "77")) == 1
    troubles(stack)
    stack.come_to_rest()
    written = lines.getvalue() + "".join(capfd.readouterr())
    assert "batch stored" in written
    assert "event stored" in written
    assert "StoreDelay" in written
    found = [line for line in written.splitlines() if any(each.lower() in line.lower() for each in FORBIDDEN)]
    assert found == []


@pytest.mark.parametrize("verb", ["respond", "escalate"])
def test_no_address_is_logged_by_what_calls_it(stack: StackOnMoto, verb: str) -> None:
    """Addresses hold ids of customers, keys of webhooks, Telegram's token. In a process of its own, as on AWS."""
    script = f"import functions.{verb}.handler, httpx, logging; print(logging.getLogger('httpx').getEffectiveLevel())"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)  # noqa: S603  our own command
    assert int(answer.stdout) >= logging.WARNING


def troubles(stack: StackOnMoto) -> None:
    """The platform refuses, does not answer, or takes our token for a wrong one; a function fails."""
    faults: list[dict[str, Any]] = [
        {"status": 500, "body": {"error": {"message": TEXT}}, "count": 2},
        {"cut": "after", "count": 1},
        {"status": 400, "body": {"error": {"message": TEXT, "code": 100}}, "count": 1},
        {"status": 401, "body": {"error": {"message": TEXT, "code": 190}}, "count": 2},
    ]
    for number, fault in enumerate(faults):
        stack.simulator.faults.add(fault)
        stack.deliver(body(direct(f"9{number}", f"n{number}", TEXT)))
        stack.work()
        stack.simulator.faults.clear()
    store = stack.workflows.functions["store"]

    def broken(event: dict[str, Any], context: Any) -> Any:
        raise UpstreamError("dynamodb PutItem: ThrottlingException")

    stack.workflows.functions["store"] = broken
    stack.deliver(body(direct("7", "m9", TEXT)))
    stack.work()
    stack.workflows.functions["store"] = store
    assert stack.message("m9") is None
    assert stack.ticket("7").account_id == PAGE
