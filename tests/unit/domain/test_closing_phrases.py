"""Thanks, agreement, goodbye: what waits for nobody."""

import pytest

from shared.domain.conversations.closing_phrases import goes_on, is_closing

CLOSES = [
    "merci", "Merci beaucoup !", "MERCI 🙏", "ok merci", "Super, merci bonne journée", "C'est réglé, merci", "👍", "❤️❤️",
    "Parfait", "d'accord", "Thanks!", "thank you so much 😊", "ok, thanks a lot", "Perfect, cheers", "all good now",
    "Got it, thanks for your help", "bien reçu merci", "...", "ok merci bonne journée", "Merci, à vous aussi !",
    "Super !",
    "Merci et bonne soirée", "You too", "Thanks, have a great day", "C'est noté, merci", "Merci de votre retour",
]  # fmt: skip
STAYS_OPEN = [
    "merci mais ça ne marche toujours pas", "Merci de me rappeler", "merci ?", "thanks for nothing", "ok but when?",
    "Thanks, and what about my refund", "toujours rien", "42", "c'est bon pour quand ?", "", "   ", None,
    "merci de votre retour mais je voudrais savoir quand le colis arrive",
]  # fmt: skip


MORE = [
    "Merci mais toujours pas reçu", "Merci, et pour le remboursement", "merci de me rappeler", "merci de répondre",
    "parfait et ma commande", "cool et mon colis", "Merci de faire le nécessaire", "thanks but still nothing",
    "Great, and what about my refund", "Thanks, still not delivered", "Merci, pouvez-vous vérifier",
    "merci de bien vouloir agir",
]  # fmt: skip
ONLY_THANKS = [
    "Merci d'avoir répondu aussi vite", "Merci à toute l'équipe", "Merci de votre gentillesse", "Super service, bravo",
    "Thanks for being so kind", "Merci de m'avoir aidée", "great team, love it", "", None,
]  # fmt: skip


@pytest.mark.parametrize("text", MORE)
def test_thanks_with_something_more_go_on(text: str) -> None:
    assert goes_on(text)
    assert not is_closing(text)


@pytest.mark.parametrize("text", [*ONLY_THANKS, *CLOSES])
def test_mere_thanks_do_not_go_on(text: str | None) -> None:
    assert not goes_on(text)


@pytest.mark.parametrize("text", CLOSES)
def test_closing_words_close(text: str) -> None:
    assert is_closing(text)


@pytest.mark.parametrize("text", STAYS_OPEN)
def test_anything_more_does_not(text: str | None) -> None:
    assert not is_closing(text)


def test_a_brand_can_add_its_own_phrases() -> None:
    assert not is_closing("trugarez")
    assert is_closing("Trugarez !", {"br": ("trugarez",)})


@pytest.mark.parametrize("text", ["???", "?", "😡😡😡", "🤬", "!!!", "?!", "👎", "😭😭", "☹️", "👿", "😕", "؟", "🤨"])
def test_a_question_mark_or_an_angry_face_does_not_close(text: str) -> None:
    assert not is_closing(text)


@pytest.mark.parametrize("text", ["👍", "❤️❤️", "...", "🙏", ":)", "!", "🎉"])
def test_other_signs_alone_close(text: str) -> None:
    assert is_closing(text)
