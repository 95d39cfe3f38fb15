"""An agent answers: where it goes, what becomes of the ticket, what is refused."""

from datetime import timedelta

import pytest

from functions.respond.replies.contract import result_from
from shared.channels import load_policy
from shared.domain.channels.sending import SendResult
from shared.domain.messages.event import Author
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.model import Mode, RefusalReason, ReplyRoute
from shared.domain.replies.routes import route_for
from shared.domain.vocabulary import Direction, EventKind, SendClass, Status, Surface, Visibility
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START
from tests.unit.replies.day import PAGE, Day

MINUTE = timedelta(minutes=1)


@pytest.fixture
def day() -> Day:
    return Day()


def test_a_public_answer_goes_under_the_customers_comment_signed_with_the_agents_initials(day: Day) -> None:
    day.writes()

    answered = day.answers()

    (post,) = day.platform.posts
    assert post.text == "Bonjour Mia, nous regardons. ^SB"
    assert (post.channel, post.visibility, post.in_reply_to, post.root_id) == ("facebook", "public", "m1", "post")
    (reply,) = answered.replies
    assert (reply.status, reply.message_id) == (OutboxStatus.SENT, "post-1")


def test_an_answer_to_a_mention_knows_the_media_and_that_it_is_one() -> None:
    ticket = a_ticket(
        channel="instagram", surface=Surface.MENTION, conversation_id="179:180", opening_message_id="180",
        last_message_id="180", author_id=None,
    )  # fmt: skip
    found = route_for(ticket, Visibility.PUBLIC, load_policy, START)
    assert isinstance(found, ReplyRoute)
    assert (found.root_id, found.in_reply_to, found.surface) == ("179", "180", Surface.MENTION)


def test_an_answer_makes_the_ticket_pending_and_stops_its_clocks(day: Day) -> None:
    day.writes()
    day.change(escalate_at=START + 30 * MINUTE, acknowledge_at=START + MINUTE)

    day.answers()

    ticket = day.ticket
    assert (ticket.status, ticket.waiting_since, ticket.reply_at) == (Status.PENDING, None, None)
    assert (ticket.first_response_at, ticket.first_response_since) == (START + 10 * MINUTE, START)
    assert (ticket.escalate_at, ticket.acknowledge_at) == (None, None)


def test_the_answer_stands_in_the_conversation_as_a_persons_words(day: Day) -> None:
    day.writes()
    day.answers()

    message = day.store_side.messages.get("facebook", PAGE, "post-1")
    assert message is not None
    assert (message.direction, message.automatic, message.author_name) == (Direction.OUTBOUND, False, "Sophie Bernard")
    assert (message.conversation_id, message.ticket_id) == ("post:7", day.ticket.id)
    conversation = day.store_side.conversations.get("facebook", PAGE, "post:7")
    assert conversation is not None
    assert conversation.last_person_answer_at == START + 10 * MINUTE


def test_the_audit_trail_says_who_answered_without_what(day: Day) -> None:
    day.writes()
    day.answers(actor_id="tok-1")

    entry = day.store_side.history.of_ticket(day.ticket.id).items[-1]
    assert (entry.what, entry.actor, entry.actor_id) == ("replied", "inbox", "tok-1")
    assert entry.details == {
        "message_id": "post-1",
        "channel": "facebook",
        "visibility": "public",
        "agent": "Sophie Bernard",
        "initials": "SB",
    }


def test_the_first_response_is_measured_once(day: Day) -> None:
    day.writes()
    day.answers()
    day.answers("Voilà, c'est réglé.", key="k2")

    assert day.store_side.metrics.of("FirstResponseTime") == 600
    assert day.store_side.metrics.of("RepliesSent") == 2


def test_a_private_answer_is_not_signed(day: Day) -> None:
    day.writes_in_private("d1", 0)

    day.answers("Quel est le numéro de commande ?", mode=Mode.PRIVATE)

    (post,) = day.platform.posts
    assert (post.text, post.recipient_id, post.visibility) == ("Quel est le numéro de commande ?", "psid", "private")


def test_a_text_that_is_signed_already_is_not_signed_twice(day: Day) -> None:
    day.writes()
    day.answers("Bonjour Mia. ^SB")
    assert day.posted == ["Bonjour Mia. ^SB"]


