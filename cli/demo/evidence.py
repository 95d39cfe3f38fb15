"""What a run of the demo left behind, read from where the desk itself keeps it."""

import json
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import httpx

from cli.traffic.accounting import READERS, RecordedOutcome
from shared.domain.messages.model import Message
from shared.domain.tickets.excerpt import in_words
from shared.domain.tickets.history import HistoryEntry, stated_entries
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Priority
from shared.ports.repositories import HistoryRepository, MessageRepository, TicketRepository

TAKEN = (200, 201)
RANK = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}


def ticket_ids(outcomes: Iterable[Sequence[RecordedOutcome]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.ticket_id for group in outcomes for found in group if found.ticket_id))


def read_tickets(ids: Sequence[str], tickets: TicketRepository) -> tuple[Ticket, ...]:
    with ThreadPoolExecutor(READERS) as pool:
        return tuple(ticket for ticket in pool.map(tickets.get, ids) if ticket is not None)


def read_histories(tickets: Sequence[Ticket], histories: HistoryRepository) -> Mapping[str, tuple[HistoryEntry, ...]]:
    def whole(ticket: Ticket) -> tuple[HistoryEntry, ...]:
        return histories.of_ticket(ticket.id, limit=200, stated=stated_entries(ticket)).items

    with ThreadPoolExecutor(READERS) as pool:
        return dict(zip((ticket.id for ticket in tickets), pool.map(whole, tickets), strict=True))


def most_urgent(tickets: Iterable[Ticket], count: int) -> list[Ticket]:
    """Those that wait for a person, the most urgent and then the longest waiting first."""
    waiting = [ticket for ticket in tickets if ticket.waits_for_us and ticket.claimed_by is None]
    return sorted(waiting, key=_urgency)[:count]


def _urgency(ticket: Ticket) -> tuple[int, bool, bool, datetime]:
    """By priority; tickets of an incident last, since one answer goes to all; then who asks for help at once."""
    return (
        RANK[ticket.priority],
        ticket.incident_id is not None,
        ticket.category is not Category.URGENT_REQUEST,
        ticket.deadline or ticket.created_at,
    )


# --- acknowledgements -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """An answer that reached the platform, beside what it answers."""

    channel: str
    customer: str
    answer: str


def calls(simulator_url: str, since: datetime) -> list[dict[str, Any]]:
    """What the simulator of the platforms was asked to do since then."""
    answer = httpx.get(f"{simulator_url}/calls", timeout=30, trust_env=False)
    answer.raise_for_status()
    return [call for call in answer.json() if datetime.fromisoformat(call["at"]) >= since]


SAID_OTHERWISE = frozenset({"replied", "incident_pointer", "incident_follow_up", "thanked_in_public"})
"""Entries of a history that name a message of ours which is no acknowledgement."""


def otherwise_said(
    tickets: Iterable[Ticket], histories: Mapping[str, Sequence[HistoryEntry]], messages: MessageRepository
) -> frozenset[str]:
    """The texts of answers of people, of lines about the outage and of thank-yous."""
    named = [
        (entry.details.get("channel") or ticket.channel, ticket.account_id, entry.details.get("message_id", ""))
        for ticket in tickets
        for entry in histories.get(ticket.id, ())
        if entry.what in SAID_OTHERWISE
    ]
    with ThreadPoolExecutor(READERS) as pool:
        found = pool.map(lambda place: messages.get(*place), dict.fromkeys(named))
        return frozenset(message.text for message in found if message is not None and message.text)


def acknowledged(
    made: Iterable[Mapping[str, Any]],
    tickets: Iterable[Ticket],
    messages: Mapping[str, Message],
    others: Container[str] = (),
) -> list[Acknowledged]:
    """Pairs every text that was sent with the message of the customer it went to, but for ``others``.

    A call names the message it answers, or the person it goes to: ids of some ten digits and more, which do not
    occur in each other.
    """
    by_id: dict[str, Ticket] = {}
    for ticket in tickets:
        by_id[ticket.last_message_id] = by_id[ticket.opening_message_id] = ticket
        if ticket.author_id is not None:
            by_id.setdefault(f"{ticket.channel}/{ticket.author_id}", ticket)
    pairs = []
    for call in made:
        text = sent_text(call)
        if text is None or text in others:
            continue
        answered = _answered(call, by_id)
        if answered is None:
            continue
        message = messages.get(answered.last_message_id) or messages.get(answered.opening_message_id)
        asked = (message.text if message is not None else None) or in_words(answered.shown_excerpt, "en")
        pairs.append(Acknowledged(channel=answered.channel, customer=asked, answer=text))
    return pairs


