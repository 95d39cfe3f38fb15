"""An agent's answer: asked for here, sent by respond, which alone talks to platforms."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from functions.api.problems import ProblemError
from functions.api.requests import CreateReplyRequest
from functions.api.service import ReadTicket
from shared.contracts.replies import ReplyResult
from shared.domain.access.tokens import Scope, Token
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.replies.rules import Refusal, ReplyIntent, ReplyRoute, way
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Visibility
from shared.ports.time_and_language import Clock


class ReplyClient(Protocol):
    def reply(self, wish: ReplyIntent) -> ReplyResult | None:
        """Have it sent; ``None`` when that takes longer than we can wait, and goes on. Raises ``UpstreamError``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTicket:
    read_ticket: ReadTicket
    replier: ReplyClient

    def __call__(self, token: Token, ticket_id: str, asked: CreateReplyRequest, key: str) -> ReplyResult | None:
        """Raises ``NotFoundError``; ``ProblemError`` 403 for an override without its scope."""
        ticket = self.read_ticket(token, ticket_id)
        if asked.allow_personal_data and not token.may(Scope.REPLIES_OVERRIDE):
            raise ProblemError(
                403,
                f"Publishing personal data needs the scope {Scope.REPLIES_OVERRIDE}.",
                headers={
                    "WWW-Authenticate": 'Bearer realm="nightdesk", error="insufficient_scope", '
                    f'scope="{Scope.REPLIES_OVERRIDE}"'
                },
            )
        return self.replier.reply(
            ReplyIntent(
                ticket_id=ticket.id,
                key=key,
                mode=asked.visibility,
                text=asked.text,
                private_text=asked.private_text,
                agent=asked.agent or token.name,
                initials=asked.initials,
                actor=token.name,
                allow_personal_data=asked.allow_personal_data,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReplyOptions:
    """How a ticket can be answered at this moment, for whoever writes the answer."""

    read_ticket: ReadTicket
    policies: Callable[[str], ChannelPolicy]
    clock: Clock

    def __call__(self, token: Token, ticket_id: str) -> tuple[Ticket, dict[Visibility, ReplyRoute | Refusal]]:
        """Raises ``NotFoundError``."""
        ticket = self.read_ticket(token, ticket_id)
        now = self.clock.now()
        return ticket, {visibility: way(ticket, visibility, self.policies, now) for visibility in Visibility}
