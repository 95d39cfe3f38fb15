"""Hiding a message from the public, and showing it again: a person decides, respond does it."""

from dataclasses import dataclass

from functions.api.ticket_messages import message_of
from functions.api.ticket_resource import ReadTicket
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.channels.policy import Policies
from shared.domain.errors import NotFoundError, RefusedError
from shared.domain.messages.model import Message
from shared.domain.proposals.hiding import as_it_stands, hide_of_message, objection_to_hiding
from shared.domain.proposals.model import Proposal, ProposalKind, ProposalState, proposal_id
from shared.domain.proposals.objections import Objection
from shared.ports.configuration import BrandRepository
from shared.ports.proposals import ProposalRepository
from shared.ports.repositories import MessageRepository
from shared.ports.time_and_language import Clock
from shared.ports.workflows import ProposalCarrier

_WORDS = {
    Objection.NOT_SUPPORTED: "Nothing can be hidden on this channel through its interface.",
    Objection.MESSAGE_GONE: "The customer's message is gone.",
    Objection.OUR_OWN: "It is a message of ours.",
    Objection.NOT_UNDER_OUR_POSTS: "Only comments under our own posts can be hidden.",
    Objection.CRITICISM: "Criticism is never hidden, only spam and abuse are. If it is one of these, correct the "
    "category of the ticket that it opened first.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HideMessages:
    """The decision is kept as a proposal, one for each message: who hid it, who showed it again, and when."""

    read_ticket: ReadTicket
    messages: MessageRepository
    proposals: ProposalRepository
    brands: BrandRepository
    carrier: ProposalCarrier
    policies: Policies
    clock: Clock

    def hide(self, caller: Caller, ticket_id: str, message_id: str, *, agent: ActingAgent) -> Proposal:
        """Raises ``NotFoundError``, ``RefusedError``, ``ConflictError``, ``UpstreamError``."""
        ticket = self.read_ticket(caller, ticket_id)
        message = message_of(self.messages, ticket, message_id)
        objection = objection_to_hiding(message, self.policies(message.channel), ticket=ticket)
        if objection is not None:
            raise RefusedError(_WORDS[objection], reason="hiding_not_now")
        now = self.clock.now()
        known = self._known(ticket.brand, message)
        if known is None:
            proposed = hide_of_message(self.brands.current(ticket.brand), message, now)
            self.proposals.propose(proposed)
            known = self.proposals.get(ticket.brand, proposed.id) or proposed
        known = self._as_it_stands(known)
        return self._carried_out(known, known.hidden(agent.name, now, actor=caller.name))

    def show(self, caller: Caller, ticket_id: str, message_id: str, *, agent: ActingAgent) -> Proposal:
        """Raises as ``hide``. What was hidden in the platform's own tools is shown again there."""
        ticket = self.read_ticket(caller, ticket_id)
        message = message_of(self.messages, ticket, message_id)
        known = self._known(ticket.brand, message)
        if known is None:
            known = self._remembered(ticket.brand, message)
        known = self._as_it_stands(known)
        return self._carried_out(known, known.reverting(agent.name, self.clock.now()))

    def _remembered(self, brand_id: str, message: Message) -> Proposal:
        """The message knows by whom it was hidden, where the decision is not kept."""
        if not message.hidden or message.hidden_by is None:
            raise RefusedError("It was not hidden here.", reason="not_hidden_here")
        at = message.hidden_at or self.clock.now()
        hidden = hide_of_message(self.brands.current(brand_id), message, at).hidden(message.hidden_by, at)
        made = hidden.done(None, kept_until=message.expires_at)
        self.proposals.propose(made)
        return self.proposals.get(brand_id, made.id) or made

    def revert(self, brand_id: str, name: str, *, agent: ActingAgent) -> Proposal:
        """What was hidden is shown again. Raises as ``hide``."""
        known = self.proposals.get(brand_id, name)
        if known is None:
            raise NotFoundError("There is no such proposal.")
        known = self._as_it_stands(known)
        return self._carried_out(known, known.reverting(agent.name, self.clock.now()))

    def _known(self, brand_id: str, message: Message) -> Proposal | None:
        about = (message.channel, message.account_id, message.message_id)
        return self.proposals.get(brand_id, proposal_id(ProposalKind.HIDE, *about))

    def _as_it_stands(self, known: Proposal) -> Proposal:
        return as_it_stands(known, self.messages.get(known.channel, known.account_id, known.message_id or ""))

    def _carried_out(self, known: Proposal, decided: Proposal) -> Proposal:
        """Asked for once more, it goes on with what was begun."""
        after = decided if decided is known else self.proposals.save(decided)
        if after.state in (ProposalState.ACCEPTED, ProposalState.REVERTING):
            self.carrier.carry_out(after.brand, after.id)
        return after
