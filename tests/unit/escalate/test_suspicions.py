"""A hundred reports of one outage: people are told once, one tier after another, until somebody acts."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from functions.escalate.suspicions import NotifySuspicions
from shared.domain.brand.model import Brand, Tier
from shared.domain.incidents.model import SUSPECTED_FOR, Incident
from tests.fakes.escalation import FakeNotifier, a_brand
from tests.fakes.incidents import FakeIncidents
from tests.fakes.stored import START, FakeMetrics, FixedClock

SUSPECTED = Incident(
    id="acme-20260302T090000-auto",
    brand="acme",
    title="20 reports of an outage within 10 minutes",
    opened_at=START,
    opened_by="nightdesk",
    suspected=True,
    ticket_count=3,
)
OPENED = Incident(id="acme-20260302T090500-4f3a", brand="acme", title="No line", opened_at=START, opened_by="lead")


@dataclass
class Fakes:
    incidents: FakeIncidents = field(default_factory=FakeIncidents)
    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=FixedClock)
    brand: Brand = field(default_factory=a_brand)
    desk_url: str | None = "https://desk.example"

    def look(self) -> None:
        notify = NotifySuspicions(self.incidents, self.notifier, self.metrics, self.clock, self.desk_url)
        notify(self.brand, self.clock.at + timedelta(seconds=30))

    def look_each_minute(self, minutes: int) -> None:
        for _ in range(minutes):
            self.look()
            self.clock.pass_time(minutes=1)


@pytest.fixture
def fakes() -> Fakes:
    made = Fakes()
    made.incidents.open(SUSPECTED)
    return made


def test_the_first_tier_is_told_at_once_and_once(fakes: Fakes) -> None:
    fakes.look_each_minute(10)

    ((target, key, told),) = fakes.notifier.delivered
    assert target == "oncall"
    assert key.startswith("inc_")
    assert told == {
        "type": "incident.suspected",
        "timestamp": "2026-03-02T09:00:00.000Z",
        "data": {
            "incident_id": SUSPECTED.id,
            "brand": "acme",
            "title": "20 reports of an outage within 10 minutes",
            "opened_at": "2026-03-02T09:00:00.000Z",
            "expires_at": "2026-03-02T10:00:00.000Z",
            "tickets": 3,
            "tier": 1,
            "tier_name": "on-call agent",
            "link": f"https://desk.example/incidents/{SUSPECTED.id}",
        },
    }
    assert fakes.metrics.of("NotificationsSent") == 1


def test_nobody_acts_so_the_next_tier_is_told_when_its_time_has_come_and_then_nobody_more(fakes: Fakes) -> None:
    fakes.look_each_minute(11)
    assert fakes.notifier.targets == ["oncall", "oncall", "topic"]

    fakes.look_each_minute(40)
    assert len(fakes.notifier.delivered) == 3


def test_once_people_have_opened_an_incident_nobody_more_is_told(fakes: Fakes) -> None:
    fakes.look()
    fakes.incidents.open(OPENED)

    fakes.look_each_minute(30)

    assert fakes.notifier.targets == ["oncall"]


def test_a_suspicion_that_people_resolved_tells_nobody_more(fakes: Fakes) -> None:
    fakes.look()
    fakes.incidents.resolve(SUSPECTED.id, by="lead", at=START)

    fakes.look_each_minute(30)

    assert fakes.notifier.targets == ["oncall"]


def test_a_suspicion_on_which_nobody_acted_ends_by_itself_and_is_no_news(fakes: Fakes) -> None:
    fakes.clock.at = START + SUSPECTED_FOR
    fakes.look()
    assert fakes.notifier.delivered == []
    assert fakes.incidents.open_for("acme") == ()
    assert fakes.incidents.stored[SUSPECTED.id].resolved_by == "nightdesk"


def test_an_incident_that_people_opened_ends_when_they_say_so(fakes: Fakes) -> None:
    fakes.incidents.open(OPENED)
    fakes.clock.at = START + 3 * SUSPECTED_FOR
    fakes.look()
    assert [incident.id for incident in fakes.incidents.open_for("acme")] == [OPENED.id]


def test_who_cannot_be_reached_is_tried_again_a_minute_later(fakes: Fakes) -> None:
    fakes.notifier.deaf = {"oncall"}
    fakes.look()
    assert fakes.metrics.of("NotificationsFailed") == 1

    fakes.notifier.deaf = set()
    fakes.clock.pass_time(minutes=1)
    fakes.look()
    assert fakes.notifier.targets == ["oncall"]


def test_killed_before_it_was_written_down_people_are_told_again_under_the_same_key(fakes: Fakes) -> None:
    fakes.look()
    fakes.incidents.stored[SUSPECTED.id] = SUSPECTED
    fakes.look()

    assert len({key for _, key, _ in fakes.notifier.delivered}) == 1


def test_an_incident_that_people_opened_is_no_suspicion() -> None:
    fakes = Fakes()
    fakes.incidents.open(replace(OPENED, opened_at=START - timedelta(minutes=1)))
    fakes.look()
    assert fakes.notifier.delivered == []


def test_without_the_address_of_the_desk_there_is_no_link_rather_than_one_that_does_not_open(fakes: Fakes) -> None:
    fakes.desk_url = None
    fakes.look()
    ((_, _, told),) = fakes.notifier.delivered
    assert "link" not in told["data"]
    assert "http" not in fakes.notifier.texts[0].body


def test_dead_targets_are_given_up_when_the_time_is_over_and_the_others_have_their_turn_a_minute_later(
    fakes: Fakes,
) -> None:
    targets = ("dead1", "dead2", "dead3", "dead4", "dead5", "alive")
    fakes.brand = a_brand((Tier(name="everybody", wait=timedelta(minutes=10), targets=targets),))
    fakes.notifier.deaf = {*targets} - {"alive"}
    fakes.notifier.clock, fakes.notifier.seconds = fakes.clock, 11
    for _ in range(6):
        began = fakes.clock.at
        fakes.look()
        assert fakes.clock.at <= began + timedelta(seconds=41)  # no call begins after 30 s
        fakes.clock.at = began + timedelta(minutes=1)

    assert fakes.notifier.targets == ["alive"]
    assert fakes.incidents.stored[SUSPECTED.id].tiers_notified == 1
