"""Where people are told, as the brand file names it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

TOPIC = "topic"
"""The target that every brand has: the notification topic of the stack."""

PERSON_SEPARATOR = "@"
"""``sms@lea``: the target ``sms``, for the person ``lea``. No name of a target holds this character."""


class TargetType(StrEnum):
    SLACK = "slack"
    TEAMS = "teams"
    PAGERDUTY = "pagerduty"
    OPSGENIE = "opsgenie"
    ZENDESK = "zendesk"
    MAIL = "mail"
    SMS = "sms"

    @property
    def follows(self) -> bool:
        """Whether what it was told stays there, and has to follow the ticket."""
        return self in _FOLLOW

    @property
    def rings(self) -> bool:
        """Whether it calls people until somebody acts, under a name of our own for each escalation: an alert that it
        keeps without our knowing (its answer was lost) has to be ended all the same."""
        return self in _RING


_RING = frozenset({TargetType.PAGERDUTY, TargetType.OPSGENIE})
_FOLLOW = frozenset({TargetType.SLACK, TargetType.PAGERDUTY, TargetType.OPSGENIE, TargetType.ZENDESK})


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationTarget:
    """One place where people are told.

    ``secret`` names the record with its key or token; mail and SMS need none. ``options`` are those of its type, such
    as the Slack channel. ``recipients`` are mail addresses or telephone numbers. ``trusted`` allows it to show what
    customers wrote, beyond a masked excerpt.
    """

    name: str
    type: TargetType
    secret: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    recipients: tuple[str, ...] = ()
    trusted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is told, and who may act from another tool.

    ``name`` is the agent's name on tickets. ``email`` is how other tools name them. ``targets`` are the ways by which
    this person alone is told when a tier names them.
    """

    id: str
    name: str
    email: str = ""
    phone: str = ""
    slack: str = ""  # the user id in Slack, for a mention
    pagerduty: str = ""
    targets: tuple[str, ...] = ()


def for_person(target: str, person_id: str) -> str:
    """The name of a target for one person."""
    return f"{target}{PERSON_SEPARATOR}{person_id}"


def parts_of(target: str) -> tuple[str, str | None]:
    """The name of the target, and the id of the person it is for, if it is for one."""
    name, separator, person = target.partition(PERSON_SEPARATOR)
    return name, person if separator else None
