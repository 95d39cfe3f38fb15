"""Events of different tickets are told side by side, those of one ticket one after the other, whatever fails."""

import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.errors import UpstreamError
from shared.domain.subscriptions.model import AT_ONCE, MAX_HELD, OPENS_AFTER, Progress, Subscription
from tests.unit.deliver.test_deliver import Scene, event

ANSWERS = (None, None, None, None, None, "http_400", "http_429", "http_500", "timeout")


class Endpoint:
    """Answers as ``seed`` says for each event and attempt, in whatever order they come. One of a ticket at a time."""

    def __init__(self, scene: Scene, seed: int, answers: tuple[str | None, ...]) -> None:
        self.scene, self.seed, self.answers = scene, seed, answers
        self.attempts: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.under_way: set[str] = set()
        self.taken: dict[str, list[str]] = defaultdict(list)
        self.most = 0
        self.well = False

    def __call__(self, subscription: Subscription, told: Mapping[str, Any]) -> str | None:
        subject, name = str(told["subject"]), str(told["id"])
        with self.lock:
            assert subject not in self.under_way, "one event of a ticket at a time"
            self.under_way.add(subject)
            self.most = max(self.most, len(self.under_way))
            self.attempts[name] += 1
            chance = crc32(f"{self.seed} {name} {self.attempts[name]}".encode())
            answer = None if self.well else self.answers[chance % len(self.answers)]
            pause = (chance >> 16) % 5 / 10_000
        threading.Event().wait(pause)
        with self.lock:
            self.under_way.remove(subject)
            if answer == "ours":
                raise UpstreamError("secretsmanager: throttled")
            if answer is None:
                self.taken[subject].append(name)
        return answer


def happened(scene: Scene) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for entry in scene.log.entries:
        for each in entry.events:
            found[each["subject"]].append(each["id"])
    return found


def assert_nothing_is_skipped(scene: Scene, endpoint: Endpoint, progress: Progress) -> None:
    """Whatever lies before the place was taken, or is held."""
    held = {(each.entry, each.index) for waits in progress.held.values() for each in waits.events}
    place = (progress.entry + 1, 0) if progress.partly is None else (progress.partly.entry, progress.partly.index)
    for entry in scene.log.entries:
        for index, each in enumerate(entry.events):
            if (entry.number, index) < place and (entry.number, index) not in held:
                assert each["id"] in endpoint.taken[each["subject"]]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**32),
    entries=st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=40), min_size=1, max_size=8),
    ours=st.booleans(),
)
def test_each_ticket_is_told_in_order_and_nothing_is_skipped_whatever_fails(
    seed: int, entries: list[list[int]], *, ours: bool
) -> None:
    scene = Scene(at_once=AT_ONCE)
    endpoint = Endpoint(scene, seed, (*ANSWERS, "ours") if ours else ANSWERS)
    scene.endpoint.post = endpoint  # an endpoint of its own
    for subjects in entries:
        scene.happens(*(f"T-{subject}" for subject in subjects))
    expected = happened(scene)
    for turn in range(200):
        endpoint.well = turn > 20
        try:
            come_back = scene.run()
        except UpstreamError:
            come_back = scene.clock.now() + timedelta(minutes=6)
        assert_nothing_is_skipped(scene, endpoint, scene.progress)
        for subject, names in endpoint.taken.items():
            assert names == expected[subject][: len(names)], "in order, and nothing twice"
        if come_back is None:
            break
        scene.clock.at = max(come_back, scene.clock.at)
    assert endpoint.taken == expected


def together(scene: Scene, expected: list[int]) -> list[int]:
    """How many calls were on their way each time, if the endpoint answers all of them only when none comes any more."""
    arrived = threading.Condition()
    waves: list[int] = []
    state = {"here": 0, "wave": 0}

    def post(*_: Any) -> None:
        with arrived:
            wave = state["wave"]
            state["here"] += 1
            if state["here"] == expected[wave]:
                waves.append(state["here"])
                state["here"], state["wave"] = 0, wave + 1
                arrived.notify_all()
            elif not arrived.wait_for(lambda: state["wave"] > wave, timeout=20):
                waves.append(state["here"])

    scene.endpoint.post = post  # it answers in waves
    scene.run()
    return waves


def test_there_are_five_calls_first_then_one_more_each_time_up_to_sixteen() -> None:
    scene, waves = Scene(at_once=AT_ONCE), [*range(5, 16), 16, 16, 16]
    scene.happens(*(f"T-{ticket}" for ticket in range(sum(waves))))
    assert together(scene, waves) == waves


def test_a_ticket_with_many_events_holds_up_no_other_and_is_told_in_order() -> None:
    scene = Scene(at_once=AT_ONCE)
    scene.happens(*["T-0"] * 20, *(f"T-{ticket}" for ticket in range(1, 31)))
    told: list[str] = []
    others = threading.Event()
    lock = threading.Lock()

    def post(_: Any, each: Mapping[str, Any]) -> None:
        if each["subject"] == "T-0":
            assert others.wait(20), "the others are told meanwhile"
        with lock:
            told.append(each["id"])
            if len(told) == 30:
                others.set()

    scene.endpoint.post = post
    scene.run()
    assert told[30:] == [f"1-{place}" for place in range(20)]


