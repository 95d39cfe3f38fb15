"""Somebody may be hurt: found in few words, in both languages, and not in figures of speech."""

import json
import re
import time
from pathlib import Path

import pytest

from shared.domain.classification import danger_abroad, danger_circumstances, danger_situations, danger_words
from shared.domain.classification.danger import MAX_LENGTH, choices, dangers_in, says, without, words_of

DANGERS = [
    ("fire", [
        "Ma maison brûle", "MA MAISON BRULE !!!", "ma cuisine est en feu", "au feu", "il y a le feu chez moi",
        "la box fume", "ça sent le brûlé derrière le compteur", "votre batterie a explosé dans ma main",
        "la prise fait des étincelles", "My house is on fire", "the charger caught fire", "there is a fire",
        "smoke coming out of the router", "I smell burning", "the battery exploded", "help fire in the kitchen",
        "ça brûle !!", "incendie", "je vais brûler votre magasin", "le chargeur m'a brûlé la main",
        "la batterie a gonflé et a brûlé mon fils", "Ma maison br\u200bûle", "ma mai\u00adson brûle",
        "my charger is sparking", "la batterie gonfle et chauffe", "the battery is swollen and hot",
    ]),
    ("gas", ["Ça sent le gaz", "ca sent fort le gaz", "odeur de gaz dans l'immeuble", "fuite de gaz", "I smell gas",
             "gas leak", "it smells like gas here"]),
    ("electricity", ["mon fils s'est électrocuté", "j'ai pris le jus", "I got an electric shock from the plug",
                     "inondation, l'eau touche les prises", "water is dripping into the sockets"]),
    ("injury", [
        "Elle saigne beaucoup", "je saigne", "Appelez les pompiers", "appelez vite une ambulance",
        "il ne respire plus", "ma mère est inconsciente", "on est en danger", "il va mourir",
        "mon père est sous oxygène et il n'y a plus de courant", "I'm bleeding badly", "she won't stop bleeding",
        "call an ambulance", "call 911", "he can't breathe", "my mum collapsed", "we are in danger", "she is dying",
        "my dad is on oxygen and the power is out",
        "elle fait un malaise", "malaise cardiaque", "il est tombé il ne bouge plus", "il y a des blessés",
        "mon bébé a avalé une pile", "votre livreur a renversé un enfant", "my grandmother collapsed", "she fainted",
        "people are injured", "he was hit by your van",
        "burned my hand badly", "Ambulance !",
    ]),
    ("self-harm", [
        "Je vais me tuer", "je veux mourir", "j'ai envie d'en finir", "je pense au suicide", "I want to die",
        "I'm going to kill myself", "I don't want to live anymore", "end my life", "je veux crever",
        "je me suis coupé les veines", "j'ai pris trop de cachets", "je vais sauter du pont", "kms",
        "j'en peux plus de vivre", "à quoi bon vivre",
    ]),
    ("violence", ["je vais tous vous tuer", "il m'a frappée", "I will kill you", "he has a knife", "I was attacked: "
                  "the driver attacked me", "je me suis fait agresser", "mon mari me bat", "help I'm being attacked",
                  "un homme armé", "armed man in the store", "bombe dans le magasin", "je vais vous faire la peau",
                  "je sais où vous habitez", "I know where you live", "you'll be dead tomorrow"]),
    ("trapped", ["coincés dans l'ascenseur", "stuck in the lift with my baby", "trapped inside the train"]),
]  # fmt: skip

