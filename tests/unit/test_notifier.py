"""Telling people: signed webhooks, where they may go, and the topic."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from standardwebhooks import Webhook

from shared.adapters.http.public_address import destination, is_public
from shared.adapters.notify import http as target_http
from shared.adapters.notify.http import HttpAnswer, HttpRequest, TargetHttp
from shared.adapters.notify.targets import NotificationRouter
from shared.adapters.notify.topic import NotificationTopic
from shared.adapters.notify.webhook import SignedWebhooks
from shared.domain.channels.webhook import Secrets
from shared.domain.errors import NotFoundError, UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.text import NotificationText, ticket_text
from shared.domain.vocabulary import NoticeState
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import TIERS, a_brand
from tests.fakes.notifications import SLACK_RECORD, TARGETS, a_notified_brand
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FixedClock

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
OLD_SECRET = "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="
PUBLIC = "93.184.216.34"
LINK = "https://desk.example/tickets/T-1"
NOTIFICATION = escalation.notification(a_ticket(), TIERS[0], 0, at=START, link=LINK)
TEXT = ticket_text(a_brand(), a_ticket(), TIERS[0], 0, LINK)


class FakeSecrets:
    def __init__(self, **records: Secrets) -> None:
        self.records = {name.replace("_", "-"): record for name, record in records.items()}

    def get(self, name: str, *, fresh: bool = False) -> Secrets:
        if name not in self.records:
            raise NotFoundError(name)
        return self.records[name]


@dataclass
class Receiver:
    """The other end: answers in turn, the last answer for ever."""

    answers: Sequence[Callable[[], httpx.Response]] = (lambda: httpx.Response(204),)
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answers[min(len(self.requests), len(self.answers)) - 1]()


@dataclass
class Sender:
    receiver: Receiver = field(default_factory=Receiver)
    secrets: FakeSecrets = field(default_factory=lambda: FakeSecrets(notify_acme_oncall={"signing_secret": (SECRET,)}))
    clock: FixedClock = field(default_factory=FixedClock)
    addresses: Mapping[str, Sequence[str]] = field(default_factory=lambda: {"oncall.acme.example": [PUBLIC]})
    allowed_hosts: frozenset[str] = frozenset()
    slept: list[float] = field(default_factory=list)

    def post(self, key: str = "esc_1") -> None:
        SignedWebhooks(
            brands=FakeBrands.of(a_brand()),
            secrets=self.secrets,
            clock=self.clock,
            http=TargetHttp(
                allowed_hosts=self.allowed_hosts,
                lookup=self._lookup,
                sleep=self._sleep,
                transport=httpx.MockTransport(self.receiver),
            ),
        ).post("oncall", NOTIFICATION, key)

    def _lookup(self, host: str, port: int) -> Sequence[str]:
        if host not in self.addresses:
            raise OSError("no such host")
        return self.addresses[host]

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.pass_time(seconds=seconds)

    def problem(self) -> str:
        with pytest.raises(UpstreamError) as caught:
            self.post()
        return str(caught.value)


@pytest.fixture
def sender() -> Sender:
    return Sender()


def answering(*statuses: int, **headers: str) -> Receiver:
    return Receiver([lambda status=status: httpx.Response(status, headers=headers) for status in statuses])


def failing(error: type[httpx.HTTPError]) -> Callable[[], httpx.Response]:
    def fail() -> httpx.Response:
        raise error("the address in here must not be shown")

    return fail


# --- the signature --------------------------------------------------------------------------------------------------


def test_the_library_computes_the_known_answer_of_the_specification_vector() -> None:
    at = datetime.fromtimestamp(1785500000, UTC)
    body = '{"type":"ticket.escalated","timestamp":"2026-07-31T12:13:20Z","data":{"ticket_id":"T-1"}}'
    assert Webhook(SECRET).sign("msg_01TEST", at, body) == "v1,9jpQ7p6insOStvK6tSmB/cFsUB1wF9shJb/iuoaZsb4="


def test_what_is_sent_is_verified_by_a_receivers_library(sender: Sender) -> None:
    sender.clock.at = datetime.now(UTC)
    sender.post()
    [request] = sender.receiver.requests
    assert Webhook(SECRET).verify(request.content, dict(request.headers)) == NOTIFICATION
    assert request.headers["webhook-id"] == "esc_1"
    assert request.headers["webhook-timestamp"] == str(int(sender.clock.at.timestamp()))
    assert request.headers["content-type"] == "application/json"


def test_the_signature_does_not_depend_on_the_zone_of_the_clock(sender: Sender) -> None:
    sender.clock.at = datetime.now(timezone(timedelta(hours=5)))
    sender.post()
    [request] = sender.receiver.requests
    Webhook(SECRET).verify(request.content, dict(request.headers))


def test_while_a_secret_is_changed_both_sign(sender: Sender) -> None:
    sender.clock.at = datetime.now(UTC)
    sender.secrets = FakeSecrets(notify_acme_oncall={"signing_secret": (SECRET, OLD_SECRET)})
    sender.post()
    [request] = sender.receiver.requests
    for secret in (SECRET, OLD_SECRET):
        Webhook(secret).verify(request.content, dict(request.headers))


def test_every_try_has_the_same_id_and_a_time_and_signature_of_its_own(sender: Sender) -> None:
    sender.receiver = answering(503, 204)
    sender.post()
    first, second = sender.receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


@pytest.mark.parametrize(
    ("secrets", "problem"),
    [
        (FakeSecrets(), "no_secret"),
        (FakeSecrets(notify_acme_oncall={"app_secret": ("x",)}), "no_secret"),
        (FakeSecrets(notify_acme_oncall={"signing_secret": ()}), "no_secret"),
        (FakeSecrets(notify_acme_oncall={"signing_secret": ("whsec_A",)}), "unusable_secret"),
        (FakeSecrets(notify_acme_oncall={"signing_secret": ("whsec_",)}), "unusable_secret"),
    ],
    ids=["no record", "other keys", "empty", "not base64", "nothing in it"],
)
def test_nothing_is_sent_without_a_usable_secret(sender: Sender, secrets: FakeSecrets, problem: str) -> None:
    sender.secrets = secrets
    assert sender.problem() == problem
    assert sender.receiver.requests == []


def test_a_webhook_that_the_brand_file_no_longer_names_is_a_failure(sender: Sender) -> None:
    brands = FakeBrands.of(a_brand())
    webhooks = SignedWebhooks(brands=brands, secrets=sender.secrets, clock=sender.clock, http=TargetHttp())
    with pytest.raises(UpstreamError, match="unknown_target"):
        webhooks.post("gone", NOTIFICATION, "esc_1")


# --- where it may go ------------------------------------------------------------------------------------------------


def test_the_connection_goes_to_the_address_that_was_checked_under_the_name(sender: Sender) -> None:
    """A name that is looked up again may by then say 127.0.0.1."""
    sender.post()
    [request] = sender.receiver.requests
    assert request.url.host == PUBLIC
    assert request.headers["host"] == "oncall.acme.example"
    assert request.extensions["sni_hostname"] == "oncall.acme.example"


def test_an_address_of_ipv6_can_be_connected_to(sender: Sender) -> None:
    sender.addresses = {"oncall.acme.example": ["2606:2800:220:1::1"]}
    sender.post()
    assert sender.receiver.requests[0].url.host == "2606:2800:220:1::1"


def test_each_try_is_checked_anew(sender: Sender) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])

    class Rebinding(dict[str, Sequence[str]]):
        def __contains__(self, host: object) -> bool:
            return True

        def __getitem__(self, host: str) -> Sequence[str]:
            return next(answers)

    sender.addresses = Rebinding()
    sender.receiver = answering(503, 204)
    assert sender.problem() == "address_not_public"
    assert len(sender.receiver.requests) == 1


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["172.16.0.1"],
        ["192.168.1.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],  # noqa: S104  an address to refuse
        ["224.0.0.1"],
        ["255.255.255.255"],
        ["192.0.2.1"],
        ["::1"],
        ["::"],
        ["fe80::1"],
        ["fe80::1%eth0"],
        ["fd00:ec2::254"],
        ["fec0::1"],
        ["3fff::1"],
        ["ff02::1"],
        ["::ffff:127.0.0.1"],
        ["::ffff:169.254.169.254"],
        ["64:ff9b::7f00:1"],
        ["64:ff9b::a9fe:a9fe"],
        ["2002:7f00:1::"],
        ["2001:0:0:0:0:0:80ff:fffe"],
        [PUBLIC, "10.0.0.1"],
        [],
        ["no address"],
    ],
)
def test_nothing_is_sent_to_what_is_not_the_public_internet(sender: Sender, addresses: list[str]) -> None:
    sender.addresses = {"oncall.acme.example": addresses}
    assert sender.problem() == "address_not_public"
    assert sender.receiver.requests == []


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://oncall.acme.example/", "address_not_https"),
        ("ftp://oncall.acme.example/", "address_not_https"),
        ("file:///etc/passwd", "address_malformed"),
        ("https://user:password@oncall.acme.example/", "address_malformed"),
        ("https:///path", "address_malformed"),
        ("https://oncall.acme.example:port/", "address_malformed"),
        ("https://[::1", "address_malformed"),
        ("https://unknown.example/", "address_unknown"),
        ("https://127.0.0.1/", "address_not_public"),
        ("https://2130706433/", "address_not_public"),
        ("https://localhost/", "address_not_public"),
        ("https://[::1]/", "address_not_public"),
    ],
)
def test_other_addresses_are_refused_before_anything_is_sent(url: str, problem: str) -> None:
    known = {
        "127.0.0.1": ["127.0.0.1"],
        "2130706433": ["127.0.0.1"],
        "localhost": ["127.0.0.1"],
        "::1": ["::1"],
        "oncall.acme.example": [PUBLIC],
    }

    def lookup(host: str, port: int) -> list[str]:
        if host not in known:
            raise OSError
        return known[host]

    with pytest.raises(UpstreamError) as caught:
        destination(url, lookup=lookup)
    assert str(caught.value) == problem


def test_a_host_that_is_allowed_by_name_is_reached_as_it_is(sender: Sender) -> None:
    """The simulator on a laptop."""
    record = {"signing_secret": (SECRET,), "url": ("http://127.0.0.1:8080/oncall",)}
    sender.secrets = FakeSecrets(notify_acme_oncall=record)
    sender.allowed_hosts = frozenset({"127.0.0.1"})
    sender.post()
    assert str(sender.receiver.requests[0].url) == "http://127.0.0.1:8080/oncall"


def test_a_private_address_in_the_secret_record_is_refused_like_any_other(sender: Sender) -> None:
    record = {"signing_secret": (SECRET,), "url": ("https://internal.example/x",)}
    sender.secrets = FakeSecrets(notify_acme_oncall=record)
    sender.addresses = {"internal.example": ["10.0.0.1"]}
    assert sender.problem() == "address_not_public"


# --- what the receiver answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_success_is_success(sender: Sender, status: int) -> None:
    sender.receiver = answering(status)
    sender.post()
    assert len(sender.receiver.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_a_failure_and_not_followed(sender: Sender, status: int) -> None:
    sender.receiver = answering(status, location="https://169.254.169.254/")
    assert sender.problem() == f"http_{status}"
    assert len(sender.receiver.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_what_another_try_cannot_cure_is_not_tried_again(sender: Sender, status: int) -> None:
    sender.receiver = answering(status)
    assert sender.problem() == f"http_{status}"
    assert len(sender.receiver.requests) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_another_try_may_cure_is_tried_once_more(sender: Sender, status: int) -> None:
    sender.receiver = answering(status)
    assert sender.problem() == f"http_{status}"
    assert len(sender.receiver.requests) == 2
    sender.receiver = answering(status, 204)
    sender.post()


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (httpx.ReadTimeout, "timeout"),
        (httpx.ConnectTimeout, "timeout"),
        (httpx.ConnectError, "connection_ConnectError"),
        (httpx.RemoteProtocolError, "connection_RemoteProtocolError"),
    ],
)
def test_a_connection_that_fails_is_tried_once_more_and_named_by_a_code(
    sender: Sender, error: type[httpx.HTTPError], problem: str
) -> None:
    sender.receiver = Receiver([failing(error)])
    assert sender.problem() == problem
    assert len(sender.receiver.requests) == 2


@pytest.mark.parametrize(("asked", "slept", "attempts"), [("2", [2.0], 2), ("600", [], 1), ("soon", [1.0], 2)])
def test_a_receivers_wish_to_wait_is_honoured_if_it_is_short(
    sender: Sender, asked: str, slept: list[float], attempts: int
) -> None:
    sender.receiver = answering(429, **{"retry-after": asked})
    sender.problem()
    assert sender.slept == slept
    assert len(sender.receiver.requests) == attempts


def test_every_call_has_a_time_out() -> None:
    timeout = target_http.HTTP_TIMEOUT
    assert None not in (timeout.connect, timeout.read, timeout.write, timeout.pool)
    longest = target_http.MAX_ATTEMPTS * target_http.ATTEMPT_SECONDS + target_http.MAX_PAUSE_SECONDS
    assert longest < 20, "several targets must fit into one step"


# --- the topic ------------------------------------------------------------------------------------------------------


@dataclass
class FakeSNS:
    error: Exception | None = None
    published: list[dict[str, Any]] = field(default_factory=list)

    def publish(self, **message: Any) -> None:
        if self.error:
            raise self.error
        self.published.append(message)


def topic(sns: FakeSNS) -> NotificationTopic:
    made = NotificationTopic("arn:aws:sns:eu-west-1:123456789012:topic")
    made.__dict__["_client"] = sns
    return made


def test_the_topic_gets_a_subject_the_whole_notification_and_what_to_filter_by() -> None:
    sns = FakeSNS()
    topic(sns).publish(NOTIFICATION, TEXT, "esc_1")
    [message] = sns.published
    assert message["Subject"] == "[acme] Ticket en attente, priorite normale, niveau 1"
    assert message["MessageStructure"] == "json"
    by_protocol = json.loads(message["Message"])
    assert {
        name: json.loads(by_protocol[name]) for name in ("sqs", "lambda", "http", "https", "firehose")
    } == dict.fromkeys(("sqs", "lambda", "http", "https", "firehose"), NOTIFICATION)
    told = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert told == {
        "id": "esc_1",
        "type": "ticket.escalated",
        "brand": "acme",
        "priority": "normal",
        "tier": "1",
        "team": "triage",
    }


def test_people_on_the_topic_get_text_to_read_and_no_json() -> None:
    sns = FakeSNS()
    topic(sns).publish(NOTIFICATION, TEXT, "esc_1")
    by_protocol = json.loads(sns.published[0]["Message"])
    assert "email" not in by_protocol  # a mail gets the default
    assert by_protocol["default"] == TEXT.body
    assert by_protocol["sms"] == f"{TEXT.subject} https://desk.example/tickets/T-1"
    assert len(by_protocol["sms"]) < 140
    assert "{" not in TEXT.body


def test_a_subject_that_the_topic_would_refuse_is_made_acceptable() -> None:
    sns = FakeSNS()
    topic(sns).publish(NOTIFICATION, replace(TEXT, subject="é" * 200), "esc_1")
    subject = sns.published[0]["Subject"]
    assert subject.isascii()
    assert len(subject) == 100


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (ClientError({"Error": {"Code": "Throttling"}}, "Publish"), "sns Publish: Throttling"),
        (ReadTimeoutError(endpoint_url="https://sns.example"), "sns: ReadTimeoutError"),
    ],
)
def test_a_topic_that_fails_is_an_upstream_error(error: Exception, problem: str) -> None:
    with pytest.raises(UpstreamError) as caught:
        topic(FakeSNS(error)).publish(NOTIFICATION, TEXT, "esc_1")
    assert str(caught.value) == problem


def test_the_target_named_topic_is_the_topic_and_every_other_a_webhook() -> None:
    told: list[tuple[str, str]] = []

    class Topic:
        def publish(self, notification: Mapping[str, Any], text: NotificationText, key: str) -> None:
            told.append(("topic", key))

    class Webhooks:
        def post(self, name: str, notification: Mapping[str, Any], key: str) -> None:
            told.append((name, key))

    both = NotificationRouter(Topic(), Webhooks(), FakeBrands.of(a_brand()), FakeSecrets())
    both.notify(target="topic", notification=NOTIFICATION, text=TEXT, idempotency_key="a")
    both.notify(target="oncall", notification=NOTIFICATION, text=TEXT, idempotency_key="b")
    assert told == [("topic", "a"), ("oncall", "b")]


# --- what is wrong with one target ------------------------------------------------------------------------------------


class BrokenHttp(TargetHttp):
    """A fault of our own, or an answer that nobody foresaw."""

    def call(self, *_: Any, **__: Any) -> HttpAnswer:
        raise RuntimeError("Mon colis, xoxb-1")


class Broken:
    def publish(self, *_: Any) -> None:
        raise KeyError("data")

    post = publish


KINDS = sorted((target for target, _ in TARGETS.values()), key=lambda target: target.name)


@pytest.mark.parametrize("target", ["topic", "oncall", *(target.name for target in KINDS)])
def test_a_fault_in_one_target_is_a_failure_of_that_one_and_logs_no_word(
    target: str, caplog: pytest.LogCaptureFixture
) -> None:
    records = {known.secret.replace("-", "_"): record for known, record in TARGETS.values()}
    brands = FakeBrands.of(a_notified_brand(notification_targets=tuple(KINDS)))
    router = NotificationRouter(
        Broken(),
        Broken(),
        brands,
        FakeSecrets(**{**records, "notify_acme_teams": {"url": ("https://teams.example",)}}),
        BrokenHttp(),
    )
    with pytest.raises(UpstreamError, match=r"target_fault_(RuntimeError|KeyError)"):
        router.notify(target=target, notification=NOTIFICATION, text=TEXT, idempotency_key="a")
    if target not in ("topic", "oncall", "teams"):
        with pytest.raises(UpstreamError, match="target_fault_RuntimeError"):
            router.follow(
                target=target, notification=NOTIFICATION, text=TEXT, state=NoticeState.RESOLVED, reference="C1/1.2"
            )
    assert f"a fault in target {target}" in caplog.text
    assert "colis" not in caplog.text


def test_a_person_who_acts_is_asked_for_by_a_target_that_has_a_fault() -> None:
    router = NotificationRouter(
        Broken(), Broken(), FakeBrands.of(a_notified_brand()), FakeSecrets(notify_acme_slack=SLACK_RECORD), BrokenHttp()
    )
    with pytest.raises(UpstreamError, match="target_fault_RuntimeError"):
        router.email_of(a_notified_brand(), "slack-care", "U1")


@pytest.mark.parametrize(
    "request_", [HttpRequest(method="POST", url="https://oncall.acme.example", headers={"authorization": "xoxb-…"}),
                 HttpRequest(method="POST", url="https://oncall.acme.example/\x00", headers={})],
    ids=["a header", "an address"],
)  # fmt: skip
def test_what_cannot_be_sent_is_a_failure_with_a_code(request_: HttpRequest) -> None:
    http = TargetHttp(lookup=lambda host, port: [PUBLIC], transport=httpx.MockTransport(Receiver()))
    with pytest.raises(UpstreamError, match="unusable_request"):
        http.call(lambda: request_)


def test_an_answer_that_is_nested_without_end_is_no_answer() -> None:
    assert HttpAnswer(status=200, content=b"[" * 60_000).fields == {}
