"""Where a message stands in Telegram, written as one id: an answer has to go to the very same place.

``[<connection>:]<chat>:<message>[@<topic>][~<direct messages topic>]``, and ``[<connection>:]<chat>:0:<press>`` for a
pressed button, which is no message of its own. Ids of messages are unique within their chat only.
"""

import re
from dataclasses import dataclass

_SPELLED = re.compile(
    r"(?:(?P<connection>[^:]+):)?(?P<chat>-?[1-9]\d*):(?P<number>\d+)(?::(?P<press>[^:@~]+))?"
    r"(?:@(?P<topic>\d+))?(?:~(?P<direct_topic>\d+))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """``connection`` is the business connection it came through; ``topic`` the forum topic of a group or chat;
    ``direct_topic`` the customer's own thread among a channel's direct messages."""

    chat: str
    number: str
    connection: str | None = None
    press: str | None = None
    topic: str | None = None
    direct_topic: str | None = None

    def __str__(self) -> str:
        spelled = ":".join(part for part in (self.connection, self.chat, self.number, self.press) if part)
        spelled += f"@{self.topic}" if self.topic else ""
        return spelled + (f"~{self.direct_topic}" if self.direct_topic else "")


def place_of(message_id: str | None) -> Place | None:
    """The place that an id names; ``None`` for what is none of ours."""
    found = _SPELLED.fullmatch(message_id or "")
    return Place(**found.groupdict()) if found is not None else None
