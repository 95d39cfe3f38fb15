"""Somebody acts in the tool by which they were told."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from functions.escalate.act import ActOnSuspicion, ActOnTicket
from functions.escalate.callbacks import MAX_BODY_BYTES, Callback, ReceiveCallback
from shared.adapters.notify.callbacks import callback_format
from shared.channels import load_policy
from shared.domain.access.agents import Agent, Role
from shared.domain.access.callers import ActingAgent
from shared.domain.brand.model import Brand
from shared.domain.channels.webhook import Secrets, WebhookRequest
from shared.domain.errors import NotFoundError, UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import EscalationEnd, EscalationReason
from shared.domain.escalation.text import ticket_text
from shared.domain.incidents.linking import is_dismissed
from shared.domain.incidents.model import SUSPECTED_FOR, Incident
from shared.domain.notifications.action import ActionOutcome, ActionRequest, ActionResult
from shared.domain.tickets.changes import claimed, released
from shared.domain.vocabulary import Danger, NoticeState, Priority, Status
from tests.fakes.agents import FakeAgents
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import TIERS
from tests.fakes.incidents import FakeIncidents
from tests.fakes.notices import FakeActed
from tests.fakes.notifications import (
    OPSGENIE,
    OPSGENIE_RECORD,
    PAGERDUTY,
    PAGERDUTY_RECORD,
    SLACK,
    SLACK_RECORD,
    a_notified_brand,
    block_action,
)
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FakeHistory, FakeTickets, FixedClock
from tests.unit.notify.test_opsgenie import alert_action, posted
from tests.unit.notify.test_pagerduty import acknowledged, signed_event
from tests.unit.notify.test_slack import signed

DONE, ALREADY, TAKEN, ENDED = ActionOutcome.DONE, ActionOutcome.ALREADY, ActionOutcome.TAKEN, ActionOutcome.ENDED
REPEATED = ActionOutcome.REPEATED
STRANGER, NO_TICKET = ActionOutcome.UNKNOWN_PERSON, ActionOutcome.UNKNOWN_TICKET


@dataclass
class FakeSecrets:
    records: dict[str, Secrets] = field(default_factory=lambda: {"notify-acme-slack": SLACK_RECORD})
    rotated: dict[str, Secrets] = field(default_factory=dict)
    reads: int = 0

    def get(self, name: str, *, fresh: bool = False) -> Secrets:
        self.reads += 1
        known = {**self.records, **self.rotated} if fresh else self.records
        if name not in known:
            raise NotFoundError(name)
        return known[name]


@dataclass
class FakeUsers:
    """Slack: addresses of users, and what was said to them."""

    emails: dict[str, str] = field(
        default_factory=lambda: {"U000TOM": "U000Tom@acme.example", "U000EVE": "eve@other.example"}
    )
    broken: bool = False
    said: list[tuple[str, ActionOutcome, str | None]] = field(default_factory=list)
    counts: list[tuple[int, int]] = field(default_factory=list)

    def email_of(self, brand: Brand, target: str, user: str) -> str | None:
        if self.broken:
            raise UpstreamError("timeout")
        return self.emails.get(user)

    def respond(self, brand: Brand, target: str, request: ActionRequest, result: ActionResult) -> None:
        if self.broken:
            raise UpstreamError("timeout")
        self.said.append((request.user, result.outcome, result.holder))
        self.counts.append((result.done, result.asked))


@dataclass
class Scene:
    history: FakeHistory = field(default_factory=FakeHistory)
    tickets: FakeTickets = field(init=False)
    secrets: FakeSecrets = field(default_factory=FakeSecrets)
    users: FakeUsers = field(default_factory=FakeUsers)
    agents: FakeAgents = field(default_factory=FakeAgents)
    clock: FixedClock = field(default_factory=FixedClock)
    followed: list[str] = field(default_factory=list)
    together: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    incidents: FakeIncidents = field(default_factory=FakeIncidents)
    followed_suspicions: list[str] = field(default_factory=list)
    acted: FakeActed = field(default_factory=FakeActed)
    presses: int = 0

    def __post_init__(self) -> None:
        self.tickets = FakeTickets(history=self.history)

    def receive(self, request: WebhookRequest, **where: str) -> tuple[int, list[ActionOutcome]]:
        receive = ReceiveCallback(
            brands=FakeBrands.of(a_notified_brand(notification_targets=(SLACK, PAGERDUTY, OPSGENIE))),
            secrets=self.secrets,
            formats=callback_format,
            users=self.users,
            agents=self.agents,
            responder=self.users,
            act=ActOnTicket(self.tickets, load_policy, self.clock),
            act_on_suspicion=ActOnSuspicion(self.incidents, self.clock),
            follow=self.followed.append,
            follow_suspicion=lambda _brand, incident_id: self.followed_suspicions.append(incident_id),
            together=lambda ticket, target: self.together.get((ticket, target), ()),
            acted=self.acted,
            clock=self.clock,
        )
        place = {"type": "slack", "brand": "acme", "target": "slack-care", **where}
        status, results = receive(Callback(request=request, **place))
        return status, [result.outcome for result in results]

    def press(self, action: str, *, user: str = "U000LEA", ticket: str = "T-1") -> ActionOutcome:
        self.presses += 1
        body = block_action(action, user=user, ticket=ticket, at=self.presses)
        status, outcomes = self.receive(signed(body, self.clock.now()))
        assert status == 200
        (outcome,) = outcomes
        return outcome


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    ticket = escalation.requested(a_ticket(priority=Priority.URGENT), EscalationReason.URGENT, START)
    scene.tickets.save(escalation.confirmed(escalation.begun(ticket, START)))
    scene.clock.pass_time(minutes=3)
    return scene


def test_a_button_takes_the_ticket_and_its_escalation_ends(scene: Scene) -> None:
    assert scene.press("claim") is DONE
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    assert (ticket.claimed_by, ticket.status) == ("Léa", Status.OPEN)
    assert escalation.stop_reason(ticket, 1) is EscalationEnd.CLAIMED
    (entry,) = scene.history.of_ticket("T-1").items
    assert (entry.what, entry.actor, entry.details["via"]) == ("claimed", "Léa", "slack-care")
    assert scene.followed == ["T-1"], "the message shows at once who has it"


def test_of_two_people_who_press_one_has_the_ticket_and_the_other_is_told_who(scene: Scene) -> None:
    assert scene.press("claim") is DONE
    assert scene.press("claim", user="U000TOM") is TAKEN
    assert scene.users.said == [("U000LEA", DONE, "Léa"), ("U000TOM", TAKEN, "Léa")]
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    assert ticket.claimed_by == "Léa"
    assert [entry.what for entry in scene.history.of_ticket("T-1").items] == ["claimed"]


def test_two_people_who_press_at_the_same_instant_do_not_both_have_it(scene: Scene) -> None:
    """Tom writes between Léa's reading and her writing."""
    pressed: list[ActionOutcome] = []
    save = scene.tickets.save

    def meanwhile(ticket, *entries):
        scene.tickets.save = save
        pressed.append(scene.press("claim", user="U000TOM"))
        return save(ticket, *entries)

    scene.tickets.save = meanwhile
    assert scene.press("claim") is TAKEN
    assert pressed == [DONE]
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    assert ticket.claimed_by == "Tom"


