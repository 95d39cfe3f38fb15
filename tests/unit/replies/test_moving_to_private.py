"""A public conversation goes on in private, on the same ticket, as far as the platform proves that it is one person."""

from datetime import timedelta

import pytest

from shared.domain.channels.sending import SendResult
from shared.domain.messages.event import Author
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.model import Mode, RefusalReason
from shared.domain.vocabulary import Outcome, SendClass, Status, Surface, Visibility
from tests.fakes.samples import a_classification
from tests.fakes.stored import START
from tests.unit.replies.day import PAGE, Day

X = {"channel": "x", "account_id": "3000000001"}
X_PRIVATE = {
    **X,
    "surface": Surface.DIRECT_MESSAGE,
    "visibility": Visibility.PRIVATE,
    "conversation_id": "7",
    "parent_id": None,
}
INVITATION = "Bonjour Mia, écrivez-nous en message privé."
TO_PSID = SendResult(outcome=SendClass.SENT, recipient_id="psid")


@pytest.fixture
def day() -> Day:
    return Day()


def test_on_x_the_invitation_is_public_and_the_message_that_follows_joins_the_ticket(day: Day) -> None:
    day.mentions()
    day.answers(INVITATION, mode=Mode.MOVE_TO_PRIVATE)
    assert day.posted == [INVITATION + " ^SB"]
    assert day.ticket.status is Status.PENDING

    stored = day.writes("d1", minutes=30, text="Voici mon numéro", **X_PRIVATE)

    assert (stored.outcome, stored.ticket_id) == (Outcome.APPENDED, day.ticket.id)
    ticket = day.ticket
    assert (ticket.message_count, ticket.status, ticket.last_message_id) == (2, Status.OPEN, "m1")
    assert ticket.conversations == (("x", "root:7"), ("x", "7"))
    assert "moved_to_private" in day.trail()


def test_somebody_elses_private_message_does_not_join(day: Day) -> None:
    day.mentions()
    day.answers(INVITATION, mode=Mode.MOVE_TO_PRIVATE)

    day.writes("d1", minutes=30, **{**X_PRIVATE, "conversation_id": "8", "author": Author(id="8")})

    assert len(day.store_side.tickets.stored) == 2


def test_on_facebook_the_private_reply_names_the_person_and_their_answer_joins(day: Day) -> None:
    day.writes()
    day.platform.answers = [SendResult(outcome=SendClass.SENT), TO_PSID]

    answered = day.answers(INVITATION, mode=Mode.MOVE_TO_PRIVATE, private_text="Quel est votre numéro de commande ?")

    assert [(post.visibility.value, post.text) for post in day.platform.posts] == [
        ("public", INVITATION + " ^SB"),
        ("private", "Quel est votre numéro de commande ?"),
    ]
    assert [reply.status for reply in answered.replies] == [OutboxStatus.SENT, OutboxStatus.SENT]
    assert (day.ticket.private_channel, day.ticket.private_conversation_id) == ("messenger", "psid")
    private = day.store_side.messages.get("messenger", PAGE, "post-2")
    assert private is not None
    assert (private.conversation_id, private.ticket_id) == ("psid", day.ticket.id)

    stored = day.writes_in_private("d1", minutes=30)
    assert (stored.outcome, stored.ticket_id) == (Outcome.APPENDED, day.ticket.id)
    assert len(day.store_side.tickets.stored) == 1


def test_after_the_move_each_answer_goes_where_the_agent_wants_it(day: Day) -> None:
    day.writes()
    day.platform.answers = [TO_PSID]
    day.answers("Quel est votre numéro ?", mode=Mode.PRIVATE)
    day.writes_in_private("d1", minutes=30)
    day.store_side.clock.at = START + timedelta(minutes=40)

    day.answers("Merci, c'est réparé.", key="k2", mode=Mode.PRIVATE)
    day.answers("Merci Mia, tout est réglé !", key="k3")

    private, public = day.platform.posts[1:]
    assert (private.channel, private.recipient_id, private.text) == ("messenger", "psid", "Merci, c'est réparé.")
    assert (public.channel, public.in_reply_to, public.text) == ("facebook", "m1", "Merci Mia, tout est réglé ! ^SB")
    assert day.ticket.status is Status.PENDING


