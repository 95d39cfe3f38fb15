"""An agent's reply. It is requested here and sent by respond, the only function that calls platforms."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from functions.api.claiming import ClaimTicket
from functions.api.ticket_resource import ReadTicket
from shared.contracts.replies import ReplyResult
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.errors import RefusedError
from shared.domain.replies.model import Mode, Refusal, RefusalReason, ReplyIntent, ReplyRoute
from shared.domain.replies.record import Reply, key_of
from shared.domain.replies.routes import account_refusal, route_for
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Visibility
from shared.ports.outbox import AccountStates
from shared.ports.time_and_language import Clock


class ReplyClient(Protocol):
    def reply(self, intent: ReplyIntent) -> ReplyResult | None:
        """Have it sent; ``None`` if sending goes on for longer than we can wait. Raises ``UpstreamError``."""
        ...


class ReplyRecords(Protocol):
    def get(self, ticket_id: str, key: str, number: int) -> Reply | None: ...


class ClaimedByOtherError(RefusedError):
    """A colleague holds the ticket."""


class ChangedMeanwhileError(RefusedError):
    """The agent has read an older version of the ticket. ``ticket`` is the present one."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__("The ticket has changed since you read it; read it again and decide anew.")
        self.ticket = ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateReply:
    """A ticket that a colleague holds is replied to only with ``take_over``, which claims it."""

    read_ticket: ReadTicket
    claim_ticket: ClaimTicket
    records: ReplyRecords
    client: ReplyClient

    def __call__(
        self,
        caller: Caller,
        ticket_id: str,
        *,
        key: str,
        mode: Mode,
        text: str,
        private_text: str | None,
        agent: ActingAgent,
        initials: str | None,
        attachments: tuple[str, ...] = (),
        take_over: bool,
        allow_personal_data: bool,
        beside_another: bool,
        seen_version: int | None,
    ) -> ReplyResult | None:
        """``None`` if sending goes on for longer than we can wait. Raises ``NotFoundError``, ``UpstreamError``,
        ``ClaimedByOtherError``, ``ChangedMeanwhileError``.
        """
        ticket = self.read_ticket(caller, ticket_id)
        if self._is_repeated(ticket, key):
            seen_version = None
        elif seen_version not in (None, ticket.version):
            raise ChangedMeanwhileError(ticket)
        elif ticket.is_open and ticket.claimed_by not in (None, agent.id):
            if not take_over:
                raise ClaimedByOtherError(f"{ticket.holder} has claimed this ticket; send take_over to reply.")
            taken = self.claim_ticket(caller, ticket_id, agent=agent, take_over=True)
            seen_version = None if seen_version is None else taken.version
        result = self.client.reply(
            ReplyIntent(
                ticket_id=ticket.id,
                key=key,
                mode=mode,
                text=text,
                private_text=private_text,
                agent=agent.name,
                initials=initials or agent.initials,
                attachments=attachments,
                actor=caller.name,
                actor_id=caller.id,
                allow_personal_data=allow_personal_data,
                seen_version=seen_version,
                agent_id=agent.id,
                beside_another=beside_another,
            )
        )
        if result is not None and result.refused is not None and result.refused.reason is RefusalReason.CHANGED:
            raise ChangedMeanwhileError(self.read_ticket(caller, ticket_id))
        return result

    def _is_repeated(self, ticket: Ticket, key: str) -> bool:
        """The same request again is answered with what became of it, whoever holds the ticket now."""
        return self.records.get(ticket.id, key_of(ticket.id, key), 1) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReplyOptions:
    """How a ticket can be replied to at this moment."""

    read_ticket: ReadTicket
    accounts: AccountStates
    policies: Callable[[str], ChannelPolicy]
    clock: Clock

    def __call__(self, caller: Caller, ticket_id: str) -> tuple[Ticket, dict[Visibility, ReplyRoute | Refusal]]:
        """Raises ``NotFoundError``."""
        ticket = self.read_ticket(caller, ticket_id)
        now = self.clock.now()
        routes = {visibility: route_for(ticket, visibility, self.policies, now) for visibility in Visibility}
        return ticket, {visibility: self._unless_stopped(ticket, route) for visibility, route in routes.items()}

    def _unless_stopped(self, ticket: Ticket, route: ReplyRoute | Refusal) -> ReplyRoute | Refusal:
        if isinstance(route, Refusal):
            return route
        return account_refusal(self.accounts.get(route.channel, ticket.account_id)) or route
