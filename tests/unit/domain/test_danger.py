"""Somebody may be hurt: found in few words, in both languages, and not in figures of speech."""

import json
from pathlib import Path

import pytest

from shared.domain.classification.danger import dangers_in

DANGERS = [
    ("fire", [
        "Ma maison brûle", "MA MAISON BRULE !!!", "ma cuisine est en feu", "au feu", "il y a le feu chez moi",
        "la box fume", "ça sent le brûlé derrière le compteur", "votre batterie a explosé dans ma main",
        "la prise fait des étincelles", "My house is on fire", "the charger caught fire", "there is a fire",
        "smoke coming out of the router", "I smell burning", "the battery exploded", "help fire in the kitchen",
        "ça brûle !!", "incendie", "je vais brûler votre magasin", "le chargeur m'a brûlé la main",
        "la batterie a gonflé et a brûlé mon fils",
    ]),
    ("gas", ["Ça sent le gaz", "ca sent fort le gaz", "odeur de gaz dans l'immeuble", "fuite de gaz", "I smell gas",
             "gas leak", "it smells like gas here"]),
    ("electricity", ["mon fils s'est électrocuté", "j'ai pris le jus", "I got an electric shock from the plug"]),
    ("injury", [
        "Elle saigne beaucoup", "je saigne", "Appelez les pompiers", "appelez vite une ambulance",
        "il ne respire plus", "ma mère est inconsciente", "on est en danger", "il va mourir",
        "mon père est sous oxygène et il n'y a plus de courant", "I'm bleeding badly", "she won't stop bleeding",
        "call an ambulance", "call 911", "he can't breathe", "my mum collapsed", "we are in danger", "she is dying",
        "my dad is on oxygen and the power is out",
        "elle fait un malaise", "malaise cardiaque", "il est tombé il ne bouge plus", "il y a des blessés",
        "mon bébé a avalé une pile", "votre livreur a renversé un enfant", "my grandmother collapsed", "she fainted",
        "people are injured", "he was hit by your van",
    ]),
    ("self-harm", [
        "Je vais me tuer", "je veux mourir", "j'ai envie d'en finir", "je pense au suicide", "I want to die",
        "I'm going to kill myself", "I don't want to live anymore", "end my life", "je veux crever",
        "je me suis coupé les veines", "j'ai pris trop de cachets", "je vais sauter du pont", "kms",
    ]),
    ("violence", ["je vais tous vous tuer", "il m'a frappée", "I will kill you", "he has a knife", "I was attacked: "
                  "the driver attacked me", "je me suis fait agresser", "mon mari me bat", "help I'm being attacked",
                  "un homme armé", "armed man in the store", "bombe dans le magasin", "je vais vous faire la peau",
                  "je sais où vous habitez", "I know where you live", "you'll be dead tomorrow"]),
    ("trapped", ["coincés dans l'ascenseur", "stuck in the lift with my baby", "trapped inside the train"]),
]  # fmt: skip

NONE = [
    "je suis mort de rire", "ma facture a explosé", "c'est de la bombe", "le feu est rouge, normal ?", "feu vert !",
    "this track is on fire", "you guys are on fire 🔥", "this bleeding useless company", "dying to try it",
    "my phone is dying", "je meurs de faim", "ma mère va me tuer si je rate la livraison", "Bonjour, mon colis ?",
    "bleeding edge tech", "vous êtes au top", "the bomb recipe", "I'm drowning in paperwork", "on va mourir de rire",
    "ça me tue ce service", "je brûle d'envie", "pare-feu", "mort de fatigue", "Fire 🔥",
    "30 kms", "envie de crever de rire", "sauter du pont en élastique",
    "ça ne répond plus et j'attends", "hit by a charge", "le forfait enfant bloque les appels",
    "call me back please", "appelez-moi demain", "mon compte est bloqué", "", "!!!", "😡",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in DANGERS for text in texts])
def test_a_danger_is_found_in_few_words(kind: str, text: str) -> None:
    assert kind in dangers_in(text)


@pytest.mark.parametrize("text", NONE)
def test_a_figure_of_speech_is_no_danger(text: str) -> None:
    assert dangers_in(text) == ()


def test_nothing_is_no_danger_and_a_long_text_is_read_in_bounded_time() -> None:
    assert dangers_in(None) == ()
    assert dangers_in("la maison " * 200_000) == ()


def test_ordinary_messages_of_the_corpus_wake_nobody() -> None:
    """Fewer than two in a thousand messages that are not urgent."""
    texts = [
        row["text"]
        for language in ("fr", "en")
        for path in sorted((Path(__file__).parents[3] / "corpus" / language).glob("*.jsonl"))
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if "text" in row
        and row.get("category") in ("complaint", "question", "praise", "mention", "account_or_technical")
    ]
    assert len(texts) > 2000
    assert sum(bool(dangers_in(text)) for text in texts) < len(texts) / 500
