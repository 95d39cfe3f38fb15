"""Saved replies: kept by supervisors, filled in by agents."""

from dataclasses import dataclass

from functions.api.ticket_resource import ReadTicket
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.errors import NotFoundError, RefusedError
from shared.domain.replies.saved import MAX_SAVED, SavedReply, filled
from shared.ports.configuration import BrandRepository
from shared.ports.saved import SavedReplyRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class PutSavedReply:
    saved: SavedReplyRepository
    clock: Clock

    def __call__(self, caller: Caller, brand: str, reply_id: str, *, title: str, texts: dict[str, str]) -> SavedReply:
        """Raises ``RefusedError`` when the brand has as many as it may have."""
        known = self.saved.of_brand(brand)
        if len(known) >= MAX_SAVED and reply_id not in {reply.id for reply in known}:
            raise RefusedError(f"A brand has at most {MAX_SAVED} saved replies.")
        return self.saved.put(
            SavedReply(
                id=reply_id,
                brand=brand,
                title=title,
                texts=texts,
                updated_at=self.clock.now(),
                updated_by=caller.name,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UseSavedReply:
    read_ticket: ReadTicket
    saved: SavedReplyRepository
    brands: BrandRepository

    def __call__(
        self, caller: Caller, reply_id: str, *, ticket_id: str, language: str | None, agent: ActingAgent
    ) -> tuple[str, str]:
        """Language and text, in the language asked for, else the ticket's, else the brand's, else any.

        Raises ``NotFoundError``.
        """
        ticket = self.read_ticket(caller, ticket_id)
        reply = self.saved.get(ticket.brand, reply_id)
        if reply is None:
            raise NotFoundError("There is no such saved reply.")
        wanted = (
            language or ticket.language,
            ticket.language,
            self.brands.current(ticket.brand).default_language,
            *sorted(reply.texts),
        )
        chosen = next(each for each in wanted if each in reply.texts)
        text = filled(
            reply.texts[chosen],
            customer=ticket.customer_name or ticket.customer_handle or "",
            agent=agent.name,
            ticket=ticket.id,
        )
        self.saved.count_use(ticket.brand, reply_id)
        return chosen, text
