"""When people are told of a ticket, by which steps, and when that stops.

One escalation is one *round*: it belongs to one wait of one customer (``waiting_since``) and tells one tier of people
after another until somebody acts. The round is raised by a conditional write, and that is the lock. While its
workflow is not known to have started, ``escalate_at`` stays set, so that the sweep starts the same round again
under the same name; two starts of one name are one escalation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from shared.domain.brand.model import Tier
from shared.domain.messages.look_up import next_look, still_wanted
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger

CONFIRMED_WITHIN = timedelta(seconds=60)
"""How long a start may take before the sweep repeats it."""


CLOCKS_DIFFER = timedelta(seconds=5)
"""How much the clock of another tool may be behind ours."""

COVERED_AGAIN = timedelta(minutes=30)
"""When a ticket that is late while an incident speaks for it is looked at again."""

HOLDER = -1
"""The step before the first tier: the agent who has claimed the ticket is reminded, through that tier's targets."""

HOLDER_WAIT = timedelta(minutes=5)
"""How long the holder has before the first tier is notified."""

HOLDER_TIER_NAME = "holder"


class EscalationReason(StrEnum):
    URGENT = "urgent"
    DANGER = "danger"  # somebody may be hurt
    FIRST_RESPONSE_MISSED = "first_response_missed"
    RESOLUTION_MISSED = "resolution_missed"


class EscalationEnd(StrEnum):
    """Why nobody more is told."""

    CLAIMED = "claimed"  # a person has it in hand, or decided that nobody more is told
    ANSWERED = "answered"
    EXHAUSTED = "exhausted"  # every tier was told, nobody acted
    SUPERSEDED = "superseded"  # a later round is in force
    TICKET_ENDED = "ticket_ended"  # resolved, closed or erased


class StartDecision(StrEnum):
    """What a request to escalate leads to."""

    BEGIN = "begin"
    CONFIRM = "confirm"  # the round began, but its workflow is not known to have started
    RUNNING = "running"
    NOT_NEEDED = "not_needed"


def end_reason(ticket: Ticket) -> EscalationEnd | None:
    """Why nobody needs to be notified of this ticket now; ``None`` when somebody does."""
    if ticket.is_in_hand or ticket.is_deescalated:
        return EscalationEnd.CLAIMED
    if ticket.waiting_since is None or not ticket.needs_response:
        return EscalationEnd.ANSWERED
    if not ticket.is_open:
        return EscalationEnd.TICKET_ENDED
    return None


def requested(ticket: Ticket, reason: EscalationReason, at: datetime) -> Ticket:
    """Ask that the ticket be escalated at ``at``.

    Unchanged when nobody needs to be notified, when people are being called in this wait, and when this wait was
    escalated for the same reason before. Where somebody may be hurt, whoever was called for less is called anew, the
    first tier first.

    A round that a person ended calls nobody, though its workflow may sleep for half an hour: it is left behind.
    """
    if end_reason(ticket) is not None:
        return ticket
    is_running = ticket.escalation_running and _about_this_wait(ticket)
    is_over = is_running and ticket.escalation_over_at is not None
    is_new_danger = reason is EscalationReason.DANGER and ticket.escalation_reason != reason
    told = ticket.escalation_reason == reason and not is_over and not _was_deescalated(ticket)
    if _about_this_wait(ticket) and not is_new_danger and (told or (is_running and not is_over)):
        return ticket
    if is_running:
        ticket = replace(
            ticket, escalation_running=False, escalation_wait=None, escalation_over_at=None, escalate_at=None
        )
    earliest = at if ticket.escalate_at is None else min(ticket.escalate_at, at)
    group = ticket.notice_group if ticket.escalation_running else None  # what is asked anew is told alone at first
    still_danger = ticket.escalate_at is not None and ticket.escalation_reason == EscalationReason.DANGER
    why = EscalationReason.DANGER if still_danger else reason  # nobody was told of it yet
    return replace(ticket, escalate_at=earliest, escalation_reason=why.value, notice_group=group)


