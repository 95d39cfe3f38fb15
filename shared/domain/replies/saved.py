"""Saved replies: texts of a brand that agents start from, in each of its languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PLACEHOLDERS = ("customer", "agent", "ticket")
MAX_SAVED = 500  # of a brand
MAX_LENGTH = 5000  # characters of one text
KEPT_AFTER_DELETION = timedelta(days=90)  # who deleted it

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedReply:
    """``texts`` is language → text. ``uses`` counts how often it was filled in for a ticket."""

    id: str
    brand: str
    title: str
    texts: Mapping[str, str]
    updated_at: datetime
    updated_by: str
    updated_by_id: str | None = None  # of an agent or a token; names may be those of several
    uses: int = 0
    deleted_at: datetime | None = None
    deleted_by: str | None = None
    expires_at: datetime | None = None  # after its deletion


class SavedReplyAct(StrEnum):
    ADDED = "added"
    REPLACED = "replaced"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedReplyChange:
    """What somebody did to a saved reply. ``before`` is how it read until then; ``None`` for one that was added."""

    reply_id: str
    brand: str
    at: datetime
    by: str
    by_id: str | None
    act: SavedReplyAct
    title: str
    before: SavedReply | None = None

    @classmethod
    def put(cls, reply: SavedReply, before: SavedReply | None) -> "SavedReplyChange":
        act = SavedReplyAct.ADDED if before is None else SavedReplyAct.REPLACED
        return cls(
            reply_id=reply.id,
            brand=reply.brand,
            at=reply.updated_at,
            by=reply.updated_by,
            by_id=reply.updated_by_id,
            act=act,
            title=reply.title,
            before=before,
        )

    @classmethod
    def deleted(cls, reply: SavedReply, *, by: str, by_id: str | None, at: datetime) -> "SavedReplyChange":
        return cls(
            reply_id=reply.id,
            brand=reply.brand,
            at=at,
            by=by,
            by_id=by_id,
            act=SavedReplyAct.DELETED,
            title=reply.title,
            before=reply,
        )


def filled(text: str, *, customer: str, agent: str, ticket: str) -> str:
    """The text for one ticket. A customer without a name leaves no gap before a comma.

    A value is never read for placeholders itself: a customer may call themselves ``{agent}``.
    """
    values = {"customer": customer, "agent": agent, "ticket": ticket}
    if not customer:
        text = re.sub(r"[^\S\n]*\{customer\}", "", text)
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text).strip()