def test_the_same_person_who_presses_twice_changes_nothing(scene: Scene) -> None:
    assert scene.press("claim") is DONE
    before = scene.tickets.get("T-1")
    scene.clock.pass_time(seconds=20)
    assert scene.press("claim") is ALREADY
    assert scene.tickets.get("T-1") == before
    assert len(scene.history.of_ticket("T-1").items) == 1


def test_not_urgent_lowers_the_priority_and_calls_nobody_more(scene: Scene) -> None:
    assert scene.press("not_urgent") is DONE
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    assert (ticket.priority, ticket.labels["urgent"], ticket.claimed_by) == (Priority.NORMAL, "false", None)
    assert escalation.stop_reason(ticket, 1) is EscalationEnd.CLAIMED
    assert ticket.notice_state is NoticeState.RESOLVED
    assert ticket.waits_for_us, "the customer waits still"
    assert scene.press("not_urgent", user="U000TOM") is ActionOutcome.QUIET


def test_a_deadline_that_is_missed_later_calls_people_again(scene: Scene) -> None:
    scene.press("not_urgent")
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    assert ticket.first_response_due_at is not None
    late = ticket.first_response_due_at + timedelta(minutes=1)
    due = escalation.due_work(escalation.ended(ticket), late, timedelta(minutes=2))
    assert due.escalate
    assert due.ticket.escalation_reason == EscalationReason.FIRST_RESPONSE_MISSED


