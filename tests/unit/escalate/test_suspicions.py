"""A hundred reports of one outage: people are told once, one tier after another, until somebody acts."""

import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from typing import Any

import httpx
import pytest

from functions.escalate.suspicions import NotifySuspicions
from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.targets import NotificationRouter
from shared.domain.brand.model import Brand, Tier
from shared.domain.channels.webhook import Secrets
from shared.domain.errors import RejectedError
from shared.domain.incidents.model import SUSPECTED_FOR, Incident
from shared.domain.notifications.notice import Notice
from shared.domain.notifications.target import NotificationTarget, Person, TargetType
from shared.domain.on_call.rotation import Override, Rotation, Shift
from shared.domain.vocabulary import NoticeState
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import FakeNotifier, a_brand
from tests.fakes.incidents import FakeIncidents
from tests.fakes.mortal import Killed, Mortal
from tests.fakes.notices import FakeNotices
from tests.fakes.notifications import a_notified_brand
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
FIRST = Tier(name="first", wait=timedelta(minutes=10), targets=("oncall",))
SECOND = Tier(name="second", wait=timedelta(minutes=10), targets=("topic",))
OTHER = Incident(id="acme-20260302T090500-4f3a", brand="acme", title="No line", opened_at=START, opened_by="lead")
OPENED = replace(OTHER, suspicion_id=SUSPECTED.id)


@dataclass
class Fakes:
    incidents: FakeIncidents = field(default_factory=FakeIncidents)
    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    notices: FakeNotices = field(default_factory=FakeNotices)
    clock: FixedClock = field(default_factory=FixedClock)
    brand: Brand = field(default_factory=a_brand)
    desk_url: str | None = "https://desk.example"

    def look(self, evidence: Any = None) -> None:
        notify = NotifySuspicions(
            self.incidents, self.notifier, self.metrics, self.clock, self.notices, self.desk_url, evidence=evidence
        )
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


def test_a_suspicion_is_told_to_whoever_has_duty_by_an_override() -> None:
    tiers = (Tier(name="on call", wait=timedelta(minutes=10), targets=("night",)),)
    shift = Shift(time_zone="UTC", hand_over=time(9), people=("lea",), start=START.date())
    people = tuple(Person(id=each, name=each, targets=("sms",)) for each in ("lea", "tom"))
    brand = replace(a_brand(tiers), people=people, rotations=(Rotation(name="night", shifts=(shift,)),))
    hour = timedelta(hours=1)
    override = Override(
        id="o", rotation="night", person="tom", start=START - hour, end=START + hour, created_at=START, created_by="s"
    )
    fakes = Fakes()
    fakes.incidents.open(SUSPECTED)
    notify = NotifySuspicions(
        fakes.incidents,
        fakes.notifier,
        fakes.metrics,
        fakes.clock,
        fakes.notices,
        overrides=lambda _brand, _at: (override,),
    )
    notify(brand, fakes.clock.now() + hour)
    assert fakes.notifier.targets == ["sms@tom"]


PAGED = NotificationTarget(name="pager", type=TargetType.PAGERDUTY, secret="pager")


@pytest.fixture
def paged(fakes: Fakes) -> Fakes:
    tiers = (Tier(name="first", wait=timedelta(minutes=30), targets=("pager", "topic")),)
    fakes.brand = replace(a_brand(tiers), notification_targets=(PAGED,))
    return fakes


def test_a_target_that_fails_beside_one_that_works_is_told_a_minute_later_and_once(paged: Fakes) -> None:
    paged.notifier.deaf = {"pager"}
    paged.look_each_minute(3)
    assert paged.notifier.targets == ["topic"]

    paged.notifier.deaf = set()
    paged.look_each_minute(5)

    assert paged.notifier.targets == ["topic", "pager"]


def test_a_target_that_refuses_for_good_is_not_asked_again(paged: Fakes) -> None:
    paged.notifier.errors = {"pager": RejectedError("http_400")}
    paged.look_each_minute(5)
    assert paged.notifier.asked.count("pager") == 1


def test_a_target_that_failed_is_left_alone_once_people_have_opened_an_incident(paged: Fakes) -> None:
    paged.notifier.deaf = {"pager"}
    paged.look()
    paged.incidents.open(OPENED)
    paged.notifier.deaf = set()
    paged.look_each_minute(5)
    assert paged.notifier.targets == ["topic"]


