"""What users of other desks complain about most, each as an evening at ours: the acknowledgement and its clocks."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.brand.model import Brand
from shared.domain.business_time.hours import is_open, next_opening
from shared.domain.messages.event import Author
from shared.domain.tickets.sla import deadlines_of
from shared.domain.vocabulary import (
    Category,
    EventKind,
    Outcome,
    Priority,
    SendClass,
    Status,
    SuppressionReason,
    Surface,
    Visibility,
)
from tests.fakes.brands import FakeBrands
from tests.fakes.samples import a_classification
from tests.unit.acknowledgement.scenes import brand, paris
from tests.unit.channels.samples import Samples, all_samples
from tests.unit.ingest.fakes import Fakes as IngestFakes
from tests.unit.ingest.fakes import encode
from tests.unit.respond.evening import PAGE, Evening, acme_with_holidays
from tests.unit.respond.night import Night

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THANKS = a_classification(needs_response=False)


@pytest.fixture
def evening() -> Evening:
    return Evening()


# --- row 2: the out-of-office text at the wrong moment, or twice, or on every message --------------------------------


def test_row_2_at_most_one_acknowledgement_for_each_conversation_and_closed_period(evening: Evening) -> None:
    for _ in range(5):
        evening.writes()
        evening.passes(minutes=20)
    assert len(evening.told) == 1
    assert evening.why_not == ["already_acknowledged"]

    evening.writes(conversation_id="another", author=Author(id="another"))
    assert len(evening.told) == 2

    evening.at("2026-03-04 12:40")  # over lunch, which is a closed period of its own
    evening.writes("Toujours rien ?")
    assert len(evening.told) == 3


def test_row_2_only_for_a_customers_message(evening: Evening) -> None:
    evening.writes()
    evening.passes(minutes=5)
    evening.we_write("Réponse automatique", details={"reference": f"ack:{evening.ticket.id}:1"})
    evening.we_write("Bienvenue ! Je suis le robot d'Acme.")
    evening.writes(says=THANKS, text="Merci !")
    assert len(evening.told) == 1

    agents_own = Evening()
    agents_own.we_write("Bonjour, votre colis est arrivé ?")  # the agent begins the conversation
    assert (agents_own.told, agents_own.tickets.stored) == ([], {})


@pytest.mark.parametrize("where", ["in the platform's app", "here"])
def test_row_2_never_after_a_person_has_answered(evening: Evening, where: str) -> None:
    evening.platform.answers = []
    evening.switches.settings[None, None] = "off"  # the customer was not acknowledged at first
    evening.writes()
    evening.switches.settings.clear()
    evening.passes(minutes=5)
    if where == "here":
        conversation = evening.conversations.get("messenger", PAGE, "psid")
        assert conversation is not None
        evening.conversations.save(replace(conversation, last_person_answer_at=evening.clock.at))
        evening.tickets.save(evening.ticket.answered(True, evening.clock.at, evening.clock.at))
    else:
        evening.we_write()
    evening.passes(minutes=5)
    evening.writes("D'accord, et quand exactement ?")

    assert evening.told == []
    assert evening.why_not[-1] == "person_answered"


# --- row 3: and not sent when it should be ---------------------------------------------------------------------------


def test_row_3_neither_a_note_nor_a_claim_silences_the_acknowledgement(evening: Evening) -> None:
    evening.switches.settings[None, None] = "off"
    evening.writes()
    evening.switches.settings.clear()
    evening.change(claimed_by="sabine", tags=("vip", "call back"), priority=Priority.HIGH)
    evening.passes(minutes=5)
    evening.writes("Vous êtes là ?")

    assert len(evening.told) == 1


def test_row_3_no_robot_silences_it() -> None:
    """The brand has a chat bot of its own on the page, and the platform says which application wrote."""
    ours = acme_with_holidays()
    accounts = tuple(replace(a, robot_apps=("998877",)) if a.channel == "messenger" else a for a in ours.accounts)
    told = {}
    for app in ("998877", "263902037430900"):  # the bot, and the inbox in which people write
        evening = Evening(brands=FakeBrands.of(replace(ours, accounts=accounts)))
        evening.switches.settings[None, None] = "off"
        evening.writes()
        evening.switches.settings.clear()
        evening.we_write("Bonjour, que puis-je faire pour vous ?", details={"app_id": app})
        evening.passes(minutes=1)
        evening.writes("Mon colis n'est pas là")
        told[app] = len(evening.told)
        assert (evening.ticket.first_response_at is None) is (app == "998877")

    assert told == {"998877": 1, "263902037430900": 0}


@pytest.mark.parametrize(
    ("when", "reopens"),
    [
        ("2026-07-14 10:00", "demain à 9 h"),  # Bastille Day, a Tuesday
        ("2026-04-06 10:00", "demain à 9 h"),  # Easter Monday
        ("2026-12-25 10:00", "demain à 10 h"),
        ("2026-03-08 10:00", "demain à 9 h"),  # a Sunday
        ("2026-07-03 15:00", "demain à 10 h"),  # closed for the summer party
    ],
)
def test_row_3_a_closed_day_is_a_closed_day(evening: Evening, when: str, reopens: str) -> None:
    evening.at(when)
    evening.writes()

    (told,) = evening.told
    assert reopens in told


# --- row 4: no holidays, no half days, one interval a day, no night shift --------------------------------------------

FULL = {
    "business_hours": {"monday": ["09:00-12:00", "13:00-18:00"], "friday": ["22:00-06:00"], "sunday": []},
    "holidays": {"country": "FR", "days": {"2026-04-06": "Lundi de Pâques"}},
    "half_days": {"2026-03-09": ["09:00-11:00"], "12-24": []},
    "closures": [{"from": "2026-03-02 15:00", "to": "2026-03-02 16:00"}],
    "openings": [{"from": "2026-03-08 10:00", "to": "2026-03-08 12:00"}],
}


@pytest.mark.parametrize(
    ("what", "opened", "closed", "reopens"),
    [
        ("several intervals", "2026-03-02 11:59", "2026-03-02 12:30", "2026-03-02 13:00"),
        ("across midnight", "2026-03-07 05:59", "2026-03-07 06:00", "2026-03-08 10:00"),
        ("a holiday", "2026-04-13 10:00", "2026-04-06 10:00", "2026-04-10 22:00"),
        ("a half day", "2026-03-09 10:59", "2026-03-09 11:00", "2026-03-13 22:00"),
        ("a closure", "2026-03-02 14:59", "2026-03-02 15:00", "2026-03-02 16:00"),
        ("an exceptional opening", "2026-03-08 11:59", "2026-03-08 12:00", "2026-03-09 09:00"),
    ],
)
def test_row_4_the_calendar_has_what_a_desk_has(what: str, opened: str, closed: str, reopens: str) -> None:
    calendar = brand(**FULL).calendar

    assert is_open(calendar, paris(opened)), what
    assert not is_open(calendar, paris(closed)), what
    assert next_opening(calendar, paris(closed)) == paris(reopens), what


# --- row 5: wrong zone, wrong day, an hour off after the change of the clocks ----------------------------------------


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Tokyo"])
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The zone of the machine must not matter."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("saturday_noon", "monday_nine"),
    [("2026-03-28T11:00", "2026-03-30T07:00"), ("2026-10-24T10:00", "2026-10-26T08:00")],
    ids=["to summer time", "to winter time"],
)
def test_row_5_over_both_sundays_on_which_clocks_change_a_desk_in_paris_opens_at_nine_in_paris(
    machine: str, saturday_noon: str, monday_nine: str
) -> None:
    """On Saturday until 13 h, and again on Monday: the Sunday between has 23 hours, or 25."""
    evening = Evening()
    opening = datetime.fromisoformat(monday_nine).replace(tzinfo=UTC)
    evening.clock.at = datetime.fromisoformat(saturday_noon).replace(tzinfo=UTC) + 4 * HOUR
    evening.writes()

    (told,) = evening.told
    assert "lundi à 9 h" in told
    assert next_opening(acme_with_holidays().calendar, evening.clock.at) == opening
    evening.clock.at = opening - timedelta(minutes=1)
    evening.writes(conversation_id="early", author=Author(id="early"))
    evening.clock.at = opening
    evening.writes(conversation_id="late", author=Author(id="late"))
    assert len(evening.told) == 2  # a minute before opening: yes; at nine: no
    waited = deadlines_of(
        acme_with_holidays(),
        "messenger",
        Priority.NORMAL,
        since=datetime.fromisoformat(saturday_noon).replace(tzinfo=UTC),
        window_closes_at=None,
    )
    assert waited.first_response_due_at == opening + 3 * HOUR  # four hours of which one was on Saturday


# --- row 7: robots that answer robots --------------------------------------------------------------------------------


def test_row_7_our_own_ids_are_never_answered(evening: Evening) -> None:
    evening.comments()
    evening.we_write(evening.told[0], channel="facebook", parent_id="m1", visibility=Visibility.PUBLIC)
    written_by_us = evening.event("o9", channel="facebook", kind=EventKind.CREATED, author=Author(id=PAGE))
    written_by_us = replace(written_by_us, visibility=Visibility.PUBLIC, conversation_id=f"post:{PAGE}")
    assert evening.asked(evening.store(written_by_us, a_classification())) is None

    assert len(evening.told) == 1


def test_row_7_text_that_comes_back_or_comes_again_and_again_is_not_answered(evening: Evening) -> None:
    evening.writes("Bonjour, je suis absent jusqu'à lundi.")
    told = [len(evening.told)]
    for day in range(1, 4):  # their robot answers ours every night, always in the same words
        evening.clock.at += DAY
        evening.writes("Bonjour, je suis absent jusqu'à lundi.")
        told.append(len(evening.told))
        assert day
    evening.clock.at += DAY
    evening.writes(f"Vous avez écrit : {evening.told[0]}")

    assert told == [1, 2, 2, 2]
    assert len(evening.told) == 2


def test_row_7_one_author_gets_three_a_day(evening: Evening) -> None:
    """A robot that answers within a second, under another post each time."""
    for number in range(30):
        evening.comments(f"Réponse automatique numéro {number}", author="robot", post=f"p{number}")
        evening.passes(seconds=1)

    assert len(evening.told) == 3
    assert evening.metrics.of("AcknowledgementsSuppressed", reason="author_rate_limit") == 27


# --- row 8: our own posts and answers come back as tickets -----------------------------------------------------------


@pytest.mark.parametrize("samples", all_samples(), ids=lambda samples: samples.channel)
@pytest.mark.parametrize("what", ["an answer of ours", "a post that another tool had scheduled"])
def test_row_8_what_we_write_comes_back_on_every_platform_and_becomes_no_ticket(samples: Samples, what: str) -> None:
    ingest = IngestFakes.of(samples.channel, samples.account_id, samples.secrets)
    body = encode(samples.own_echo())
    if samples.is_polled:
        response = ingest.ask(samples.channel, body)
    else:
        signed = samples.headers_at or (lambda content, secrets, _: samples.headers(content, secrets))
        response = ingest.post(samples.channel, body, signed(body, samples.secrets, ingest.clock.now()))
    assert response.status == 200
    (echo,) = ingest.queue.all
    if what.startswith("a post"):
        echo = replace(echo, parent_id=None, details={}, text="Dimanche, nous sommes ouverts !")
    evening = Evening()
    evening.brands.stored["acme"] = _with_account(samples)

    stored = evening.store(echo, a_classification())

    assert (echo.kind, stored.outcome, stored.acknowledge) == (EventKind.ECHO, Outcome.OUTGOING, False)
    assert (evening.tickets.stored, evening.told) == ({}, [])


def _with_account(samples: Samples) -> Brand:
    ours = acme_with_holidays()
    (account,) = (account for account in ours.accounts if account.channel == samples.channel)
    return replace(ours, accounts=(*ours.accounts, replace(account, id=samples.account_id)))


# --- row 19: robots counted as a first response ----------------------------------------------------------------------


def test_row_19_the_acknowledgement_is_no_first_response(evening: Evening) -> None:
    evening.writes()
    assert len(evening.told) == 1
    assert (evening.ticket.first_response_at, evening.ticket.waiting_since) == (None, evening.clock.at)


# --- row 25: one language for automatic texts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "robot", "opening"),
    [
        ("fr", "éponse automatique", "demain à 9 h"),
        ("en", "utomatic reply", "tomorrow at 9 am (Paris time)"),
        ("de", "éponse automatique", "demain à 9 h"),
        ("und", "éponse automatique", "demain à 9 h"),
    ],
)
def test_row_25_the_language_of_the_customers_message_and_else_the_brands(
    evening: Evening, language: str, robot: str, opening: str
) -> None:
    evening.writes(says=a_classification(language=language))

    (told,) = evening.told
    assert robot in told
    assert opening in told


# --- row 26: the answer leaves on another channel --------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["facebook", "instagram"])
def test_row_26_an_acknowledgement_leaves_on_the_channel_it_came_from(channel: str) -> None:
    night = Night()
    night.question(channel=channel)

    assert night.run().sent is SendClass.SENT
    (post,) = night.platform.posts
    assert (post.channel, post.account_id, post.in_reply_to) == (channel, "1001", "5001_T1")


# --- row 28: the robot answers the agent's own update ----------------------------------------------------------------


def test_row_28_direction_and_author_decide_and_never_the_name_of_the_event(evening: Evening) -> None:
    """Some platforms tell of what an agent writes in the very event that tells of customers."""
    as_customers_are = evening.event("o1", kind=EventKind.CREATED, channel="facebook", author=Author(id=PAGE))
    as_customers_are = replace(as_customers_are, surface=Surface.COMMENT, visibility=Visibility.PUBLIC)
    assert evening.asked(evening.store(as_customers_are, a_classification())) is None
    assert (evening.told, evening.tickets.stored) == ([], {})


def test_row_28_what_the_agent_wrote_last_is_not_acknowledged() -> None:
    night = Night()
    night.question()
    message = night.messages.get("facebook", "1001", "5001_T1")
    assert message is not None
    night.messages.save(replace(message, direction=message.direction.OUTBOUND))

    assert night.run().suppressed is SuppressionReason.NOT_A_CUSTOMER_MESSAGE


# --- rows 16 and 17: thanks, and thanks with something more ----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reopens"),
    [
        ("ok merci bonne journée", False),
        ("👍", False),
        ("Thanks, have a great day!", False),
        ("Merci à toute l'équipe, vous êtes géniaux", False),
        ("Merci mais toujours pas reçu", True),
        ("merci de me rappeler", True),
        ("Thanks, and what about my refund", True),
    ],
)
def test_row_17_polite_words_do_not_hide_that_somebody_still_waits(evening: Evening, text: str, reopens: bool) -> None:
    evening.at("2026-03-04 10:00")
    evening.writes()
    evening.passes(minutes=5)
    evening.we_write(conversation_id="psid", surface=Surface.DIRECT_MESSAGE, visibility=Visibility.PRIVATE)
    assert evening.ticket.status is Status.PENDING
    evening.at("2026-03-04 23:00")
    thanks = a_classification(category=Category.PRAISE, needs_response=False)

    done = evening.writes(text, says=thanks)

    assert evening.ticket.status is (Status.OPEN if reopens else Status.PENDING)
    assert (evening.ticket.waiting_since is not None) is reopens
    assert (done is not None and done.sent is SendClass.SENT) is reopens  # and in the night they are told so