def test_somebody_who_is_no_agent_of_the_brand_changes_nothing(scene: Scene) -> None:
    before = scene.tickets.get("T-1")
    assert scene.press("claim", user="U000EVE") is STRANGER
    assert scene.press("claim", user="U000UNKNOWN") is STRANGER
    assert scene.tickets.get("T-1") == before


def an_agent(email: str, **fields: object) -> Agent:
    return replace(Agent(email=email, name="Eve Durand", initials="ED", id="sub-eve", added_at=START), **fields)


def test_an_agent_is_found_by_the_mail_address_that_slack_knows(scene: Scene) -> None:
    scene.agents.stored["eve@other.example"] = an_agent("eve@other.example")
    assert scene.press("claim", user="U000EVE") is DONE
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    assert (ticket.claimed_by, ticket.holder) == ("sub-eve", "Eve Durand")


@pytest.mark.parametrize("fields", [{"removed_at": START}, {"brands": frozenset({"other"})}], ids=["removed", "brand"])
@pytest.mark.parametrize(("user", "email"), [("U000EVE", "eve@other.example"), ("U000LEA", "lea@acme.example")])
def test_an_agent_who_was_removed_or_is_of_another_brand_changes_nothing(
    scene: Scene, fields: dict[str, object], user: str, email: str
) -> None:
    scene.agents.stored[email] = an_agent(email, **fields)
    assert scene.press("claim", user=user) is STRANGER


def test_a_ticket_of_another_brand_does_not_exist_for_this_one(scene: Scene) -> None:
    scene.tickets.save(a_ticket(id="T-9", brand="other"))
    assert scene.press("claim", ticket="T-9") is NO_TICKET
    assert scene.press("claim", ticket="T-404") is NO_TICKET


def test_a_ticket_that_is_done_is_not_taken(scene: Scene) -> None:
    scene.tickets.save(a_ticket(id="T-2", status=Status.RESOLVED))
    assert scene.press("claim", ticket="T-2") is ENDED
    assert scene.press("not_urgent", ticket="T-2") is ENDED


def test_what_is_not_signed_does_nothing(scene: Scene) -> None:
    body = block_action("claim")
    assert scene.receive(WebhookRequest(method="POST", headers={}, query={}, body=body)) == (401, [])
    assert scene.receive(signed(body, scene.clock.now(), secret="guessed")) == (401, [])
    old: datetime = scene.clock.now() - timedelta(minutes=6)
    assert scene.receive(signed(body, old)) == (401, [])
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    assert ticket.claimed_by is None


def test_a_rotated_secret_refuses_nobody(scene: Scene) -> None:
    scene.secrets.rotated = {"notify-acme-slack": {**SLACK_RECORD, "signing_secret": ("new",)}}
    assert scene.receive(signed(block_action("claim"), scene.clock.now(), secret="new"))[0] == 200


@pytest.mark.parametrize(
    "where",
    [{"brand": "nobody"}, {"target": "pager"}, {"type": "teams"}, {"target": "oncall"}],
    ids=["brand", "target", "type", "webhook"],
)
def test_an_address_that_is_none_of_ours_is_not_found(scene: Scene, where: dict[str, str]) -> None:
    assert scene.receive(signed(block_action("claim"), scene.clock.now()), **where) == (404, [])


def test_a_body_without_bounds_is_not_read(scene: Scene) -> None:
    assert scene.receive(signed(b"x" * (MAX_BODY_BYTES + 1), scene.clock.now())) == (413, [])
    assert scene.secrets.reads == 0