SITUATIONS = [
    ("gas", ["le détecteur CO sonne", "the CO alarm is going off", "tuyau de gaz percé",
             "they hit a gas main", "odeur de butane dans le garage"]),
    ("fire", ["flammes partout dans la rue", "flames coming out of the substation",
              "le compteur est en train de fondre",
              "the fuse box is crackling", "my scooter battery is swelling and hissing", "the towel was set alight",
              "set the curtains alight"]),
    ("electricity", ["de l'eau coule sur le tableau électrique", "water is leaking onto the fuse box",
                     "câble tombé au sol, des étincelles", "power line down across the road", "shocks from the shower",
                     "je prends des décharges sous la douche"]),
    ("injury", ["sa langue gonfle", "his throat is closing", "il a bu du déboucheur", "she drank bleach",
                "ma grand-mère ne répond plus", "my neighbour hasn't answered her door since monday",
                "je suis par terre je peux pas me relever", "I'm on the floor and can't get up", "he is turning blue",
                "coupure de courant chez mamie, sa machine à oxygène est sur batterie, machine à oxygène coupée",
                "her breathing machine has no power"]),
    ("self-harm", ["dites à mes enfants que je les aime", "tell my kids I love them", "j'ai les comprimés devant moi",
                   "the pills are ready, pills in front of me", "elle ne veut plus vivre",
                   "she doesn't want to live anymore"]),
    ("violence", ["mon ex tambourine à ma porte", "my ex is banging on the door", "he pulled a knife on the guard",
                  "coups de feu devant le magasin", "gunshots outside the store", "I locked myself in the bathroom"]),
    ("trapped", ["la voiture s'est verrouillée avec le bébé dedans", "car locked with my son inside",
                 "un enfant seul sur le quai", "toddler left alone in a hot car", "her finger: the child is caught in "
                 "the escalator", "le plafond s'effondre", "the ceiling collapsed", "il marche sur les voies",
                 "someone is on the tracks"]),
]  # fmt: skip

CIRCUMSTANCES = [
    ("gas", ["l'aération du chauffe-eau a été condamnée", "the chimney was boarded up last year"]),
    ("electricity", ["des fourmillements en touchant le frigo", "pins and needles when I touch the oven",
                     "le coffret du quai est resté ouvert, on voit les fils", "junction box open, wires showing"]),
    ("injury", [
        "il lui reste une dose d'anticoagulants", "out of warfarin since Sunday", "son stylo : EpiPen perdu en soute",
        "the feeding pump says battery", "le respirateur de mon mari et la coupure de demain",
        "un nourrisson et le chauffage en panne depuis lundi", "no heating and a newborn at home",
        "des boutons partout et la gorge qui serre", "a rash all over and his tongue feels thick",
        "un éclat de verre dans la purée", "a needle in the baby food", "toute la famille a vomi",
        "you sent the wrong tablets",
        "impossible de joindre le 112 depuis hier", "les appels d'urgence ne passent plus au village",
        "we can't ring 999 from here", "emergency calls won't connect in the valley",
        "il s'est effondré, personne ne vient", "she fainted on platform 2",
    ]),
    ("self-harm", [
        "j'ai dit au revoir à ma famille", "une lettre d'adieu est sur la table", "tout sera mieux sans moi",
        "j'en finis ce soir", "I've said my goodbyes", "they're better off without me", "I'm ending it tonight",
        "I won't be around any more",
    ]),
    ("violence", ["il me suit depuis la maison", "he followed me to my car", "a tracker hidden in my bag",
                  "le livreur refuse de partir", "il sait où j'habite", "the man knows where I live",
                  "je reviens lundi avec mon fusil", "I'm coming to the branch with my shotgun"]),
    ("trapped", [
        "la direction a lâché sur la bretelle", "the steering jammed on the slip road", "le chauffeur est ivre",
        "your driver is drunk", "mon neveu n'est pas rentré du centre", "my niece hasn't come home from the club",
        "enfermée dans les toilettes du magasin", "locked in your store room",
    ]),
]  # fmt: skip

