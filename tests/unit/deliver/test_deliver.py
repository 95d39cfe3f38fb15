"""One subscriber is told what is new: in order for each ticket, through outages, and only what it wants."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.deliver.service import LOOKS_EVERY, DeliverEvents
from shared.domain.errors import UpstreamError
from shared.domain.subscriptions.model import AT_ONCE, BACKOFF, MAX_HELD, OPENS_AFTER, Subscription, entry_of
from tests.fakes.stored import FixedClock
from tests.fakes.subscriptions import FakeLog, FakeNotices, FakeSubscriber, FakeSubscriptions, FakeTexts
from tests.unit.events.states import NOW

CRM = Subscription(
    id="wh1", brand="acme", url="https://crm.example.com/in", events=("ticket.*", "message.*"), owner="crm team",
    created_at=NOW - timedelta(days=9),
)  # fmt: skip


class Scene:
    def __init__(self, subscription: Subscription = CRM, *, at_once: int = 1) -> None:
        self.clock = FixedClock(NOW)
        self.log, self.notices, self.texts = FakeLog(self.clock), FakeNotices(), FakeTexts()
        self.subscriptions = FakeSubscriptions(subscription)
        self.endpoint = FakeSubscriber(self.clock)
        self.numbers: Iterator[int] = iter(range(1, 1_000_000))
        self.deliver = DeliverEvents(
            subscriptions=self.subscriptions,
            log=self.log,
            subscribers=self.endpoint,
            texts=self.texts,
            notices=self.notices,
            clock=self.clock,
            at_once=at_once,
        )

    def happens(self, *subjects: str, event_type: str = "ticket.updated") -> None:
        """A batch of the stream: an entry of the log."""
        number = next(self.numbers)
        self.log.add(
            max(self.log.last + 1, entry_of(self.clock.now())),
            *(event(subject, f"{number}-{place}", event_type) for place, subject in enumerate(subjects)),
        )

    def entry(self, count: int) -> int:
        """The number of that entry; 0 is what lies before the first one."""
        return self.log.entries[count - 1].number if count else self.log.entries[0].number - 1

    def run(self) -> datetime | None:
        return self.deliver("wh1")

    def until_told(self, *, days: float = 4) -> int:
        """The queue lets it come back whenever it asks for it; how many turns that took."""
        ends = self.clock.now() + timedelta(days=days)
        turns = 0
        while (come_back := self.run()) is not None and self.clock.now() < ends:
            turns += 1
            self.clock.at = max(come_back, self.clock.at)
        return turns

    @property
    def told(self) -> list[str]:
        return [str(each["id"]) for each in self.endpoint.taken]

    @property
    def progress(self) -> Any:
        return self.subscriptions.saved["wh1"]

    def assert_in_order(self) -> None:
        """Of each ticket everything, once, as it happened."""
        expected, found = defaultdict(list), defaultdict(list)
        for entry in self.log.entries:
            for each in entry.events:
                expected[each["subject"]].append(each["id"])
        for each in self.endpoint.taken:
            found[each["subject"]].append(each["id"])
        assert found == expected


def event(subject: str, event_id: str, event_type: str) -> dict[str, Any]:
    data = {"ticket_id": subject, "message": f"m-{event_id}"}
    return {"id": event_id, "type": event_type, "subject": subject, "brand": "acme", "data": data}


@pytest.fixture(params=[1, AT_ONCE])
def scene(request: pytest.FixtureRequest) -> Scene:
    """The rules are the same, however many calls there are at a time."""
    return Scene(at_once=request.param)


@pytest.fixture
def alone() -> Scene:
    """One call at a time, so that the time that calls take adds up."""
    return Scene(at_once=1)


def test_what_is_new_is_told_once_and_in_order(scene: Scene) -> None:
    scene.happens("T-1", "T-2")
    scene.happens("T-1")
    assert scene.run() is None
    assert scene.told == ["1-0", "1-1", "2-0"]
    assert scene.run() is None
    assert scene.told == ["1-0", "1-1", "2-0"]


def test_only_what_it_wants_is_told(scene: Scene) -> None:
    scene.happens("T-1", event_type="incident.opened")
    scene.happens("T-1")
    scene.run()
    assert scene.told == ["2-0"]


def test_a_refused_event_holds_up_its_own_ticket_and_no_other(scene: Scene) -> None:
    scene.endpoint.refuses = {"T-1"}
    scene.happens("T-1", "T-2")
    scene.happens("T-1", "T-3")
    come_back = scene.run()
    assert scene.told == ["1-1", "2-1"]
    assert come_back == NOW + BACKOFF[0]
    scene.endpoint.refuses = set()
    scene.until_told()
    scene.assert_in_order()


def test_an_endpoint_that_is_down_for_a_day_gets_everything_in_order(scene: Scene) -> None:
    scene.endpoint.down = True
    for hour in range(24):
        for ticket in range(10):
            scene.happens(f"T-{ticket}", f"T-{hour}-{ticket}")
        come_back = scene.run()
        while come_back is not None and come_back < NOW + timedelta(hours=hour + 1):
            scene.clock.at = max(come_back, scene.clock.at)
            come_back = scene.run()
        scene.clock.at = max(scene.clock.at, NOW + timedelta(hours=hour + 1))
    assert scene.told == []
    assert scene.endpoint.calls < 60, "it was asked now and then, not once for every event"
    scene.endpoint.down = False
    scene.until_told()
    scene.assert_in_order()
    assert len(scene.told) == 24 * 10 * 2
    assert not scene.progress.held


def test_while_the_circuit_is_open_nothing_is_sent_before_its_time(scene: Scene) -> None:
    scene.endpoint.down = True
    for ticket in range(20):
        scene.happens(f"T-{ticket}")
    come_back = scene.run()
    assert scene.endpoint.calls == OPENS_AFTER
    assert come_back is not None
    assert scene.run() == come_back
    assert scene.endpoint.calls == OPENS_AFTER
    scene.clock.at = come_back
    scene.run()
    assert scene.endpoint.calls == OPENS_AFTER + 1, "one event is tried"


def test_its_owner_hears_once_that_it_fails_and_once_that_it_is_stopped(scene: Scene) -> None:
    scene.endpoint.down = True
    for ticket in range(10):
        scene.happens(f"T-{ticket}")
    scene.until_told(days=5)
    assert scene.notices.told == ["failing", "stopped"]
    assert timedelta(days=3) <= scene.progress.stopped_at - NOW <= timedelta(days=3, hours=2)
    assert scene.run() is None, "a person has to resume it"


def test_an_endpoint_that_hears_little_is_found_to_fail_as_well_and_loses_nothing(scene: Scene) -> None:
    scene.endpoint.down = True
    scene.happens("T-1")
    began = scene.clock.now()
    while not scene.notices.told:
        scene.clock.at = max(scene.run() or scene.clock.now(), scene.clock.now())
    assert scene.notices.told == ["failing"]
    assert scene.clock.now() - began < timedelta(hours=1)
    scene.until_told(days=5)
    assert scene.notices.told == ["failing", "stopped"]
    scene.endpoint.down = False
    scene.subscriptions.save_progress("wh1", scene.progress.resumed(scene.clock.now()))
    scene.until_told()
    assert scene.told == ["1-0"]


def test_a_stopped_endpoint_that_is_resumed_gets_what_it_missed(scene: Scene) -> None:
    scene.endpoint.down = True
    for ticket in range(10):
        scene.happens(f"T-{ticket}", "T-0")
    scene.until_told(days=5)
    scene.endpoint.down = False
    scene.subscriptions.save_progress("wh1", scene.progress.resumed(scene.clock.now()))
    scene.until_told()
    scene.assert_in_order()


def test_its_owner_hears_again_of_the_next_outage(scene: Scene) -> None:
    for _ in range(2):
        scene.endpoint.down = True
        for ticket in range(OPENS_AFTER):
            scene.happens(f"T-{ticket}")
        scene.run()
        scene.endpoint.down = False
        scene.until_told()
    assert scene.notices.told == ["failing", "failing"]


def test_an_event_that_is_refused_for_three_days_is_given_up_and_its_ticket_goes_on(scene: Scene) -> None:
    scene.endpoint.refuses = {"T-1"}
    scene.happens("T-1")
    ends = NOW + timedelta(days=3)
    while scene.progress.held or scene.clock.now() == NOW:
        come_back = scene.run()
        if come_back is None:
            break
        scene.clock.at = max(come_back, scene.clock.at)
    assert ends <= scene.clock.now() <= ends + timedelta(hours=2)
    assert scene.subscriptions.logged[-1].problem == "given_up"
    scene.endpoint.refuses = set()
    scene.happens("T-1")
    scene.run()
    assert scene.told == ["2-0"]
    assert scene.notices.told == ["1 given up"]


def test_a_run_ends_in_time_and_goes_on_where_it_was(alone: Scene) -> None:
    alone.endpoint.takes = timedelta(seconds=4)
    for ticket in range(30):
        alone.happens(f"T-{ticket}")
    began = alone.clock.now()
    come_back = alone.run()
    assert alone.clock.now() - began <= timedelta(seconds=35)
    assert come_back == alone.clock.now(), "there is more, at once"
    alone.until_told()
    alone.assert_in_order()


def test_many_refused_tickets_count_as_a_failing_endpoint_and_nothing_is_lost(scene: Scene) -> None:
    scene.endpoint.refuses = {f"T-{ticket}" for ticket in range(MAX_HELD + 20)}
    for ticket in range(MAX_HELD + 20):
        scene.happens(f"T-{ticket}")
    assert scene.run() is not None
    assert len(scene.progress.held) == MAX_HELD
    scene.endpoint.refuses = set()
    scene.until_told()
    scene.assert_in_order()


def test_a_run_that_was_killed_is_repeated_with_the_same_ids(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.happens("T-1")
    with monkeypatch.context() as patched:
        patched.setattr(scene.subscriptions, "save_progress", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            scene.run()
    scene.run()
    assert scene.told == ["1-0", "1-0"]


def test_a_run_that_cannot_read_on_is_not_repeated_from_its_beginning(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.happens("T-1", "T-2")
    read, answers = scene.log.after, iter([True])

    def after(*asked: Any, **limit: Any) -> Any:
        if next(answers, False):
            return read(*asked, **limit)
        raise UpstreamError("dynamodb: throttled")

    monkeypatch.setattr(scene.log, "after", after)
    with pytest.raises(UpstreamError):
        scene.run()
    monkeypatch.undo()
    scene.happens("T-1")
    scene.until_told()
    scene.assert_in_order()
    assert len(scene.subscriptions.logged) == 3, "nothing was sent twice"


def test_an_entry_that_takes_longer_than_a_run_is_told_in_parts_and_nothing_twice(alone: Scene) -> None:
    alone.endpoint.takes = timedelta(seconds=1)
    alone.happens(*(f"T-{ticket}" for ticket in range(100)))
    began = alone.clock.now()
    assert alone.run() == alone.clock.now()
    assert alone.clock.now() - began <= timedelta(seconds=35)
    assert 25 <= len(alone.told) < 40
    alone.until_told()
    alone.assert_in_order()


def test_what_is_new_is_not_told_late_because_an_event_of_another_ticket_is_refused(scene: Scene) -> None:
    scene.endpoint.refuses = {"T-1"}
    scene.happens("T-1")
    for _ in range(20):
        come_back = scene.run()
        assert come_back is not None
        assert come_back - scene.clock.now() <= LOOKS_EVERY
        scene.clock.at = come_back
    scene.happens("T-2")
    scene.run()
    assert scene.told == ["2-0"]


def test_one_event_that_an_endpoint_cannot_take_does_not_keep_the_circuit_open(scene: Scene) -> None:
    scene.endpoint.down = True
    for ticket in range(10):
        scene.happens(f"T-{ticket}")
    scene.run()
    scene.endpoint.down, scene.endpoint.breaks = False, {"T-0"}
    scene.until_told(days=0.2)
    assert len(scene.told) == 9
    assert scene.progress.state == "told"


def test_events_of_a_kind_that_an_endpoint_cannot_take_do_not_keep_the_circuit_open(scene: Scene) -> None:
    scene.endpoint.breaks = {f"T-{ticket}" for ticket in range(OPENS_AFTER)}
    for ticket in range(OPENS_AFTER + 10):
        scene.happens(f"T-{ticket}")
    scene.until_told(days=0.2)
    assert len(scene.told) == 10


def test_what_was_missed_in_an_outage_of_three_days_is_not_given_up_at_the_first_failure_after_it(scene: Scene) -> None:
    scene.endpoint.down = True
    for ticket in range(OPENS_AFTER):
        scene.happens(f"T-{ticket}")
    scene.until_told(days=5)
    scene.subscriptions.save_progress("wh1", scene.progress.resumed(scene.clock.now()))
    scene.run()
    scene.endpoint.down = False
    scene.until_told()
    scene.assert_in_order()


def test_an_outage_is_not_counted_against_a_single_event(scene: Scene) -> None:
    scene.endpoint.down = True
    for ticket in range(OPENS_AFTER):
        scene.happens(f"T-{ticket}")
    scene.until_told(days=2.9)
    scene.endpoint.down, scene.endpoint.breaks = False, {"T-0"}
    scene.until_told(days=0.5)
    scene.endpoint.breaks = set()
    scene.until_told()
    scene.assert_in_order()


def test_its_owner_hears_that_so_many_refused_tickets_hold_up_everything(scene: Scene) -> None:
    scene.endpoint.refuses = {f"T-{ticket}" for ticket in range(MAX_HELD + 20)}
    for ticket in range(MAX_HELD + 20):
        scene.happens(f"T-{ticket}")
    scene.run()
    scene.run()
    assert scene.progress.state == "blocked"
    assert scene.notices.told == ["blocked"]


def test_a_webhook_that_publish_does_not_know_yet_looks_for_itself() -> None:
    scene = Scene(Subscription(**{**_fields(CRM), "created_at": NOW}))
    for _ in range(12):
        come_back = scene.run()
        assert come_back is not None
        scene.clock.at = come_back
    scene.happens("T-1")
    scene.until_told()
    assert scene.told == ["1-0"]
    assert scene.run() is None


def test_whoever_came_back_by_itself_looks_once_more_when_all_was_told(scene: Scene) -> None:
    scene.endpoint.refuses = {"T-1"}
    scene.happens("T-1")
    come_back = scene.run()
    assert come_back is not None
    scene.endpoint.refuses, scene.clock.at = set(), come_back
    assert scene.run() == scene.clock.now()
    assert scene.run() is None


def test_a_span_that_is_told_once_more_keeps_the_order_of_what_is_held(scene: Scene) -> None:
    for _ in range(3):
        scene.happens("T-1")
    scene.run()
    scene.endpoint.refuses = {"T-1"}
    for _ in range(2):
        scene.happens("T-1")
    scene.run()
    scene.endpoint.refuses = set()
    scene.subscriptions.save_progress("wh1", scene.progress.replay(scene.entry(0), scene.entry(2)))
    scene.until_told()
    assert scene.told == ["1-0", "2-0", "3-0", "1-0", "2-0", "3-0", "4-0", "5-0"]


def test_a_change_by_hand_beside_a_run_loses_no_line_of_what_was_tried(scene: Scene) -> None:
    for _ in range(3):
        scene.happens("T-1")
    real = scene.endpoint.post

    def replayed_meanwhile(*given: Any) -> Any:
        if len(scene.endpoint.taken) == 1:
            scene.subscriptions.save_progress("wh1", scene.progress.replay(scene.entry(0), scene.entry(3)))
        return real(*given)

    scene.endpoint.post = replayed_meanwhile  # a replay in the middle of a run
    assert scene.run() == scene.clock.now()
    assert len(scene.subscriptions.logged) == 3
    scene.until_told()
    assert scene.told[-3:] == ["1-0", "2-0", "3-0"]


def test_a_notice_that_is_not_taken_is_given_again_and_costs_no_event(scene: Scene) -> None:
    scene.endpoint.down = True
    for ticket in range(10):
        scene.happens(f"T-{ticket}")
    scene.notices.fails = True
    come_back = scene.run()
    scene.notices.fails = False
    assert come_back is not None
    scene.clock.at = come_back
    scene.run()
    assert scene.notices.told == ["failing"]


def test_a_span_is_told_once_more_and_then_what_is_new(scene: Scene) -> None:
    for _ in range(5):
        scene.happens("T-1")
    scene.run()
    scene.subscriptions.save_progress("wh1", scene.progress.replay(scene.entry(1), scene.entry(3)))
    scene.happens("T-1")
    scene.run()
    assert scene.told[5:] == ["2-0", "3-0", "6-0"]
    assert scene.progress.replay_until is None


def test_a_second_span_is_told_beside_what_is_left_of_the_first(scene: Scene) -> None:
    for _ in range(9):
        scene.happens("T-1")
    scene.run()
    progress = replace(
        scene.progress.replay(scene.entry(0), scene.entry(4)), entry=scene.entry(2)
    )  # two of four are told again
    scene.subscriptions.save_progress("wh1", progress.replay(scene.entry(5), scene.entry(7)))
    scene.run()
    again = scene.told[9:]
    assert {"3-0", "4-0", "6-0", "7-0"} <= set(again)
    assert again == sorted(again)
    assert scene.progress.entry == scene.entry(9)


def test_a_span_in_which_nothing_happened_ends_at_once(scene: Scene) -> None:
    scene.happens("T-1")
    scene.run()
    scene.subscriptions.save_progress("wh1", scene.progress.replay(scene.entry(0), scene.entry(0)))
    assert scene.run() is None
    scene.happens("T-1")
    scene.run()
    assert scene.told == ["1-0", "2-0"]


def test_texts_are_told_to_the_trusted_only_and_as_they_are_now() -> None:
    for trusted, expected in ((True, "Où est mon colis ?"), (False, None)):
        scene = Scene(Subscription(**{**_fields(CRM), "trusted": trusted}))
        scene.texts.texts = {"m-1-0": "Où est mon colis ?"}
        scene.happens("T-1", event_type="message.received")
        scene.run()
        assert scene.endpoint.taken[0]["data"].get("text") == expected


def test_what_was_tried_is_kept(scene: Scene) -> None:
    scene.endpoint.refuses = {"T-1"}
    scene.happens("T-1", "T-2")
    scene.run()
    assert [(each.event_id, each.problem) for each in scene.subscriptions.logged] == [
        ("1-0", "http_400"),
        ("1-1", None),
    ]


def test_a_webhook_that_was_removed_is_told_nothing(scene: Scene) -> None:
    scene.happens("T-1")
    scene.subscriptions.known.clear()
    assert scene.run() is None
    assert scene.told == []


def _fields(subscription: Subscription) -> dict[str, Any]:
    return {name: getattr(subscription, name) for name in subscription.__dataclass_fields__}