def test_when_slack_cannot_say_who_it_is_the_person_is_asked_to_press_again(scene: Scene) -> None:
    scene.users.broken = True
    assert scene.receive(signed(block_action("claim", user="U000TOM"), scene.clock.now())) == (503, [])
    assert scene.press("claim") is DONE, "a person whose id stands in the brand file needs no look-up"


def test_whoever_acknowledges_in_pagerduty_takes_the_ticket(scene: Scene) -> None:
    scene.secrets.records["notify-acme-pagerduty"] = PAGERDUTY_RECORD
    scene.users.emails["PLH1HKV"] = "u000tom@acme.example"
    body = signed_event(acknowledged())
    assert scene.receive(body, type="pagerduty", target="pager") == (200, [DONE])
    assert scene.receive(body, type="pagerduty", target="pager") == (200, [REPEATED]), "sent again"
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    assert ticket.claimed_by == "Tom"
    forged = WebhookRequest(method="POST", headers={"x-pagerduty-signature": "v1=00"}, query={}, body=body.body)
    assert scene.receive(forged, type="pagerduty", target="pager") == (401, [])


# --- a suspicion of an outage ---

SUSPECTED = Incident(
    id="acme-20260302T090000-auto",
    brand="acme",
    title="20 reports of an outage within 10 minutes",
    opened_at=START,
    opened_by="nightdesk",
    suspected=True,
)
SEEN, DISMISSED, OVER = ActionOutcome.SEEN, ActionOutcome.DISMISSED, ActionOutcome.OVER


@pytest.fixture
def suspected(scene: Scene) -> Scene:
    scene.incidents.open(SUSPECTED)
    scene.secrets.records |= {"notify-acme-pagerduty": PAGERDUTY_RECORD, "notify-acme-opsgenie": OPSGENIE_RECORD}
    scene.users.emails["PLH1HKV"] = "u000tom@acme.example"
    return scene


def in_pagerduty(scene: Scene, what: str, *, about: str = SUSPECTED.id) -> list[ActionOutcome]:
    body = signed_event(acknowledged(ticket=about, event_type=f"incident.{what}"))
    status, outcomes = scene.receive(body, type="pagerduty", target="pager")
    assert status == 200
    return outcomes


def in_opsgenie(scene: Scene, what: str, *, about: str = SUSPECTED.id, **alert: str) -> list[ActionOutcome]:
    body = posted(alert_action(what, ticket=about, **alert))
    status, outcomes = scene.receive(body, type="opsgenie", target="opsgenie")
    assert status == 200
    return outcomes


def suspicion_of(scene: Scene) -> tuple[str | None, str | None]:
    known = scene.incidents.stored[SUSPECTED.id]
    assert known.suspected
    return known.seen_by, known.resolved_by


def test_whoever_acknowledges_a_suspicion_is_said_to_look_into_it_and_it_stays_one(suspected: Scene) -> None:
    assert in_pagerduty(suspected, "acknowledged") == [SEEN]
    assert in_opsgenie(suspected, "Acknowledge") == [SEEN], "a colleague in another tool changes nothing"
    assert suspicion_of(suspected) == ("Tom", None)
    assert suspected.followed_suspicions == [SUSPECTED.id] * 2
    assert suspected.history.of_ticket("T-1").items == ()


def test_the_button_in_slack_says_who_looks_into_a_suspicion(suspected: Scene) -> None:
    assert suspected.press("claim", ticket=SUSPECTED.id) is SEEN
    assert suspected.users.said == [("U000LEA", SEEN, "Léa")]
    assert suspected.press("claim", user="U000TOM", ticket=SUSPECTED.id) is SEEN
    assert suspected.users.said[-1] == ("U000TOM", SEEN, "Léa")
    assert suspicion_of(suspected) == ("Léa", None)


