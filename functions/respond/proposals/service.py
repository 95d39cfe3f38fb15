"""Carries out a proposal that was accepted: a post, a like, a word to somebody, or a thank-you. Once.

The record of what is sent makes it once: that of the post, of the automatic text, or of the agent's answer. A like
twice is one like. Called again after any failure it does what is left; the sweep calls it for as long as the proposal
is due.
"""

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from functions.respond.automatic import AutomaticSender, is_settled, save_automatic_message
from functions.respond.posts import PublishPost
from functions.respond.proposals.hiding import HideMessage
from functions.respond.proposals.ports import ProposalPorts
from functions.respond.sending import called, update_account_state
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.sending import SendResult
from shared.domain.messages.model import Message
from shared.domain.outbox.automatic_message import AutomaticKind, AutomaticMessage
from shared.domain.outbox.public_post import PostState, PublicPost
from shared.domain.outbox.rate_limits import RateLimit
from shared.domain.outbox.record import RETENTION, OutboxStatus
from shared.domain.proposals.model import OPEN_FOR, POST_OPEN_FOR, Proposal, ProposalKind
from shared.domain.proposals.objections import Objection
from shared.domain.proposals.rules import is_gone, is_reworded, objection_to_thanks, thanks_of
from shared.domain.proposals.said import MAX_READ, is_answered, objection_in, thread_of
from shared.domain.proposals.thanks import ThanksOutcome, concluded, intent_of, thanked
from shared.domain.replies.model import ReplyIntent
from shared.domain.vocabulary import SendClass, Visibility
from shared.ports.configuration import BrandRepository
from shared.ports.outbox import PublicPosts

GIVE_UP_AFTER = timedelta(days=1)
_PASSING = ("switched_off", Objection.INCIDENT_OPEN)
_NOT_SUPPORTED = SendResult(outcome=SendClass.PERMANENT, error="not_supported")
_KINDS = {ProposalKind.THANK_YOU: AutomaticKind.PUBLIC_THANKS, ProposalKind.OPENING: AutomaticKind.OPENING}


