"""What turns out to be otherwise is moved from where it was counted, and from what it was counted as."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from shared.adapters.dynamodb.figures import bucket, figures_from
from shared.domain.events.changes import Change, MessageChange, TicketChange
from shared.domain.figures.counting import figures_of
from shared.domain.figures.listening import answers
from shared.domain.figures.model import Percentiles
from shared.domain.tickets.automatic_answer import without_first_response
from shared.domain.tickets.clocks import with_clocks
from shared.domain.tickets.first_response import CountedResponse, counted_response
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Priority, Sentiment, Status
from tests.fakes.figures import FakeFigures
from tests.fakes.samples import a_classification
from tests.unit.events.states import MESSAGE, TICKET
from tests.unit.respond.evening import acme_with_holidays

WROTE = datetime(2026, 3, 3, 21, 59, 50, tzinfo=UTC)
CAME = datetime(2026, 3, 3, 22, 0, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def by_hour(*changes: tuple[Change, datetime]) -> dict[datetime, Counter[str]]:
    """What is left of each hour, without what is zero."""
    figures = FakeFigures()
    for change, at in changes:
        figures.happened("acme", change, at)
    found = {hour: Counter({name: n for name, n in counts.items() if n}) for (_, hour), counts in figures.hours.items()}
    return {hour: counts for hour, counts in found.items() if counts}


def stored(category: Category, sentiment: Sentiment, **changes: object) -> MessageChange:
    """A message whose item is written."""
    facts = answers(a_classification(category=category, sentiment=sentiment), page_exists=False, desk_open=True)
    message = replace(
        MESSAGE, category=category, sentiment=sentiment, listening=tuple(facts), occurred_at=WROTE, stored_at=CAME
    )
    return MessageChange(before=None, after=replace(message, **changes))


@pytest.mark.parametrize("category", [Category.QUESTION, Category.SPAM, Category.COMPLAINT, Category.PRAISE])
@pytest.mark.parametrize("sentiment", list(Sentiment))
@pytest.mark.parametrize(
    "labels",
    [
        [{"sentiment": "positive"}],
        [{"sentiment": "negative"}],
        [{"category": "abuse"}, {"category": "abuse", "sentiment": "negative"}],
        [{"category": "complaint"}, {"category": "outage"}, {"category": "outage", "sentiment": "positive"}],
        [{"sentiment": "negative"}, {"sentiment": "negative", "urgent": "true"}],
    ],
)
def test_a_corrected_message_counts_as_if_it_had_been_understood(
    category: Category, sentiment: Sentiment, labels: list[dict[str, str]]
) -> None:
    """Also where a later message has another tone, and the message came in another hour than it was written in."""
    first = stored(category, sentiment)
    latest = Sentiment.NEGATIVE if sentiment is not Sentiment.NEGATIVE else Sentiment.POSITIVE
    ticket = replace(TICKET, created_at=CAME, category=Category.ACCOUNT_OR_TECHNICAL, sentiment=latest)
    changes: list[tuple[Change, datetime]] = [(first, CAME)]
    for number, each in enumerate(labels, 2):
        after = replace(ticket, version=number, labels=each).with_labels_kept()
        changes.append((TicketChange(before=ticket, after=after, opening=first.after), CAME + number * HOUR))
        ticket = after
    final = labels[-1]
    understood = stored(
        Category(final.get("category", category)),
        Sentiment(final.get("sentiment", sentiment)),
        listening=tuple(
            answers(
                a_classification(
                    category=Category(final.get("category", category)),
                    sentiment=Sentiment(final.get("sentiment", sentiment)),
                ),
                page_exists=False,
                desk_open=True,
            )
        ),
    )
    found = by_hour(*changes)
    for counts in found.values():
        counts.pop("corrected", None)
    [(hour, counts)] = ((hour, counts) for hour, counts in found.items() if counts)
    assert hour == WROTE.replace(minute=0, second=0)
    assert counts == by_hour((understood, CAME))[hour]


def test_stars_and_scores_that_change_move_from_where_they_were_counted() -> None:
    late = stored(Category.PRAISE, Sentiment.POSITIVE, occurred_at=CAME - timedelta(days=31), rating=2)
    assert late.after is not None
    better = MessageChange(before=late.after, after=replace(late.after, revision=2, rating=5))
    found = by_hour((late, CAME), (better, CAME + timedelta(days=3)))
    assert {hour: counts["reviews|stars=5"] for hour, counts in found.items()} == {CAME.replace(second=0): 1}
    assert all(counts["reviews|stars=2"] == 0 for counts in found.values())

    scored = [TICKET]
    for version, (score, at) in enumerate([(1, WROTE), (3, CAME), (5, CAME + 5 * HOUR)], 2):
        scored.append(replace(TICKET, version=version, satisfaction=score, satisfaction_at=at))
    told = [(TicketChange(before=before, after=after), CAME + 6 * HOUR) for before, after in pairwise(scored)]
    [(hour, counts)] = by_hour(*told).items()
    assert hour == CAME.replace(second=0) + 5 * HOUR
    assert counts == dict.fromkeys(
        ["satisfaction|score=5", *(f"satisfaction|score=5|{part}" for part in ("channel=facebook", "team=triage"))], 1
    )


def test_a_ticket_whose_first_message_is_gone_moves_nothing() -> None:
    after = replace(TICKET, version=2, labels={"sentiment": "positive"}, sentiment=Sentiment.POSITIVE)
    [delta] = figures_of(TicketChange(before=TICKET, after=after), CAME, lambda _brand, _channel: None)
    assert delta.counts == {"corrected": 1}


def states(*tickets: Ticket) -> list[tuple[Change, datetime]]:
    """One ticket after the other, five hours later each."""
    numbered = [replace(ticket, version=number) for number, ticket in enumerate(tickets, 1)]
    first: list[tuple[Change, datetime]] = [(TicketChange(before=None, after=numbered[0]), CAME)]
    told = (TicketChange(before=before, after=after) for before, after in pairwise(numbered))
    return [*first, *((change, CAME + number * 5 * HOUR) for number, change in enumerate(told, 1))]


def answers_counted(*tickets: Ticket) -> dict[datetime, Counter[str]]:
    """What belongs to first responses, by hour."""
    names = ("answered", "near_miss", "wrote_again", "first_response")
    found = {
        hour: Counter({name: n for name, n in counts.items() if name.startswith(names)})
        for hour, counts in by_hour(*states(*tickets)).items()
    }
    return {hour: counts for hour, counts in found.items() if counts}


ASKED = replace(TICKET, created_at=CAME, last_customer_message_at=WROTE, waiting_since=WROTE, claimed_by="lea")
REAL_AT = CAME + 2 * HOUR


def answered_at(ticket: Ticket, at: datetime) -> Ticket:
    return ticket.answered(True, at, at)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("acknowledged", [False, True])
def test_a_ticket_whose_first_answer_was_automatic_counts_as_answered_once_when_a_person_did(
    again: bool, acknowledged: bool
) -> None:
    asked = replace(ASKED, acknowledged_at=WROTE + timedelta(seconds=1)) if acknowledged else ASKED
    false = answered_at(asked, CAME + timedelta(seconds=5))
    told = replace(false, last_customer_message_at=CAME + HOUR, message_count=2) if again else false
    back = without_first_response(told, CAME + timedelta(seconds=5), CAME + HOUR)
    real = answered_at(back, REAL_AT)

    found = answers_counted(asked, false, told, back, real)

    asked = replace(asked, last_customer_message_at=back.last_customer_message_at, message_count=back.message_count)
    assert found == answers_counted(asked, replace(asked, tags=("vip",)), asked, asked, answered_at(asked, REAL_AT))
    assert list(found) == [REAL_AT.replace(second=0)]
    assert found[REAL_AT.replace(second=0)]["answered"] == 1


BRAND = acme_with_holidays()


def kept(before: Ticket, after: Ticket, at: datetime) -> Ticket:
    """As every function keeps it."""
    return with_clocks(before, after, BRAND, at, {})


CHANGED: dict[str, dict[str, Any]] = {
    "nothing": {},
    "another team": {"team": "experts"},
    "another agent": {"claimed_by": "karim"},
    "nobody has it": {"claimed_by": None},
    "its priority is raised": {"priority": Priority.URGENT},
    "its category is corrected": {"category": Category.COMPLAINT, "labels": {"category": "complaint"}},
    "its customer writes again": {
        "message_count": 4,
        "last_customer_message_at": CAME + 2 * HOUR,
        "waiting_since": CAME + 2 * HOUR,
        "first_response_due_at": CAME + 9 * HOUR,
        "status": Status.OPEN,
        "paused_at": None,
        "pauses": ((CAME + HOUR, CAME + 2 * HOUR),),
    },
    "its next answer is late": {"breached_at": CAME + 2 * HOUR, "noticed_breach_at": CAME + 2 * HOUR},
    "it is acknowledged": {"acknowledged_at": CAME + 2 * HOUR, "acknowledged_as": ("x", "", "public")},
    "all at once": {"team": "experts", "claimed_by": "karim", "priority": Priority.LOW, "acknowledged_at": CAME},
}


@pytest.mark.parametrize("opened_as", [(), ("normal", "question", "triage", "", "", "1")])
@pytest.mark.parametrize("acknowledged", [False, True])
@pytest.mark.parametrize("near", [False, True])
@pytest.mark.parametrize("name", CHANGED)
def test_an_answer_that_was_none_takes_back_exactly_what_it_added_whatever_the_ticket_is_by_then(
    name: str, near: bool, acknowledged: bool, opened_as: tuple[str, ...]
) -> None:
    due = CAME + HOUR + (CAME - WROTE if near else 50 * HOUR)
    asked = replace(
        ASKED, first_response_due_at=due, acknowledged_at=WROTE if acknowledged else None, opened_as=opened_as
    )
    false = kept(asked, answered_at(asked, CAME + HOUR), CAME + HOUR)
    assert false.answered_as
    changed = replace(false, **CHANGED[name])
    back = without_first_response(changed, CAME + HOUR, CAME + 3 * HOUR)
    back = kept(changed, back, CAME + 3 * HOUR)

    assert answers_counted(asked, false)[CAME.replace(second=0) + HOUR]["near_miss"] == near
    assert answers_counted(asked, false, changed, back) == {}
    assert back.answered_as == ()


def test_an_answer_that_turns_out_to_be_earlier_is_moved_and_not_counted_twice() -> None:
    asked = replace(ASKED, first_response_due_at=None)
    late = kept(asked, answered_at(asked, CAME + 2 * HOUR), CAME + 2 * HOUR)
    given = replace(late, team="experts", claimed_by="karim")
    earlier = kept(given, answered_at(given, CAME + HOUR), CAME + 3 * HOUR)
    found = answers_counted(asked, late, given, earlier)
    [(hour, counts)] = found.items()
    assert (hour, counts["answered"], counts["answered|team=experts"]) == (CAME.replace(second=0) + HOUR, 1, 1)


def test_a_ticket_that_opens_answered_says_what_it_is_counted_as() -> None:
    opened = replace(ASKED, version=0, first_response_at=CAME, first_response_since=WROTE, first_response_due_at=None)
    assert CountedResponse.noted(kept(opened, opened, CAME)) == counted_response(opened, opened, None)


def test_what_an_earlier_version_took_back_from_another_team_is_not_shown() -> None:
    assert figures_from(Counter({"answered|team=experts": -1, "answered": 2})).counts == {"answered": 2}


def test_a_first_answer_counts_when_it_was_given_however_late_it_is_heard_of() -> None:
    earlier = CAME - 20 * timedelta(minutes=1)
    found = answers_counted(ASKED, answered_at(ASKED, CAME), answered_at(answered_at(ASKED, CAME), earlier))
    assert {hour: counts["answered"] for hour, counts in found.items()} == {earlier.replace(minute=0, second=0): 1}


def test_a_ticket_that_opens_answered_counts_as_answered() -> None:
    opened = replace(ASKED, first_response_at=CAME, first_response_since=WROTE, waiting_since=None)
    [(hour, counts)] = answers_counted(opened).items()
    assert (hour, counts["answered"], counts["wrote_again_unacknowledged"]) == (CAME.replace(second=0), 1, 0)
    assert figures_from(counts).duration("first_response").p50 == 20


def test_a_span_in_which_a_duration_was_only_taken_back_has_none() -> None:
    """As where the calendar was changed in between."""
    counts = Counter({bucket("first_response", 60): -1, bucket("first_response", 600): 1})
    assert figures_from(counts).duration("first_response") == Percentiles()
