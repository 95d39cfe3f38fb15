"""Telling one tier of people."""

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import httpx
import pytest

from functions.escalate.notify import NotifyTier, Step
from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.targets import NotificationRouter
from shared.channels import load_policy
from shared.domain.brand.model import Brand, Tier
from shared.domain.channels.webhook import Secrets
from shared.domain.errors import UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import EscalationEnd
from shared.domain.on_call.rotation import Override, Rotation, Shift, on_duty
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Status
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import TIERS, FakeNotifier, a_brand
from tests.fakes.notices import FakeNoticeGroups, FakeNotices
from tests.fakes.notifications import LEA, PAGERDUTY_RECORD, TOM, a_notified_brand
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FakeHistory, FakeMetrics, FakeTickets, FixedClock


@dataclass
class Fakes:
    tickets: FakeTickets = field(default_factory=FakeTickets)
    brands: FakeBrands = field(default_factory=lambda: FakeBrands.of(a_brand()))
    history: FakeHistory = field(default_factory=FakeHistory)
    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=FixedClock)
    groups: FakeNoticeGroups = field(default_factory=FakeNoticeGroups)
    notices: FakeNotices = field(default_factory=FakeNotices)

    @property
    def notify(self) -> NotifyTier:
        return NotifyTier(
            self.tickets,
            self.brands,
            self.history,
            self.notifier,
            self.metrics,
            self.clock,
            load_policy,
            self.notices,
            self.groups,
            "https://desk.example",
        )

    def step(self, tier: int = 0, **fields: object) -> Step:
        return replace(Step(ticket_id="T-1", round=1, tier=tier, at=START), **fields)

    @property
    def recorded(self) -> list[str]:
        return sorted(entry.what for entry in self.history.stored.values())


def escalated(**fields: object) -> Ticket:
    ticket = a_ticket(escalate_at=START, escalation_reason="urgent", **fields)
    return escalation.confirmed(escalation.begun(ticket, START))


@pytest.fixture
def fakes() -> Fakes:
    fakes = Fakes()
    fakes.tickets.save(escalated())
    return fakes


def test_the_first_tier_is_told_and_given_its_time(fakes: Fakes) -> None:
    told = fakes.notify(fakes.step())
    assert fakes.notifier.targets == ["oncall"]
    assert (told.tier, told.exhausted, told.end) == (1, False, None)
    assert told.look_at == START + timedelta(minutes=10)
    assert fakes.recorded == ["notified"]
    assert fakes.metrics.of("NotificationsSent") == 1


def test_the_last_tier_is_given_its_time_too(fakes: Fakes) -> None:
    told = fakes.notify(fakes.step(1))
    assert fakes.notifier.targets == ["oncall", "topic"]
    assert told.exhausted
    assert told.look_at == START + timedelta(minutes=15)


def test_people_get_their_time_from_when_they_were_told_not_from_when_it_was_planned(fakes: Fakes) -> None:
    fakes.clock.pass_time(minutes=7)
    assert fakes.notify(fakes.step()).look_at == START + timedelta(minutes=17)


def test_a_notification_says_what_is_needed_and_nothing_of_the_customer(fakes: Fakes) -> None:
    fakes.tickets.stored.clear()
    fakes.tickets.save(
        escalated(
            excerpt="Mon colis",
            customer_name="Mia Larsen",
            customer_handle="mialarsen",
            permalink="https://x.com/mialarsen/status/1",
            reasons=("category:outage",),
            conversation_id="post:77001122",
            author_id="77001122",
        )
    )
    fakes.notify(fakes.step())
    [(_, key, notification)] = fakes.notifier.delivered
    written = json.dumps(notification)
    assert notification == {
        "type": "ticket.escalated",
        "timestamp": "2026-03-02T09:00:00.000Z",
        "data": {
            "ticket_id": "T-1",
            "brand": "acme",
            "channel": "facebook",
            "surface": "comment",
            "visibility": "public",
            "priority": "normal",
            "category": "question",
            "reasons": ["category:outage"],
            "team": "triage",
            "escalated_because": "urgent",
            "round": 1,
            "tier": 1,
            "tier_name": "on-call agent",
            "waiting_since": "2026-03-02T09:00:00.000Z",
            "first_response_due_at": "2026-03-02T10:00:00.000Z",
            "resolution_due_at": "2026-03-03T09:00:00.000Z",
            "claimed_by": None,
            "link": "https://desk.example/tickets/T-1",
        },
    }
    assert not [word for word in ("colis", "Mia", "mialarsen", "77001122") if word in written]
    assert len(written) < 20_000
    assert "." not in key


