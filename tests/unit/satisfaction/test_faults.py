"""Respond dies before and after every single call it makes while it asks and thanks, or the call fails.

Whatever happens, when the sweep has come round often enough the customer was asked at most once and thanked at most
once; and exactly once where the platform can be read.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from shared.domain.errors import UpstreamError
from shared.domain.vocabulary import Status
from tests.fakes.outbox import FakePlatform
from tests.unit.respond.test_faults import Accident, Died
from tests.unit.satisfaction.scene import Afterwards


def _due() -> Afterwards:
    """A minute before the customer is to be asked."""
    day = Afterwards()
    day.solved()
    day.until("2026-03-03 11:49")
    return day


def _scored() -> Afterwards:
    """The customer has answered, and is to be thanked."""
    day = _due()
    day.until("2026-03-03 12:00")
    day.says("5")
    return day


def _calls(day: Afterwards) -> list[str]:
    accident = Accident(0, "never", Died)
    for _ in range(3):
        day.passes(minutes=1)
        day.sweep(accident.through)
    return accident.calls


CALLS = {"question": _calls(_due()), "thanks": _calls(_scored())}


def _accidents(of: str) -> Iterator[Any]:
    for number, name in enumerate(CALLS[of], start=1):
        for moment in ("before", "after"):
            for kind in (Died, UpstreamError):
                if name.startswith("platform") and kind is UpstreamError:
                    continue  # a gateway never raises for what the platform answers
                yield pytest.param(number, moment, kind, id=f"{kind.__name__} {moment} {number} {name}")


def test_the_walk_covers_every_port() -> None:
    ports = {
        *("tickets", "brands", "accounts", "conversations", "messages", "automatic_messages", "switches", "incidents"),
        *("gateways", "rate_limits", "platform", "history", "automatic_texts"),
    }
    assert {name.split(".")[0] for name in CALLS["question"]} == ports
    assert {name.split(".")[0] for name in CALLS["thanks"]} == ports


def _with_accident(day: Afterwards, number: int, moment: str, kind: type[Exception]) -> None:
    accident = Accident(number, moment, kind)
    happened = False
    for _ in range(90):
        day.passes(minutes=1)
        with suppress(Died, UpstreamError):
            day.sweep(accident.through)
        happened = happened or len(accident.calls) >= number
    assert happened


@pytest.mark.parametrize(("number", "moment", "kind"), list(_accidents("question")))
@pytest.mark.parametrize("readable", [True, False], ids=["readable", "unreadable"])
def test_a_customer_is_asked_once_whatever_dies(
    number: int, moment: str, kind: type[Exception], readable: bool
) -> None:
    day = _due()
    day.platform = FakePlatform(readable=readable)
    _with_accident(day, number, moment, kind)
    assert len(day.told) <= 1
    assert day.ticket.next_due_at is None
    assert (day.ticket.status, len(day.history_of_it)) == (Status.RESOLVED, 1)
    if readable:
        assert len(day.told) == 1
        assert day.history_of_it == ["satisfaction_asked"]
        assert day.messages.get("messenger", day.ticket.account_id, "post-1") is not None
    day.says("5")
    if day.told:
        assert day.ticket.satisfaction == 5


@pytest.mark.parametrize(("number", "moment", "kind"), list(_accidents("thanks")))
@pytest.mark.parametrize("readable", [True, False], ids=["readable", "unreadable"])
def test_a_customer_is_thanked_once_whatever_dies(
    number: int, moment: str, kind: type[Exception], readable: bool
) -> None:
    day = _scored()
    day.platform.readable = readable
    _with_accident(day, number, moment, kind)
    assert len(day.told) <= 2
    assert day.ticket.next_due_at is None
    assert (day.ticket.satisfaction, day.ticket.status) == (5, Status.RESOLVED)
    if readable:
        assert len(day.told) == 2
        assert day.history_of_it[-1] == "satisfaction_thanked"
