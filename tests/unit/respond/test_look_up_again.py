"""Words that a platform did not tell at first: every wordless message and edit of a ticket is asked for again."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from functions.respond.look_up.service import LookUp, LookUpAgain
from shared.domain.escalation.rounds import due_work
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.messages.look_up import MAX_WANTED, PATIENCE
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import EventKind
from tests.fakes.brands import FakeBrands, acme
from tests.fakes.inbound import FakeQueue
from tests.fakes.platform import Answer, FakePlatform, response
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

ACCOUNT, POST, MIA = "5500001", "urn:li:activity:7", "urn:li:person:mia"
QUESTION = a_classification()
WORDLESS = {"look_up": "wanted"}
DOWN = response({}, 503)


def said(text: str) -> httpx.Response:
    # LinkedIn tells when a comment was written, and not when it was edited.
    at = int((START - timedelta(minutes=1)).timestamp() * 1000)
    return response({"actor": MIA, "message": {"text": text}, "created": {"time": at}})


def comment(number: int) -> str:
    return f"urn:li:comment:({POST},{number})"


@dataclass
class Desk(FakeStore):
    """Store and respond over the same records; what is queued is stored as triage does."""

    queue: FakeQueue = field(default_factory=FakeQueue)
    platform: FakePlatform = field(default_factory=lambda: FakePlatform([DOWN]))

    def __post_init__(self) -> None:
        FakeStore.__post_init__(self)
        self.brands = FakeBrands.of(acme())

    def told(self, number: int, kind: EventKind = EventKind.CREATED, **fields: Any) -> None:
        at = self.clock.at
        event = an_event(
            comment(number),
            event_id=f"linkedin:{ACCOUNT}:{kind}:{number}:{at}",
            kind=kind,
            channel="linkedin",
            account_id=ACCOUNT,
            conversation_id=f"{POST}:{MIA}",
            parent_id=POST,
            author=Author(id=MIA),
            occurred_at=at,
            received_at=at,
            **fields,
        )
        self.store(event, QUESTION)

    def looks(self, *answers: Answer) -> None:
        """The sweep comes when it is due, and the platform answers so."""
        at = self.ticket.look_up_at
        assert at is not None
        self.clock.at = at
        due = due_work(self.ticket, at, timedelta(minutes=2))
        assert due.look_up
        self.tickets.save(due.ticket)
        self.platform.answers = list(answers)
        look_up = LookUp(self.brands, lambda account, fresh=False: self.platform.gateway(account.channel))
        LookUpAgain(
            look_up=look_up,
            tickets=self.tickets,
            messages=self.messages,
            history=self.history,
            queue=self.queue,
            clock=self.clock,
        )(self.ticket.id)
        for event in self.queue.all:
            self.store(event, QUESTION)
        self.queue.events.clear()

    @property
    def ticket(self) -> Ticket:
        (ticket,) = self.tickets.stored.values()
        return ticket

    def words_of(self, number: int) -> Sequence[str | None]:
        """What the message said, oldest first."""
        message = self.messages.get("linkedin", ACCOUNT, comment(number))
        assert message is not None
        return [*(edition.text for edition in message.editions), message.text]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_words_of_an_edit_are_asked_for_again_and_are_an_edit_like_any_other(desk: Desk) -> None:
    desk.told(1, text="Bonjour")
    desk.clock.pass_time(hours=30)
    desk.told(1, EventKind.EDITED, text=None, details=WORDLESS)
    edited_at = desk.clock.at
    assert desk.ticket.look_up_at == edited_at + timedelta(minutes=1), "counted from the edit, not from the ticket"

    desk.looks(DOWN)
    assert desk.words_of(1) == ["Bonjour"]
    desk.looks(said("Bonjour, où est mon colis ?"))

    assert desk.words_of(1) == ["Bonjour", "Bonjour, où est mon colis ?"]
    message = desk.messages.get("linkedin", ACCOUNT, comment(1))
    assert message is not None
    assert message.edited_at == edited_at
    assert (desk.ticket.look_up_at, desk.ticket.wanted_words) == (None, ())


def test_the_words_of_a_message_that_joins_a_ticket_are_asked_for_again(desk: Desk) -> None:
    desk.told(1, text="Bonjour")
    desk.clock.pass_time(hours=30)
    desk.told(2, text=None, details=WORDLESS)
    desk.looks(DOWN)
    desk.looks(said("Et mon colis ?"))

    assert desk.words_of(2) == ["Et mon colis ?"], "it said so from the start: no edit"
    assert desk.ticket.look_up_at is None


def test_each_wordless_message_is_found_whatever_becomes_of_the_others(desk: Desk) -> None:
    desk.told(1, text=None, details=WORDLESS)
    desk.clock.pass_time(seconds=20)
    desk.told(2, text=None, details=WORDLESS)
    desk.looks(said("Un"), response({}, 404))
    assert desk.words_of(1) == ["Un"]
    assert desk.ticket.wanted_words == ()
    assert [what for what in desk.trail(desk.ticket.id) if what == "words_not_shown_by_platform"] == [
        "words_not_shown_by_platform"
    ]


def test_two_edits_are_found_one_after_the_other(desk: Desk) -> None:
    desk.told(1, text="Un")
    for text in ("Deux", "Trois"):
        desk.clock.pass_time(minutes=30)
        desk.told(1, EventKind.EDITED, text=None, details=WORDLESS)
        desk.looks(said(text))
    assert desk.words_of(1) == ["Un", "Deux", "Trois"]


def test_an_edit_whose_words_came_another_way_is_asked_for_no_more(desk: Desk) -> None:
    desk.told(1, text="Un")
    desk.clock.pass_time(minutes=5)
    desk.told(1, EventKind.EDITED, text=None, details=WORDLESS)
    desk.clock.pass_time(seconds=10)
    desk.told(1, EventKind.EDITED, text="Deux")
    assert desk.ticket.look_up_at is None


def test_the_platform_is_asked_for_a_day_and_no_longer(desk: Desk) -> None:
    desk.told(1, text="Un")
    desk.clock.pass_time(hours=20)
    desk.told(1, EventKind.EDITED, text=None, details=WORDLESS)
    began, looks = desk.clock.at, 0
    while desk.ticket.look_up_at is not None:
        desk.looks(DOWN)
        looks += 1
    assert 10 <= looks <= 12
    assert desk.clock.at - began <= 2 * PATIENCE
    assert desk.ticket.wanted_words == ()


def test_no_more_messages_are_asked_for_than_an_item_may_hold(desk: Desk) -> None:
    desk.told(0, text="Bonjour")
    for number in range(1, 30):
        desk.told(number, text=None, details=WORDLESS)
    assert [one.message_id for one in desk.ticket.wanted_words] == [comment(n) for n in range(30 - MAX_WANTED, 30)]


def test_a_ticket_of_an_earlier_version_still_asks_for_the_message_that_opened_it(desk: Desk) -> None:
    desk.told(1, text=None, details=WORDLESS)
    desk.tickets.save(replace(desk.ticket, wanted_words=()))
    desk.looks(said("Un"))
    assert desk.words_of(1) == ["Un"]


def test_a_wordless_edit_of_a_message_without_a_ticket_asks_for_nothing(desk: Desk) -> None:
    event: InboundEvent = an_event("m9", kind=EventKind.EDITED, event_id="e9", text=None, details=WORDLESS)
    assert desk.store(event, QUESTION).ticket_id is None
    assert desk.tickets.stored == {}
