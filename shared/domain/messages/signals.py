"""Signals: likes, follows, receipts. Most are only counted; some change a conversation."""

from shared.domain.messages.event import InboundEvent
from shared.domain.messages.reactions import REACTION
from shared.domain.vocabulary import EventKind

THREAD_OWNER = "thread_owner"
"""Which application answers a conversation from now on (Meta hand-over)."""
MOVED_TO = "moved_to"
"""The number or id under which a customer writes from now on."""


def is_only_counted(event: InboundEvent) -> bool:
    """Whether nothing is left to do but to note what became of it: ingest has counted it."""
    return event.kind is EventKind.SIGNAL and not {REACTION, THREAD_OWNER, MOVED_TO} & set(event.details)