class AnswerSender(Protocol):
    def __call__(self, intent: ReplyIntent, *, begin: bool) -> ThanksOutcome | None:
        """Have an agent's answer sent, once for its key. Without ``begin`` only one that was begun, else ``None``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOutProposal(ProposalPorts):
    """May raise ``UpstreamError`` and ``ConflictError``: the records say where to go on."""

    brands: BrandRepository
    posts: PublicPosts
    publish: PublishPost
    sender: AutomaticSender
    answers: AnswerSender

    def __call__(self, brand_id: str, proposal_id: str) -> Proposal | None:
        """The proposal as it stands then."""
        proposal = self.proposals.get(brand_id, proposal_id)
        if proposal is None or not proposal.is_to_be_carried_out:
            return proposal
        if proposal.is_answer:
            return self._answer(proposal)
        brand = self.brands.current(brand_id)
        account = brand.account(proposal.channel, proposal.account_id)
        if account is None:
            return self.proposals.save(proposal.failed("no_account"))
        if self.accounts.get(account.channel, account.id).stopped:
            if proposal.kind is ProposalKind.HIDE and proposal.is_automatic:
                until = proposal.created_at + OPEN_FOR  # a person decides once the account is back
                return self.proposals.save(proposal.reopened("account_stopped", until))
            # Its token may be renewed in five minutes: what was decided waits for that.
            return self.proposals.save(proposal.failed("account_stopped")) if self._is_late(proposal) else proposal
        match proposal.kind:
            case ProposalKind.POST:
                return self._post(brand, account, proposal)
            case ProposalKind.LIKE:
                return self._like(brand, account, proposal)
            case ProposalKind.HIDE | ProposalKind.SHOW:
                return self._hide(brand, account, proposal)
            case _:
                return self._text(brand, account, proposal)

    def _is_late(self, proposal: Proposal) -> bool:
        """A post is over with its day, the rest a day after the decision."""
        now = self.clock.now()
        if proposal.kind is ProposalKind.POST:
            return now >= proposal.created_at + POST_OPEN_FOR
        return now >= (proposal.decided_at or proposal.created_at) + GIVE_UP_AFTER

    def _against(self, proposal: Proposal, objection: str) -> Proposal:
        """It is not said. What passes by leaves it to a person; the rest is for good."""
        if objection in _PASSING:
            return self.proposals.save(proposal.reopened(objection, proposal.created_at + OPEN_FOR))
        if objection == Objection.NOT_RESOLVED and proposal.is_automatic and not self._is_late(proposal):
            return proposal  # proposed just before the ticket is written as resolved
        return self.proposals.save(proposal.failed(objection))

    def _answer(self, proposal: Proposal) -> Proposal:
        """A thank-you of a person, which was not sent or not known to be when they accepted it."""
        objection = self._objection(proposal, self._message(proposal))
        outcome = self.answers(intent_of(proposal), begin=objection is None)
        if outcome is None:
            return self._against(proposal, objection or "not_begun")
        entry = thanked(proposal, outcome)
        if entry is not None:
            self.history.add(entry)
        after = concluded(proposal, outcome)
        return proposal if after is proposal else self.proposals.save(after)

    def _post(self, brand: Brand, account: Account, proposal: Proposal) -> Proposal:
        group, now = f"proposal/{proposal.brand}/{proposal.id}", self.clock.now()
        post = self.posts.get(group, proposal.id)
        if self._is_late(proposal) and (post is None or post.status is OutboxStatus.WAITING):
            if post is not None:
                self.posts.save(post.given_up("too_late"))
            return self.proposals.save(proposal.failed("too_late"))
        if post is None:
            post = PublicPost(
                group=group,
                key=proposal.id,
                brand=brand.id,
                requested_by=proposal.decided_by or "",
                channel=proposal.channel,
                account_id=proposal.account_id,
                status=OutboxStatus.WAITING,
                text=proposal.text,
                place=account.posts_to,
                created_at=now,
                claimed_at=now,
                expires_at=now + RETENTION,
            )
            post = self.posts.save(post)
        post = self.publish(brand, post)
        if not post.ended:
            return proposal
        if post.state is PostState.PUBLISHED:
            return self.proposals.save(proposal.done(post.message_id))
        return self.proposals.save(proposal.failed(f"{post.state}:{post.error or ''}"))

    def _like(self, brand: Brand, account: Account, proposal: Proposal) -> Proposal:
        now = self.clock.now()
        objection = self._objection(proposal, self._message(proposal))
        if objection is not None:
            return self._against(proposal, objection)
        paused_until = self.accounts.get(account.channel, account.id).paused_until
        if paused_until is not None and paused_until > now:
            return proposal
        if not self.rate_limits.take(_likes_per_hour(brand, account, now)):
            return proposal
        result = called(self.gateways, account, self.gateways(account), partial(_liked, message_id=proposal.message_id))
        update_account_state(self.accounts, account.channel, account.id, result, now)
        if result.outcome is SendClass.SENT:
            return self.proposals.save(proposal.done(None))
        is_final = result.outcome not in (SendClass.RETRY_AT, SendClass.RETRY_BACKOFF, SendClass.UNKNOWN)
        too_late = now - (proposal.decided_at or proposal.created_at) >= GIVE_UP_AFTER
        if is_final or too_late:
            return self.proposals.save(proposal.failed(result.error or result.outcome.value))
        return proposal

    def _hide(self, brand: Brand, account: Account, proposal: Proposal) -> Proposal:
        ports = {each.name: getattr(self, each.name) for each in fields(HideMessage)}
        return HideMessage(**ports)(brand, account, proposal)

    def _text(self, brand: Brand, account: Account, proposal: Proposal) -> Proposal:
        """A public answer to a message of somebody, outside the answers of agents."""
        kind = _KINDS[proposal.kind]
        subject = proposal.ticket_id or proposal.id
        known = self.sender.current(brand, subject, kind)
        now = self.clock.now()
        message = self._message(proposal)
        if known is None or not is_settled(known, now):
            objection = self._objection(proposal, message)
            if objection is not None:
                return self._against(proposal, objection)
            if self.sender.may_send_at(brand, account) is not None or message is None:
                return proposal
            known = self.sender.send(account, known or _record(kind, subject, proposal, message, now))
        if known is None or known.status not in (OutboxStatus.SENT, OutboxStatus.GIVEN_UP):
            return proposal
        if known.status is OutboxStatus.GIVEN_UP:
            return self.proposals.save(proposal.failed(known.error or "given_up"))
        self._keep(brand, proposal, known)
        return self.proposals.save(proposal.done(known.message_id))

    def _keep(self, brand: Brand, proposal: Proposal, record: AutomaticMessage) -> None:
        sent_at = record.sent_at or self.clock.now()
        stored = record if proposal.ticket_id is not None else replace(record, ticket_id="")
        save_automatic_message(self.messages, self.policies, brand, stored, sent_at)
        if proposal.ticket_id is not None:
            self.history.add(record.entry("thanked_in_public", {"message_id": record.message_id or ""}))

    def _message(self, proposal: Proposal) -> Message | None:
        return self.messages.get(proposal.channel, proposal.account_id, proposal.message_id or "")

    def _objection(self, proposal: Proposal, message: Message | None) -> str | None:
        """Why nothing is said now. What no person decided also keeps to the switch and to incidents."""
        incidents = self.incidents.open_for(proposal.brand)
        if proposal.is_automatic and self.switches.automatic_answers(proposal.brand, proposal.channel) != "on":
            return "switched_off"
        if proposal.is_automatic and any(incident.concerns(proposal.channel) for incident in incidents):
            return "incident_open"
        if proposal.kind is not ProposalKind.THANK_YOU:
            if is_gone(message):
                return Objection.MESSAGE_GONE
            if is_reworded(proposal, message):
                return Objection.MESSAGE_EDITED
            return Objection.SAID_IN_PUBLIC if proposal.takes_text and self._is_answered(proposal, message) else None
        ticket = self.tickets.get(proposal.ticket_id or "")
        if ticket is None:
            return "no_ticket"
        thanks = (proposal.text, *thanks_of(self.brands.current(proposal.brand)))
        return objection_to_thanks(
            ticket,
            message,
            incidents,
            in_thread=lambda: objection_in(thread_of(self.messages, ticket), thanks, automatic=proposal.is_automatic),
            automatic=proposal.is_automatic,
        )

    def _is_answered(self, proposal: Proposal, message: Message | None) -> bool:
        if message is None or message.conversation_id is None:
            return False
        thread = self.messages.of_conversation(
            proposal.channel, proposal.account_id, message.conversation_id, limit=MAX_READ, newest_first=True
        )
        return is_answered(thread.items, message.occurred_at)


def _record(kind: AutomaticKind, subject: str, proposal: Proposal, message: Message, now: datetime) -> AutomaticMessage:
    return AutomaticMessage(
        kind=kind,
        home=proposal.channel,
        channel=proposal.channel,
        account_id=proposal.account_id,
        conversation_id=message.conversation_id or "",
        period_start=now,
        ticket_id=subject,
        status=OutboxStatus.WAITING,
        text=proposal.text,
        visibility=Visibility.PUBLIC,
        recipient_id=message.author_id,
        in_reply_to=proposal.message_id,
        root_id=(message.conversation_id or "").removesuffix(f":{message.author_id or message.message_id}") or None,
        created_at=now,
        claimed_at=now,
        expires_at=now + RETENTION,
    )


def _liked(gateway: object, message_id: str | None) -> SendResult:
    like = getattr(gateway, "like", None)
    return _NOT_SUPPORTED if like is None or message_id is None else like(message_id)


def _likes_per_hour(brand: Brand, account: Account, now: datetime) -> RateLimit:
    return RateLimit(
        scope=f"likes/{account.channel}/{account.id}",
        window=f"{now:%Y-%m-%dT%H}",
        limit=brand.proposals.likes_per_hour,
        ends_at=now + timedelta(hours=2),
    )