EVERYDAY = [
    "le détecteur CO bipe, c'est la pile ?", "co detector chirps, is it the battery?", "bottled gas, where?",
    "le compteur est dans la cave", "the fuse box is in the hall", "l'eau du tableau de mer", "les prises sont belles",
    "water bill in my name", "sa valise gonfle", "the list is closing soon", "j'ai bu un produit de qualité",
    "she drank the kool aid", "grand-mère ne répond plus à vos mails",
    "by the time you read this I'm with a competitor",
    "dites à vos enfants que je les aime", "tell my bank I hate them", "à votre porte de service",
    "knocking on your door since monday", "coups de feu dans la saison 3", "gunshots in season 3",
    "le forfait est bloqué avec la petite option", "locked in with your contract",
    "bébé est dans la voiture, on arrive",
    "baby's in the car, see you at collection", "le prix s'effondre", "prices collapsed", "on est sur la bonne voie",
    "the wheel of fortune", "do you sell inhalers", "vendez-vous des stylos EpiPen ?", "la roue tourne",
    "the driver was lovely", "un nouveau-né dans la famille", "your chimney cake", "the oven is big",
    "appartement 112, impossible d'ouvrir", "999 euros and it won't start", "no queue, 999 steps to the top",
    "j'en finis la lecture", "I'm ending it with this contract",
    "je passe demain avec mon reçu", "I'll be back with my receipt", "la caisse sait où vous en êtes",
    "back on track", "la trottinette gonfle ses prix", "the site went down", "le public met le feu aux poudres",
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


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SITUATIONS for text in texts])
def test_a_situation_is_found_though_none_of_its_words_is_a_danger(kind: str, text: str) -> None:
    assert kind in dangers_in(text)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in CIRCUMSTANCES for text in texts])
def test_what_a_life_hangs_on_and_what_went_wrong_with_it_are_one(kind: str, text: str) -> None:
    assert kind in dangers_in(text)


@pytest.mark.parametrize("text", EVERYDAY)
def test_half_of_a_situation_is_none(text: str) -> None:
    assert dangers_in(text) == ()


@pytest.mark.parametrize("text", NONE)
def test_a_figure_of_speech_is_no_danger(text: str) -> None:
    assert dangers_in(text) == ()


ABROAD = [
    ("gas", ["Huele a gas en la escalera", "Es riecht stark nach Gas", "C'è odore di gas", "cheiro a gás no prédio",
             "het ruikt hier naar gas", "Gasgeruch im Keller", "fuga de gas", "gaslek in de straat"]),
    ("fire", ["la tienda está ardiendo", "Die Wohnung brennt", "il palazzo è in fiamme", "a loja está a arder",
              "het huis staat in brand", "huele a quemado en mi cocina", "der Akku qualmt im Flur"]),
    ("electricity", ["me ha dado un calambre eléctrico", "Stromschlag an der Waschmaschine", "ho preso la scossa",
                     "levei um choque", "het hek staat onder stroom"]),
    ("injury", ["mi padre no puede respirar", "er atmet nicht", "non respira più", "ela desmaiou", "hij ademt niet",
                "sie ist bewusstlos", "stuur een ambulance", "chiamate un'ambulanza"]),
    ("self-harm", ["no quiero vivir más", "ich will nicht mehr leben", "voglio morire", "quero morrer",
                   "ik wil niet meer leven", "ich bringe mich um", "me quiero suicidar: voy a matarme"]),
    ("violence", ["amenaza de muerte", "er hat mich mit einem Messer bedroht", "mi ha picchiata", "com uma faca",
                  "met een mes", "ich bringe euch alle um"]),
    ("trapped", ["atrapados en el ascensor", "wir sind im Aufzug eingeschlossen", "bloccati in ascensore",
                 "presos no elevador", "we zitten vast in de lift"]),
]  # fmt: skip
NONE_ABROAD = [
    "la factura del gas", "die Gasrechnung ist zu hoch", "la bolletta del gas", "a conta do gás", "de gasrekening",
    "me muero de risa", "ich lach mich tot", "muoio dal ridere", "morri de rir", "ik lach me dood",
    "este disco es fuego", "das Konzert war der Hammer", "una festa da urlo", "o show foi fogo",
    "een topmerk, goed brand",
    "¿venden extintores?", "Kohlenmonoxidmelder gesucht", "mijn batterij is leeg", "der Preis ist mörderisch",
    "una bomba di gelato", "bel me terug", "ich bringe das Paket zurück", "ik maak het morgen af",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in ABROAD for text in texts])
