"""Messages with few words or none: a call for help, a photograph, a handle, "???"."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.classify.model.classifier import TrainedClassifier
from shared.domain.conversations.calls_for_help import Call, call_in
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import InboundEvent
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Outcome, Priority, Stage, Status, Surface, Visibility
from tests.fakes.brands import acme
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START
from tests.unit.store.test_customer_messages import answer

PRIVATE = {"surface": Surface.DIRECT_MESSAGE, "visibility": Visibility.PRIVATE, "conversation_id": "7"}
X = {"channel": "x", "account_id": "3000000001", "surface": Surface.MENTION, "parent_id": None}
PHOTO = (Attachment(type="image", source_url="https://cdn.example/p.jpg"),)
classify = TrainedClassifier()


@pytest.fixture
def fakes() -> FakeStore:
    return FakeStore()


def stored(fakes: FakeStore, event: InboundEvent) -> Outcome:
    return fakes.store(event, classify(event, acme())).outcome


def ticket_of(fakes: FakeStore) -> Ticket:
    (ticket,) = fakes.tickets.stored.values()
    return ticket


# --- calls for help -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["Au secours !!", "SOS", "au secours svp", "emergency!!", "au secour", "It's an emergency"]
)
def test_a_call_for_rescue_is_urgent(fakes: FakeStore, text: str) -> None:
    assert stored(fakes, an_event(text=text, **PRIVATE)) is Outcome.TICKET
    assert (ticket_of(fakes).priority, ticket_of(fakes).waiting_since) == (Priority.URGENT, START)


@pytest.mark.parametrize(
    "text",
    ["Urgent !!", "Help!!", "Vite !!!", "C'est urgent", "help me please", "ASAP", "Répondez vite svp", "À l'aide"],
)
@pytest.mark.parametrize("place", [PRIVATE, {}])
def test_who_cannot_wait_is_no_praise_and_waits_with_high_priority(
    fakes: FakeStore, text: str, place: dict[str, object]
) -> None:
    assert stored(fakes, an_event(text=text, **place)) is Outcome.TICKET
    assert ticket_of(fakes).priority in (Priority.HIGH, Priority.URGENT)
    assert (ticket_of(fakes).category, ticket_of(fakes).waiting_since) != (Category.PRAISE, None)


def test_a_call_after_our_answer_waits_again(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), a_classification())
    answer(fakes, "a1", minutes=5)
    stored(fakes, an_event("m2", text="Urgent !!", occurred_at=START + timedelta(hours=1)))

    assert ticket_of(fakes).status is Status.OPEN


@pytest.mark.parametrize(
    "text", ["Merci !!", "Top !!", "Very quick!", "Bravo", "Vite fait bien fait", "", "livraison urgente de vélos"]
)
def test_other_words_call_for_nothing(text: str) -> None:
    assert call_in(text) is None


def test_a_call_says_which_one_it_is() -> None:
    assert (call_in("@acmeshop AU SECOURS"), call_in("urgent svp")) == (Call.RESCUE, Call.HURRY)
    assert (call_in("🆘"), call_in("🆘🆘 please"), call_in("🆘 merci")) == (Call.RESCUE,) * 3


def test_only_very_sure_praise_silences_a_first_private_message(fakes: FakeStore) -> None:
    for number, (confidence, urgent, waits) in enumerate([(50, False, True), (90, True, True), (90, False, False)]):
        praise = a_classification(category=Category.PRAISE, needs_response=False, confidence=confidence, urgent=urgent)
        event = an_event(f"m{number}", text="vous êtes les plus beaux", **{**PRIVATE, "conversation_id": f"c{number}"})
        assert (fakes.store(event, praise).outcome is Outcome.TICKET) is waits


# --- nothing but a photograph, a link, a handle ---------------------------------------------------------------------

WORDLESS = [
    ("a mention on X that is only our handle and a photo", {**X, "text": "@acmeshop", "attachments": PHOTO}),
    ("a mention on X that is only our handle and a link", {**X, "text": "@acmeshop https://t.co/abc"}),
    ("a mention on X that is only our handle", {**X, "text": "@acmeshop"}),
    ("a finger that points at a photo", {**X, "text": "@acmeshop 👇🏽", "attachments": PHOTO}),
    ("a camera beside a photo", {**X, "text": "📷 @acmeshop", "attachments": PHOTO}),
    ("a mention on Instagram", {"channel": "instagram", "account_id": "17841400000000001",
                                "surface": Surface.MENTION, "text": "@acmeshop", "attachments": PHOTO}),
    ("a photo in private", {**PRIVATE, "text": None, "attachments": PHOTO}),
    ("a shared reel in private", {**PRIVATE, "text": None, "attachments": (Attachment(type="reel"),)}),
    ("a link in private", {**PRIVATE, "text": "https://example.com/p/1"}),
    ("a photo under our post", {"text": None, "attachments": PHOTO}),
    ("a photo and our handle under our post", {"text": "@acmeshop", "attachments": PHOTO}),
    ("a photo in a group on Telegram", {"channel": "telegram", "account_id": "7000000001", "surface": Surface.MENTION,
                                        "text": "@acme_help_bot", "attachments": PHOTO}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "fields"), WORDLESS, ids=[what for what, _ in WORDLESS])
def test_what_is_addressed_to_us_without_words_is_looked_at_by_a_person(
    fakes: FakeStore, what: str, fields: dict[str, object]
) -> None:
    assert stored(fakes, an_event(**fields)) is Outcome.TICKET, what
    assert ticket_of(fakes).needs_response
    assert ticket_of(fakes).waiting_since == START
    assert ticket_of(fakes).category is not Category.PRAISE


def test_spam_stays_spam_and_a_story_that_only_shows_us_asks_nothing(fakes: FakeStore) -> None:
    spam = a_classification(category=Category.SPAM, needs_response=False)
    assert fakes.store(an_event(text="https://win.example", **X), spam).outcome is Outcome.IGNORED
    story = an_event("m2", text=None, attachments=PHOTO, surface=Surface.STORY_MENTION, visibility=Visibility.PRIVATE)
    assert stored(fakes, story) is Outcome.IGNORED


@pytest.mark.parametrize("stage", [Stage.BROAD, Stage.PROACTIVE])
def test_a_photo_that_is_not_addressed_to_us_opens_nothing(fakes: FakeStore, stage: Stage) -> None:
    mention = a_classification(category=Category.MENTION, needs_response=False, stage=stage)
    assert fakes.store(an_event(text="@julie", attachments=PHOTO), mention).outcome is Outcome.IGNORED


# --- "???" and an angry face -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["???", "?", "😡😡😡", "😡", "!!!", "🤬", "??!", "👎"])
@pytest.mark.parametrize("place", [PRIVATE, {}], ids=["private", "public"])
def test_a_question_mark_or_an_angry_face_waits_for_an_answer_and_is_acknowledged(
    fakes: FakeStore, text: str, place: dict[str, object]
) -> None:
    place = {**place, **({"channel": "messenger"} if place else {})}
    fakes.store(an_event("m1", **place), a_classification())
    (ticket,) = fakes.tickets.stored.values()
    fakes.tickets.save(replace(ticket, status=Status.PENDING, waiting_since=None, first_response_at=START))
    night = START.replace(hour=23)
    fakes.clock.at = night
    event = an_event("m2", text=text, occurred_at=night, received_at=night, **place)
    result = fakes.store(event, classify(event, acme()))

    assert (ticket_of(fakes).status, ticket_of(fakes).waiting_since) == (Status.OPEN, night)
    assert result.acknowledge
