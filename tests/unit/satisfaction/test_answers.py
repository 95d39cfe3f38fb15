"""What customers answer to "from 1 to 5?"."""

import pytest

from shared.domain.satisfaction.answers import MAX_LENGTH, Score, score_of

PHRASES = {"fr": ("merci", "bonne journée"), "en": ("thanks",)}


@pytest.mark.parametrize(
    ("text", "score"),
    [
        *((str(score), score) for score in range(1, 6)),
        ("5.", 5),
        ("5️⃣", 5),
        ("5 !", 5),
        ("(4)", 4),
        ("4/5", 4),
        ("4 sur 5", 4),
        ("3 out of 5", 3),
        ("0/5", 1),
        ("8/10", 4),
        ("10/10 !!", 5),
        ("1 sur 10", 1),
        ("2 étoiles", 2),
        ("4 stars", 4),
        ("⭐⭐⭐⭐", 4),
        ("★★★☆☆", 3),
        ("cinq", 5),
        ("Three", 3),
        ("Très bien !", 5),
        ("très satisfaite", 5),
        ("excellent", 5),
        ("Bof", 2),
        ("pas terrible…", 2),
        ("nul", 1),
        ("awful", 1),
        ("not happy", 2),
        ("👍", 5),
        ("👎", 1),
        ("Je mets 3", 3),
        ("I'd give it 4", 4),
        ("ma note : 2", 2),
        ("5 merci", 5),
        ("4 sur 5, bonne journée", 4),
        ("5 😀", 5),
        ("5 excellent", 5),
        *((str(tenths), score) for tenths, score in ((0, 1), (6, 3), (7, 4), (8, 4), (9, 5), (10, 5))),
        ("10 !", 5),
        ("10 merci", 5),
        ("Pas mal", 4),
        ("cinq sur cinq", 5),
        ("Deux sur cinq.", 2),
        ("four out of five", 4),
        ("huit sur dix", 4),
        ("muy bien", 5),
        ("sehr gut", 5),
        ("Gut", 4),
        ("molto bene", 5),
        ("muito bom", 5),
        ("heel goed", 5),
        ("fünf", 5),
        ("schlecht", 2),
        ("muy mal", 1),
        ("👍🏽", 5),
        ("👍🏿 merci", 5),
        ("👎🏻👎🏻", 1),
        ("❤️", 5),
        ("🙂🙂", 4),
        ("😡😡😡", 1),
    ],
)
def test_a_score_in_digits_stars_or_words_is_understood(text: str, score: int) -> None:
    assert score_of(text, PHRASES) == Score(score, alone=True)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("2, ma box ne marche toujours pas", 2),
        ("1/5 personne ne me rappelle", 1),
        ("3 - where is my refund?", 3),
        ("1 ! c'est toujours en panne", 1),
        ("2\nIl manque un colis.", 2),
        ("4/5 ?", 4),
        ("2 ; la box", 2),
        ("2, ma box ne marche plus depuis le 3.", 2),
        ("1/5, le vendeur était parfait mais personne ne me rappelle", 1),
        ("1, ce n'est pas super", 1),
        ("2 sur 5 pour le service", 2),
        ("5, rien à redire sur vos 3 techniciens", 5),
        ("4/5, pas mal du tout, mais un peu long", 4),
    ],
)
def test_a_score_with_more_behind_it_leaves_somebody_to_answer(text: str, score: int) -> None:
    assert score_of(text, PHRASES) == Score(score, alone=False)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "   ",
        "2 colis manquants",
        "3 jours que j'attends",
        "1 seul problème",
        "12345",
        "3,50 euros",
        "4h",
        "2%",
        "1/10/2025",
        "3-4",
        "1. Où est mon colis",
        "5 ?",
        "11",
        "100",
        "7 colis",
        "10, rue Victor Hugo",
        "0 réponse",
        *("2, 3 colis manquent", "3, 4 jours sans réponse", "2 - 3 fois par semaine ça coupe", "1 - 5", "1 – 5"),
        *("2 ,  3 colis", "2:  30", "1\n\n2", "2\n- 3 colis", "3 ; 4", "4 , 5 ou 6 fois"),
        *("👍 mais il manque un colis", "👍👎"),
        "6/5",
        "11/10",
        "4/52",
        "Où est mon colis ?",
        "C'était bien mais il manque un article",
        "nul, votre service",
        "++++",
        "⭐⭐⭐⭐⭐⭐",
        "5" + " x" * MAX_LENGTH,
    ],
)
def test_a_number_that_says_something_else_is_no_score(text: str | None) -> None:
    assert score_of(text, PHRASES) is None


@pytest.mark.parametrize(
    "text",
    [
        *("5 stars? no, 1", "5 stars? No way, 1 at most", "5 étoiles ? Non, 1", "4 étoiles... non, 2"),
        *("5/5 would be a joke, 1/5", "5, just kidding, 1", "5 out of 5? try 1 out of 5", "1 star less would be 4"),
        *("1/5 NON 5/5", "5/5 NON", "5 - NOT", "5 stars if you refund me", "5/5 :-("),
        *("5 pas du tout", "5 nul", "5 bad", "5 useless", "4 pas content", "10 pas content", "5/5 pas satisfait"),
        *("5, pas super", "5!!! (sarcasm) worst service ever", "cinq sur cinq, nul"),
        *("👍 nul", "👍 pas du tout", "❤️ non", "5 👎", "5 😡", "5🙄", "10/10 😡", "⭐⭐⭐⭐⭐ 👎", "⭐⭐⭐⭐⭐ nul"),
        *("1 excellent", "1 parfait", "1 😍", "2 super"),
        *("2 out of 5 parcels arrived", "5 sur 5 colis perdus", "8 sur 10 colis"),
    ],
)
def test_a_score_that_the_rest_takes_back_is_none_and_a_person_reads_it(text: str) -> None:
    assert score_of(text, PHRASES) is None
