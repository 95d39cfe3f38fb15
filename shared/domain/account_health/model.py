"""What is known of the health of one of our accounts."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.account_health.tokens import TokenTerms

PROBE_INTERVAL = timedelta(hours=6)
PROBE_AGAIN = timedelta(minutes=30)
"""While something is wrong: a person who mends it wants to see that soon."""
RETRY_INTERVAL = timedelta(minutes=10)
"""After a refresh that failed: less than the clock of accounts, so that each time it strikes is an attempt."""
REFUSALS_TOLERATED = 1
"""A new account is in the brand file before its token is there; one that is refused twice in a row is no accident."""
MAX_RETRY_INTERVAL = timedelta(hours=6)
MAX_THROTTLE = timedelta(days=1)
"""A platform that names a later instant is asked again after a day: its clock may be wrong, and tokens end."""
KEPT = timedelta(days=30)
"""After the account was looked at last: one that was taken out of its brand file is forgotten."""
LOST_ANSWER = "answer_lost"
"""A refresh token was refused after an answer that never came: the platform gave the next one to nobody."""
CLIENT_REFUSED = frozenset({"oauth_invalid_client", "oauth_unauthorized_client"})
"""RFC 6749, 5.2: the client's keys are wrong. Of the refresh token that says nothing, and it was not used up."""


class Check(StrEnum):
    """What a look at one thing found out; ``unknown`` where the platform does not tell."""

    OK = "ok"
    REPAIRED = "repaired"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAddress:
    """Where a platform is to deliver, and the secret that it is to show there, where it is told one."""

    url: str
    secret: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeFindings:
    """What a platform says of an account. ``permissions``: those granted (``None``: it does not say). ``tells_ends``:
    whether it says when token and grant end, so that ``None`` means never. ``address`` is where it delivers to, if it
    says so, ``handle`` what it calls the account. ``missing_events`` are kinds of events that we would use and it does
    not deliver. ``error`` is the code of a part that it did not answer, ``refused`` whether it never will: what was
    known of that part stays.
    """

    token_ends_at: datetime | None = None
    grant_ends_at: datetime | None = None
    permissions: frozenset[str] | None = None
    tells_ends: bool = False
    subscription: Check = Check.UNKNOWN
    address: str | None = None
    handle: str | None = None
    missing_events: tuple[str, ...] = ()
    error: str | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountHealth:
    """``token_ends_at``: the access token; ``grant_ends_at``: what a person gave us, after which they sign in again.

    ``probe_refusals`` are the looks in a row that the platform refused, or for which there was no token. ``renamed_to``
    is what the platform calls the account, if the brand file calls it otherwise.

    ``mark`` is the digest of the token that was refreshed, or is to be, last; ``client`` that of our client's keys.
    ``refresh_asked_at`` is set before the platform is asked for the next one, and taken away once that is stored:
    between the two nobody knows whether the old one is still good. ``told_for`` is the end of which people were told,
    ``told_days`` how many days ahead at the last. ``problems`` are those found by the latest look, each of which people
    were told of once.
    """

    channel: str
    account_id: str
    brand: str = ""
    revision: int = 0
    token: Check = Check.UNKNOWN
    token_ends_at: datetime | None = None
    grant_ends_at: datetime | None = None
    mark: str | None = None
    client: str | None = None
    refresh_at: datetime | None = None
    refresh_asked_at: datetime | None = None
    refreshed_at: datetime | None = None
    refresh_failures: int = 0
    refresh_error: str | None = None
    sign_in_again: bool = False
    probed_at: datetime | None = None
    probe_at: datetime | None = None
    probe_error: str | None = None
    probe_refusals: int = 0
    renamed_to: str | None = None
    missing_permissions: tuple[str, ...] = ()
    missing_events: tuple[str, ...] = ()
    subscription: Check = Check.UNKNOWN
    webhook: Check = Check.UNKNOWN
    told_for: datetime | None = None
    told_days: int | None = None
    problems: tuple[str, ...] = ()
    expires_at: datetime | None = None

    @property
    def refreshes(self) -> bool:
        """Whether its token is one that we exchange."""
        return self.mark is not None

    def with_mark(self, mark: str | None, *, same_access: bool = False) -> "AccountHealth":
        """The token in the secret store (``None``: none that we exchange). Another one than before was put there by a
        person, or by a refresh that died before it could say so: whatever was known of the one before holds no more.
        ``same_access``: it is a refresh token, and the access token goes on as before.
        """
        if mark == self.mark:
            return self
        return replace(
            self,
            mark=mark,
            token=Check.UNKNOWN,
            token_ends_at=self.token_ends_at if same_access else None,
            grant_ends_at=None,
            refresh_at=None,
            refresh_asked_at=None,
            refresh_failures=0,
            refresh_error=None,
            sign_in_again=False,
            probe_at=None,
        )

    def with_client(self, client: str | None) -> "AccountHealth":
        """The keys of our client in the secret store. With others, what was refused is asked for at once."""
        if client == self.client:
            return self
        if not self.refresh_failures:
            return replace(self, client=client)
        return replace(
            self, client=client, refresh_at=None, refresh_failures=0, refresh_error=None, sign_in_again=False
        )

    def refresh_is_due(self, now: datetime) -> bool:
        """A refused one is not asked for again until a person puts another token or other keys of the client: see
        ``with_mark`` and ``with_client``.
        """
        return not self.sign_in_again and (self.refresh_at is None or self.refresh_at <= now)

    def probe_is_due(self, now: datetime) -> bool:
        return self.probe_at is None or self.probe_at <= now

    def asked(self, now: datetime) -> "AccountHealth":
        """Written before the platform is asked."""
        return replace(self, refresh_asked_at=self.refresh_asked_at or now, refresh_at=now + RETRY_INTERVAL)

    def kept(self, now: datetime) -> "AccountHealth":
        return replace(self, expires_at=now + KEPT)

    def refreshed(
        self,
        terms: TokenTerms,
        now: datetime,
        *,
        mark: str,
        lasts: timedelta | None,
        grant_lasts: timedelta | None,
    ) -> "AccountHealth":
        ends = now + (lasts or terms.lifetime)
        return replace(
            self,
            mark=mark,
            token=Check.OK,
            token_ends_at=ends,
            grant_ends_at=self.grant_ends_at if grant_lasts is None else now + grant_lasts,
            # Never before half of it is over, whatever the platform says of its length.
            refresh_at=max(ends - terms.before, now + (ends - now) / 2),
            refresh_asked_at=None,
            refreshed_at=now,
            refresh_failures=0,
            refresh_error=None,
            sign_in_again=False,
        )

    def refused(self, error: str, *, lost: bool) -> "AccountHealth":
        """Only a person can help. The access token is used until its end.

        ``lost``: it was asked for before, and what became of that is not known.
        """
        return replace(
            self,
            refresh_asked_at=None,
            refresh_failures=self.refresh_failures + 1,
            refresh_error=LOST_ANSWER if lost else error,
            sign_in_again=True,
        )

    def refresh_failed(
        self, error: str, now: datetime, *, until: datetime | None = None, surely: bool
    ) -> "AccountHealth":
        """``surely``: the platform did nothing, so the old token is as good as before."""
        wait = min(RETRY_INTERVAL * 2 ** max(0, self.refresh_failures - 4), MAX_RETRY_INTERVAL)
        return replace(
            self,
            refresh_at=now + wait if until is None else min(max(until, now + RETRY_INTERVAL), now + MAX_THROTTLE),
            refresh_asked_at=None if surely else self.refresh_asked_at,
            refresh_failures=self.refresh_failures + 1,
            refresh_error=error,
        )
