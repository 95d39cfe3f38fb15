"""Public updates about an incident: prepared from the brand's templates, edited and published by a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Account, Brand
from shared.domain.channels.policy import Policies, PostRules
from shared.domain.channels.text_length import fits
from shared.domain.incidents.model import Incident
from shared.domain.outbox.public_post import PostState, PublicPost
from shared.domain.outbox.record import OutboxStatus

MAX_UPDATES = 50
"""Of one incident. The last number is kept for the word that it is over."""
POSTS_KEPT = timedelta(days=365)


class UpdateKind(StrEnum):
    OPENED = "opened"
    UPDATED = "updated"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicUpdate:
    """``texts`` by language. It may be edited until it is published; ``published_at`` is when a person said so, and
    ``wanted_on`` the accounts (``channel/id``) on which."""

    incident_id: str
    number: int
    kind: UpdateKind
    texts: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0
    written_at: datetime
    written_by: str
    published_at: datetime | None = None
    published_by: str | None = None
    wanted_on: tuple[str, ...] = ()
    expires_at: datetime | None = None

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    def edited(self, texts: Mapping[str, str], *, by: str, at: datetime) -> Self:
        return replace(self, texts=dict(texts), written_by=by, written_at=at)

    def published(self, on: Iterable[Account], *, by: str, at: datetime) -> Self:
        """A person has it published on these accounts, too."""
        wanted = tuple(dict.fromkeys((*self.wanted_on, *(f"{each.channel}/{each.id}" for each in on))))
        known = self if self.published_at else replace(self, published_at=at, published_by=by)
        return known if wanted == known.wanted_on else replace(known, wanted_on=wanted)


def prepared(
    incident: Incident, brand: Brand, number: int, kind: UpdateKind, *, by: str, now: datetime
) -> PublicUpdate:
    """A draft in every language of the brand, with what is known. A language without a template gets no text."""
    templates = brand.incidents.public_updates.get(kind.value, {})
    return PublicUpdate(
        incident_id=incident.id,
        number=number,
        kind=kind,
        texts={
            language: filled(templates[language], incident, brand, now)
            for language in brand.languages
            if language in templates
        },
        written_at=now,
        written_by=by,
        expires_at=now + POSTS_KEPT,
    )


def filled(template: str, incident: Incident, brand: Brand, now: datetime, link: str = "") -> str:
    """The template with what is known. ``{since}`` is the local time at which it began, with the day if not today."""
    zone = ZoneInfo(brand.calendar.time_zone)
    began = incident.began_at.astimezone(zone)
    since = f"{began:%H:%M}" if began.date() == now.astimezone(zone).date() else f"{began:%d/%m %H:%M}"
    known = {"brand": brand.name, "title": incident.title, "since": since, "link": link}
    text = template
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return " ".join(text.split()) if "\n" not in text else text.strip()


def post_text(texts: Mapping[str, str], brand: Brand, rules: PostRules) -> str | None:
    """What one account posts: all languages, the brand's own first, or that alone where all do not fit.

    ``None``: not even that fits. Nothing is cut.
    """
    ordered = (brand.default_language, *(each for each in brand.languages if each != brand.default_language))
    whole = "\n\n".join(texts[language].strip() for language in ordered if texts.get(language, "").strip())
    if whole and fits(whole, rules.length):
        return whole
    own = texts.get(brand.default_language, "").strip()
    return own if own and fits(own, rules.length) else None


def accounts_that_post(brand: Brand, policies: Policies, channels: tuple[str, ...] = ()) -> tuple[Account, ...]:
    """The accounts of the brand on which a post can be published; ``channels`` as those of an incident."""
    return tuple(
        account
        for account in brand.accounts
        if (rules := policies(account.channel).posts) is not None
        and (account.posts_to is not None or not rules.needs_place)
        and (not channels or account.channel in channels)
    )


def group_of(incident_id: str) -> str:
    """The group of an incident's posts."""
    return f"incident/{incident_id}"


def key_of(number: int, channel: str, account_id: str) -> str:
    """The key of one update on one account."""
    return f"{number:03d}#{channel}#{account_id}"


def has_room(number: int, kind: UpdateKind) -> bool:
    """Whether an incident can have an update with this number."""
    return number <= MAX_UPDATES if kind is UpdateKind.RESOLVED else number < MAX_UPDATES


def number_of(post: PublicPost) -> int:
    return int(post.key.partition("#")[0])


def is_superseded(post: PublicPost, posts: Sequence[PublicPost], incident: Incident) -> bool:
    """Whether it would be news of yesterday: the incident is over, or a later update is out on the account, or about to
    be."""
    if not post.is_last and incident.resolved_at is not None:
        return True
    return any(
        number_of(other) > number_of(post) and other.state is not PostState.FAILED
        for other in posts
        if (other.channel, other.account_id) == (post.channel, post.account_id)
    )


def missing_posts(
    updates: Iterable[PublicUpdate], posts: Sequence[PublicPost], brand: Brand, policies: Policies, *, now: datetime
) -> tuple[PublicPost, ...]:
    """What a person has had published and of which no record was written: whoever was to write it has died."""
    known = {post.key for post in posts}
    able = {f"{each.channel}/{each.id}": each for each in accounts_that_post(brand, policies)}
    found = [
        new_post(update, able[name], posts, brand=brand, policies=policies, by=update.published_by or "", now=now)
        for update in updates
        if not update.is_draft
        for name in update.wanted_on
        if name in able and key_of(update.number, able[name].channel, able[name].id) not in known
    ]
    return tuple(post for post in found if post is not None)


def _latest_on(account: Account, number: int, posts: Sequence[PublicPost]) -> str | None:
    """The latest earlier post of the incident on the account: an update continues it where the channel has threads."""
    earlier = [
        post
        for post in posts
        if (post.channel, post.account_id) == (account.channel, account.id) and number_of(post) < number
    ]
    return next((post.message_id for post in reversed(earlier) if post.message_id is not None), None)


def new_post(
    update: PublicUpdate,
    account: Account,
    posts: Sequence[PublicPost],
    *,
    brand: Brand,
    policies: Policies,
    by: str,
    now: datetime,
) -> PublicPost | None:
    """The record of one update on one account, not yet published, after the ``posts`` of the incident so far. The first
    is pinned where that works. ``None`` where it cannot stand there."""
    rules = policies(account.channel).posts
    text = None if rules is None else post_text(update.texts, brand, rules)
    if rules is None or text is None:
        return None
    continues = _latest_on(account, update.number, posts)
    return PublicPost(
        group=group_of(update.incident_id),
        key=key_of(update.number, account.channel, account.id),
        brand=brand.id,
        requested_by=by,
        channel=account.channel,
        account_id=account.id,
        status=OutboxStatus.WAITING,
        text=text,
        place=account.posts_to if rules.needs_place else None,
        continues=continues if rules.threads else None,
        pin=rules.pins and update.kind is UpdateKind.OPENED,
        is_last=update.kind is UpdateKind.RESOLVED,
        created_at=now,
        claimed_at=now,
        expires_at=now + POSTS_KEPT,
    )
