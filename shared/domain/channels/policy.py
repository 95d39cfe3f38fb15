"""What a channel allows, as data: one ``ChannelPolicy`` per folder under ``shared/channels``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.channels.attachments import AttachmentRules
from shared.domain.vocabulary import Surface, Visibility


class LengthUnit(StrEnum):
    CHARACTERS = "characters"
    UTF8_BYTES = "utf8_bytes"
    X_WEIGHTED = "x_weighted"  # 280 weighted units, see shared/domain/channels/text_length.py


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    limit: int
    unit: LengthUnit = LengthUnit.CHARACTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPolicy:
    """Facts of one channel; the source of each stands beside it in the channel's ``policy.py``.

    ``lengths`` and ``attachments`` (nothing: texts only) by the visibility of what we send. ``reply_window`` is how
    long after the customer's last message we may answer in private (``None``: no limit). ``human_window`` is the longer
    one reserved for people.
    ``automatic_surfaces`` are the surfaces on which an answer may go out without a person; a brand can only take
    away from them. Those in ``surfaces_needing_approval`` count only for an account whose automation the platform has
    approved (``automation_approved`` in the brand file). ``discloses_automation``: the platform or the law wants the
    text to say that a robot wrote it.
    ``links_in_acknowledgements`` is false where a link costs money or looks like spam. ``content_retention``
    bounds how long text and author may be kept (``None``: the brand's own retention decides).
    ``private_reply_to_comment``: the author of a comment can be written to once, through the comment; the conversation
    that follows is of ``private_channel`` (``None``: of this one). ``private_to_author``: they have the same id in
    private, so a private conversation with that id is surely theirs.
    ``public_acknowledgements_per_post_and_hour`` caps automatic public answers under one post.
    ``remarks`` are for ``docs/channels.md``. ``token_key`` names what the gateway proves itself with in the record.
    """

    channel: str
    title: str
    lengths: Mapping[Visibility, Length]
    attachments: Mapping[Visibility, AttachmentRules] = field(default_factory=dict)
    reply_window: timedelta | None = None
    human_window: timedelta | None = None
    automatic_surfaces: frozenset[Surface] = frozenset()
    surfaces_needing_approval: frozenset[Surface] = frozenset()
    discloses_automation: bool = False
    links_in_acknowledgements: bool = True
    private_reply_to_comment: bool = False
    private_channel: str | None = None
    private_to_author: bool = False
    content_retention: timedelta | None = None
    public_acknowledgements_per_post_and_hour: int | None = None
    api_version: str | None = None
    token_key: str = "access_token"  # noqa: S105  the name of a key
    remarks: tuple[str, ...] = field(default=())

    def retention_of(self, kept_by_brand: timedelta) -> timedelta:
        """How long text and author of a message may be kept."""
        return kept_by_brand if self.content_retention is None else min(kept_by_brand, self.content_retention)

    def closes_for_people(self, closes_at: datetime | None) -> datetime | None:
        """When the window closes for what a person writes, from when it closes for robots."""
        if closes_at is None or self.reply_window is None or self.human_window is None:
            return closes_at
        return closes_at - self.reply_window + self.human_window


Policies = Callable[[str], ChannelPolicy]
"""Finds the policy of a channel by its name."""
