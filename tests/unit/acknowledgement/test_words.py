"""A public message that says nothing in words is never answered by a robot."""

import pytest

from shared.domain.acknowledgement.words import has_words


@pytest.mark.parametrize(
    "text",
    [
        *(
            None,
            "",
            "   ",
            "@Acme",
            "@Acme @Julie",
            "😡😡😡",
            "???",
            "!!!",
            "👍",
            "#acme",
            "https://t.co/abc123",
            "\u200b",
        ),
        *("@Acme https://t.co/abc123", "@acme.shop ❤️", "@[1001] 👍", "…"),
    ],
)
def test_mentions_links_emoji_and_signs_are_no_words(text: str | None) -> None:
    assert not has_words(text)


@pytest.mark.parametrize(
    "text", ["ok", "@Acme où est mon colis ?", "12345678", "Ça marche pas", "أين طلبي", "荷物は?", "à 9h"]
)
def test_letters_and_numbers_are_words(text: str) -> None:
    assert has_words(text)
