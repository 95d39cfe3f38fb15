"""What a channel allows, as data: one ``ChannelPolicy`` per folder under ``shared/channels``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.account_health.tokens import TokenTerms
from shared.domain.channels.attachments import AttachmentRules
from shared.domain.channels.units import DailyUnits
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import Surface, Visibility


class LengthUnit(StrEnum):
    CHARACTERS = "characters"
    UTF8_BYTES = "utf8_bytes"
    UTF16_UNITS = "utf16_units"  # an emoji is two, or more
    EMOJI_BYTES = "emoji_bytes"  # characters; an emoji is as many as its bytes of UTF-8
    X_WEIGHTED = "x_weighted"  # 280 weighted units, see shared/domain/channels/text_length.py


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    limit: int
    unit: LengthUnit = LengthUnit.CHARACTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRules:
    """What the channel's API takes as a post of our own account.

    ``threads``: a post can continue an earlier one of ours, below it. ``pins``: it can be pinned. ``needs_place``: the
    account has to say where it posts (``posts_to`` in the brand file). ``link`` is a post's address in public, with the
    placeholders ``{id}`` (the platform's), ``{handle}``, ``{place}``, ``{number}`` (what follows the last colon of the
    id) and ``{key}`` (what follows its last slash). Without the place that it needs there is none.
    """

    length: Length
    link: str
    threads: bool = False
    pins: bool = False
    needs_place: bool = False

    def link_of(self, post_id: str, *, handle: str, place: str | None = None) -> str | None:
        """The address of a post; ``None`` where it has none that everybody can open."""
        if self.needs_place and not (place or "").startswith("@"):
            return None  # a private channel
        if "{place}" in self.link and not place:
            return None
        return self.link.format(
            id=post_id,
            handle=handle,
            place=(place or "").removeprefix("@"),
            number=post_id.rpartition(":")[2],
            key=post_id.rpartition("/")[2],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPolicy:
    """Facts of one channel; the source of each stands beside it in the channel's ``policy.py``.

    ``lengths`` and ``attachments`` (nothing: texts only) by the visibility of what we send. ``reply_window`` is how
    long after the customer's last message we may answer in private (``None``: no limit). ``human_window`` is the longer
    one reserved for people.
    ``reply_token_window`` is how long after its arrival the token of a message sends one answer for free.
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
    ``likes``: whether our account can like a customer's message through the API; ``hides``: whether it can hide one
    under its own posts from the public, and show it again.
    ``names_root``: a comment names the post at the root of its thread, so its conversation is known without reading
    what it answers.
    ``posts``: what our own account can post (``None``: nothing, or nothing without media).
    ``remarks`` are for ``docs/channels.md``. ``token_key`` names what the gateway proves itself with in the record;
    where that takes several values, ``credential_keys`` names all of them, and a token is their JSON object.
    ``optional_keys`` are part of it where the record has them.
    ``sources`` are the lists that are read again and again because the platform does not deliver what is in them.
    ``token``: how a token that ends is exchanged for the next one (``None``: it does not end, or each container signs
    in for itself). ``permissions`` are those that an account needs, as the platform lists them. ``subscription`` says
    what a brand file has to name (``subscription`` of the account) so that the subscription to deliveries is looked
    after, where the account's own id is not enough for that. ``author``: how people are named where a search leaves
    them out (a regular expression, and its words), if the platform reads other names as something else.
    ``units``: the platform counts units of a project by the day, for what is read and for what is sent.
    """

    channel: str
    title: str
    lengths: Mapping[Visibility, Length]
    attachments: Mapping[Visibility, AttachmentRules] = field(default_factory=dict)
    reply_window: timedelta | None = None
    human_window: timedelta | None = None
    reply_token_window: timedelta | None = None
    automatic_surfaces: frozenset[Surface] = frozenset()
    surfaces_needing_approval: frozenset[Surface] = frozenset()
    discloses_automation: bool = False
    links_in_acknowledgements: bool = True
    private_reply_to_comment: bool = False
    private_channel: str | None = None
    private_to_author: bool = False
    content_retention: timedelta | None = None
    public_acknowledgements_per_post_and_hour: int | None = None
    names_root: bool = False
    posts: PostRules | None = None
    likes: bool = False
    hides: bool = False
    api_version: str | None = None
    token_key: str = "access_token"  # noqa: S105  the name of a key
    credential_keys: tuple[str, ...] = ()
    optional_keys: tuple[str, ...] = ()
    sources: tuple[SourceTerms, ...] = ()
    token: TokenTerms | None = None
    permissions: tuple[str, ...] = ()
    subscription: str | None = None
    author: tuple[str, str] | None = None
    units: DailyUnits | None = None
    remarks: tuple[str, ...] = field(default=())

    def source(self, name: str) -> SourceTerms | None:
        return next((terms for terms in self.sources if terms.name == name), None)

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
