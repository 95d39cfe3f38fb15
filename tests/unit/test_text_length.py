import pytest

from shared.channels import load_policy
from shared.domain.channels.policy import Length, LengthUnit
from shared.domain.channels.text_length import fits, length, x_weighted_length


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Grüße", 5),
        ("Здравствуйте", 12),
        ("日本語", 6),
        ("😀", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("see https://example.com/a/very/long/path", 27),
        ("\u2019", 1),
        ("…", 2),
        ("", 0),
        ("👍🏽", 2),
        ("❤️", 2),
        ("🇫🇷", 2),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", 2),
        ("1️⃣", 2),
        ("©", 1),
        ("😀😀", 4),
        ("e\u0301", 1),
    ],
)
def test_a_post_on_x_weighs_what_x_says(text: str, weight: int):
    assert x_weighted_length(text) == weight


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("https://example.com", 23),
        ("http://example.com/a?b=c&d=e", 23),
        ("(https://example.com/path).", 23 + 3),
        ("https://example.com/日本", 23 + 4),
        ("example.com", 23),
        ("www.example.fr", 23),
        ("example.fr/aide", 23),
        ("a https://a.example b https://b.example", 23 + 23 + 5),
    ],
)
def test_every_link_weighs_23_however_long_it_is(text: str, weight: int):
    assert x_weighted_length(text) == weight


@pytest.mark.parametrize("text", ["a@example.com", "Merci.Pour", "voir.la", "fin.De", "v1.2", "http://localhost"])
def test_what_x_makes_no_link_of_is_counted_letter_by_letter(text: str):
    assert x_weighted_length(text) == len(text)


def test_bytes_are_counted_where_the_platform_counts_bytes():
    assert length("ü😀a", LengthUnit.UTF8_BYTES) == 7
    assert length("ü😀a", LengthUnit.CHARACTERS) == 3
    assert length("ü😀a", LengthUnit.X_WEIGHTED) == 4
    assert length("ü😀a", LengthUnit.UTF16_UNITS) == 4
    assert length("ü😀a", LengthUnit.EMOJI_BYTES) == 6


@pytest.mark.parametrize(
    ("channel", "text", "sent"),
    [("line", "a" * 4998 + "😀", True), ("line", "a" * 4999 + "😀", False), ("line", "😀" * 2600, False),
     ("threads", "a" * 496 + "😀", True), ("threads", "a" * 490 + "😀" * 5, False), ("threads", "é" * 500, True)],
)  # fmt: skip
def test_line_and_threads_count_an_emoji_as_more_than_one(channel: str, text: str, sent: bool):
    assert all(fits(text, limit) is sent for limit in load_policy(channel).lengths.values())


def test_a_text_fits_up_to_its_limit_and_no_further():
    limit = Length(limit=4, unit=LengthUnit.UTF8_BYTES)
    assert fits("abcd", limit)
    assert fits("😀", limit)
    assert not fits("😀!", limit)
