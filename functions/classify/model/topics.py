"""What a message says, in words that an agent reads: topics, their labels, and the words that show them.

A topic is named by our label and never by the customer's words: names, illnesses and numbers must not get into reasons.
"""

from functools import cache
from importlib import import_module
from typing import NamedTuple

from functions.classify.model.cues import Lexicon, lexicon_of
from shared.domain.classification.danger import BY_THE_BRAND
from shared.domain.vocabulary import Category


class Label(NamedTuple):
    fr: str
    en: str


LABELS: dict[str, Label] = {
    "parcel lost": Label("dit que le colis est perdu", "says the parcel is lost"),
    "not received": Label("n'a rien reçu", "has received nothing"),
    "wrong goods": Label("a reçu un article abîmé ou qui n'est pas le bon", "received something damaged or wrong"),
    "late": Label("parle d'un retard", "speaks of a delay"),
    "cancelled": Label("parle d'une annulation", "speaks of a cancellation"),
    "missed visit": Label("attendait quelqu'un qui n'est pas venu", "waited for somebody who did not come"),
    "luggage": Label("cherche un bagage", "is looking for luggage"),
    "refund": Label("attend un remboursement", "waits for a refund"),
    "wrong charge": Label("parle d'une facture ou d'un prélèvement", "speaks of a bill or a charge"),
    "payment": Label("parle d'un paiement qui ne passe pas", "speaks of a payment that does not go through"),
    "fraud": Label("craint une fraude", "fears a fraud"),
    "login": Label("parle de la connexion ou du mot de passe", "speaks of logging in or of a password"),
    "account": Label("parle de son dossier ou de son compte", "speaks of their own account or file"),
    "order": Label("parle de sa commande", "speaks of their order"),
    "contract": Label("parle de son contrat ou d'une résiliation", "speaks of their contract or of cancelling it"),
    "broken": Label("dit que quelque chose ne marche pas", "says something does not work"),
    "app": Label("parle de l'application ou du site", "speaks of the app or the website"),
    "no network": Label("n'a plus de réseau ou d'internet", "has no network or internet"),
    "no power": Label("n'a plus d'électricité, d'eau ou de chauffage", "has no power, water or heating"),
    "many": Label("dit que d'autres sont touchés", "says others are affected"),
    "only me": Label("demande si d'autres sont touchés", "asks whether others are affected"),
    "outage": Label("parle d'une panne générale", "speaks of a general outage"),
    "help now": Label("demande une aide immédiate", "asks for help now"),
    "stuck": Label("est bloqué quelque part", "is stuck somewhere"),
    "soon": Label("a une échéance dans les heures qui viennent", "has a deadline within hours"),
    "waiting": Label("attend depuis longtemps", "has been waiting for long"),
    "again": Label("dit que cela se répète", "says it keeps happening"),
    "no answer": Label("n'obtient pas de réponse", "gets no answer"),
    "hotline": Label("n'arrive pas à joindre le service client", "cannot reach customer service"),
    "robot": Label("se plaint d'un robot ou d'un texte tout fait", "complains about a robot or a canned reply"),
    "passed around": Label("est renvoyé d'un service à l'autre", "is passed around"),
    "promise": Label("rappelle une promesse non tenue", "recalls a promise that was not kept"),
    "angry": Label("est en colère", "is angry"),
    "disappointed": Label("est déçu", "is disappointed"),
    "ripped off": Label("parle d'arnaque ou de vol", "speaks of a rip-off"),
    "disrespect": Label("se sent méprisé", "feels disrespected"),
    "mockery": Label("remercie ou félicite par ironie", "thanks or praises in irony"),
    "leaving": Label("menace de partir", "threatens to leave"),
    "legal": Label("parle de justice ou d'un recours", "speaks of legal action"),
    "price": Label("demande un prix", "asks for a price"),
    "hours": Label("demande des horaires ou une date", "asks for opening times or a date"),
    "availability": Label("demande si un produit est disponible", "asks whether something is available"),
    "how": Label("demande comment faire", "asks how to do something"),
    "where": Label("demande où", "asks where"),
    "question": Label("pose une question", "asks a question"),
    "please": Label("demande de l'aide", "asks for help"),
    "contact": Label("demande à être contacté", "asks to be contacted"),
    "written before": Label("a déjà écrit en privé", "has already written in private"),
    "thanks": Label("remercie", "says thank you"),
    "joy": Label("est content", "is pleased"),
    "team": Label("félicite une personne ou l'équipe", "praises a person or the team"),
    "solved": Label("dit que c'est réglé", "says it is solved"),
    "selling": Label("vend ou propose quelque chose", "sells or offers something"),
    "money": Label("promet de l'argent", "promises money"),
    "giveaway": Label("parle d'un concours", "speaks of a giveaway"),
    "follow": Label("demande qu'on le suive ou qu'on clique", "asks people to follow or to click"),
    "insult": Label("insulte", "insults"),
    "swears": Label("jure", "swears"),
    "news": Label("parle de l'actualité de la marque", "speaks of news about the brand"),
    "job": Label("parle d'un emploi", "speaks of a job"),
    "advert": Label("parle d'une publicité", "speaks of an advert"),
    "laughs": Label("rit", "laughs"),
}
"""Also the order in which the topics of one category are told."""