def test_whoever_resolves_a_suspicion_in_their_tool_says_that_it_is_no_outage(suspected: Scene) -> None:
    assert in_pagerduty(suspected, "resolved") == [DISMISSED]
    assert suspicion_of(suspected) == (None, "Tom")
    assert in_opsgenie(suspected, "Close") == [OVER], "what our own close there brings back"
    assert is_dismissed(None, tuple(suspected.incidents.stored.values()), suspected.clock.at)


def test_an_agent_who_may_not_dismiss_it_in_the_desk_has_seen_it_by_closing_it(suspected: Scene) -> None:
    suspected.agents.stored["eve@other.example"] = an_agent("eve@other.example")
    assert in_opsgenie(suspected, "Close", username="eve@other.example") == [SEEN]
    assert suspicion_of(suspected) == ("Eve Durand", None)
    suspected.agents.stored["eve@other.example"] = an_agent("eve@other.example", role=Role.SUPERVISOR)
    assert in_opsgenie(suspected, "Close", username="eve@other.example", alertId="anew") == [DISMISSED]


def test_whoever_is_nobody_of_ours_changes_nothing_about_a_suspicion(suspected: Scene) -> None:
    assert in_opsgenie(suspected, "Close", username="eve@other.example") == [STRANGER]
    assert suspicion_of(suspected) == (None, None)
    assert suspected.followed_suspicions == []


@pytest.mark.parametrize("when", ["resolved", "an hour later"])
def test_a_suspicion_that_is_over_cannot_be_looked_into(suspected: Scene, when: str) -> None:
    if when == "resolved":
        suspected.incidents.resolve(SUSPECTED.id, by="lead", at=START)
    else:
        suspected.clock.at = START + SUSPECTED_FOR
    assert suspected.press("claim", ticket=SUSPECTED.id) is OVER
    assert suspicion_of(suspected)[0] is None


def test_a_suspicion_of_another_brand_does_not_exist_for_this_one(suspected: Scene) -> None:
    other = replace(SUSPECTED, id="other-20260302T090000-auto", brand="other")
    suspected.incidents.open(other)
    assert suspected.press("claim", ticket=other.id) is NO_TICKET
    assert suspected.press("not_urgent", ticket=SUSPECTED.id) is NO_TICKET


def test_a_ticket_that_somebody_resolves_in_their_tool_waits_for_an_answer_still(suspected: Scene) -> None:
    before = suspected.tickets.get("T-1")
    assert in_pagerduty(suspected, "resolved", about="T-1") == [ActionOutcome.UNCHANGED]
    assert suspected.tickets.get("T-1") == before


def test_whoever_acknowledges_in_opsgenie_takes_the_ticket(suspected: Scene) -> None:
    assert in_opsgenie(suspected, "Acknowledge", about="T-1") == [DONE]
    ticket = suspected.tickets.get("T-1")
    assert ticket is not None
    assert ticket.claimed_by == "Léa"
    forged = posted(alert_action(), authorization="Bearer guessed")
    assert suspected.receive(forged, type="opsgenie", target="opsgenie") == (401, [])


def test_a_tier_that_asks_for_two_people_is_over_when_the_second_has_answered(scene: Scene) -> None:
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    scene.tickets.save(replace(ticket, acknowledgements_needed=2))

    assert scene.press("claim") is ActionOutcome.NOTED
    assert scene.press("claim") is ActionOutcome.ALREADY
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    assert (ticket.claimed_by, escalation.stop_reason(ticket, 1), ticket.notice_text) == ("Léa", None, "open:1/2")
    assert "1 personne(s) sur 2" in ticket_text(a_notified_brand(), ticket, TIERS[0], 0, None).state

    assert scene.press("claim", user="U000TOM") is DONE
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    assert (ticket.claimed_by, ticket.acknowledged_by) == ("Léa", ("Léa", "Tom"))
    assert escalation.stop_reason(ticket, 1) is EscalationEnd.CLAIMED
    assert scene.press("claim", user="U000TOM") is TAKEN


