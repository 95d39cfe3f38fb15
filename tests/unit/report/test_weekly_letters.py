"""Each Monday, by the clock of the brand: one letter for each brand and week."""

import re
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from botocore.client import BaseClient
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses import ses_backends

from functions.report import mail
from functions.report.page import week_page
from functions.report.service import Reports, SendWeeklyLetters
from functions.report.texts import TEXTS
from shared.adapters.dynamodb.letters import CLAIMED_FOR, DynamoDBLetters
from shared.adapters.notify.letter import LetterMailer
from shared.adapters.notify.topic import NotificationTopic
from shared.contracts.reports import ListeningView, ServiceView
from shared.domain.brand.model import Brand
from shared.domain.errors import NightdeskError, RejectedError, UpstreamError
from shared.domain.figures.counting import PART_FACETS
from shared.domain.figures.hours import listening_figures
from shared.domain.figures.letter import LetterMail, WeeklyLetter, due_monday, week_before
from shared.domain.figures.model import Counted
from shared.domain.figures.service import service_figures
from shared.ports.letters import LetterRegister
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import a_brand
from tests.fakes.figures import FakeFigures
from tests.fakes.stored import FixedClock
from tests.integration.table_on_moto import table_on_moto
from tests.unit.report.test_page import LISTENING, PART, SERVICE, TOPICS

MONDAY = date(2026, 3, 9)
MORNING = datetime(2026, 3, 9, 7, 20, tzinfo=UTC)  # 8:20 in Paris
LETTER = WeeklyLetter(language="fr", recipients=("head@example.com",))


@dataclass
class FakeRegister:
    claimed: dict[tuple[str, date], datetime] = field(default_factory=dict)
    sent: set[tuple[str, date]] = field(default_factory=set)
    told: set[tuple[str, date, str]] = field(default_factory=set)

    def done(self, brand_id: str, monday: date) -> Set[str]:
        return {recipient for brand, week, recipient in self.told if (brand, week) == (brand_id, monday)}

    def mark_done(self, brand_id: str, monday: date, recipient: str) -> None:
        self.told.add((brand_id, monday, recipient))

    def claim(self, brand_id: str, monday: date, at: datetime) -> bool:
        known = self.claimed.get((brand_id, monday))
        if (brand_id, monday) in self.sent or (known is not None and at - known <= CLAIMED_FOR):
            return False
        self.claimed[brand_id, monday] = at
        return True

    def release(self, brand_id: str, monday: date) -> None:
        self.claimed.pop((brand_id, monday), None)

    def mark_sent(self, brand_id: str, monday: date, at: datetime) -> None:
        self.sent.add((brand_id, monday))


