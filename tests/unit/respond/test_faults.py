"""A night of accidents: respond dies before and after every single call it makes, or the call fails.

Whatever happens, when the sweep has come round often enough the customer was told at most once; and exactly once
where the platform can be read.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest

from shared.domain.channels.sending import SendResult
from shared.domain.errors import UpstreamError
from shared.domain.tickets.history import stated_entries
from shared.domain.vocabulary import SendClass
from tests.fakes.outbox import FakePlatform
from tests.unit.acknowledgement.scenes import DOCUMENT, brand
from tests.unit.respond.night import Night


class Died(Exception):  # noqa: N818 - the function is killed; nothing of ours catches this
    pass


class Accident:
    """Happens at one call, counted over all ports: before it, or after it was done."""

    def __init__(self, at: int, moment: str, kind: type[Exception]) -> None:
        self.at, self.moment, self.kind = at, moment, kind
        self.calls: list[str] = []

    def through(self, name: str, port: Any) -> Any:
        return Watched(name, port, self)

    def call(self, name: str, function: Any, *args: Any, **kwargs: Any) -> Any:
        self.calls.append(name)
        here = len(self.calls) == self.at
        if here and self.moment == "before":
            raise self.kind(name)
        result = function(*args, **kwargs)
        if here and self.moment == "after":
            raise self.kind(name)
        return result


class Beside(Accident):
    """Nothing fails; but just before the first call of that name, something else happens once."""

    def __init__(self, name: str, happens: Callable[[], object]) -> None:
        super().__init__(0, "never", Died)
        self.name, self.happens, self.happened = name, happens, False

    def call(self, name: str, function: Any, *args: Any, **kwargs: Any) -> Any:
        if name == self.name and not self.happened:
            self.happened = True
            self.happens()
        return super().call(name, function, *args, **kwargs)


class Watched:
    def __init__(self, name: str, port: Any, accident: Accident) -> None:
        self._name, self._port, self._accident = name, port, accident

    def __getattr__(self, method: str) -> Any:
        function = getattr(self._port, method)
        return lambda *args, **kwargs: self._accident.call(f"{self._name}.{method}", function, *args, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        gateway = self._accident.call(self._name, self._port, *args, **kwargs)
        return None if gateway is None else Watched("platform", gateway, self._accident)


def _calls_of_a_good_run() -> list[str]:
    night, accident = Night(), Accident(0, "never", Died)
    night.question()
    night.acknowledge(accident.through)("T1")
    return accident.calls


CALLS = _calls_of_a_good_run()


def _next_night(platform: FakePlatform | None = None) -> Night:
    """The ticket was acknowledged, nobody has answered, and the customer writes again the next night."""
    night = Night(platform=platform or FakePlatform())
    night.question()
    night.run()
    night.clock.pass_time(minutes=24 * 60)
    night.change(acknowledge_at=night.clock.at, last_customer_message_at=night.clock.at)
    return night


def _calls_of_the_next_night() -> list[str]:
    accident = Accident(0, "never", Died)
    _next_night().acknowledge(accident.through)("T1")
    return accident.calls


NEXT_CALLS = _calls_of_the_next_night()


def _accidents(calls: Sequence[str]) -> Iterator[Any]:
    for number, name in enumerate(calls, start=1):
        for moment in ("before", "after"):
            for kind in (Died, UpstreamError):
                if name.startswith("platform") and kind is UpstreamError:
                    continue  # a gateway never raises for what the platform answers
                yield pytest.param(number, moment, kind, id=f"{kind.__name__} {moment} {number} {name}")


ACCIDENTS = list(_accidents(CALLS))


def test_the_walk_covers_every_port() -> None:
    assert {name.split(".")[0] for name in CALLS} == {
        *("tickets", "brands", "accounts", "conversations", "messages", "outbox", "switches", "incidents"),
        *("gateways", "rate_limits", "platform", "automatic_texts"),
    }
    assert "history.add" in NEXT_CALLS  # the first one is told by the ticket itself


@pytest.mark.parametrize(("number", "moment", "kind"), ACCIDENTS)
@pytest.mark.parametrize("readable", [True, False], ids=["readable", "unreadable"])
def test_whatever_happens_at_most_one_post(number: int, moment: str, kind: type[Exception], readable: bool) -> None:
    night = Night(platform=FakePlatform(readable=readable))
    night.question()
    with pytest.raises(kind):
        night.acknowledge(Accident(number, moment, kind).through)("T1")
    night.sweep(minutes=90)

    assert len(night.platform.posts) <= 1
    assert night.ticket().acknowledge_at is None
    assert len(night.said()) == 1  # acknowledged, or failed: the ticket tells
    if readable:
        assert len(night.platform.posts) == 1
        assert night.ticket().acknowledged_at is not None
        assert night.messages.get("facebook", "1001", "post-1") is not None


@pytest.mark.parametrize(("number", "moment", "kind"), list(_accidents(NEXT_CALLS)))
def test_whatever_happens_the_next_night_both_acknowledgements_are_told(
    number: int, moment: str, kind: type[Exception]
) -> None:
    night = _next_night()
    with pytest.raises(kind):
        night.acknowledge(Accident(number, moment, kind).through)("T1")
    night.sweep(minutes=90)

    assert len(night.platform.posts) == 2
    ticket = night.ticket()
    trail = night.history.of_ticket("T1", stated=stated_entries(ticket)).items
    told = [entry for entry in trail if entry.what == "acknowledged"]
    assert [entry.details["message_id"] for entry in told] == ["post-1", "post-2"]
    assert [entry.at for entry in told] == sorted(entry.at for entry in told)
    assert (ticket.acknowledge_at, ticket.acknowledged_at) == (
        None,
        max(record.sent_at for record in night.outbox.stored.values() if record.sent_at),
    )


@pytest.mark.parametrize(("number", "moment", "kind"), ACCIDENTS)
def test_whatever_happens_during_the_repair_at_most_one_post(number: int, moment: str, kind: type[Exception]) -> None:
    """The first run ends in a time-out; the accident happens in the run that finds out."""
    timeout = SendResult(outcome=SendClass.UNKNOWN, error="timeout")
    night = Night(platform=FakePlatform(answers=[timeout]))
    night.question()
    night.run()
    night.clock.pass_time(minutes=2)
    with suppress(Died, UpstreamError):
        night.acknowledge(Accident(number, moment, kind).through)("T1")
    night.sweep(minutes=90)

    assert (len(night.platform.posts), night.platform.calls) == (1, 1)
    assert night.ticket().acknowledged_at is not None
    assert night.said() == ["acknowledged"]


def _in_a_queue() -> Night:
    """One a minute, and somebody was first."""
    one = {**DOCUMENT["acknowledgement"], "rate_limits": {"per_account_and_minute": 1}}
    night = Night(brand(acknowledgement=one))
    night.question("T0", author="7000", post="5000")
    night.run("T0")
    night.question()
    return night


def _calls_of_a_wait() -> list[str]:
    accident = Accident(0, "never", Died)
    _in_a_queue().acknowledge(accident.through)("T1")
    return accident.calls


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", range(1, len(_calls_of_a_wait()) + 1))
def test_whatever_happens_to_one_who_has_to_wait_for_a_turn_one_post(number: int, moment: str) -> None:
    night = _in_a_queue()
    with pytest.raises(Died):
        night.acknowledge(Accident(number, moment, Died).through)("T1")
    night.sweep(minutes=30)

    assert [post.recipient_id for post in night.platform.posts] == ["7000", "7001"]
    assert (night.said(), night.ticket().acknowledge_at) == (["acknowledged"], None)


def test_two_workers_at_once_send_one_post() -> None:
    """The second worker runs while the first waits for the platform, and again before the first writes anything."""
    night = Night()
    night.question()
    inner: list[object] = []

    def meanwhile() -> None:
        if len(inner) < 3:
            inner.append(night.run())

    night.platform.before_send = meanwhile
    night.platform.after_send = meanwhile
    night.run()
    night.sweep()

    assert len(night.platform.posts) == 1
    assert night.said() == ["acknowledged"]


@pytest.mark.parametrize("call", sorted(set(CALLS)))
def test_a_second_worker_that_overtakes_at_any_call_changes_nothing(call: str) -> None:
    night = Night()
    night.question()
    beside = Beside(call, night.run)

    night.acknowledge(beside.through)("T1")
    assert beside.happened
    night.sweep()

    assert len(night.platform.posts) == 1
    assert night.ticket().acknowledged_at is not None
    assert night.said() == ["acknowledged"]


def test_ten_duplicate_invocations_send_one_post() -> None:
    night = Night()
    night.question()
    for _ in range(10):
        night.run()

    assert (len(night.platform.posts), night.platform.calls) == (1, 1)
    assert night.metrics.of("AcknowledgementsSent", channel="facebook") == 1
