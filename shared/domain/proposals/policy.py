"""What a brand proposes to say in public, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.domain.vocabulary import Category

MIN_AUTOMATIC_CONFIDENCE = 95
"""Per cent. Below it, what looks like praise is sarcasm too often for a machine to like it, and what looks like spam is
a customer too often for a machine to hide it."""

MIN_LIKE_CONFIDENCE = 85
"""Per cent, for a proposal to a person."""


class PostKind(StrEnum):
    DUTY_TEAM = "duty_team"  # who answers today, until when
    TIP = "tip"  # an article of the week


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPlan:
    """A post that is proposed at ``at`` on some weekdays (Monday = 0), for each of its accounts (channel, id).

    ``text`` may use ``{brand}``; of the duty team ``{people}`` and ``{until}``, of a tip ``{title}``, ``{url}`` and
    ``{hashtag}``.
    """

    name: str
    kind: PostKind
    days: frozenset[int]
    at: time
    accounts: tuple[tuple[str, str], ...]
    language: str
    text: str
    rotation: str | None = None

    def day_at(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """The instant of today's post if it has come and is not an hour old; ``None`` otherwise."""
        local = now.astimezone(zone)
        instant = datetime.combine(local.date(), self.at, tzinfo=zone)
        began = timedelta(0) <= now - instant < timedelta(hours=1)
        return instant if began and local.weekday() in self.days else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPolicy:
    """``thanks`` and ``openings`` are texts by language; without them nothing is proposed. ``hides`` are the categories
    whose messages it is proposed to hide."""

    thanks: Mapping[str, str] = field(default_factory=dict)
    thanks_automatic: bool = False
    likes: bool = False
    likes_automatic_from: int | None = None  # confidence in per cent
    likes_per_hour: int = 20
    openings: Mapping[str, str] = field(default_factory=dict)
    openings_per_day: int = 50
    openings_team: str = ""
    posts: tuple[PostPlan, ...] = ()
    hides: frozenset[Category] = frozenset()
    hides_automatic_from: int | None = None  # confidence in per cent, of spam alone
    hides_per_hour: int = 60

    @property
    def any(self) -> bool:
        """Whether the brand proposes anything at all."""
        return bool(self.thanks or self.likes or self.openings or self.posts or self.hides)
