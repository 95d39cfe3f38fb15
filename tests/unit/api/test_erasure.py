"""DELETE /customers/{id}: nothing of the person is left anywhere, the counts are, and it can be done again."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, fields, replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from functions.api.customers.erasure import EraseCustomer
from functions.api.reports.use_cases import ReportService
from shared.domain.access.callers import Caller
from shared.domain.access.tokens import Scope
from shared.domain.channels.sending import SendResult
from shared.domain.customers.model import Customer
from shared.domain.errors import NotFoundError, UpstreamError
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.messages.reactions import REACTION
from shared.domain.proposals.model import Proposal, ProposalKind, proposal_id
from shared.domain.replies.model import Mode
from shared.domain.vocabulary import AttachmentStatus, Category, Direction, EventKind, SendClass, Status, Visibility
from tests.fakes.agents import FakeAgents
from tests.fakes.figures import FakeFigures
from tests.fakes.samples import a_classification
from tests.fakes.stored import START
from tests.fakes.texts import FakeErasureLog, a_long_text
from tests.unit.api.fake_api import FakeApi, a_ticket
from tests.unit.replies.day import Day
from tests.unit.respond.test_faults import Accident, Died

MIA = Author(id="7", name="Mia Larsen", handle="mialarsen")
SAID = ("Larsen", "mialarsen", "remboursement", "photo.example", "Bonjour Mia", "psid-mia", "post:7", "💔")
PORTS = ("customers", "tickets", "messages", "conversations", "history", "replies", "automatic_messages", "notes",
         "automatic_texts", "incidents", "texts", "media", "proposals")  # fmt: skip
ADMIN = Caller(id="h", name="dpo", scopes=frozenset({Scope.ADMIN}))


def a_life(day: Day) -> str:
    """Mia wrote under a post, was answered, moved to private, praised us elsewhere, and wrote there again."""
    photo = Attachment(type="image", source_url="https://photo.example/1.jpg")
    day.writes("m1", text="Je veux un remboursement", author=MIA, attachments=(photo,), permalink="https://x/mialarsen")
    key = a_long_text(day.store_side.texts, "un très long remboursement")
    day.writes("m2", minutes=2, text=None, text_key=key, author=MIA)
    day.platform.answers = [SendResult(outcome=SendClass.SENT, recipient_id="psid-mia")]
    day.answers("Bonjour Mia, quel est votre numéro ?", mode=Mode.PRIVATE)
    private = {"conversation_id": "psid-mia", "author": Author(id="psid-mia", name="Mia Larsen")}
    day.writes_in_private("d1", 20, text="Le remboursement de la photo.example", **private)
    day.store_side.store(_reaction(day, "a-app"), None)
    answer = {**private, "author": None, "channel": "messenger", "visibility": Visibility.PRIVATE, "parent_id": None}
    day.store_side.store(day.event("a-app", 22, kind=EventKind.ECHO, text="Merci, Larsen", **answer), None)
    praise = a_classification(category=Category.PRAISE, needs_response=False)
    day.store_side.store(day.event("p1", 30, text="Super remboursement", conversation_id="other:7", author=MIA), praise)
    (customer_id,) = day.store_side.customers.stored
    return customer_id


def _reaction(day: Day, message_id: str) -> InboundEvent:
    """Mia's, to what we wrote in private."""
    return day.event(
        message_id,
        25,
        event_id=f"reaction:{message_id}",
        kind=EventKind.SIGNAL,
        channel="messenger",
        visibility=Visibility.PRIVATE,
        conversation_id="psid-mia",
        author=Author(id="psid-mia"),
        text=None,
        details={REACTION: "💔"},
    )


def somebody_else(day: Day) -> None:
    day.writes("n1", minutes=40, text="Bonjour", conversation_id="post:8", author=Author(id="8", name="Noé"))


def erase(day: Day, customer_id: str, accident: Accident | None = None, **settings: Any) -> Customer:
    through = accident.through if accident is not None else lambda _, port: port
    ports = {name: through(name, getattr(day.store_side, name)) for name in PORTS}
    settings = {"log": FakeErasureLog(), **settings}
    return EraseCustomer(**ports, clock=day.store_side.clock, **settings)(ADMIN, customer_id)


