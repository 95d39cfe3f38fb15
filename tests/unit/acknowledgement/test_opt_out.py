"""Who asks for no automatic texts is recognised, in French and English; who speaks of machines is not."""

import pytest

from shared.domain.acknowledgement.opt_out import AutomaticTexts, request_in


@pytest.mark.parametrize(
    "text",
    [
        *("STOP", "stop", "Stop!", "STOP.", "@Acme stop", "Stop svp", "Arrêt", "Unsubscribe", "opt-out"),
        "arrêtez de m'envoyer des messages automatiques",
        "Arrêtez vos réponses automatiques !",
        "plus de réponses de robot",
        "Je ne veux plus de messages automatiques",
        "Stop aux réponses automatiques",
        "Cessez de m'envoyer ces textes automatiques svp",
        "Pas de réponse automatique, merci",
        "Stop sending me automatic messages",
        "Please stop these automated replies",
        "No more bot messages",
        "I don't want automatic answers",
        "stop the bot",
        *("no more auto-replies", "No more autoreplies", "stop replying automatically", "no automatic replies please"),
        *("arrêtez de me répondre automatiquement", "Je ne veux plus recevoir de réponses automatiques"),
        *("arrêtez vos robots", "plus de bot svp", "halte aux robots", "no more robots please", "STOP MESSAGES"),
        *("n'envoyez plus de réponses toutes faites", "Désabonnez-moi"),
        *("Stop sending me these canned replies", "stop messaging me", "Aucune réponse automatique merci"),
        *("Stop SMS", "STOP PUB", "STOPALL", "Stoppez !", "unsubscribe please"),
        "I don't want to get any more automated messages",
        "Veuillez ne plus m'envoyer de réponses automatiques",
        *("Arrêtez le robot", "arrête ton bot", "désactivez les réponses automatiques", "turn off the bot"),
        *("disable auto replies", "marre de vos réponses automatiques", "I'm sick of your automated replies"),
    ],
)
def test_no_more_automatic_texts(text: str) -> None:
    assert request_in(text) is AutomaticTexts.OFF


@pytest.mark.parametrize(
    "text", ["START", "start", "Unstop", "Reprenez les messages automatiques", "Resume automatic replies"]
)
def test_automatic_texts_again(text: str) -> None:
    assert request_in(text) is AutomaticTexts.ON


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "Où est mon colis ?", "Le robot s'arrête tout seul", "L'arrêt automatique ne marche pas"),
        "Mon robot aspirateur ne répond plus",
        "Stop, vous avez débité ma carte deux fois !",
        "Il faut arrêter de vendre ce produit",
        "J'ai reçu un message automatique",
        "My automatic payment does not stop",
        "The bus stop is closed",
        "When does the sale start?",
        "Vous n'avez plus de robots de cuisine en stock ?",
        "stop " * 100,
        "je ne reçois plus de SMS automatique de confirmation",
        "Pourquoi je n'ai pas de message automatique de confirmation ?",
        "pas de réponse à mon mail, juste un robot",
        "I can't stop the automatic renewal, no reply to my mail",
        "I get no more texts from my robot",
        "There was no automatic reply when I wrote",
        "I don't receive automatic messages any more",
        "pas de réponse automatique ?",
        "sans réponse automatique depuis 3 jours",
        "plus de réponse du robot depuis hier",
        "Never mind, your automatic response helped",
        "Ne plus recevoir de message automatique de mon lave-linge",
    ],
)
def test_everything_else_is_no_such_request(text: str | None) -> None:
    assert request_in(text) is None
