"""On which accounts the public was not told that an incident is over, and why. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shared.domain.brand.model import Brand
from shared.domain.channels.policy import Policies
from shared.domain.channels.text_length import length
from shared.domain.incidents.model import Incident
from shared.domain.incidents.updates import PublicUpdate, UpdateKind, accounts_that_post, number_of, post_text
from shared.domain.outbox.public_post import PostState, PublicPost


class NotToldReason(StrEnum):
    BRAND_UNREADABLE = "brand_unreadable"  # the brand file
    ACCOUNT_GONE = "account_gone"  # the brand file has it no longer
    CANNOT_POST = "cannot_post"  # the brand file has it, without the place that it posts to
    NO_TEXT = "no_text"
    TOO_LONG = "too_long"
    REFUSED = "refused"  # by the platform
    UNCONFIRMED = "unconfirmed"  # nobody can tell whether it stands there: a person looks
    NOT_POSTED = "not_posted"  # it fits, and nobody has had it posted there yet


SENT_AGAIN = frozenset({NotToldReason.REFUSED, NotToldReason.NOT_POSTED})
"""What resolving it once more has posted. The rest needs a person: another text, or a look at the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTold:
    """``error`` is the platform's, ``length`` and ``limit`` are those of a text that is too long."""

    channel: str
    account_id: str
    reason: NotToldReason
    error: str | None = None
    length: int | None = None
    limit: int | None = None

    @property
    def account(self) -> str:
        return f"{self.channel}/{self.account_id}"


def last_update(updates: Sequence[PublicUpdate]) -> PublicUpdate | None:
    """The latest that says that it is over, published or not."""
    return next((each for each in reversed(updates) if each.kind is UpdateKind.RESOLVED), None)


def not_told(
    incident: Incident,
    updates: Sequence[PublicUpdate],
    posts: Sequence[PublicPost],
    brand: Brand | None,
    policies: Policies,
) -> tuple[NotTold, ...]:
    """The accounts that told of it, all that can post where none did, without those that have said that it is over.

    Without a brand its file cannot be read now.
    """
    last = last_update(updates)
    found = (
        _why_not(place, last, _latest(place, posts), brand, policies)
        for place in _places(incident, posts, brand, policies)
    )
    return tuple(each for each in found if each is not None)


def _places(
    incident: Incident, posts: Sequence[PublicPost], brand: Brand | None, policies: Policies
) -> tuple[tuple[str, str], ...]:
    told = [_place(post) for post in posts if post.is_last or post.state is not PostState.FAILED]
    if not told and brand is not None:
        able = accounts_that_post(brand, policies, incident.channels) or accounts_that_post(brand, policies)
        told = [(account.channel, account.id) for account in able]
    return tuple(dict.fromkeys(told))


def _place(post: PublicPost) -> tuple[str, str]:
    return post.channel, post.account_id


def _latest(place: tuple[str, str], posts: Sequence[PublicPost]) -> PublicPost | None:
    """What became of the last word there: the post that stands there, or else the latest attempt."""
    last = sorted((post for post in posts if post.is_last and _place(post) == place), key=number_of)
    stands = (post for post in last if post.state is not PostState.FAILED)
    return next(stands, None) or (last[-1] if last else None)


def _why_not(
    place: tuple[str, str], last: PublicUpdate | None, post: PublicPost | None, brand: Brand | None, policies: Policies
) -> NotTold | None:
    channel, account_id = place
    error = None if post is None else post.error
    found = NotTold(channel=channel, account_id=account_id, reason=NotToldReason.NOT_POSTED, error=error)
    if post is not None and post.state in (PostState.PUBLISHED, PostState.PUBLISHING):
        return None
    if post is not None and post.state is PostState.UNCONFIRMED:
        return replace(found, reason=NotToldReason.UNCONFIRMED)
    if brand is None:
        return replace(found, reason=NotToldReason.BRAND_UNREADABLE)
    account, rules = brand.account(channel, account_id), policies(channel).posts
    if account is None:
        return replace(found, reason=NotToldReason.ACCOUNT_GONE)
    if rules is None or account not in accounts_that_post(brand, policies):
        return replace(found, reason=NotToldReason.CANNOT_POST)
    texts = {} if last is None else last.texts
    if not any(text.strip() for text in texts.values()):
        return replace(found, reason=NotToldReason.NO_TEXT)
    if post_text(texts, brand, rules) is None:
        own = texts.get(brand.default_language, "").strip() or max(texts.values(), key=len)
        size = length(own, rules.length.unit)
        return replace(found, reason=NotToldReason.TOO_LONG, length=size, limit=rules.length.limit)
    return found if post is None else replace(found, reason=NotToldReason.REFUSED)