@pytest.mark.parametrize("by", ["a person", "nobody"])
def test_a_tool_that_keeps_the_suspicion_hears_of_its_end_once(paged: Fakes, by: str) -> None:
    paged.look()
    if by == "a person":
        paged.incidents.resolve(SUSPECTED.id, by="lead", at=paged.clock.at)
    else:
        paged.clock.at = START + SUSPECTED_FOR

    paged.look_each_minute(5)

    assert paged.notifier.followed == [("pager", NoticeState.RESOLVED, "ref-pager")]
    assert paged.incidents.at_work("acme") == ()


# --- a tier that cannot be reached, and another outage ---


@pytest.mark.parametrize("how", ["down", "refuses for good"])
def test_a_tier_of_which_nobody_can_be_reached_is_not_waited_for(fakes: Fakes, how: str) -> None:
    fakes.brand = a_brand((FIRST, SECOND))
    if how == "down":
        fakes.notifier.deaf = {"oncall"}
    else:
        fakes.notifier.errors = {"oncall": RejectedError("http_400")}
    fakes.look_each_minute(3)
    assert fakes.notifier.targets == ["topic"]
    fakes.notifier.deaf, fakes.notifier.errors = set(), {}
    fakes.look_each_minute(3)
    assert fakes.notifier.targets == (["topic", "oncall"] if how == "down" else ["topic"])


def test_a_tier_that_is_reached_at_the_second_attempt_has_its_time_before_the_next(fakes: Fakes) -> None:
    fakes.brand = a_brand((FIRST, SECOND))
    fakes.notifier.deaf = {"oncall"}
    fakes.look()
    fakes.notifier.deaf = set()
    fakes.clock.pass_time(minutes=1)
    fakes.look_each_minute(8)
    assert fakes.notifier.targets == ["oncall"]
    fakes.look_each_minute(3)
    assert fakes.notifier.targets == ["oncall", "topic"]


def test_an_incident_that_was_opened_from_another_suspicion_silences_this_one_not(fakes: Fakes) -> None:
    fakes.incidents.open(
        replace(OPENED, suspicion_id="acme-20260302T080000-auto", opened_at=START + timedelta(minutes=1))
    )
    fakes.look_each_minute(11)
    assert fakes.notifier.targets == ["oncall", "oncall", "topic"]
    fakes.incidents.open(replace(OPENED, id="acme-20260302T093000-4f3b", suspicion_id=SUSPECTED.id))
    fakes.look_each_minute(30)
    assert len(fakes.notifier.targets) == 3


def test_who_is_told_at_the_second_attempt_sees_what_customers_write(paged: Fakes) -> None:
    paged.notifier.deaf = {"pager"}
    paged.look(Excerpts())
    paged.notifier.deaf = set()
    paged.look(Excerpts())
    assert "Plus de fibre" in paged.notifier.texts[-1].excerpt


class Excerpts:
    """Evidence of which only the excerpts matter."""

    def __call__(self, brand: Brand, incident: Incident) -> tuple[Incident, tuple[str, ...]]:
        return incident, self.excerpts(incident)

    def is_due(self, incident: Incident) -> bool:
        return False

    def excerpts(self, incident: Incident) -> tuple[str, ...]:
        return ("Plus de fibre",)


# --- somebody looks into it ---


def seen(paged: Fakes) -> None:
    paged.incidents.record_seen(SUSPECTED.id, by="Léa", at=paged.clock.at)


def test_once_somebody_looks_into_it_nobody_more_is_told_and_it_stays_a_suspicion(fakes: Fakes) -> None:
    fakes.look()
    seen(fakes)
    fakes.look_each_minute(30)
    assert fakes.notifier.targets == ["oncall"]
    (still,) = fakes.incidents.open_for("acme")
    assert (still.suspected, still.resolved_at, still.seen_by) == (True, None, "Léa")