def test_initials_may_be_given(day: Day) -> None:
    day.writes()
    day.answers("Bonjour Mia.", agent="agent-17", initials="jt")
    assert day.posted == ["Bonjour Mia. ^JT"]


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Voilà ^SB", "Voilà ^sb", "Voilà  ^Sb "])
def test_a_signature_is_recognised_in_any_case(day: Day, text: str) -> None:
    day.writes()
    day.answers(text)
    assert day.posted == ["Voilà ^SB"]


@pytest.mark.parametrize("text", ["^SB", " ^sb ", "\u200b\u200b", "\u00ad", " \n\t"])
@pytest.mark.parametrize("mode", [Mode.PUBLIC, Mode.PRIVATE])
def test_a_signature_alone_and_what_nobody_can_see_is_nothing_to_send(day: Day, text: str, mode: Mode) -> None:
    day.writes()
    refusal = day.answers(text, mode=mode).refusal
    assert refusal is not None
    assert (refusal.reason, day.posted) == (RefusalReason.EMPTY, [])


@pytest.mark.parametrize(
    ("initials", "mark"), [("^sb", "^SB"), ("s. b.", "^SB"), ("\U0001f600", "^SB"), ("ßßß", "^SSSS"), ("李", "^李")]
)
def test_initials_are_letters_however_they_are_given(day: Day, initials: str, mark: str) -> None:
    day.writes()
    day.answers("Voilà", initials=initials)
    assert day.posted == [f"Voilà {mark}"]


def test_a_text_that_is_too_long_with_its_signature_is_refused_with_what_fits(day: Day) -> None:
    day.mentions()

    answered = day.answers("é" * 277)

    assert answered.refusal is not None
    assert (answered.refusal.reason, day.posted) == (RefusalReason.TOO_LONG, [])
    text_length = answered.refusal.text_length
    assert text_length is not None
    assert (text_length.length, text_length.limit, text_length.unit, text_length.fits) == (281, 280, "x_weighted", 276)
    assert day.answers("é" * 276).refusal is None
    assert day.posted == ["é" * 276 + " ^SB"]


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("Écrivez à mia@example.com", "email", "mia@example.com"),
        ("Nous vous appelons au 06 12 34 56 78", "phone", "06 12 34 56 78"),
        ("Votre carte 4111 1111 1111 1111 est débitée", "card", "4111 1111 1111 1111"),
        ("Virement sur FR76 3000 6000 0112 3456 7890 189", "iban", "FR76 3000 6000 0112 3456 7890 189"),
        ("La commande n° 45678912 est partie", "order_ref", "45678912"),
        ("au ０６ １２ ３４ ５６ ７８", "phone", "０６ １２ ３４ ５６ ７８"),
        ("mia\u200b@example.com", "email", "mia\u200b@example.com"),
        ("au 06|12|34|56|78 ce soir", "phone", "06|12|34|56|78"),
        ("au 06•12•34•56•78", "phone", "06•12•34•56•78"),
        ("au 06-12/34 56_78", "phone", "06-12/34 56_78"),
        ("au O6 12 34 56 78", "phone", "O6 12 34 56 78"),
        ("au 06 12 34\n56 78", "phone", "06 12 34\n56 78"),
    ],
)
def test_personal_data_in_public_is_refused_with_kind_and_place(day: Day, text: str, kind: str, place: str) -> None:
    day.writes()

    refusal = day.answers(text).refusal

    assert refusal is not None
    assert (refusal.reason, day.posted) == (RefusalReason.PERSONAL_DATA, [])
    assert [(found.kind, text[found.start : found.end]) for found in refusal.findings] == [(kind, place)]


@pytest.mark.parametrize(
    "text", ["Tailles 1, 10, 20, 30, 40", "Ouvert le 01/12, le 02/12 et le 03/12", "2 000 000 de clients, 24 h/24"]
)
def test_other_numbers_may_stand_in_public(day: Day, text: str) -> None:
    day.writes()
    assert day.answers(text).refusal is None


def test_the_same_words_may_be_said_in_private(day: Day) -> None:
    day.writes_in_private("d1", 0)
    assert day.answers("La commande n° 45678912 est partie", mode=Mode.PRIVATE).refusal is None


