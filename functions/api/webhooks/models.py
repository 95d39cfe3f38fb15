"""Requests and views of webhooks."""

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints

from functions.api.http.models import (
    BrandQuery,
    Instant,
    InstantParameter,
    Limit,
    RequestModel,
    ResponseModel,
    ShortText,
    described,
)
from functions.api.webhooks.use_cases import MAX_URL_LENGTH, KnownWebhook
from shared.domain.events.model import EventType, is_pattern
from shared.domain.subscriptions.model import Attempt

_URL = described(r"^https?://[!-~]+$", "should be an address that begins with https://")


def _check_pattern(given: str) -> str:
    if not is_pattern(given):
        raise ValueError(f"names no event; the types are {', '.join(EventType)}")
    return given


_PATTERNS = sorted({*EventType, *(f"{each.partition('.')[0]}.*" for each in EventType), "*"})
EventPattern = Annotated[
    str, StringConstraints(max_length=60), AfterValidator(_check_pattern), Field(json_schema_extra={"enum": _PATTERNS})
]


class AddWebhookRequest(RequestModel):
    url: Annotated[str, StringConstraints(max_length=MAX_URL_LENGTH, pattern=_URL)] = Field(
        description="https, and on the public internet"
    )
    events: Annotated[list[EventPattern], Field(min_length=1, max_length=30)] = Field(
        description="types, or patterns such as `ticket.*`"
    )
    owner: ShortText = Field(description="who is told when it fails: a name or an address")
    trusted: bool = Field(default=False, description="it is told the texts of messages, too")


class DeliveriesQuery(RequestModel):
    since: InstantParameter | None = Field(
        default=None, alias="from", description="a day ago if left out; kept for 14 days"
    )
    limit: Limit = 50


class ReplayRequest(RequestModel):
    since: InstantParameter = Field(alias="from", description="at most 14 days ago")
    until: InstantParameter | None = Field(default=None, alias="to", description="now if left out")


class WebhookView(ResponseModel):
    """Of the address only the host is shown: the rest may be a secret."""

    id: str
    brand: str
    events: list[str]
    host: str
    owner: str
    trusted: bool
    created_at: Instant
    state: str = Field(
        description="`told`, `behind` (by more than an hour), `replaying`, `failing` (one event is tried from time to "
        "time), `blocked` (so many tickets wait that all others do) or `stopped` (for three days it took nothing)"
    )
    told_until: Instant = Field(description="it was told what was written before, but what `held_tickets` counts")
    behind_seconds: int = Field(description="since then; 0: nothing waits for it")
    waiting_events: int | None = Field(description="that it is still to be told; null: too many to count")
    failing_since: Instant | None
    held_tickets: int = Field(description="tickets whose events wait, since it refused one of them")

    @classmethod
    def of(cls, known: KnownWebhook) -> Self:
        webhook, progress = known.subscription, known.progress
        return cls(
            id=webhook.id,
            brand=webhook.brand,
            events=list(webhook.events),
            host=urlsplit(webhook.url).hostname or "",
            owner=webhook.owner,
            trusted=webhook.trusted,
            created_at=webhook.created_at,
            state="told" if progress is None else progress.state,
            told_until=known.lag.told_until,
            behind_seconds=int(known.lag.behind.total_seconds()),
            waiting_events=known.lag.waiting,
            failing_since=None if progress is None else progress.failing_since,
            held_tickets=0 if progress is None else len(progress.held),
        )


class WebhookList(ResponseModel):
    items: list[WebhookView]


class NewWebhookView(ResponseModel):
    webhook: WebhookView
    secret: str = Field(description="signs each delivery; it is shown once")


class SecretView(ResponseModel):
    secret: str = Field(description="it is shown once; the one before signs too, until the next rotation")


class DeliveryView(ResponseModel):
    """One attempt to deliver an event."""

    at: Instant
    event_id: str
    type: str
    subject: str
    problem: str | None = Field(description="null: it was taken; else such as `http_503`, `timeout`, `given_up`")

    @classmethod
    def of(cls, attempt: Attempt) -> Self:
        return cls(
            at=attempt.at,
            event_id=attempt.event_id,
            type=attempt.event_type,
            subject=attempt.subject,
            problem=attempt.problem,
        )


class DeliveryList(ResponseModel):
    """The newest first."""

    items: list[DeliveryView]


class WebhookQuery(BrandQuery):
    """Every brand that the token may see, if left out."""