def test_a_danger_is_found_in_five_more_languages(kind: str, text: str) -> None:
    assert kind in dangers_in(text)


@pytest.mark.parametrize("text", NONE_ABROAD)
def test_no_danger_is_seen_in_figures_of_speech_of_other_languages(text: str) -> None:
    assert dangers_in(text) == ()


def test_a_phrase_of_the_brand_is_found_however_it_is_written() -> None:
    assert says("AU SECOURS : fumee, au POSTE 4 !", ["Fumée au poste"])
    assert not says("les fumées au poste", ["Fumée au poste"])
    assert not says("fumée au", ["Fumée au poste"])
    assert not says(None, ["Fumée au poste"])
    assert not says("anything", [])
    assert not says("x" * MAX_LENGTH + " fumée au poste", ["Fumée au poste"])


def test_an_exception_is_cut_out_and_what_stands_beside_it_stays() -> None:
    assert without("Mon FIRE-TV brûle, l'été !", ["fire tv"]).split() == ["Mon", "brûle,", "l'été", "!"]
    assert without("fire tv fire tv stick", ["fire tv", "tv stick"]).split() == []
    assert without("ﬁre tv", ["fire tv"]).strip() == ""


def test_a_text_without_exceptions_is_the_same_text() -> None:
    text = "İstanbul é ﬁ 𝗯𝗼𝗹𝗱 \ud800"
    assert without(text, ["fire tv"]) is text
    assert without(text, []) is text
    assert words_of(" !? ") == ()


def test_nothing_is_no_danger_and_a_long_text_is_read_in_bounded_time() -> None:
    assert dangers_in(None) == ()
    assert dangers_in("la maison " * 200_000) == ()


def _as_written() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """All forms of a kind as one expression, as they stand in the lists."""
    others = (danger_situations.SITUATIONS, danger_circumstances.CIRCUMSTANCES, danger_abroad.ABROAD)
    return tuple(
        (kind, re.compile("|".join((*words, *(form for forms in others for form in forms[kind])))))
        for kind, words in danger_words.WORDS
    )


def test_forms_that_begin_with_a_word_are_tried_at_words_alone_and_find_the_same() -> None:
    whole = _as_written()
    texts = [
        " ".join(words_of(json.loads(line)["text"]))
        for path in sorted((Path(__file__).parents[3] / "training").glob("danger*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(texts) > 1000
    for text in texts:
        assert dangers_in(text) == tuple(kind for kind, pattern in whole if pattern.search(text)), text


def test_a_long_text_is_read_in_half_the_time_that_all_forms_at_every_letter_would_take() -> None:
    text, whole = "l a " * 10_000, _as_written()
    dangers_in(text)
    start = time.process_time()
    assert dangers_in(text) == ()
    used = time.process_time() - start
    start = time.process_time()
    assert not any(pattern.search(text) for _, pattern in whole)
    assert used < (time.process_time() - start) / 2


def test_what_stands_between_the_bars_of_a_form_is_one_choice_each() -> None:
    assert choices(r"a(?:b|c)|[|)]d\||\be") == ["a(?:b|c)", r"[|)]d\|", r"\be"]


def test_ordinary_messages_of_the_corpus_wake_nobody() -> None:
    """Fewer than two in a thousand messages that are not urgent and were not written to sound like a danger."""
    texts = [
        row["text"]
        for language in ("fr", "en")
        for path in sorted((Path(__file__).parents[3] / "corpus" / language).glob("*.jsonl"))
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if row.get("style") != "harmless"
        and row.get("category") in ("complaint", "question", "praise", "mention", "account_or_technical")
    ]
    assert len(texts) > 2000
    assert sum(bool(dangers_in(text)) for text in texts) < len(texts) / 500
