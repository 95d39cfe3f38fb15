"""The desk's page, its API and an issuer at one address of this machine, over the whole desk on moto.

What API Gateway does is done here: a request becomes an event of a function, with a base path as long as an emulator's.
"""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from local.traffic import meta
from shared.adapters.dynamodb.agents import DynamoDBAgents
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.proposals import DynamoDBProposals
from shared.adapters.s3.uploads import S3Uploads
from shared.domain.access.agents import Agent, Role
from shared.domain.incidents.evidence import Evidence
from shared.domain.incidents.model import Incident
from shared.domain.proposals.model import NIGHTDESK, Proposal, ProposalKind
from tests.browser.bucket_on_moto import ON_AWS, BucketHandler
from tests.browser.issuer import CLIENT, Issuer
from tests.fakes.stored import FixedClock
from tests.integration.acme_at_night import PAGE, body, direct
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto
from tests.integration.workflows import CONTEXT, fresh_handler

BASE = "/_aws/execute-api/a1b2c3/$default"
ON_CALL: dict[str, Any] = {
    "notification_targets": [
        {"name": "slack-care", "type": "slack", "channel": "C0123456789", "secret": "notify-acme-slack"}
    ],
    "people": [
        {"id": "lea", "name": "Léa Moreau", "slack": "U0123456789", "targets": ["slack-care"]},
        {"id": "tom", "name": "Tom Weber", "slack": "U0123456780", "targets": ["slack-care"]},
    ],
    "on_call": {"rotations": [{"name": "night", "kind": "daily", "hand_over": "09:00", "people": ["lea", "tom"]}]},
}
PEOPLE = {
    "sophie@desk.example": ("Sophie Bernard", Role.AGENT),
    "marc@desk.example": ("Marc Okafor", Role.SUPERVISOR),
    "nora@desk.example": ("Nora Lindqvist", Role.ADMIN),
}


@dataclass
class DeskOnMoto:
    """``down``: nobody answers for the API, as in an outage of the gateway. ``served``: paths, in order."""

    stack: StackOnMoto
    issuer: Issuer
    address: str
    bucket: str
    down: bool = False
    served: list[tuple[str, str, int]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # of those who commented: the desk is that of all tests
    writing: threading.RLock = field(default_factory=threading.RLock)

    @property
    def page(self) -> str:
        return f"{self.address}{BASE}/desk/index.html"

    # --- what customers do ------------------------------------------------------------------------------------------

    def comment(self, author: str, name: str, text: str | None, *, minutes_ago: float = 5, post: str = "1") -> None:
        """A customer writes under a post of the page."""
        assert self.names.setdefault(author, name) == name, f"{author} is already {self.names[author]} in another test"
        at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        post = f"{PAGE}_{post}"
        change = meta.comment(
            author=author,
            name=name,
            post=post,
            comment_id=f"1_{author}{int(at.timestamp())}",
            parent=post,
            text=text,
            at=at,
        )
        self._deliver(body(comments=[change], at=at))

    def direct(self, author: str, text: str, *, minutes_ago: float = 5) -> None:
        """A customer writes in private."""
        at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        self._deliver(body(direct(author, f"m_{author}{int(at.timestamp())}", text, at), at=at))

    def suspicion(self, title: str) -> Incident:
        """What the desk makes of many reports. Whoever asked for it ends it."""
        now = datetime.now(UTC)
        evidence = Evidence(
            at=now, began_at=now - timedelta(hours=2), curve=(0,) * 10 + (4, 9), usual=1, words=("box",)
        )
        found = Incident(
            id=f"acme-{now:%Y%m%dT%H%M%S}-5a5e",
            brand="acme",
            title=title,
            opened_at=now,
            opened_by="nightdesk",
            channels=("facebook",),
            suspected=True,
            evidence=evidence,
        )
        self.incidents.open(found)
        return found

    def propose(self, text: str) -> None:
        """Something to be said in public, if a person accepts it."""
        now = datetime.now(UTC)
        DynamoDBProposals(self.stack.workflows.table).propose(
            Proposal(
                id=f"PR-{now:%H%M%S%f}",
                brand="acme",
                kind=ProposalKind.POST,
                channel="facebook",
                account_id=PAGE,
                text=text,
                language="fr",
                created_at=now,
                expires_at=now + timedelta(hours=12),
            )
        )

    def hidden_by_rule(self) -> None:
        """Spam that a rule hid long ago, and that opened no ticket."""
        at = datetime.now(UTC) - timedelta(days=100)
        proposed = Proposal(
            id="PR-hidden",
            brand="acme",
            kind=ProposalKind.HIDE,
            channel="facebook",
            account_id=PAGE,
            message_id="5_999",
            created_at=at,
            expires_at=at + timedelta(days=365),
        )
        hidden = proposed.accepted(NIGHTDESK, at).done(None, kept_until=at + timedelta(days=365))
        DynamoDBProposals(self.stack.workflows.table).propose(hidden)

    @property
    def incidents(self) -> DynamoDBIncidents:
        clock = FixedClock(datetime.now(UTC))
        return DynamoDBIncidents(self.stack.workflows.table, cache_seconds=0, clock=clock)

    def in_app(self, customer: str, text: str) -> None:
        """A colleague answers in the platform's own app, of which we hear."""
        at = datetime.now(UTC)
        mid = f"m_echo{customer}"
        echo = meta.direct_echo(account=PAGE, customer=customer, mid=mid, text=text, app=None, at=at)
        self._deliver(body(echo, at=at))

    def photo(
        self, person: str, message_id: str, media_id: str = "778-photo", kind: str = "image", **held: Any
    ) -> None:
        """A customer sends a file on WhatsApp, and it is fetched."""
        at = datetime.now(UTC)
        message = {"from": person, "id": message_id, "timestamp": str(int(at.timestamp())), "type": kind}
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"phone_number_id": "106540352242922"},
            "contacts": [{"wa_id": person, "profile": {"name": "Paula Photo"}}],
            "messages": [{**message, kind: {"id": media_id, **held}}],
        }
        entry = {"id": "102290129340398", "changes": [{"field": "messages", "value": value}]}
        content = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
        with self.writing:
            self.stack.at = datetime.now(UTC)
            assert self.stack.post(content, channel="whatsapp") == 200
            self.stack.work()
            self.stack.fetch_files()

    def _deliver(self, content: bytes) -> None:
        with self.writing:
            self.stack.at = datetime.now(UTC)
            assert self.stack.post(content) == 200
            self.stack.work()

    def listen(self) -> None:
        """From now on what is written goes into the log of changes with ``publish``."""
        with self.writing:
            self.stack.stream.records(datetime.now(UTC))

    def publish(self) -> None:
        """The function that follows the table's stream has its turn."""
        with self.writing:
            self.stack.at = datetime.now(UTC)
            self.stack.publish()

    # --- what the gateway does --------------------------------------------------------------------------------------

    def handle(
        self, method: str, raw: str, headers: dict[str, str], content: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(raw)
        if parts.path.startswith("/issuer"):
            query = parse_qs(parts.query)
            return self.issuer.answer(method, parts.path, query, headers.get("cookie", ""), content)
        path = parts.path.removeprefix(BASE)
        if not parts.path.startswith(BASE):
            return 404, {}, b""
        serves = method == "GET" and (path == "/desk" or path.startswith("/desk/"))
        if self.down and not serves:
            self.served.append((method, path, 503))
            return 503, {"Content-Type": "text/plain"}, b"Service Unavailable"
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": unquote(path),
            "rawQueryString": parts.query,
            "queryStringParameters": {name: ",".join(values) for name, values in parse_qs(parts.query).items()},
            "headers": headers,
            "requestContext": {"http": {"method": method, "path": path}, "stage": "$default", "requestId": "r"},
            "body": content.decode() if content else None,
            "isBase64Encoded": False,
        }
        with self.writing:
            self.stack.at = datetime.now(UTC)
            answer = self.stack.handlers["serve" if serves else "api"].lambda_handler(event, CONTEXT)
        given = answer.get("body") or ""
        found = base64.b64decode(given) if answer.get("isBase64Encoded") else given.encode()
        found = found.replace(ON_AWS.encode(), self.bucket.encode())  # whoever signs cannot be told of another host
        self.served.append((method, path, int(answer["statusCode"])))
        return int(answer["statusCode"]), dict(answer.get("headers") or {}), found