def test_a_tool_that_keeps_the_suspicion_hears_who_looks_into_it_once_and_later_of_its_end(paged: Fakes) -> None:
    paged.look()
    seen(paged)
    paged.look_each_minute(5)
    assert paged.notifier.followed == [("pager", NoticeState.ACKNOWLEDGED, "ref-pager")]
    assert "Léa s'en occupe" in paged.notifier.followed_texts[-1].state

    paged.clock.at = START + SUSPECTED_FOR
    paged.look_each_minute(5)
    assert [state for _, state, _ in paged.notifier.followed] == [NoticeState.ACKNOWLEDGED, NoticeState.RESOLVED]


def test_a_tool_that_is_down_hears_later_who_looks_into_it(paged: Fakes) -> None:
    paged.look()
    seen(paged)
    paged.notifier.deaf = {"pager"}
    paged.look_each_minute(5)
    assert paged.notifier.followed == []
    paged.notifier.deaf = set()
    paged.look()
    assert paged.notifier.followed == [("pager", NoticeState.ACKNOWLEDGED, "ref-pager")]


SLACK = NotificationTarget(name="pager", type=TargetType.SLACK, secret="slack", options={"channel": "C1"})


def test_a_tool_that_could_not_be_told_before_somebody_looked_into_it_is_left_alone(paged: Fakes) -> None:
    paged.brand = replace(paged.brand, notification_targets=(SLACK,))
    paged.notifier.deaf = {"pager"}
    paged.look()
    seen(paged)
    paged.notifier.deaf = set()
    paged.look_each_minute(5)
    assert (paged.notifier.targets, paged.notifier.followed) == (["topic"], [])


def test_a_pager_that_did_not_answer_may_ring_so_it_hears_who_looks_into_it_and_of_the_end(paged: Fakes) -> None:
    paged.notifier.deaf = {"pager"}
    paged.look()
    seen(paged)
    paged.notifier.deaf = set()
    paged.look_each_minute(5)
    assert paged.notifier.targets == ["topic"], "nobody more is called"
    assert paged.notifier.followed == [("pager", NoticeState.ACKNOWLEDGED, None)]

    paged.incidents.resolve(SUSPECTED.id, by="lead", at=paged.clock.at)
    paged.look_each_minute(5)
    assert [state for _, state, _ in paged.notifier.followed] == [NoticeState.ACKNOWLEDGED, NoticeState.RESOLVED]


def test_a_pager_that_did_not_answer_hears_that_the_suspicion_is_over(paged: Fakes) -> None:
    paged.notifier.deaf = {"pager"}
    paged.look()
    paged.incidents.resolve(SUSPECTED.id, by="lead", at=paged.clock.at)
    paged.look_each_minute(3)
    paged.notifier.deaf = set()
    paged.look_each_minute(3)
    assert paged.notifier.followed == [("pager", NoticeState.RESOLVED, None)]


def test_who_looks_into_it_while_people_are_told_is_said_at_once(paged: Fakes) -> None:
    paged.notifier.before = lambda: seen(paged)
    paged.look()
    assert paged.notifier.followed == [("pager", NoticeState.ACKNOWLEDGED, "ref-pager")]


def test_a_tool_that_is_down_when_the_suspicion_ends_hears_of_it_later(paged: Fakes) -> None:
    paged.look()
    paged.incidents.resolve(SUSPECTED.id, by="lead", at=paged.clock.at)
    paged.notifier.deaf = {"pager"}
    paged.look_each_minute(90)
    assert paged.notifier.followed == []

    paged.notifier.deaf = set()
    paged.look_each_minute(20)

    assert paged.notifier.followed == [("pager", NoticeState.RESOLVED, "ref-pager")]


def test_a_tool_that_stays_down_is_given_up_a_day_after_the_end(paged: Fakes) -> None:
    paged.look()
    paged.incidents.resolve(SUSPECTED.id, by="lead", at=paged.clock.at)
    paged.notifier.deaf = {"pager"}
    paged.clock.pass_time(minutes=24 * 60)
    paged.look_each_minute(16)
    assert paged.incidents.at_work("acme") == ()


@pytest.mark.parametrize("minutes", [-5, 5])
def test_an_incident_of_another_cause_silences_no_suspicion(fakes: Fakes, minutes: int) -> None:
    fakes.look()
    fakes.incidents.open(replace(OTHER, opened_at=START + timedelta(minutes=minutes)))
    fakes.look_each_minute(15)
    assert fakes.notifier.targets == ["oncall", "oncall", "topic"]


# --- killed, wherever it is ---


