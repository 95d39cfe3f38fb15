"""What store asks before it asks respond: only what is known when a message arrives."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from shared.domain.acknowledgement.decision import preliminary
from shared.domain.classification.model import Classification
from shared.domain.conversations.model import Conversation
from shared.domain.incidents.model import Incident
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import Category, EventKind, Sentiment, Stage, SuppressionReason, Surface, Visibility
from tests.unit.acknowledgement.scenes import MINUTE, POLICIES, TUESDAY_NIGHT, brand, paris

EVENT = InboundEvent(
    event_id="fb:1",
    kind=EventKind.CREATED,
    brand="acme",
    channel="facebook",
    account_id="1001",
    surface=Surface.COMMENT,
    visibility=Visibility.PUBLIC,
    conversation_id="5001:7001",
    message_id="5001_9001",
    author=Author(id="7001"),
    text="Où est mon colis ?",
    occurred_at=TUESDAY_NIGHT - MINUTE,
    received_at=TUESDAY_NIGHT,
)
QUESTION = Classification(
    language="fr",
    sentiment=Sentiment.NEUTRAL,
    category=Category.QUESTION,
    stage=Stage.DIRECT,
    needs_response=True,
    confidence=90,
)
CONVERSATION = Conversation(channel="facebook", account_id="1001", conversation_id="5001:7001", brand="acme")
OUTAGE = Incident(id="acme-1", brand="acme", title="down", opened_at=TUESDAY_NIGHT, opened_by="lead")


def asked(
    event: InboundEvent = EVENT,
    *,
    classification: Classification = QUESTION,
    conversation: Conversation | None = CONVERSATION,
    incidents: tuple[Incident, ...] = (),
    acknowledged_at: datetime | None = None,
    now: datetime = TUESDAY_NIGHT,
    switch: str = "on",
) -> SuppressionReason | None:
    return preliminary(
        event=event,
        classification=classification,
        brand=brand(),
        brand_degraded=False,
        policy=POLICIES[event.channel],
        switch=switch,
        incidents=incidents,
        conversation=conversation,
        acknowledged_at=acknowledged_at,
        now=now,
    )


def test_a_question_in_the_night_is_worth_asking_respond() -> None:
    assert asked() is None
    assert asked(conversation=None) is None
    assert asked(switch="dry_run") is None


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (replace(EVENT, kind=EventKind.ECHO), SuppressionReason.NOT_A_CUSTOMER_MESSAGE),
        (replace(EVENT, author=Author(id="1001")), SuppressionReason.NOT_A_CUSTOMER_MESSAGE),  # our own page
        (replace(EVENT, author=Author(id="7001", is_bot=True)), SuppressionReason.AUTHOR_IS_A_ROBOT),
        (replace(EVENT, author=None), SuppressionReason.AUTHOR_UNKNOWN),
        (replace(EVENT, surface=Surface.REVIEW), SuppressionReason.CHANNEL_OFF),
        (replace(EVENT, account_id="1999"), SuppressionReason.CHANNEL_OFF),
        (replace(EVENT, occurred_at=TUESDAY_NIGHT - timedelta(hours=30)), SuppressionReason.TOO_OLD),
    ],
)
def test_events_that_are_not_worth_it(event: InboundEvent, reason: SuppressionReason) -> None:
    assert asked(event) is reason


def test_a_direct_message_without_a_window_of_its_own_has_the_channels() -> None:
    old = replace(
        EVENT,
        channel="messenger",
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        occurred_at=TUESDAY_NIGHT - timedelta(hours=24),
    )

    assert asked(old) is SuppressionReason.WINDOW_CLOSED


def test_an_incident_silences_the_channels_it_concerns() -> None:
    assert asked(incidents=(OUTAGE,)) is SuppressionReason.INCIDENT_OPEN
    assert asked(incidents=(replace(OUTAGE, channels=("facebook",)),)) is SuppressionReason.INCIDENT_OPEN
    assert asked(incidents=(replace(OUTAGE, channels=("x",)),)) is None
    assert asked(incidents=(replace(OUTAGE, resolved_at=TUESDAY_NIGHT),)) is None


def test_what_happened_in_this_closed_period_counts_and_what_happened_before_does_not() -> None:
    tonight, this_afternoon = paris("2026-03-03 20:00"), paris("2026-03-03 16:00")

    assert asked(acknowledged_at=tonight) is SuppressionReason.ALREADY_ACKNOWLEDGED
    assert asked(acknowledged_at=this_afternoon) is None
    assert asked(conversation=replace(CONVERSATION, last_person_answer_at=tonight)) is SuppressionReason.PERSON_ANSWERED
    assert asked(conversation=replace(CONVERSATION, last_person_answer_at=this_afternoon)) is None


def test_nothing_is_asked_while_the_desk_is_open() -> None:
    morning = paris("2026-03-04 10:00")

    assert asked(replace(EVENT, occurred_at=morning - MINUTE), now=morning) is SuppressionReason.DESK_OPEN
