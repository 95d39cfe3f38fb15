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
    ("payé par carte, mon numéro client est 123456789012", "account_ref", "123456789012"),
    ("debited twice on 4539\u00a01488\u00a00343\u00a06467", "card", "4539\u00a01488\u00a00343\u00a06467"),
    ("numéro client 0045678912", "account_ref", "0045678912"),
    ("my account number is 12345678", "account_ref", "12345678"),
]

ANNOUNCED = [  # their check digits are wrong: a word before them says what they are
    ("ma carte 4970 1012 3456 7899", "card", "4970 1012 3456 7899"),
    ("Ma carte bancaire n° 4970101234567899 a été débitée", "card", "4970101234567899"),
    ("numéro de carte : 4970-1012-3456-7899", "card", "4970-1012-3456-7899"),
    ("CB 4970 1012 3456 789, il manque un chiffre", "card", "4970 1012 3456 789"),
    ("my card number is 4539 1488 0343 6468", "card", "4539 1488 0343 6468"),
    ("credit card: 5412751234123455", "card", "5412751234123455"),
    ("debit card ending... no, all of it: 4539148803436468", "card", "4539148803436468"),
    ("visa 4970.1012.3456.7899 refusée", "card", "4970.1012.3456.7899"),
    ("mon IBAN est FR76 3000 6000 0112 3456 7890 188", "iban", "FR76 3000 6000 0112 3456 7890 188"),
    ("iban: GB82WEST12345698765433", "iban", "GB82WEST12345698765433"),
    ("my account GB82 WEST 1234 5698 7654 33", "iban", "GB82 WEST 1234 5698 7654 33"),
    ("RIB 30006 00001 12345678901 88", "iban", "30006 00001 12345678901 88"),
    ("mon compte bancaire FR7630006000011234567890188", "iban", "FR7630006000011234567890188"),
    ("mot de passe 12345678", "password", "12345678"),
    ("password 445566 does not work", "password", "445566"),
    ("ma carte :\n4970 1012 3456 7899", "card", "4970 1012 3456 7899"),
    ("cartes 4970\u00a01012\u202f3456\u00a07899", "card", "4970\u00a01012\u202f3456\u00a07899"),
    ("visa 4970  1012  3456  7899", "card", "4970  1012  3456  7899"),
    ("card 4970/1012/3456/7899", "card", "4970/1012/3456/7899"),
    ("ma CB c'est 4970 1012\n3456 7899", "card", "4970 1012\n3456 7899"),
    ("ma carte qui a été débitée deux fois est la 4970 1012 3456 7899", "card", "4970 1012 3456 7899"),
    ("IBAN :\nFR76 3000 6000 0112 3456 7890 188", "iban", "FR76 3000 6000 0112 3456 7890 188"),
    ("mon compte : 30006 00001 12345678901 88", "iban", "30006 00001 12345678901 88"),
    ("mot de passe :\nSoleil2024", "password", "Soleil2024"),
]

COPIED = [  # with signs that nobody sees, or digits that are none of ASCII
    ("debited twice on 4539\u200b1488\u200b0343\u200b6467", "card", "4539\u200b1488\u200b0343\u200b6467"),
    ("\u202a4539 1488 0343 6467\u202c", "card", "4539 1488 0343 6467"),
    ("ma carte\u202e 4970101234567899", "card", "4970101234567899"),
    ("4️⃣5️⃣3️⃣9️⃣ 1488 0343 6467", "card", "4️⃣5️⃣3️⃣9️⃣ 1488 0343 6467"),
    ("ma carte ４５３９１４８８０３４３６４６７", "card", "４５３９１４８８０３４３６４６７"),
    ("mon mail est jean\u200b.dupont@exem\u00adple.fr", "email", "jean\u200b.dupont@exem\u00adple.fr"),
    ("password\u200b: hunter2", "password", "hunter2"),
    ("tel : 06\u206012\u206034\u206056\u206078", "phone", "06\u206012\u206034\u206056\u206078"),
]

PASSWORDS = [
    ("mdp azerty123", "azerty123"),
    ("mon mdp azerty123 ne marche plus", "azerty123"),
    ("Mot de passe Soleil2024 refusé", "Soleil2024"),
    ("password hunter2024", "hunter2024"),
    ("user jean, pwd k9fish77", "k9fish77"),
    ("mon mot de passe est azerty", "azerty"),
    ("Mon mot de passe est : doudou", "doudou"),
    ("mon mdp c'est chaton, merci", "chaton"),
    ("mon mdp c’est chaton", "chaton"),
    ("le mot de passe est toujours azerty123", "azerty123"),
    ("mon mot de passe est le suivant : Biscotte", "Biscotte"),
    ("identifiant jean, mdp : azerty", "azerty"),
    ("mdp=azerty", "azerty"),
    ("my password is letmein", "letmein"),
    ("My password is: sunshine.", "sunshine"),
    ("my password was monkey and now it is refused", "monkey"),
    ("the password is still hunter2", "hunter2"),
    ("passcode = qwerty", "qwerty"),
    ("my password's hunter2", "hunter2"),
    ('le mot de passe "azerty" est refusé', "azerty"),
    ("mot  de  passe : Soleil2024", "Soleil2024"),
    ("mot de passe → Soleil2024", "Soleil2024"),
    ("password - hunter2", "hunter2"),
    ("mot de passe (Soleil2024)", "Soleil2024"),
    ("le code reçu par SMS est 482913", "482913"),
    ("code de vérification : 482913", "482913"),
    ("your verification code is 482913", "482913"),
    ("OTP 482913", "482913"),
]

