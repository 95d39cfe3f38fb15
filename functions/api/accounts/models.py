"""Views of our own accounts."""

from typing import Self

from pydantic import Field

from functions.api.accounts.use_cases import KnownAccount, KnownSource
from functions.api.http.models import Instant, ResponseModel
from shared.domain.account_health.model import Check
from shared.domain.account_health.warnings import end_of, problems_of
from shared.domain.outbox.accounts import AccountState


class SourceView(ResponseModel):
    """A list of the platform that is read for the account again and again."""

    name: str
    interval_seconds: int = Field(description="between two polls: the brand file's, or that of the channel")
    last_poll_at: Instant | None = Field(description="when the platform was asked last; null: never")
    next_poll_at: Instant | None = Field(description="when it is due; null: at the next stroke of the clock, or paused")
    read_until: Instant | None = Field(description="when the newest entry was written that was read")
    behind_since: Instant | None = Field(description="what was written since then is still being read; null: nothing")
    error: str | None = Field(description="why the last poll failed, as a code")
    paused_at: Instant | None = Field(description="a person paused it")
    paused_by: str | None

    @classmethod
    def of(cls, known: KnownSource) -> Self:
        cursor, polled = known.cursor, known.polled
        paused = polled is not None and polled.paused_at is not None
        return cls(
            name=known.terms.name,
            interval_seconds=int(known.terms.interval.total_seconds()),
            last_poll_at=None if cursor is None else cursor.asked_at or cursor.polled_at,
            next_poll_at=None if cursor is None or paused else cursor.due_at(known.terms),
            read_until=None if cursor is None else cursor.position,
            behind_since=None if cursor is None else cursor.gap_since,
            error=None if cursor is None else cursor.error,
            paused_at=None if polled is None else polled.paused_at,
            paused_by=None if polled is None else polled.paused_by,
        )


class AccountView(ResponseModel):
    """One account of the brand file, and whether it works. It holds no secret and no digest of one."""

    brand: str
    channel: str
    account: str = Field(description="its id on the platform")
    token: Check = Field(description="what the last look said of it; `unknown` where the platform tells nothing")
    token_ends_at: Instant | None
    grant_ends_at: Instant | None = Field(description="when a person has to sign in again, if the platform says so")
    works_until: Instant | None = Field(description="the first of the ends that we cannot move; null: none is known")
    refreshed: bool = Field(description="its token is exchanged for the next one by Nightdesk")
    refreshed_at: Instant | None
    refresh_at: Instant | None = Field(description="when the next exchange is due")
    refresh_error: str | None = Field(description="why the last exchange failed, as a code")
    sign_in_again: bool = Field(description="the platform refused the exchange for good: a person has to sign in")
    missing_permissions: list[str]
    subscription: Check = Field(description="whether the platform delivers to us; `repaired`: we subscribed it again")
    webhook: Check = Field(description="whether our own address answers from outside")
    silent_since: Instant | None = Field(description="far fewer messages than usual at that time of the week")
    stopped_at: Instant | None = Field(description="nothing is sent: the platform refused the token or the account")
    stopped_because: str | None
    paused_until: Instant | None = Field(description="the platform asked for patience")
    warned_at: Instant | None
    warned_because: str | None
    probed_at: Instant | None = Field(description="null: nobody has looked yet")
    probe_error: str | None = Field(description="such as `no_token`: its secret record holds none")
    problems: list[str] = Field(description="what is wrong now, as codes; empty: nothing that we know of")
    sources: list[SourceView] = Field(description="what is asked for, on platforms that do not deliver all of it")

    @classmethod
    def of(cls, known: KnownAccount) -> Self:
        health, state = known.health, known.state
        return cls(
            brand=known.brand,
            channel=known.account.channel,
            account=known.account.id,
            token=health.token,
            token_ends_at=health.token_ends_at,
            grant_ends_at=health.grant_ends_at,
            works_until=end_of(health),
            refreshed=health.refreshes,
            refreshed_at=health.refreshed_at,
            refresh_at=None if health.sign_in_again else health.refresh_at,
            refresh_error=health.refresh_error,
            sign_in_again=health.sign_in_again,
            missing_permissions=list(health.missing_permissions),
            subscription=health.subscription,
            webhook=health.webhook,
            silent_since=state.silent_since,
            stopped_at=state.stopped_at,
            stopped_because=state.stopped_because,
            paused_until=state.paused_until,
            warned_at=state.warned_at,
            warned_because=state.warned_because,
            probed_at=health.probed_at,
            probe_error=health.probe_error,
            problems=sorted({*problems_of(health), *_of_state(state)}),
            sources=[SourceView.of(source) for source in known.sources],
        )


def _of_state(state: AccountState) -> set[str]:
    return {
        name for name, since in (("stopped", state.stopped_at), ("silent", state.silent_since)) if since is not None
    }


class AccountList(ResponseModel):
    items: list[AccountView]
