"""Personal data: what is found, what is not, and in which time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.privacy import personal_data
from shared.domain.privacy.personal_data import find, mask

FOUND = [
    ("mon mail est jean.dupont@exemple.fr merci", "email", "jean.dupont@exemple.fr"),
    ("write to ann (at) example.org", "email", "ann (at) example.org"),
    ("rappelez moi au 06 12 34 56 78 svp", "phone", "06 12 34 56 78"),
    ("tel : 0612345678", "phone", "0612345678"),
    ("joignable au +33 6 12 34 56 78", "phone", "+33 6 12 34 56 78"),
    ("call me on (415) 555-2671 please", "phone", "(415) 555-2671"),
    ("my mobile is 07911 123456", "phone", "07911 123456"),
    ("mon numéro 77 123 45 67 à Dakar", "phone", "77 123 45 67"),
    ("debited twice on 4539 1488 0343 6467", "card", "4539 1488 0343 6467"),
    ("carte 378282246310005 refusée", "card", "378282246310005"),
    ("virez sur FR76 3000 6000 0112 3456 7890 189 merci", "iban", "FR76 3000 6000 0112 3456 7890 189"),
    ("my iban GB82WEST12345698765432", "iban", "GB82WEST12345698765432"),
    ("mdp: Azerty12!", "password", "Azerty12"),
    ("my password is hunter2 and it fails", "password", "hunter2"),
    ("mon code pin 4821 est refusé", "password", "4821"),
    ("j'habite 12 bis rue des Lilas 69003 Lyon", "postal_address", "12 bis rue des Lilas 69003 Lyon"),
    ("it was sent to 45 Elm Street, Springfield, IL 62704", "postal_address", "45 Elm Street, Springfield, IL 62704"),
    ("nothing at SW1A 1AA since noon", "postal_address", "SW1A 1AA"),
    ("ich wohne Hauptstraße 12", "postal_address", "Hauptstraße 12"),
    ("commande n° 123456789 jamais reçue", "order_ref", "123456789"),
    ("where is order #A12-99887 ?", "order_ref", "A12-99887"),
    ("booking ref ABC12D please", "order_ref", "ABC12D"),
    ("suivi 6A12345678901", "order_ref", "6A12345678901"),
    ("numéro client 0045678912", "account_ref", "0045678912"),
    ("my account number is 12345678", "account_ref", "12345678"),
]

NOT_FOUND = [
    "I forgot my password and cannot log in",
    "mot de passe : impossible de le changer",
    "depuis le 12/11/2024 10:30 j'attends",
    "appelez le 3244 ou le 1044, personne",
    "please call 1-800-555-1234 they say",
    "client depuis 2015, jamais vu ça",
    "89,90€ au lieu de 49,90€ sur ma facture de 2024",
    "vol AF1234 de 18h45 annulé, 200 000 clients touchés",
    "order took 45 minutes, 12 days ago it took 20",
    "4111 1111 1111 1112 is not a card",
    "FR76 3000 6000 0112 3456 7890 188 is not an IBAN",
    "le train 6607 de 18h04 en voiture 12",
    "1-0 at 90 minutes, 3 points",
    "",
]


@pytest.mark.parametrize(("text", "kind", "value"), FOUND)
def test_personal_data_is_found_where_it_stands(text: str, kind: str, value: str):
    assert (kind, value) in [(finding.kind, text[finding.start : finding.end]) for finding in find(text)]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_looks_like_personal_data_is_left_alone(text: str):
    assert find(text) == ()


def test_masking_names_the_kind_and_keeps_the_rest():
    assert mask("call 06 12 34 56 78 or a@b.fr!") == "call [phone] or [email]!"


def test_spans_of_a_better_phone_finder_are_taken_as_well():
    assert mask("ring 12 34 please", phones=((5, 10),)) == "ring [phone] please"


def test_kinds_are_named_once_in_a_fixed_order():
    assert personal_data.kinds(find("order n° 123456, a@b.fr, c@d.fr")) == ("email", "order_ref")


@pytest.mark.parametrize(
    "part", ["a", "0 ", "1", "@", "a@", "12 rue ", "order n° ", "A1 ", "(0", "mdp ", "FR76 ", "\ud800", "1 A "]
)
def test_sixty_thousand_characters_take_bounded_time(part: str):
    text = (part * 60_000)[:60_000]
    start = time.perf_counter()
    find(text)
    assert time.perf_counter() - start < 2


@given(st.text(max_size=300))
def test_findings_stand_in_order_do_not_overlap_and_any_text_is_accepted(text: str):
    findings = find(text)
    ends = [0, *(finding.end for finding in findings)]
    assert all(end <= finding.start < finding.end <= len(text) for end, finding in zip(ends, findings, strict=False))
    mask(text)
