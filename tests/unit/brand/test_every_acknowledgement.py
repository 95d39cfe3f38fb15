"""Every variant of the example brand with every kind of opening, as a customer reads it."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shared.adapters.date_time_formatter import BabelDateTimeFormatter
from shared.brand import load
from shared.channels import load_policy
from shared.domain.acknowledgement.placeholders import filled
from shared.domain.channels.text_length import fits
from shared.domain.vocabulary import Visibility

BRAND = load(Path("brands/acme.yaml").read_bytes(), "acme", 1)
PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 25, 8, 10, tzinfo=PARIS)  # a Wednesday
TIMES = ((0, 0), (0, 30), (9, 0), (9, 30), (12, 0), (12, 30), (14, 0), (22, 0))
OPENINGS = sorted(
    opening
    for days in (*range(8), 30, 36, 200)
    for hour, minute in TIMES
    if (opening := (NOW + timedelta(days=days)).replace(hour=hour, minute=minute)) > NOW
)
DAYS = {
    "fr": "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    "en": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
}
WHEN = {
    "fr": rf"(?:aujourd'hui|demain|ce soir|(?:{DAYS['fr']}))",
    "en": rf"(?:today|tomorrow|tonight|the night of|(?:{DAYS['en']}))",
}
FROM = {
    "fr": rf"(?:à partir (?:de |d'|du )|de retour ){WHEN['fr']}",
    "en": rf"from {WHEN['en']}",
}
BAD = re.compile(
    r"[{}]|  | ,|\.\.|\bde aujourd|\bde le\b|\bde \w+ [0-9]+ \w+ à|\bde [AEIOUaeiou]\w+|\bà 0 h(?! 30)"
    r"|\b12 [ap]m|\b0 [ap]m|from on |back on at"
)


def rendered(language: str) -> Iterator[tuple[Visibility, str]]:
    policy = BRAND.acknowledgement
    variants = [(visibility, text) for visibility in Visibility for text in policy.texts[language][visibility]]
    variants += [(Visibility.PUBLIC, text) for text in policy.personal_data_texts[language]]
    for visibility, text in variants:
        for opening in OPENINGS:
            words = BabelDateTimeFormatter().opening(
                opening,
                NOW,
                language,
                "Europe/Paris",
                name_zone=language != BRAND.default_language,
                name_day=visibility is Visibility.PUBLIC,
            )
            yield visibility, filled(text, brand=BRAND.name, opening=words, handle="acmeshop")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_text_reads_well_with_every_opening(language: str) -> None:
    for _, text in rendered(language):
        assert not BAD.search(text), text
        assert text[0].isupper(), text
        assert text.endswith((".", "(réponse automatique)", "(automatic reply)")), text
        assert re.search("automati", text, re.IGNORECASE), text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_text_promises_an_answer_to_the_minute(language: str) -> None:
    """It says from when: the targets give people hours from the opening on."""
    for _, text in rendered(language):
        assert len(re.findall(FROM[language], text)) == 1, text
        assert len(re.findall(WHEN[language], text)) <= 2, text


@pytest.mark.parametrize(("language", "tomorrow"), [("fr", "demain"), ("en", "tomorrow")])
def test_a_public_text_names_the_day(language: str, tomorrow: str) -> None:
    for visibility, text in rendered(language):
        if visibility is Visibility.PUBLIC:
            assert re.search(DAYS[language], text), text
        elif tomorrow in text:
            assert not re.search(DAYS[language], text), text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_public_text_fits_into_a_post_on_x(language: str) -> None:
    limit = load_policy("x").lengths[Visibility.PUBLIC]
    for visibility, text in rendered(language):
        if visibility is Visibility.PUBLIC:
            assert fits(text, limit), text
