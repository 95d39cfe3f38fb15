"""Edits, deletions, answers in the platform's app, receipts; and all of them in any order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.errors import UnreadableEventError
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.messages.reactions import REACTION
from shared.domain.vocabulary import (
    Category,
    Direction,
    EventKind,
    Outcome,
    Priority,
    Sentiment,
    Status,
    Visibility,
)
from tests.examples import examples
from tests.fakes.brands import acme
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

PAGE = "100100100100100"
QUESTION = a_classification()
URGENT = a_classification(category=Category.OUTAGE, sentiment=Sentiment.NEGATIVE, urgent=True)


@pytest.fixture
def fakes() -> FakeStore:
    return FakeStore()


def edit(message_id: str, text: str, *, minutes: float) -> InboundEvent:
    return an_event(
        message_id,
        event_id=f"facebook:{PAGE}:{message_id}:edited:{minutes}",
        kind=EventKind.EDITED,
        text=text,
        occurred_at=START + timedelta(minutes=minutes),
    )


def deletion(message_id: str, *, minutes: float = 30) -> InboundEvent:
    return an_event(
        message_id,
        event_id=f"facebook:{PAGE}:{message_id}:deleted",
        kind=EventKind.DELETED,
        text=None,
        occurred_at=START + timedelta(minutes=minutes),
    )


def echo(message_id: str, parent_id: str, *, minutes: float, **fields: object) -> InboundEvent:
    event = an_event(
        message_id,
        event_id=f"facebook:{PAGE}:{message_id}:echo",
        kind=EventKind.ECHO,
        conversation_id=None,
        parent_id=parent_id,
        text="Bonjour Mia, nous regardons.",
        author=Author(id=PAGE),
        occurred_at=START + timedelta(minutes=minutes),
    )
    return replace(event, **fields)


def stored(fakes: FakeStore, message_id: str):
    message = fakes.messages.get("facebook", PAGE, message_id)
    assert message is not None
    return message


def ticket_of(fakes: FakeStore):
    assert len(fakes.tickets.stored) == 1
    return next(iter(fakes.tickets.stored.values()))


def test_an_edit_changes_the_message_in_place_and_keeps_its_history(fakes: FakeStore) -> None:
    fakes.store(an_event("m1", text="Bonjour"), QUESTION)
    result = fakes.store(edit("m1", "Bonjour, mon colis ?", minutes=2), QUESTION)

    message = stored(fakes, "m1")
    assert result.outcome is Outcome.EDITED
    assert message.text == "Bonjour, mon colis ?"
    assert [edition.text for edition in message.editions] == ["Bonjour"]
    assert ticket_of(fakes).excerpt == "Bonjour, mon colis ?"
    assert ticket_of(fakes).message_count == 1


def test_an_edit_that_makes_it_urgent_escalates_and_never_acknowledges_again(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    result = fakes.store(edit("m1", "URGENT plus de réseau dans toute la ville", minutes=2), URGENT)

    ticket = ticket_of(fakes)
    assert ticket.priority is Priority.URGENT
    assert ticket.escalate_at is not None
    assert not result.acknowledge


def test_an_edit_that_says_something_else_opens_the_ticket_its_message_did_not(fakes: FakeStore) -> None:
    nothing = a_classification(category=Category.MENTION, needs_response=False)
    assert fakes.store(an_event("m1", text="@mia regarde"), nothing).outcome is Outcome.IGNORED
    result = fakes.store(edit("m1", "URGENT plus de réseau dans toute la ville", minutes=2), URGENT)

    ticket, message = ticket_of(fakes), stored(fakes, "m1")
    assert (result.outcome, result.ticket_id, result.escalate_now) == (Outcome.EDITED, ticket.id, True)
    assert (message.ticket_id, message.waits, ticket.waiting_since) == (ticket.id, True, START)
    assert ticket.excerpt == "URGENT plus de réseau dans toute la ville"
    assert fakes.metrics.of("TicketsOpened", priority=ticket.priority) == 1
    assert fakes.store(edit("m1", "URGENT plus de réseau dans toute la ville", minutes=2), URGENT).duplicate


def test_an_edit_that_does_not_say_what_it_says_now_replaces_nothing(fakes: FakeStore) -> None:
    fakes.store(an_event("m1", text="Bonjour, mon colis ?"), QUESTION)
    result = fakes.store(replace(edit("m1", "", minutes=2), text=None), a_classification(category=Category.MENTION))

    message = stored(fakes, "m1")
    assert result.outcome is Outcome.EDITED
    assert (message.text, message.editions, message.category) == ("Bonjour, mon colis ?", (), Category.QUESTION)


PHOTO = (Attachment(type="image", source_url="https://cdn.example/p.jpg"),)


def test_a_caption_that_the_customer_takes_away_is_shown_no_longer(fakes: FakeStore) -> None:
    fakes.store(an_event("m1", text="Voici mon mot de passe", attachments=PHOTO), QUESTION)
    fakes.store(replace(edit("m1", "", minutes=2), text=None, attachments=PHOTO), QUESTION)

    message, ticket = stored(fakes, "m1"), ticket_of(fakes)
    assert (message.text, [one.type for one in message.attachments]) == (None, ["image"])
    assert [edition.text for edition in message.editions] == ["Voici mon mot de passe"]
    assert (ticket.excerpt, ticket.shown_excerpt.kind) == ("", "image")


def test_a_message_that_becomes_an_opt_out_is_a_persons_work(fakes: FakeStore) -> None:
    nothing = a_classification(category=Category.MENTION, needs_response=False)
    fakes.store(an_event("m1", text="@mia regarde"), nothing)
    fakes.store(edit("m1", "Plus de réponses automatiques svp", minutes=2), nothing)

    assert ticket_of(fakes).needs_response


def test_words_that_come_after_their_message_are_what_it_said_all_along(fakes: FakeStore) -> None:
    wordless = an_event("m1", text=None, author=None, conversation_id="post:m1", details={"look_up": "wanted"})
    fakes.store(wordless, a_classification(language="und", sure=False))
    assert ticket_of(fakes).look_up_at == fakes.clock.now() + timedelta(minutes=1)
    words = replace(edit("m1", "URGENT plus de réseau", minutes=0), details={"look_up": "found"})
    words = replace(words, author=Author(handle="mia"), permalink="https://www.example/p/1")
    result = fakes.store(words, URGENT)

    message, ticket = stored(fakes, "m1"), ticket_of(fakes)
    assert (message.text, message.editions, message.edited_at) == ("URGENT plus de réseau", (), None)
    assert (message.author_handle, message.permalink) == ("mia", "https://www.example/p/1")
    assert (ticket.category, ticket.look_up_at, ticket.customer_handle) == (Category.OUTAGE, None, "mia")
    assert ticket.permalink == "https://www.example/p/1"
    assert (ticket.priority, result.escalate_now) == (Priority.URGENT, True)


def test_an_edit_of_our_own_answer_says_nothing_about_the_ticket(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    fakes.store(echo("a1", "m1", minutes=6), None)
    before = ticket_of(fakes)
    fakes.store(edit("a1", "URGENT", minutes=7), URGENT)

    assert ticket_of(fakes) == before
    assert stored(fakes, "a1").text == "URGENT"


def test_an_echo_that_its_own_edit_overtook_says_what_the_edit_says(fakes: FakeStore) -> None:
    fakes.store(replace(edit("a1", "Bonjour Mia, c'est réglé.", minutes=7), author=Author(id=PAGE)), QUESTION)
    fakes.store(echo("a1", "m1", minutes=6), None)

    assert stored(fakes, "a1").text == "Bonjour Mia, c'est réglé."


def test_a_deletion_erases_text_and_media_stops_the_clocks_and_tells_the_agent(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    fakes.store(edit("m1", "autre texte", minutes=2), QUESTION)
    result = fakes.store(deletion("m1"), None)

    message, ticket = stored(fakes, "m1"), ticket_of(fakes)
    assert result.outcome is Outcome.DELETED
    assert (message.text, message.editions, message.attachments) == (None, (), ())
    assert message.deleted_at is not None
    assert ticket.waiting_since is None
    assert ticket.excerpt == ""
    assert ticket.next_due_at is None
    assert "withdrawn_by_customer" in fakes.trail(ticket.id)


def test_a_deletion_of_one_of_two_messages_leaves_the_other_waiting(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    fakes.store(an_event("m2", occurred_at=START + timedelta(minutes=4)), QUESTION)
    fakes.store(deletion("m1"), None)

    assert ticket_of(fakes).waiting_since == START + timedelta(minutes=4)
    assert ticket_of(fakes).status is Status.NEW


@pytest.mark.parametrize("late", [False, True])
def test_after_a_deletion_answers_go_to_what_still_stands_there(fakes: FakeStore, late: bool) -> None:
    events = [an_event("m2", occurred_at=START + timedelta(minutes=4)), deletion("m2")]
    fakes.store(an_event("m1"), QUESTION)
    for event in reversed(events) if late else events:
        fakes.store(event, QUESTION)

    assert (ticket_of(fakes).last_message_id, ticket_of(fakes).waiting_since) == ("m1", START)


def test_a_late_message_does_not_come_back_from_its_deletion(fakes: FakeStore) -> None:
    fakes.store(deletion("m1"), None)
    result = fakes.store(an_event("m1"), QUESTION)

    assert result.outcome is Outcome.DELETED
    assert stored(fakes, "m1").text is None
    assert not any(ticket.is_open for ticket in fakes.tickets.stored.values())
    assert not result.acknowledge
    assert not result.escalate_now


def test_an_answer_in_the_platforms_app_is_the_first_response(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    result = fakes.store(echo("a1", "m1", minutes=6), None)

    ticket = ticket_of(fakes)
    assert result.outcome is Outcome.OUTGOING
    assert ticket.first_response_at == START + timedelta(minutes=6)
    assert ticket.status is Status.PENDING
    assert ticket.waiting_since is None
    assert fakes.metrics.of("FirstResponseTime") == 360
    assert stored(fakes, "a1").direction is Direction.OUTBOUND


def test_the_echo_of_our_own_acknowledgement_is_no_answer_by_a_person(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    fakes.store(echo("a1", "m1", minutes=6, details={"reference": "ack:T-1"}), None)

    assert ticket_of(fakes).first_response_at is None
    assert stored(fakes, "a1").automatic


def test_nor_is_an_echo_whose_text_is_that_of_an_acknowledgement_under_way(fakes: FakeStore) -> None:
    """Facebook gives no reference back with a comment, and the echo may overtake our own record of the answer."""
    fakes.store(an_event("m1"), QUESTION)
    fakes.outbox.texts.add(("post:7", "Bonjour Mia, nous regardons."))
    fakes.store(echo("a1", "m1", minutes=6), None)

    assert ticket_of(fakes).first_response_at is None


def test_a_post_of_the_brand_itself_is_only_outgoing(fakes: FakeStore) -> None:
    result = fakes.store(replace(echo("p1", "m1", minutes=1), parent_id=None), None)

    assert result.outcome is Outcome.OUTGOING
    assert not fakes.tickets.stored


def test_what_another_profile_of_the_brand_writes_is_an_answer_and_no_customer(fakes: FakeStore) -> None:
    helps = replace(acme().accounts[0], id="200200200200200", handle="acmehelp")
    fakes.brands.stored["acme"] = replace(acme(), accounts=(*acme().accounts, helps))
    fakes.store(an_event("m1"), QUESTION)
    result = fakes.store(an_event("m2", author=Author(id=helps.id), parent_id="m1"), QUESTION)

    assert result.outcome is Outcome.OUTGOING
    assert ticket_of(fakes).first_response_at == START
    assert stored(fakes, "m2").direction is Direction.OUTBOUND


def test_a_failed_delivery_reaches_the_ticket(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    fakes.store(echo("a1", "m1", minutes=1), None)
    failed = an_event("a1", event_id="r1", kind=EventKind.RECEIPT, details={"status": "failed", "error_code": "131047"})
    result = fakes.store(failed, None)

    assert result.outcome is Outcome.STATUS
    assert stored(fakes, "a1").delivery_error == "131047"
    assert "delivery_failed" in fakes.trail(ticket_of(fakes).id)


def test_hiding_is_reversible_and_the_latest_by_platform_time_holds(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    hidden = an_event("m1", event_id="h", kind=EventKind.HIDDEN, occurred_at=START + timedelta(minutes=1))
    shown = an_event("m1", event_id="u", kind=EventKind.UNHIDDEN, occurred_at=START + timedelta(minutes=2))

    assert fakes.store(shown, None).outcome is Outcome.HIDDEN
    fakes.store(hidden, None)

    assert not stored(fakes, "m1").hidden
    assert stored(fakes, "m1").text is not None


def test_signals_and_warnings_leave_a_record_and_never_a_ticket(fakes: FakeStore) -> None:
    like = an_event(event_id="s1", kind=EventKind.SIGNAL, message_id=None, counts={"like": 40})
    warning = an_event(event_id="w1", kind=EventKind.ACCOUNT_WARNING, message_id=None, details={"reason": "block"})

    assert fakes.store(like, None).outcome is Outcome.SIGNAL
    read = an_event(event_id="r1", kind=EventKind.RECEIPT, message_id=None, counts={"read": 2})
    assert fakes.store(read, None).outcome is Outcome.STATUS
    assert fakes.store(like, None).duplicate
    assert fakes.store(warning, None).outcome is Outcome.OPS
    assert fakes.metrics.of("AccountWarnings", channel="facebook") == 1
    assert not fakes.tickets.stored


def reaction(message_id: str, emoji: str, *, minutes: float, author_id: str = "7") -> InboundEvent:
    return an_event(
        message_id,
        event_id=f"facebook:{PAGE}:{message_id}:reaction:{author_id}:{minutes}:{emoji}",
        kind=EventKind.SIGNAL,
        visibility=Visibility.PRIVATE,
        text=None,
        author=Author(id=author_id),
        occurred_at=START + timedelta(minutes=minutes),
        details={REACTION: emoji},
    )


def shown(fakes: FakeStore, message_id: str) -> list[str]:
    return [found.emoji for found in stored(fakes, message_id).reactions if found.emoji is not None]


def answered(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    fakes.store(echo("a1", "m1", minutes=5), None)


@pytest.mark.parametrize("emoji", ["👍", "👎", "😡"])
def test_a_reaction_to_our_message_is_shown_on_it_and_changes_nothing_else(fakes: FakeStore, emoji: str) -> None:
    answered(fakes)
    ticket, conversations = ticket_of(fakes), dict(fakes.conversations.stored)
    result = fakes.store(reaction("a1", emoji, minutes=8), None)
    assert shown(fakes, "a1") == [emoji]
    assert stored(fakes, "a1").reactions[0].at == START + timedelta(minutes=8)
    assert (result.outcome, result.ticket_id) == (Outcome.SIGNAL, ticket.id)
    assert (result.acknowledge, result.escalate_now) == (False, False)
    assert ticket_of(fakes) == ticket
    assert dict(fakes.conversations.stored) == conversations


def test_a_reaction_reopens_nothing(fakes: FakeStore) -> None:
    answered(fakes)
    fakes.tickets.save(replace(ticket_of(fakes), status=Status.RESOLVED))
    fakes.store(reaction("a1", "😡", minutes=8), None)
    assert ticket_of(fakes).status is Status.RESOLVED
    assert shown(fakes, "a1") == ["😡"]


def test_a_customers_latest_reaction_stands_alone_until_it_is_taken_back(fakes: FakeStore) -> None:
    answered(fakes)
    for minutes, emoji, expected in ((8, "👍", ["👍"]), (9, "❤", ["❤"]), (10, "", []), (8.5, "😡", [])):
        fakes.store(reaction("a1", emoji, minutes=minutes), None)
        assert shown(fakes, "a1") == expected
    assert fakes.store(reaction("a1", "👍", minutes=8), None).duplicate


def test_a_reaction_to_the_customers_own_message_is_only_counted_wherever_it_comes(fakes: FakeStore) -> None:
    fakes.store(reaction("m1", "👍", minutes=1), None)
    assert not fakes.tickets.stored
    assert stored(fakes, "m1").expires_at is not None
    fakes.store(an_event("m1"), QUESTION)
    fakes.store(reaction("m1", "❤", minutes=2), None)
    assert stored(fakes, "m1").reactions == ()
    assert stored(fakes, "m1").text is not None


def test_a_deleted_message_shows_no_reactions_whichever_came_first(fakes: FakeStore) -> None:
    answered(fakes)
    fakes.store(reaction("a1", "👍", minutes=8), None)
    fakes.store(deletion("a1"), None)
    fakes.store(reaction("a1", "❤", minutes=40), None)
    assert stored(fakes, "a1").reactions == ()


def test_a_message_keeps_twenty_reactions_of_sixteen_characters(fakes: FakeStore) -> None:
    answered(fakes)
    for number in range(25):
        fakes.store(reaction("a1", "x" * 300, minutes=10 + number, author_id=f"c{number}"), None)
    assert shown(fakes, "a1") == ["x" * 16] * 20
    assert stored(fakes, "a1").reactions[0].at == START + timedelta(minutes=15)


def test_a_reaction_that_names_no_message_or_nobody_is_parked(fakes: FakeStore) -> None:
    for unreadable in ({"message_id": None}, {"author": None}):
        with pytest.raises(UnreadableEventError):
            fakes.store(replace(reaction("a1", "👍", minutes=8), **unreadable), None)


STORY: list[tuple[InboundEvent, object]] = [
    (an_event("m1", text="Bonjour"), QUESTION),
    (edit("m1", "Bonjour ?", minutes=1), QUESTION),
    (edit("m1", "Bonjour, et mon colis ?", minutes=2), QUESTION),
    (an_event("m2", text="Et ma facture ?", occurred_at=START + timedelta(minutes=3)), QUESTION),
    (echo("a1", "m1", minutes=5), None),
    (an_event("m3", text="Toujours rien", occurred_at=START + timedelta(minutes=20)), QUESTION),
    (reaction("a1", "😡", minutes=6), None),
    (reaction("a1", "", minutes=7), None),
    (reaction("a1", "", minutes=8), None),
    (reaction("a1", "👍", minutes=8), None),
    (reaction("a1", "❤", minutes=9, author_id="8"), None),
    (reaction("m2", "👍", minutes=10), None),
]
WITH_DELETION = [*STORY, (deletion("m3"), None)]


def visible(fakes: FakeStore) -> object:
    """What an agent sees, without what legitimately tells arrival: versions and our own times."""
    messages = sorted(
        (
            *(m.message_id, m.text, tuple(e.text for e in m.editions), m.deleted_at, m.direction, m.conversation_id),
            m.reactions,
        )
        for m in fakes.messages.stored.values()
    )
    tickets = [
        (t.status, t.waiting_since, t.message_count, t.last_customer_message_at, t.first_response_at, t.priority)
        for t in fakes.tickets.stored.values()
    ]
    return messages, tickets


def played(events: list[tuple[InboundEvent, object]]) -> object:
    fakes = FakeStore()
    for event, classification in events:
        fakes.store(event, classification)
    return visible(fakes)


@given(st.permutations(STORY), st.lists(st.sampled_from(STORY), max_size=4))
@settings(max_examples=examples(150))
def test_any_order_and_any_repetition_end_in_the_same_state(order: list, repeated: list) -> None:
    assert played([*order, *repeated]) == played(STORY)


@given(st.permutations(WITH_DELETION))
@settings(max_examples=examples(150))
def test_and_so_does_a_deletion_wherever_it_arrives(order: list) -> None:
    assert played(order) == played(WITH_DELETION)


def behind(fakes: FakeStore, message_id: str) -> None:
    """The index of messages by conversation does not know that message yet."""
    listed = fakes.messages.of_conversation

    def of_conversation(*place: str, **page: object) -> object:
        found = listed(*place, **page)
        return replace(found, items=tuple(m for m in found.items if m.message_id != message_id))

    fakes.messages.of_conversation = of_conversation


def test_an_answer_does_not_end_the_wait_of_a_later_message_the_index_does_not_know_yet(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    fakes.store(an_event("m2", occurred_at=START + timedelta(minutes=10)), QUESTION)
    behind(fakes, "m2")

    fakes.store(echo("a1", "m1", minutes=9), None)

    ticket = next(iter(fakes.tickets.stored.values()))
    assert (ticket.status, ticket.waiting_since) == (Status.OPEN, START + timedelta(minutes=10))


def test_an_answer_does_not_end_the_wait_of_a_later_message_that_is_just_being_stored(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    fakes.store(an_event("m2", occurred_at=START + timedelta(minutes=10)), QUESTION)
    message = fakes.messages.stored.pop(("facebook", PAGE, "m2"))  # the ticket is written before the message

    fakes.store(echo("a1", "m1", minutes=9), None)

    ticket = next(iter(fakes.tickets.stored.values()))
    assert (ticket.status, ticket.waiting_since) == (Status.OPEN, message.occurred_at)


def test_a_deletion_does_not_end_a_ticket_with_a_message_the_index_does_not_know_yet(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    fakes.store(an_event("m2", occurred_at=START + timedelta(minutes=10)), QUESTION)
    behind(fakes, "m2")

    fakes.store(deletion("m1"), None)

    ticket = next(iter(fakes.tickets.stored.values()))
    assert (ticket.status, ticket.waiting_since) == (Status.NEW, START + timedelta(minutes=10))


def test_an_edit_of_a_message_that_never_comes_is_not_kept_for_ever(fakes: FakeStore) -> None:
    fakes.store(edit("m1", "Mon numéro est le 12345678", minutes=1), QUESTION)

    assert stored(fakes, "m1").expires_at is not None
