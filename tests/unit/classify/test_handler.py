"""The function: event in, classification out; its errors by name."""

import importlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from functions.classify.model.classifier import TrainedClassifier
from functions.classify.service import ClassifyMessage
from shared.contracts.events import dump_classification, dump_event, load_classification, load_event
from shared.domain.brand.danger_lists import DangerLists
from shared.domain.brand.model import Brand
from shared.domain.errors import ContentGoneError, UnknownBrandError
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import Category, Danger, EventKind, Stage, Surface, Visibility
from tests.fakes.brands import FakeArticleMeanings, FakeBrands
from tests.fakes.texts import FakeTexts, a_long_text

AT = datetime(2026, 3, 2, 21, 10, tzinfo=UTC)
EVENT = InboundEvent(
    event_id="e1",
    kind=EventKind.CREATED,
    brand="acme",
    channel="x",
    account_id="1",
    surface=Surface.MENTION,
    visibility=Visibility.PUBLIC,
    text="toujours pas reçu ma commande n° 123456789, c'est une honte",
    occurred_at=AT,
    received_at=AT,
)


def _classify(brand: Brand, texts: FakeTexts | None = None) -> ClassifyMessage:
    return ClassifyMessage(FakeBrands.of(brand), texts or FakeTexts(), TrainedClassifier(), FakeArticleMeanings())


def test_an_event_becomes_a_classification_that_passes_its_contract(acme: Brand):
    classification = _classify(acme)(load_event(dump_event(EVENT)))
    assert load_classification(dump_classification(classification)) == classification
    assert classification.language == "fr"
    assert classification.category is Category.COMPLAINT
    assert classification.personal_data == ("order_ref",)
    assert classification.stage is Stage.DIRECT
    assert 1 <= len(classification.reasons) <= 4
    assert classification.danger is Danger.NONE


def test_reasons_are_written_in_the_brands_language_and_say_when_we_are_not_addressed(acme: Brand):
    aside = replace(EVENT, surface=Surface.BROAD_MATCH)
    assert _classify(acme)(aside).reasons[-1] == "ne s'adresse pas à nous"
    english = replace(acme, default_language="en-GB")
    assert _classify(english)(aside).reasons[-1] == "not addressed to us"
    german = replace(acme, default_language="de")
    assert _classify(german)(aside).reasons[-1] == "not addressed to us"


@pytest.mark.parametrize(
    "text",
    ["ça sent le gaz chez moi depuis votre intervention", "je vais me tuer", "es riecht nach Gas in der Wohnung"],
)
def test_danger_is_told_first(acme: Brand, text: str):
    classification = _classify(acme)(replace(EVENT, text=text))
    assert classification.danger is Danger.POSSIBLE
    assert "danger" in classification.reasons[0]


def test_a_phrase_of_the_brand_is_a_danger_and_says_so(acme: Brand):
    careful = replace(acme, danger=DangerLists(phrases={"fr": ("poste 4 rouge",)}))
    event = replace(EVENT, text="bonjour, Poste 4 ROUGE depuis ce matin")
    assert _classify(acme)(event).danger is Danger.NONE
    classification = _classify(careful)(event)
    assert classification.danger is Danger.POSSIBLE
    assert classification.reasons[0] == "danger possible : une expression de votre liste"


def test_what_only_sounds_like_a_danger_to_others_wakes_nobody(acme: Brand):
    game = replace(acme, danger=DangerLists(exceptions={"en": ("House on Fire", "Gas Leak Simulator")}))
    for text in ("Gas Leak Simulator does not start in my flat", "my House on Fire tickets have not arrived"):
        event = replace(EVENT, text=text)
        assert _classify(acme)(event).danger is Danger.POSSIBLE
        assert _classify(game)(event).danger is Danger.NONE
    both = replace(EVENT, text="Gas Leak Simulator is on and I smell gas in the kitchen")
    assert _classify(game)(both).danger is Danger.POSSIBLE


def test_a_text_that_was_put_aside_is_fetched(acme: Brand):
    texts = FakeTexts()
    key = a_long_text(texts, "worst service ever, still waiting for my refund")
    classification = _classify(acme, texts)(replace(EVENT, text=None, text_key=key))
    assert classification.category is Category.COMPLAINT
    assert classification.language == "en"


def test_a_text_that_no_longer_exists_is_a_permanent_error(acme: Brand):
    with pytest.raises(ContentGoneError):
        _classify(acme)(replace(EVENT, text=None, text_key="text/gone"))


def test_a_brand_that_was_never_pushed_is_a_permanent_error(acme: Brand):
    with pytest.raises(UnknownBrandError):
        _classify(acme)(replace(EVENT, brand="nobody"))


def test_an_attachment_without_text_is_classified_too(acme: Brand):
    assert _classify(acme)(replace(EVENT, text=None)).needs_response


def test_a_language_that_is_not_told_apart_is_undetermined(acme: Brand):
    classification = _classify(acme)(replace(EVENT, text="посылка не пришла"))
    assert classification.language == "und"
    assert not classification.sure
    assert classification.needs_response


def test_the_function_answers_in_plain_json_and_logs_no_word_of_the_message(
    acme: Brand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("TABLE_NAME", "desk")
    monkeypatch.setenv("BUCKET_NAME", "desk")
    handler = importlib.import_module("functions.classify.handler")
    monkeypatch.setattr(handler, "classify_message", _classify(acme))
    context = SimpleNamespace(function_name="f", memory_limit_in_mb=128, invoked_function_arn="arn", aws_request_id="1")
    answer = handler.lambda_handler(dump_event(EVENT), context)
    assert json.loads(json.dumps(answer)) == answer
    assert answer["category"] == "complaint"
    logged = "".join(capsys.readouterr())
    assert not any(word in logged for word in ("honte", "commande", "123456789"))
