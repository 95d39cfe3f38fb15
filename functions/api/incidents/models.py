"""Requests and views of incidents."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import BeforeValidator, Field

from functions.api.http.models import (
    NO_OTHER_KEYS,
    BrandQuery,
    ChannelName,
    Flag,
    Instant,
    LanguageKey,
    ListModel,
    PageQuery,
    RequestModel,
    ResponseModel,
    ShortText,
    described,
    whole,
)
from functions.api.incidents.evidence import ShownExcerpt
from functions.api.incidents.updates import MAX_TEXT, AccountPost, ShownUpdate
from shared.domain.incidents.evidence import STEP, Evidence
from shared.domain.incidents.last_word import NotTold
from shared.domain.incidents.model import FollowUpState, Incident
from shared.domain.incidents.updates import UpdateKind
from shared.domain.outbox.public_post import PostState

PREPARED = "prepared"
DOES_NOT_FIT = "does_not_fit"

_ACCOUNT = described("^[^/]+/.+$", "should be channel/id, such as facebook/1234")
_TEXT = described(r"^[^\x00-\x08\x0b-\x1f\x7f]*$", "must contain no control characters")
UpdateText = Annotated[str, Field(max_length=MAX_TEXT, pattern=_TEXT)]
AccountName = Annotated[str, Field(min_length=3, max_length=200, pattern=_ACCOUNT)]


class ListIncidentsQuery(BrandQuery, PageQuery):
    open: Flag = Field(default=False, description="only those that are not resolved")


class OpenIncidentRequest(BrandQuery):
    title: ShortText
    channels: Annotated[tuple[ChannelName, ...], Field(max_length=30)] = ()
    suspicion: ShortText | None = Field(
        default=None,
        description="the id of the suspicion from which it is opened, and whose tickets it takes over",
    )


class ResolveIncidentRequest(RequestModel):
    """Both are done where something was published about the incident, unless said otherwise."""

    publish: bool | None = Field(default=None, description="post the last update on all accounts")
    follow_up: bool | None = Field(default=None, description="tell customers whose linked tickets still wait")


SeenVersion = Annotated[int, Field(ge=0, le=1_000_000), BeforeValidator(whole)] | None
_SEEN = "of the update that you have read: refused (409) if somebody wrote another text since"


class WriteUpdateRequest(RequestModel):
    kind: UpdateKind = UpdateKind.UPDATED
    texts: Annotated[dict[LanguageKey, UpdateText], Field(min_length=1, max_length=10)] = Field(
        description="language → text, in languages of the brand", json_schema_extra=NO_OTHER_KEYS
    )
    version: SeenVersion = Field(default=None, description=_SEEN + "; 0 for one that is not written yet")


class PublishUpdateRequest(RequestModel):
    accounts: Annotated[tuple[AccountName, ...], Field(max_length=100)] = Field(
        default=(), description="`channel/id`; empty: every account that can post"
    )
    again: Annotated[tuple[AccountName, ...], Field(max_length=100)] = Field(
        default=(), description="accounts whose post is `unconfirmed` and, as a person has seen, does not stand there"
    )
    version: SeenVersion = Field(default=None, description=_SEEN)


class IncidentView(ResponseModel):
    """One cause of many reports. While it is open, no automatic answer is sent on its channels."""

    id: str
    brand: str
    title: str
    channels: list[str] = Field(description="empty for every channel of the brand")
    opened_at: Instant
    opened_by: str
    resolved_at: Instant | None
    resolved_by: str | None
    ticket_count: int = Field(description="tickets linked to it")
    suspected: bool = Field(description="opened automatically because of many reports, not by a person")
    seen_at: Instant | None = Field(description="when somebody said that they look into the suspicion")
    seen_by: str | None = Field(description="who: nobody more is called since then")
    customer_count: int = Field(description="customers of these tickets")
    updates: int = Field(description="public updates that were published")
    follow_up: str | None = Field(description="`running`, `stopped` or `done`, once it is resolved")
    stopped_at: Instant | None = Field(description="when a person ended its automatic texts; null once taken back")
    stopped_by: str | None = Field(description="who ended them last")
    resumed_at: Instant | None = Field(description="when the last stop was taken back")
    resumed_by: str | None = Field(description="who took it back")

    @classmethod
    def of(cls, incident: Incident) -> Self:
        same = {name: getattr(incident, name) for name in cls.model_fields if name not in ("channels", "follow_up")}
        follow_up = None if incident.follow_up is None else incident.follow_up.value
        return cls(channels=list(incident.channels), follow_up=follow_up, **same)


class NotToldView(ResponseModel):
    """An account on which the public did not hear that the incident is over."""

    account: str = Field(description="`channel/id`")
    channel: str
    reason: str = Field(
        description="`too_long`, `no_text`, `account_gone` (from the brand file), `cannot_post` (no place to post to), "
        "`brand_unreadable`, `refused` by the platform, `unconfirmed` (a person has to look), or `not_posted` yet. "
        "Resolving it again posts what was refused or not posted; the rest needs another text or a person"
    )
    error: str | None = Field(description="why the platform refused it, a code")
    length: int | None = Field(description="of a text that is too long, in the channel's own unit")
    limit: int | None

    @classmethod
    def of(cls, found: NotTold) -> Self:
        return cls(
            account=found.account,
            channel=found.channel,
            reason=found.reason.value,
            error=found.error,
            length=found.length,
            limit=found.limit,
        )


class ResolvedIncidentView(IncidentView):
    not_told: list[NotToldView] = Field(description="accounts that do not get the last public update, and why")

    @classmethod
    def with_accounts(cls, incident: Incident, not_told: tuple[NotTold, ...]) -> Self:
        fields = IncidentView.of(incident).model_dump()
        return cls(**fields, not_told=[NotToldView.of(each) for each in not_told])


class IncidentList(ListModel[IncidentView]):
    """A page of incidents."""


class AccountPostView(ResponseModel):
    """One update on one account."""

    account: str = Field(description="`channel/id`")
    channel: str
    handle: str
    state: str = Field(
        description="`prepared`, `does_not_fit`, `publishing`, `published`, `failed`, or `unconfirmed`: nobody can "
        "tell whether it stands there, a person has to look"
    )
    text: str | None = Field(description="what is posted; null when it does not fit")
    length: int
    limit: int = Field(description="what the channel takes, in its own unit")
    link: str | None
    error: str | None = Field(description="why it failed, a code")
    published_at: Instant | None
    pinned: bool

    @classmethod
    def of(cls, shown: AccountPost) -> Self:
        post, account = shown.post, shown.account
        state = PREPARED if shown.text is not None else DOES_NOT_FIT
        return cls(
            account=f"{account.channel}/{account.id}",
            channel=account.channel,
            handle=account.handle,
            state=state if post is None else post.state.value,
            text=shown.text,
            length=shown.length,
            limit=shown.limit,
            link=shown.link,
            error=None if post is None or post.state is PostState.PUBLISHED else post.error,
            published_at=None if post is None else post.sent_at,
            pinned=post is not None and post.pinned_at is not None,
        )


class UpdateView(ResponseModel):
    """A public update: a draft until it is published."""

    number: int
    kind: str
    texts: dict[str, str]
    version: int = Field(description="changes with every text that is written")
    written_by: str
    written_at: Instant
    published_by: str | None
    published_at: Instant | None
    accounts: list[AccountPostView]

    @classmethod
    def of(cls, shown: ShownUpdate) -> Self:
        update = shown.update
        return cls(
            number=update.number,
            kind=update.kind.value,
            texts=dict(update.texts),
            version=update.revision,
            written_by=update.written_by,
            written_at=update.written_at,
            published_by=update.published_by,
            published_at=update.published_at,
            accounts=[AccountPostView.of(each) for each in shown.accounts],
        )


class UpdateList(ResponseModel):
    items: list[UpdateView]


class ExcerptView(ResponseModel):
    ticket_id: str
    channel: str
    written_at: Instant
    excerpt: str = Field(description="personal data is masked")


class EvidenceView(ResponseModel):
    """What the desk suspects an outage from."""

    at: Instant | None = Field(description="when it was counted; null: nothing was")
    began_at: Instant | None
    step_minutes: int
    curve: list[int] = Field(description="reports in each step, the latest last")
    usual_per_hour: int | None = Field(description="on the same weekday at this hour, on average; null without figures")
    words: list[str] = Field(description="used by at least three customers")
    excerpts: list[ExcerptView] = Field(description="up to five, each of a different customer")

    @classmethod
    def of(cls, evidence: Evidence | None, excerpts: tuple[ShownExcerpt, ...]) -> Self:
        return cls(
            at=None if evidence is None else evidence.at,
            began_at=None if evidence is None else evidence.began_at,
            step_minutes=STEP // timedelta(minutes=1),
            curve=[] if evidence is None else list(evidence.curve),
            usual_per_hour=None if evidence is None else evidence.usual,
            words=[] if evidence is None else list(evidence.words),
            excerpts=[
                ExcerptView(
                    ticket_id=each.ticket_id,
                    channel=each.channel,
                    written_at=each.written_at,
                    excerpt=each.excerpt.text,
                )
                for each in excerpts
            ],
        )


class IncidentReport(ResponseModel):
    """What an incident was: counted with it, no ticket is read."""

    incident: IncidentView
    began_at: Instant = Field(description="the suspicion, or when people opened it")
    minutes: int | None = Field(description="from then until it was resolved")
    customers: int
    tickets: int
    answered_by_people: int = Field(description="of these, counted when follow-ups are sent")
    answers_spared: int = Field(description="linked tickets that were told it is over, and that nobody had answered")
    pointers_sent: int
    pointers_failed: int
    follow_ups_sent: int
    follow_ups_failed: int
    follow_ups_skipped: int = Field(description="answered, in danger, opted out, window closed …")
    follow_ups_left: int = Field(description="while they run, or are stopped")
    not_told: list[NotToldView] = Field(
        description="accounts on which the public did not hear that it is over, and why"
    )
    updates: list[UpdateView]

    @classmethod
    def of(cls, incident: Incident, updates: tuple[ShownUpdate, ...], not_told: tuple[NotTold, ...]) -> Self:
        end = incident.resolved_at
        handled = incident.follow_ups_sent + incident.follow_ups_failed + incident.follow_ups_skipped
        going_on = incident.follow_up in (FollowUpState.RUNNING, FollowUpState.STOPPED)
        return cls(
            incident=IncidentView.of(incident),
            began_at=incident.began_at,
            minutes=None if end is None else int((end - incident.began_at) / timedelta(minutes=1)),
            customers=incident.customer_count,
            tickets=incident.ticket_count,
            answered_by_people=incident.answered_by_people,
            answers_spared=incident.follow_ups_sent,
            pointers_sent=incident.pointers_sent,
            pointers_failed=incident.pointers_failed,
            follow_ups_sent=incident.follow_ups_sent,
            follow_ups_failed=incident.follow_ups_failed,
            follow_ups_skipped=incident.follow_ups_skipped,
            follow_ups_left=max(incident.ticket_count - handled, 0) if going_on else 0,
            not_told=[NotToldView.of(each) for each in not_told],
            updates=[UpdateView.of(each) for each in updates],
        )