def test_what_was_passed_over_when_the_time_is_over_is_held_and_told_next_and_nothing_twice() -> None:
    scene = Scene(at_once=2)
    scene.happens("T-0", "T-0", "T-0", "T-1", "T-2", "T-3")
    slow = threading.Event()
    told: list[str] = []

    def post(_: Any, each: Mapping[str, Any]) -> None:
        if each["id"] == "1-0":
            assert slow.wait(20)
        told.append(each["id"])
        if each["id"] == "1-4":
            scene.clock.pass_time(seconds=60)
            slow.set()

    scene.endpoint.post = post
    assert scene.run() == scene.clock.now()
    assert sorted(told) == ["1-0", "1-3", "1-4"]
    assert [each.index for each in scene.progress.held["T-0"].events] == [1, 2]
    scene.until_told()
    assert sorted(told) == [f"1-{place}" for place in range(6)]
    assert [name for name in told if name in ("1-0", "1-1", "1-2")] == ["1-0", "1-1", "1-2"]


def test_an_outage_in_the_middle_of_many_calls_is_one_and_not_several_in_a_row() -> None:
    scene = Scene(at_once=AT_ONCE)
    scene.happens(*(f"T-{ticket}" for ticket in range(200)))
    took = scene.endpoint.post

    def post(*given: Any) -> str | None:
        scene.endpoint.down = scene.endpoint.calls >= 60
        return took(*given)

    scene.endpoint.post = post
    come_back = scene.run()
    assert scene.progress.failures == OPENS_AFTER
    assert come_back == scene.clock.now() + timedelta(seconds=5)
    assert len(scene.progress.held) <= AT_ONCE + OPENS_AFTER


def test_an_endpoint_that_takes_only_a_few_calls_at_a_time_is_asked_for_few_and_works() -> None:
    scene = Scene(at_once=AT_ONCE)
    scene.happens(*(f"T-{ticket}" for ticket in range(300)))
    lock = threading.Lock()
    here, refused, taken = set[str](), [0], set[str]()

    def post(_: Any, each: Mapping[str, Any]) -> str | None:
        with lock:
            too_many = len(here) >= 6
            here.add(each["id"])
        threading.Event().wait(0.001)
        with lock:
            here.remove(each["id"])
            if too_many:
                refused[0] += 1
                return "http_429"
            taken.add(each["id"])
            return None

    scene.endpoint.post = post
    scene.until_told()
    assert len(taken) == 300
    assert refused[0] < 60


def test_retries_that_fail_slowly_leave_half_of_the_calls_to_what_is_new() -> None:
    scene = Scene(at_once=AT_ONCE)
    scene.endpoint.breaks = {f"T-{ticket}" for ticket in range(60)}
    for ticket in range(60):
        scene.happens(f"T-{ticket}", f"other-{ticket}")
    scene.run()
    assert len(scene.progress.held) > AT_ONCE
    scene.clock.pass_time(seconds=30)
    scene.happens(*(f"new-{ticket}" for ticket in range(40)))
    hang = threading.Event()
    told: list[str] = []

    def post(_: Any, each: Mapping[str, Any]) -> str | None:
        if each["subject"] in scene.endpoint.breaks:
            assert hang.wait(20)
            return "timeout"
        told.append(each["subject"])
        if len(told) == 40:
            hang.set()
        return None

    scene.endpoint.post = post
    scene.run()
    assert len(told) >= 40


def test_no_more_tickets_are_held_than_block_a_webhook_however_many_calls_there_are() -> None:
    scene = Scene(at_once=AT_ONCE)
    scene.endpoint.refuses = {f"T-{ticket}" for ticket in range(2 * MAX_HELD)}
    scene.happens(*(f"T-{ticket}" for ticket in range(2 * MAX_HELD)))
    scene.run()
    assert len(scene.progress.held) == MAX_HELD


def test_a_long_run_writes_its_place_now_and_then_so_that_little_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(at_once=AT_ONCE)
    for number in range(30):
        scene.happens(*(f"T-{number}-{ticket}" for ticket in range(40)))
    took = scene.endpoint.post

    def killed(*given: Any) -> str | None:
        if scene.endpoint.calls >= 1_000:
            raise KeyboardInterrupt
        return took(*given)

    scene.endpoint.post = killed
    with pytest.raises(KeyboardInterrupt):
        scene.run()
    scene.endpoint.post = took
    scene.until_told()
    assert set(scene.told) == {each["id"] for entry in scene.log.entries for each in entry.events}
    assert len(scene.told) - 1_200 <= 300, "told twice"


def test_texts_of_the_trusted_are_read_side_by_side_as_well() -> None:
    """A text takes several reads, which would otherwise be one after the other."""
    scene = Scene(Subscription(**{**_crm(), "trusted": True}), at_once=AT_ONCE)
    meet = threading.Barrier(OPENS_AFTER, timeout=20)

    class Texts:
        def text_of(self, *_: Any) -> str:
            meet.wait()
            return "text"

    object.__setattr__(scene.deliver, "texts", Texts())
    scene.log.add(1, *(event(f"T-{ticket}", f"1-{ticket}", "message.received") for ticket in range(OPENS_AFTER)))
    scene.run()
    assert [each["data"]["text"] for each in scene.endpoint.taken] == ["text"] * OPENS_AFTER


def _crm() -> dict[str, Any]:
    known = Scene().subscriptions.known["wh1"]
    return {name: getattr(known, name) for name in known.__dataclass_fields__}
