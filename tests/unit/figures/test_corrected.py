"""What turns out to be otherwise is moved from where it was counted, and from what it was counted as."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from shared.domain.events.changes import Change, MessageChange, TicketChange
from shared.domain.figures.counting import figures_of
from shared.domain.figures.listening import answers
from shared.domain.vocabulary import Category, Sentiment
from tests.fakes.figures import FakeFigures
from tests.fakes.samples import a_classification
from tests.unit.events.states import MESSAGE, TICKET

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
    return MessageChange(before=None, after=replace(message, **changes))  # type: ignore[arg-type]


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

    states = [TICKET]
    for version, (score, at) in enumerate([(1, WROTE), (3, CAME), (5, CAME + 5 * HOUR)], 2):
        states.append(replace(TICKET, version=version, satisfaction=score, satisfaction_at=at))
    told = [(TicketChange(before=before, after=after), CAME + 6 * HOUR) for before, after in pairwise(states)]
    assert by_hour(*told) == {CAME.replace(second=0) + 5 * HOUR: Counter({"satisfaction|score=5": 1})}


def test_a_ticket_whose_first_message_is_gone_moves_nothing() -> None:
    after = replace(TICKET, version=2, labels={"sentiment": "positive"}, sentiment=Sentiment.POSITIVE)
    [delta] = figures_of(TicketChange(before=TICKET, after=after), CAME, lambda _brand, _channel: None)
    assert delta.counts == {"corrected": 1}
