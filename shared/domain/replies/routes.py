"""Where an agent may answer, and until when. Pure.

A ticket that began in public may go on in private. Where the platform proves that both are the same person, the private
conversation belongs to the same ticket, and it can be answered in either place.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from shared.domain.channels.policy import Policies
from shared.domain.outbox.accounts import AccountState
from shared.domain.replies.model import Refusal, RefusalReason, ReplyRoute
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Status, Surface, Visibility

PRIVATE_REPLY_WITHIN = timedelta(days=7)
"""How long after a comment its author can be written to through it (Messenger Platform, "Private replies")."""


def route_for(ticket: Ticket, visibility: Visibility, policies: Policies, now: datetime) -> ReplyRoute | Refusal:
    """How this ticket can be answered at that visibility now."""
    if ticket.status is Status.CLOSED:
        return Refusal(
            reason=RefusalReason.TICKET_CLOSED,
            message="The ticket is closed; a new message of the customer opens another.",
        )
    route = _public(ticket, policies) if visibility is Visibility.PUBLIC else _private(ticket, policies)
    if isinstance(route, ReplyRoute) and route.closes_at is not None and now >= route.closes_at:
        return Refusal(
            reason=RefusalReason.WINDOW_CLOSED,
            message=f"The platform took private answers until {route.closes_at:%Y-%m-%d %H:%M} UTC; "
            "the customer has to write again first.",
        )
    if isinstance(route, Refusal) or route.closes_at is None:
        return route
    return _by_person(route, policies, now)


def account_refusal(state: AccountState) -> Refusal | None:
    """Why an account cannot answer: it was stopped because its token, or the account itself, was refused."""
    if not state.stopped:
        return None
    return Refusal(
        reason=RefusalReason.ACCOUNT_STOPPED,
        message=f"The account is stopped: the platform refused our token or the account ({state.stopped_because}). "
        "Operators have to renew the token and resume the account.",
    )


def _public(ticket: Ticket, policies: Policies) -> ReplyRoute | Refusal:
    limit = policies(ticket.channel).lengths.get(Visibility.PUBLIC)
    if ticket.visibility is not Visibility.PUBLIC or limit is None:
        return Refusal(
            reason=RefusalReason.NO_PUBLIC_WAY,
            message="The customer wrote in private: there is nothing public to answer.",
        )
    return ReplyRoute(
        channel=ticket.channel,
        home=ticket.channel,
        visibility=Visibility.PUBLIC,
        conversation_id=ticket.conversation_id,
        recipient_id=ticket.author_id,
        in_reply_to=ticket.last_message_id,
        root_id=ticket.conversation_id.removesuffix(f":{ticket.author_id or ticket.opening_message_id}"),
        limit=limit,
        surface=ticket.surface,
    )


def _private(ticket: Ticket, policies: Policies) -> ReplyRoute | Refusal:
    if ticket.visibility is Visibility.PRIVATE:
        return _in_conversation(ticket, policies, ticket.channel, ticket.conversation_id, ticket.author_id)
    if ticket.private_channel is not None and ticket.private_conversation_id is not None:
        place = ticket.private_conversation_id
        return _in_conversation(ticket, policies, ticket.private_channel, place, place)
    policy = policies(ticket.channel)
    limit = policy.lengths.get(Visibility.PRIVATE)
    if limit is not None and policy.private_reply_to_comment and ticket.surface in (Surface.COMMENT, Surface.POST):
        return ReplyRoute(
            channel=ticket.channel,
            home=policy.private_channel or ticket.channel,
            visibility=Visibility.PRIVATE,
            conversation_id=None,
            recipient_id=None,
            in_reply_to=ticket.last_message_id,
            limit=limit,
            closes_at=ticket.last_written_here_at + PRIVATE_REPLY_WITHIN,
        )
    if limit is None or not policy.private_to_author:
        return Refusal(
            reason=RefusalReason.NO_PRIVATE_WAY,
            message=f"{policy.title} has no private way to the author of this message.",
        )
    if ticket.author_id is None:
        return Refusal(reason=RefusalReason.AUTHOR_UNKNOWN, message="The platform does not say who wrote this.")
    return ReplyRoute(
        channel=ticket.channel,
        home=ticket.channel,
        visibility=Visibility.PRIVATE,
        conversation_id=ticket.author_id,
        recipient_id=ticket.author_id,
        in_reply_to=None,
        limit=limit,
    )


def _in_conversation(
    ticket: Ticket, policies: Policies, channel: str, conversation_id: str, recipient_id: str | None
) -> ReplyRoute | Refusal:
    policy = policies(channel)
    limit = policy.lengths.get(Visibility.PRIVATE)
    if limit is None:
        return Refusal(reason=RefusalReason.NO_PRIVATE_WAY, message=f"{policy.title} takes no private answers.")
    if recipient_id is None:
        return Refusal(reason=RefusalReason.AUTHOR_UNKNOWN, message="The platform does not say who wrote this.")
    own = ticket.visibility is Visibility.PRIVATE
    closes_at = ticket.reply_window_closes_at
    if closes_at is None and policy.reply_window is not None:
        if not own:
            return Refusal(
                reason=RefusalReason.CUSTOMER_FIRST,
                message=f"{policy.title} allows one message until the customer answers it, and that one was sent.",
            )
        closes_at = ticket.last_written_here_at + policy.reply_window
    return ReplyRoute(
        channel=channel,
        home=channel,
        visibility=Visibility.PRIVATE,
        conversation_id=conversation_id,
        recipient_id=recipient_id,
        in_reply_to=ticket.last_message_id if own and ticket.last_message_can_be_named else None,
        limit=limit,
        closes_at=policy.closes_for_people(closes_at),
    )


def _by_person(route: ReplyRoute, policies: Policies, now: datetime) -> ReplyRoute:
    policy = policies(route.home)
    if route.conversation_id is None or policy.reply_window is None or policy.human_window is None:
        return route
    for_robots = route.closes_at - policy.human_window + policy.reply_window if route.closes_at else None
    return replace(route, human_agent=for_robots is not None and now >= for_robots)


# --- in which words -----------------------------------------------------------------------------------------------
