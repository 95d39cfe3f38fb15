"""An agent's reply. It is requested here and sent by respond, the only function that calls platforms."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from functions.api.ticket_resource import ReadTicket
from shared.contracts.replies import ReplyResult
from shared.domain.access.tokens import Token
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.replies.rules import Mode, Refusal, ReplyIntent, ReplyRoute, route_for
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Visibility
from shared.ports.time_and_language import Clock


class ReplyClient(Protocol):
    def reply(self, intent: ReplyIntent) -> ReplyResult | None:
        """Have it sent; ``None`` if sending goes on for longer than we can wait. Raises ``UpstreamError``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateReply:
    read_ticket: ReadTicket
    client: ReplyClient

    def __call__(
        self,
        token: Token,
        ticket_id: str,
        *,
        key: str,
        mode: Mode,
        text: str,
        private_text: str | None,
        agent: str,
        initials: str | None,
        allow_personal_data: bool,
    ) -> ReplyResult | None:
        """``None`` if sending goes on for longer than we can wait. Raises ``NotFoundError``, ``UpstreamError``."""
        ticket = self.read_ticket(token, ticket_id)
        return self.client.reply(
            ReplyIntent(
                ticket_id=ticket.id,
                key=key,
                mode=mode,
                text=text,
                private_text=private_text,
                agent=agent,
                initials=initials,
                actor=token.name,
                allow_personal_data=allow_personal_data,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReplyOptions:
    """How a ticket can be replied to at this moment."""

    read_ticket: ReadTicket
    policies: Callable[[str], ChannelPolicy]
    clock: Clock

    def __call__(self, token: Token, ticket_id: str) -> tuple[Ticket, dict[Visibility, ReplyRoute | Refusal]]:
        """Raises ``NotFoundError``."""
        ticket = self.read_ticket(token, ticket_id)
        now = self.clock.now()
        return ticket, {visibility: route_for(ticket, visibility, self.policies, now) for visibility in Visibility}
