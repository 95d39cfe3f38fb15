"""The words that say what an outage is about, against how usual they are, in French and English."""

import pytest

from shared.domain.incidents.evidence import Told, common_words
from shared.domain.incidents.usual_words import USUAL
from training.usual_words import (
    AT_LEAST,
    LANGUAGES,
    TITLES,
    says_something,
    shown,
    taken_by_titles,
    texts_of,
    usual,
    words_of_a_usual_hour,
)


@pytest.mark.parametrize(("group", "language"), TITLES)
def test_each_word_that_is_shown_of_an_outage_is_one_of_its_own(group: str, language: str) -> None:
    words = shown(texts_of(group, language))
    assert len(words) >= 3
    assert [word for word in words if not says_something(word, group, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_complaints_about_many_things_hardly_any_word_is_shown(language: str) -> None:
    assert words_of_a_usual_hour(language) <= 0.5


def test_a_title_takes_the_reports_of_its_own_outage_and_few_of_others() -> None:
    taken = taken_by_titles()
    assert taken["own"] >= 0.27
    assert taken["others"] <= 0.03
    assert taken["complaints"] <= 0.015


def test_what_is_said_to_be_usual_is_so_in_the_corpus() -> None:
    """It is written from it once in a while: half as much more or less changes no word."""
    now = usual()
    clearly = {word for word, share in (now | USUAL).items() if share >= 2 * AT_LEAST}
    off = {word: (USUAL.get(word), now.get(word)) for word in clearly if not _alike(USUAL.get(word), now.get(word))}
    assert off == {}


def _alike(first: int | None, second: int | None) -> bool:
    return first is not None and second is not None and first <= 1.5 * second and second <= 1.5 * first


@pytest.mark.parametrize(
    "texts",
    [
        ("plus d'internet", "l'Internet est coupé", "pas d’internet depuis ce matin"),
        ("the internet's gone", "no internet", "Internet!!"),
    ],
    ids=LANGUAGES,
)
def test_a_word_behind_an_apostrophe_is_the_same_word(texts: tuple[str, ...]) -> None:
    told = [Told(ticket_id=text, customer=text, text=text) for text in texts]
    assert "internet" in common_words(told)
