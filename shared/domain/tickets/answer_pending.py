"""An answer of an agent that was begun and is not ended, as its ticket says it to everybody else."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPending:
    """The latest of them. ``key`` is that of its record, ``agent_id`` and ``agent`` are who wrote it."""

    key: str
    agent_id: str
    agent: str
    since: datetime
