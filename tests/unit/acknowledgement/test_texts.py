"""Which words are chosen, and that they fit."""

from dataclasses import replace

import pytest

from shared.domain.acknowledgement.placeholders import placeholders
from shared.domain.acknowledgement.text import compose, language_of, variants
from shared.domain.channels.policy import ChannelPolicy, Length, LengthUnit
from shared.domain.vocabulary import Visibility
from tests.unit.acknowledgement.scenes import DOCUMENT, POLICIES, brand

ACME = brand()
OWN = DOCUMENT["acknowledgement"]


def chosen(key: str, choices: tuple[str, ...], policy: ChannelPolicy = POLICIES["facebook"]) -> str | None:
    return compose(
        choices,
        key=key,
        brand="Acme",
        opening="demain à 9 h",
        handle="acme",
        policy=policy,
        visibility=Visibility.PUBLIC,
    )


def test_the_text_is_in_the_customers_language_and_falls_back_to_the_brands() -> None:
    assert [language_of(ACME, language) for language in ("en", "fr", "de", "und")] == ["en", "fr", "fr", "fr"]


def test_a_private_text_for_a_private_message() -> None:
    found = variants(
        ACME.acknowledgement, channel="messenger", language="fr", visibility=Visibility.PRIVATE, personal_data=False
    )

    assert found == ("Réponse automatique de {brand} : lu, réponse {opening}.",)


def test_a_channels_own_text_wins() -> None:
    own = brand(acknowledgement={**OWN, "channel_texts": {"x": {"fr": {"public": ["Lu ! {opening}"]}}}})

    def of(channel: str, language: str) -> tuple[str, ...]:
        return variants(
            own.acknowledgement, channel=channel, language=language, visibility=Visibility.PUBLIC, personal_data=False
        )

    assert of("x", "fr") == ("Lu ! {opening}",)
    assert of("facebook", "fr") == ("Merci ! Retour {opening}. (automatique)", "Bien reçu, {brand} répond {opening}.")
    assert of("x", "en") == ("Thanks! Back {opening}. (automatic)",)


def test_who_gave_away_personal_data_in_public_is_asked_to_go_on_in_private() -> None:
    def of(visibility: Visibility, language: str) -> tuple[str, ...]:
        return variants(
            ACME.acknowledgement, channel="facebook", language=language, visibility=visibility, personal_data=True
        )

    assert of(Visibility.PUBLIC, "fr") == ("Écrivez-nous en privé à @{handle}, réponse {opening}.",)
    assert of(Visibility.PRIVATE, "fr") == ("Réponse automatique de {brand} : lu, réponse {opening}.",)
    assert of(Visibility.PUBLIC, "en") == ("Thanks! Back {opening}. (automatic)",)  # no such text in English


def test_the_same_conversation_gets_the_same_variant_and_a_page_of_comments_gets_all_of_them() -> None:
    choices = ("one {opening}", "two {opening}", "three {opening}")

    assert chosen("conversation 1", choices) == chosen("conversation 1", choices)
    assert {chosen(f"conversation {number}", choices) for number in range(40)} == {
        "one demain à 9 h",
        "two demain à 9 h",
        "three demain à 9 h",
    }


def test_a_variant_that_does_not_fit_makes_way_for_one_that_does() -> None:
    narrow = replace(POLICIES["facebook"], lengths={Visibility.PUBLIC: Length(limit=12)})

    for number in range(10):
        assert (
            chosen(f"conversation {number}", ("much too long for this channel", "{opening}"), narrow) == "demain à 9 h"
        )
    assert chosen("conversation", ("much too long for this channel",), narrow) is None
    assert chosen("conversation", ()) is None


def test_length_is_measured_as_the_platform_does() -> None:
    """28 characters, but 32 bytes."""
    bytes_only = replace(
        POLICIES["facebook"], lengths={Visibility.PUBLIC: Length(limit=28, unit=LengthUnit.UTF8_BYTES)}
    )

    assert chosen("conversation", ("é" * 16 + " à bientôt !",), bytes_only) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Back {opening}, {brand}", {"opening", "brand"}),
        ("nothing", set()),
        ("{{literal}}", set()),
        ("{opening!r} {brand:>10}", {"opening!r", "brand:>10"}),
        ("{handle.__class__}", {"handle.__class__"}),
    ],
)
def test_the_placeholders_of_a_text(text: str, names: set[str]) -> None:
    assert placeholders(text) == names
