"""A danger told in one sentence of a long message is found as if it stood alone."""

import pytest

from functions.classify.model.passages import SHORT, passages
from functions.classify.model.reading import read

EN = (
    "I have been a customer with you since 2009 and have always paid my bills on time. Last month I changed to the new "
    "plan because your adviser said it would be cheaper, which it was not. I then called three times, was promised a "
    "call back each time, and nobody ever did. "
)
FR = (
    "Je suis cliente chez vous depuis 2009 et j'ai toujours payé mes factures à temps. Le mois dernier je suis passée "
    "à la nouvelle offre parce que votre conseiller disait que ce serait moins cher, ce qui est faux. J'ai appelé "
    "trois fois, on m'a promis de me rappeler, et personne ne l'a fait. "
)
DANGERS = {
    EN: (
        "There is a strong smell of gas in the hall.",
        "My gran has collapsed in your Leeds store and nobody comes.",
        "The charger is smoking and the socket is hot.",
        "I am going to kill myself tonight.",
        "A child is locked in the car and it is 35 degrees.",
    ),
    FR: (
        "Il y a une forte odeur de gaz dans le couloir.",
        "Ma grand-mère s'est effondrée dans votre magasin et personne ne vient.",
        "Le chargeur fume et la prise est brûlante.",
        "Je vais me tuer ce soir.",
        "Un enfant est enfermé dans la voiture et il fait 35 degrés.",
    ),
}


@pytest.mark.parametrize("told", [1, 3])
@pytest.mark.parametrize("before", [True, False], ids=["at the end", "at the beginning"])
@pytest.mark.parametrize(("rest", "danger"), [(rest, one) for rest, all_ in DANGERS.items() for one in all_])
def test_a_danger_in_a_long_complaint_is_one(rest: str, danger: str, before: bool, told: int) -> None:
    assert read(rest * told + danger if before else f"{danger} {rest * told}").danger


@pytest.mark.parametrize("rest", [EN, FR])
def test_a_long_complaint_without_a_danger_is_none(rest: str) -> None:
    assert not read(rest).danger
    assert not read(rest * 3).danger


@pytest.mark.parametrize(
    "text",
    ["a" * 1000, "mot " * 300, "Bonjour. " * 80, "x. " + "y" * 500, "\n" * 400 + "a", EN, FR, EN.replace(".", "")],
)
def test_the_parts_of_a_text_are_short_and_lose_no_word(text: str) -> None:
    parts = passages(text)
    assert all(0 < len(part) <= SHORT for part in parts)
    if len(text) <= SHORT * 5:
        assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["", "court", "...!" * 100, "x" * SHORT])
def test_what_is_short_or_without_words_has_no_parts(text: str) -> None:
    assert passages(text) == []