def everything(day: Day) -> str:
    """All that is stored, as one text; keys included."""
    held = [
        day.store_side.tickets,
        day.store_side.messages,
        day.store_side.conversations,
        day.store_side.history,
        day.store_side.replies,
    ]
    stored = [dict(port.stored) for port in held]
    return repr([stored, day.store_side.customers.stored, day.store_side.texts.stored])


def test_nothing_of_the_person_is_left() -> None:
    day = Day()
    customer_id = a_life(day)
    assert all(word in everything(day) for word in SAID)

    proof = erase(day, customer_id)

    assert [word for word in SAID if word in everything(day)] == []
    assert proof.erased_at is not None


def test_what_was_proposed_about_the_person_goes_with_the_rest() -> None:
    day = Day()
    customer_id = a_life(day)
    proposals = day.store_side.proposals
    for ticket in day.store_side.tickets.stored.values():
        proposals.propose(a_proposal(ProposalKind.THANK_YOU, ticket.id))
    public = [
        message
        for message in day.store_side.messages.stored.values()
        if message.ticket_id is None and message.visibility is Visibility.PUBLIC
    ]
    assert public, "she praised us elsewhere"
    for message in public:
        about = (message.channel, message.account_id, message.message_id)
        proposals.propose(a_proposal(ProposalKind.LIKE, *about))
        proposals.propose(a_proposal(ProposalKind.OPENING, *about))
        proposals.propose(a_proposal(ProposalKind.HIDE, *about))
    for message in day.store_side.messages.stored.values():
        if message.direction is Direction.INBOUND and message.visibility is Visibility.PUBLIC:
            proposals.propose(a_proposal(ProposalKind.HIDE, message.channel, message.account_id, message.message_id))
    proposals.propose(a_proposal(ProposalKind.POST, "acme", "tip"))
    erase(day, customer_id)
    assert [each.kind for each in proposals.of_brand("acme")] == [ProposalKind.POST]


def a_proposal(kind: ProposalKind, *about: str) -> Proposal:
    return Proposal(
        id=proposal_id(kind, *about),
        brand="acme",
        kind=kind,
        channel="facebook",
        account_id="1",
        created_at=START,
        expires_at=START + timedelta(days=7),
    )


def test_files_that_we_sent_go_with_the_rest() -> None:
    day = Day()
    customer_id = a_life(day)
    sent = next(each for each in day.store_side.messages.stored.values() if each.direction is Direction.OUTBOUND)
    place = (sent.channel, sent.account_id, sent.message_id)
    key = day.store_side.media.key("acme", message=place, attachment_id="A-1", keep_for=timedelta(days=365))
    day.store_side.media.put(key, BytesIO(b"%PDF-"), mime_type="application/pdf", message=place)
    invoice = Attachment(type="file", id="A-1", title="Larsen.pdf", status=AttachmentStatus.STORED, key=key)
    day.store_side.messages.save(replace(sent, attachments=(invoice,)))
    erase(day, customer_id)
    assert day.store_side.media.stored == {}
    assert "Larsen" not in everything(day)


def test_the_proof_says_how_much_and_by_whom_and_nothing_else() -> None:
    day = Day()
    customer_id = a_life(day)

    proof = erase(day, customer_id)

    assert (proof.erased_tickets, proof.erased_messages) == (1, 4)
    assert (proof.erased_by, proof.erasing_since) == ("dpo", day.store_side.clock.at)
    told = {name for name, value in asdict(proof).items() if value}
    assert told == {
        *("id", "brand", "first_seen_at", "last_seen_at", "expires_at"),
        *("erasing_since", "erased_by", "erased_at", "erased_tickets", "erased_messages"),
    }


def test_counts_and_times_of_the_ticket_stay_for_the_reports() -> None:
    day = Day()
    customer_id = a_life(day)
    before = day.ticket

    erase(day, customer_id)

    ticket = day.ticket
    kept = ("category", "priority", "channel", "created_at", "first_response_at", "message_count", "language")
    assert all(getattr(ticket, name) == getattr(before, name) for name in kept)
    assert (ticket.status, ticket.is_open, ticket.next_due_at) == (Status.CLOSED, False, None)
    counted = FakeFigures()
    for change in day.store_side.tickets.changes:
        counted.happened("acme", change, START)
    report = ReportService(figures=counted, agents=FakeAgents())
    figures = report("acme", START - timedelta(days=1), START + timedelta(days=1))
    assert (figures.opened, figures.answered) == (1, 1)
    assert day.trail()[-1] == "erased" or "erased" in day.trail()


