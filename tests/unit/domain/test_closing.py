"""Thanks, agreement, goodbye: what waits for nobody."""

import pytest

from shared.domain.closing import is_closing

CLOSES = [
    "merci", "Merci beaucoup !", "MERCI 🙏", "ok merci", "Super, merci bonne journée", "C'est réglé, merci", "👍", "❤️❤️",
    "Parfait", "d'accord", "Thanks!", "thank you so much 😊", "ok, thanks a lot", "Perfect, cheers", "all good now",
    "Got it, thanks for your help", "bien reçu merci", "...",
]  # fmt: skip
STAYS_OPEN = [
    "merci mais ça ne marche toujours pas", "Merci de me rappeler", "merci ?", "thanks for nothing", "ok but when?",
    "Thanks, and what about my refund", "toujours rien", "42", "c'est bon pour quand ?", "", "   ", None,
    "merci de votre retour mais je voudrais savoir quand le colis arrive",
]  # fmt: skip


@pytest.mark.parametrize("text", CLOSES)
def test_closing_words_close(text: str) -> None:
    assert is_closing(text)


@pytest.mark.parametrize("text", STAYS_OPEN)
def test_anything_more_does_not(text: str | None) -> None:
    assert not is_closing(text)


def test_a_brand_can_add_its_own_phrases() -> None:
    assert not is_closing("trugarez")
    assert is_closing("Trugarez !", {"br": ("trugarez",)})
