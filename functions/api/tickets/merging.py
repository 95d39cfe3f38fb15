"""A supervisor merges two tickets of one customer."""

from dataclasses import dataclass, replace
from datetime import datetime

from functions.api.claiming import audit_entry, with_retries
from functions.api.ticket_resource import ReadTicket
from shared.domain.access.callers import Caller
from shared.domain.channels.policy import Policies
from shared.domain.tickets.clocks import with_clocks
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.merging import as_merged, check_merge, with_merged
from shared.domain.tickets.model import Ticket
from shared.ports.collaboration import MentionIndex
from shared.ports.configuration import BrandRepository
from shared.ports.repositories import ConversationRepository, TicketLinks, TicketRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeTickets:
    """The ticket that stays first, together with a mark on the other one, then where new messages go, and the merged
    ticket last.

    So every step may be repeated, and a message that comes between them is in one of the two. The merged ticket is the
    proof that all before it was done. The mark keeps merges that cross apart: one of them meets it and changes nothing.
    Each of the two says who merged them from the moment at which it is changed.
    """

    read_ticket: ReadTicket
    tickets: TicketRepository
    conversations: ConversationRepository
    incidents: TicketLinks
    mentions: MentionIndex
    brands: BrandRepository
    policies: Policies
    clock: Clock

    def __call__(self, caller: Caller, ticket_id: str, into_id: str) -> Ticket:
        """The ticket that stands for both. Raises ``NotFoundError``, ``RefusedError``, ``ConflictError``."""
        return with_retries(lambda: self._merge(caller, ticket_id, into_id))

    def _merge(self, caller: Caller, ticket_id: str, into_id: str) -> Ticket:
        merged, into = self.read_ticket(caller, ticket_id), self.read_ticket(caller, into_id)
        now = self.clock.now()
        check_merge(merged, into)
        if merged.merged_into is None:
            after = with_merged(into, merged, now=now)
            if after is not into or merged.merging_into is None:
                details = {"merged_ticket": merged.id, "by": caller.name}
                entries = [audit_entry(into, "merged_in", caller, now, details, about=merged.id)]
                if into.claimed_by is not None and after.claimed_by is None:
                    entries.append(_release(into, merged, now))
                brand = self.brands.current(into.brand)
                stays = with_clocks(into, after, brand, now, self.policies)
                begun = replace(merged, merging_into=into.id)
                into, merged = self.tickets.save_together([stays, begun], *entries)
            if merged.incident_id is not None and into.incident_id == merged.incident_id:
                # So that whoever reported the outage is told of its end here.
                self.incidents.link_ticket(merged.incident_id, into.id, customer_id=into.customer_id, at=now)
            self._lead(merged, into)
            for agent_id in merged.mentioned:
                self.mentions.put(into.brand, agent_id, into.id, at=now, expires_at=into.expires_at)
                self.mentions.remove(merged.brand, agent_id, merged.id)
            entry = audit_entry(merged, "merged", caller, now, {"into": into.id, "by": caller.name})
            self.tickets.save(as_merged(merged, into.id, now=now), entry)
        return into

    def _lead(self, merged: Ticket, into: Ticket) -> None:
        """What the customer writes in the conversations of the merged ticket joins the other one."""
        for channel, conversation_id in merged.conversations:
            known = self.conversations.get(channel, merged.account_id, conversation_id)
            if known is not None and known.open_ticket_id == merged.id:
                self.conversations.save(replace(known, open_ticket_id=into.id, previous_ticket_id=merged.id))


def _release(into: Ticket, merged: Ticket, now: datetime) -> HistoryEntry:
    details = {"released_from": into.holder or "", "reason": "danger"}
    return HistoryEntry(ticket_id=into.id, at=now, key=f"released-{merged.id}", what="released", details=details)