def killed_once(fakes: Fakes, at: int, *, after: bool) -> bool:
    """One look in which the call with this number dies. Whether there was such a call."""
    counter = [0]
    ports: tuple[Any, ...] = (fakes.incidents, fakes.notifier, fakes.notices)
    incidents, notifier, notices = (Mortal(port, counter, at, after=after) for port in ports)
    notify = NotifySuspicions(incidents, notifier, fakes.metrics, fakes.clock, notices)
    try:
        notify(fakes.brand, fakes.clock.at + timedelta(seconds=30))
    except Killed:
        return True
    return False


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_anywhere_everybody_is_told_and_at_most_one_of_them_twice(after: bool) -> None:
    tiers = (
        Tier(name="first", wait=timedelta(minutes=10), targets=("oncall", "topic", "pager")),
        Tier(name="second", wait=timedelta(minutes=10), targets=("topic", "lead")),
    )
    at, died = 0, True
    while died:
        at += 1
        fakes = Fakes(brand=replace(a_brand(tiers), notification_targets=(PAGED,)))
        fakes.incidents.open(SUSPECTED)
        died = killed_once(fakes, at, after=after)
        fakes.clock.pass_time(minutes=1)
        fakes.look_each_minute(8)
        told = Counter(fakes.notifier.targets)
        assert (set(told), sum(told.values()) <= 4) == ({"oncall", "topic", "pager"}, True), (at, told)
        fakes.look_each_minute(10)
        assert set(fakes.notifier.targets) == {"oncall", "topic", "pager", "lead"}, at
        assert len({key for _, key, _ in fakes.notifier.delivered}) == 5, at
    assert at > 12


def test_a_target_that_kills_the_function_each_time_keeps_nobody_else_from_being_told() -> None:
    tiers = tuple(
        Tier(name=name, wait=timedelta(minutes=10), targets=targets)
        for name, targets in (("first", ("oncall", "deadly", "topic")), ("second", ("lead",)))
    )
    fakes = Fakes(brand=a_brand(tiers))
    fakes.incidents.open(SUSPECTED)
    notify = fakes.notifier.notify

    def told(*, target: str, **fields: Any) -> str | None:
        if target == "deadly":
            raise Killed
        return notify(target=target, **fields)

    fakes.notifier.notify = told
    for _ in range(45):
        with suppress(Killed):
            fakes.look()
        fakes.clock.pass_time(minutes=1)
    assert Counter(fakes.notifier.targets) == {"oncall": 1, "topic": 1, "lead": 1}


@pytest.mark.parametrize("died", [True, False])
def test_before_a_suspicion_is_repeated_in_slack_the_channel_is_looked_into(died: bool, fakes: Fakes) -> None:
    posted: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("chat.postMessage"):
            posted.append(json.loads(request.content))
            return httpx.Response(200, json={"ok": True, "channel": "C1", "ts": str(len(posted))})
        found = [{"ts": str(number), "metadata": one["metadata"]} for number, one in enumerate(posted, 1)]
        return httpx.Response(200, json={"ok": True, "messages": found})

    class Records:
        def get(self, name: str, *, fresh: bool = False) -> Secrets:
            return {"bot_token": ("xoxb-1",)}

    fakes.brand = a_notified_brand(tiers=(Tier(name="first", wait=timedelta(minutes=10), targets=("slack-care",)),))
    http = TargetHttp(allowed_hosts=frozenset({"slack.com"}), transport=httpx.MockTransport(answer))
    fakes.notifier = NotificationRouter(None, None, FakeBrands.of(fakes.brand), Records(), http)
    if died:
        ends = iter((None, None))  # the first write says who is to be told, the second that it was

        def put(notice: Notice) -> None:
            if next(ends, "dead") == "dead":
                raise Killed
            FakeNotices.put(fakes.notices, notice)

        put_before, fakes.notices.put = fakes.notices.put, put
        next(ends)
        with pytest.raises(Killed):
            fakes.look()
        fakes.notices.put = put_before
    fakes.look_each_minute(5)
    assert len(posted) == 1
    (notice,) = fakes.notices.of_ticket(SUSPECTED.id)
    assert (notice.reference, notice.known) == ("C0123456789/1" if died else "C1/1", NoticeState.OPEN)