def test_other_people_are_left_alone() -> None:
    day = Day()
    customer_id = a_life(day)
    somebody_else(day)

    erase(day, customer_id)

    message = day.store_side.messages.get("facebook", "100100100100100", "n1")
    assert message is not None
    assert (message.text, message.author_name) == ("Bonjour", "Noé")
    assert day.store_side.conversations.get("facebook", "100100100100100", "post:8") is not None


def test_a_platform_that_delivers_it_again_cannot_bring_it_back() -> None:
    day = Day()
    customer_id = a_life(day)
    erase(day, customer_id)

    day.writes("m1", text="Je veux un remboursement", author=MIA)
    day.writes("m1", text="Je veux un remboursement", author=MIA, event_id="another")
    day.writes("m1", 50, text="Je veux un remboursement !", author=MIA, kind="edited")

    assert "remboursement" not in everything(day)


def test_erasing_twice_is_erasing_once() -> None:
    day = Day()
    customer_id = a_life(day)
    first = erase(day, customer_id)
    stored = everything(day)
    day.store_side.clock.pass_time(days=1)

    assert erase(day, customer_id) == first
    assert everything(day) == stored


def test_somebody_who_writes_again_afterwards_can_be_erased_again() -> None:
    day = Day()
    customer_id = a_life(day)
    erase(day, customer_id)
    day.writes("m9", minutes=90, text="Encore un remboursement", author=MIA)
    day.store_side.clock.pass_time(days=1)

    proof = erase(day, customer_id)

    assert "remboursement" not in everything(day)
    assert (proof.erased_tickets, proof.erased_messages) == (2, 5)
    assert proof.erased_at == day.store_side.clock.at


def test_two_customers_who_turn_out_to_be_one_person_are_erased_together() -> None:
    """Her private conversation had a ticket of its own, and was later joined to the public one."""
    day = Day()
    private = {"conversation_id": "psid-mia", "author": Author(id="psid-mia", name="Mia Larsen")}
    day.writes_in_private("d0", -60, text="Un vieux remboursement", **private)
    old = day.ticket
    day.change(status=Status.CLOSED, waiting_since=None)
    day.writes("m1", text="Je veux un remboursement", author=MIA)
    public = next(ticket for ticket in day.store_side.tickets.stored.values() if ticket.id != old.id)
    day.platform.answers = [SendResult(outcome=SendClass.SENT, recipient_id="psid-mia")]
    day.answers("Bonjour Mia", mode=Mode.PRIVATE, ticket_id=public.id)
    assert public.customer_id is not None

    erase(day, public.customer_id)

    assert [word for word in SAID if word in everything(day)] == []
    assert {customer.erased_at is not None for customer in day.store_side.customers.stored.values()} == {True}


def linked(day: Day, *pairs: tuple[str, str]) -> None:
    """Customers linked by hand. Each is a person of their own, with a name that must go and a ticket."""
    customers = day.store_side.customers
    for name in sorted({name for pair in pairs for name in pair} - set(customers.stored)):
        day.store_side.tickets.save(a_ticket(f"T-{name}", customer_id=name, customer_name=f"Larsen {name}"))
        customers.remember(
            Customer(
                id=name,
                brand="acme",
                identities={"x": f"{name}-larsen"},
                name=f"Larsen {name}",
                first_seen_at=START,
                last_seen_at=START,
                tickets=frozenset({f"T-{name}"}),
            )
        )
    for one, other in pairs:
        customers.link(customers.stored[one], customers.stored[other], by="Boss", at=START)


@pytest.mark.parametrize("asked_for", ["one", "two", "three"])
@pytest.mark.parametrize(
    "pairs", [[("one", "two"), ("two", "three")], [("one", "two"), ("two", "three"), ("three", "one")]]
)
def test_customers_linked_by_hand_are_erased_together_and_their_links_go(
    asked_for: str, pairs: list[tuple[str, str]]
) -> None:
    day = Day()
    linked(day, *pairs)

    proof = erase(day, asked_for)

    assert proof.erased_at is not None
    assert {customer.erased_tickets for customer in day.store_side.customers.stored.values()} == {1}
    assert {customer.linked for customer in day.store_side.customers.stored.values()} == {()}
    assert "larsen" not in everything(day).casefold()