def urgent_reason(ticket: Ticket) -> EscalationReason:
    """Why people are called at once."""
    return EscalationReason.URGENT if ticket.danger is Danger.NONE else EscalationReason.DANGER


def start_of(ticket: Ticket) -> StartDecision:
    """What to do for a ticket that somebody asked to escalate.

    A round that runs but is about an earlier wait does not stand in the way: the new one supersedes it.
    """
    if ticket.escalation_running and (_about_this_wait(ticket) or end_reason(ticket) is not None):
        return StartDecision.RUNNING if ticket.escalate_at is None else StartDecision.CONFIRM
    if ticket.escalate_at is None or end_reason(ticket) is not None:
        return StartDecision.NOT_NEEDED
    return StartDecision.BEGIN


def begun(ticket: Ticket, now: datetime) -> Ticket:
    """The next round is in force; its workflow is still to be started."""
    return replace(
        ticket,
        escalation_round=ticket.escalation_round + 1,
        escalation_running=True,
        escalation_started_at=now,
        escalation_wait=ticket.waiting_since,
        escalation_over_at=None,
        acknowledgements_needed=1,
        acknowledged_by=(),
        escalation_reason=ticket.escalation_reason or EscalationReason.URGENT.value,
        escalate_at=now + CONFIRMED_WITHIN,
    )


def is_outdated(ticket: Ticket, at: datetime, now: datetime) -> bool:
    """Whether what somebody did at ``at`` counts no more: people have been called since, or are about to be, or whoever
    took the ticket then has given it back."""
    if ticket.claimed_by is None and ticket.claimed_at is not None and at <= ticket.claimed_at:
        return True
    return _is_called_since(ticket, at, now)


def _is_called_since(ticket: Ticket, at: datetime, now: datetime) -> bool:
    called = ticket.escalation_started_at if ticket.escalation_running else None
    if not ticket.escalation_running and end_reason(ticket) is None:
        called = ticket.escalate_at  # about to begin
    return called is not None and at + CLOCKS_DIFFER < called <= now


def is_of_earlier_call(ticket: Ticket, call: int | datetime, now: datetime) -> bool:
    """Whether what somebody does where people were told of a ``call`` (its number, or when they were told) counts no
    more: a later one has begun, or was asked for, or its customer was answered and waits anew."""
    if isinstance(call, datetime):
        return _is_called_since(ticket, call, now)
    if call != ticket.escalation_round:
        return call < ticket.escalation_round
    wait, since = ticket.escalation_wait, ticket.waiting_since
    return _is_left_behind(ticket) or (wait is not None and since is not None and since > wait)


def confirmed(ticket: Ticket) -> Ticket:
    """Nothing is left to be started."""
    return replace(ticket, escalate_at=None)


def ended(ticket: Ticket) -> Ticket:
    """The round in force is over. What was asked meanwhile for a later wait stays."""
    later = ticket.waiting_since is not None and not _about_this_wait(ticket)
    return replace(
        ticket,
        escalation_running=False,
        escalation_over_at=None,
        escalate_at=ticket.escalate_at if later else None,
        acknowledgements_needed=1,
        acknowledged_by=(),
    )


def stop_reason(ticket: Ticket | None, escalation_round: int) -> EscalationEnd | None:
    """Why this round tells nobody any more; ``None`` while it goes on."""
    if ticket is None:
        return EscalationEnd.TICKET_ENDED
    if ticket.escalation_round != escalation_round or _is_left_behind(ticket):
        return EscalationEnd.SUPERSEDED
    if ticket.escalation_running and ticket.escalation_over_at is not None and _about_this_wait(ticket):
        return EscalationEnd.CLAIMED  # and whoever has it now, or nobody, is no matter of this round
    return end_reason(ticket) or (None if _about_this_wait(ticket) else EscalationEnd.ANSWERED)


def _is_left_behind(ticket: Ticket) -> bool:
    """Whether the next round was asked for while the workflow of the one before still sleeps."""
    asked = ticket.escalate_at is not None and ticket.escalation_wait is None
    return asked and not ticket.escalation_running and end_reason(ticket) is None


