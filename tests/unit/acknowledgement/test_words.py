"""A public message that says nothing in writing is never answered by a robot."""

import pytest

from shared.domain.acknowledgement.words import has_words


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "   ", "@Acme", "@Acme @Julie", "#acme", "https://t.co/abc123", "\u200b", "\ufe0f"),
        *("@Acme https://t.co/abc123", "@acme.shop @julie", "@[1001]", ".", "@Acme :", "..."),
    ],
)
def test_mentions_and_links_are_no_words(text: str | None) -> None:
    assert not has_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "@Acme où est mon colis ?",
        "12345678",
        "Ça marche pas",
        "أين طلبي",
        "荷物は?",
        "à 9h",
        "???",
        "😡😡😡",
        "@Acme ?",
    ],
)
def test_whatever_is_written_counts_as_words(text: str) -> None:
    assert has_words(text)
