"""Mails and short messages over HTTP: what SES and SNS get, and what becomes of it when they fail."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from local.simulator.server import Simulator
from local.simulator.world import Published
from shared.adapters.notify.mail import MailTarget
from shared.adapters.notify.sms import SmsTarget
from shared.adapters.notify.targets import TargetAdapter
from shared.domain.errors import PartlyToldError, RejectedError, UpstreamError
from shared.domain.escalation.text import ticket_text
from tests.fakes.escalation import TIERS, a_brand
from tests.fakes.notifications import EXCERPT, LINK, MAIL, SMS, a_delivery
from tests.fakes.samples import a_ticket

pytestmark = pytest.mark.integration

KINDS = ("mail", "sms")
PLACES = {"mail": MAIL, "sms": SMS}
ATTEMPTS = {"mail": 2, "sms": 3}
THROTTLED = {"mail": ("TooManyRequestsException", 429, "{}"), "sms": ("Throttling", 400, "")}


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setattr("time.sleep", lambda _seconds: None)  # botocore waits before it tries again
    with Simulator() as simulator:
        thread = threading.Thread(target=simulator.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield simulator
        simulator.shutdown()
        thread.join()


def target(simulator: Simulator, kind: str, sender: str = "desk@acme.example") -> TargetAdapter:
    url = f"{simulator.url}/{kind}"
    return MailTarget(sender, url) if kind == "mail" else SmsTarget(url)


def sent(simulator: Simulator, kind: str) -> list[Published]:
    return simulator.world._all(kind)


def throttled(kind: str) -> dict[str, object]:
    code, status, body = THROTTLED[kind]
    error = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code></Error></ErrorResponse>"
    return {"match": {"channel": kind}, "status": status, "headers": {"x-amzn-ErrorType": code}, "body": body or error}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_told_arrives_once(simulator: Simulator, kind: str) -> None:
    target(simulator, kind).notify(a_delivery(PLACES[kind], {}))
    assert len(sent(simulator, kind)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_throttled_once_is_asked_again_and_takes_it_once(simulator: Simulator, kind: str) -> None:
    simulator.faults.add({**throttled(kind), "count": 1})
    target(simulator, kind).notify(a_delivery(PLACES[kind], {}))
    assert len(sent(simulator, kind)) == 1
    assert len(simulator.world.calls(kind)) == 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["throttled", "status", "cut"])
def test_who_stays_down_is_asked_twice_and_is_an_error_that_names_nobody(
    simulator: Simulator, kind: str, fault: str
) -> None:
    faults = {"throttled": throttled(kind), "status": {"status": 503}, "cut": {"cut": "before"}}
    simulator.faults.add({"match": {"channel": kind}, **faults[fault]})
    with pytest.raises(UpstreamError) as raised:
        target(simulator, kind).notify(a_delivery(PLACES[kind], {}))
    assert sent(simulator, kind) == []
    assert not any(word in str(raised.value) for word in ("@", "+33", EXCERPT[:9]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_languages_say_the_same_and_a_short_message_holds_no_word_of_the_customer(
    simulator: Simulator, kind: str, language: str
) -> None:
    brand = replace(a_brand(), default_language=language)
    ticket = a_ticket(excerpt=EXCERPT, escalation_round=1, escalation_reason="urgent")
    text = ticket_text(brand, ticket, TIERS[0], 0, LINK)
    target(simulator, kind).notify(a_delivery(PLACES[kind], {}, text=text))
    (one,) = sent(simulator, kind)
    said = {"fr": ("Ticket en attente", "Le ticket est urgent."), "en": ("Ticket waits", "The ticket is urgent.")}
    assert said[language][kind == "sms"] in one.text
    if kind == "sms":
        assert len(one.text) <= 160
        assert "colis" not in one.text
        assert LINK in one.text
    else:
        assert LINK in one.content["body"]["Html"]
        assert {"fr": "Ouvrir le ticket", "en": "Open the ticket"}[language] in one.content["body"]["Html"]
        assert one.content["headers"] == {"X-Nightdesk-Key": "esc_0123456789abcdef"}


def test_a_mail_whose_answer_was_lost_comes_again_under_the_same_key(simulator: Simulator) -> None:
    """SES has no idempotency key: rather twice than not at all."""
    simulator.faults.add({"match": {"channel": "mail"}, "cut": "after", "count": 1})
    target(simulator, "mail").notify(a_delivery(MAIL, {}))
    assert {one.content["headers"]["X-Nightdesk-Key"] for one in sent(simulator, "mail")} == {"esc_0123456789abcdef"}


def test_a_sender_that_nobody_verified_is_an_error(simulator: Simulator) -> None:
    with pytest.raises(UpstreamError, match="MessageRejected"):
        target(simulator, "mail", "desk@unverified.example").notify(a_delivery(MAIL, {}))


def test_an_address_that_is_refused_keeps_nobody_else_from_being_told_and_nobody_sees_the_others(
    simulator: Simulator,
) -> None:
    care = replace(MAIL, recipients=("care@acme.example", "léa@acme.example", "tom@acme.example"))
    with pytest.raises(PartlyToldError) as raised:
        target(simulator, "mail").notify(a_delivery(care, {}))
    assert raised.value.final
    assert {one.to for one in sent(simulator, "mail")} == {"care@acme.example", "tom@acme.example"}
    with pytest.raises(RejectedError):
        target(simulator, "mail").notify(a_delivery(replace(MAIL, recipients=("léa@acme.example",)), {}))


@pytest.mark.parametrize("kind", KINDS)
def test_of_several_people_only_those_are_told_again_who_could_not_be(simulator: Simulator, kind: str) -> None:
    places = {"mail": ("a@acme.example", "b@acme.example"), "sms": ("+33612345671", "+33612345672")}[kind]
    several = replace(PLACES[kind], recipients=places)
    simulator.faults.add({**throttled(kind), "count": ATTEMPTS[kind]})
    with pytest.raises(PartlyToldError) as raised:
        target(simulator, kind).notify(a_delivery(several, {}))
    assert not raised.value.final
    target(simulator, kind).notify(a_delivery(several, {}, reference=raised.value.reference))
    assert sorted(one.to or "" for one in sent(simulator, kind)) == sorted(places)


@pytest.mark.parametrize("kind", KINDS)
def test_a_service_that_is_down_is_not_asked_for_each_of_many_people(simulator: Simulator, kind: str) -> None:
    places = {"mail": [f"p{n}@acme.example" for n in range(20)], "sms": [f"+336123456{n}" for n in range(10, 30)]}
    simulator.faults.add({"match": {"channel": kind}, "status": 503})
    with pytest.raises(UpstreamError):
        target(simulator, kind).notify(a_delivery(replace(PLACES[kind], recipients=tuple(places[kind])), {}))
    assert len(simulator.world.calls(kind)) == 2 * ATTEMPTS[kind]


def test_a_number_that_has_opted_out_is_refused_for_good_and_the_others_get_theirs(simulator: Simulator) -> None:
    out = "+33600000000"
    with pytest.raises(RejectedError):
        target(simulator, "sms").notify(a_delivery(replace(SMS, recipients=(out,)), {}))
    with pytest.raises(PartlyToldError) as raised:
        target(simulator, "sms").notify(a_delivery(replace(SMS, recipients=(out, "+33612345678")), {}))
    assert raised.value.final
    assert [one.to for one in sent(simulator, "sms")] == ["+33612345678"]
