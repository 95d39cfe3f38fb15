"""Spam and abuse under our own posts, hidden from the public. Criticism never is. Pure."""

from dataclasses import replace
from datetime import datetime

from shared.domain.brand.model import Brand
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.proposals.model import NIGHTDESK, OPEN_FOR, Proposal, ProposalKind, ProposalState, proposal_id
from shared.domain.proposals.objections import Objection
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger, Direction, Surface, Visibility

HIDEABLE = frozenset({Category.SPAM, Category.ABUSE})
"""What may be hidden at all. A bad mood, a complaint or a bad review is none of it."""


def objection_to_hiding(
    message: Message | None, policy: ChannelPolicy, *, ticket: Ticket | None = None
) -> Objection | None:
    """Why this message is not hidden. ``ticket`` is its own, with what people corrected (``Ticket.labels``)."""
    if not policy.hides:
        return Objection.NOT_SUPPORTED
    if message is None or not message.complete or message.deleted_at is not None:
        return Objection.MESSAGE_GONE
    if message.direction is not Direction.INBOUND:
        return Objection.OUR_OWN
    if message.visibility is not Visibility.PUBLIC or message.surface is not Surface.COMMENT:
        return Objection.NOT_UNDER_OUR_POSTS
    return None if _category(message, ticket) in HIDEABLE else Objection.CRITICISM


def _category(message: Message, ticket: Ticket | None) -> str | None:
    """A ticket's category is that of its opening message: a correction to spam or abuse says nothing of the messages
    that joined it. One to anything else protects them all.
    """
    corrected = None if ticket is None else ticket.labels.get("category")
    if ticket is None or corrected is None:
        return message.category
    if corrected in HIDEABLE and message.message_id != ticket.opening_message_id:
        return message.category
    return corrected


def hide_of(event: InboundEvent, classification: Classification, brand: Brand, now: datetime) -> Proposal:
    """The proposal to hide what was just written."""
    about = (event.channel, event.account_id, event.message_id or "")
    return _proposal(ProposalKind.HIDE, brand, about, now, language=classification.language)


def hide_of_message(brand: Brand, message: Message, now: datetime) -> Proposal:
    about = (message.channel, message.account_id, message.message_id)
    return _proposal(ProposalKind.HIDE, brand, about, now, language=message.language or "")


def show_of_edited(
    message: Message, classification: Classification, brand: Brand, policy: ChannelPolicy, now: datetime
) -> Proposal | None:
    """What becomes of a hidden message that was edited: one that a rule hid is shown again unless it is still sure
    spam; what a person, or the platform, hid is proposed to a person, and so is abuse.
    """
    if not (message.hidden and policy.hides):
        return None
    by_rule = message.hidden_by == NIGHTDESK
    if by_rule and is_sure_spam(classification, brand.proposals.hides_automatic_from or 0):
        return None
    hideable = classification.category in HIDEABLE
    if hideable and not by_rule:
        return None
    about = (message.channel, message.account_id, message.message_id)
    found = _proposal(ProposalKind.SHOW, brand, about, now, language=classification.language)
    return found.accepted(NIGHTDESK, now) if by_rule and not (hideable and classification.sure) else found


def as_it_stands(known: Proposal, message: Message | None) -> Proposal:
    """What was done in the platform's own tools since counts: what was shown again there may be hidden once more, and
    what was hidden there be shown. respond writes the message first, so it is read after the decision.
    """
    if known.kind is not ProposalKind.HIDE or message is None:
        return known
    if known.state is ProposalState.DONE and not message.hidden:
        return replace(known, state=ProposalState.REVERTED)
    if known.state is ProposalState.REVERTED and message.hidden:
        return replace(known, state=ProposalState.DONE)
    return known


def is_proposed(event: InboundEvent, classification: Classification, brand: Brand, policy: ChannelPolicy) -> bool:
    """Whether the classifier proposes to hide it: what it is sure of, under our own posts. Who may be in danger, or may
    ask for something, is answered instead.
    """
    return (
        policy.hides
        and classification.category in brand.proposals.hides
        and classification.category in HIDEABLE
        and classification.sure
        and not classification.needs_response
        and classification.danger is Danger.NONE
        and event.surface is Surface.COMMENT
    )


def is_sure_spam(classification: Classification, confidence: int) -> bool:
    """What a machine may hide alone: spam and nothing else, which waits for no answer, hurries nobody and says nothing
    of us or of any trouble.
    """
    return (
        classification.category is Category.SPAM
        and classification.sure
        and classification.confidence >= confidence
        and classification.danger is Danger.NONE
        and not classification.needs_response
        and not classification.urgent
        and not classification.may_be_criticism
    )


def _proposal(
    kind: ProposalKind, brand: Brand, about: tuple[str, str, str], now: datetime, *, language: str
) -> Proposal:
    channel, account_id, message_id = about
    return Proposal(
        id=proposal_id(kind, *about),
        brand=brand.id,
        kind=kind,
        channel=channel,
        account_id=account_id,
        message_id=message_id,
        language=language,
        team=brand.default_team,
        created_at=now,
        expires_at=now + OPEN_FOR,
    )
