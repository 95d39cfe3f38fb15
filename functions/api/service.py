"""What can be done with tickets. A ticket of a brand the token may not see does not exist for it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from shared.domain.access.tokens import Token
from shared.domain.errors import ConflictError, ContentGoneError, NotFoundError, RefusedError
from shared.domain.messages.model import Message
from shared.domain.tickets.changes import Change, changed, claimed, differences
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import Deadlines
from shared.domain.vocabulary import Priority
from shared.ports.configuration import BrandRepository
from shared.ports.objects import TextStore
from shared.ports.pages import Page
from shared.ports.repositories import HistoryRepository, MessageRepository, TicketRepository
from shared.ports.time_and_language import Clock

LATER = "~"  # stands in no cursor of a single list

TRIES = 5  # of a write that others keep overtaking

T = TypeVar("T")


class StaleVersionError(RefusedError):
    """The caller's picture of a ticket is old. ``current`` is the version now."""

    def __init__(self, current: int) -> None:
        super().__init__(f"The ticket is at version {current} now; read it again and decide anew.")
        self.current = current


class UnknownTeamError(RefusedError):
    """The brand has no such team. ``teams`` are those it has."""

    def __init__(self, teams: tuple[str, ...]) -> None:
        super().__init__(f"The teams of this brand are {', '.join(teams)}.")
        self.teams = teams


class TargetDeadlines(Protocol):
    def __call__(self, ticket: Ticket, priority: Priority) -> Deadlines | None:
        """The deadlines the ticket has with that priority, by the targets and hours of its brand."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTicket:
    tickets: TicketRepository

    def __call__(self, token: Token, ticket_id: str) -> Ticket:
        """Raises ``NotFoundError``."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None or not token.sees(ticket.brand):
            raise NotFoundError("There is no such ticket.")
        return ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMessages:
    """What was said, oldest first, with the texts that were put aside; what followed in private comes last."""

    read_ticket: ReadTicket
    messages: MessageRepository
    texts: TextStore

    def __call__(
        self, token: Token, ticket_id: str, *, limit: int, cursor: str | None
    ) -> Page[tuple[Message, str | None]]:
        """Raises ``NotFoundError``, and ``RefusedError`` for a cursor that is not ours."""
        ticket = self.read_ticket(token, ticket_id)
        places = ticket.conversations
        # The cursor of a later conversation begins with its number; those of the first are as they always were.
        number, later, inner = cursor.rpartition(LATER) if cursor is not None else ("", "", None)
        place = int(number) if later and re.fullmatch("[1-9][0-9]?", number, re.ASCII) else 0
        if place >= len(places) or (later and not place):
            raise RefusedError("cursor: belongs to another list")
        channel, conversation_id = places[place]
        page = self.messages.of_conversation(
            channel, ticket.account_id, conversation_id, limit=limit, cursor=inner or None
        )
        following = page.cursor
        if place > 0 and following is not None:
            following = f"{place}{LATER}{following}"
        elif following is None and place + 1 < len(places):
            following = f"{place + 1}{LATER}"
        # A private conversation may be older than the ticket it was joined to.
        items = (message for message in page.items if place == 0 or message.ticket_id == ticket.id)
        return Page(items=tuple((message, self._text(message)) for message in items), cursor=following)

    def _text(self, message: Message) -> str | None:
        if message.text is not None or message.text_key is None or message.deleted_at is not None:
            return message.text
        try:
            return self.texts.get(message.text_key)
        except ContentGoneError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHistory:
    read_ticket: ReadTicket
    history: HistoryRepository

    def __call__(self, token: Token, ticket_id: str, *, limit: int, cursor: str | None) -> Page[HistoryEntry]:
        """Raises ``NotFoundError``, and ``RefusedError`` for a cursor that is not ours."""
        ticket = self.read_ticket(token, ticket_id)
        return self.history.of_ticket(ticket.id, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTicket:
    """An agent takes a ticket, which ends its escalation. The same claim twice is one."""

    read_ticket: ReadTicket
    tickets: TicketRepository
    history: HistoryRepository
    clock: Clock

    def __call__(self, token: Token, ticket_id: str, *, agent: str, take_over: bool) -> Ticket:
        """Raises ``NotFoundError``, ``RefusedError``, ``ConflictError``."""
        return _with_tries(lambda: self._claim(token, ticket_id, agent, take_over=take_over))

    def _claim(self, token: Token, ticket_id: str, agent: str, *, take_over: bool) -> Ticket:
        now = self.clock.now()
        ticket = self.read_ticket(token, ticket_id)
        wanted = claimed(ticket, agent, take_over=take_over, now=now)
        if wanted is ticket:
            # It may be ours because a claim died between its two writes, or lost its answer.
            if not self._is_recorded(ticket):
                self.history.add(self._entry(token, ticket, None))
            return ticket
        saved = self.tickets.save(wanted)
        self.history.add(self._entry(token, saved, ticket.claimed_by))
        return saved

    def _entry(self, token: Token, ticket: Ticket, before: str | None) -> HistoryEntry:
        details = {"agent": ticket.claimed_by or ""}
        if before is not None:
            details["taken_from"] = before
        return HistoryEntry(
            ticket_id=ticket.id,
            at=self.clock.now(),
            key=f"claimed-{ticket.version}",
            what="claimed",
            actor=token.name,
            details=details,
        )

    def _is_recorded(self, ticket: Ticket) -> bool:
        latest: str | None = None
        cursor: str | None = None
        while True:
            page = self.history.of_ticket(ticket.id, limit=100, cursor=cursor)
            for entry in page.items:
                if entry.what == "claimed":
                    latest = entry.details.get("agent")
            cursor = page.cursor
            if cursor is None:
                return latest == ticket.claimed_by


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTicket:
    """A person changes status, team, priority or tags of the very version they have seen."""

    read_ticket: ReadTicket
    tickets: TicketRepository
    history: HistoryRepository
    brands: BrandRepository
    deadlines: TargetDeadlines
    clock: Clock

    def __call__(self, token: Token, ticket_id: str, *, version: int, change: Change) -> Ticket:
        """Raises ``NotFoundError``, ``StaleVersionError``, ``UnknownTeamError``, ``RefusedError``."""
        now = self.clock.now()
        ticket = self.read_ticket(token, ticket_id)
        if ticket.version != version:
            raise StaleVersionError(ticket.version)
        if change.team is not None and change.team != ticket.team:
            teams = self.brands.current(ticket.brand).teams
            if change.team not in teams:
                raise UnknownTeamError(teams)
        due = None if change.priority in (None, ticket.priority) else self.deadlines(ticket, change.priority)
        wanted = changed(ticket, change, deadlines=due, now=now)
        if wanted is ticket:
            return ticket
        try:
            saved = self.tickets.save(wanted)
        except ConflictError:
            raise StaleVersionError(self.read_ticket(token, ticket_id).version) from None
        self.history.add(
            HistoryEntry(
                ticket_id=ticket.id,
                at=now,
                key=f"changed-{saved.version}",
                what="changed",
                actor=token.name,
                details=differences(ticket, change),
            )
        )
        return saved


def _with_tries(act: Callable[[], T]) -> T:
    for _ in range(TRIES - 1):
        try:
            return act()
        except ConflictError:
            continue  # somebody wrote between our read and our write: read again
    return act()
