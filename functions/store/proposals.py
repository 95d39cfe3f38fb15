"""What a public message deserves beside a ticket: a like, a word, to be hidden. A person decides, or the brand file."""

from dataclasses import replace
from datetime import timedelta

from functions.store.context import MessageContext
from functions.store.ports import StorePorts
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.messages.model import Message
from shared.domain.outbox.rate_limits import RateLimit
from shared.domain.proposals.hiding import is_sure_spam, show_of_edited
from shared.domain.proposals.model import NIGHTDESK, Proposal, ProposalKind, ProposalState, digest_of
from shared.domain.proposals.rules import ABOUT_WORDS, for_message, is_reworded, is_sure_praise, wordings
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Surface, Visibility

DAY = timedelta(days=1)


def propose(ports: StorePorts, context: MessageContext, ticket: Ticket | None, message: Message) -> None:
    """Before the message is written as complete: handled again, it is proposed once all the same. ``message`` is as it
    will be written; of one that was edited, after ``close_outdated``."""
    event, brand = context.event, context.brand
    if context.deleted:
        return
    found = for_message(event, context.classification, brand, ports.policies(event.channel), context.now)
    if found is not None and ticket is not None and found.kind is not ProposalKind.HIDE:
        return  # somebody answers there
    if found is not None and found.kind in ABOUT_WORDS:
        found = _for_its_words(ports, found, message)
    if found is None or not ports.rate_limits.take(_per_day(found, context)):
        return
    if ticket is None and _needs_nobody(found, context, ports.policies(event.channel)):
        found = found.accepted(NIGHTDESK, context.now)
    ports.proposals.propose(found)


def close_outdated(ports: StorePorts, edited: Message) -> None:
    """What nobody has decided yet for words that its customer has replaced. What was accepted is not carried out, for
    the same reason (respond)."""
    if edited.visibility is not Visibility.PUBLIC:
        return
    for kind in ABOUT_WORDS:
        known = _latest(ports, kind, edited)
        if known is not None and known.state is ProposalState.OPEN and is_reworded(known, edited):
            ports.proposals.save(known.outdated(ports.clock.now()))


def _for_its_words(ports: StorePorts, found: Proposal, message: Message) -> Proposal | None:
    """The proposal for what the message says now, which an edit may have told before it came; ``None`` where it was
    made, or somebody has decided on it."""
    found = replace(found, said=digest_of(message.text, message.text_key, message.rating))
    known = None if message.edited_at is None else _latest(ports, found.kind, message)
    if known is None:
        return found
    ids = wordings(found.kind, message)
    place = ids.index(known.id) + 1
    if not known.may_follow or known.said == found.said or place == len(ids):
        return None
    return replace(found, id=ids[place])


def _latest(ports: StorePorts, kind: ProposalKind, message: Message) -> Proposal | None:
    latest = None
    for each in wordings(kind, message):
        found = ports.proposals.get(message.brand, each)
        if found is None:
            break
        latest = found
    return latest


def propose_showing(ports: StorePorts, context: MessageContext, known: Message) -> None:
    """Before the edit is written as handled: handled again, it is proposed once all the same."""
    found = show_of_edited(known, context.classification, context.brand, ports.policies(known.channel), context.now)
    if found is not None:
        ports.proposals.propose(found)


def _needs_nobody(proposal: Proposal, context: MessageContext, policy: ChannelPolicy) -> bool:
    """Whether the brand file lets it happen without a person, and the classifier is sure enough. Where the platform
    wants a person for every action (YouTube), nothing is hidden without one."""
    rules = context.brand.proposals
    if proposal.kind is ProposalKind.LIKE and rules.likes_automatic_from is not None:
        return _may_act(context, policy) and is_sure_praise(context.classification, rules.likes_automatic_from)
    if proposal.kind is ProposalKind.HIDE and rules.hides_automatic_from is not None:
        may_act = Surface.COMMENT in policy.automatic_surfaces
        return may_act and is_sure_spam(context.classification, rules.hides_automatic_from)
    return False


def _may_act(context: MessageContext, policy: ChannelPolicy) -> bool:
    """Whether the platform lets a robot act there: on Bluesky and Mastodon where we are addressed, if labelled."""
    event = context.event
    account = context.brand.account(event.channel, event.account_id)
    approved = account is not None and account.automation_approved
    return event.surface in policy.automatic_surfaces and (
        approved or event.surface not in policy.surfaces_needing_approval
    )


def _per_day(proposal: Proposal, context: MessageContext) -> RateLimit:
    """Nobody reads hundreds of proposals; what is beyond is only counted."""
    rules = context.brand.proposals
    limits = {ProposalKind.OPENING: rules.openings_per_day, ProposalKind.HIDE: rules.hides_per_hour * 24}
    limit = limits.get(proposal.kind, rules.likes_per_hour * 24)
    return RateLimit(
        scope=f"proposals/{proposal.brand}/{proposal.kind}",
        window=f"{context.now:%Y-%m-%d}",
        limit=limit,
        ends_at=context.now + 2 * DAY,
    )