def test_a_step_that_is_taken_twice_tells_nobody_twice(fakes: Fakes) -> None:
    fakes.notify(fakes.step(1))
    fakes.clock.pass_time(seconds=50)
    told = fakes.notify(fakes.step(1))
    assert fakes.notifier.targets == ["oncall", "topic"]
    assert told.exhausted


def test_a_step_that_was_killed_half_way_tells_only_those_who_are_left(fakes: Fakes) -> None:
    key = escalation.notification_key("T-1", 1, 1, "oncall")
    fakes.history.add(HistoryEntry(ticket_id="T-1", at=START, key=key, what="notified"))
    fakes.notify(fakes.step(1))
    assert fakes.notifier.targets == ["topic"]


def test_what_was_told_is_found_in_a_history_of_any_length(fakes: Fakes) -> None:
    key = escalation.notification_key("T-1", 1, 0, "oncall")
    for number in range(450):
        at = START - timedelta(hours=1) + timedelta(seconds=number)
        fakes.history.add(HistoryEntry(ticket_id="T-1", at=at, key=str(number), what="released"))
    fakes.history.add(HistoryEntry(ticket_id="T-1", at=START, key=key, what="notified"))
    fakes.notify(fakes.step())
    assert fakes.notifier.delivered == []


def test_a_target_named_twice_is_told_once(fakes: Fakes) -> None:
    fakes.brands = FakeBrands.of(a_brand((Tier(name="all", wait=timedelta(minutes=1), targets=("topic", "topic")),)))
    fakes.notify(fakes.step())
    assert fakes.notifier.targets == ["topic"]


def test_tiers_rounds_and_targets_have_notification_keys_of_their_own() -> None:
    keys = {
        escalation.notification_key("T-1", round_, tier, target)
        for round_ in (1, 2)
        for tier in (0, 1)
        for target in ("a", "b")
    }
    assert len(keys) == 8


def test_a_deaf_target_does_not_keep_the_others_from_being_told(fakes: Fakes) -> None:
    fakes.notifier.deaf = {"oncall"}
    told = fakes.notify(fakes.step(1))
    assert fakes.notifier.targets == ["topic"]
    assert fakes.recorded == ["notification_failed", "notified"]
    assert fakes.metrics.of("NotificationsFailed") == 1
    assert told.look_at == START + timedelta(minutes=15)


def test_a_tier_of_which_nobody_was_reached_is_not_waited_for(fakes: Fakes) -> None:
    fakes.notifier.deaf = {"oncall"}
    told = fakes.notify(fakes.step(0))
    assert (told.tier, told.look_at, told.exhausted) == (1, START, False)


def test_the_last_tier_is_waited_for_even_if_it_is_deaf(fakes: Fakes) -> None:
    fakes.notifier.deaf = {"oncall", "topic"}
    assert fakes.notify(fakes.step(1)).look_at == START + timedelta(minutes=15)


def test_a_target_that_fails_once_gets_another_try_after_the_others(fakes: Fakes) -> None:
    class Hiccup(FakeNotifier):
        def notify(self, *, target: str, **told: object) -> None:
            if target == "oncall" and not self.delivered:
                self.deaf = {"oncall"}
            FakeNotifier.notify(self, target=target, **told)
            self.deaf = set()

    fakes.notifier = Hiccup()
    fakes.notify(fakes.step(1))
    assert fakes.notifier.targets == ["topic", "oncall"]
    assert fakes.recorded == ["notified", "notified"]


def test_targets_that_take_too_long_leave_the_rest_untold_rather_than_the_step_killed(fakes: Fakes) -> None:
    class Slow(FakeNotifier):
        def notify(self, **told: object) -> None:
            fakes.clock.pass_time(seconds=30)
            raise UpstreamError("timeout")

    fakes.notifier = Slow()
    fakes.notify(fakes.step(1))
    errors = {entry.details["target"]: entry.details["error"] for entry in fakes.history.stored.values()}
    assert errors == {"oncall": "no time left in this step", "topic": "no time left in this step"}