@pytest.mark.parametrize(
    "text",
    [
        "Appelez le 01 84 88 00 00",
        "Appelez le +33 1 84 88 00 00",
        "Call 0033184880000",
        "Appelez le +33 (0)1.84.88.00.00",
        "Écrivez à Help@acme.example",
    ],
)
def test_the_brands_own_hotline_and_address_may_stand_in_public(day: Day, text: str) -> None:
    day.writes()
    assert day.answers(text).refusal is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Appelez le 01 84 88 00 00 ou le 06 12 34 56 78", "06 12 34 56 78"),
        ("Appelez le 01 84 88 00 01", "01 84 88 00 01"),
        ("Écrivez à mia.help@acme.example", "mia.help@acme.example"),
    ],
)
def test_beside_the_brands_own_contacts_those_of_others_stay_private(day: Day, text: str, place: str) -> None:
    day.writes()
    refusal = day.answers(text).refusal
    assert refusal is not None
    assert [text[found.start : found.end] for found in refusal.findings] == [place]


def test_an_override_is_written_to_the_trail_by_kind(day: Day) -> None:
    day.writes()

    day.answers("Appelez le 01 23 45 67 89", allow_personal_data=True)

    assert day.posted == ["Appelez le 01 23 45 67 89 ^SB"]
    details = day.store_side.history.of_ticket(day.ticket.id).items[-1].details
    assert details["personal_data_allowed"] == "phone"
    assert "01 23" not in str(details)


def test_a_closed_ticket_takes_no_answer(day: Day) -> None:
    day.writes()
    day.change(status=Status.CLOSED)
    refusal = day.answers().refusal
    assert refusal is not None
    assert refusal.reason is RefusalReason.TICKET_CLOSED


def test_a_resolved_ticket_may_be_thanked_for_in_public(day: Day) -> None:
    """The way back: solved in private, a thank-you in public."""
    day.writes()
    day.change(status=Status.RESOLVED, waiting_since=None, resolved_at=START)
    day.answers("Merci Mia, content d'avoir pu aider.")
    assert (day.posted, day.ticket.status) == (["Merci Mia, content d'avoir pu aider. ^SB"], Status.RESOLVED)


def test_what_was_written_in_private_is_not_answered_in_public(day: Day) -> None:
    day.writes_in_private("d1", 0)
    refusal = day.answers().refusal
    assert refusal is not None
    assert refusal.reason is RefusalReason.NO_PUBLIC_WAY


def test_a_ticket_that_does_not_exist(day: Day) -> None:
    refusal = day.answers(ticket_id="T-none").refusal
    assert refusal is not None
    assert refusal.reason is RefusalReason.NO_SUCH_TICKET


def test_a_refused_answer_leaves_no_trace_and_its_key_may_be_used_again(day: Day) -> None:
    day.writes()
    before = day.ticket
    day.answers("mia@example.com")
    assert (day.ticket, day.statuses) == (before, [])
    assert day.answers("Bonjour").refusal is None


# --- what the platform says -----------------------------------------------------------------------------------------


def test_a_platform_whose_clock_is_years_ahead_does_not_hold_an_answer_for_years(day: Day) -> None:
    day.writes()
    mistaken = START + timedelta(days=2000)
    day.platform.answers = [SendResult(outcome=SendClass.RETRY_AT, retry_at=mistaken, error="http_429")]
    day.answers()
    assert day.ticket.reply_at is not None
    assert day.ticket.reply_at <= START + timedelta(days=8)


def test_a_throttled_answer_waits_for_the_time_the_platform_names_and_is_then_sent(day: Day) -> None:
    day.writes()
    until = day.store_side.clock.at + 5 * MINUTE
    day.platform.answers = [SendResult(outcome=SendClass.RETRY_AT, retry_at=until, error="meta_32")]

    (reply,) = day.answers().replies

    assert (reply.status, reply.due_at) == (OutboxStatus.WAITING, until)
    assert day.ticket.status is Status.NEW  # nobody has been answered yet
    assert day.accounts.get("facebook", PAGE).paused_until == until
    day.sweep(minutes=6)
    assert (day.posted, day.ticket.status) == (["Bonjour Mia, nous regardons. ^SB"], Status.PENDING)


