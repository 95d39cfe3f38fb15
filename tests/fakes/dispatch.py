"""What dispatch uses, in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.domain.errors import UpstreamError
from shared.domain.triage.retry import MAX_FAILING, FailureHistory, RecentRuns
from shared.domain.vocabulary import Outcome
from shared.ports.workflows import TriageOutcome


@dataclass
class FakeTriage:
    """Runs are recorded; ``answers`` maps a body to what happens, in turn. ``shares``: shared runs work."""

    answers: dict[str, list[TriageOutcome | Exception]] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)
    shared: list[list[list[str]]] = field(default_factory=list)
    shares: bool = True
    during: Callable[[str], None] = lambda body: None

    def run(self, event_body: str, *, name: str, timeout_seconds: float) -> TriageOutcome:
        self.ran.append(event_body)
        self.during(event_body)
        planned = self.answers.get(event_body)
        answer = planned.pop(0) if planned else TriageOutcome(outcome=Outcome.TICKET, execution=f"arn:{name}")
        if isinstance(answer, Exception):
            raise answer
        return answer

    def run_together(
        self, conversations: Sequence[Sequence[str]], *, name: str, classify: bool, timeout_seconds: float
    ) -> Sequence[Sequence[TriageOutcome | None]]:
        """Like the real thing: a failure leaves its event and those of its conversation behind it."""
        if not self.shares:
            raise UpstreamError("stepfunctions")
        self.shared.append([list(bodies) for bodies in conversations])
        return [self._settled(bodies) for bodies in conversations]

    def _settled(self, bodies: Sequence[str]) -> list[TriageOutcome | None]:
        found: list[TriageOutcome | None] = []
        for body in bodies:
            if isinstance(next(iter(self.answers.get(body, ())), None), Exception):
                break  # the run of its own meets the same failure, and says so
            found.append(self.run(body, name="shared", timeout_seconds=30))
        return [*found, *[None] * (len(bodies) - len(found))]


@dataclass
class FakeDeadLetters:
    parked: dict[str, dict[str, str]] = field(default_factory=dict)
    down: bool = False

    def park(
        self,
        event_body: str,
        *,
        event_id: str,
        group: str,
        reason: str,
        error: str,
        execution: str,
        delivery: str = "",
    ) -> None:
        if self.down:
            raise UpstreamError("sqs")
        self.parked[event_id] = {"body": event_body, "group": group, "reason": reason, "error": error, "at": execution}


@dataclass
class FakeAttempts:
    """Held to the same suite as DynamoDB: tests/integration/test_attempts.py."""

    histories: dict[str, FailureHistory] = field(default_factory=dict)
    down: bool = False

    def record(self, event_id: str, at: datetime) -> FailureHistory | None:
        if self.down:
            raise UpstreamError("dynamodb")
        before = self.histories.get(event_id)
        self.histories[event_id] = FailureHistory(
            failures=1 if before is None else before.failures + 1,
            lone=0 if before is None else before.lone,
            first_at=at if before is None else before.first_at,
            last_at=at,
        )
        return before

    def count_lone(self, event_id: str) -> None:
        if self.down:
            raise UpstreamError("dynamodb")
        history = self.histories[event_id]
        self.histories[event_id] = replace(history, lone=history.lone + 1)

    def forget(self, event_id: str) -> None:
        self.histories.pop(event_id, None)


@dataclass
class FakeTriageRuns:
    """Held to the same suite as DynamoDB: tests/integration/test_attempts.py."""

    window: int = 0
    runs: RecentRuns = field(default_factory=RecentRuns)
    failed_at: datetime | None = None
    down: bool = False
    writes: int = 0

    def record_failure(self, group: str, at: datetime) -> RecentRuns:
        self._written()
        window = int(at.timestamp()) // 600
        if window > self.window:
            self.window, self.runs = window, replace(self.runs, failing=frozenset(), succeeded=0)
        if len(self.runs.failing) < MAX_FAILING:
            self.runs = replace(self.runs, failing=self.runs.failing | {group[:12]})
        self.failed_at = at
        return self.runs

    def record_successes(self, count: int, at: datetime) -> None:
        self._written()
        self.runs = replace(self.runs, succeeded=self.runs.succeeded + count, succeeded_at=at)

    def last_failure(self) -> datetime | None:
        if self.down:
            raise UpstreamError("dynamodb")
        return self.failed_at

    def _written(self) -> None:
        if self.down:
            raise UpstreamError("dynamodb")
        self.writes += 1


@dataclass
class FakeReturned:
    delays: dict[str, int] = field(default_factory=dict)
    down: bool = False

    def delay(self, receipts: list[str], seconds: int) -> None:
        if self.down:
            raise UpstreamError("sqs")
        self.delays.update(dict.fromkeys(receipts, seconds))
