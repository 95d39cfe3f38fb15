"""Which priority sentences of customers get, in both languages; and how many tickets are urgent in the whole."""

import pytest

from benchmarks.priorities import demo_messages, distribution
from functions.classify.model.classifier import TrainedClassifier
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import Outcome, Priority, Surface, Visibility
from tests.fakes.brands import acme
from tests.fakes.samples import an_event
from tests.fakes.store import FakeStore

classify = TrainedClassifier()

SENTENCES = {
    Priority.URGENT: [
        "Panne générale, plus personne n'a internet dans le quartier",
        "Le site est en panne ? Page blanche depuis 20 minutes, c'est pareil pour mes voisins",
        "Bébé de 3 mois et plus de chauffage depuis ce matin, c'est urgent",
        "ça sent le gaz chez moi",
        "outage? getting 503 on everything, same for all my colleagues",
        "is the app down for everyone? nothing works here in Leeds",
        "Someone took over my account and is spending my money right now, please help fast, it is urgent",
        "my house is on fire",
    ],
    Priority.HIGH: [
        "C'est une honte, trois semaines que j'attends et personne ne répond",
        "Quelqu'un utilise mon compte, je vois une commande que je n'ai jamais passée",
        "Service lamentable, colis perdu et aucune réponse, je suis furieux",
        "Urgent !!",
        "Worst service ever, I have been waiting for three weeks and nobody answers",
        "Somebody else is using my account, I see an order I never placed",
        "Absolutely disgusted, lost parcel and no reply to four emails",
    ],
    Priority.NORMAL: [
        "Bonjour, le bon d'achat est-il valable sur les articles soldés ?",
        "Quels sont vos horaires le samedi ?",
        "Mot de passe oublié, je ne reçois pas le mail de réinitialisation",
        "Où trouver ma facture de février ?",
        "Peut-on modifier l'adresse de livraison ?",
        "Does the voucher work on sale items?",
        "What time do you open on Saturday?",
        "I forgot my password and the reset mail does not arrive",
        "Can I change the delivery address of my order?",
        "How do I return a jumper that is too small?",
    ],
}


def of(text: str) -> InboundEvent:
    private = {"surface": Surface.DIRECT_MESSAGE, "visibility": Visibility.PRIVATE, "conversation_id": "7"}
    return an_event(text=text, **private)


@pytest.mark.parametrize(
    ("expected", "text"), [(priority, text) for priority, texts in SENTENCES.items() for text in texts]
)
def test_the_priority_of_a_sentence(expected: Priority, text: str) -> None:
    fakes, event = FakeStore(), of(text)
    assert fakes.store(event, classify(event, acme())).outcome is Outcome.TICKET
    (ticket,) = fakes.tickets.stored.values()
    assert ticket.priority is expected, ticket.reasons


def test_most_tickets_of_the_demo_are_ordinary_and_few_are_urgent() -> None:
    """The demo has an evening with an outage: about one ticket in ten reports it, and those are urgent."""
    found = distribution(demo_messages())
    total = found.total()

    assert total > 250
    assert found[Priority.URGENT] / total < 0.18
    assert 0.10 < found[Priority.HIGH] / total < 0.30
    assert found[Priority.NORMAL] / total > 0.55
