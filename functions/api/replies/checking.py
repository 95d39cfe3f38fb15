"""Looks at the draft of a reply as sending would, and sends nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from functions.api.ticket_resource import ReadTicket
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.channels.text_length import length
from shared.domain.privacy.outbound_guard import check
from shared.domain.privacy.personal_data.finding import Finding
from shared.domain.replies.model import Mode, Refusal, ReplyIntent
from shared.domain.replies.routes import account_refusal, route_for
from shared.domain.replies.text import compose, initials_of, signed
from shared.domain.vocabulary import Visibility
from shared.ports.configuration import BrandRepository
from shared.ports.outbox import AccountStates
from shared.ports.time_and_language import Clock, PhoneFinder


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedReply:
    """``refusal`` is why it could not be sent. Without a way to the customer there is no length and no limit."""

    refusal: Refusal | None
    length: int | None = None
    limit: Length | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReply:
    read_ticket: ReadTicket
    accounts: AccountStates
    brands: BrandRepository
    phones: PhoneFinder
    policies: Callable[[str], ChannelPolicy]
    clock: Clock

    def __call__(
        self,
        caller: Caller,
        ticket_id: str,
        *,
        text: str,
        visibility: Visibility,
        agent: ActingAgent,
        initials: str | None,
    ) -> CheckedReply:
        """Raises ``NotFoundError``."""
        ticket = self.read_ticket(caller, ticket_id)
        route = route_for(ticket, visibility, self.policies, self.clock.now())
        if isinstance(route, Refusal):
            return CheckedReply(refusal=route)
        stopped = account_refusal(self.accounts.get(route.channel, ticket.account_id))
        brand = self.brands.current(ticket.brand)
        region = brand.calendar.holiday_country or "FR"
        mark = initials_of(
            ReplyIntent(
                ticket_id=ticket.id,
                key="",
                mode=Mode(visibility.value),
                text=text,
                agent=agent.name,
                initials=initials or agent.initials,
                actor=caller.name,
            )
        )

        def find_phones(given: str) -> list[tuple[int, int]]:
            return list(self.phones.find(given, region))

        composed = compose(text, route, initials=mark, find_phones=find_phones, own=brand.public_contacts)
        public = visibility is Visibility.PUBLIC
        plain = text.strip()
        return CheckedReply(
            refusal=stopped or (composed if isinstance(composed, Refusal) else None),
            length=length(signed(plain, mark) if public and mark else plain, route.limit.unit),
            limit=route.limit,
            findings=check(text, visibility, find_phones=find_phones, own=brand.public_contacts),
        )
