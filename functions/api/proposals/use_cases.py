"""Proposals: what a person decides on before it is said in public."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from shared.contracts.replies import ReplyResult
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.brand.model import Brand
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.text_length import fits
from shared.domain.errors import ConflictError, NotFoundError, RefusedError
from shared.domain.messages.model import Message
from shared.domain.privacy.outbound_guard import check
from shared.domain.proposals.hiding import as_it_stands, objection_to_hiding
from shared.domain.proposals.model import MESSAGE_EDITED, WAITING, Proposal, ProposalKind, ProposalState, proposal_id
from shared.domain.proposals.objections import Objection
from shared.domain.proposals.rules import is_gone, is_reworded, objection_to_thanks, thanks_of
from shared.domain.proposals.said import MAX_READ as MAX_OF_THREAD
from shared.domain.proposals.said import is_answered, objection_in, thread_of
from shared.domain.proposals.thanks import ThanksOutcome, concluded, intent_of, thanked
from shared.domain.replies.model import ReplyIntent
from shared.domain.tickets.excerpt import excerpt_of
from shared.domain.vocabulary import Visibility
from shared.ports.configuration import BrandRepository
from shared.ports.pages import Page
from shared.ports.proposals import ProposalRepository
from shared.ports.repositories import HistoryRepository, IncidentRepository, MessageRepository, TicketRepository
from shared.ports.time_and_language import Clock
from shared.ports.workflows import ProposalCarrier

MAX_READ = 50
"""Customers' messages that one list shows."""

MAX_PAGES = 5
"""Pages read for one list: what is too late or taken back is left out of it."""


class ReplySender(Protocol):
    def reply(self, intent: ReplyIntent) -> ReplyResult | None:
        """Have an agent's answer sent, once for its key. Raises ``UpstreamError``."""
        ...


class DecidedError(RefusedError):
    """Somebody else has decided. ``proposal`` is as it stands."""


