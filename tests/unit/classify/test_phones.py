"""Telephone numbers: what the library of all countries' plans adds to the domain's own patterns."""

import pytest

from functions.classify.model.classifier import TrainedClassifier
from shared.adapters.phone_numbers import LibraryPhones
from tests.fakes.brands import acme
from tests.fakes.samples import an_event
from tests.fresh_python import run_python


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("rappelez moi au 06 12 34 56 78 svp", "06 12 34 56 78"),
        ("call me on +44 20 7946 0958 please", "+44 20 7946 0958"),
        ("mon numéro : +225 07 07 12 34 56", "+225 07 07 12 34 56"),
        ("+1 (514) 555-0142 after six", "+1 (514) 555-0142"),
    ],
)
def test_numbers_of_many_countries_are_found(text: str, number: str) -> None:
    found = [text[start:end] for start, end in LibraryPhones().find(text, "FR")]

    assert [part for part in found if part == number] or "phone" in TrainedClassifier(LibraryPhones())(
        an_event(text=text), acme()
    ).personal_data


def test_what_the_library_finds_reaches_the_classification() -> None:
    class Everything:
        def find(self, text: str, region: str) -> list[tuple[int, int]]:
            return [(0, 3)]

    classification = TrainedClassifier(Everything())(an_event(text="abc 1 please"), acme())

    assert "phone" in classification.personal_data


def test_dates_prices_and_order_numbers_are_no_telephone_numbers() -> None:
    for text in ("livré le 12/03/2026 à 14 h 30", "j'ai payé 1 299,99 €", "commande 2026-4471"):
        assert list(LibraryPhones().find(text, "FR")) == []


def test_the_library_is_not_loaded_for_a_text_without_a_number() -> None:
    script = (
        "import sys; from shared.adapters.phone_numbers import LibraryPhones;"
        "list(LibraryPhones().find('où est mon colis du 3 mars ?', 'FR')); print('phonenumbers' in sys.modules)"
    )
    done = run_python(script)

    assert done.stdout.strip() == "False", done.stderr
