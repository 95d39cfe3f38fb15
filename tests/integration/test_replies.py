"""An agent's answer on moto: the API and respond as they are deployed, and a pretended platform."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from importlib import import_module, reload
from io import BytesIO
from types import ModuleType
from typing import Any

import boto3
import httpx
import pytest
from botocore.exceptions import ReadTimeoutError

from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.replies import DynamoDBReplies
from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.domain.access.tokens import Scope, Token, token_hash
from shared.domain.messages.attachments import PREFIX
from shared.domain.outbox.record import OutboxStatus
from shared.domain.vocabulary import Status
from tests.fakes.stored import FixedClock
from tests.integration.faults import Faults, Killed
from tests.integration.respond_scene import CONTEXT, NIGHT, Scene, respond_scene
from tests.unit.api.fake_api import REQUEST

pytestmark = pytest.mark.integration
TOKEN = "ndk_agent"


@dataclass
class Respond:
    """Lambda, as far as the API uses it: invokes respond in this process."""

    scene: Scene
    events: list[dict[str, Any]] = field(default_factory=list)
    too_slow: bool = False

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803  called by boto3's names of its parameters
        self.events.append(json.loads(Payload))
        try:
            answer = self.scene.handler.lambda_handler(json.loads(Payload), CONTEXT)
        except Exception as error:
            return {"FunctionError": "Unhandled", "Payload": BytesIO(json.dumps({"errorMessage": str(error)}).encode())}
        if self.too_slow:
            raise ReadTimeoutError(endpoint_url="https://lambda.example")
        return {"Payload": BytesIO(json.dumps(answer).encode())}


@dataclass
class Office:
    scene: Scene
    api: ModuleType
    respond: Respond

    def call(self, method: str, path: str, body: Any = None, key: str = "k1") -> tuple[int, Any]:
        event = deepcopy(REQUEST)
        event["rawPath"] = event["requestContext"]["http"]["path"] = path
        event["requestContext"]["http"]["method"] = method
        event["rawQueryString"] = ""
        event["headers"] |= {"authorization": f"Bearer {TOKEN}", "idempotency-key": key}
        event["body"] = None if body is None else json.dumps(body)
        answered = self.api.lambda_handler(event, CONTEXT)
        return answered["statusCode"], json.loads(answered["body"])

    def reply(self, text: str = "Bonjour Mia, nous regardons.", key: str = "k1", **body: Any) -> tuple[int, Any]:
        asked = {"text": text, "visibility": "public", "agent": "Sophie Bernard", **body}
        return self.call("POST", "/tickets/T-1/replies", asked, key)

    @property
    def posts(self) -> list[Any]:
        return [json.loads(r.content) for r in self.scene.requests if r.method == "POST"]

    def platform(self, request: httpx.Request) -> httpx.Response:
        """A page whose comments can be read; everything else is as the scene has it."""
        if request.method == "POST":
            return self.scene.platform(request)
        at = self.scene.clock.at.strftime("%Y-%m-%dT%H:%M:%S+0000")
        texts = [post["message"] for post in self.posts]
        listed = [{"id": f"5001_{n}", "message": text, "created_time": at} for n, text in enumerate(texts)]
        return httpx.Response(200, json={"data": listed})

    def sweep(self, minutes: int = 5) -> None:
        for _ in range(minutes):
            self.scene.clock.pass_time(minutes=1)
            at = self.scene.ticket_of("T-1").reply_at
            if at is not None and at <= self.scene.clock.at:
                event = {"action": "finish_replies", "ticket_id": "T-1"}
                self.scene.handler.lambda_handler(event, CONTEXT)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with respond_scene(monkeypatch) as scene:
        for name, value in {"BUCKET_NAME": "desk-bucket", "STAGE": "test", "RESPOND_FUNCTION": "respond"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", "https://queue.example/dead-letters.fifo")
        monkeypatch.setenv("DELIVERY_QUEUE_URL", "https://queue.example/deliveries")
        boto3.client("s3").create_bucket(
            Bucket="desk-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        token = Token(
            hash=token_hash(TOKEN),
            name="agent",
            scopes=frozenset({Scope.TICKETS_WRITE, Scope.TICKETS_READ}),
            created_at=NIGHT,
        )
        DynamoDBTokens(scene.table, cache_seconds=0, clock=FixedClock()).add(token)
        api = reload(import_module("functions.api.handler"))
        respond = Respond(scene)
        monkeypatch.setattr("shared.adapters.aws_lambda.reply_client.LambdaReplyClient._client", respond)
        scene.stored()
        found = Office(scene, api, respond)
        client = httpx.Client(transport=httpx.MockTransport(found.platform))
        monkeypatch.setitem(scene.handler.send_reply.ports.gateways.__dict__, "http", client)
        yield found


def test_an_answer_goes_from_the_api_to_the_platform_and_into_the_conversation(office: Office) -> None:
    status, answered = office.reply()

    assert (status, answered["status"]) == (201, "sent")
    assert [post["message"] for post in office.posts] == ["Bonjour Mia, nous regardons. ^SB"]
    ticket = office.scene.ticket_of("T-1")
    assert (ticket.status, ticket.first_response_at, ticket.reply_at) == (Status.PENDING, NIGHT, None)
    assert office.scene.history() == ["replied"]
    _, page = office.call("GET", "/tickets/T-1/messages")
    (ours,) = [message for message in page["items"] if message["direction"] == "outbound"]
    assert (ours["id"], ours["direction"], ours["automatic"]) == (answered["parts"][0]["message_id"], "outbound", False)
    assert (ours["text"], ours["author"]["name"]) == ("Bonjour Mia, nous regardons. ^SB", "Sophie Bernard")


def test_the_same_key_answers_the_same_and_posts_nothing(office: Office) -> None:
    first = office.reply()
    office.scene.clock.pass_time(hours=30)
    assert office.reply() == first
    assert office.reply("Autre chose")[0] == 422
    assert len(office.posts) == 1


def test_an_answer_that_takes_too_long_is_accepted_and_found_with_its_key(office: Office) -> None:
    office.respond.too_slow = True
    status, answered = office.reply()
    assert (status, answered) == (202, {"ticket_id": "T-1", "status": "sending", "parts": []})

    office.respond.too_slow = False
    assert office.reply()[0] == 201
    assert len(office.posts) == 1


def test_a_throttled_answer_is_accepted_and_sent_by_the_sweep(office: Office) -> None:
    office.scene.answers.append(httpx.Response(400, json={"error": {"code": 32, "message": "x"}}))
    status, answered = office.reply()
    assert (status, answered["status"]) == (202, "waiting")

    (reply,) = DynamoDBReplies(office.scene.table).of_ticket("T-1")
    assert reply.due_at is not None
    office.scene.clock.at = reply.due_at  # the gateway counts from the real present
    office.sweep(minutes=2)

    assert office.reply()[0] == 201
    assert len(office.posts) == 2  # the refused one and the one that was taken


def test_a_public_answer_with_personal_data_never_leaves(office: Office) -> None:
    status, problem = office.reply("Appelez-moi au +33 6 12 34 56 78")
    assert (status, problem["findings"]) == (422, [{"kind": "phone", "start": 15, "end": 32}])
    assert office.posts == []


def test_after_a_private_reply_both_conversations_are_one_ticket(office: Office) -> None:
    office.scene.answers += [
        httpx.Response(200, json={"id": "5001_1"}),
        httpx.Response(200, json={"recipient_id": "psid", "message_id": "m_1"}),
    ]
    status, answered = office.reply(
        "Écrivez-nous en privé.", visibility="move_to_private", private_text="Votre numéro de commande ?"
    )

    assert (status, [part["channel"] for part in answered["parts"]]) == (201, ["facebook", "messenger"])
    linked = DynamoDBConversations(office.scene.table).get("messenger", "100100100100100", "psid")
    assert linked is not None
    assert linked.open_ticket_id == "T-1"
    _, page = office.call("GET", "/tickets/T-1/messages")
    assert sorted(message["id"] for message in page["items"]) == ["5001_1", "m1", "m_1"]
    assert page["next_cursor"] is None


@pytest.mark.parametrize("way", ["before", "after", "killed"])
def test_whichever_call_of_respond_fails_the_answer_is_sent_once(office: Office, way: str) -> None:
    """Every call to AWS fails once; the agent's tool repeats its key, and the sweep comes by."""
    made: list[str] = []
    count = Faults(lambda operation, _: made.append(operation) is not None)
    with count.installed():
        assert office.reply(key="k0")[0] == 201
    within = made.index("GetItem")
    scene = office.scene
    for wanted in range(within, len(made)):
        posted = len(office.posts)
        seen: list[str] = []
        faults = Faults(
            lambda operation, _, seen=seen, wanted=wanted: seen.append(operation) is None and len(seen) == wanted + 1,
            after=way != "before",
            killed=way == "killed",
        )
        key = f"k{wanted}-{way}"
        try:
            with faults.installed():
                office.reply(f"Réponse {wanted}", key=key)
        except Killed:
            pass
        for _ in range(2):
            scene.clock.pass_time(seconds=70)
            status, _ = office.reply(f"Réponse {wanted}", key=key)
        office.sweep(minutes=2)
        said = f"{way} call {wanted}, {made[wanted]}"
        assert status == 201, said
        assert len(office.posts) == posted + 1, said
        assert scene.ticket_of("T-1").reply_at is None, said
    statuses = {reply.status for reply in DynamoDBReplies(scene.table).of_ticket("T-1")}
    assert statuses == {OutboxStatus.SENT}