def test_a_link_that_was_taken_back_leads_to_nobody() -> None:
    day = Day()
    linked(day, ("one", "two"))
    day.store_side.customers.unlink("two", "one")

    erase(day, "one")

    assert day.store_side.customers.stored["two"].name == "Larsen two"
    assert day.store_side.tickets.stored["T-two"].customer_name == "Larsen two"


def test_a_link_to_a_record_that_has_expired_does_not_stop_an_erasure() -> None:
    day = Day()
    linked(day, ("one", "two"))
    del day.store_side.customers.stored["two"]

    assert erase(day, "one").linked == ()


def _calls_of_two() -> list[str]:
    day, accident = Day(), Accident(0, "never", Died)
    linked(day, ("one", "two"))
    erase(day, "one", accident)
    return accident.calls


@pytest.mark.parametrize("number", range(1, len(_calls_of_two()) + 1))
@pytest.mark.parametrize("moment", ["before", "after"])
def test_wherever_the_erasure_of_linked_customers_is_interrupted_asking_again_finishes_it(
    number: int, moment: str
) -> None:
    day = Day()
    linked(day, ("one", "two"))
    with suppress(Died, UpstreamError):
        erase(day, "one", Accident(number, moment, Died))

    erase(day, "one")

    customers = day.store_side.customers.stored
    assert [(each.erased_at is not None, each.erased_tickets, each.linked) for each in customers.values()] == [
        (True, 1, ())
    ] * 2
    assert "larsen" not in everything(day).casefold()


def test_a_person_with_too_much_for_one_request_is_erased_by_asking_again() -> None:
    day = Day()
    customer_id = a_life(day)
    for _ in range(200):
        proof = erase(day, customer_id, time_limit=timedelta(0)) if _ % 2 else erase(day, customer_id)
        if proof.erased_at is not None:
            break
    assert proof.erased_at is not None

    late = Day()
    customer_id = a_life(late)
    assert erase(late, customer_id, time_limit=timedelta(0)).erased_at is None
    assert late.store_side.customers.stored[customer_id].erasing_since is not None


def test_many_tickets_without_a_message_left_do_not_exceed_the_time_of_one_request() -> None:
    day = Day()
    customer_id = a_life(day)
    (known,) = day.store_side.customers.stored.values()
    more = frozenset(f"T-OLD-{number}" for number in range(50))
    for ticket_id in more:
        day.store_side.tickets.save(a_ticket(id=ticket_id, customer_id=customer_id))
    day.store_side.customers.stored[customer_id] = replace(known, tickets=known.tickets | more)

    class Slow:
        """Each ticket takes a second."""

        def get(self, ticket_id: str) -> Any:
            day.store_side.clock.pass_time(seconds=1)
            return day.store_side.tickets.get(ticket_id)

        def save(self, ticket: Any) -> Any:
            return day.store_side.tickets.save(ticket)

    ports = {name: getattr(day.store_side, name) for name in PORTS} | {"tickets": Slow()}
    use_case = EraseCustomer(**ports, clock=day.store_side.clock, log=FakeErasureLog())
    runs = 0
    while day.store_side.customers.stored[customer_id].erased_at is None:
        began, runs = day.store_side.clock.at, runs + 1
        use_case(ADMIN, customer_id)
        assert day.store_side.clock.at - began < timedelta(seconds=15)
    assert 1 < runs < 30
    assert day.store_side.customers.stored[customer_id].erased_tickets == 51


def _calls() -> list[str]:
    day, accident = Day(), Accident(0, "never", Died)
    erase(day, a_life(day), accident)
    return accident.calls


def _accidents() -> Iterator[Any]:
    for number, name in enumerate(_calls(), start=1):
        for moment in ("before", "after"):
            yield pytest.param(number, moment, id=f"{moment} {number} {name}")


