"""What users of other desks complain about, where agents' answers and their figures are concerned."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.api.reports.use_cases import ReportService
from functions.escalate.due import HandleDueTickets
from functions.escalate.sweep import Sweep
from functions.escalate.together import StartResult
from shared.channels import CHANNELS, load_policy
from shared.domain.channels.sending import SendResult
from shared.domain.escalation import rounds as escalation
from shared.domain.figures.service import ServiceFigures
from shared.domain.messages.event import Author
from shared.domain.replies.model import Mode
from shared.domain.vocabulary import EventKind, Outcome, SendClass, Status, Surface, Visibility
from tests.fakes.agents import FakeAgents
from tests.fakes.escalation import FakeShardInvoker
from tests.fakes.figures import FakeFigures
from tests.fakes.incidents import FakeIncidents
from tests.fakes.platform import answering, outbound
from tests.fakes.samples import a_classification
from tests.fakes.stored import START
from tests.unit.replies.day import PAGE, Day

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def day() -> Day:
    return Day()


def figures(day: Day) -> ServiceFigures:
    counted = FakeFigures(day.store_side.brands.current("acme").calendar)
    for change in day.store_side.tickets.changes:
        counted.happened("acme", change, START)
    report = ReportService(figures=counted, agents=FakeAgents())
    return report("acme", START - DAY, START + 30 * DAY)


# --- row 13: the human-agent tag on robots' messages ----------------------------------------------------------------


@pytest.mark.parametrize("channel", ["messenger", "instagram"])
def test_row_13_only_a_persons_late_answer_carries_the_one_tag_that_is_left(channel: str) -> None:
    sent = {}
    for human in (False, True):
        platform = answering({"message_id": "m1", "recipient_id": "700"})
        message = outbound(channel, Visibility.PRIVATE, in_reply_to=None, human_agent=human)
        assert platform.gateway(channel).send(message).outcome is SendClass.SENT
        sent[human] = platform.body()
    assert "tag" not in sent[False]
    assert (sent[True]["messaging_type"], sent[True]["tag"]) == ("MESSAGE_TAG", "HUMAN_AGENT")


def test_row_13_what_robots_send_never_claims_to_be_a_person() -> None:
    assert not outbound("messenger").human_agent


# --- row 16: "thank you" reopens the ticket -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "thanks", ["Merci !", "merci beaucoup", "Thanks a lot", "👍", "❤️❤️", "ok merci", "Parfait, merci"]
)
def test_row_16_a_thank_you_after_the_answer_reopens_nothing(day: Day, thanks: str) -> None:
    day.writes()
    day.answers()
    answered = day.ticket

    stored = day.writes("m2", minutes=30, text=thanks)

    assert stored.outcome is Outcome.APPENDED
    ticket = day.ticket
    assert (ticket.status, ticket.waiting_since) == (Status.PENDING, None)
    assert ticket.first_response_due_at == answered.first_response_due_at
    assert not stored.acknowledge


@pytest.mark.parametrize(
    ("text", "reopens"), [("Trop bien, les amis !", False), ("Trop bien, mais la facture ?", True)]
)
def test_row_16_a_brand_may_name_closing_words_of_its_own(day: Day, text: str, reopens: bool) -> None:
    ours = day.store_side.brands.stored["acme"]
    day.store_side.brands.stored["acme"] = replace(ours, closing_phrases={"fr": ("trop bien les amis",)})
    day.writes()
    day.answers()

    day.writes("m2", minutes=30, text=text)

    assert (day.ticket.status is Status.OPEN) is reopens


def test_row_16_a_like_reopens_nothing(day: Day) -> None:
    day.writes()
    day.answers()
    before = day.ticket
    like = day.event("like", 20, kind=EventKind.SIGNAL, text=None, counts={"like": 1})
    day.store_side.store(replace(like, message_id=None), None)
    assert day.ticket == before


# --- row 17: real follow-ups do not reopen, or vanish ---------------------------------------------------------------


def test_row_17_a_real_follow_up_opens_the_ticket_again_and_starts_a_wait_of_its_own(day: Day) -> None:
    day.writes()
    day.answers()

    day.writes("m2", minutes=60, text="Mais le colis n'est toujours pas là")

    ticket = day.ticket
    assert (ticket.status, ticket.waiting_since) == (Status.OPEN, START + 60 * MINUTE)
    assert ticket.first_response_due_at is not None
    assert ticket.first_response_due_at > START + 60 * MINUTE


def test_row_17_a_follow_up_after_seven_days_opens_a_linked_ticket(day: Day) -> None:
    day.writes()
    day.answers()
    day.change(status=Status.RESOLVED, resolved_at=START + 20 * MINUTE)
    first = day.ticket.id
    day.store_side.clock.at = START + 8 * DAY

    stored = day.writes("m2", minutes=8 * 24 * 60, text="De nouveau en panne")

    assert stored.outcome is Outcome.TICKET
    assert day.store_side.tickets.stored[stored.ticket_id or ""].previous_ticket_id == first


# --- row 19: first response times that are not honest ---------------------------------------------------------------


def test_row_19_robots_do_not_count_as_a_first_response(day: Day) -> None:
    day.writes()
    day.store_side.outbox.texts.add(("post:7", "Bien reçu, réponse demain."))
    day.echo("a1", "Bien reçu, réponse demain.", minutes=1)
    assert (day.ticket.first_response_at, figures(day).answered) == (None, 0)


def test_row_19_an_answer_in_the_platforms_app_counts(day: Day) -> None:
    day.writes()
    day.echo("a1", "Bonjour, nous regardons.", minutes=30)
    found = figures(day)
    assert (found.answered, found.first_response.p50) == (1, pytest.approx(30 * 60, rel=0.02))


def test_row_19_it_is_counted_from_the_first_message_that_nobody_had_answered(day: Day) -> None:
    """Not from the last one before the answer."""
    day.writes("m1", minutes=0)
    day.writes("m2", minutes=5, text="Toujours rien ?")
    day.writes("m3", minutes=9, text="Allô ?")
    day.answers()
    assert figures(day).first_response.p50 == pytest.approx(10 * 60, rel=0.02)


def test_row_19_a_wait_that_began_later_is_counted_from_there(day: Day) -> None:
    """The first message asked for nothing; the second did."""
    day.writes("m1", minutes=-60, text="Allô ?")
    day.change(waiting_since=None)
    day.writes("m2", minutes=4, text="Où est mon colis ?")
    day.answers()
    assert figures(day).first_response.p50 == pytest.approx(6 * 60, rel=0.02)


def test_row_19_business_time_stands_beside_wall_time(day: Day) -> None:
    """Written on a Monday at 18:00 in Paris, half an hour before the desk closes; answered at 9:30 the next morning."""
    day.writes("m1", minutes=8 * 60)
    day.store_side.clock.at = START + 23 * 60 * MINUTE + 30 * MINUTE
    day.answers()
    found = figures(day)
    assert found.first_response.p50 == pytest.approx(15 * 3600 + 30 * 60, rel=0.02)
    assert found.first_response_business.p50 == pytest.approx(3600, rel=0.02)


def test_row_19_an_answer_that_failed_is_no_answer(day: Day) -> None:
    day.writes()
    day.platform.answers = [SendResult(outcome=SendClass.PERMANENT, error="meta_100")]
    day.answers()
    assert figures(day).answered == 0


# --- row 26: the answer leaves on another channel than the question came in -------------------------------------------


@pytest.mark.parametrize("channel", CHANNELS)
def test_row_26_an_answer_leaves_on_the_channel_and_account_the_question_came_from(channel: str) -> None:
    day = Day()
    public = Visibility.PUBLIC in load_policy(channel).lengths
    account = next(
        account.id for account in day.store_side.brands.current("acme").accounts if account.channel == channel
    )
    place = {"channel": channel, "account_id": account}
    if public:
        day.writes(**place)
    else:
        day.writes_in_private("d1", 0, **place)

    day.answers("Bonjour", mode=Mode.PUBLIC if public else Mode.PRIVATE)

    (post,) = day.platform.posts
    assert (post.channel, post.account_id) == (channel, account)
    assert post.visibility is (Visibility.PUBLIC if public else Visibility.PRIVATE)


# --- row 28: the robot answers the agent's own update -----------------------------------------------------------------


def test_row_28_an_agents_answer_at_night_sets_no_robot_in_motion(day: Day) -> None:
    day.store_side.clock.at = START.replace(hour=22)
    night = 13 * 60
    day.writes("m1", minutes=night)
    assert day.ticket.acknowledge_at is not None

    day.answers()
    assert day.ticket.acknowledge_at is None
    stored = day.echo("post-1", "Bonjour Mia, nous regardons. ^SB", minutes=night + 2)

    assert not stored.acknowledge
    assert day.ticket.acknowledge_at is None


def test_row_28_after_a_person_has_answered_the_robot_is_quiet_for_the_night(day: Day) -> None:
    day.store_side.clock.at = START.replace(hour=22)
    day.writes("m1", minutes=13 * 60)
    day.answers()
    stored = day.writes("m2", minutes=13 * 60 + 20, text="Et mon remboursement ?")
    assert not stored.acknowledge


def test_row_28_a_conversation_the_agent_began_opens_no_ticket(day: Day) -> None:
    day.echo(
        "a1",
        "Bonjour, vous avez gagné notre concours !",
        channel="messenger",
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id="psid",
        parent_id=None,
    )
    assert day.store_side.tickets.stored == {}


# --- the sweep, which finishes what was begun -------------------------------------------------------------------------


class Asked:
    def __init__(self) -> None:
        self.finished: list[str] = []

    def request(self, ticket_id: str) -> None:
        raise AssertionError("no acknowledgement is due")

    def finish_replies(self, ticket_id: str) -> None:
        self.finished.append(ticket_id)


def test_an_answer_that_was_begun_and_not_finished_is_due_and_asked_for_once(day: Day) -> None:
    day.writes()
    day.change(reply_at=START + 5 * MINUTE, acknowledge_at=None, first_response_due_at=None)
    assert day.ticket.next_due_at == START + 5 * MINUTE
    asked = Asked()
    handle = HandleDueTickets(
        brands=day.store_side.brands,
        tickets=day.store_side.tickets,
        history=day.store_side.history,
        incidents=FakeIncidents(),
        alert=lambda *_: False,
        warn=lambda *_: 0,
        respond=asked,
        start=lambda _: escalation.StartDecision.NOT_NEEDED,
        metrics=day.store_side.metrics,
        clock=day.store_side.clock,
        policies=load_policy,
        together=lambda *_: StartResult(0, []),
    )
    sweep = Sweep(
        brands=day.store_side.brands,
        tickets=day.store_side.tickets,
        handle=handle,
        shards=FakeShardInvoker(),
        suspicions=lambda *_: None,
        proposals=lambda _: 0,
        deadlines=lambda *_: 0,
        calendars=lambda _brand: 0,
        stopped_accounts=lambda _: (),
        stopped_webhooks=lambda _: (),
        follow=lambda *_: (),
        metrics=day.store_side.metrics,
        clock=day.store_side.clock,
    )

    assert (sweep().replies, sweep().replies) == (1, 0)
    assert asked.finished == [day.ticket.id]


def test_a_stranger_without_a_ticket_can_still_be_found_to_be_erased(day: Day) -> None:
    praise = a_classification(needs_response=False)
    day.store_side.store(day.event("p1", 0, text="Bravo", conversation_id="post:77", author=Author(id="77")), praise)
    (customer,) = day.store_side.customers.stored.values()
    assert (customer.conversations, customer.tickets) == (frozenset({f"facebook|{PAGE}|post:77"}), frozenset())
    assert customer.handle is None
    assert customer.expires_at is not None
