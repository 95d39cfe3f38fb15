"""A subscriber that is told too late, or misses what was not kept long enough: its owner hears of both."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.subscriptions.model import BEHIND, LOOKS_LATE, SETTLED, Subscription, entry_of
from tests.unit.deliver.test_deliver import CRM, Scene
from tests.unit.events.states import NOW

INCIDENTS = replace(CRM, events=("incident.*",))


@pytest.fixture
def scene() -> Scene:
    return Scene()


def slow(subscription: Subscription = CRM) -> Scene:
    """Told of five tickets in a run: there is more each time."""
    scene = Scene(subscription)
    scene.endpoint.takes = timedelta(seconds=6)
    return scene


def test_its_owner_hears_once_that_it_is_told_more_than_an_hour_late_and_again_when_that_happens_again() -> None:
    scene = slow()
    for _ in range(2):
        scene.notices.told.clear()
        scene.happens(*(f"T-{ticket}" for ticket in range(30)))
        scene.run()
        assert scene.notices.told == []
        scene.clock.pass_time(hours=1)
        scene.run()
        assert [each.partition(" by ")[0] for each in scene.notices.told] == ["behind"]
        assert (scene.progress.state, scene.progress.in_trouble) == ("behind", True)
        scene.run()
        assert len(scene.notices.told) == 1
        scene.until_told()
        assert len(scene.notices.told) == 1
        assert (scene.progress.state, scene.progress.in_trouble) == ("told", False)


def test_one_that_was_not_woken_since_it_was_behind_looks_once_more_when_all_was_told(scene: Scene) -> None:
    scene.happens("T-1")
    scene.subscriptions.saved["wh1"] = replace(scene.progress, behind_told_at=NOW)
    assert scene.run() == scene.clock.now(), "something may have happened meanwhile"
    assert scene.run() is None


def test_one_that_catches_up_within_an_hour_is_not_behind() -> None:
    scene = slow()
    scene.happens(*(f"T-{ticket}" for ticket in range(30)))
    scene.run()
    scene.clock.pass_time(seconds=(BEHIND - timedelta(minutes=5)).total_seconds())
    scene.until_told()
    assert scene.notices.told == []


def test_one_that_reads_over_what_it_does_not_want_is_not_behind() -> None:
    scene = Scene(INCIDENTS)
    scene.happens("T-1", "T-2")
    scene.clock.pass_time(hours=5)
    scene.run()
    assert scene.notices.told == []


def test_a_span_that_is_told_once_more_is_no_lag() -> None:
    scene = slow()
    scene.happens(*(f"T-{ticket}" for ticket in range(30)))
    scene.until_told()
    scene.clock.pass_time(hours=5)
    scene.subscriptions.save_progress("wh1", scene.progress.replay(scene.entry(0), scene.entry(1)))
    scene.run()
    assert scene.progress.state == "replaying"
    assert scene.notices.told == []


def test_what_expired_before_it_was_told_is_said_once_and_the_rest_is_told(scene: Scene) -> None:
    for _ in range(6):
        scene.happens("T-1")
    first, last = scene.entry(2), scene.entry(4)
    scene.subscriptions.save_progress("wh1", replace(scene.progress, entry=scene.entry(1)))
    scene.log.expire(*(entry.number for entry in scene.log.entries[:4]))
    scene.run()
    assert scene.told == ["5-0", "6-0"]
    assert scene.notices.told == [f"lost {first - 1}-{last}"]
    scene.happens("T-1")
    scene.run()
    assert len(scene.notices.told) == 1


def test_a_hole_in_the_middle_is_said_as_well_since_entries_do_not_expire_in_their_order(scene: Scene) -> None:
    for _ in range(4):
        scene.happens("T-1")
    scene.log.expire(scene.entry(3))
    scene.run()
    assert scene.told == ["1-0", "2-0", "4-0"]
    assert len(scene.notices.told) == 1


def test_an_event_that_was_held_and_expired_is_said(scene: Scene) -> None:
    scene.endpoint.refuses = {"T-1"}
    scene.happens("T-1")
    scene.run()
    held = scene.entry(1)
    scene.log.expire(held)
    scene.until_told(days=0.1)
    assert scene.notices.told == [f"lost {held - 1}-{held}"]
    assert not scene.progress.held


def test_a_notice_of_what_was_lost_that_is_not_taken_is_given_again(scene: Scene) -> None:
    for _ in range(3):
        scene.happens("T-1")
    scene.log.expire(scene.entry(1))
    scene.notices.fails = True
    scene.run()
    scene.notices.fails = False
    scene.run()
    assert len(scene.notices.told) == 1
    scene.run()
    assert len(scene.notices.told) == 1


def test_nothing_is_lost_where_nothing_happened_for_long(scene: Scene) -> None:
    """All entries have expired, and the next one comes behind the last that was told."""
    scene.happens("T-1")
    scene.run()
    scene.log.expire(scene.entry(1))
    scene.clock.pass_time(days=20)
    scene.happens("T-2")
    scene.run()
    assert scene.told == ["1-0", "2-0"]
    assert scene.notices.told == []


def test_one_that_wants_little_is_not_told_that_it_missed_what_it_did_not_want() -> None:
    scene = Scene(INCIDENTS)
    for _ in range(3):
        scene.happens("T-1")
    scene.clock.pass_time(minutes=20)  # and nobody woke it: the sweep does
    assert scene.progress.is_quiet(scene.clock.now())
    scene.run()
    assert scene.progress.entry == entry_of(scene.clock.now() - SETTLED)
    assert not scene.progress.is_quiet(scene.clock.now())
    for entry in list(scene.log.entries):
        scene.log.expire(entry.number)
    scene.clock.pass_time(days=20)
    scene.happens("I-1", event_type="incident.opened")
    scene.run()
    assert (scene.told, scene.notices.told) == (["4-0"], [])


def test_the_place_does_not_move_up_beyond_what_may_still_be_written(scene: Scene) -> None:
    scene.clock.pass_time(seconds=(LOOKS_LATE + timedelta(seconds=1)).total_seconds())
    scene.run()
    assert entry_of(NOW) < scene.progress.entry <= entry_of(scene.clock.now() - timedelta(minutes=5))
