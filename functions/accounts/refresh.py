"""Exchanges the token of an account for the next one before it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.domain.account_health.model import CLIENT_REFUSED, AccountHealth
from shared.domain.account_health.tokens import RefreshedToken, TokenTerms, mark_of, mark_of_client
from shared.domain.brand.model import Account
from shared.domain.channels.policy import Policies
from shared.domain.channels.sending import SendResult
from shared.domain.channels.webhook import Secrets
from shared.domain.errors import NotFoundError
from shared.domain.vocabulary import SendClass
from shared.ports.account_health import AccountHealthRepository, AccountPlatforms, SecretLeases, SecretRecords
from shared.ports.time_and_language import Clock

LEASE = timedelta(minutes=2)
"""Longer than the function may take: whoever holds one is alive, or has written nothing and never will."""

KEPT_VALUES = 2
"""The current value and the one before it, which is accepted until its end."""

_SURELY_NOTHING = frozenset({"connect_timeout", "connect_failed"})


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """One refresher at a time for each secret record, since a record is written as a whole.

    What the platform gives is stored before anybody uses it, and what is stored is what counts: who dies between any
    two steps leaves either the token before, with a note that the platform was asked, or the next one.
    """

    platforms: AccountPlatforms
    health: AccountHealthRepository
    leases: SecretLeases
    secrets: SecretRecords
    policies: Policies
    clock: Clock
    unsaved: dict[tuple[str, str, str], RefreshedToken] = field(default_factory=dict)
    """What a platform gave and the secret store did not take, by account and mark of the token before."""

    def __call__(self, run: str, account: Account, known: AccountHealth, *, shared: bool) -> bool:
        """Whether anything became known of the account (see the repository). ``known`` may be a moment old.

        ``shared``: other accounts have their tokens in the record, too. Raises ``UpstreamError``, and ``ConflictError``
        when somebody else looked after the account at the same time.
        """
        terms = self.policies(account.channel).token
        if terms is None:
            return False
        now = self.clock.now()
        if not self._is_due(account, terms, known, now):
            return False
        if not self.leases.claim(account.secret, run, now=now, until=now + LEASE):
            return False
        try:
            # Read again: whoever held the lease before may have written both.
            keys, record = self._keys(account, terms)
            health = self.health.get(account.channel, account.id)
            same_access = keys is not None and keys.refresh is not None
            mark = None if keys is None else mark_of(keys.current(record))
            client = None if keys is None else keys.client(record, terms, account.id)
            marked = health.with_mark(mark, same_access=same_access).with_client(client)
            if marked.mark != health.mark and terms.min_age:
                marked = replace(marked, refresh_at=now + terms.min_age)  # nobody knows how old it was when it was put
            if keys is not None and marked.refresh_is_due(now):
                self._exchange(account, terms, keys, record, marked, shared=shared)
            elif marked != health:
                self.health.save(marked.kept(now))
        finally:
            self.leases.release(account.secret, run)
        return True

    def _is_due(self, account: Account, terms: TokenTerms, known: AccountHealth, now: datetime) -> bool:
        keys, record = self._keys(account, terms)
        if keys is None:
            return known.mark is not None
        mark = mark_of(keys.current(record))
        changed = mark != known.mark or keys.client(record, terms, account.id) != known.client
        return changed or known.refresh_is_due(now)

    def _keys(self, account: Account, terms: TokenTerms) -> tuple["_Keys | None", Secrets]:
        try:
            record = self.secrets.read(account.secret)
        except NotFoundError:
            return None, {}
        return _Keys.of(record, terms, account.id), record

    def _exchange(
        self,
        account: Account,
        terms: TokenTerms,
        keys: "_Keys",
        record: Secrets,
        health: AccountHealth,
        *,
        shared: bool,
    ) -> None:
        platform = self.platforms(account)
        if platform is None:
            return
        now = self.clock.now()
        unclear = health.refresh_asked_at is not None
        place = (account.channel, account.id, mark_of(keys.current(record)))
        asked = self.health.save(health.asked(now).kept(now))
        credentials = keys.credentials(record, terms, account.id)
        result = self.unsaved.get(place) or platform.refresh(credentials)
        if isinstance(result, SendResult) and result.outcome is SendClass.UNKNOWN:
            # Some platforms repeat the answer for a few seconds, so that a lost one costs nothing (RFC 9700, 4.14.2,
            # allows it; unverified for each of them). This is the moment at which asking again may help.
            unclear = True
            result = platform.refresh(credentials)
        if isinstance(result, SendResult):
            self.health.save(_failed(asked, result, self.clock.now(), unclear=unclear))
            return
        self.unsaved[place] = result
        self.secrets.put(account.secret, keys.written(record, result, account.id, shared=shared))
        del self.unsaved[place]
        after = asked.refreshed(
            terms,
            self.clock.now(),
            mark=mark_of((result.refresh_token or keys.current(record)) if keys.refresh else result.access_token),
            lasts=result.lasts,
            grant_lasts=result.grant_lasts,
        )
        self.health.save(after)


def _failed(health: AccountHealth, result: SendResult, now: datetime, *, unclear: bool) -> AccountHealth:
    error = result.error or result.outcome
    if error in CLIENT_REFUSED:
        return health.refresh_failed(error, now, surely=not unclear)
    if result.outcome is SendClass.AUTH_BROKEN:
        return health.refused(error, lost=unclear)
    surely = result.outcome in (SendClass.PERMANENT, SendClass.RETRY_AT) or error in _SURELY_NOTHING
    return health.refresh_failed(error, now, until=result.retry_at, surely=surely and not unclear)


@dataclass(frozen=True, slots=True)
class _Keys:
    """Under which keys of the record the tokens of one account lie; ``refresh`` is ``None`` where there is none."""

    access: str
    refresh: str | None

    @staticmethod
    def of(record: Secrets, terms: TokenTerms, account_id: str) -> "_Keys | None":
        """``None``: the record holds nothing that could be exchanged, such as a token that lasts."""
        access = _held(record, "access_token", account_id)
        if terms.refresh_key is None:
            current = record[access][0] if access else ""
            return _Keys(access, None) if access and current.startswith(terms.begins_with) else None
        refresh = _held(record, terms.refresh_key, account_id)
        if refresh is None or any(_held(record, key, account_id) is None for key in terms.client_keys):
            return None
        return _Keys(access or refresh.replace(terms.refresh_key, "access_token", 1), refresh)

    def current(self, record: Secrets) -> str:
        """The token that is exchanged."""
        return record[self.refresh or self.access][0]

    def credentials(self, record: Secrets, terms: TokenTerms, account_id: str) -> Mapping[str, str]:
        values = {"refresh_token" if self.refresh else "access_token": self.current(record)}
        for key in terms.client_keys:
            held = _held(record, key, account_id)
            values[key] = record[held][0] if held else ""
        return values

    def client(self, record: Secrets, terms: TokenTerms, account_id: str) -> str | None:
        credentials = self.credentials(record, terms, account_id)
        return mark_of_client([credentials[key] for key in terms.client_keys])

    def written(self, record: Secrets, token: RefreshedToken, account_id: str, *, shared: bool) -> Secrets:
        """The record with the next tokens. Where others share it, they are written under the account's own keys, so
        that no other account gets them."""
        after = dict(record)
        news = {self.access: token.access_token}
        if self.refresh is not None and token.refresh_token is not None:
            news[self.refresh] = token.refresh_token
        for key, value in news.items():
            place = f"{key.partition(':')[0]}:{account_id}" if shared else key
            before = [known for known in record.get(key, ()) if known != value]
            after[place] = (value, *before)[:KEPT_VALUES]
        return after


def _held(record: Secrets, key: str, account_id: str) -> str | None:
    """The account's own key where the record has one, as for gateways."""
    return next((name for name in (f"{key}:{account_id}", key) if record.get(name)), None)