def test_until_the_customer_answers_in_private_there_is_one_private_reply(day: Day) -> None:
    day.writes()
    day.platform.answers = [TO_PSID]
    day.answers("Quel est votre numéro ?", mode=Mode.PRIVATE)

    refusal = day.answers("Êtes-vous là ?", key="k2", mode=Mode.PRIVATE).refusal

    assert refusal is not None
    assert (refusal.reason, len(day.posted)) == (RefusalReason.CUSTOMER_FIRST, 1)


def test_without_proof_nothing_is_joined(day: Day) -> None:
    """A public invitation alone does not tell who the customer is on Messenger."""
    day.writes()
    day.answers(INVITATION, mode=Mode.MOVE_TO_PRIVATE)

    day.writes_in_private("d1", minutes=30)

    assert len(day.store_side.tickets.stored) == 2
    (moved,) = [entry for entry in day.store_side.history.stored.values() if entry.what == "moved_to_private"]
    assert moved.details["joined"] == "no"


def test_a_private_conversation_with_an_open_ticket_of_its_own_keeps_it(day: Day) -> None:
    day.writes("d0", minutes=-5, **X_PRIVATE)
    own = day.ticket.id
    day.mentions()
    public = next(ticket_id for ticket_id in day.store_side.tickets.stored if ticket_id != own)

    day.answers(INVITATION, mode=Mode.MOVE_TO_PRIVATE, ticket_id=public)
    stored = day.writes("d1", minutes=30, **X_PRIVATE)

    assert stored.ticket_id == own
    assert day.store_side.tickets.stored[public].private_conversation_id is None


def test_a_refused_private_message_leaves_the_invitation_and_says_so(day: Day) -> None:
    """X: the person takes no direct messages from us."""
    day.mentions()
    day.platform.answers = [
        SendResult(outcome=SendClass.SENT),
        SendResult(outcome=SendClass.PERMANENT, error="x_403"),
    ]
    answered = day.answers(INVITATION, mode=Mode.MOVE_TO_PRIVATE, private_text="Quel est votre numéro ?")

    assert [reply.status for reply in answered.replies] == [OutboxStatus.SENT, OutboxStatus.GIVEN_UP]
    assert answered.failed is None
    assert {"replied", "moved_to_private", "reply_failed"} <= set(day.trail())
    assert day.ticket.reply_at is None


def test_what_follows_in_private_is_not_acknowledged_by_a_robot(day: Day) -> None:
    """A person has moved the conversation; at night the customer knows whom they speak to."""
    day.store_side.clock.at = START.replace(hour=21)
    day.mentions()
    day.answers(INVITATION, mode=Mode.MOVE_TO_PRIVATE)

    stored = day.store_side.store(
        day.event("d1", minutes=60 * 13, **X_PRIVATE), a_classification(category="account_or_technical")
    )

    assert (stored.ticket_id, stored.acknowledge) == (day.ticket.id, False)


def test_a_deleted_private_message_stops_the_clock_of_the_ticket(day: Day) -> None:
    day.mentions()
    day.answers(INVITATION, mode=Mode.MOVE_TO_PRIVATE)
    day.writes("d1", minutes=30, **X_PRIVATE)
    day.writes("d2", minutes=35, **X_PRIVATE)
    day.writes("d1", minutes=40, **{**X_PRIVATE, "kind": "deleted", "text": None})
    assert day.ticket.waiting_since == START + timedelta(minutes=35)


def test_a_message_of_the_moved_conversation_delivered_twice_counts_once(day: Day) -> None:
    day.mentions()
    day.answers(INVITATION, mode=Mode.MOVE_TO_PRIVATE)
    for _ in range(3):
        day.writes("d1", minutes=30, **X_PRIVATE)
    day.mentions("m2", minutes=40, text="Toujours rien ?")
    assert (day.ticket.message_count, day.ticket.last_message_id) == (3, "m2")
    assert day.ticket.unconfirmed == ("m2",)
