"""A day of accidents: respond dies before and after every single call it makes for an agent's answer.

Whoever asks again (the agent's tool with the same key, or the sweep) finishes it: at most one post, and exactly one
where the platform can be read.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from functions.respond.replies.ports import ReplyOutcome
from shared.domain.channels.sending import SendResult
from shared.domain.errors import UpstreamError
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.model import Mode, RefusalReason
from shared.domain.vocabulary import SendClass, Status
from tests.fakes.outbox import FakePlatform
from tests.unit.replies.day import PORTS, Day
from tests.unit.respond.test_faults import Accident, Beside, Died

SAID = "Bonjour Mia, nous regardons. ^SB"
MOVE: dict[str, Any] = {"mode": Mode.MOVE_TO_PRIVATE, "private_text": "Quel est votre numéro ?"}


def _calls(**intent: Any) -> list[str]:
    day, accident = Day(), Accident(0, "never", Died)
    day.mentions()
    day.service(accident.through)(day.intent(**intent))
    return accident.calls


CALLS, MOVING = _calls(), _calls(**MOVE)


def _accidents(calls: list[str]) -> Iterator[Any]:
    for number, name in enumerate(calls, start=1):
        for moment in ("before", "after"):
            for kind in (Died, UpstreamError):
                if name.startswith("platform") and kind is UpstreamError:
                    continue  # a gateway never raises for what the platform answers
                yield pytest.param(number, moment, kind, id=f"{kind.__name__} {moment} {number} {name}")


def test_the_walk_covers_every_port() -> None:
    assert {name.split(".")[0] for name in CALLS} == {*PORTS, "platform"}


@pytest.mark.parametrize(("number", "moment", "kind"), list(_accidents(CALLS)))
@pytest.mark.parametrize("recovery", ["same key", "sweep", "both"])
def test_whatever_happens_one_post(number: int, moment: str, kind: type[Exception], recovery: str) -> None:
    day = Day()
    day.mentions()
    with pytest.raises(kind):
        day.service(Accident(number, moment, kind).through)(day.intent())
    for _ in range(12):
        if recovery != "sweep":
            day.answers()
        day.store_side.clock.pass_time(seconds=50)
        if recovery != "same key":
            day.sweep(minutes=1)

    nothing_begun = not day.store_side.replies.stored
    assert day.posted == [] if nothing_begun else [SAID]
    assert recovery == "sweep" or not nothing_begun
    assert len(day.posted) == len(day.store_side.replies.stored)
    assert day.ticket.reply_at is None
    if day.posted:
        assert day.statuses == [OutboxStatus.SENT]
        assert (day.ticket.status, day.trail().count("replied")) == (Status.PENDING, 1)
        assert day.store_side.messages.get("x", "3000000001", "post-1") is not None


@pytest.mark.parametrize(("number", "moment", "kind"), list(_accidents(CALLS)))
def test_whatever_happens_at_most_one_post_where_nothing_can_be_read(
    number: int, moment: str, kind: type[Exception]
) -> None:
    day = Day(platform=FakePlatform(readable=False))
    day.mentions()
    with pytest.raises(kind):
        day.service(Accident(number, moment, kind).through)(day.intent())
    day.sweep(minutes=60)
    day.answers()
    day.sweep(minutes=60)

    assert len(day.posted) <= 1
    assert day.ticket.reply_at is None
    assert day.trail()[-1] in ("replied", "reply_failed")


@pytest.mark.parametrize(("number", "moment", "kind"), list(_accidents(MOVING)))
def test_whatever_happens_an_invitation_and_its_private_message_are_sent_once_each(
    number: int, moment: str, kind: type[Exception]
) -> None:
    day = Day()
    day.mentions()
    with pytest.raises(kind):
        day.service(Accident(number, moment, kind).through)(day.intent(**MOVE))
    day.sweep(minutes=10)
    day.answers(**MOVE)
    day.sweep(minutes=10)

    assert sorted(post.visibility.value for post in day.platform.posts) == ["private", "public"]
    assert day.ticket.private_conversation_id == "7"
    assert (day.ticket.reply_at, day.ticket.status) == (None, Status.PENDING)
    assert day.trail().count("replied") == 2


@pytest.mark.parametrize(("number", "moment", "kind"), list(_accidents(CALLS)))
def test_whatever_happens_while_finding_out_one_post(number: int, moment: str, kind: type[Exception]) -> None:
    """The first try ends in a time-out after the platform took it; the accident happens to whoever finds out."""
    day = Day(platform=FakePlatform(answers=[SendResult(outcome=SendClass.UNKNOWN, error="timeout")]))
    day.mentions()
    assert day.answers().pending is not None
    day.store_side.clock.pass_time(minutes=2)
    with suppress(Died, UpstreamError):
        day.service(Accident(number, moment, kind).through).finish(day.ticket.id)
    day.sweep(minutes=30)

    assert (day.posted, day.platform.calls) == ([SAID], 1)
    assert (day.ticket.status, day.trail().count("replied")) == (Status.PENDING, 1)


def test_an_answer_that_never_reached_the_platform_is_sent_after_reading_it() -> None:
    day = Day(platform=FakePlatform(answers=[SendResult(outcome=SendClass.UNKNOWN, error="lost")]))
    day.mentions()
    day.answers()
    day.sweep(minutes=5)

    assert (day.posted, day.platform.calls, day.platform.reads) == ([SAID], 2, 1)


def test_the_same_key_gives_the_same_answer_and_sends_nothing() -> None:
    day = Day()
    day.mentions()
    first = day.answers()
    for _ in range(5):
        day.store_side.clock.pass_time(minutes=40)
        again = day.answers()
        assert [(r.message_id, r.text, r.sent_at) for r in again.replies] == [
            (r.message_id, r.text, r.sent_at) for r in first.replies
        ]
    assert day.platform.calls == 1


def test_the_same_key_for_another_text_is_refused() -> None:
    day = Day()
    day.mentions()
    day.answers()
    refusal = day.answers("Autre chose").refusal
    assert refusal is not None
    assert (refusal.reason, day.platform.calls) == (RefusalReason.KEY_REUSED, 1)


def test_two_keys_are_two_answers() -> None:
    day = Day()
    day.mentions()
    day.answers(key="k1")
    day.answers("Voilà.", key="k2")
    assert day.posted == [SAID, "Voilà. ^SB"]
    assert day.trail().count("replied") == 2


def test_the_same_key_on_another_ticket_is_another_answer() -> None:
    day = Day()
    one, other = (day.mentions(name, conversation_id=f"{name}:7").ticket_id for name in ("m1", "m2"))
    day.answers(ticket_id=one)
    day.answers(ticket_id=other)
    assert len(day.posted) == 2


def test_two_workers_with_one_key_send_once() -> None:
    """The second comes while the first waits for the platform."""
    day = Day()
    day.mentions()
    seen: list[OutboxStatus] = []

    def meanwhile() -> None:
        if not seen:
            seen.extend(reply.status for reply in day.answers().replies)

    day.platform.before_send = meanwhile
    day.answers()
    assert (day.posted, seen) == ([SAID], [OutboxStatus.CLAIMED])


@pytest.mark.parametrize("call", sorted(set(CALLS)))
def test_a_second_worker_that_overtakes_at_any_call_changes_nothing(call: str) -> None:
    day = Day()
    day.mentions()
    beside = Beside(call, day.answers)

    day.service(beside.through)(day.intent())
    assert beside.happened
    day.sweep(minutes=5)

    assert (day.posted, day.trail().count("replied")) == ([SAID], 1)
    assert (day.ticket.status, day.ticket.reply_at) == (Status.PENDING, None)


@pytest.mark.parametrize("call", sorted(set(CALLS)))
def test_a_key_that_is_used_for_two_texts_at_once_stands_for_one_and_the_other_is_told_so(call: str) -> None:
    day = Day()
    day.mentions()
    other: list[ReplyOutcome] = []
    beside = Beside(call, lambda: other.append(day.answers("Autre chose.")))

    done = day.service(beside.through)(day.intent())
    assert beside.happened
    day.sweep(minutes=5)

    refusals = [answered.refusal.reason for answered in (done, *other) if answered.refusal is not None]
    assert (len(day.posted), refusals) == (1, [RefusalReason.KEY_REUSED])


@pytest.mark.parametrize("call", sorted(set(CALLS)))
def test_two_answers_at_once_are_both_sent_and_both_watched(call: str) -> None:
    day = Day()
    day.mentions()

    def another() -> None:
        day.platform.answers = [
            SendResult(outcome=SendClass.RETRY_BACKOFF, error="http_503"),
            SendResult(outcome=SendClass.SENT),
        ]
        day.answers("Voilà.", key="k2")
        day.platform.answers = []

    beside = Beside(call, another)

    day.service(beside.through)(day.intent())
    assert beside.happened
    day.sweep(minutes=10)

    assert sorted(day.posted) == sorted([SAID, "Voilà. ^SB"])
    assert day.ticket.reply_at is None
