"""Failed attempts of an event and recent runs of triage: DynamoDB and the fakes of the unit tests do the same."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.attempts import DynamoDBAttempts
from shared.adapters.dynamodb.triage_runs import DynamoDBTriageRuns
from shared.domain.triage.retry import MAX_FAILING, FailureHistory
from shared.ports.queues import FailedAttempts, TriageRuns
from tests.fakes.dispatch import FakeAttempts, FakeTriageRuns
from tests.fakes.stored import START
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

Both = tuple[FailedAttempts, TriageRuns]
A = "a" * 64
B = "b" * 64


@pytest.fixture(params=["fakes", "dynamodb"])
def both(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Both]:
    if request.param == "fakes":
        yield FakeAttempts(), FakeTriageRuns()
    else:
        with table_on_moto(monkeypatch) as table:
            yield DynamoDBAttempts(table), DynamoDBTriageRuns(table)


def test_failures_are_recorded_per_event_and_forgotten_on_demand(both: Both) -> None:
    attempts, _ = both
    later = START + timedelta(seconds=5)
    assert attempts.record("a", START) is None
    assert attempts.record("a", later) == FailureHistory(failures=1, lone=0, first_at=START, last_at=START)
    attempts.count_lone("a")
    assert attempts.record("a", later) == FailureHistory(failures=2, lone=1, first_at=START, last_at=later)
    assert attempts.record("b", START) is None

    attempts.forget("a")

    assert attempts.record("a", later) is None
    assert attempts.record("b", START) is not None


def test_a_window_names_who_fails_and_counts_what_succeeds(both: Both) -> None:
    _, runs = both
    assert runs.last_failure() is None
    runs.record_failure(A, START)
    runs.record_successes(3, START + timedelta(seconds=1))
    recent = runs.record_failure(B, START + timedelta(seconds=2))

    assert (len(recent.failing), recent.succeeded) == (2, 3)
    assert recent.succeeded_at == START + timedelta(seconds=1)
    assert runs.last_failure() == START + timedelta(seconds=2)


def test_the_next_window_begins_with_one_failure_and_knows_the_last_success(both: Both) -> None:
    _, runs = both
    runs.record_failure(A, START)
    runs.record_successes(3, START)
    recent = runs.record_failure(B, START + timedelta(minutes=10))

    assert (len(recent.failing), recent.succeeded, recent.succeeded_at) == (1, 0, START)


def test_a_window_names_a_bounded_number_of_conversations(both: Both) -> None:
    _, runs = both
    for number in range(MAX_FAILING + 5):
        recent = runs.record_failure(f"{number:064d}"[::-1], START)

    assert len(recent.failing) == MAX_FAILING
