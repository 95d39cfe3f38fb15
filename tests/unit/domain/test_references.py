"""Which references of orders, invoices and parcels a message names."""

import pytest

from shared.domain.messages.references import MAX_REFERENCES, reference_of, references_in

NAMED = [
    ("Bonjour, où est ma commande n° 12345 ?", ("12345",)),
    ("Ma commande numéro 2024-88123 n'est pas arrivée", ("202488123",)),
    ("commande #A-1234 toujours pas reçue", ("A1234",)),
    ("Where is my order #A-1234?", ("A1234",)),
    ("order number: 987654 is late", ("987654",)),
    ("Facture n°F2024-00917 fausse", ("F202400917",)),
    ("the invoice INV-20917 is wrong", ("INV20917",)),
    ("Colis 6M12345678901 perdu", ("6M12345678901",)),
    ("parcel tracking 1Z999AA10123456784", ("1Z999AA10123456784",)),
    ("mon suivi : LX123456789FR", ("LX123456789FR",)),
    ("Amazon 404-1234567-1234567", ("40412345671234567",)),
    ("commande 12345 et commande 67890", ("12345", "67890")),
    ("commande 12345, je répète commande 12345", ("12345",)),
    ("48213377", ("48213377",)),
    ("Bonjour, c'est le 48213377.", ("48213377",)),
    ("Le numéro est 48213377", ("48213377",)),
    ("It's 48213377, thanks", ("48213377",)),
    ("n° 48213377", ("48213377",)),
    ("numéro de commande:\n48213377", ("48213377",)),
    ("voici mon numéro de commande 😊 48213377", ("48213377",)),
    ("mes commandes 48213377 et 48213378", ("48213377", "48213378")),
    ("orders 48213377, 48213378 and 48213379", ("48213377", "48213378", "48213379")),
    ("N° de suivi 6M12345678901", ("6M12345678901",)),
    ("(48213377)", ("48213377",)),
    ("٤٨٢١٣٣٧٧", ("48213377",)),
    ("4\u200b8213377", ("48213377",)),
]
NOT_NAMED = [
    None,
    "",
    "Bonjour !",
    "Appelez-moi au 06 12 34 56 78",
    "Call me on +33 6 12 34 56 78, it is about my order",
    "Ma commande de 1500 € n'est pas arrivée",
    "an order of 1500 euros",
    "commande du 12/03/2026",
    "my order of 2026-03-12",
    "commande passée en 2025",
    "ma carte 4111 1111 1111 1111 a été débitée pour la commande",
    "la commande est arrivée il y a 3 jours",
    "ma commande n° 12",
    "#covid19 #JO2024",
    "J'ai payé 15000 euros, puis 12000,50 et 13000.75",
    "€15000 and $20000",
    "la housse en 140x200, le sac de 40x30x20",
    "saison 2024-2025 ou 2024/25",
    "le 12/03/2026 ou 2026-03-12",
    "https://example.com/page/48213377?id=48213378 et www.example.com/48213379",
    "@luc48213377 luc.48213377@example.com",
    "0612345678",
    "4111111111111111",
    "mon numéro de client est 48213377",
    "à 10:30, 3 à 4 jours, 1234",
    "le coupon ABCDEFGH1",
]


@pytest.mark.parametrize(("text", "references"), NAMED, ids=[text[:30] for text, _ in NAMED])
def test_a_reference_is_found_as_it_will_be_looked_for(text: str, references: tuple[str, ...]) -> None:
    assert references_in(text) == references


@pytest.mark.parametrize("text", NOT_NAMED, ids=[str(text)[:30] for text in NOT_NAMED])
def test_a_telephone_number_an_amount_a_date_and_a_card_are_none(text: str | None) -> None:
    assert references_in(text) == ()


def test_a_message_that_lists_hundreds_names_the_first_few() -> None:
    text = ", ".join(f"commande n° {number}" for number in range(10_000, 10_300))

    assert references_in(text) == tuple(str(number) for number in range(10_000, 10_000 + MAX_REFERENCES))


@pytest.mark.parametrize(
    ("written", "looked_for"),
    [
        ("#a-1234", "A1234"),
        ("A 1234", "A1234"),
        ("12345", "12345"),
        ("Luc Martin", None),
        ("123", None),
        ("1" * 61, None),
    ],
)
def test_however_it_is_written_it_is_the_same(written: str, looked_for: str | None) -> None:
    assert reference_of(written) == looked_for
