"""Records of what is sent to customers, and the limits it keeps."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from shared.domain.acknowledgement.opt_out import AutomaticTexts
from shared.domain.brand.model import Account
from shared.domain.messages.automatic_texts import QuickAnswer
from shared.domain.outbox.accounts import AccountState
from shared.domain.outbox.automatic_message import AutomaticKind, AutomaticMessage
from shared.domain.outbox.public_post import PublicPost
from shared.domain.outbox.rate_limits import RateLimit
from shared.domain.outbox.record import OutboxRecord
from shared.domain.replies.record import Reply


class SentTexts(Protocol):
    def has_text(self, channel: str, account_id: str, conversation_id: str, text: str) -> bool:
        """Whether an acknowledgement with this very text was, or is about to be, sent in that conversation."""
        ...


class QuickAnswers(Protocol):
    """Answers from our own accounts that came too quickly for a person, by account and digest of their text."""

    def first(self, channel: str, account_id: str, text_digest: str, answer: QuickAnswer) -> QuickAnswer:
        """The first answer with that text within a day: the given one, which is then kept, or an earlier one."""
        ...


class Outbox(SentTexts, Protocol):
    """Acknowledgements that were, or are about to be, sent."""

    def latest(self, channel: str, account_id: str, conversation_id: str) -> OutboxRecord | None:
        """The record of the conversation's most recent closed period that has one."""
        ...

    def recent(self, channel: str, account_id: str, conversation_id: str) -> tuple[OutboxRecord, ...]:
        """The records of its latest closed periods, ten at most."""
        ...

    def save(self, record: OutboxRecord) -> OutboxRecord:
        """Write it if nobody wrote since it was read (``revision`` 0: it does not exist yet).

        Raises ``ConflictError``: somebody else has claimed it.
        """
        ...


class SentReplies(Protocol):
    def of_ticket(self, ticket_id: str) -> tuple[Reply, ...]:
        """The answers of agents to a ticket of the last 30 days, finished or not."""
        ...

    def save(self, reply: Reply) -> Reply:
        """Write it if nobody wrote since it was read (``revision`` 0: it does not exist yet).

        Raises ``ConflictError``: somebody else has claimed it.
        """
        ...


class Replies(SentReplies, Protocol):
    """Answers of agents that were, or are about to be, sent."""

    def get(self, ticket_id: str, key: str, number: int) -> Reply | None: ...


class ForgettableReplies(Protocol):
    def forget(self, ticket_id: str) -> None:
        """Delete the records of agents' answers to the ticket."""
        ...


class SentAutomaticMessages(Protocol):
    def of_ticket(self, ticket_id: str) -> tuple[AutomaticMessage, ...]:
        """The automatic texts of the last 30 days that a ticket gets once, sent or not."""
        ...


class AutomaticMessages(SentAutomaticMessages, Protocol):
    """Automatic texts that a ticket gets at most once: one of each kind, and of what it is about."""

    def get(self, ticket_id: str, kind: AutomaticKind, about: str = "") -> AutomaticMessage | None: ...

    def save(self, message: AutomaticMessage) -> AutomaticMessage:
        """Write it if nobody wrote since it was read (``revision`` 0: it does not exist yet).

        Raises ``ConflictError``: somebody else has claimed it.
        """
        ...


class ForgettableAutomaticMessages(Protocol):
    def forget(self, ticket_id: str) -> None:
        """Delete the records of a ticket's automatic texts."""
        ...


class PublicPosts(Protocol):
    """Posts of our own accounts in public: one for each group and key."""

    def get(self, group: str, key: str) -> PublicPost | None: ...

    def of_group(self, group: str) -> tuple[PublicPost, ...]:
        """All posts of one group, in the order of their keys."""
        ...

    def save(self, post: PublicPost) -> PublicPost:
        """Write it if nobody wrote since it was read (``revision`` 0: it does not exist yet).

        Raises ``ConflictError``: somebody else has claimed it.
        """
        ...


class AccountStates(Protocol):
    def get(self, channel: str, account_id: str) -> AccountState: ...

    def pause(self, channel: str, account_id: str, until: datetime, *, of_app: bool = False) -> None:
        """The platform asked for patience; the latest instant named stays. ``of_app``: so does every account that is
        called as the same application."""
        ...

    def stop(self, channel: str, account_id: str, *, because: str, at: datetime) -> None:
        """Send nothing automatic on this account any more."""
        ...

    def resume(self, channel: str, account_id: str) -> None: ...

    def warn(self, channel: str, account_id: str, *, because: str, at: datetime) -> None:
        """The platform warned us about the account; the latest warning is kept."""
        ...

    def note_asked(self, channel: str, account_id: str, *, at: datetime) -> None:
        """Changes nothing but that: a write that the stream has to tell."""
        ...

    def mark_silent(self, channel: str, account_id: str, *, since: datetime | None) -> None:
        """``None``: messages come again."""
        ...


class AutomaticTextSettings(Protocol):
    """What customers asked for: automatic texts from one account of ours, or none."""

    def are_off(self, channel: str, account_id: str, author_id: str) -> bool: ...

    def set(
        self, channel: str, account_id: str, author_id: str, setting: AutomaticTexts, *, by: str, at: datetime
    ) -> None:
        """Leaves the setting alone when a later one was written before."""
        ...

    def hide(self, channel: str, account_id: str, author_id: str) -> None:
        """The customer is erased: the setting stays, and nothing in it tells whose it is. May be repeated."""
        ...


class SpentUnits(Protocol):
    """Units of platforms that count them by the day. Accounts with the same secret are of one project."""

    def spent(self, account: Account, day: date) -> int: ...

    def spend(self, account: Account, day: date, units: int) -> None:
        """So many more."""
        ...


class RateLimits(Protocol):
    def take(self, rate_limit: RateLimit) -> bool:
        """Count one more; ``False``, and nothing counted, when the rate limit is reached.

        A window that was full is remembered: asking for it again costs no call.
        """
        ...

    def taken(self, scope: str, first: str, last: str) -> Mapping[str, int]:
        """What was counted in each window from ``first`` to ``last``, with one read. It may be a moment old."""
        ...