NOT_FOUND = [
    "mon mot de passe est oublié",
    "mon mot de passe est incorrect, que faire",
    "mon mot de passe est bon mais refusé",
    "mon mot de passe est pourtant correct",
    "le mot de passe est valide",
    "mon mot de passe est le même partout",
    "mot de passe : oublié",
    "mot de passe : KO",
    "mot de passe : aucun mail reçu",
    "mon mdp est bloqué depuis hier",
    "votre mot de passe est obligatoire",
    "my password is wrong",
    "my password is incorrect!",
    "my password is not working",
    "my password is correct and yet refused",
    "my password is the same as before",
    "the password was reset",
    "the password is expired",
    "password: forgotten",
    "Mot de passe : voir ci-dessous.",
    "le mot de passe est perdu, merci",
    "mon mot de passe est introuvable.",
    "le mot de passe est trop court.",
    "your password is weak",
    "my password is weird.",
    "password: reset",
    "mot de passe Office365 perdu",
    "mot de passe wifi5 introuvable",
    "password for iPhone13 lost",
    "mdp PS5",
    "mot de passe 2 fois demandé",
    "mot de passe - oublié",
    "code de vérification jamais reçu",
    "I got the verification code twice",
    "code promo 482913",
    'it says "invalid password" each time',
    'le message "mot de passe incorrect" s\'affiche',
    "voiture 2, place 41",
    "voiture 12 place 45 du TGV 6607",
    "train 6607 voiture 4, place 12A",
    "coach 3, place 17",
    "rang 3 place B",
    "le bus 12 place Bellecour ne passe pas",
    "ligne 4 place de Clichy fermée",
    "quai 2, place assise impossible",
    "il reste 2 places et 3 passages",
    "carte de fidélité perdue, que faire ?",
    "card payment of 45 euros refused 3 times",
    "ma carte a été refusée 2 fois, 30 euros",
    "mot de passe oublié 3 fois",
    "votre carte 2024 est en ligne",
    "IBAN refusé, 3 essais",
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
    "ma carte a été refusée le\n2024-11-12 10.30.45",
    "",
]


ADDRESSES = [
    "12 place Bellecour",
    "12, place du 8 mai 1945",
    "3 rue du 4 septembre",
    "7 rue 11 novembre 1918 69003 Lyon",
    "41 place Voltaire",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_street_may_be_named_after_a_day(address: str):
    assert personal_data.kinds(find(f"j'habite {address}")) == ("postal_address",)


@pytest.mark.parametrize(("text", "value"), PASSWORDS)
def test_a_password_is_found_after_the_words_that_announce_it(text: str, value: str):
    assert [(one.kind, text[one.start : one.end]) for one in find(text)] == [("password", value)]


@pytest.mark.parametrize(("text", "kind", "value"), [*FOUND, *ANNOUNCED, *COPIED])
def test_personal_data_is_found_where_it_stands(text: str, kind: str, value: str):
    assert (kind, value) in [(finding.kind, text[finding.start : finding.end]) for finding in find(text)]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_looks_like_personal_data_is_left_alone(text: str):
    assert find(text) == ()


def test_masking_names_the_kind_and_keeps_the_rest():
    assert mask("call 06 12 34 56 78 or a@b.fr!") == "call [phone] or [email]!"


def test_spans_of_a_better_phone_finder_are_taken_as_well():
    assert mask("ring 12 34 please", phones=((5, 10),)) == "ring [phone] please"


def test_such_spans_stand_in_the_text_as_it_was_written():
    assert mask("\u200bri\u200bng 12\u200b34 please", phones=((7, 12),)) == "\u200bri\u200bng [phone] please"


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


@pytest.mark.parametrize(
    "text",
    [
        "ma carte ne marche pas, commande 4970101234567899",
        "card declined, order number 4970101234567899",
        "numéro de commande 4970101234567899",
        "suivi 4970 1012 3456 7899",
    ],
)
def test_an_order_number_of_sixteen_digits_stays_an_order_number(text: str) -> None:
    assert [finding.kind for finding in find(text)] == ["order_ref"]


@pytest.mark.parametrize(
    "text",
    ["0" * 4_000_000, "12 " * 1_300_000, "carte " * 700_000, "4970 1012 3456 7899 " * 200_000, "a@" * 2_000_000],
    ids=["zeros", "pairs", "words", "cards", "addresses"],
)
def test_four_megabytes_take_bounded_time(text: str) -> None:
    began = time.process_time()
    find(text)
    assert time.process_time() - began < 2


def test_a_long_text_is_cut_where_scanning_ends_rather_than_shown_unmasked() -> None:
    text = "a" * personal_data.MAX_SCANNED + " 4539 1488 0343 6467"
    assert "4539" not in mask(text)
    assert len(mask(text)) == personal_data.MAX_SCANNED
