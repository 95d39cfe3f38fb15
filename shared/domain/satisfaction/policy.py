"""What a brand decides about the question "how did it go?"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

BEST = 5
"""Scores are whole numbers from 1 (bad) to 5 (very good)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SatisfactionPolicy:
    """Language → text. ``questions`` ask for a score from 1 to 5, ``thanks`` answer it, ``apologies`` a bad one.

    ``ask_after`` is counted from the resolution. A score of at most ``bad_from`` is bad: ``alert_targets`` are told
    (names as in a tier of the escalation; empty: nobody).
    """

    enabled: bool = False
    ask_after: timedelta = timedelta(hours=2)
    questions: Mapping[str, str] = field(default_factory=dict)
    thanks: Mapping[str, str] = field(default_factory=dict)
    apologies: Mapping[str, str] = field(default_factory=dict)
    bad_from: int = 2
    alert_targets: tuple[str, ...] = ()

    def is_bad(self, score: int) -> bool:
        return score <= self.bad_from

    def answer_to(self, score: int) -> Mapping[str, str]:
        """The texts that thank for this score."""
        return self.apologies if self.is_bad(score) else self.thanks
