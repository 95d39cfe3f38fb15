"""Saved replies: kept by supervisors, filled in by agents."""

from dataclasses import dataclass

from functions.api.ticket_resource import ReadTicket
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.errors import ConflictError, NotFoundError, RefusedError
from shared.domain.events.model import iso
from shared.domain.replies.saved import MAX_SAVED, SavedReply, filled
from shared.ports.configuration import BrandRepository
from shared.ports.saved import SavedReplyRepository
from shared.ports.time_and_language import Clock


class StaleReplyError(RefusedError):
    """Somebody has changed or deleted the saved reply since the caller read it."""

    def __init__(self) -> None:
        super().__init__("The saved reply has been changed or deleted since you read it; read it again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PutSavedReply:
    saved: SavedReplyRepository
    clock: Clock

    def __call__(
        self, caller: Caller, brand: str, reply_id: str, *, title: str, texts: dict[str, str], version: str | None
    ) -> SavedReply:
        """``version`` is that of the one to be replaced, as the caller has read it; ``None`` replaces any, or adds one.

        Raises ``StaleReplyError`` when it has changed since, ``RefusedError`` when a brand has as many as it may.
        """
        known = self.saved.of_brand(brand)
        before = next((reply for reply in known if reply.id == reply_id), None)
        if version is not None and (before is None or iso(before.updated_at) != version):
            raise StaleReplyError
        if len(known) >= MAX_SAVED and before is None:
            raise RefusedError(f"A brand has at most {MAX_SAVED} saved replies.", reason="too_many_saved")
        reply = SavedReply(
            id=reply_id,
            brand=brand,
            title=title,
            texts=texts,
            updated_at=self.clock.now(),
            updated_by=caller.name,
            updated_by_id=caller.id,
        )
        if version is None or before is None:
            return self.saved.put(reply)
        try:
            return self.saved.put(reply, seen=before.updated_at)
        except ConflictError:
            raise StaleReplyError from None


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
