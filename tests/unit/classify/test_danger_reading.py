"""When a message is a danger: what lists, the heads and the brand's own phrases say together."""

import pytest

from functions.classify.encoder.surface import LONGEST
from functions.classify.model.artefact import artefact
from functions.classify.model.reading import read
from shared.domain.brand.danger_lists import DangerLists
from shared.domain.classification.danger_expressions import without_expressions

NAMED = "there is a smell of gas in the hall"
NOT_NAMED = "my parcel is at the depot"


@pytest.mark.parametrize(("listed_from", "danger"), [(0.0, True), (1.1, False)])
def test_what_a_list_names_still_needs_some_probability(listed_from: float, danger: bool) -> None:
    trained = artefact()._replace(danger_from=1.1, danger_listed_from=listed_from)
    reading = read(NAMED, trained=trained)
    assert reading.dangers == ("gas",)
    assert reading.danger is danger
    assert any(reason.startswith("possible danger") for reason in reading.reasons) is danger


def test_what_no_list_names_needs_more() -> None:
    trained = artefact()
    assert 0 < trained.danger_listed_from < trained.danger_from < 1
    assert not read(NOT_NAMED, trained=trained._replace(danger_from=1.1, danger_listed_from=0.0)).danger
    assert read(NOT_NAMED, trained=trained._replace(danger_from=0.0)).danger


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("Bonjour, je vous écris au sujet de ma facture de mars, qui est fausse. ", "Et ça sent le gaz chez moi."),
        ("Hello, this is about my bill for March, which is wrong. ", "And there is a smell of gas in the hall."),
        ("\ud800\udfff", "ça sent le gaz"),
    ],
)
def test_what_a_list_finds_where_the_heads_do_not_read_is_not_overruled(start: str, end: str) -> None:
    assert read(start * 60 + "x" * LONGEST + " " + end).danger


def test_what_lies_beyond_the_bytes_of_the_encoder_is_overruled_by_no_head() -> None:
    trained = artefact()._replace(danger_from=1.1, danger_listed_from=1.1)
    assert not read("🙂 smell of gas", trained=trained).danger
    assert read("🙂" * 400 + " smell of gas", trained=trained).danger


def test_a_phrase_of_the_brand_needs_no_probability() -> None:
    trained = artefact()._replace(danger_from=1.1, danger_listed_from=1.1)
    lists = DangerLists(phrases={"en": ("at the depot",)})
    assert read(NOT_NAMED, danger_lists=lists, trained=trained).danger


@pytest.mark.parametrize(
    "text",
    [
        "Je vais me tuer", "I'm going to kill myself", "ça sent le gaz chez moi depuis votre intervention",
        "smell of gas again since your engineer left", "le chargeur a pris feu", "smoke is coming from the socket",
        "huele a gas en mi casa", "es riecht nach Gas in der Wohnung", "sento odore di gas in cucina",
        "cheira a gás na minha cozinha", "ik ruik gas in huis",
    ],
)  # fmt: skip
def test_plain_words_of_danger_are_one(text: str) -> None:
    assert read(text).danger


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Gas bills are late", ", are late"),
        ("ma facture de gaz est fausse", "ma , est fausse"),
        ("l'exercice d'incendie de mardi", "l', de mardi"),
        ("gas gas bill bill", "gas , bill"),
    ],
)
def test_a_fixed_expression_is_no_danger_and_its_neighbours_make_no_new_one(text: str, rest: str) -> None:
    assert without_expressions(text) == rest
    assert without_expressions(rest) is rest


@pytest.mark.parametrize("text", ["smell at the gas meter", "le compteur de gaz siffle", "the fire door is blocked"])
def test_a_thing_that_may_be_dangerous_is_no_fixed_expression(text: str) -> None:
    assert without_expressions(text) is text


@pytest.mark.parametrize(
    "text",
    [
        "My gas bill is due and there is a smell of gas in the hall",
        "l'exercice incendie est fini mais le chargeur a pris feu",
        "strong smell of gas account number 55120 please send someone",
        "I can smell gas account 4471",
        "house on fire insurance not answering",
        "my kitchen is on fire insurance ref 881",
        "ça sent fort contrat gaz 4412 dans la cave",
        "fuite contrat gaz 88123 rue des Lilas",
        "odeur très forte abonnement gaz numéro 5512 venez vite",
    ],
)
def test_what_stands_beside_a_fixed_expression_still_counts(text: str) -> None:
    assert read(text).danger


def test_a_phrase_of_the_brand_counts_though_a_fixed_expression_stands_in_it() -> None:
    lists = DangerLists(phrases={"en": ("gas bill",)})
    assert read("gas bill", danger_lists=lists).danger
    assert not read("gas bill", danger_lists=DangerLists(phrases=lists.phrases, exceptions=lists.phrases)).danger


@pytest.mark.parametrize(
    "text",
    [
        "je vais tuer le livreur lol", "this update is killing me", "gas bill", "fire sale", "facture de gaz",
        "fire drill at ten, ignore the siren", "exercice incendie à 10 h, ne tenez pas compte de la sirène",
    ],
)  # fmt: skip
def test_figures_of_speech_are_none(text: str) -> None:
    assert not read(text).danger