TOPICS_OF_CATEGORY: dict[Category, frozenset[str]] = {
    Category.ACCOUNT_OR_TECHNICAL: frozenset(
        {"parcel lost", "not received", "wrong goods", "missed visit", "luggage", "refund", "wrong charge", "payment",
         "fraud", "login", "account", "order", "contract", "broken", "app", "no network", "no power", "please", "late",
         "contact", "written before", "cancelled", "waiting"}
    ),
    Category.COMPLAINT: frozenset(
        {"parcel lost", "not received", "wrong goods", "missed visit", "late", "cancelled", "refund", "wrong charge",
         "waiting", "again", "no answer", "hotline", "robot", "passed around", "promise", "angry", "disappointed",
         "ripped off", "disrespect", "mockery", "leaving", "legal", "swears", "luggage", "no network", "no power"}
    ),
    Category.URGENT_REQUEST: frozenset(
        {"help now", "stuck", "soon", "fraud", "no power", "luggage", "please", "broken", "not received", "cancelled"}
    ),
    Category.OUTAGE: frozenset({"many", "only me", "outage", "no network", "no power", "broken", "app", "login"}),
    Category.QUESTION: frozenset({"price", "hours", "availability", "how", "where", "question"}),
    Category.PRAISE: frozenset({"thanks", "joy", "team", "solved"}),
    Category.MENTION: frozenset({"news", "job", "advert", "laughs", "thanks", "giveaway"}),
    Category.SPAM: frozenset({"selling", "money", "giveaway", "follow"}),
    Category.ABUSE: frozenset({"insult", "swears"}),
}  # fmt: skip
PRESSING = ("help now", "stuck", "soon", "many", "only me", "outage")
"""Told first where something cannot wait."""

AS_A_WHOLE: dict[Category, Label] = {
    Category.ACCOUNT_OR_TECHNICAL: Label(
        "l'ensemble décrit un problème à vérifier", "as a whole, a problem to look into"
    ),
    Category.COMPLAINT: Label("l'ensemble exprime un mécontentement", "as a whole, dissatisfied"),
    Category.URGENT_REQUEST: Label("l'ensemble ne peut pas attendre", "as a whole, it cannot wait"),
    Category.OUTAGE: Label("l'ensemble décrit une panne générale", "as a whole, a general fault"),
    Category.QUESTION: Label("l'ensemble est une question", "as a whole, a question"),
    Category.PRAISE: Label("l'ensemble est favorable", "as a whole, friendly"),
    Category.MENTION: Label("rien à quoi répondre", "nothing to answer"),
    Category.SPAM: Label("l'ensemble ressemble à une publicité", "as a whole, an advert"),
    Category.ABUSE: Label("l'ensemble est injurieux", "as a whole, abusive"),
}
"""Where no topic and no similar message can be named."""

DANGERS: dict[str, Label] = {
    "gas": Label("du gaz ou une fumée toxique", "gas or toxic fumes"),
    "fire": Label("un feu ou une brûlure", "a fire or a burn"),
    "electricity": Label("un risque électrique", "an electric shock"),
    "injury": Label("quelqu'un de blessé ou de malade", "somebody injured or ill"),
    "self-harm": Label("envie de mourir ou de se blesser", "self-harm"),
    "violence": Label("une menace ou une agression", "a threat or an attack"),
    "trapped": Label("quelqu'un d'enfermé ou de coincé", "somebody trapped"),
    BY_THE_BRAND: Label("une expression de votre liste", "a phrase of your list"),
}
"""The kinds of ``shared.domain.classification.danger``."""
_SOMEBODY = Label("quelqu'un en péril", "somebody at risk")


def danger(kind: str) -> Label:
    return DANGERS.get(kind, _SOMEBODY)


@cache
def topics_in(language: str) -> Lexicon:
    """The words that show the topics in ``fr`` or ``en``."""
    return lexicon_of(import_module(f"functions.classify.model.topics_{language}").TOPICS)
