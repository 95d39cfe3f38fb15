"""Reasons: a person reads them, in the brand's language, and nothing of the customer's text is in them."""

import json
from pathlib import Path

import pytest

from functions.classify.model import topics_en, topics_fr
from functions.classify.model.denials import topics_said
from functions.classify.model.examples import examples
from functions.classify.model.reading import read
from functions.classify.model.reasons import MAX_REASONS
from functions.classify.model.tokens import tokens_of
from functions.classify.model.topics import AS_A_WHOLE, DANGERS, LABELS, PRESSING, TOPICS_OF_CATEGORY
from shared.domain.classification.danger import BY_THE_BRAND, KINDS, dangers_in
from shared.domain.vocabulary import Category

CORPUS = Path(__file__).parents[3] / "corpus"


def _corpus() -> list[str]:
    return [
        json.loads(line)["text"]
        for path in sorted(CORPUS.glob("[ef][nr]/*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def test_reasons_say_what_the_message_says_in_the_language_of_the_reader() -> None:
    text = "plus d'internet dans tout le quartier depuis ce matin, panne générale ?"
    assert "dit que d'autres sont touchés" in read(text, reader="fr").reasons
    assert "says others are affected" in read(text, reader="en").reasons


@pytest.mark.parametrize("reader", ["fr", "en"])
def test_there_are_at_most_four_reasons_and_all_are_ours(reader: str) -> None:
    place = ("fr", "en").index(reader)
    ours = {label[place] for label in (*LABELS.values(), *AS_A_WHOLE.values())}
    known = {text for (language, _), group in examples().items() if language == reader for text in group.texts}
    fixed = (
        ("danger possible : ", "ressemble à un danger", "incertain : ", "aucun mot", "langue que "),
        ("possible danger: ", "looks like a danger", "unsure: ", "no words", "a language "),
    )[place]
    quoted = ("comme : « ", "like: “")[place]
    for text in _corpus()[::41]:
        reasons = read(text, reader=reader).reasons
        assert len(reasons) <= MAX_REASONS
        for reason in reasons:
            if reason.startswith(quoted):
                assert reason.removeprefix(quoted).rstrip("”» ") in {one.rstrip("”» ") for one in known}
            else:
                assert reason in ours or reason.startswith(fixed), reason


def test_where_no_word_can_be_named_the_most_similar_message_of_ours_is() -> None:
    reasons = read("¿Puedo llevar a mi perro?", reader="en").reasons
    assert reasons[0].startswith("like: “")


def test_every_message_has_a_reason() -> None:
    assert all(read(text).reasons for text in (*_corpus()[::41], "", "👍", "!!!", "zzz qqq", "荷物がまだ届きません"))


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("never late, always on time, great drivers", "late"),
        ("not a single delay in five years", "late"),
        ("jamais en retard, rien à redire", "late"),
        ("livré sans aucun retard, bravo", "late"),
        ("I am not at all happy with you", "joy"),
        ("je n'ai jamais été déçu", "disappointed"),
        ("it is not a scam, I checked", "ripped off"),
        ("still not fixed after a week", "solved"),
        ("not very helpful", "team"),
        ("I cannot recommend this hotel", "joy"),
        ("never had a delay", "late"),
        ("pas eu le moindre problème, jamais en retard", "late"),
        ("rien de cassé, livré à temps", "wrong goods"),
        ("ce n'est pas encore réglé", "solved"),
    ],
)
def test_a_topic_that_is_only_denied_is_not_told(text: str, topic: str) -> None:
    language = "fr" if any(sign in text for sign in "éà") else "en"
    assert topic not in topics_said(tokens_of(text), language)


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("not happy, and late again", "en", "late"),
        ("I am not late, my train is late", "en", "late"),
        ("still no refund", "en", "refund"),
        ("no internet since this morning", "en", "no network"),
        ("pas remboursé, en retard et jamais de réponse", "fr", "late"),
        ("never been so disappointed", "en", "disappointed"),
        ("N'achetez pas ! Voleurs !", "fr", "ripped off"),
        ("Never buy here!! Thieves", "en", "ripped off"),
        ("toujours pas\nretard de 3 jours", "fr", "late"),
        ("le bus ne vient pas le retard est énorme", "fr", "late"),
        ("Isn't that a scam? You took my money", "en", "ripped off"),
        ("jamais été aussi déçu", "fr", "disappointed"),
    ],
)
def test_a_topic_beside_a_negation_of_something_else_is_told(text: str, language: str, topic: str) -> None:
    assert topic in topics_said(tokens_of(text), language)


def test_every_topic_is_shown_by_words_of_both_languages_and_told_for_some_category() -> None:
    assert set(topics_fr.TOPICS) == set(topics_en.TOPICS) == set(LABELS)
    assert set(LABELS) == set().union(*TOPICS_OF_CATEGORY.values(), PRESSING)
    assert set(TOPICS_OF_CATEGORY) == set(Category)


def test_every_kind_of_danger_has_a_label() -> None:
    assert {*KINDS, BY_THE_BRAND} == set(DANGERS)


def test_examples_hold_no_insult_no_danger_and_nothing_personal() -> None:
    for (_, category), group in examples().items():
        assert category != Category.ABUSE
        assert len(group.texts) == len(group.vectors)
        for text in group.texts:
            assert not dangers_in(text)
            assert not set("@#0123456789") & set(text)


def test_the_customers_own_words_are_in_no_reason() -> None:
    text = "URGENT j'ai un cancer et Jean-Baptiste Quentel du 06 12 34 56 78 m'a volé 300€, c'est une honte"
    reasons = " ".join(read(text, reader="fr").reasons).casefold()
    assert not any(word in reasons for word in ("cancer", "jean", "quentel", "06", "300"))