def test_an_answer_during_a_pause_of_the_account_is_not_even_tried(day: Day) -> None:
    day.writes()
    until = day.store_side.clock.at + 5 * MINUTE
    day.accounts.pause("facebook", PAGE, until)

    (reply,) = day.answers().replies

    assert (reply.status, reply.due_at, day.platform.calls) == (OutboxStatus.WAITING, until, 0)
    day.sweep(minutes=6)
    assert (len(day.posted), day.platform.calls) == (1, 1)


def test_a_refusal_of_the_platform_is_told_in_words_and_the_ticket_goes_on_waiting(day: Day) -> None:
    day.writes()
    day.platform.answers = [SendResult(outcome=SendClass.PERMANENT, error="meta_100_33")]

    answered = day.answers()

    assert answered.failed is not None
    (part,) = result_from(answered).parts
    assert part.message == "What you answer is no longer there; it was deleted or hidden."
    assert (day.ticket.status, day.ticket.waiting_since, day.ticket.reply_at) == (Status.NEW, START, None)
    assert day.trail()[-1] == "reply_failed"
    assert day.store_side.metrics.of("RepliesFailed", **{"class": "permanent"}) == 1


def test_a_refused_token_stops_the_robots_of_the_account(day: Day) -> None:
    day.writes()
    day.platform.answers = [SendResult(outcome=SendClass.AUTH_BROKEN, error="meta_190")]
    day.answers()
    assert day.accounts.get("facebook", PAGE).stopped


def test_an_answer_that_waits_while_the_customer_changes_their_number_goes_to_the_new_one(day: Day) -> None:
    whatsapp = {"channel": "whatsapp", "account_id": "106540352242922"}
    day.writes_in_private("d1", 0, conversation_id="491511", author=Author(id="491511"), **whatsapp)
    until = day.store_side.clock.at + 5 * MINUTE
    day.platform.answers = [SendResult(outcome=SendClass.RETRY_AT, retry_at=until)]
    day.answers(mode=Mode.PRIVATE)
    moved = day.event(
        "s1",
        12,
        kind=EventKind.SIGNAL,
        text=None,
        author=None,
        conversation_id=None,
        details={"moved_from": "491511", "moved_to": "491599", "reason": "user_changed_number"},
        **whatsapp,
    )
    day.store_side.store(moved, None)
    day.sweep(minutes=6)

    (post,) = day.platform.posts
    assert (post.recipient_id, post.in_reply_to) == ("491599", None)
    assert day.statuses == [OutboxStatus.SENT]


def test_an_answer_whose_window_closed_while_it_waited_is_given_up(day: Day) -> None:
    day.writes_in_private("d1", 0, channel="whatsapp", account_id="106540352242922")
    until = START + timedelta(hours=25)
    day.platform.answers = [SendResult(outcome=SendClass.RETRY_AT, retry_at=until)]
    day.answers(mode=Mode.PRIVATE)
    day.store_side.clock.at = until
    day.sweep(minutes=3)

    assert (day.posted, day.statuses) == ([], [OutboxStatus.GIVEN_UP])
    assert day.trail()[-1] == "reply_failed"


def test_a_customer_who_writes_while_the_answer_is_being_remembered_still_waits(day: Day) -> None:
    day.writes()
    day.platform.after_send = lambda: None
    day.answers()
    day.writes("m2", minutes=20, text="Et mon remboursement ?")
    assert (day.ticket.status, day.ticket.waiting_since) == (Status.OPEN, START + 20 * MINUTE)


def test_answers_are_private_where_the_platform_has_a_private_way(day: Day) -> None:
    """Facebook: one private reply to a comment; LinkedIn: none at all."""
    day.writes()
    answered = day.answers("Bonjour Mia", mode=Mode.PRIVATE)
    assert answered.refusal is None
    (post,) = day.platform.posts
    assert (post.visibility, post.in_reply_to, post.recipient_id) == (Visibility.PRIVATE, "m1", None)

    linkedin = Day()
    linkedin.writes(channel="linkedin", account_id="5500001")
    refusal = linkedin.answers(mode=Mode.PRIVATE).refusal
    assert refusal is not None
    assert refusal.reason is RefusalReason.NO_PRIVATE_WAY
