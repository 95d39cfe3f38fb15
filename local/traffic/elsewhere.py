"""What customers write, and take back, on the channels that only a few of them use: some of each by day, and one of
each in the evening, so that every channel is seen."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from local.traffic import bodies
from local.traffic.extras import Builder, Extra
from local.traffic.identities import Identities
from local.traffic.messages import Part
from local.traffic.writing import Writing

Maker = Callable[[Writing], bodies.Json]

WRITTEN_AGO = timedelta(hours=2)
ANSWERED_AGO = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """``afterwards`` is what became of the question of the day: ``then`` is the text it has from then on."""

    channel: str
    question: Maker
    by_day: str
    in_the_evening: str
    what: str = "messages"
    afterwards: tuple[str, Maker] | None = None
    then: str = ""
    answer: Maker | None = None


CUSTOMERS = (
    Customer(
        channel="whatsapp",
        question=bodies.whatsapp,
        by_day="My router arrived without its power cable, can you send me one?",
        in_the_evening="Bonsoir, je n'arrive pas à payer ma facture, le site refuse ma carte.",
        afterwards=("edit", bodies.whatsapp_edit),
        then="My router (order AC-20418) arrived without its power cable, can you send me one?",
        answer=bodies.whatsapp_answer,
    ),
    Customer(
        channel="threads",
        question=bodies.threads,
        by_day="Trois semaines que j'attends mon remboursement, c'est normal ?",
        in_the_evening="Is the fibre offer also for people who are customers already?",
        answer=bodies.threads_answer,
    ),
    Customer(
        channel="threads",
        question=bodies.threads,
        by_day="When do you open the shop in Leeds?",
        in_the_evening="Comment je change le nom de mon réseau wifi ?",
        afterwards=("deletion", bodies.threads_deletion),
    ),
    Customer(
        channel="tiktok",
        question=bodies.tiktok,
        by_day="does the blue one work with the old box?",
        in_the_evening="my code from this video says expired, what can I do?",
        afterwards=("deletion", bodies.tiktok_deletion),
    ),
    Customer(
        channel="tiktok",
        what="private messages",
        question=bodies.tiktok_message,
        by_day="Bonjour, mon colis est marqué livré mais je n'ai rien reçu.",
        in_the_evening="I ordered the wrong size, can I still change it?",
    ),
    Customer(
        channel="linkedin",
        question=bodies.linkedin,
        by_day="Your invoices for companies show the wrong VAT number. Whom can I write to?",
        in_the_evening="Nos dix lignes professionnelles sont facturées en double ce mois-ci.",
        afterwards=("edit", bodies.linkedin_edit),
        then="Your invoices for companies show the wrong VAT number since May. Whom can I write to?",
        answer=bodies.linkedin_answer,
    ),
    Customer(
        channel="telegram",
        question=bodies.telegram,
        by_day="Comment activer l'itinérance avant mon voyage ?",
        in_the_evening="How do I get a copy of my contract?",
        afterwards=("edit", bodies.telegram_edit),
        then="Comment activer l'itinérance avant mon voyage en Norvège ?",
    ),
    Customer(
        channel="line",
        question=bodies.line,
        by_day="Can I use my plan in Japan?",
        in_the_evening="My data is used up after two days, how can that be?",
        afterwards=("unsent", bodies.line_unsent),
    ),
    Customer(
        channel="viber",
        question=bodies.viber,
        by_day="Le technicien devait passer ce matin, personne n'est venu.",
        in_the_evening="Can I pay in three instalments?",
    ),
    Customer(
        channel="webhook",
        question=bodies.forum,
        by_day="Does anybody know how to open a port on the new box?",
        in_the_evening="La mise à jour de la box tourne en boucle, que faire ?",
        afterwards=("edit", bodies.forum_edit),
        then="Does anybody know how to open port 8443 on the new box?",
    ),
    Customer(
        channel="webhook",
        question=bodies.forum,
        by_day="Looking for somebody who swaps a white box against a black one",
        in_the_evening="Is there a student price?",
        afterwards=("deletion", bodies.forum_deletion),
    ),
)

ANSWERS = {
    "whatsapp": "Hi Mia, the cable is on its way. ^TK",
    "threads": "Bonjour Mia, je regarde cela tout de suite. ^SB",
    "linkedin": "Hello Mia, please write to help@acme.example, we put it right. ^LM",
}

_SIGNALS = (("line", "follows", bodies.line_follow), ("viber", "receipts", bodies.viber_seen))


def elsewhere(who: Identities, part: Part) -> Iterator[Extra]:
    """What is delivered there in the day, or else in the evening."""
    for number, customer in enumerate(CUSTOMERS):
        key = f"{part}-{number}"
        if part is Part.DAY:
            yield from _in_the_day(who, customer, key)
        else:
            build = _builder(who, customer.question, key, customer.in_the_evening)
            yield Extra(customer.channel, customer.what, build)
    for channel, what, make in _SIGNALS:
        yield Extra(channel, what, _builder(who, make, f"{part}-{what}", ""))


def _in_the_day(who: Identities, customer: Customer, key: str) -> Iterator[Extra]:
    asked = _builder(who, customer.question, key, customer.by_day, ago=WRITTEN_AGO)
    yield Extra(customer.channel, customer.what, asked)
    if customer.answer is not None:
        said = _builder(who, customer.answer, key, ANSWERS[customer.channel], ago=ANSWERED_AGO, answers=True)
        yield Extra(customer.channel, "answered by a person", said, afterwards=True)
    if customer.afterwards is not None:
        what, make = customer.afterwards
        changed = _builder(who, make, key, customer.then or customer.by_day)
        yield Extra(customer.channel, what, changed, afterwards=True)


def _builder(
    who: Identities, make: Maker, key: str, text: str, *, ago: timedelta = timedelta(0), answers: bool = False
) -> Builder:
    """``answers``: it is our answer to the message of that key."""
    message = who.run.digits("elsewhere", f"{key}-message", 12)

    def build(now: datetime) -> bytes:
        one = Writing(
            person=who.run.digits("elsewhere", f"{key}-person", 12),
            message=who.run.digits("elsewhere", f"{key}-answer", 12) if answers else message,
            text=text,
            at=now - ago,
            under=who.run.digits("elsewhere", f"{key}-place", 12),
            answers=message if answers else "",
        )
        return json.dumps(make(one)).encode()

    return build
