"""Tokens, cues and hashed features."""

from functions.classify.model.cues import cues_of
from functions.classify.model.features import ROWS, letter_rows, word_rows
from functions.classify.model.tokens import tokens_of


def test_words_lose_accents_and_repetition_but_are_shown_as_written():
    tokens = tokens_of("Toooujours PAS réparé !!!")
    assert tokens.words == ("tooujours", "pas", "repare")
    assert tokens.shown[2] == "réparé"


def test_exclamation_marks_are_no_tokens_and_question_marks_are():
    assert tokens_of("Quoi ?!").words == ("quoi", "?")
    assert tokens_of("!!!").words == ()


def test_piles_of_accents_are_cut_before_they_are_put_in_order():
    assert len(tokens_of("a" + "\u0301\u0323" * 40_000).text) < 10
    assert tokens_of("ấ̂").text.startswith("ấ")


def test_an_english_negation_is_one_word():
    assert tokens_of("it doesn't work").words == ("it", "doesnt", "work")


def test_mentions_links_and_numbers_become_signs():
    assert tokens_of("@acme see https://a.example/x?y=1 2 times").words == ("@", "see", "/", "0", "times")


def test_rows_stay_in_their_half_of_the_table():
    words = tokens_of("je ne peux plus me connecter").words
    assert all(0 <= row < ROWS // 2 for row in word_rows(words))
    assert all(ROWS // 2 <= row < ROWS for word in words for row in letter_rows(word))


def test_words_under_a_negation_have_rows_of_their_own():
    assert word_rows(("works",)) != word_rows(("not", "works")) - word_rows(("not",))


def test_cues_are_found_by_words_with_and_without_accents():
    for text in ("Toujours pas de réponse, je suis dégoûtée", "toujours pas de reponse je suis degoutee"):
        assert {"waiting", "anger"} <= set(cues_of(tokens_of(text), "fr"))


def test_thanks_beside_trouble_are_not_thanks_alone():
    assert "joy alone" in cues_of(tokens_of("merci beaucoup"), "fr")
    assert "joy with trouble" in cues_of(tokens_of("merci, toujours en panne"), "fr")


def test_a_language_without_words_of_ours_still_has_shape():
    values = cues_of(tokens_of("¿¿por qué?? 😡😡😡"), "es")
    assert {"?", "emoji cross"} <= set(values)
    assert "anger" not in values