@pytest.mark.parametrize("name", ["Léa", "LEA ", "lea"])
def test_one_person_counts_once_by_whichever_name_they_act(scene: Scene, name: str) -> None:
    """The command line names her, and an agent who has signed in has an id."""
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    both = replace(ticket, acknowledgements_needed=2)
    first = claimed(both, ActingAgent.named(name), take_over=False, now=scene.clock.now())
    second = claimed(first, ActingAgent(id="sub-1234", name="Léa"), take_over=False, now=scene.clock.now())
    assert len(second.acknowledged_by) == 1
    assert escalation.stop_reason(second, 1) is None
    given_back = released(first, now=scene.clock.now())
    assert given_back.acknowledged_by == ()


def test_whoever_gives_a_ticket_back_counts_no_more(scene: Scene) -> None:
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    scene.tickets.save(replace(ticket, acknowledgements_needed=2))
    assert scene.press("claim") is ActionOutcome.NOTED
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    scene.tickets.save(released(ticket, now=scene.clock.now()))

    assert scene.press("claim", user="U000TOM") is ActionOutcome.NOTED
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    assert (ticket.claimed_by, ticket.acknowledged_by) == ("Tom", ("Tom",))
    assert escalation.stop_reason(ticket, 1) is None
    assert scene.press("claim") is DONE
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    assert escalation.stop_reason(ticket, 1) is EscalationEnd.CLAIMED


@pytest.mark.parametrize("user", ["U000LEA", "U000TOM"])
@pytest.mark.parametrize("waits", [True, False])
def test_whoever_says_not_urgent_again_is_not_told_that_they_have_the_ticket(
    scene: Scene, user: str, waits: bool
) -> None:
    if waits:
        assert scene.press("not_urgent") is DONE
    else:
        ticket = scene.tickets.get("T-1")
        assert ticket is not None
        scene.tickets.save(replace(ticket, waiting_since=None, priority=Priority.NORMAL))
    assert scene.press("not_urgent", user=user) is ActionOutcome.QUIET


def test_how_many_have_answered_is_forgotten_with_the_round(scene: Scene) -> None:
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    ended = escalation.ended(replace(ticket, acknowledgements_needed=2).acknowledged("lea", START))
    assert (ended.acknowledgements_needed, ended.acknowledged_by) == (1, ())


def test_the_button_of_a_notice_about_several_tickets_takes_all_that_nobody_has(scene: Scene) -> None:
    for number in (2, 3):
        scene.tickets.save(a_ticket(id=f"T-{number}"))
    scene.tickets.save(a_ticket(id="T-4", claimed_by="Tom", claimed_at=START, claimed_wait=START))
    pressed = signed(block_action("claim", user="U000LEA", ticket="T-1,T-2,T-3,T-4"), scene.clock.now())
    assert scene.receive(pressed) == (200, [DONE])
    held = [ticket.claimed_by for _, ticket in sorted(scene.tickets.stored.items())]
    assert held == ["Léa", "Léa", "Léa", "Tom"]
    assert scene.users.counts[-1] == (3, 4), "she is told for how many of them it is so"
    anew = signed(block_action("claim", user="U000LEA", ticket="T-1,T-2,T-3,T-4", at=2), scene.clock.now())
    assert scene.receive(anew) == (200, [ALREADY])
    assert scene.users.counts[-1] == (3, 4)


def test_whoever_acknowledges_an_incident_about_several_tickets_takes_all_of_them(scene: Scene) -> None:
    """PagerDuty names the incident, which bears the name of one of its tickets."""
    for name in ("T-2", "T-3"):
        scene.tickets.save(a_ticket(id=name, waiting_since=START))
    scene.together = {("T-1", "slack-care"): ("T-2", "T-3")}
    assert scene.press("claim") is DONE
    assert {name: scene.tickets.stored[name].claimed_by for name in ("T-1", "T-2", "T-3")} == dict.fromkeys(
        ("T-1", "T-2", "T-3"), "Léa"
    )
    assert scene.users.counts == [(3, 3)]


# --- what a tool tells late, or once more ---


