"""The respond function as it is deployed: its handler, DynamoDB and Secrets Manager on moto, and real HTTP requests
that a pretended platform answers."""

import json
from collections.abc import Iterator
from io import StringIO

import httpx
import pytest

from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.switches import DynamoDBSwitches
from shared.domain.vocabulary import Surface, Visibility
from shared.observability.logs import logger
from tests.integration.respond_scene import NIGHT, Scene, respond_scene

pytestmark = pytest.mark.integration


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with respond_scene(monkeypatch) as scene:
        yield scene


def test_a_comment_in_the_night_is_answered_under_it(scene: Scene) -> None:
    scene.stored()

    assert scene.run() == {"ticket_id": "T-1", "sent": "sent", "suppressed": None}

    (request,) = scene.requests
    assert (request.method, request.url.host) == ("POST", "facebook.example")
    assert request.url.path.endswith("/m1/comments")
    assert request.headers["Authorization"] == "Bearer token-now"
    assert "demain mercredi à 9 h" in json.loads(request.content)["message"]
    assert scene.ticket.acknowledged_at == NIGHT
    assert scene.ticket.acknowledge_at is None
    assert scene.history() == ["acknowledged"]
    message = DynamoDBMessages(scene.table, scene.clock).get("facebook", "100100100100100", "5001_9999")
    assert message is not None
    assert message.automatic


def test_a_private_message_in_english_is_answered_in_english_and_names_the_zone(scene: Scene) -> None:
    scene.answers = [httpx.Response(200, json={"message_id": "mid.1", "recipient_id": "7"})]
    scene.stored(
        channel="messenger",
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id="7",
        language="en",
    )
    scene.run()

    body = json.loads(scene.requests[0].content)
    assert body["recipient"] == {"id": "7"}
    assert "tomorrow at 9 am (Paris time)" in body["message"]["text"]
    assert "automatic" in body["message"]["text"].lower()
    assert body["message"]["metadata"].startswith("ack:T-1")
    assert "tag" not in body


def test_asked_twice_it_is_sent_once(scene: Scene) -> None:
    scene.stored()
    scene.run()

    assert scene.run() == {"ticket_id": "T-1", "sent": None, "suppressed": None}
    assert len(scene.requests) == 1


def test_a_lost_answer_is_settled_by_reading_the_comments(scene: Scene) -> None:
    scene.stored()
    scene.answers = [httpx.ReadTimeout("late")]
    assert scene.run()["sent"] == "unknown"
    sent = json.loads(scene.requests[0].content)["message"]

    scene.clock.pass_time(minutes=2)
    listed = {"data": [{"id": "5001_9999", "message": sent, "created_time": "2026-03-03T22:10:01+0000"}]}
    scene.answers = [httpx.Response(200, json=listed)]

    assert scene.run()["sent"] == "sent"
    assert [request.method for request in scene.requests] == ["POST", "GET"]
    assert scene.ticket.acknowledged_at is not None


def test_a_throttle_pauses_the_account_for_everybody(scene: Scene) -> None:
    scene.stored()
    scene.answers = [httpx.Response(429, headers={"Retry-After": "600"}, json={})]

    assert scene.run()["sent"] == "retry_at"
    state = scene.handler.acknowledge.ports.accounts.get("facebook", "100100100100100")
    assert state.paused_until is not None
    assert scene.ticket.acknowledge_at == state.paused_until


def test_the_kill_switch_stops_it(scene: Scene) -> None:
    scene.stored()
    DynamoDBSwitches(scene.table, cache_seconds=0, clock=scene.clock).set("acme", None, "off", by="lead")

    assert scene.run() == {"ticket_id": "T-1", "sent": None, "suppressed": "switched_off"}
    assert scene.requests == []
    assert scene.history() == ["acknowledgement_suppressed"]


def test_nothing_of_the_customer_or_the_token_is_logged(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    logged = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", logged)
    scene.stored()
    scene.run()

    written = logged.getvalue() + "".join(capsys.readouterr())
    assert "acknowledgement handled" in written
    for secret in ("Où est mon colis", "token-now", "demain", "Merci", "Bonjour"):
        assert secret not in written