def test_a_picture_goes_from_the_bucket_to_the_platform_and_is_shown_with_its_message(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id, picture = "1" * 32, b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(50)
    monkeypatch.setattr(office.scene.handler.send_reply.ports.uploads._bucket, "name", "desk-bucket")
    monkeypatch.setattr(office.scene.handler.send_reply.ports.uploads._media._bucket, "name", "desk-bucket")
    boto3.client("s3").put_object(
        Bucket="desk-bucket", Key=f"uploads/acme/{upload_id}", Body=picture, Metadata={"title": "a.jpg"}
    )

    status, answered = office.reply(attachments=[upload_id])

    assert (status, answered["status"]) == (201, "sent")
    assert office.posts[0]["attachment_url"].startswith("https://desk-bucket.s3.")
    _, page = office.call("GET", "/tickets/T-1/messages")
    (ours,) = [message for message in page["items"] if message["direction"] == "outbound"]
    (held,) = ours["attachments"]
    assert (held["id"], held["status"], held["title"]) == (f"{PREFIX}{upload_id}", "stored", "a.jpg")
    status, link = office.call("GET", held["href"])
    assert (status, link["url"].startswith("https://desk-bucket.s3.")) == (302, True), link
    (kept,) = boto3.client("s3").list_objects_v2(Bucket="desk-bucket")["Contents"]
    assert kept["Key"].startswith("media/")