def test_an_acknowledgement_from_before_the_call_in_force_takes_nothing(scene: Scene) -> None:
    """Léa took it, gave it back, and PagerDuty delivers her acknowledgement once more."""
    scene.secrets.records["notify-acme-pagerduty"] = PAGERDUTY_RECORD
    late, of_then = signed_event(acknowledged(user="PLH1HKV")), signed_event(acknowledged(user="PLH1HKV", id="other"))
    scene.users.emails["PLH1HKV"] = "lea@acme.example"
    where = {"type": "pagerduty", "target": "pager"}
    assert scene.receive(late, **where) == (200, [DONE])
    scene.clock.pass_time(minutes=5)
    given_back = scene.tickets.save(released(scene.tickets.stored["T-1"], now=scene.clock.now()))
    assert scene.receive(late, **where) == (200, [REPEATED])
    scene.tickets.save(escalation.begun(given_back, scene.clock.now()))
    assert scene.receive(late, **where) == (200, [REPEATED])
    assert scene.receive(of_then, **where) == (200, [ActionOutcome.LATE])
    assert scene.tickets.stored["T-1"].claimed_by is None

    scene.clock.pass_time(minutes=1)
    anew = signed_event(acknowledged(user="PLH1HKV", id="anew", occurred_at=scene.clock.now().isoformat()))
    assert scene.receive(anew, **where) == (200, [DONE])


def test_an_acknowledgement_counts_while_a_call_is_put_off_to_the_morning() -> None:
    night = START + timedelta(minutes=10)
    put_off = a_ticket(escalate_at=START + timedelta(hours=9), escalation_reason="first_response_missed")
    assert not escalation.is_outdated(put_off, night, night)


def test_an_acknowledgement_that_comes_again_does_not_take_what_was_given_back_without_a_call(scene: Scene) -> None:
    scene.secrets.records["notify-acme-pagerduty"] = PAGERDUTY_RECORD
    scene.users.emails["PLH1HKV"] = "lea@acme.example"
    calm = replace(scene.tickets.stored["T-1"], priority=Priority.NORMAL)
    scene.tickets.save(escalation.ended(calm))
    late = signed_event(acknowledged(user="PLH1HKV", occurred_at=scene.clock.now().isoformat()))
    where = {"type": "pagerduty", "target": "pager"}
    assert scene.receive(late, **where) == (200, [DONE])
    scene.tickets.save(released(scene.tickets.stored["T-1"], now=scene.clock.now()))
    assert scene.receive(late, **where) == (200, [REPEATED])
    assert scene.tickets.stored["T-1"].claimed_by is None


def test_what_a_tool_delivers_once_more_acts_once_though_it_does_not_say_when_it_was_done(suspected: Scene) -> None:
    """Léa gives the ticket back, and takes it again an hour later."""
    assert in_opsgenie(suspected, "Acknowledge", about="T-1", updatedAt="") == [DONE]
    suspected.tickets.save(released(suspected.tickets.stored["T-1"], now=suspected.clock.now()))
    suspected.clock.pass_time(minutes=9)
    assert in_opsgenie(suspected, "Acknowledge", about="T-1", updatedAt="") == [REPEATED]
    assert suspected.tickets.stored["T-1"].claimed_by is None
    assert suspected.history.of_ticket("T-1").items[0].what == "claimed"
    suspected.clock.pass_time(minutes=1)
    assert in_opsgenie(suspected, "Acknowledge", about="T-1", updatedAt="") == [DONE]


def test_a_press_of_a_button_that_is_delivered_once_more_acts_once(scene: Scene) -> None:
    assert scene.press("claim") is DONE
    scene.tickets.save(released(scene.tickets.stored["T-1"], now=scene.clock.now()))
    scene.presses -= 1
    assert scene.press("claim") is REPEATED
    assert scene.press("claim") is ActionOutcome.LATE, "another press"


def test_what_could_not_be_done_for_want_of_an_agent_is_done_when_it_is_delivered_again(suspected: Scene) -> None:
    where = {"about": "T-1", "username": "eve@other.example"}
    assert in_opsgenie(suspected, "Acknowledge", **where) == [STRANGER]
    suspected.agents.stored["eve@other.example"] = an_agent("eve@other.example")
    assert in_opsgenie(suspected, "Acknowledge", **where) == [DONE]