@pytest.mark.parametrize(("number", "moment"), list(_accidents()))
def test_wherever_it_is_interrupted_asking_again_finishes_it(number: int, moment: str) -> None:
    day = Day()
    customer_id = a_life(day)
    with suppress(Died, UpstreamError):
        erase(day, customer_id, Accident(number, moment, Died))

    proof = erase(day, customer_id)

    assert [word for word in SAID if word in everything(day)] == []
    assert (proof.erased_tickets, proof.erased_at is not None) == (1, True)
    assert proof.erased_messages in (3, 4)  # that of a message without a ticket may be lost to an accident


def test_a_customer_nobody_knows(api: FakeApi) -> None:
    assert api.call("DELETE", "/customers/none").status == 404
    with pytest.raises(NotFoundError):
        erase(Day(), "C-none")


def test_over_http_the_proof_comes_back_and_only_an_admin_may_ask(api: FakeApi) -> None:
    api.store(a_ticket())
    api.customers.remember(
        Customer(
            id="cus_1",
            brand="acme",
            identities={"facebook": "9"},
            name="Luc Martin",
            first_seen_at=START,
            last_seen_at=START,
            tickets=frozenset({"T1"}),
        )
    )
    api.token("ndk_writer", Scope.TICKETS_READ, Scope.TICKETS_WRITE)
    api.token("ndk_other", Scope.ADMIN, brands=("other",))

    assert api.call("DELETE", "/customers/cus_1", token="ndk_writer").status == 403
    assert api.call("DELETE", "/customers/cus_1", token="ndk_other").status == 404
    answered = api.call("DELETE", "/customers/cus_1")

    assert (answered.status, answered.json) == (
        200,
        {
            "id": "cus_1",
            "brand": "acme",
            "complete": True,
            "asked_at": "2026-03-02T09:00:00.000Z",
            "erased_at": "2026-03-02T09:00:00.000Z",
            "by": "everything",
            "tickets": 1,
            "messages": 1,
        },
    )
    shown = api.call("GET", "/customers/cus_1").json
    assert (shown["name"], shown["identities"], shown["tickets"]) == (None, {}, [])
    assert api.call("GET", "/tickets/T1").json["customer"] == {"id": "cus_1", "handle": None, "name": None}


def test_what_is_left_to_do_is_said(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    api.customers.remember(
        Customer(id="c", brand="acme", first_seen_at=START, last_seen_at=START, tickets=frozenset({"T"}))
    )
    monkeypatch.setattr(api.customers, "forget_ticket", lambda *_, **__: None)  # a message comes in between
    answered = api.call("DELETE", "/customers/c")
    assert (answered.status, answered.json["complete"], answered.headers["Retry-After"]) == (202, False, "1")


def test_every_field_of_a_message_that_may_name_a_person_is_emptied() -> None:
    """A field added later has to be looked at here."""
    day = Day()
    customer_id = a_life(day)
    erase(day, customer_id)
    kept = {
        *("channel", "account_id", "message_id", "revision", "brand", "direction", "automatic", "surface"),
        *("visibility", "ticket_id", "language", "category", "sentiment", "occurred_at", "received_at"),
        *("stored_at", "edited_at", "deleted_at", "hidden", "hidden_at", "answered_by_person_at", "delivery_error"),
        *("outcomes", "expires_at", "listening"),
    }
    for message in day.store_side.messages.stored.values():
        if message.direction == "inbound":
            left = {f.name for f in fields(message) if getattr(message, f.name)}
            assert left <= kept


def test_a_reaction_after_the_erasure_is_not_kept() -> None:
    day = Day()
    erase(day, a_life(day))
    day.store_side.store(replace(_reaction(day, "a-app"), event_id="reaction:again"), None)
    assert "💔" not in everything(day)


def test_an_erasure_is_noted_outside_the_table_before_anything_is_erased() -> None:
    """After a restore of the table the erasures are done again."""
    day = Day()
    customer_id = a_life(day)
    log = FakeErasureLog()
    erase(day, customer_id, log=log)
    (brand, by, _at) = log.noted[customer_id]
    assert (brand, by) == ("acme", ADMIN.name)


def test_without_the_note_nothing_is_erased() -> None:
    class Broken(FakeErasureLog):
        def note(self, customer_id: str, **_: Any) -> None:
            raise UpstreamError("s3: SlowDown")

    day = Day()
    customer_id = a_life(day)
    before = everything(day)
    with pytest.raises(UpstreamError):
        erase(day, customer_id, log=Broken())
    assert everything(day) == before