def _was_deescalated(ticket: Ticket) -> bool:
    """Whether a person ended the last round. Whatever ends that decision calls people anew, for the same reason too."""
    at, began = ticket.deescalated_at, ticket.escalation_started_at
    return at is not None and (began is None or at >= began)


def _about_this_wait(ticket: Ticket) -> bool:
    # Both are times of the platform. A message that arrives out of order may move the beginning of a wait back, but
    # only an answer moves it forward.
    if ticket.waiting_since is None:
        return False
    if ticket.escalation_wait is None:
        return ticket.escalation_running
    return ticket.waiting_since <= ticket.escalation_wait


@dataclass(frozen=True, slots=True, kw_only=True)
class DueWork:
    """What the sweep found to do for one ticket: the ticket as it is to be saved, and what follows from it."""

    ticket: Ticket
    missed: bool  # the first-response deadline passed
    resolution_missed: bool = False  # the resolution target passed
    acknowledge: bool
    escalate: bool
    reply: bool = False  # an agent's answer was begun and not finished
    look_up: bool = False  # what the message says is still to be found out
    follow: bool = False  # places in which people were told do not know what is so
    satisfaction: bool = False  # the customer is to be asked how it went, or thanked for the answer
    alert: bool = False  # people are to be told of a bad score, or that it is over
    warn: bool = False  # little may be left until a deadline


def due_work(
    ticket: Ticket,
    now: datetime,
    acknowledge_again: timedelta,
    *,
    covered_by_incident: bool = False,
    notify_from: datetime | None = None,
    covered_until: datetime | None = None,
) -> DueWork:
    """What is due at ``now``. An acknowledgement is put off by ``acknowledge_again``, lest it be asked for twice.

    ``notify_from``: when people may be told of a missed deadline, if not now (quiet hours, see ``sla.py``).
    ``covered_by_incident``: the ticket belongs to an open incident. Its missed deadline is recorded and nobody is
    notified: people know of the incident already. Whether it waits still when that is over is looked at again,
    at ``covered_until`` (``COVERED_AGAIN`` later if it is not said).
    """
    missed = ticket.misses_deadline(now)
    acknowledge = ticket.acknowledge_at is not None and ticket.acknowledge_at <= now
    after = ticket
    if missed:
        after = requested(after.breached(now), EscalationReason.FIRST_RESPONSE_MISSED, notify_from or now)
    resolution_missed = ticket.misses_resolution(now)
    if resolution_missed:
        after = requested(after.resolution_breached(now), EscalationReason.RESOLUTION_MISSED, notify_from or now)
    if acknowledge:
        after = replace(after, acknowledge_at=now + acknowledge_again)
    reply = ticket.reply_at is not None and ticket.reply_at <= now
    if reply:
        after = replace(after, reply_at=now + acknowledge_again)
    look_up = ticket.look_up_at is not None and ticket.look_up_at <= now
    if look_up:
        wanted = still_wanted(ticket.wanted_words, now)
        looks = [next_look(one.since, now) for one in wanted]
        if not ticket.wanted_words:  # of an earlier version, which asked for the message that opened the ticket
            looks = [next_look(ticket.created_at, now)]
        again = min((at for at in looks if at is not None), default=None)
        after = replace(after, look_up_at=again, wanted_words=wanted)
    follow = after.notices_due_at is not None and after.notices_due_at <= now
    if follow:
        after = replace(after, notices_at=now + acknowledge_again)
    satisfaction = ticket.satisfaction_due_at is not None and ticket.satisfaction_due_at <= now
    if satisfaction:
        after = replace(after, satisfaction_due_at=now + acknowledge_again)
    alert = ticket.satisfaction_alert_at is not None and ticket.satisfaction_alert_at <= now
    if alert:
        after = replace(after, satisfaction_alert_at=now + acknowledge_again)
    alert_over = ticket.satisfaction_alert_over_at is not None and ticket.satisfaction_alert_over_at <= now
    if alert_over:
        after = replace(after, satisfaction_alert_over_at=now + acknowledge_again)
    warn = ticket.warn_at is not None and ticket.warn_at <= now and ticket.is_open and not ticket.is_paused
    if warn:
        after = replace(after, warn_at=now + acknowledge_again)
    escalate = after.escalate_at is not None and after.escalate_at <= now
    if escalate and covered_by_incident and _is_about_a_deadline(after):
        escalate, after = False, replace(after, escalate_at=covered_until or now + COVERED_AGAIN)
    return DueWork(
        ticket=after,
        missed=missed,
        resolution_missed=resolution_missed,
        acknowledge=acknowledge,
        escalate=escalate,
        reply=reply,
        look_up=look_up,
        follow=follow,
        satisfaction=satisfaction,
        alert=alert or alert_over,
        warn=warn and not covered_by_incident,
    )