Shown = tuple[Proposal, Message | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListProposals:
    """Newest first, each with the customer's message that it is about."""

    proposals: ProposalRepository
    messages: MessageRepository
    clock: Clock

    def __call__(
        self,
        brand_id: str,
        *,
        states: frozenset[ProposalState] = WAITING,
        kinds: frozenset[ProposalKind],
        limit: int,
        cursor: str | None = None,
    ) -> Page[Shown]:
        """Raises ``InvalidCursorError``."""
        limit, shown = min(limit, MAX_READ), list[Shown]()
        for _ in range(MAX_PAGES):
            page = self.proposals.page_of(brand_id, kinds=kinds, states=states, limit=limit - len(shown), cursor=cursor)
            shown += self._shown(page.items)
            cursor = page.cursor
            if cursor is None or len(shown) == limit:
                break
        return Page(items=tuple(shown), cursor=cursor)

    def of_ticket(self, brand_id: str, ticket_id: str, *, states: frozenset[ProposalState] = WAITING) -> Page[Shown]:
        """The thank-you for this ticket, if there is one."""
        found = self.proposals.get(brand_id, proposal_id(ProposalKind.THANK_YOU, ticket_id))
        wanted = found is not None and found.state in states
        return Page(items=tuple(self._shown((found,) if found is not None and wanted else ())))

    def _shown(self, proposals: Iterable[Proposal]) -> Iterator[Shown]:
        now = self.clock.now()
        for proposal in proposals:
            if now >= proposal.expires_at:
                continue
            message = self._message(proposal)
            is_open = proposal.message_id is not None and proposal.state is ProposalState.OPEN
            if is_open and _is_nothing_to_decide(proposal, message):
                continue  # what the customer has taken back is nothing to answer
            yield proposal, message

    def _message(self, proposal: Proposal) -> Message | None:
        if proposal.message_id is None:
            return None
        return self.messages.get(proposal.channel, proposal.account_id, proposal.message_id, latest=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideOnProposal:
    """A thank-you is an agent's answer under a key of its own: the same checks, and sent once.

    The rest is carried out by respond; the sweep asks again for whatever was accepted and has not ended.
    """

    proposals: ProposalRepository
    tickets: TicketRepository
    messages: MessageRepository
    history: HistoryRepository
    incidents: IncidentRepository
    brands: BrandRepository
    replies: ReplySender
    carrier: ProposalCarrier
    policies: Callable[[str], ChannelPolicy]
    clock: Clock

    def accept(
        self,
        caller: Caller,
        brand_id: str,
        proposal_id: str,
        *,
        agent: ActingAgent,
        text: str | None,
        initials: str | None,
    ) -> Proposal:
        """Raises ``NotFoundError``, ``RefusedError``, ``ConflictError``, ``UpstreamError``."""
        proposal = self._read(brand_id, proposal_id)
        now = self.clock.now()
        if proposal.kind is ProposalKind.HIDE and text is None:
            proposal = as_it_stands(proposal, self._message(proposal))
            accepted = proposal.hidden(agent.name, now, actor=caller.name)
        else:
            accepted = proposal.accepted(
                agent.name, now, text=text, initials=initials or agent.initials, actor=caller.name
            )
        if accepted.state is ProposalState.DONE:
            return accepted
        brand = self.brands.current(brand_id)
        if accepted is not proposal:
            self._check(brand, accepted)
            accepted = self.proposals.save(accepted)
        if accepted.is_answer and (accepted is not proposal or self._objection(brand, accepted) is None):
            return self._thank(accepted)
        # Goes on with what was begun, and begins nothing that is wrong by now.
        self.carrier.carry_out(brand_id, accepted.id)
        return accepted

    def kind_of(self, brand_id: str, proposal_id: str) -> ProposalKind:
        """Raises ``NotFoundError``."""
        return self._read(brand_id, proposal_id).kind

    def dismiss(self, brand_id: str, proposal_id: str, *, agent: ActingAgent) -> Proposal:
        """Raises ``NotFoundError``, ``RefusedError``, ``ConflictError``."""
        proposal = self._read(brand_id, proposal_id)
        dismissed = proposal.dismissed(agent.name, self.clock.now())
        return dismissed if dismissed is proposal else self.proposals.save(dismissed)

    def _read(self, brand_id: str, proposal_id: str) -> Proposal:
        found = self.proposals.get(brand_id, proposal_id)
        if found is None:
            raise NotFoundError("There is no such proposal.")
        return found

    def _check(self, brand: Brand, proposal: Proposal) -> None:
        """What speaks against it now. Raises ``RefusedError``."""
        if proposal.kind is ProposalKind.THANK_YOU:
            objection = self._objection(brand, proposal)
            if objection is not None:
                raise RefusedError(f"No thank-you in public now: {objection}.", reason="thanks_not_now")
            return  # length and personal data are checked as of any answer
        message = self._message(proposal)
        if proposal.message_id is not None and _is_nothing_to_decide(proposal, message):
            raise RefusedError("The customer's message is gone.", reason="message_gone")
        if is_reworded(proposal, message):
            raise RefusedError("The customer's message says something else by now.", reason=MESSAGE_EDITED)
        if proposal.kind is ProposalKind.OPENING and message is not None and message.conversation_id is not None:
            thread = self.messages.of_conversation(
                proposal.channel,
                proposal.account_id,
                message.conversation_id,
                limit=MAX_OF_THREAD,
                newest_first=True,
            )
            if is_answered(thread.items, message.occurred_at):
                raise RefusedError(
                    f"Somebody of us has answered there already: {Objection.SAID_IN_PUBLIC}.", reason="answered_already"
                )
        if proposal.kind is ProposalKind.HIDE:
            ticket = None if message is None or message.ticket_id is None else self.tickets.get(message.ticket_id)
            objection = objection_to_hiding(message, self.policies(proposal.channel), ticket=ticket)
            if objection is not None:
                raise RefusedError(f"It is not hidden: {objection}.", reason="hiding_not_now")
        if not proposal.takes_text:
            return
        policy = self.policies(proposal.channel)
        limit = policy.lengths.get(Visibility.PUBLIC)
        if proposal.kind is ProposalKind.POST:
            limit = None if policy.posts is None else policy.posts.length
        if limit is None:
            raise RefusedError(f"{policy.title} takes no such text.", reason="no_public_way")
        if not fits(proposal.text, limit):
            raise RefusedError(f"The text is too long: {policy.title} takes {limit.limit}.", reason="too_long")
        if check(proposal.text, Visibility.PUBLIC, own=brand.public_contacts):
            raise RefusedError("The text holds personal data, and everybody would read it.", reason="personal_data")

    def _message(self, proposal: Proposal) -> Message | None:
        return self.messages.get(proposal.channel, proposal.account_id, proposal.message_id or "")

    def _objection(self, brand: Brand, proposal: Proposal) -> Objection | None:
        """What speaks against a thank-you now. Raises ``NotFoundError``."""
        ticket = self.tickets.get(proposal.ticket_id or "")
        if ticket is None:
            raise NotFoundError("The ticket of this proposal is gone.")
        return objection_to_thanks(
            ticket,
            self._message(proposal),
            self.incidents.open_for(brand.id),
            in_thread=lambda: objection_in(thread_of(self.messages, ticket), (proposal.text, *thanks_of(brand))),
        )

    def _thank(self, proposal: Proposal) -> Proposal:
        """At once, since somebody waits for it. If we die in between, the sweep has respond go on."""
        result = self.replies.reply(intent_of(proposal))
        if result is None:
            return proposal
        outcome = _outcome_of(result)
        entry = thanked(proposal, outcome)
        if entry is not None:
            self.history.add(entry)
        after = concluded(proposal, outcome)
        if after is proposal:
            return proposal
        after = self._ended(after)
        if outcome.refused is not None:
            raise RefusedError(outcome.message, reason=outcome.refused)
        return after

    def _ended(self, proposal: Proposal) -> Proposal:
        try:
            return self.proposals.save(proposal)
        except ConflictError:
            return self.proposals.get(proposal.brand, proposal.id) or proposal


def _is_nothing_to_decide(proposal: Proposal, message: Message | None) -> bool:
    """What is hidden is gone for all that is said, and can be shown again."""
    if proposal.kind is ProposalKind.SHOW:
        return message is None or message.deleted_at is not None or not message.hidden
    return is_gone(message)


def _outcome_of(result: ReplyResult) -> ThanksOutcome:
    if result.refused is not None:
        return ThanksOutcome(refused=result.refused.reason, message=result.refused.message)
    if not result.parts:
        return ThanksOutcome()
    part = result.parts[0]
    return ThanksOutcome(status=part.status, message_id=part.message_id, error=part.error)


def excerpt_in_list(message: Message | None) -> str:
    """The beginning of what the customer wrote, for the person who decides."""
    if message is None or message.deleted_at is not None:
        return ""
    return excerpt_of(message.text, message.attachments).text
