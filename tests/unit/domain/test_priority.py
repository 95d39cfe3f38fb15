"""Every row of the rules of priority, in the words of a support lead."""

from dataclasses import replace

import pytest

from shared.domain.brand.model import PriorityWeights
from shared.domain.classification.model import Classification
from shared.domain.priority.scoring import ORDER, PriorityFactors, assess
from shared.domain.vocabulary import Category, Danger, Priority, Sentiment, Stage
from tests.fakes.samples import a_classification

WEIGHTS = PriorityWeights()
ALONE = PriorityFactors(account_id="1")


def said(category: Category, **fields: object) -> Classification:
    return a_classification(category=category, **fields)


NEGATIVE = {"sentiment": Sentiment.NEGATIVE}

ROWS = [
    ("an outage that hits many", said(Category.OUTAGE, **NEGATIVE), ALONE, Priority.URGENT),
    ("an outage overheard, not said to us", said(Category.OUTAGE, stage=Stage.BROAD), ALONE, Priority.URGENT),
    ("an urgent request", said(Category.URGENT_REQUEST, urgent=True), ALONE, Priority.URGENT),
    ("a technical question", said(Category.ACCOUNT_OR_TECHNICAL), ALONE, Priority.NORMAL),
    (
        "a technical question of somebody unhappy",
        said(Category.ACCOUNT_OR_TECHNICAL, **NEGATIVE),
        ALONE,
        Priority.NORMAL,
    ),
    ("a technical question that cannot wait", said(Category.ACCOUNT_OR_TECHNICAL, urgent=True), ALONE, Priority.HIGH),
    ("a complaint told calmly", said(Category.COMPLAINT), ALONE, Priority.NORMAL),
    ("a complaint of somebody unhappy", said(Category.COMPLAINT, **NEGATIVE), ALONE, Priority.HIGH),
    ("the same complaint, with urgency", said(Category.COMPLAINT, urgent=True, **NEGATIVE), ALONE, Priority.HIGH),
    ("a question", said(Category.QUESTION), ALONE, Priority.NORMAL),
    ("a question asked angrily", said(Category.QUESTION, **NEGATIVE), ALONE, Priority.NORMAL),
    ("a question overheard", said(Category.QUESTION, stage=Stage.BROAD), ALONE, Priority.NORMAL),
    ("a question about the sector", said(Category.QUESTION, stage=Stage.PROACTIVE), ALONE, Priority.LOW),
    ("praise", said(Category.PRAISE, sentiment=Sentiment.POSITIVE), ALONE, Priority.LOW),
    ("a bare mention", said(Category.MENTION), ALONE, Priority.LOW),
    ("spam", said(Category.SPAM, urgent=True, **NEGATIVE), ALONE, Priority.LOW),
    ("an insult with nothing to act on", said(Category.ABUSE, **NEGATIVE), ALONE, Priority.LOW),
    ("a question unanswered for ten hours", said(Category.QUESTION), replace(ALONE, hours_waiting=10), Priority.HIGH),
    ("a question asked for the fifth time", said(Category.QUESTION), replace(ALONE, unanswered=5), Priority.NORMAL),
    (
        "a question asked for the fifth time, angrily, after a complaint",
        said(Category.QUESTION, **NEGATIVE),
        replace(ALONE, unanswered=5, earlier_complaints=1),
        Priority.HIGH,
    ),
    ("a question of a star", said(Category.QUESTION), replace(ALONE, followers=2_000_000), Priority.NORMAL),
    ("a complaint of a star", said(Category.COMPLAINT, **NEGATIVE), replace(ALONE, followers=9_000_000), Priority.HIGH),
    ("something we are not sure of", said(Category.QUESTION, sure=False), ALONE, Priority.NORMAL),
    ("a mention we are not sure of", said(Category.MENTION, sure=False), ALONE, Priority.NORMAL),
    ("an outage we are not sure of", said(Category.OUTAGE, sure=False), ALONE, Priority.HIGH),
    (
        "an outage we are not sure of, in urgent words",
        said(Category.OUTAGE, sure=False, urgent=True),
        ALONE,
        Priority.URGENT,
    ),
    ("spam that speaks of a danger", said(Category.SPAM, danger=Danger.POSSIBLE), ALONE, Priority.URGENT),
    (
        "praise overheard that speaks of a danger",
        said(Category.PRAISE, stage=Stage.BROAD, danger=Danger.POSSIBLE),
        ALONE,
        Priority.URGENT,
    ),
    ("something serious we are not sure of", said(Category.COMPLAINT, sure=False, **NEGATIVE), ALONE, Priority.HIGH),
    ("spam we are not sure of", said(Category.SPAM, sure=False), ALONE, Priority.NORMAL),
]


@pytest.mark.parametrize(("what", "classification", "facts", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_priority_of(what: str, classification: Classification, facts: PriorityFactors, expected: Priority) -> None:
    assert assess(classification, facts, WEIGHTS).priority is expected


@pytest.mark.parametrize("category", list(Category))
@pytest.mark.parametrize("followers", [0, 101, 10_000, 1_000_000, 500_000_000, 10**400])
def test_an_audience_never_makes_a_message_urgent_nor_less_urgent(category: Category, followers: int) -> None:
    quiet = assess(said(category, **NEGATIVE), ALONE, WEIGHTS).priority
    famous = assess(said(category, **NEGATIVE), replace(ALONE, followers=followers), WEIGHTS).priority

    assert ORDER.index(famous) >= ORDER.index(quiet)
    assert (famous is Priority.URGENT) is (quiet is Priority.URGENT)


def test_an_audience_never_passes_an_account_question() -> None:
    star = assess(said(Category.PRAISE), replace(ALONE, followers=500_000_000), WEIGHTS).priority
    stranger = assess(said(Category.ACCOUNT_OR_TECHNICAL), ALONE, WEIGHTS).priority

    assert ORDER.index(star) < ORDER.index(stranger)


def test_everything_that_weighed_in_is_told() -> None:
    facts = PriorityFactors(account_id="vip", followers=120_000, hours_waiting=5, unanswered=3, earlier_complaints=2)
    weights = replace(WEIGHTS, accounts={"vip": 10})

    reasons = assess(said(Category.COMPLAINT, urgent=True, **NEGATIVE), facts, weights).reasons

    assert reasons == (
        "category: complaint",
        "stage: direct",
        "urgent words",
        "unhappy",
        "waiting for 5 h",
        "3 messages unanswered",
        "complained before",
        "written to a priority account",
        "reach: 120000 followers",
    )


def test_the_weights_of_the_brand_decide() -> None:
    stern = replace(WEIGHTS, urgent_from=40)

    assert assess(said(Category.COMPLAINT), ALONE, stern).priority is Priority.URGENT