def _is_about_a_deadline(ticket: Ticket) -> bool:
    missed = (EscalationReason.FIRST_RESPONSE_MISSED, EscalationReason.RESOLUTION_MISSED)
    return ticket.escalation_reason in missed and not ticket.escalation_running


def execution_name(ticket_id: str, reason: str, escalation_round: int) -> str:
    """The name of the workflow's execution. Names stay reserved for 90 days, so a round is started once."""
    return sha256("\n".join((ticket_id, reason, str(escalation_round))).encode()).hexdigest()[:64]


def first_state(ticket: Ticket) -> Mapping[str, Any]:
    """The input of the workflow: ids, tier and instants, no text. The same round has the same input."""
    return {
        "ticket_id": ticket.id,
        "brand": ticket.brand,
        "reason": ticket.escalation_reason,
        "round": ticket.escalation_round,
        # Who holds the ticket is notified before everybody else.
        "tier": 0 if ticket.claimed_by is None else HOLDER,
        "exhausted": False,
        "lost": None,
        "end": None,
    }


def tier_at(tiers: Sequence[Tier], number: int, repeats: int = 0) -> Tier | None:
    """The tier of a step. ``HOLDER`` has the targets of the first tier; ``None`` when nobody is left.

    The last tier is told ``repeats`` times more.
    """
    if not tiers or number >= len(tiers) + repeats:
        return None
    if number >= len(tiers):
        return tiers[-1]
    return Tier(name=HOLDER_TIER_NAME, wait=HOLDER_WAIT, targets=tiers[0].targets) if number < 0 else tiers[number]


def is_last(tiers: Sequence[Tier], number: int, repeats: int = 0) -> bool:
    return number + 1 >= len(tiers) + repeats


def notification_key(ticket_id: str, escalation_round: int, tier: int, target: str) -> str:
    """The same for every attempt to tell one target of one tier. Holds no dot (Standard Webhooks forbids it)."""
    parts = (ticket_id, str(escalation_round), str(tier), target)
    return "esc_" + sha256("\n".join(parts).encode()).hexdigest()[:40]


def notification(ticket: Ticket, tier: Tier, number: int, *, at: datetime, link: str | None) -> dict[str, Any]:
    """What programs are told: which ticket, why and how urgent. No text, name or handle of a customer.

    ``link`` leads to the desk's page; there is none while its address is not known.
    """
    return {
        "type": "ticket.escalated",
        "timestamp": _iso(at),
        "data": {
            "ticket_id": ticket.id,
            "brand": ticket.brand,
            "channel": ticket.channel,
            "surface": ticket.surface.value,
            "visibility": ticket.visibility.value,
            "priority": ticket.priority.value,
            "category": ticket.category.value,
            "reasons": list(ticket.reasons),
            "team": ticket.team,
            "escalated_because": ticket.escalation_reason,
            "round": ticket.escalation_round,
            "tier": number + 1,
            "tier_name": tier.name,
            "waiting_since": _iso(ticket.waiting_since),
            "first_response_due_at": _iso(ticket.first_response_due_at),
            "resolution_due_at": _iso(ticket.resolution_due_at),
            "claimed_by": ticket.holder,
            **({} if link is None else {"link": link}),
        },
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