@pytest.fixture(params=["fake", "dynamodb"])
def register(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[LetterRegister]:
    if request.param == "fake":
        yield FakeRegister()
        return
    with table_on_moto(monkeypatch) as table:
        yield DynamoDBLetters(table)


@dataclass
class Office:
    register: LetterRegister = field(default_factory=FakeRegister)
    figures: FakeFigures = field(default_factory=FakeFigures)
    clock: FixedClock = field(default_factory=lambda: FixedClock(MORNING))
    brands: FakeBrands = field(default_factory=lambda: FakeBrands.of(replace(a_brand(), weekly_letter=LETTER)))
    sent: list[LetterMail] = field(default_factory=list)
    broken: bool = False
    by_mail: bool = True
    refused: dict[str | None, type[NightdeskError]] = field(default_factory=dict)
    tried: Counter[str | None] = field(default_factory=Counter)

    def send(self, letter: LetterMail) -> None:
        self.tried[letter.recipient] += 1
        if self.broken:
            raise UpstreamError("ses")
        if letter.recipient in self.refused:
            raise self.refused[letter.recipient]("ses")
        self.sent.append(letter)

    def reports(self, brand: Brand, since: datetime, until: datetime) -> Reports:
        found = self.figures.between(brand.id, since, until, timed=PART_FACETS)
        counted = Counted.of(self.figures.counted_until(brand.id), until, self.clock.now())
        listening = listening_figures(found, brand.calendar, brand.id, since, until)
        views = {
            "listening": ListeningView.of(listening, counted),
            "service": ServiceView.of(service_figures(found, brand.id, since, until), counted),
        }
        return {**{name: view.model_dump(mode="json", by_alias=True) for name, view in views.items()}, "topics": []}

    def run(self) -> tuple[list[str], list[tuple[str, str]]]:
        return SendWeeklyLetters(
            brands=self.brands,
            counted=self.figures,
            reports=self.reports,
            write=mail.letter,
            draw=week_page,
            register=self.register,
            sender=self,
            clock=self.clock,
        )()


@pytest.mark.parametrize(
    ("local", "due"),
    [
        ("2026-03-08T23:59", None),
        ("2026-03-09T07:59", None),
        ("2026-03-09T08:00", MONDAY),
        ("2026-03-10T23:59", MONDAY),
        ("2026-03-11T00:00", None),
        ("2026-03-30T08:00", date(2026, 3, 30)),  # the day after the clocks went forward
        ("2026-10-26T07:59", None),  # the day after they went back
        ("2026-10-26T08:00", date(2026, 10, 26)),
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Montreal", "Pacific/Auckland"])
def test_the_letter_is_due_on_monday_from_its_hour_on_by_the_clock_on_the_wall(
    zone: str, local: str, due: date | None
) -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415  only here

    now = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert due_monday(LETTER, zone, now) == due


@pytest.mark.parametrize(("monday", "hours"), [("2026-03-09", 168), ("2026-03-30", 167), ("2026-10-26", 169)])
def test_it_is_about_the_week_from_monday_to_monday(monday: str, hours: int) -> None:
    begin, end = week_before(date.fromisoformat(monday), "Europe/Paris")
    assert end - begin == timedelta(hours=hours)


def test_one_letter_is_sent_for_each_brand_and_week_however_often_the_clock_strikes(register: LetterRegister) -> None:
    office = Office(register)
    office.figures.add("acme", datetime(2026, 3, 4, 10, tzinfo=UTC), {"messages": 12, "messages|slot=2T11": 12})
    for _ in range(3):
        office.run()
        office.clock.pass_time(hours=1)
    [letter] = office.sent
    assert letter.recipient == "head@example.com"
    assert letter.subject == "Service client : acme, du 2 mars 2026 au 8 mars 2026"
    assert "messages : 12" in letter.text

    office.clock.pass_time(days=7)
    assert office.run() == (["acme"], [])


SUNDAY_EVENING = datetime(2026, 3, 8, 17, tzinfo=UTC)


def test_a_letter_waits_until_the_figures_of_its_week_are_counted(register: LetterRegister) -> None:
    office = Office(register)
    office.figures.until = SUNDAY_EVENING
    for _ in range(6):
        assert office.run() == ([], [])
        office.clock.pass_time(hours=1)
    office.figures.until = datetime(2026, 3, 8, 23, tzinfo=UTC)  # Monday, 0 h in Paris
    assert office.run() == (["acme"], [])
    assert "counted" not in office.sent[0].text


@pytest.mark.parametrize("until", [SUNDAY_EVENING, None])
@pytest.mark.parametrize("language", TEXTS)
def test_a_letter_that_waited_for_two_days_says_how_far_its_figures_are(
    register: LetterRegister, language: str, until: datetime | None
) -> None:
    brand = replace(a_brand(), weekly_letter=replace(LETTER, language=language))
    office = Office(register, brands=FakeBrands.of(brand))
    office.figures.until = until
    hours = 0
    while not office.sent:
        office.run()
        office.clock.pass_time(hours=1)
        hours += 1
    assert hours == 35, "Tuesday, 18 h"
    expected = {"en": "end on 8 March, 18:00", "fr": "s’arrêtent au 8 mars, 18:00"}[language]
    for made in (office.sent[0].text, office.sent[0].html, office.sent[0].page):
        assert (expected if until else TEXTS[language]["uncounted"]) in made


def test_a_quiet_brand_is_counted_as_far_as_the_hourly_look_at_its_accounts_shows(register: LetterRegister) -> None:
    office = Office(register)
    office.figures.until = MORNING - timedelta(minutes=59)
    assert office.run() == (["acme"], [])


def test_a_letter_that_could_not_be_sent_is_tried_again_an_hour_later(register: LetterRegister) -> None:
    office = Office(register, broken=True)
    assert office.run() == ([], [("acme", "UpstreamError")])
    office.broken = False
    office.clock.pass_time(hours=1)
    assert office.run() == (["acme"], [])


@pytest.mark.parametrize(("error", "times"), [(UpstreamError, 40), (RejectedError, 1)])
def test_one_address_that_is_refused_costs_the_others_nothing(
    register: LetterRegister, error: type[NightdeskError], times: int
) -> None:
    """Where it can help, it is tried again until Tuesday is over."""
    people = ("head@example.com", "gone@example.com", "cfo@example.com")
    brand = replace(a_brand(), weekly_letter=replace(LETTER, recipients=people))
    office = Office(register, brands=FakeBrands.of(brand), refused={"gone@example.com": error})
    assert office.run() == ([], [("acme", error.__name__)])
    for _ in range(60):
        office.clock.pass_time(hours=1)
        office.run()
    assert office.tried == {"head@example.com": 1, "gone@example.com": times, "cfo@example.com": 1}


def test_an_address_that_works_again_gets_the_letter(register: LetterRegister) -> None:
    office = Office(register, refused={"head@example.com": UpstreamError})
    office.run()
    office.refused.clear()
    office.clock.pass_time(hours=1)
    assert office.run() == (["acme"], [])
    assert office.run() == ([], [])


@pytest.mark.parametrize(("recipients", "by_mail"), [((), True), (("a@example.com", "b@example.com"), False)])
def test_without_an_address_or_a_sender_the_topic_gets_it_once(
    register: LetterRegister, recipients: tuple[str, ...], by_mail: bool
) -> None:
    brand = replace(a_brand(), weekly_letter=replace(LETTER, recipients=recipients))
    office = Office(register, brands=FakeBrands.of(brand), by_mail=by_mail)
    for _ in range(3):
        office.run()
        office.clock.pass_time(hours=1)
    assert [letter.recipient for letter in office.sent] == [None]


def test_a_function_that_died_while_it_sent_is_followed_by_another_under_the_same_key(register: LetterRegister) -> None:
    office = Office(register)
    assert register.claim("acme", MONDAY, MORNING)
    assert office.run() == ([], []), "somebody is at it"
    office.clock.pass_time(hours=1)
    assert office.run() == (["acme"], [])
    assert office.sent[0].key == "letter-acme-2026-03-09"
    assert office.sent[0].page_name == "nightdesk-acme-2026-03-02.html"
    assert "<svg" in office.sent[0].page


def test_one_brand_that_cannot_be_read_costs_the_others_nothing_and_one_without_a_letter_gets_none() -> None:
    office = Office(brands=FakeBrands.of(a_brand(brand_id="aaa"), replace(a_brand(), weekly_letter=LETTER)))
    assert office.run() == (["acme"], [])

    class Broken(FakeFigures):
        def between(self, *_: object, **__: object) -> object:
            raise KeyError("figures")

    office = Office(figures=Broken())
    assert office.run() == ([], [("acme", "KeyError")])


@pytest.mark.parametrize("language", TEXTS)
def test_the_mail_needs_nothing_that_mail_programs_take_away(language: str) -> None:
    reports = {"listening": LISTENING, "service": {**SERVICE, "agents": [PART] * 3}, "topics": TOPICS}
    subject, html, text = mail.letter(reports, MONDAY, language)
    assert not re.findall(r"<script|<style|<svg|<link|<img|<iframe|class=|url\(|flex|grid|position:|href=", html)
    assert "&lt;lea&gt;" in html
    assert "<lea>" not in html
    assert f'<html lang="{language}">' in html
    assert "12 min" in html
    assert len(html.encode()) < 100_000, "Gmail cuts a mail off at 102 kB"
    assert "acme" in subject
    assert "<" not in text


def test_it_goes_by_mail_to_each_for_themselves_or_as_text_to_the_topic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    letter = LetterMail(
        brand="acme", recipient="a@example.com", subject="Été", html="<p>x</p>", text="x", page="<p>é</p>",
        page_name="nightdesk.html", key="k",
    )  # fmt: skip
    asked: list[Any] = []
    real = BaseClient._make_api_call

    def call(client: BaseClient, operation: str, arguments: Any) -> Any:
        asked.append((operation, arguments))
        return real(client, operation, arguments)

    with mock_aws(), patch.object(BaseClient, "_make_api_call", call):
        boto3.client("sesv2").create_email_identity(EmailIdentity="desk@example.com")
        sqs, sns = boto3.client("sqs"), boto3.client("sns")
        topic = sns.create_topic(Name="topic")["TopicArn"]
        queue = sqs.create_queue(QueueName="q")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        LetterMailer("desk@example.com", NotificationTopic(topic)).send(letter)
        sent = ses_backends[DEFAULT_ACCOUNT_ID]["eu-west-1"].sent_messages
        assert [message.destinations["ToAddresses"] for message in sent] == [["a@example.com"]]
        (mailed,) = (arguments for operation, arguments in asked if operation == "SendEmail")
        (attached,) = mailed["Content"]["Simple"]["Attachments"]
        assert (attached["FileName"], attached["RawContent"]) == ("nightdesk.html", "<p>é</p>".encode())
        assert "Messages" not in sqs.receive_message(QueueUrl=queue)

        LetterMailer("", NotificationTopic(topic)).send(letter)
        LetterMailer("desk@example.com", NotificationTopic(topic)).send(replace(letter, recipient=None))
        received = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
        assert len(received) == 2
        assert len(sent) == 1


def test_lambda_counts_an_error_when_a_letter_did_not_reach_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is what the alarm looks at."""
    for name in ("TABLE_NAME", "TOPIC_ARN", "MAIL_SENDER"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    handler = import_module("functions.report.handler")
    context = SimpleNamespace(aws_request_id="r", function_name="report")
    monkeypatch.setattr(handler, "send_weekly_letters", lambda: (["other"], [("acme", "UpstreamError")]))
    with pytest.raises(handler.LetterFailedError):
        handler.lambda_handler({}, context)
    monkeypatch.setattr(handler, "send_weekly_letters", lambda: (["other"], []))
    assert handler.lambda_handler({}, context) == {"sent": 1, "failed": 0}