def _answered(call: Mapping[str, Any], by_id: Mapping[str, Ticket]) -> Ticket | None:
    where = unquote(f"{call['path']} {json.dumps(call.get('body'))} {json.dumps(call.get('query'))}")
    words = "".join(letter if letter.isalnum() or letter in "_-" else " " for letter in where).split()
    for word in words:
        found = by_id.get(word) or by_id.get(f"{call['channel']}/{word}")
        if found is not None:
            return found
    # Some ids are longer than a word, and a token stands for a message whose number it bears.
    held = (ticket for name, ticket in by_id.items() if ticket.channel == call["channel"] and _id(name) in where)
    return next(held, None)


def _id(name: str) -> str:
    return name.rpartition("/")[2]


_TEXTS = (("message", "text"), ("text", "body"), ("record", "text"), ("message",), ("text",), ("status",))
"""Where a text stands in what is sent, by platform."""


def sent_text(call: Mapping[str, Any]) -> str | None:
    """The text of a message that a gateway sent; ``None`` for other calls."""
    if call["method"] != "POST" or call["status"] not in TAKEN:
        return None
    body = call.get("body")
    listed = body.get("messages") if isinstance(body, Mapping) else None
    sent = listed[0] if isinstance(listed, list) and listed else body
    return next((text for path in _TEXTS if (text := _at(sent, path)) is not None), None)


def _at(held: Any, path: Sequence[str]) -> str | None:
    for name in path:
        held = held.get(name) if isinstance(held, Mapping) else None
    return held if isinstance(held, str) else None


def not_sent(tickets: Iterable[Ticket], histories: Mapping[str, Sequence[HistoryEntry]]) -> Counter[str]:
    """Why tickets have no acknowledgement: the last reason of each."""
    reasons: Counter[str] = Counter()
    for ticket in tickets:
        if ticket.acknowledged_at is not None:
            continue
        last = None
        for entry in histories.get(ticket.id, ()):
            given = entry.details.get("acknowledgement") if entry.what == "opened" else None
            if entry.what.startswith("acknowledgement_"):
                given = entry.details.get("reason") or entry.details.get("class") or entry.what
            last = given or last
        if last is not None:
            reasons[last] += 1
    return reasons


# --- escalations ------------------------------------------------------------------------------------------------------


JOINT = "by a joint notice"
"""Stands for the tiers that were told of this ticket by the notice of another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """One round: why, which tiers were told (in order), and how it ended (``None``: it goes on)."""

    ticket_id: str
    reason: str
    tiers: tuple[str, ...]
    end: str | None


def escalations(histories: Mapping[str, Sequence[HistoryEntry]]) -> list[Escalation]:
    found = []
    for ticket_id, entries in histories.items():
        for begun in (entry for entry in entries if entry.what == "escalated"):
            same = [entry for entry in entries if entry.details.get("round") == begun.details.get("round")]
            tiers = dict.fromkeys(
                entry.details.get("tier", "") if entry.what == "notified" else JOINT
                for entry in same
                if entry.what in ("notified", "told_with")
            )
            ends = [entry.details.get("end") for entry in same if entry.what == "escalation_ended"]
            found.append(
                Escalation(
                    ticket_id=ticket_id,
                    reason=begun.details.get("reason", ""),
                    tiers=tuple(tiers),
                    end=ends[-1] if ends else None,
                )
            )
    return found


def notifications(made: Iterable[Mapping[str, Any]]) -> int:
    """How many notifications the stand-in of the brand's on-call webhook took."""
    return sum(call["status"] == 200 and _is_notification(call.get("body")) for call in made)


def _is_notification(body: Any) -> bool:
    return isinstance(body, Mapping) and str(body.get("type", "")).startswith("ticket.")


# --- listening --------------------------------------------------------------------------------------------------------


def less(after: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    """The figures of this run alone: those of an earlier run taken away."""
    return {name: count - before.get(name, 0) for name, count in after.items()}
