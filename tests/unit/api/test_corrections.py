"""A person corrects what the classifier said: kept as labels, recorded, used by reports, and never overwritten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.priority.scoring import Assessment
from shared.domain.tickets.follow_up import with_follow_up
from shared.domain.tickets.sla import Deadlines
from shared.domain.vocabulary import Category, Priority, Sentiment, Status
from tests.fakes.samples import a_classification, an_event
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_ticket
from tests.unit.events.states import MESSAGE

SEEN = {"if-match": '"1"'}
DAY = "from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z"


def test_a_correction_is_shown_recorded_and_kept_as_labels(api: FakeApi) -> None:
    api.store(a_ticket())

    answered = api.call(
        "PATCH",
        "/tickets/T1",
        body={"category": "complaint", "sentiment": "negative", "urgent": True},
        headers=SEEN,
    )

    assert answered.status == 200
    assert (answered.json["category"], answered.json["sentiment"]) == ("complaint", "negative")
    assert answered.json["labels"] == {"category": "complaint", "sentiment": "negative", "urgent": "true"}
    (entry,) = api.history.stored.values()
    assert entry.what == "changed"
    assert entry.details == {
        "category": "question → complaint",
        "sentiment": "neutral → negative",
        "urgent": "- → true",
    }


def test_to_confirm_what_the_classifier_said_is_a_label_too(api: FakeApi) -> None:
    api.store(a_ticket())

    answered = api.call("PATCH", "/tickets/T1", body={"category": "question"}, headers=SEEN)

    assert answered.json["labels"] == {"category": "question"}
    (entry,) = api.history.stored.values()
    assert entry.details == {"category": "question, confirmed"}
    again = api.call("PATCH", "/tickets/T1", body={"category": "question"}, headers={"if-match": '"2"'})
    assert again.json["version"] == 2


@pytest.mark.parametrize(
    ("body", "parameter"), [({"category": "anger"}, "category"), ({"sentiment": None}, "sentiment")]
)
def test_a_correction_that_is_wrong_says_where(api: FakeApi, body: dict, parameter: str) -> None:
    api.store(a_ticket())

    answered = api.call("PATCH", "/tickets/T1", body=body, headers=SEEN)

    assert answered.status == 422
    assert answered.json["errors"][0]["parameter"] == parameter


def test_reports_count_what_a_person_said(api: FakeApi) -> None:
    api.store(a_ticket(category=Category.PRAISE, sentiment=Sentiment.NEGATIVE))
    counted = {"messages": 1, "feedback_good": 1, "frustrated": 1, "negative": 1}
    api.figures.add("acme", START, counted)
    message = replace(MESSAGE, listening=tuple(counted), occurred_at=START, stored_at=START)

    api.call("PATCH", "/tickets/T1", body={"category": "complaint", "sentiment": "neutral"}, headers=SEEN)

    for change in api.tickets.changes:
        api.figures.happened("acme", replace(change, opening=message), START)
    service = api.call("GET", "/reports/service", query=f"brand=acme&{DAY}").json
    assert service["corrected"] == 1
    listening = api.call("GET", "/reports/listening", query=f"brand=acme&{DAY}").json
    assert (listening["messages"], listening["feedback_good"], listening["feedback_bad"]) == (1, 0, 1)
    assert listening["frustrated"] == 0
    assert listening["sentiments"] == {"positive": 0, "neutral": 1, "negative": 0}


def test_what_a_person_said_outlives_the_next_message() -> None:
    ticket = a_ticket(labels={"category": "complaint", "sentiment": "negative"}, category=Category.COMPLAINT)

    after = with_follow_up(
        ticket,
        an_event(occurred_at=START + timedelta(minutes=5)),
        a_classification(category=Category.OUTAGE, sentiment=Sentiment.POSITIVE),
        Assessment(priority=Priority.URGENT, reasons=("outage",)),
        answered_at=None,
        reopens_ticket=True,
        deadlines=Deadlines(first_response_due_at=None, resolution_due_at=None),
        now=START + timedelta(minutes=5),
    )

    assert (after.priority, after.category, after.sentiment) == (
        Priority.URGENT,
        Category.COMPLAINT,
        Sentiment.NEGATIVE,
    )
    assert after.status is Status.NEW