def test_a_brand_without_that_many_tiers_is_exhausted_at_once(fakes: Fakes) -> None:
    """The brand file may have changed while the workflow waited."""
    told = fakes.notify(fakes.step(2))
    assert (told.exhausted, told.look_at) == (True, START)
    assert fakes.notifier.delivered == []


def test_a_tier_without_targets_is_a_pause(fakes: Fakes) -> None:
    fakes.brands = FakeBrands.of(a_brand((Tier(name="nobody", wait=timedelta(minutes=5), targets=()), *TIERS)))
    assert fakes.notify(fakes.step(0)).look_at == START + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("fields", "end"),
    [
        ({"claimed_by": "sb"}, EscalationEnd.CLAIMED),
        ({"waiting_since": None}, EscalationEnd.ANSWERED),
        ({"needs_response": False}, EscalationEnd.ANSWERED),
        ({"status": Status.CLOSED}, EscalationEnd.TICKET_ENDED),
        ({"escalation_round": 2}, EscalationEnd.SUPERSEDED),
        ({"waiting_since": START + timedelta(minutes=3)}, EscalationEnd.ANSWERED),
    ],
    ids=["claimed", "answered", "needs no answer", "closed", "a later round", "a later wait"],
)
def test_what_happened_since_the_workflow_looked_counts(
    fakes: Fakes, fields: dict[str, object], end: EscalationEnd
) -> None:
    fakes.tickets.save(replace(fakes.tickets.stored["T-1"], **fields))
    told = fakes.notify(fakes.step())
    assert told.end is end
    assert fakes.notifier.delivered == []


def test_an_erased_ticket_ends_it_and_leaves_nothing_behind(fakes: Fakes) -> None:
    fakes.tickets.stored.clear()
    assert fakes.notify(fakes.step(1, lost=0)).end is EscalationEnd.TICKET_ENDED
    assert fakes.history.stored == {}


def test_a_message_that_arrives_late_does_not_end_the_escalation(fakes: Fakes) -> None:
    """It moves the beginning of the wait back: the same wait, only longer."""
    fakes.tickets.save(replace(fakes.tickets.stored["T-1"], waiting_since=START - timedelta(minutes=9)))
    assert fakes.notify(fakes.step()).end is None
    assert fakes.notifier.targets == ["oncall"]


def test_a_step_that_could_not_be_taken_is_recorded_by_the_next(fakes: Fakes) -> None:
    fakes.notify(fakes.step(1, lost=0))
    assert fakes.recorded == ["notification_failed", "notified", "notified"]


def held(fakes: Fakes, **fields: object) -> Ticket:
    """Claimed, answered, and then its customer wrote again."""
    claimed = a_ticket(**fields).claimed("Sophie", START - timedelta(minutes=30))
    ticket = replace(claimed, claimed_wait=START - timedelta(hours=1), escalate_at=START, escalation_reason="urgent")
    fakes.tickets.stored.clear()
    return fakes.tickets.save(escalation.confirmed(escalation.begun(ticket, START)))


def test_a_new_wait_of_a_claimed_ticket_tells_the_holder_and_then_the_tiers(fakes: Fakes) -> None:
    held(fakes)
    told = fakes.notify(fakes.step(escalation.HOLDER))

    assert (told.tier, told.exhausted, told.end) == (0, False, None)
    assert told.look_at == START + timedelta(minutes=5)
    [(target, _, notification)] = fakes.notifier.delivered
    assert target == "oncall"
    assert [notification["data"][name] for name in ("claimed_by", "tier", "tier_name")] == ["Sophie", 0, "holder"]
    assert "Ce ticket est pris en charge par Sophie." in fakes.notifier.texts[0].body
    fakes.notify(fakes.step(0))
    assert [notification["data"]["tier"] for _, _, notification in fakes.notifier.delivered] == [0, 1]


def test_the_holder_claims_it_again_and_nobody_more_is_told(fakes: Fakes) -> None:
    fakes.tickets.save(held(fakes).claimed("Sophie", START + timedelta(minutes=2)))
    assert fakes.notify(fakes.step(0)).end is EscalationEnd.CLAIMED
    assert fakes.notifier.delivered == []


