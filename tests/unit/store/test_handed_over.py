"""A conversation that another application answers: kept, a ticket, never an automatic text; and talk among friends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.brand.model import Account
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.messages.model import Message
from shared.domain.vocabulary import Category, Danger, EventKind, Outcome, Surface, Visibility
from tests.fakes.brands import FakeBrands, acme
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

PAGE = "100100100100100"
OUR_APP, THEIR_APP = "111", "263902037430900"
QUESTION = a_classification()


@pytest.fixture(params=["messenger", "instagram"])
def channel(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def fakes(channel: str) -> FakeStore:
    account = Account(channel=channel, id=PAGE, handle="acmeshop", secret="acme-meta", app_id=OUR_APP)
    return FakeStore(brands=FakeBrands.of(replace(acme(), accounts=(account,))))


def private(channel: str, message_id: str = "m_1", *, minutes: float = 0, **fields: object) -> InboundEvent:
    event = an_event(
        message_id,
        event_id=f"{channel}:{PAGE}:{message_id}:created",
        channel=channel,
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id="7",
        parent_id=None,
        occurred_at=START + timedelta(minutes=minutes),
    )
    return replace(event, **fields)


def control(channel: str, owner: str, *, minutes: float = 0) -> InboundEvent:
    return private(
        channel,
        event_id=f"{channel}:{PAGE}:7:pass_thread_control:{minutes}",
        kind=EventKind.SIGNAL,
        message_id=None,
        text=None,
        author=None,
        minutes=minutes,
        details={"thread_owner": owner, "reason": "pass_thread_control"},
    )


def suppressed(fakes: FakeStore) -> str | None:
    (ticket,) = fakes.tickets.stored.values()
    return ticket.suppression


def test_a_message_under_standby_is_a_ticket_and_gets_no_automatic_text(fakes: FakeStore, channel: str) -> None:
    stored = fakes.store(private(channel, details={"standby": "true"}), QUESTION)
    assert (stored.outcome, stored.acknowledge) == (Outcome.TICKET, False)
    assert suppressed(fakes) == "handed_over"
    entries = [
        e for e in fakes.history.of_ticket(stored.ticket_id or "").items if e.what == "handed_over_to_another_app"
    ]
    assert len(entries) == 1
    assert "take_thread_control" in entries[0].details["says"]
    fakes.store(private(channel, "m_2", minutes=5, details={"standby": "true"}), QUESTION)
    assert fakes.trail(stored.ticket_id or "").count("handed_over_to_another_app") == 1


@pytest.mark.parametrize("owner", [THEIR_APP, "unknown"])
def test_so_is_what_follows_a_hand_over_to_another_app(fakes: FakeStore, channel: str, owner: str) -> None:
    assert fakes.store(control(channel, owner)).outcome is Outcome.SIGNAL
    fakes.store(private(channel, minutes=5), QUESTION)
    assert suppressed(fakes) == "handed_over"


def test_what_is_handed_over_to_us_is_ours(fakes: FakeStore, channel: str) -> None:
    fakes.store(private(channel, details={"standby": "true"}), QUESTION)
    fakes.store(control(channel, OUR_APP, minutes=5))
    fakes.store(control(channel, THEIR_APP, minutes=-5))  # older, and late
    fakes.store(private(channel, "m_2", minutes=6), QUESTION)
    assert suppressed(fakes) != "handed_over"


def test_an_idle_conversation_comes_back_after_a_day(fakes: FakeStore, channel: str) -> None:
    fakes.store(control(channel, THEIR_APP))
    fakes.store(private(channel, minutes=24 * 60 + 1), QUESTION)
    assert suppressed(fakes) != "handed_over"


# --- talk among friends ---------------------------------------------------------------------------------------------


def comment(message_id: str, text: str, writer: str, *, parent_id: str = "post", name: str = "Mia") -> InboundEvent:
    return an_event(
        message_id,
        event_id=f"facebook:{PAGE}:{message_id}:created",
        text=text,
        parent_id=parent_id,
        conversation_id=f"post:{writer}",
        author=Author(id=writer, name=name),
    )


@pytest.mark.parametrize("text", ["Julie on y va samedi ?", "@Julie on y va ?", "Julie Martin on y va samedi ?"])
def test_a_reply_that_begins_with_another_customers_name_is_not_for_us(text: str) -> None:
    fakes = FakeStore()
    fakes.store(comment("m1", "Super !", "8", name="Julie Martin"), a_classification(category=Category.PRAISE))
    stored = fakes.store(comment("m2", text, "7", parent_id="m1"), QUESTION)
    assert (stored.outcome, stored.ticket_id) == (Outcome.IGNORED, None)


@pytest.mark.parametrize(
    "text", ["Julienne ? Où est mon colis ?", "Où est mon colis ?", "Et moi Julie ?", "Julie moi aussi, @acmeshop ?"]
)
def test_any_other_reply_is(text: str) -> None:
    fakes = FakeStore()
    fakes.store(comment("m1", "Super !", "8", name="Julie Martin"), a_classification(category=Category.PRAISE))
    assert fakes.store(comment("m2", text, "7", parent_id="m1"), QUESTION).outcome is Outcome.TICKET


def test_what_stands_directly_under_a_post_costs_no_read(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes = FakeStore()
    asked: list[str] = []
    get = fakes.messages.get

    def counted(channel: str, account_id: str, message_id: str, *, latest: bool = True) -> Message | None:
        asked.append(message_id)
        return get(channel, account_id, message_id, latest=latest)

    monkeypatch.setattr(fakes.messages, "get", counted)
    fakes.store(comment("m1", "Où est mon colis ?", "7"), QUESTION)
    assert asked.count("post") == 0  # a comment on Facebook names the post at the root of its thread
    fakes.store(comment("m2", "Où est mon colis ?", "7", parent_id="m0"), QUESTION)
    assert asked.count("m0") == 1


def test_somebody_in_danger_is_heard_wherever_they_say_it() -> None:
    fakes = FakeStore()
    fakes.store(comment("m1", "Super !", "8", name="Julie Martin"), a_classification(category=Category.PRAISE))
    said = a_classification(danger=Danger.POSSIBLE)
    assert fakes.store(comment("m2", "Julie ça sent le gaz", "7", parent_id="m1"), said).ticket_id is not None


# --- where somebody is now ------------------------------------------------------------------------------------------


def test_of_a_live_location_the_newest_position_is_kept_and_no_edition() -> None:
    fakes = FakeStore()
    place = Attachment(type="location", latitude=52.0, longitude=9.0)
    fakes.store(an_event("m1", text="52.0, 9.0", attachments=(place,)), QUESTION)
    before = list(fakes.tickets.stored.values())
    for minute in (10, 20, 15):
        moved = an_event(
            "m1",
            event_id=f"position:{minute}",
            kind=EventKind.EDITED,
            text=f"52.{minute}, 9.0",
            attachments=(replace(place, latitude=52 + minute / 100),),
            occurred_at=START + timedelta(minutes=minute),
            details={"position": "true"},
        )
        assert fakes.store(moved, a_classification(category=Category.OUTAGE)).outcome is Outcome.EDITED
    message = fakes.messages.get("facebook", PAGE, "m1")
    assert message is not None
    assert (message.text, message.attachments[0].latitude, message.editions) == ("52.20, 9.0", 52.2, ())
    assert message.category is Category.QUESTION
    assert list(fakes.tickets.stored.values()) == before


def test_an_edit_under_standby_of_a_message_that_never_came_gets_no_automatic_text(
    fakes: FakeStore, channel: str
) -> None:
    edit = private(channel, event_id="edit", kind=EventKind.EDITED, details={"standby": "true"})
    stored = fakes.store(edit, QUESTION)
    assert (stored.outcome, stored.acknowledge) == (Outcome.EDITED, False)
    assert suppressed(fakes) == "handed_over"
    assert "handed_over_to_another_app" in fakes.trail(stored.ticket_id or "")
