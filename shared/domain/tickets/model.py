"""A ticket: the unit of work opened from a conversation.

Pure transitions: each takes a ticket and returns the next one. Times are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.domain.accents import without_accents
from shared.domain.messages.look_up import AGAIN, WantedWords, with_wanted
from shared.domain.tickets.answer_pending import AnswerPending
from shared.domain.tickets.excerpt import Excerpt
from shared.domain.vocabulary import (
    Category,
    Danger,
    ExcerptKind,
    NoticeState,
    Priority,
    Resolution,
    Sentiment,
    Stage,
    Status,
    Surface,
    Visibility,
)

MAX_UNCONFIRMED = 20
"""Counted messages that are not known to be stored. With each further message all of them are read."""

_STOPS_CLOCKS = (Status.PENDING, Status.RESOLVED)

REOPENS_WITHIN = timedelta(days=7)  # a follow-up later than this opens a linked ticket

ANSWERED = "answered"
"""What places hear in which people were warned of the resolution target: their customer was answered."""


def same_name(name: str) -> str:
    """A person's name, however it is typed."""
    return " ".join(without_accents(name.casefold()).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedConversation:
    """A conversation of a ticket that was merged into another one."""

    ticket_id: str
    channel: str
    account_id: str
    conversation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    id: str
    version: int = 0
    brand: str
    status: Status = Status.NEW
    priority: Priority
    reasons: tuple[str, ...] = ()
    category: Category
    sentiment: Sentiment
    language: str
    stage: Stage
    team: str
    claimed_by: str | None = None  # the agent's id, or the name that a program gave
    claimed_by_name: str | None = None  # of an agent, for people; means nothing while ``claimed_by`` is ``None``
    claimed_at: datetime | None = None
    claimed_wait: datetime | None = None  # the ``waiting_since`` that was in force when it was claimed
    claimed_priority: Priority | None = None  # the priority that its holder knows of
    channel: str
    surface: Surface
    visibility: Visibility
    account_id: str
    customer_id: str | None = None
    customer_handle: str | None = None
    customer_name: str | None = None
    author_id: str | None = None  # the customer as this channel knows them: where a private answer goes
    conversation_id: str
    opening_message_id: str
    last_message_id: str  # the customer's latest message: what an answer replies to
    previous_ticket_id: str | None = None
    opened_as: tuple[str, ...] = ()  # the facts of its opening that may change: see ``history.stated_entries``
    permalink: str | None = None
    excerpt: str = ""
    excerpt_kind: ExcerptKind | None = None  # of a message without words; with words, nothing is stored
    excerpt_title: str | None = None
    excerpt_duration: int | None = None  # seconds
    rating: int | None = None  # the stars of the review that opened it, 1 to 5
    needs_response: bool
    danger: Danger = Danger.NONE
    has_personal_data: bool = False
    message_count: int = 1  # an album counts once
    group_id: str | None = None  # of the latest album
    group_message_id: str | None = None  # its first message: the one that counts
    notes_count: int = 0  # of agents
    mentioned: tuple[str, ...] = ()  # agents whom a note names, and who have neither written one since nor read it
    notes_read: Mapping[str, datetime] = field(default_factory=dict)  # agent → until when, of those who said so
    created_at: datetime
    updated_at: datetime
    last_customer_message_at: datetime  # wherever they wrote
    last_message_at: datetime | None = None  # when ``last_message_id`` was written, if they wrote elsewhere later
    waiting_since: datetime | None = None  # the first customer message that nobody has answered
    acknowledged_at: datetime | None = None
    acknowledged_message_at: datetime | None = None  # when the message it answered was written
    acknowledged_as: tuple[str, ...] = ()  # the first acknowledgement, for its history: see ``history.stated_entries``
    first_response_at: datetime | None = None
    first_response_since: datetime | None = None  # the first unanswered customer message at that time
    answered_as: tuple[str, ...] = ()  # what it is counted as: see shared/domain/tickets/first_response.py
    wait_answered_at: datetime | None = None  # when one who waited was answered last, if it was not then
    first_response_due_at: datetime | None = None
    resolution_due_at: datetime | None = None
    resolution_breached_at: datetime | None = None  # the latest resolution target that was missed; it stays
    breached_at: datetime | None = None  # the first deadline for a first response that was missed; it stays
    noticed_breach_at: datetime | None = None  # the latest one that was noticed as missed
    paused_at: datetime | None = None  # since when its clocks stand still: see shared/domain/tickets/clocks.py
    pauses: tuple[tuple[datetime, datetime], ...] = ()  # from when until when they stood still; the last ones
    warn_at: datetime | None = None  # when little is left of the time until a deadline
    deadlines_version: int | None = None  # of the brand file to which its deadlines were moved last
    response_warned_for: datetime | None = None  # the ``waiting_since`` of which people were warned
    resolution_warned_at: datetime | None = None  # when people were warned of the resolution target
    reply_window_closes_at: datetime | None = None
    resolved_at: datetime | None = None
    resolution: Resolution | None = None
    satisfaction: int | None = None  # what the customer said of it, from 1 (bad) to 5
    satisfaction_at: datetime | None = None  # when they said so
    satisfaction_as: tuple[str, ...] = ()  # team and agent of whom they said it first
    satisfaction_asked_at: datetime | None = None
    thanks_proposed_at: datetime | None = None  # a thank-you in public, once for a ticket
    incident_id: str | None = None
    incident_told_at: datetime | None = (
        None  # since when they wait for it, if they had the ticket before they told of it
    )
    # The private conversation a public one was moved to: it belongs to the same ticket.
    private_channel: str | None = None
    private_conversation_id: str | None = None
    merged_into: str | None = None  # the ticket that stands for this one
    merging_into: str | None = None  # that will be: a merge has begun, and is finished by repeating it
    merged: tuple[MergedConversation, ...] = ()  # of the tickets that this one stands for
    moved_at: datetime | None = None  # when the customer moved to another number or id, by the platform's time
    suggested_articles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)  # category, sentiment, urgent: as a person corrected them
    # Work that is due; each is cleared by whoever has done it. The sweep looks at the earliest of them.
    acknowledge_at: datetime | None = None
    escalate_at: datetime | None = None
    reply_at: datetime | None = None  # an agent's answer is not finished: see shared/domain/replies/record.py
    answer_pending: AnswerPending | None = None  # the latest of them, for whoever is about to answer, too
    look_up_at: datetime | None = None  # the platform has not told yet what a message says
    wanted_words: tuple[WantedWords, ...] = ()  # of which messages
    satisfaction_due_at: datetime | None = None  # the customer is to be asked how it went, or thanked for the answer
    satisfaction_alert_at: datetime | None = None  # people are to be told of a bad score
    satisfaction_alert_over_at: datetime | None = None  # the tools that keep it are to be told that it is over
    escalation_reason: str | None = None
    escalation_round: int = 0
    escalation_running: bool = False
    escalation_started_at: datetime | None = None  # when the round in force began
    escalation_wait: datetime | None = None  # the ``waiting_since`` that the round in force is about
    escalation_over_at: datetime | None = None  # when a person ended it: its workflow finds out when it wakes
    acknowledgements_needed: int = 1  # how many people have to claim it before the round in force ends
    acknowledged_by: tuple[str, ...] = ()  # names of those who have, in this round
    notice_group: str | None = None  # of tickets that are told together: see shared/domain/escalation/together.py
    deescalated_at: datetime | None = None  # when a person decided that nobody more is told
    deescalated_wait: datetime | None = None  # the ``waiting_since`` for which they decided it
    deescalated_priority: Priority | None = None  # the lowest that it has had since
    deescalated_danger: Danger = Danger.NONE  # what they knew of
    # What the places in which people were told know of it: see shared/domain/notifications/notice.py.
    notices_state: str | None = None
    notices_at: datetime | None = None  # when a place that could not be reached is tried again
    notices_behind_since: datetime | None = None
    suppression: str | None = None  # why the latest message asked for no acknowledgement
    expires_at: datetime | None = None  # the brand's retention, counted from the last message
    # Event ids applied here whose message is not yet known to be stored (see docs/data-model.md).
    unconfirmed: tuple[str, ...] = ()

    @property
    def shown_excerpt(self) -> Excerpt:
        """What stands for the message that opened the ticket: never nothing."""
        without_words = ExcerptKind.TEXT if self.excerpt else ExcerptKind.NOT_SHOWN
        return Excerpt(
            text=self.excerpt,
            kind=self.excerpt_kind or without_words,
            title=self.excerpt_title,
            duration=self.excerpt_duration,
        )

    def with_excerpt(self, excerpt: Excerpt) -> "Ticket":
        return replace(
            self,
            excerpt=excerpt.text,
            excerpt_kind=None if excerpt.kind is ExcerptKind.TEXT else excerpt.kind,
            excerpt_title=excerpt.title,
            excerpt_duration=excerpt.duration,
        )

    @property
    def is_open(self) -> bool:
        """Somebody still has to look at it."""
        return self.status in (Status.NEW, Status.OPEN, Status.PENDING)

    @property
    def waits_for_us(self) -> bool:
        """A customer has written and no person has answered."""
        return self.is_open and self.waiting_since is not None and self.needs_response

    @property
    def is_answered_since_incident(self) -> bool:
        """Whether a person has answered its customer since they told of the incident."""
        if self.incident_told_at is None:
            return self.first_response_at is not None
        return self.waiting_since is None or self.waiting_since > self.incident_told_at

    @property
    def waits_for_more_than_incident(self) -> bool:
        """Whether its customer waited for something else already when they told of the incident."""
        told_at = self.incident_told_at
        return told_at is not None and self.waiting_since is not None and self.waiting_since < told_at

    def wanting_words(self, message_id: str, now: datetime, *, edited_at: datetime | None = None) -> "Ticket":
        """The platform named a message, or an edit of it, without its words: it is asked again in a minute."""
        words = WantedWords(message_id=message_id, since=now, edited_at=edited_at)
        wanted = with_wanted(self.wanted_words, words)
        if wanted == self.wanted_words:
            return self
        earliest = now + AGAIN if self.look_up_at is None else min(self.look_up_at, now + AGAIN)
        return replace(self, wanted_words=wanted, look_up_at=earliest)

    def without_wanted_words(self, message_id: str) -> "Ticket":
        """They were told, or never will be."""
        left = tuple(one for one in self.wanted_words if one.message_id != message_id)
        return replace(self, wanted_words=left, look_up_at=self.look_up_at if left else None)

    def with_labels_kept(self) -> "Ticket":
        """The ticket as a person labelled it, whatever a later message was classified as."""
        return replace(
            self,
            category=Category(self.labels.get("category", self.category)),
            sentiment=Sentiment(self.labels.get("sentiment", self.sentiment)),
        )

    @property
    def last_message_can_be_named(self) -> bool:
        """Whether an answer may name the customer's last message. After they have moved it stands in another chat,
        until they write again."""
        return self.moved_at is None or self.last_written_here_at > self.moved_at

    @property
    def last_written_here_at(self) -> datetime:
        """When the message was written that an answer replies to. Other conversations of the ticket do not count."""
        return self.last_message_at or self.last_customer_message_at

    def replying_to(self, message_id: str, written_at: datetime) -> "Ticket":
        """With that as the message that an answer replies to."""
        at = None if written_at == self.last_customer_message_at else written_at
        return replace(self, last_message_id=message_id, last_message_at=at)

    @property
    def conversations(self) -> tuple[tuple[str, str], ...]:
        """Channel and id of every conversation of the ticket, the one it was opened from first."""
        own = ((self.channel, self.conversation_id),)
        if self.private_channel is None or self.private_conversation_id is None:
            return own
        return (*own, (self.private_channel, self.private_conversation_id))

    @property
    def places(self) -> tuple[tuple[str, str, str], ...]:
        """Channel, account and id of every conversation of the ticket: its own, then those of merged tickets."""
        own = ((channel, self.account_id, conversation_id) for channel, conversation_id in self.conversations)
        merged = ((each.channel, each.account_id, each.conversation_id) for each in self.merged)
        return (*own, *merged)

    @property
    def is_paused(self) -> bool:
        """Whether its clocks stand still: it is pending. One of an earlier version is paused by its next change."""
        return self.status is Status.PENDING and self.paused_at is not None

    def paused(self, at: datetime) -> "Ticket":
        """With its clocks stopped at ``at``, if the status stops them. Those that stand still stay as they are."""
        if self.status not in _STOPS_CLOCKS or self.paused_at is not None:
            return self
        return replace(self, paused_at=at)

    def holds(self, ticket_id: str | None) -> bool:
        """Whether that is this ticket, or one that was merged into it."""
        return ticket_id == self.id or any(each.ticket_id == ticket_id for each in self.merged)

    @property
    def deadline(self) -> datetime | None:
        """The instant by which somebody must act, for the order of the list: what is still to be met.

        A first response that was missed stays the deadline until it is given.
        """
        if not self.is_open:
            return None
        return self.first_response_due_at if self.waits_for_us else self.resolution_due_at

    @property
    def running_deadline(self) -> datetime | None:
        """The deadline, unless its clock stands still: it moves on then, and nobody is late."""
        return None if self.is_paused else self.deadline

    @property
    def next_due_at(self) -> datetime | None:
        """The earliest instant at which the sweep has something to do for this ticket."""
        due = [self.acknowledge_at, self.escalate_at, self.reply_at, self.look_up_at, self.notices_due_at]
        due += [self.satisfaction_due_at, self.satisfaction_alert_at, self.satisfaction_alert_over_at]
        if self.is_open and not self.is_paused:
            due.append(self.warn_at)
            if not self._is_noticed(self.first_response_due_at) and self.waits_for_us:
                due.append(self.first_response_due_at)
            if not self._is_resolution_noticed:
                due.append(self.resolution_due_at)
        return min((instant for instant in due if instant is not None), default=None)

    @property
    def notice_state(self) -> NoticeState:
        """What the places in which people were told have to know now."""
        if not self.waits_for_us or self.is_deescalated:
            return NoticeState.RESOLVED
        return NoticeState.ACKNOWLEDGED if self.is_in_hand else NoticeState.OPEN

    @property
    def notices_due_at(self) -> datetime | None:
        """When those places have to be told something; ``None`` when they know what is so, or nobody was told."""
        if self.notices_state is None or self.notices_state == self.notice_text:
            return None
        return self.notices_at or self.updated_at

    @property
    def notice_text(self) -> str:
        """The state, and who has the ticket in hand: ``acknowledged:Léa``. Another holder is news."""
        state = self.notice_state
        if state is NoticeState.OPEN and self.acknowledgements_needed > 1 and self.acknowledged_by:
            return f"{state}:{len(self.acknowledged_by)}/{self.acknowledgements_needed}"
        if state is NoticeState.RESOLVED and self.is_open and self.resolution_warned_at is not None:
            return ANSWERED  # whoever was warned of the resolution target waits for more
        return f"{state}:{self.holder}" if state is NoticeState.ACKNOWLEDGED else state.value

    @property
    def holder(self) -> str | None:
        """Who has claimed it, as people read it."""
        return None if self.claimed_by is None else self.claimed_by_name or self.claimed_by

    def claimed(self, agent: str, now: datetime, *, name: str | None = None) -> "Ticket":
        """An agent takes the ticket, which ends its escalation. ``name`` is theirs where ``agent`` is an id.

        The claim is for the wait that the agent sees.

        The instant of a round whose start is not yet confirmed stays: the sweep then finds out that it is over.
        """
        status = Status.OPEN if self.status is Status.NEW else self.status
        seconded = self.acknowledged(name or agent, now)
        escalate_at = self.escalate_at if self.escalation_running else None
        claimed = replace(
            self,
            claimed_by=agent,
            claimed_by_name=None if name == agent else name,
            claimed_at=now,
            claimed_wait=self.waiting_since,
            claimed_priority=self.priority,
            acknowledged_by=seconded.acknowledged_by,
            status=status,
            escalate_at=escalate_at,
            updated_at=now,
        )
        return claimed.with_round_over(now) if claimed.is_in_hand else claimed

    def with_round_over(self, now: datetime) -> "Ticket":
        """A person has ended the round in force. What comes after that begins one of its own, however long the workflow
        of this one still sleeps."""
        if not self.escalation_running or self.escalation_over_at is not None:
            return self
        return replace(self, escalation_over_at=now)

    @property
    def lacks_acknowledgements(self) -> bool:
        """Whether more people than have claimed it must do so."""
        several = self.escalation_running and self.acknowledgements_needed > 1
        return several and len(self.acknowledged_by) < self.acknowledgements_needed

    def has_acknowledged(self, name: str) -> bool:
        """By name: who acts here by their id and there by a name that a program gives is one person."""
        return same_name(name) in map(same_name, self.acknowledged_by)

    def acknowledged(self, name: str, now: datetime) -> "Ticket":
        """One more person has taken notice, in a round that needs several; whoever holds the ticket keeps it."""
        if not self.escalation_running or self.has_acknowledged(name):
            return self
        seconded = replace(self, acknowledged_by=(*self.acknowledged_by, name), updated_at=now)
        if self.claimed_by is None or not self.lacks_acknowledgements or seconded.lacks_acknowledgements:
            return seconded
        # The last one that was wanted: from now on it is in hand, with all that came since the first one took it.
        return replace(
            seconded, claimed_at=now, claimed_wait=self.waiting_since, claimed_priority=self.priority
        ).with_round_over(now)

    @property
    def is_in_hand(self) -> bool:
        """Somebody has claimed it as it stands now.

        A claim does not cover what came after it: a new wait of the customer, a deadline that was missed since, or that
        it has become urgent.
        """
        if self.claimed_by is None or self.claimed_at is None:
            return self.claimed_by is not None  # claimed under an earlier version
        if self.lacks_acknowledgements:
            return False
        if self._missed_after(self.claimed_at):
            return False
        if self.priority is Priority.URGENT and self.claimed_priority not in (None, Priority.URGENT):
            return False
        return self.waiting_since is None or (self.claimed_wait is not None and self.waiting_since <= self.claimed_wait)

    @property
    def is_deescalated(self) -> bool:
        """A person has decided that nobody more is told. Like a claim, that does not cover what came after it."""
        if self.deescalated_at is None or self._missed_after(self.deescalated_at):
            return False
        if self.danger is not Danger.NONE and self.deescalated_danger is Danger.NONE:
            return False
        if self.priority is Priority.URGENT and self.deescalated_priority not in (None, Priority.URGENT):
            return False
        waited, now = self.deescalated_wait, self.waiting_since
        return now is None or (waited is not None and now <= waited)

    def _missed_after(self, at: datetime) -> bool:
        missed = (self.noticed_breach_at, self.resolution_breached_at)
        return any(instant is not None and instant > at for instant in missed)

    def answered(
        self, by_person: bool, at: datetime, now: datetime, *, waiting_since: datetime | None = None
    ) -> "Ticket":
        """Somebody of the brand wrote at ``at`` (platform time). Robots never count as a first response.

        ``waiting_since`` is the first customer message after that answer, if there is one already.
        """
        if not by_person:
            return replace(self, updated_at=now)
        breached = self.with_deadline_checked(at)
        first, since = self.first_response_at, self.first_response_since
        if first is None or at < first:
            first = at
            since = since or self.waiting_since or self.last_customer_message_at
        waited = self.waiting_since is not None and self.waiting_since <= at
        last = at if waited else self.last_answered_at
        status = self.status
        if self.is_open:
            status = Status.PENDING if waiting_since is None else Status.OPEN
        return replace(
            self,
            first_response_at=first,
            first_response_since=since,
            wait_answered_at=None if last == first else last,
            waiting_since=waiting_since,
            breached_at=breached.breached_at,
            noticed_breach_at=breached.noticed_breach_at,
            resolution_breached_at=breached.resolution_breached_at,
            status=status,
            escalate_at=None if waiting_since is None and not self.escalation_running else self.escalate_at,
            acknowledge_at=None,
            updated_at=now,
        ).paused(at)

    @property
    def last_answered_at(self) -> datetime | None:
        """When a person last answered a customer who waited."""
        return self.wait_answered_at or self.first_response_at

    def misses_deadline(self, at: datetime) -> bool:
        """Whether the first-response deadline has passed at ``at``, and nobody has noticed."""
        due = self.first_response_due_at
        return self.needs_first_response and due is not None and due <= at

    @property
    def needs_first_response(self) -> bool:
        """Whether a response is due by a clock that runs, and nobody has noticed that it is late."""
        return self.waits_for_us and not self.is_paused and not self._is_noticed(self.first_response_due_at)

    @property
    def needs_resolution(self) -> bool:
        """Whether a solution is due by a clock that runs, and nobody has noticed that it is late."""
        return self.is_open and not self.is_paused and not self._is_resolution_noticed

    def breached(self, now: datetime) -> "Ticket":
        """The first-response deadline passed without an answer by a person. What was missed stays missed."""
        due = self.first_response_due_at
        return replace(self, breached_at=self.breached_at or due, noticed_breach_at=due, updated_at=now)

    def misses_resolution(self, at: datetime) -> bool:
        """Whether the resolution target has passed at ``at``, and nobody has noticed."""
        return self.needs_resolution and (self.resolution_due_at or at) <= at

    def resolution_breached(self, now: datetime) -> "Ticket":
        """The resolution target passed and the ticket is not resolved. What was missed stays missed."""
        return replace(self, resolution_breached_at=self.resolution_due_at, updated_at=now)

    def with_deadline_checked(self, at: datetime) -> "Ticket":
        """Before the wait ends or a deadline moves at ``at``: a deadline that has passed by then was missed."""
        checked = self.breached(self.updated_at) if self.misses_deadline(at) else self
        return checked.resolution_breached(self.updated_at) if checked.misses_resolution(at) else checked

    @property
    def _is_resolution_noticed(self) -> bool:
        due, missed = self.resolution_due_at, self.resolution_breached_at
        return due is None or (missed is not None and due <= missed)

    def _is_noticed(self, due_at: datetime | None) -> bool:
        # A ticket of an earlier version has only ``breached_at``.
        noticed = self.noticed_breach_at or self.breached_at
        return noticed is not None and due_at is not None and due_at <= noticed