def test_a_ticket_whose_holder_has_released_it_goes_to_the_first_tier_at_once(fakes: Fakes) -> None:
    fakes.tickets.save(replace(held(fakes), claimed_by=None))
    told = fakes.notify(fakes.step(escalation.HOLDER))
    assert (told.tier, told.look_at, fakes.notifier.delivered) == (0, START, [])


def test_a_brand_without_tiers_has_nobody_to_tell_of_a_claimed_ticket_either(fakes: Fakes) -> None:
    held(fakes)
    fakes.brands = FakeBrands.of(a_brand(()))
    assert fakes.notify(fakes.step(escalation.HOLDER)).exhausted


def test_without_the_address_of_the_desk_there_is_no_link(fakes: Fakes) -> None:
    replace(fakes.notify, desk_url=None)(fakes.step())
    assert "link" not in fakes.notifier.delivered[0][2]["data"]
    assert "http" not in fakes.notifier.texts[0].body


@pytest.mark.parametrize(
    ("language", "subject", "line"),
    [
        ("fr", "[acme] Ticket en attente, priorite normale, niveau 1", "En attente depuis : 2026-03-02 10:00 (E"),
        ("en", "[acme] Ticket waits, priority normal, level 1", "Waiting since: 2026-03-02 10:00 (Europe/Paris)"),
    ],
)
def test_people_read_a_text_in_the_language_of_the_brand(fakes: Fakes, language: str, subject: str, line: str) -> None:
    fakes.brands = FakeBrands.of(replace(a_brand(), default_language=language))
    fakes.notify(fakes.step())
    (text,) = fakes.notifier.texts
    assert text.subject == subject
    assert text.subject.isascii()
    assert line in text.body
    assert "https://desk.example/tickets/T-1" in text.body


def escalating(brands: FakeBrands) -> Fakes:
    fakes = Fakes(brands=brands)
    fakes.tickets.save(escalated())
    return fakes


def _a_brand_on_call(**fields: object) -> Brand:
    """A rotation of two people who are told by Slack, Léa until two in the night, Tom after that."""
    tom = replace(TOM, slack="U000TOM", targets=("slack-care",))
    night = Shift(time_zone="Europe/Paris", hand_over=time(2), people=("lea", "tom"), start=date(2026, 3, 28))
    return replace(
        a_notified_brand(people=(LEA, tom), rotations=(Rotation(name="night", shifts=(night,)),)),
        duty_teams={"both": ("lea", "tom")},
        **fields,
    )


@pytest.mark.parametrize(
    ("at", "told"),
    [("2026-03-29T00:59:59+00:00", "slack-care@lea"), ("2026-03-29T01:00:00+00:00", "slack-care@tom")],
    ids=["before", "after"],
)
def test_at_the_hand_over_in_the_night_of_the_clock_change_one_person_is_told(at: str, told: str) -> None:
    """At 01:00 UTC clocks go from 02:00 to 03:00: the hand-over at two is that instant."""
    tiers = (Tier(name="on call", wait=timedelta(minutes=10), targets=("night",)),)
    fakes = escalating(brands=FakeBrands.of(_a_brand_on_call(tiers=tiers)))
    fakes.notify(fakes.step(at=datetime.fromisoformat(at)))
    assert fakes.notifier.targets == [told]


def test_an_override_is_told_instead_and_a_team_is_all_its_people() -> None:
    tiers = (
        Tier(name="on call", wait=timedelta(minutes=10), targets=("night",)),
        Tier(name="all", wait=timedelta(minutes=10), targets=("both",)),
    )
    fakes = escalating(brands=FakeBrands.of(_a_brand_on_call(tiers=tiers)))
    hour = timedelta(hours=1)
    override = Override(
        id="o", rotation="night", person="tom", start=START - hour, end=START + hour, created_at=START, created_by="s"
    )
    lea = on_duty(_a_brand_on_call().rotations[0], (), START).person
    notify = replace(fakes.notify, overrides=lambda _brand, _at: (override,))
    notify(fakes.step())
    notify(fakes.step(tier=1))
    assert fakes.notifier.targets == ["slack-care@tom", "slack-care@lea", "slack-care@tom"]
    assert lea in ("lea", "tom")


