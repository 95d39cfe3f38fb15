"""Why a ticket has its priority, in words that a person reads."""

from itertools import product

import pytest

from shared.domain.brand.model import PriorityWeights
from shared.domain.priority import scoring
from shared.domain.priority.scoring import PriorityFactors, assess
from shared.domain.tickets.reasons_in_words import shown
from shared.domain.vocabulary import Category, Danger, Sentiment, Stage
from tests.fakes.samples import a_classification

WEIGHTS = PriorityWeights(positive=-5, accounts={"1": 5})
LONG = PriorityFactors(account_id="1", followers=120_000, hours_waiting=5, unanswered=3, earlier_complaints=2)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_that_a_priority_is_given_for_has_words(language: str) -> None:
    told = set()
    for category, stage, feeling, danger in product(Category, Stage, Sentiment, Danger):
        said = a_classification(
            category=category, stage=stage, sentiment=feeling, danger=danger, sure=False, urgent=True
        )
        told |= set(assess(said, LONG, WEIGHTS).reasons)
    assert len(told) > 15
    told.discard("stage: direct")
    in_words = {reason: shown([reason, "stage: direct"], language)[0] for reason in told}
    same = {reason for reason, words in in_words.items() if reason == words}
    in_english = {"unhappy", "friendly", "written to a priority account", "unsure"}
    in_english |= {"waiting for 5 h", "3 messages unanswered"}
    assert same == (in_english & told if language == "en" else set())
    assert not [words for words in in_words.values() if words.startswith(("stage: ", "category: ", "reach: "))]


def test_codes_become_sentences_in_the_language_of_the_brand() -> None:
    codes = ("urgent words", "2 messages unanswered", "waiting for 3 h", "reach: 1 followers")
    assert shown(codes, "en") == ("cannot wait", "2 messages unanswered", "waiting for 3 h", "1 follower")
    assert shown(codes, "fr") == ("ne peut pas attendre", "2 messages sans réponse", "attend depuis 3 h", "1 abonné")


def test_what_the_classifier_says_stays_as_it_is() -> None:
    assert shown(("dit que le colis est perdu",), "fr") == ("dit que le colis est perdu",)


def test_at_most_four_are_told_each_once_and_none_that_another_says_better() -> None:
    asked = ("asks for help now", "urgent words", "category: urgent_request", "stage: direct")
    assert shown(asked, "en") == ("asks for help now", "urgent request")
    assert shown(("calls: hurry", "urgent words", "unsure: 40 %", "unsure"), "en") == ("cannot wait", "unsure: 40 %")
    danger = "possible danger: gas or toxic fumes"
    assert shown((danger, scoring.DANGER), "en") == (danger,)
    assert shown(("not addressed to us", "stage: broad"), "en") == ("not addressed to us",)
    assert shown(("stage: direct",), "en") == ("written to us",)
    assert len(shown(tuple("abcdef"), "en")) == 4
