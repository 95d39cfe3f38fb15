"""Spam and abuse may be hidden, by a person or, if it is surely spam, by a rule. Criticism never is."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from functions.respond.proposals.hiding import HideMessage
from shared.channels import CHANNELS, load_policy
from shared.domain.channels.sending import SendResult
from shared.domain.errors import ConflictError, RefusedError, UpstreamError
from shared.domain.messages.model import Message
from shared.domain.proposals.hiding import hide_of_message, is_sure_spam, objection_to_hiding
from shared.domain.proposals.model import NIGHTDESK, Proposal, ProposalKind, ProposalState
from shared.domain.proposals.objections import Objection
from shared.domain.proposals.policy import ProposalPolicy
from shared.domain.proposals.rules import for_message
from shared.domain.vocabulary import Category, Danger, Direction, SendClass, Sentiment, Stage, Surface, Visibility
from tests.fakes.brands import FakeSwitches
from tests.fakes.incidents import FakeIncidents
from tests.fakes.outbox import FakeAccountStates, FakeGateways, FakePlatform, FakeRateLimits
from tests.fakes.proposals import FakeProposals
from tests.fakes.samples import a_classification, a_ticket, an_event
from tests.fakes.stored import START, FakeHistory, FakeMessages, FakeTickets, FixedClock
from tests.unit.proposals.test_rules import ACME, MESSAGE, OUTAGE

FACEBOOK = load_policy("facebook")
BRAND = replace(ACME, proposals=ProposalPolicy(hides=frozenset({Category.SPAM, Category.ABUSE})))
SPAM = replace(
    MESSAGE, surface=Surface.COMMENT, visibility=Visibility.PUBLIC, category=Category.SPAM, sentiment=Sentiment.NEUTRAL
)
SURE = a_classification(
    category=Category.SPAM, sentiment=Sentiment.NEUTRAL, needs_response=False, confidence=99, stage=Stage.DIRECT
)
COMMENT = an_event(surface=Surface.COMMENT, visibility=Visibility.PUBLIC)
ACCOUNT = BRAND.accounts[0]
TICKET = a_ticket(labels={})


# --- what is hidden, and what never is -------------------------------------------------------------------------------


@pytest.mark.parametrize("sentiment", Sentiment, ids=str)
@pytest.mark.parametrize("category", sorted(set(Category) - {Category.SPAM, Category.ABUSE}), ids=str)
def test_criticism_is_never_hidden_whatever_its_mood(category: Category, sentiment: Sentiment) -> None:
    message = replace(SPAM, category=category, sentiment=sentiment)

    assert objection_to_hiding(message, FACEBOOK) is Objection.CRITICISM
    found = for_message(COMMENT, replace(SURE, category=category, sentiment=sentiment), BRAND, FACEBOOK, START)
    assert found is None or found.kind is not ProposalKind.HIDE


@pytest.mark.parametrize("category", [Category.SPAM, Category.ABUSE])
def test_what_the_classifier_is_sure_is_spam_or_abuse_is_proposed_to_a_person(category: Category) -> None:
    found = for_message(COMMENT, replace(SURE, category=category), BRAND, FACEBOOK, START)

    assert found is not None
    assert (found.kind, found.state, found.text) == (ProposalKind.HIDE, ProposalState.OPEN, "")


@pytest.mark.parametrize(
    "unsure",
    [
        {"sure": False},
        {"danger": Danger.POSSIBLE},
        {"category": Category.ABUSE, "sure": False},
        {"category": Category.ABUSE, "needs_response": True},
        {"needs_response": True},
    ],
    ids=["unsure", "danger", "unsure abuse", "abuse that asks for something", "spam that asks for something"],
)
def test_what_may_be_something_else_is_not_proposed(unsure: dict) -> None:
    found = for_message(COMMENT, replace(SURE, **unsure), BRAND, FACEBOOK, START)

    assert found is None or found.kind is not ProposalKind.HIDE


@pytest.mark.parametrize(
    "unsure",
    [
        {"category": Category.ABUSE},
        {"category": Category.COMPLAINT},
        {"confidence": 96},
        {"sure": False},
        {"needs_response": True},
        {"may_be_criticism": True},
        {"urgent": True},
        {"danger": Danger.POSSIBLE},
    ],
    ids=str,
)
def test_a_machine_hides_sure_spam_and_nothing_else(unsure: dict) -> None:
    assert is_sure_spam(SURE, 97)
    assert not is_sure_spam(replace(SURE, **unsure), 97)


@pytest.mark.parametrize(
    ("message", "objection"),
    [
        (None, Objection.MESSAGE_GONE),
        (replace(SPAM, deleted_at=START), Objection.MESSAGE_GONE),
        (replace(SPAM, stored_at=None), Objection.MESSAGE_GONE),
        (replace(SPAM, direction=Direction.OUTBOUND), Objection.OUR_OWN),
        (replace(SPAM, visibility=Visibility.PRIVATE), Objection.NOT_UNDER_OUR_POSTS),
        (replace(SPAM, surface=Surface.MENTION), Objection.NOT_UNDER_OUR_POSTS),
        (replace(SPAM, surface=Surface.REVIEW), Objection.NOT_UNDER_OUR_POSTS),
        (SPAM, None),
    ],
)
def test_only_comments_of_others_under_our_posts_are_hidden(message: Message | None, objection: str | None) -> None:
    assert objection_to_hiding(message, FACEBOOK) == objection


def test_what_a_person_corrected_counts_more_than_the_classifier() -> None:
    complaint = replace(SPAM, category=Category.COMPLAINT)
    opened = replace(TICKET, opening_message_id=SPAM.message_id)

    assert objection_to_hiding(complaint, FACEBOOK, ticket=replace(opened, labels={"category": "spam"})) is None
    kept = objection_to_hiding(SPAM, FACEBOOK, ticket=replace(opened, labels={"category": "complaint"}))
    assert kept is Objection.CRITICISM


@pytest.mark.parametrize("category", [Category.SPAM, Category.ABUSE])
def test_a_correction_to_spam_or_abuse_counts_for_the_message_that_opened_the_ticket_alone(category: Category) -> None:
    ticket = replace(TICKET, opening_message_id="another", labels={"category": category})

    complaint = replace(SPAM, category=Category.COMPLAINT)
    assert objection_to_hiding(complaint, FACEBOOK, ticket=ticket) is Objection.CRITICISM
    assert objection_to_hiding(SPAM, FACEBOOK, ticket=ticket) is None


def test_a_correction_to_anything_else_protects_each_message_of_the_ticket() -> None:
    ticket = replace(TICKET, opening_message_id="another", labels={"category": Category.QUESTION})

    assert objection_to_hiding(SPAM, FACEBOOK, ticket=ticket) is Objection.CRITICISM


def test_four_channels_hide_and_show_again() -> None:
    hiding = {channel for channel in CHANNELS if load_policy(channel).hides}

    assert hiding == {"facebook", "instagram", "threads", "youtube"}
    assert objection_to_hiding(SPAM, load_policy("linkedin")) is Objection.NOT_SUPPORTED


# --- the decision ----------------------------------------------------------------------------------------------------


def proposed() -> Proposal:
    return hide_of_message(BRAND, SPAM, START)


def test_what_was_dismissed_failed_or_shown_again_may_be_hidden_by_a_person_and_by_nobody_else() -> None:
    dismissed = proposed().dismissed("Mia", START)
    reverted = proposed().hidden("Mia", START).done(None).reverting("Lea", START).done(None)
    failed = proposed().hidden("Mia", START).failed("http_500")

    for before in (dismissed, reverted, failed):
        after = before.hidden("Tom", START)
        assert (after.state, after.decided_by, after.reverted_by) == (ProposalState.ACCEPTED, "Tom", None)
        with pytest.raises(RefusedError):
            before.accepted(NIGHTDESK, START)


def test_a_decision_that_is_repeated_changes_nothing() -> None:
    hidden = proposed().hidden("Mia", START)
    assert hidden.hidden("Lea", START) is hidden
    reverting = hidden.done(None).reverting("Mia", START)
    assert reverting.reverting("Lea", START) is reverting


def test_nothing_is_shown_again_while_it_is_being_hidden_nor_hidden_while_it_is_being_shown() -> None:
    hidden = proposed().hidden("Mia", START)
    with pytest.raises(RefusedError, match="being hidden"):
        hidden.reverting("Lea", START)
    with pytest.raises(RefusedError, match="being shown again"):
        hidden.done(None).reverting("Lea", START).hidden("Mia", START)
    with pytest.raises(RefusedError, match="not hidden here"):
        proposed().reverting("Lea", START)


# --- and what becomes of it ------------------------------------------------------------------------------------------


class Scene:
    def __init__(self, by: str = "Mia", message: Message = SPAM) -> None:
        self.clock = FixedClock()
        self.platform = FakePlatform()
        self.proposals = FakeProposals()
        self.tickets = FakeTickets()
        self.messages = FakeMessages(self.clock)
        self.history = FakeHistory()
        self.incidents = FakeIncidents()
        self.switches = FakeSwitches()
        self.rate_limits = FakeRateLimits()
        self.accounts = FakeAccountStates()
        self.tickets.save(TICKET)
        self.messages.save(message)
        self.proposals.propose(proposed().accepted(by, START, actor="inbox"))

    @property
    def proposal(self) -> Proposal:
        (found,) = self.proposals.of_brand("acme")
        return found

    @property
    def message(self) -> Message:
        found = self.messages.get("facebook", MESSAGE.account_id, "m1")
        assert found is not None
        return found

    def run(self, through: object = lambda _, port: port) -> None:
        if not self.proposal.is_to_be_carried_out:
            return
        names = ("proposals", "tickets", "messages", "history", "incidents", "switches", "accounts", "rate_limits")
        ports = {name: through(name, getattr(self, name)) for name in names}
        gateways = FakeGateways(through("platform", self.platform))
        hide = HideMessage(**ports, gateways=gateways, policies=load_policy, clock=self.clock)
        hide(BRAND, ACCOUNT, self.proposal)

    def until_rest(self) -> Proposal:
        for _ in range(60):
            self.run()
            self.clock.pass_time(minutes=1)
        return self.proposal

    def revert(self) -> None:
        self.proposals.save(self.proposal.reverting("Lea", self.clock.now()))


def test_it_is_hidden_once_and_it_stays_known_who_did_it() -> None:
    scene = Scene(message=replace(SPAM, ticket_id="T-1"))
    assert scene.until_rest().state is ProposalState.DONE

    assert scene.platform.hidden == {"m1"}
    assert scene.platform.calls == 1
    assert (scene.message.hidden, scene.message.hidden_by) == (True, "Mia")
    (entry,) = scene.history.stored.values()
    assert (entry.what, entry.actor, entry.details["agent"]) == ("message_hidden", "inbox", "Mia")
    assert (entry.details["message_id"], entry.details["category"]) == ("m1", "spam")


def test_it_is_shown_again_once_and_it_stays_known_who_did_it() -> None:
    scene = Scene(message=replace(SPAM, ticket_id="T-1"))
    scene.until_rest()
    scene.revert()
    assert scene.until_rest().state is ProposalState.REVERTED

    assert scene.platform.hidden == set()
    assert scene.platform.calls == 2
    assert (scene.message.hidden, scene.message.hidden_by) == (False, "Lea")
    assert [entry.what for entry in scene.history.stored.values()] == ["message_hidden", "message_shown_again"]


@pytest.mark.parametrize("by", [NIGHTDESK, "Mia"])
def test_what_was_hidden_can_be_shown_again_for_as_long_as_its_message_is_kept(by: str) -> None:
    year = START + timedelta(days=365)
    scene = Scene(by=by, message=replace(SPAM, expires_at=year))
    assert scene.until_rest().expires_at == year

    scene.clock.pass_time(days=200)
    scene.platform.answers = [SendResult(outcome=SendClass.PERMANENT, error="meta_10")]
    scene.revert()
    assert scene.until_rest().expires_at == year  # it failed, and may be asked for again until then
    scene.revert()
    assert scene.until_rest().state is ProposalState.REVERTED


def test_what_the_platforms_own_tools_did_meanwhile_is_not_done_again() -> None:
    scene = Scene(message=replace(SPAM, hidden=True))
    assert scene.until_rest().state is ProposalState.DONE

    assert scene.platform.calls == 0


@pytest.mark.parametrize(
    "answer",
    [
        SendResult(outcome=SendClass.UNKNOWN, error="timeout"),
        SendResult(outcome=SendClass.RETRY_BACKOFF, error="http_503"),
        SendResult(outcome=SendClass.RETRY_AT, retry_at=START + timedelta(minutes=5)),
    ],
    ids=["lost", "down", "throttled"],
)
def test_a_lost_answer_or_a_platform_that_is_down_is_tried_again_in_both_directions(answer: SendResult) -> None:
    scene = Scene()
    scene.platform.answers = [answer]
    assert scene.until_rest().state is ProposalState.DONE
    assert scene.platform.hidden == {"m1"}

    scene.revert()
    scene.platform.answers = [replace(answer, retry_at=answer.retry_at and scene.clock.now() + timedelta(minutes=5))]
    assert scene.until_rest().state is ProposalState.REVERTED
    assert scene.platform.hidden == set()


def test_what_cannot_be_shown_again_stays_hidden_with_the_reason_and_may_be_asked_for_again() -> None:
    scene = Scene()
    scene.until_rest()
    scene.platform.answers = [SendResult(outcome=SendClass.PERMANENT, error="meta_10")]
    scene.revert()
    assert (scene.until_rest().state, scene.proposal.error) == (ProposalState.DONE, "meta_10")
    assert scene.message.hidden

    scene.revert()
    assert scene.until_rest().state is ProposalState.REVERTED


def test_a_comment_that_became_criticism_by_an_edit_is_not_hidden() -> None:
    scene = Scene(message=replace(SPAM, category=Category.COMPLAINT))
    assert (scene.until_rest().state, scene.proposal.error) == (ProposalState.FAILED, "criticism")

    assert scene.platform.calls == 0


@pytest.mark.parametrize("against", ["switch", "incident", "ticket"])
def test_what_no_person_decided_is_left_to_people_when_something_speaks_against_it(against: str) -> None:
    scene = Scene(by=NIGHTDESK, message=replace(SPAM, ticket_id="T-1" if against == "ticket" else None))
    if against == "switch":
        scene.switches.set(None, None, "off", by="lead")
    if against == "incident":
        scene.incidents.open(OUTAGE)
    after = scene.until_rest()

    assert (after.state, after.decided_by, scene.platform.calls) == (ProposalState.OPEN, None, 0)


def test_a_rule_hides_only_so_many_in_an_hour_and_the_rest_later() -> None:
    scene = Scene(by=NIGHTDESK)
    window = ("hides/facebook/" + ACCOUNT.id, f"{START:%Y-%m-%dT%H}")
    scene.rate_limits.counts[window] = BRAND.proposals.hides_per_hour
    scene.run()
    assert (scene.proposal.state, scene.platform.calls) == (ProposalState.ACCEPTED, 0)

    scene.clock.pass_time(hours=1)
    scene.run()
    assert scene.proposal.state is ProposalState.DONE


def test_a_rule_waits_for_the_message_that_store_is_about_to_write() -> None:
    scene = Scene(by=NIGHTDESK, message=replace(SPAM, message_id="another"))
    scene.run()
    assert scene.proposal.state is ProposalState.ACCEPTED

    scene.messages.save(SPAM)
    assert scene.until_rest().state is ProposalState.DONE


class Killed(BaseException):
    """The function ends here."""


class Dying:
    def __init__(self, port: object, *, wanted: int, counter: list[int], after: bool, error: BaseException) -> None:
        self._port, self._wanted, self._counter, self._after, self._error = port, wanted, counter, after, error

    def __getattr__(self, name: str) -> object:
        found = getattr(self._port, name)
        if not callable(found):
            return found

        def call(*given: object, **named: object) -> object:
            self._counter[0] += 1
            hit = self._counter[0] == self._wanted
            if hit and not self._after:
                raise self._error
            result = found(*given, **named)
            if hit:
                raise self._error
            return result

        return call


def _dying(_name: str, port: object, **how: Any) -> Dying:
    return Dying(port, **how)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("reverts", [False, True], ids=["hide", "show"])
@pytest.mark.parametrize(
    "error", [Killed(), UpstreamError("x"), ConflictError("x")], ids=["killed", "down", "conflict"]
)
def test_whatever_call_fails_the_end_is_the_same(after: bool, reverts: bool, error: BaseException) -> None:
    for wanted in range(1, 12):
        scene = Scene(message=replace(SPAM, ticket_id="T-1"))
        if reverts:
            scene.until_rest()
            scene.revert()
        counter = [0]
        with suppress(Killed, UpstreamError, ConflictError):
            scene.run(partial(_dying, wanted=wanted, counter=counter, after=after, error=error))
        scene.until_rest()

        assert scene.proposal.state is (ProposalState.REVERTED if reverts else ProposalState.DONE), wanted
        assert scene.message.hidden is not reverts
        assert scene.platform.hidden == (set() if reverts else {"m1"})
        assert len(scene.history.stored) == (2 if reverts else 1)