def test_an_acknowledgement_that_is_hours_late_counts_while_nobody_was_called_since(scene: Scene) -> None:
    scene.secrets.records["notify-acme-pagerduty"] = PAGERDUTY_RECORD
    scene.users.emails["PLH1HKV"] = "lea@acme.example"
    did = signed_event(acknowledged(user="PLH1HKV", occurred_at=scene.clock.now().isoformat()))
    scene.clock.pass_time(hours=3)
    assert scene.receive(did, type="pagerduty", target="pager") == (200, [DONE])


# --- a button below an earlier message --------------------------------------------------------------------------------


def called_again(scene: Scene, **fields: object) -> None:
    """The customer was answered, and writes again: somebody may be hurt, and people are being called."""
    scene.clock.pass_time(hours=72)
    now, ticket = scene.clock.now(), escalation.ended(scene.tickets.stored["T-1"])
    waits = {"waiting_since": now, "danger": Danger.POSSIBLE, "escalation_wait": None, **fields}
    asked = escalation.requested(replace(ticket, **waits), EscalationReason.DANGER, now)
    scene.tickets.save(escalation.confirmed(escalation.begun(asked, now)))
    scene.clock.pass_time(minutes=3)


@pytest.mark.parametrize("action", ["claim", "not_urgent"])
@pytest.mark.parametrize("value", ["T-1/1", "T-1@1772442000", "T-1"], ids=["a call", "a warning", "an older version"])
def test_a_button_below_an_earlier_message_ends_no_later_call(scene: Scene, action: str, value: str) -> None:
    called_again(scene)
    before = scene.tickets.stored["T-1"]
    assert scene.press(action, ticket=value) is ActionOutcome.LATE
    assert scene.tickets.stored["T-1"] == before
    assert scene.press(action, ticket="T-1/2") is ActionOutcome.DONE


def test_a_button_counts_no_more_once_a_danger_is_to_be_told(scene: Scene) -> None:
    ticket = replace(scene.tickets.stored["T-1"], danger=Danger.POSSIBLE)
    scene.tickets.save(escalation.requested(ticket, EscalationReason.DANGER, scene.clock.now()))
    assert scene.press("not_urgent", ticket="T-1/1") is ActionOutcome.LATE


def test_a_button_decides_nothing_about_a_later_wait_of_which_nobody_was_told(scene: Scene) -> None:
    scene.clock.pass_time(hours=72)
    ended = escalation.ended(scene.tickets.stored["T-1"])
    scene.tickets.save(replace(ended, waiting_since=scene.clock.now()))
    assert scene.press("not_urgent", ticket="T-1/1") is ActionOutcome.LATE


def test_a_button_for_several_tickets_takes_those_that_it_was_about(scene: Scene) -> None:
    first = scene.tickets.stored["T-1"]
    scene.tickets.save(replace(first, id="T-2", version=0, escalation_round=7))
    scene.tickets.save(replace(first, id="T-3", version=0))
    scene.press("claim", ticket="T-1/1,T-2/6,T-3/1")
    assert [scene.tickets.stored[name].claimed_by is None for name in ("T-1", "T-2", "T-3")] == [False, True, False]


def test_what_was_done_with_the_alert_of_an_earlier_call_ends_no_later_one_however_often_it_is_sent(
    suspected: Scene,
) -> None:
    """A tool that does not say when, or somebody who sends again what they once saw."""
    called_again(suspected)
    assert in_opsgenie(suspected, "Acknowledge", about="T-1/1", updatedAt="") == [ActionOutcome.LATE]
    suspected.users.emails["PLH1HKV"] = "lea@acme.example"
    soon = {"occurred_at": (suspected.clock.now() + timedelta(seconds=1)).isoformat()}
    body = signed_event(acknowledged(user="PLH1HKV", ticket="T-1/1", **soon))
    assert suspected.receive(body, type="pagerduty", target="pager") == (200, [ActionOutcome.LATE])
    assert suspected.tickets.stored["T-1"].claimed_by is None

    assert in_opsgenie(suspected, "Acknowledge", about="T-1/2", updatedAt="") == [DONE]
