"""The outbox record of an automatic text that a ticket gets at most once, such as the question how it went.

The states are those of ``record.py``. The record stands beside its ticket under its kind, and under what it is about
where a ticket may get the same kind twice: that is what makes it once. A new kind is a member of ``AutomaticKind``; it
is sent with ``functions/respond/automatic.py``.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from html import unescape

from shared.domain.channels.sending import OutboundMessage, QuickReply
from shared.domain.outbox.record import OutboxRecord
from shared.domain.tickets.history import HistoryEntry

REFERENCE = "auto:"
"""How the reference of such a text begins; platforms that can, send it back with the echo."""

_MENTIONS = re.compile(r"^(?:@\w+\s+)+")
_LINK = re.compile(r"https?://\S+")


class AutomaticKind(StrEnum):
    QUESTION = "satisfaction_question"
    THANKS = "satisfaction_thanks"
    INCIDENT_POINTER = "incident_pointer"
    INCIDENT_FOLLOW_UP = "incident_follow_up"
    PUBLIC_THANKS = "public_thanks"  # for a conversation that was solved in private
    OPENING = "opening"  # a first word to somebody; stands under the id of its proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticMessage(OutboxRecord):
    """``home`` is the channel of the conversation. ``quick_replies`` are what the customer can tap.

    ``about`` is part of the record's key: the id of an incident, or nothing.
    """

    kind: AutomaticKind
    home: str
    about: str = ""
    quick_replies: tuple[QuickReply, ...] = ()

    @property
    def reference(self) -> str:
        return f"{REFERENCE}{self.ticket_id}:{self.kind}" + (f":{self.about}" if self.about else "")

    def outbound(self) -> OutboundMessage:
        """What the gateway is asked to send, and later whether it was sent."""
        return self.outbound_as(self.reference, quick_replies=self.quick_replies)

    def is_echo(self, message_id: str, text: str | None, reference: str) -> bool:
        """Whether what our account wrote is this text, whose record may not know its id yet."""
        if reference:
            return reference == self.reference
        if self.message_id == message_id:
            return True
        return bool(text) and _bare(text or "") == _bare(self.text)

    def entry(self, what: str, details: dict[str, str]) -> HistoryEntry:
        """The same whoever writes it."""
        return HistoryEntry(ticket_id=self.ticket_id, at=self.created_at, key=what, what=what, details=details)


def _bare(text: str) -> str:
    return " ".join(_LINK.sub("", _MENTIONS.sub("", unescape(text))).split())
