"""What was accepted is said once in public, whatever dies on the way."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from functions.respond.automatic import AutomaticSender
from functions.respond.posts import PublishPost
from functions.respond.proposals.service import CarryOutProposal
from functions.respond.replies.ports import ReplyPorts
from functions.respond.replies.service import SendReply
from functions.respond.replies.thanks import AnswerWithThanks
from shared.channels import load_policy
from shared.domain.channels.sending import SendResult
from shared.domain.errors import ConflictError, UpstreamError
from shared.domain.proposals.model import NIGHTDESK, Proposal, ProposalKind, ProposalState, digest_of
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger, Direction, SendClass, Sentiment, Status, Surface, Visibility
from tests.fakes.brands import FakeBrands, FakeSwitches
from tests.fakes.incidents import FakeIncidents
from tests.fakes.outbox import (
    FakeAccountStates,
    FakeAutomaticMessages,
    FakeGateways,
    FakePlatform,
    FakePublicPosts,
    FakeRateLimits,
    FakeReplies,
)
from tests.fakes.proposals import FakeProposals
from tests.fakes.stored import START, FakeConversations, FakeHistory, FakeMessages, FakeMetrics, FakeTickets, FixedClock
from tests.fakes.uploads import FakeUploads
from tests.unit.proposals.test_rules import ACME, MESSAGE, OUTAGE, SOLVED
from tests.unit.replies.day import NoPhones

PAGE = "100100100100100"
KINDS = (ProposalKind.THANK_YOU, ProposalKind.POST, ProposalKind.LIKE, ProposalKind.OPENING)


class Killed(BaseException):
    """The function ends here."""


@dataclass
class Scene:
    kind: ProposalKind = ProposalKind.THANK_YOU
    by: str = NIGHTDESK
    ticket: Ticket = SOLVED
    text: str = "Merci !"
    clock: FixedClock = field(default_factory=FixedClock)
    platform: FakePlatform = field(default_factory=FakePlatform)
    proposals: FakeProposals = field(default_factory=FakeProposals)
    tickets: FakeTickets = field(default_factory=FakeTickets)
    history: FakeHistory = field(default_factory=FakeHistory)
    incidents: FakeIncidents = field(default_factory=FakeIncidents)
    switches: FakeSwitches = field(default_factory=FakeSwitches)
    accounts: FakeAccountStates = field(default_factory=FakeAccountStates)
    rate_limits: FakeRateLimits = field(default_factory=FakeRateLimits)
    posts: FakePublicPosts = field(default_factory=FakePublicPosts)
    automatic_messages: FakeAutomaticMessages = field(default_factory=FakeAutomaticMessages)
    replies: FakeReplies = field(default_factory=FakeReplies)
    conversations: FakeConversations = field(default_factory=FakeConversations)

    def __post_init__(self) -> None:
        self.messages = FakeMessages(self.clock)
        self.messages.save(MESSAGE)
        self.tickets.save(self.ticket)
        thanks = self.kind is ProposalKind.THANK_YOU
        proposal = Proposal(
            id="PR-1",
            brand="acme",
            kind=self.kind,
            channel="facebook",
            account_id=PAGE,
            ticket_id="T-1" if thanks else None,
            message_id=None if self.kind is ProposalKind.POST else "m1",
            text="" if self.kind is ProposalKind.LIKE else self.text,
            created_at=START,
            expires_at=START + timedelta(days=7),
        )
        self.proposals.propose(proposal.accepted(self.by, START, initials="LM", actor="inbox"))

    def run(self, through: Any = lambda _, port: port) -> Proposal | None:
        names = ("proposals", "tickets", "messages", "history", "incidents", "switches", "accounts", "rate_limits")
        ports = {name: through(name, getattr(self, name)) for name in (*names, "posts")}
        gateways = FakeGateways(through("platform", self.platform))
        carry_out = CarryOutProposal(
            brands=FakeBrands.of(ACME),
            **ports,
            gateways=gateways,
            publish=PublishPost(posts=ports["posts"], accounts=ports["accounts"], gateways=gateways, clock=self.clock),
            sender=AutomaticSender(
                records=through("automatic_messages", self.automatic_messages),
                accounts=ports["accounts"],
                rate_limits=ports["rate_limits"],
                gateways=gateways,
                clock=self.clock,
            ),
            answers=AnswerWithThanks(self._send_reply(through, ports, gateways)),
            policies=load_policy,
            clock=self.clock,
        )
        return carry_out("acme", "PR-1")

    def _send_reply(self, through: Any, ports: dict[str, Any], gateways: FakeGateways) -> SendReply:
        shared = {name: ports[name] for name in ("tickets", "messages", "history", "accounts")}
        own = {name: through(name, getattr(self, name)) for name in ("replies", "conversations")}
        return SendReply(
            ReplyPorts(
                brands=FakeBrands.of(ACME),
                **shared,
                **own,
                gateways=gateways,
                uploads=FakeUploads(),
                phones=NoPhones(),
                clock=self.clock,
                metrics=FakeMetrics(),
                policies=load_policy,
            )
        )

    def until_done(self) -> Proposal:
        for _ in range(30):
            self.run()
            self.clock.pass_time(minutes=1)
        found = self.proposals.get("acme", "PR-1")
        assert found is not None
        return found

    @property
    def said(self) -> int:
        """How often something stands in public."""
        return len(self.platform.posts) + len(self.platform.own_posts) + len(set(self.platform.likes))


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_carried_out_once_however_often_it_is_asked_for(kind: ProposalKind) -> None:
    scene = Scene(kind)
    assert scene.until_done().state is ProposalState.DONE
    assert scene.said == 1
    assert scene.platform.calls == 1


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_said_before_somebody_accepts(kind: ProposalKind) -> None:
    scene = Scene(kind)
    scene.proposals.stored[("acme", "PR-1")] = replace(
        scene.proposals.stored[("acme", "PR-1")], state=ProposalState.OPEN
    )
    scene.until_done()
    assert scene.said == 0


def test_a_thank_you_that_a_person_accepted_is_sent_as_their_answer_if_nobody_has_sent_it() -> None:
    """The API dies between what was accepted and what is sent: the sweep has it sent, signed and once."""
    scene = Scene(by="Léa")
    assert scene.until_done().state is ProposalState.DONE
    assert [sent.text for sent in scene.platform.posts] == ["Merci ! ^LM"]
    assert [entry.what for entry in scene.history.of_ticket("T-1").items] == ["replied", "thanked_in_public"]
    assert scene.proposals.to_carry_out("acme") == ()
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    assert ticket.status is Status.RESOLVED, "thanks open nothing again"


@pytest.mark.parametrize("wrong", ["danger", "incident", "deleted"])
def test_it_is_not_begun_where_it_would_be_wrong_by_then(wrong: str) -> None:
    scene = Scene(by="Léa", ticket=replace(SOLVED, danger=Danger.POSSIBLE) if wrong == "danger" else SOLVED)
    if wrong == "incident":
        scene.incidents.open(OUTAGE)
    if wrong == "deleted":
        known = scene.messages.get("facebook", PAGE, "m1")
        assert known is not None
        scene.messages.save(replace(known, deleted_at=START))
    wanted = ProposalState.OPEN if wrong == "incident" else ProposalState.FAILED  # an incident passes by
    assert scene.until_done().state is wanted
    assert scene.said == 0


@pytest.mark.parametrize("by", [NIGHTDESK, "Léa"])
@pytest.mark.parametrize("kind", [ProposalKind.THANK_YOU, ProposalKind.OPENING])
def test_nothing_is_said_where_an_agent_has_answered_in_public_in_the_platforms_own_app(
    kind: ProposalKind, by: str
) -> None:
    scene = Scene(kind, by=by)
    scene.messages.save(
        replace(
            MESSAGE,
            message_id="native",
            direction=Direction.OUTBOUND,
            author_id=PAGE,
            text="C'est réglé, merci et bonne journée !",
            occurred_at=START + timedelta(minutes=1),
        )
    )
    found = scene.until_done()
    assert (found.state, found.error, scene.said) == (ProposalState.FAILED, "said_in_public", 0)


def test_an_agents_word_that_led_to_private_speaks_against_no_thank_you() -> None:
    scene = Scene()
    invites = {"text": "Bonjour, écrivez-nous en message privé. ^SB", "occurred_at": START + timedelta(minutes=1)}
    scene.messages.save(replace(MESSAGE, message_id="invites", direction=Direction.OUTBOUND, **invites))
    assert (scene.until_done().state, scene.said) == (ProposalState.DONE, 1)


def test_where_the_echo_came_before_the_answer_of_the_platform_it_is_not_said_again() -> None:
    """The answer was lost, the platform lists nothing of it yet, and the echo says that it stands there."""
    scene = Scene()
    scene.platform.answers = [SendResult(outcome=SendClass.UNKNOWN, error="timeout")]
    scene.platform.after_send = lambda: scene.messages.save(
        replace(
            MESSAGE,
            message_id="post-1",
            direction=Direction.OUTBOUND,
            automatic=True,
            text="Merci !",
            occurred_at=START,
        )
    )
    scene.run()
    scene.platform.posts.clear()  # as it lists them
    scene.until_done()
    assert scene.said == 0


def test_what_was_begun_is_finished_also_when_it_would_not_be_begun_any_more() -> None:
    scene = Scene(by="Léa")
    scene.platform.answers = [SendResult(outcome=SendClass.UNKNOWN, error="timeout")]
    scene.run()
    scene.incidents.open(OUTAGE)
    assert scene.until_done().state is ProposalState.DONE
    assert scene.said == 1


def test_a_thank_you_that_is_refused_goes_back_to_the_person() -> None:
    scene = Scene(by="Léa", text="Appelez Mia au 06 12 34 56 78")
    found = scene.until_done()
    assert (found.state, found.error, scene.said) == (ProposalState.OPEN, "personal_data", 0)


def test_the_thank_you_stands_below_the_customers_message_and_in_the_history() -> None:
    scene = Scene()
    scene.until_done()
    (sent,) = scene.platform.posts
    assert (sent.in_reply_to, sent.recipient_id, sent.text) == ("m1", "7", "Merci !")
    assert [entry.what for entry in scene.history.of_ticket("T-1").items] == ["thanked_in_public"]
    kept = scene.messages.get("facebook", PAGE, "post-1")
    assert kept is not None
    assert (kept.automatic, kept.ticket_id, kept.text) == (True, "T-1", "Merci !")


def test_what_no_person_decided_keeps_to_the_switch_the_incident_and_the_mood() -> None:
    off = Scene(switches=FakeSwitches({(None, None): "off"}))
    assert off.until_done().error == "switched_off"
    during = Scene()
    during.incidents.open(OUTAGE)
    assert during.until_done().error == "incident_open"
    cross = Scene(ticket=replace(SOLVED, sentiment=Sentiment.NEGATIVE))
    assert cross.until_done().error == "mood"
    assert (off.said, during.said, cross.said) == (0, 0, 0)
    by_a_person = Scene(ProposalKind.OPENING, by="Léa", switches=FakeSwitches({(None, None): "off"}))
    assert by_a_person.until_done().state is ProposalState.DONE


@pytest.mark.parametrize("kind", [ProposalKind.THANK_YOU, ProposalKind.LIKE])
@pytest.mark.parametrize("passing", ["switch", "incident"])
def test_what_passes_by_leaves_it_to_a_person_and_loses_nothing(kind: ProposalKind, passing: str) -> None:
    scene = Scene(kind)
    if passing == "switch":
        scene.switches.settings[None, None] = "off"
    else:
        scene.incidents.open(OUTAGE)
    found = scene.until_done()
    assert (found.state, found.decided_by, scene.said) == (ProposalState.OPEN, None, 0)
    assert found.is_open(scene.clock.now())


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not ProposalKind.THANK_YOU])
@pytest.mark.parametrize(("hours", "state"), [(2, ProposalState.DONE), (30, ProposalState.FAILED)])
def test_what_was_decided_waits_for_an_account_that_is_stopped(
    kind: ProposalKind, hours: int, state: ProposalState
) -> None:
    scene = Scene(kind, by="Léa")
    scene.accounts.stop("facebook", PAGE, because="http_401", at=START)
    assert scene.until_done().state is ProposalState.ACCEPTED
    scene.clock.pass_time(hours=hours)
    if state is ProposalState.DONE:
        scene.accounts.resume("facebook", PAGE)
    assert scene.until_done().state is state
    assert scene.said == (1 if state is ProposalState.DONE else 0)


@pytest.mark.parametrize("began", [True, False])
def test_a_post_of_one_day_does_not_come_out_the_next(began: bool) -> None:
    scene = Scene(ProposalKind.POST, by="Léa")
    if began:
        scene.accounts.pause("facebook", PAGE, until=START + timedelta(hours=20))
        scene.run()
    scene.clock.pass_time(hours=12)
    scene.accounts.pause("facebook", PAGE, until=START)
    found = scene.until_done()
    assert (found.state, found.error, scene.said) == (ProposalState.FAILED, "too_late", 0)
    assert all(post.ended for post in scene.posts.of_group("proposal/acme/PR-1"))


def test_a_thank_you_that_is_looked_at_before_its_ticket_is_written_as_resolved_waits_for_that() -> None:
    scene = Scene(ticket=replace(SOLVED, status=Status.OPEN, resolved_at=None))
    assert scene.until_done().state is ProposalState.ACCEPTED
    known = scene.tickets.get("T-1")
    assert known is not None
    scene.tickets.save(replace(SOLVED, version=known.version))
    assert (scene.until_done().state, scene.said) == (ProposalState.DONE, 1)


def test_a_message_that_was_deleted_meanwhile_is_not_answered() -> None:
    for kind in (ProposalKind.THANK_YOU, ProposalKind.LIKE, ProposalKind.OPENING):
        scene = Scene(kind)
        known = scene.messages.get("facebook", PAGE, "m1")
        assert known is not None
        scene.messages.save(replace(known, deleted_at=START))
        assert scene.until_done().error == "message_gone"
        assert scene.said == 0


@pytest.mark.parametrize("kind", [ProposalKind.LIKE, ProposalKind.OPENING])
@pytest.mark.parametrize("text", ["You are thieves, never again", "Best service ever"])
def test_a_message_that_says_something_else_by_now_is_neither_liked_nor_answered(kind: ProposalKind, text: str) -> None:
    scene = Scene(kind)
    known, proposal = scene.messages.get("facebook", PAGE, "m1"), scene.proposals.get("acme", "PR-1")
    assert known is not None
    assert proposal is not None
    scene.proposals.save(replace(proposal, said=digest_of("Best service ever", None, None)))
    scene.messages.save(replace(known, text=text))
    found = scene.until_done()
    is_same = text == "Best service ever"
    assert (found.error, scene.said) == ((None, 1) if is_same else ("message_edited", 0))


def test_no_robot_thanks_who_was_abusive_or_angry_at_the_end_in_private() -> None:
    for fields, error in (({"category": Category.ABUSE}, "spam_or_abuse"), ({"sentiment": Sentiment.NEGATIVE}, "mood")):
        scene = Scene(ticket=replace(SOLVED, labels={"sentiment": "neutral"}))
        last = replace(
            MESSAGE, message_id="dm", channel="messenger", conversation_id="7", visibility=Visibility.PRIVATE
        )
        scene.messages.save(replace(last, occurred_at=START + timedelta(minutes=5), **fields))
        assert (scene.until_done().error, scene.said) == (error, 0)


def test_likes_keep_to_their_limit_and_the_rest_waits() -> None:
    scene = Scene(ProposalKind.LIKE)
    scene.rate_limits.counts[(f"likes/facebook/{PAGE}", f"{START:%Y-%m-%dT%H}")] = 20
    scene.run()
    assert scene.said == 0
    scene.clock.pass_time(hours=1)
    assert scene.until_done().state is ProposalState.DONE


@pytest.mark.parametrize("kind", KINDS)
def test_a_platform_that_is_down_for_a_while_gets_it_later_and_once(kind: ProposalKind) -> None:
    scene = Scene(kind)
    scene.platform.answers = [SendResult(outcome=SendClass.RETRY_BACKOFF, error="connect_failed")] * 2
    assert scene.until_done().state is ProposalState.DONE
    assert scene.said == 1


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_that_was_lost_is_read_and_nothing_is_said_twice(kind: ProposalKind) -> None:
    scene = Scene(kind)
    scene.platform.answers = [SendResult(outcome=SendClass.UNKNOWN, error="timeout")]
    assert scene.until_done().state is ProposalState.DONE
    assert scene.said == 1


@dataclass
class Through:
    """Lets the function end, or a port fail, before or after the call with that number."""

    fatal: int
    after: bool
    error: type[BaseException]
    calls: int = 0

    def __call__(self, name: str, port: Any) -> Any:
        return _Proxy(port, self)

    def call(self, method: Any, args: Any, kwargs: Any) -> Any:
        self.calls += 1
        mine = self.calls == self.fatal
        if mine and not self.after:
            raise self.error("before")
        found = method(*args, **kwargs)
        if mine:
            raise self.error("after")
        return found


class _Proxy:
    def __init__(self, port: Any, through: Through) -> None:
        self._port, self._through = port, through

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found
        return lambda *args, **kwargs: self._through.call(found, args, kwargs)


@pytest.mark.parametrize("error", [Killed, UpstreamError, ConflictError], ids=["killed", "failed", "conflict"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("kind", "by"), [*((kind, NIGHTDESK) for kind in KINDS), (ProposalKind.THANK_YOU, "Léa")], ids=str
)
def test_whatever_dies_it_is_said_once(kind: ProposalKind, by: str, after: bool, error: type[BaseException]) -> None:
    for number in range(1, 60):
        scene = Scene(kind, by)
        through = Through(number, after, error)
        try:
            scene.run(through)
        except (Killed, UpstreamError, ConflictError):
            scene.clock.pass_time(minutes=2)
        assert scene.until_done().state is ProposalState.DONE, number
        assert scene.said == 1, number
        if through.calls < number:
            assert number > 5
            return
    raise AssertionError("the walk has no end")


@pytest.mark.parametrize(("kind", "hidden"), [(ProposalKind.HIDE, True), (ProposalKind.SHOW, False)])
def test_what_is_to_be_hidden_or_shown_is_done_there_once(kind: ProposalKind, hidden: bool) -> None:
    scene = Scene(kind, by="Mia")
    at = replace(MESSAGE, category=Category.SPAM, surface=Surface.COMMENT, visibility=Visibility.PUBLIC)
    known = scene.messages.get(at.channel, at.account_id, at.message_id)
    assert known is not None
    scene.messages.save(replace(at, revision=known.revision, hidden=not hidden))
    scene.platform.hide("m1", hidden=not hidden)
    assert scene.until_done().state is ProposalState.DONE
    after = scene.messages.get(at.channel, at.account_id, at.message_id)
    assert after is not None
    assert (after.hidden, after.hidden_by, scene.platform.hidden) == (hidden, "Mia", {"m1"} if hidden else set())


def test_what_a_rule_hides_waits_for_a_person_while_the_account_is_stopped() -> None:
    scene = Scene(ProposalKind.HIDE)
    scene.accounts.stop("facebook", PAGE, because="http_401", at=START)
    found = scene.run()
    assert found is not None
    assert (found.state, found.error) == (ProposalState.OPEN, "account_stopped")
