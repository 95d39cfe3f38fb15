"""Which words customers use more than they did: counted from a closed list, and in a bounded number."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.figures import packed
from shared.domain.events.changes import MessageChange
from shared.domain.figures.counting import figures_of
from shared.domain.figures.model import Figures
from shared.domain.figures.words import (
    LISTS,
    MAX_OF_A_DAY,
    MAX_OF_A_MESSAGE,
    MAX_RISING,
    MIN_MESSAGES,
    PREFIX,
    RisingWord,
    bounded,
    rising_words,
    words_of,
)
from tests.unit.events.states import MESSAGE, NOW


def figures(messages: int, **words: int) -> Figures:
    return Figures(counts={"messages": messages, **{f"{PREFIX}{word}": count for word, count in words.items()}})


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Ma facture, ma FACTURE et mes factures", "fr", ("facture",)),
        ("My invoice and the invoices", "en", ("invoice",)),
        ("Mia Larsen, 06 12 34 56 78, mia@example.com", "fr", ()),
        ("Meine Rechnung", "de", ()),
        (None, "fr", ()),
        ("facture", None, ()),
    ],
)
def test_words_of_the_list_are_counted_once_for_a_message(
    text: str | None, language: str | None, words: tuple[str, ...]
) -> None:
    assert words_of(text, language) == words


@pytest.mark.parametrize("language", LISTS)
def test_a_message_that_says_everything_counts_a_bounded_number_of_words(language: str) -> None:
    assert len(words_of(" ".join(sorted(LISTS[language])), language)) == MAX_OF_A_MESSAGE


def test_a_message_is_counted_with_its_words() -> None:
    message = replace(MESSAGE, text="Où est ma facture ?", language="fr", listening=("messages",))
    (delta,) = figures_of(MessageChange(before=None, after=message), NOW, lambda _brand, _channel: None)
    assert delta.counts[f"{PREFIX}facture"] == 1
    edited = replace(message, text="Où est mon colis ?")
    assert figures_of(MessageChange(before=message, after=edited), NOW + timedelta(1), lambda *_: None) == ()


def test_a_word_rises_against_its_share_not_against_its_number() -> None:
    before = figures(100, colis=50, facture=10)
    twice_as_much = figures(200, colis=100, facture=20)
    assert rising_words(twice_as_much, before) == ()
    (risen,) = rising_words(figures(100, colis=50, facture=30), before)
    assert risen == RisingWord(word="facture", messages=30, usual=10.0)
    assert risen.factor == 3.0


def test_a_word_that_never_came_before_rises_from_nothing() -> None:
    (risen,) = rising_words(figures(100, coupure=MIN_MESSAGES), figures(100, colis=5))
    assert (risen.word, risen.usual, risen.factor) == ("coupure", 0.0, None)


def test_few_messages_say_nothing_and_neither_does_a_week_without_one_before() -> None:
    assert rising_words(figures(100, coupure=MIN_MESSAGES - 1), figures(100)) == ()
    assert rising_words(figures(100, coupure=50), Figures()) == ()


def test_what_rose_most_comes_first_and_the_list_ends() -> None:
    now = figures(1000, **{f"w{number:03d}": 10 + number for number in range(2 * MAX_RISING)})
    found = rising_words(now, figures(1000))
    assert len(found) == MAX_RISING
    assert [each.messages for each in found] == sorted((each.messages for each in found), reverse=True)
    assert found[0].word == f"w{2 * MAX_RISING - 1:03d}"


def test_only_the_most_frequent_words_are_kept_and_nothing_else_is_lost() -> None:
    counts = {"messages": 500, **{f"{PREFIX}w{number:03d}": number for number in range(300)}}
    kept = bounded(counts, 100)
    assert kept["messages"] == 500
    assert sorted(value for name, value in kept.items() if name.startswith(PREFIX)) == list(range(200, 300))
    assert bounded(kept, 100) == kept


@pytest.mark.parametrize(("limit", "bytes_at_most"), [(2_000, 10_000), (MAX_OF_A_DAY, 2_500)])
def test_words_take_a_bounded_room_however_much_is_written(limit: int, bytes_at_most: int) -> None:
    """An hour keeps all words of the lists, a day the most frequent ones."""
    everything = Counter({f"{PREFIX}{word}": 1 + len(word) for words in LISTS.values() for word in words})
    assert len(everything) > 1_000
    assert len(packed(bounded(everything, limit))) < bytes_at_most
