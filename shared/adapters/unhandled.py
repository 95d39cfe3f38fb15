"""How much waits for a person in the dead-letter queue and in the quarantine, counted once a minute at most."""

from collections.abc import Callable
from datetime import datetime, timedelta

from shared.adapters.s3.quarantine import S3Quarantine
from shared.adapters.sqs.dead_letters import SqsDeadLetters
from shared.ports.time_and_language import Clock

COUNTED_EVERY = timedelta(minutes=1)


class CountedUnhandledItems:
    def __init__(self, dead_letters: SqsDeadLetters, quarantine: S3Quarantine, clock: Clock) -> None:
        self._dead_letters = dead_letters
        self._quarantine = quarantine
        self._clock = clock
        self._known: dict[str, tuple[datetime, int]] = {}

    def parked(self) -> int:
        return self._counted("", self._dead_letters.count)

    def quarantined(self, brand_id: str) -> int:
        return self._counted(brand_id, lambda: self._quarantine.count(brand_id))

    def _counted(self, name: str, count: Callable[[], int]) -> int:
        now = self._clock.now()
        known = self._known.get(name)
        if known is None or now >= known[0] + COUNTED_EVERY:
            known = self._known[name] = (now, count())
        return known[1]
