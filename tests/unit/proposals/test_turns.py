"""What waits for its share of the hour keeps nothing else waiting."""

from datetime import timedelta

import pytest

from shared.domain.proposals.turns import DueProposal, in_turn
from tests.fakes.stored import START

LIKES = [DueProposal(id=f"PR-{number:04}", place="like/facebook/1") for number in range(700)]
HIDES = [DueProposal(id=f"PR-h{number:04}", place="hide/facebook/1") for number in range(2000)]
THANKS = [DueProposal(id=f"PR-zz{number}", place="thank_you/facebook/1") for number in range(20)]
POST = DueProposal(id="PR-zzz", place="post/facebook/1")


def test_few_are_all_looked_at() -> None:
    assert sorted(in_turn(THANKS, START, 50)) == sorted(each.id for each in THANKS)
    assert in_turn((), START, 50) == ()


def test_a_post_and_every_thank_you_are_looked_at_whatever_waits_beside_them() -> None:
    due = [*LIKES, *HIDES, *THANKS, POST]
    seen: set[str] = set()
    for minute in range(2):
        chosen = in_turn(due, START + timedelta(minutes=minute), 50)
        assert (len(chosen), len(set(chosen)), POST.id in chosen) == (50, 50, True)
        seen.update(chosen)
    assert {each.id for each in THANKS} <= seen


@pytest.mark.parametrize("places", [1, 3, 80])
def test_each_gets_its_turn_soon(places: int) -> None:
    """One that waits for a paused account is at no place that another would take."""
    due = [DueProposal(id=f"PR-{number}", place=f"like/facebook/{number % places}") for number in range(400)]
    seen: set[str] = set()
    for minute in range(400 // 50 * 3):
        seen.update(in_turn(due, START + timedelta(minutes=minute), 50))
    assert len(seen) == 400
