"""Help pages by meaning, and what of a message's meaning is handed on."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from functions.classify.encoder.meanings import meanings
from functions.classify.model.classifier import TrainedClassifier
from functions.classify.service import ClassifyMessage
from shared.brand.push import article_meanings
from shared.contracts.events import dump_classification, load_classification
from shared.domain.brand.model import Brand
from shared.domain.classification.meaning import cosine, read_meaning, unpacked
from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.fakes.brands import FakeArticleMeanings, FakeBrands, acme
from tests.fakes.texts import FakeTexts
from training.pages import figures

AT = datetime(2026, 3, 2, 21, 10, tzinfo=UTC)
EVENT = InboundEvent(
    event_id="e1",
    kind=EventKind.CREATED,
    brand="acme",
    channel="messenger",
    account_id="1",
    surface=Surface.DIRECT_MESSAGE,
    visibility=Visibility.PRIVATE,
    occurred_at=AT,
    received_at=AT,
)


@pytest.fixture(scope="module")
def classify() -> ClassifyMessage:
    kept = FakeArticleMeanings({"acme": article_meanings(acme(), meanings)})
    return ClassifyMessage(FakeBrands.of(acme()), FakeTexts(), TrainedClassifier(), kept)


def read(classify: ClassifyMessage, text: str) -> Classification:
    return classify(replace(EVENT, text=text))


def test_on_questions_kept_apart_the_first_page_is_right_four_times_of_five_and_there_is_one_twice_as_often() -> None:
    table = figures("test")
    by_meaning, by_keywords = table["meaning beside keywords"], table["keywords"]
    assert by_meaning.precision >= 0.8
    assert by_meaning.share >= 2 * by_keywords.share
    assert by_meaning.right >= 3 * table["keywords, any category"].right


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Vous fermez à quelle heure le vendredi ?", "opening-hours"),
        ("how do I find out how far along my order is", "track-a-parcel"),
        ("Um wie viel Uhr macht ihr samstags auf?", "opening-hours"),  # no page is written in German
        ("What's the capital of Mongolia?", None),
        ("👍", None),
    ],
)
def test_a_page_is_found_in_other_words_and_other_languages(
    classify: ClassifyMessage, text: str, page: str | None
) -> None:
    found = read(classify, text).article_matches
    assert [match.id for match in found or ()] == ([] if page is None else [page])


def test_a_brand_pushed_without_meanings_is_not_compared(classify: ClassifyMessage) -> None:
    alone = replace(classify, article_meanings=FakeArticleMeanings())
    assert read(alone, "Vous fermez à quelle heure ?").article_matches is None


@pytest.mark.parametrize("text", ["Plus d'internet chez moi depuis ce matin", "all phone lines are down in Leeds"])
def test_what_may_be_a_report_of_an_outage_carries_its_meaning(classify: ClassifyMessage, text: str) -> None:
    told = read(classify, text)
    meaning = read_meaning(told.meaning)
    assert meaning is not None
    assert cosine(unpacked(meaning), unpacked(meanings([text])[0])) > 0.999
    assert load_classification(dump_classification(told)) == told
    assert len(str(dump_classification(told))) < 1_500


@pytest.mark.parametrize("text", ["Vous fermez à quelle heure ?", "Merci, bravo à l'équipe", "", "ça sent le gaz"])
def test_no_other_message_carries_one_nor_does_a_danger(classify: ClassifyMessage, text: str) -> None:
    assert "meaning" not in dump_classification(read(classify, text))


def test_a_classification_of_before_is_still_read(acme: Brand) -> None:
    told = dump_classification(TrainedClassifier()(replace(EVENT, text="Bonjour"), acme))
    assert not {"meaning", "article_matches"} & set(told)
    assert load_classification(told).article_matches is None