@pytest.mark.parametrize("imported", [False, True], ids=["by hand", "from a calendar that the file names no more"])
def test_an_override_of_which_nobody_could_be_told_does_not_count(imported: bool) -> None:
    """Somebody who left the brand file: otherwise the tier would tell nobody at all."""
    tiers = (Tier(name="on call", wait=timedelta(minutes=10), targets=("night",)),)
    fakes = escalating(brands=FakeBrands.of(_a_brand_on_call(tiers=tiers)))
    override = Override(
        id="o",
        rotation="night",
        person="tom" if imported else "gone",
        start=START - timedelta(hours=1),
        end=START + timedelta(hours=1),
        created_at=START,
        created_by="s",
        imported=imported,
    )
    planned = on_duty(_a_brand_on_call().rotations[0], (), START).person
    replace(fakes.notify, overrides=lambda _brand, _at: (override,))(fakes.step())
    assert fakes.notifier.targets == [f"slack-care@{planned}"]


def test_when_overrides_cannot_be_read_whoever_the_plan_names_is_told() -> None:
    tiers = (Tier(name="on call", wait=timedelta(minutes=10), targets=("night",)),)
    fakes = escalating(brands=FakeBrands.of(_a_brand_on_call(tiers=tiers)))

    def broken(_brand: str, _at: datetime) -> tuple[Override, ...]:
        raise UpstreamError("dynamodb")

    replace(fakes.notify, overrides=broken)(fakes.step())
    assert len(fakes.notifier.targets) == 1


def test_the_last_tier_is_told_again_as_often_as_the_brand_says() -> None:
    fakes = escalating(brands=FakeBrands.of(replace(a_brand(), last_tier_repeats=2)))
    results = [fakes.notify(fakes.step(tier=tier)) for tier in range(5)]
    assert [result.exhausted for result in results] == [False, False, False, True, True]
    assert fakes.notifier.targets == ["oncall", *["oncall", "topic"] * 3]
    assert len({key for _, key, _ in fakes.notifier.delivered}) == 7, "each repetition has a key of its own"


def test_a_tier_that_asks_for_two_people_says_so_before_anybody_is_told_and_goes_on_after_one(fakes: Fakes) -> None:
    two = tuple(replace(tier, acknowledgements=2 - number) for number, tier in enumerate(TIERS))
    fakes.brands = FakeBrands.of(a_brand(two))

    fakes.notify(fakes.step())
    ticket = fakes.tickets.stored["T-1"]
    assert ticket.acknowledgements_needed == 2
    fakes.tickets.save(ticket.claimed("lea", START))

    assert fakes.notify(fakes.step(1)).end is None
    assert fakes.tickets.stored["T-1"].acknowledgements_needed == 2, "a later tier that asks for fewer changes nothing"
    fakes.tickets.save(fakes.tickets.stored["T-1"].acknowledged("tom", START))
    assert fakes.notify(fakes.step(1)).end is EscalationEnd.CLAIMED


def test_a_secret_that_no_header_can_hold_keeps_no_other_target_from_being_told(fakes: Fakes) -> None:
    """Somebody has pasted the dots of a placeholder."""
    reached: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        reached.append(request.url.path)
        return httpx.Response(202)

    class Topic:
        def publish(self, *_: object) -> None:
            reached.append("topic")

    class Records:
        def get(self, name: str, *, fresh: bool = False) -> Secrets:
            return {"bot_token": ("xoxb-…1",)} if name == "notify-acme-slack" else PAGERDUTY_RECORD

    tier = Tier(name="first", wait=timedelta(minutes=5), targets=("slack-care", "pager", "topic"))
    fakes.brands = FakeBrands.of(a_notified_brand(tiers=(tier,)))
    http = TargetHttp(
        allowed_hosts=frozenset({"slack.com", "events.pagerduty.com"}), transport=httpx.MockTransport(answer)
    )
    fakes.notifier = NotificationRouter(Topic(), None, fakes.brands, Records(), http)

    fakes.notify(fakes.step())

    assert reached == ["/v2/enqueue", "topic"]
    (failed,) = [entry for entry in fakes.history.stored.values() if entry.what == "notification_failed"]
    assert (failed.details["target"], failed.details["error"]) == ("slack-care", "unusable_request")
