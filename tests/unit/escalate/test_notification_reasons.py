"""Why people are told stands in every message, in both languages: danger to life before everything else."""

import json
from collections.abc import Callable
from dataclasses import replace
from unittest.mock import Mock

import pytest

from shared.adapters.notify import mail, slack, sms, teams, zendesk
from shared.adapters.notify.contract import Delivery
from shared.adapters.notify.opsgenie import OpsgenieTarget
from shared.adapters.notify.pagerduty import PagerDutyTarget
from shared.domain.brand.model import Brand
from shared.domain.escalation import rounds
from shared.domain.escalation.rounds import HOLDER, EscalationReason
from shared.domain.escalation.text import _REASONS, NotificationText, suspicion_text, ticket_text
from shared.domain.escalation.together import with_list
from shared.domain.incidents.model import Incident, suspicion_notification
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger, NoticeState, Priority
from tests.fakes.escalation import TIERS, a_brand
from tests.fakes.notifications import OPSGENIE, OPSGENIE_RECORD, PAGERDUTY, PAGERDUTY_RECORD, SLACK
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])
ID = "T-0123456789ABC"


def paged(delivery: Delivery) -> str:
    event = replace(delivery, target=PAGERDUTY, record=PAGERDUTY_RECORD)
    http = Mock()
    PagerDutyTarget(http).notify(event)
    return str(json.loads(http.call.call_args.args[0]().content)["payload"]["summary"])


def alerted(delivery: Delivery) -> str:
    alert = replace(delivery, target=OPSGENIE, record=OPSGENIE_RECORD)
    http = Mock()
    OpsgenieTarget(http).notify(alert)
    return str(json.loads(http.call.call_args.args[0]().content)["message"])


SHOWN: dict[str, Callable[[Delivery], str]] = {
    "slack": lambda delivery: json.dumps(slack.blocks(delivery, NoticeState.OPEN), ensure_ascii=False),
    "teams": lambda delivery: json.dumps(teams.card(delivery), ensure_ascii=False),
    "html": mail.html,
    "plain": mail.plain,
    "sms": sms.text_of,
    "zendesk": zendesk.comment,
    "pagerduty": paged,
    "opsgenie": alerted,
}
"""What people see of a message where they are."""

EVERYWHERE = pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN.keys())


def in_language(language: str) -> Brand:
    return replace(a_brand(), default_language=language)


def told(ticket: Ticket, language: str, tier: int = 0) -> Delivery:
    text = ticket_text(in_language(language), ticket, TIERS[0], tier, None)
    content = rounds.notification(ticket, TIERS[0], tier, at=START, link=None)
    return Delivery(target=SLACK, record={}, person=None, notification=content, text=text, key="esc_1")


def as_read(words: str) -> str:
    """Without what each service does to apostrophes, brackets and accents."""
    read = words.replace("&#x27;", "'").replace("\\", "")
    return sms.gsm(read)


@LANGUAGES
def test_every_reason_has_its_words(language: str) -> None:
    assert set(_REASONS[language]) == {reason.value for reason in EscalationReason}


@LANGUAGES
@EVERYWHERE
@pytest.mark.parametrize("reason", EscalationReason)
def test_every_message_says_why_people_are_told(
    shown: Callable[[Delivery], str], reason: EscalationReason, language: str
) -> None:
    delivery = told(a_ticket(id=ID, escalation_reason=reason.value), language)
    assert as_read(_REASONS[language][reason.value]) in as_read(shown(delivery))


@LANGUAGES
@EVERYWHERE
@pytest.mark.parametrize("reason", EscalationReason)
def test_every_message_says_first_that_somebody_may_be_hurt_whatever_people_are_called_for(
    shown: Callable[[Delivery], str], reason: EscalationReason, language: str
) -> None:
    ticket = a_ticket(id=ID, priority=Priority.URGENT, danger=Danger.POSSIBLE, escalation_reason=reason.value)
    delivery = told(ticket, language)
    text = delivery.text
    assert as_read(_REASONS[language]["danger"]) in as_read(shown(delivery))
    assert all("DANGER" in line for line in (text.title, text.subject, text.short))
    assert text.subject.isascii()
    assert text.facts[0][1].startswith(_REASONS[language]["danger"])


def test_a_danger_is_critical_in_a_pager_whatever_the_priority() -> None:
    assert told(a_ticket(escalation_reason="danger", priority=Priority.LOW), "en").priority == "urgent"


@LANGUAGES
@EVERYWHERE
def test_what_to_do_about_a_suspected_outage_stands_in_every_message(
    shown: Callable[[Delivery], str], language: str
) -> None:
    suspected = Incident(
        id="acme-1-auto", brand="acme", title="", opened_at=START, opened_by="nightdesk", suspected=True
    )
    link = "https://desk.example/incidents/acme-1-auto"
    text = suspicion_text(in_language(language), suspected, TIERS[0], 0, link)
    content = suspicion_notification(suspected, TIERS[0], 0, at=START, link=link)
    delivery = Delivery(target=SLACK, record={}, person=None, notification=content, text=text, key="inc_1")
    to_do = {"fr": "Ouvrez un incident si elle est réelle", "en": "Open an incident if it is real"}[language]
    written = as_read(shown(delivery))
    assert as_read(to_do) in written
    assert not any(label in written for label in ("Open the ticket", "Ouvrir le ticket"))


@LANGUAGES
def test_a_short_message_names_its_ticket_in_one_part_without_a_link(language: str) -> None:
    text = sms.text_of(told(a_ticket(id=ID, escalation_reason="danger"), language))
    assert ID in text
    assert len(text) <= sms.MAX_LENGTH


@LANGUAGES
def test_the_holder_is_reminded_in_words_and_by_no_level_zero(language: str) -> None:
    delivery = told(a_ticket(id=ID, claimed_by="sub-1", claimed_by_name="Léa"), language, HOLDER)
    text = delivery.text
    read = f"{text.subject} {text.body} {text.short} {text.facts}"
    assert ("rappel à Léa" if language == "fr" else "reminder to Léa") in read
    assert not any(word in read for word in ("niveau 0", "level 0", "0 (holder)", "holder)"))


@LANGUAGES
def test_a_mail_about_many_tickets_lists_each_with_its_link(language: str) -> None:
    others = tuple(a_ticket(id=f"T-{number:013d}") for number in range(30))
    delivery = told(a_ticket(id=ID, escalation_reason="first_response_missed"), language)
    text: NotificationText = with_list(delivery.text, in_language(language), others, "https://desk.example")
    written = mail.html(replace(delivery, text=text))
    for other in others:
        assert f'<a href="https://desk.example/tickets/{other.id}">{other.id} (facebook' in written
    assert ID in sms.text_of(replace(delivery, text=text))