def _handler(desk: DeskOnMoto) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                status, sent, found = desk.handle(self.command, self.path, headers, content)
            except Exception as error:
                status, sent, found = 500, {"Content-Type": "text/plain"}, repr(error).encode()
            self.send_response(status)
            for name, value in sent.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found)))
            with suppress(ConnectionError):  # whoever asked has left the page
                self.end_headers()
                self.wfile.write(found)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer  # noqa: N815  the names that http.server calls

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextmanager
def desk_on_moto(monkeypatch: pytest.MonkeyPatch) -> Iterator[DeskOnMoto]:
    """Everything, with three people who may sign in."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    issuer = Issuer(address=f"{address}/issuer")
    files = ThreadingHTTPServer(("127.0.0.1", 0), BucketHandler)
    bucket = f"http://127.0.0.1:{files.server_address[1]}"
    monkeypatch.setenv("MEDIA_ORIGINS", bucket)
    for name, value in (("OIDC_ISSUER", issuer.address), ("OIDC_CLIENT_ID", CLIENT), ("CACHE_SECONDS", "0")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STAGE", "test")
    signed = S3Uploads.url  # platforms fetch files of agents from there
    monkeypatch.setattr(S3Uploads, "url", lambda own, file: signed(own, file).replace(ON_AWS, bucket))
    with stack_on_moto(monkeypatch, **ON_CALL) as stack:
        _ = stack.stream  # on from the first write: lists of what changed miss nothing
        desk = DeskOnMoto(stack=stack, issuer=issuer, address=address, bucket=bucket)
        stack.at = datetime.now(UTC)
        stack.handlers |= {verb: fresh_handler(verb) for verb in ("api", "serve")}
        agents = DynamoDBAgents(stack.workflows.table, cache_seconds=0, clock=FixedClock(stack.at))
        for email, (name, role) in PEOPLE.items():
            short = "".join(word[0] for word in name.split())
            agents.put(Agent(email=email, name=name, initials=short, role=role, added_at=stack.at))
        server.RequestHandlerClass = _handler(desk)
        with _serving(server), _serving(files):
            yield desk


@contextmanager
def _serving(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
