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
    ],
)
def test_everything_else_is_no_such_request(text: str | None) -> None:
    assert request_in(text) is None
