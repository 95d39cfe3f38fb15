"""Hides spam or abuse from the public, or shows it again, once it was decided. To hide twice is to hide once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from functions.respond.proposals.ports import ProposalPorts
from functions.respond.sending import called, update_account_state
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.sending import SendResult
from shared.domain.messages.model import Message
from shared.domain.outbox.rate_limits import RateLimit
from shared.domain.proposals.hiding import objection_to_hiding
from shared.domain.proposals.model import OPEN_FOR, Proposal, ProposalKind, ProposalState
from shared.domain.tickets.history import HistoryEntry
from shared.domain.vocabulary import SendClass

GIVE_UP_AFTER = timedelta(days=1)
_NOT_SUPPORTED = SendResult(outcome=SendClass.PERMANENT, error="not_supported")
_FOR_PEOPLE = ("switched_off", "incident_open", "has_ticket")
"""What speaks against hiding without a person, and not against one who decides it."""
_AGAIN = (SendClass.RETRY_AT, SendClass.RETRY_BACKOFF, SendClass.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class HideMessage(ProposalPorts):
    """The platform first, then the message and the history, then the proposal: whoever dies in between is repeated.

    May raise ``UpstreamError`` and ``ConflictError``.
    """

    def __call__(self, brand: Brand, account: Account, proposal: Proposal) -> Proposal:
        now = self.clock.now()
        hides = proposal.kind is ProposalKind.HIDE and proposal.state is ProposalState.ACCEPTED
        message = self.messages.get(proposal.channel, proposal.account_id, proposal.message_id or "")
        began = _decided(proposal)[0]
        too_late = now - began >= GIVE_UP_AFTER
        if proposal.is_automatic and not too_late and (message is None or not message.complete):
            return proposal  # store has proposed it and is about to write the message
        objection = self._objection(proposal, message, hides=hides)
        if objection in _FOR_PEOPLE:
            return self.proposals.save(proposal.reopened(objection, proposal.created_at + OPEN_FOR))
        if objection is not None or message is None:
            return self.proposals.save(proposal.failed(objection or "message_gone"))
        if message.hidden is hides:  # by a person in the platform's own tools, or by a run that died afterwards
            return self._ended(proposal, message, hides=hides)
        paused_until = self.accounts.get(account.channel, account.id).paused_until
        if paused_until is not None and paused_until > now:
            return proposal
        if hides and proposal.is_automatic and not self.rate_limits.take(_per_hour(brand, account, now)):
            return proposal
        hide = partial(_hidden, message_id=message.message_id, hidden=hides)
        result = called(self.gateways, account, self.gateways(account), hide)
        update_account_state(self.accounts, account.channel, account.id, result, now)
        if result.outcome is SendClass.SENT:
            by = _decided(proposal)[1]
            self.messages.save(replace(message, hidden=hides, hidden_at=now, hidden_by=by))
            return self._ended(proposal, message, hides=hides)
        if result.outcome not in _AGAIN or too_late:
            return self.proposals.save(proposal.failed(result.error or result.outcome.value))
        return proposal

    def _ended(self, proposal: Proposal, message: Message, *, hides: bool) -> Proposal:
        if message.ticket_id is not None:
            self.history.add(_entry(proposal, message, message.ticket_id, hides=hides))
        # As long as the message is kept, what was hidden can be shown again.
        kept_until = message.expires_at if hides else None
        return self.proposals.save(proposal.done(None, kept_until=kept_until))

    def _objection(self, proposal: Proposal, message: Message | None, *, hides: bool) -> str | None:
        """Why nothing is done now. What is shown again needs no reason."""
        if not hides:
            return "message_gone" if message is None or message.deleted_at is not None else None
        ticket = None if message is None or message.ticket_id is None else self.tickets.get(message.ticket_id)
        if not proposal.is_automatic:
            return objection_to_hiding(message, self.policies(proposal.channel), ticket=ticket)
        if self.switches.automatic_answers(proposal.brand, proposal.channel) != "on":
            return "switched_off"
        if any(incident.concerns(proposal.channel) for incident in self.incidents.open_for(proposal.brand)):
            return "incident_open"
        if ticket is not None:
            return "has_ticket"  # somebody may wait for an answer by now
        return objection_to_hiding(message, self.policies(proposal.channel))


def _entry(proposal: Proposal, message: Message, ticket_id: str, *, hides: bool) -> HistoryEntry:
    what = "message_hidden" if hides else "message_shown_again"
    at, by = _decided(proposal)
    return HistoryEntry(
        ticket_id=ticket_id,
        at=at,
        key=f"{what}#{message.message_id}",
        what=what,
        actor=(proposal.actor if hides else None) or by,
        details={"agent": by, "message_id": message.message_id, "category": str(message.category or "")},
    )


def _decided(proposal: Proposal) -> tuple[datetime, str]:
    """When and by whom what is done now was decided."""
    if proposal.state is ProposalState.REVERTING:
        return proposal.reverted_at or proposal.created_at, proposal.reverted_by or ""
    return proposal.decided_at or proposal.created_at, proposal.decided_by or ""


def _hidden(gateway: object, message_id: str, *, hidden: bool) -> SendResult:
    hide = getattr(gateway, "hide", None)
    return _NOT_SUPPORTED if hide is None else hide(message_id, hidden=hidden)


def _per_hour(brand: Brand, account: Account, now: datetime) -> RateLimit:
    """What nobody decided, in one hour: a classifier that goes wrong must not empty a page."""
    return RateLimit(
        scope=f"hides/{account.channel}/{account.id}",
        window=f"{now:%Y-%m-%dT%H}",
        limit=brand.proposals.hides_per_hour,
        ends_at=now + timedelta(hours=2),
    )
