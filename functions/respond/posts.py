"""Publishes a post of our own in public, once for its group and key. For incidents, scheduled posts and all others.

How to use it: build a ``PublicPost`` (``shared/domain/outbox/public_post.py``) with ``status`` waiting, ``attempts`` 0,
a ``group`` and a ``key`` that are the same for every attempt, and save it once with ``PublicPosts.save`` (a
``ConflictError`` says that it is there already). Then call ``PublishPost`` with the stored record, as often as you like
and from wherever: it does what is due now and returns the record as it stands. ``post.state`` is what people are told,
``post.due_at`` when to call again while ``post.ended`` is false. A sweep calls again after a function died.

``post.restarted(now)``, saved, tries a failed post once more; of an unconfirmed one only a person may say that.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from functions.respond.sending import CLOCK_SKEW, called, update_account_state
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.sending import SendResult
from shared.domain.errors import ConflictError
from shared.domain.outbox.public_post import PublicPost
from shared.domain.outbox.record import OutboxStatus
from shared.domain.vocabulary import SendClass
from shared.ports.outbox import AccountStates, PublicPosts
from shared.ports.platforms import Gateways, PostGateway
from shared.ports.time_and_language import Clock

SUPERSEDED = "superseded"
"""The error of a post that is not published any more, since something newer has been said."""

_NO_WAY_OUT = SendResult(outcome=SendClass.PERMANENT, error="not_supported")
_UNREAD = SendResult(outcome=SendClass.UNKNOWN, error="no_token")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPost:
    """May raise ``UpstreamError`` and ``ConflictError``: the record says where to go on."""

    posts: PublicPosts
    accounts: AccountStates
    gateways: Gateways
    clock: Clock

    def __call__(self, brand: Brand, stored: PublicPost, *, superseded: bool = False) -> PublicPost:
        """Do what is due of the post now. What another worker has in hands is left to it.

        ``superseded``: something newer has been said. What surely does not stand there is given up; of what may stand
        there it is found out.
        """
        now = self.clock.now()
        post = stored.as_of(now)
        if superseded and post.status is OutboxStatus.WAITING:
            return self.posts.save(post.given_up(SUPERSEDED))
        if post.ended or post.status is OutboxStatus.CLAIMED or _waits(post, now):
            return post
        account = brand.account(post.channel, post.account_id)
        if account is None:
            return self.posts.save(post.given_up("no_account"))
        if post.status is OutboxStatus.UNKNOWN:
            post = self._read_platform(account, post)
            if superseded and post.status is OutboxStatus.WAITING:
                return self.posts.save(post.given_up(SUPERSEDED))
        if post.status is OutboxStatus.WAITING and not _waits(post, now):
            post = self._publish(account, post)
        if post.status is OutboxStatus.SENT and not post.ended:
            post = self._pin(account, post)
        return post

    def _publish(self, account: Account, post: PublicPost) -> PublicPost:
        now = self.clock.now()
        paused_until = self.accounts.get(account.channel, account.id).paused_until
        if paused_until is not None and paused_until > now:
            return self.posts.save(post.postponed_to(paused_until, ""))
        try:
            claimed = self.posts.save(post.claimed(now, post.text))
        except ConflictError:
            return self.posts.get(post.group, post.key) or post  # another worker has it
        result = called(self.gateways, account, self.gateways(account), partial(_published, post=claimed))
        after = self.posts.save(claimed.with_result(result, self.clock.now()))
        update_account_state(self.accounts, account.channel, account.id, result, self.clock.now())
        return after

    def _read_platform(self, account: Account, post: PublicPost) -> PublicPost:
        """Read the platform about a post whose outcome nobody knows. Publishes nothing."""
        gateway = self.gateways(account)
        found = _UNREAD
        if isinstance(gateway, PostGateway):
            found = gateway.settle_post(post.outbound(), post.created_at - CLOCK_SKEW)
        return self.posts.save(post.read(found, self.clock.now()))

    def _pin(self, account: Account, post: PublicPost) -> PublicPost:
        """Pinning twice changes nothing, so it needs no claim."""
        gateway = self.gateways(account)
        result = _NO_WAY_OUT
        if isinstance(gateway, PostGateway) and post.message_id is not None:
            result = gateway.pin(post.message_id)
        return self.posts.save(post.pinned(result, self.clock.now()))

    def unpin(self, brand: Brand, post: PublicPost) -> PublicPost:
        """Unpin it where it is pinned, or may be; one that is still to be pinned is not any more. What does not succeed
        now is tried when this is called again."""
        account = brand.account(post.channel, post.account_id)
        gateway = None if account is None else self.gateways(account)
        if post.is_to_be_pinned and not post.stays_pinned:
            return self.posts.save(replace(post, unpinned_at=self.clock.now(), due_at=None))
        if not post.stays_pinned or post.message_id is None:
            return post
        result = gateway.unpin(post.message_id) if isinstance(gateway, PostGateway) else _NO_WAY_OUT
        after = post.unpinned(result, self.clock.now())
        return post if after is post else self.posts.save(after)


def _published(gateway: object, post: PublicPost) -> SendResult:
    return gateway.publish(post.outbound()) if isinstance(gateway, PostGateway) else _NO_WAY_OUT


def _waits(post: PublicPost, now: datetime) -> bool:
    return post.due_at is not None and post.due_at > now + timedelta(seconds=1)
