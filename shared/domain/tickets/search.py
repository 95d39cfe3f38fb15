"""Finding a ticket by what a person has in hand: its number, a link, the id of a message, or the customer's name."""

import unicodedata

from shared.domain.tickets.links import is_same_post
from shared.domain.tickets.model import Ticket

MIN_PREFIX = 2  # letters of a name; fewer match half of a list


def folded(text: str) -> str:
    """``Élise  MARTIN`` and ``elise martin`` are the same name."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())


def matches(ticket: Ticket, search: str) -> bool:
    """An id as it is, a link however it is written; the beginning of the handle, of the whole name, or of one word."""
    wanted = search.strip()
    if wanted in (ticket.id, ticket.opening_message_id, ticket.last_message_id, ticket.permalink, ticket.customer_id):
        return True
    if is_same_post(ticket.permalink, wanted):
        return True
    prefix = folded(wanted.removeprefix("@"))
    if len(prefix) < MIN_PREFIX:
        return False
    name = folded(ticket.customer_name or "")
    begins = (name, *name.split(), folded((ticket.customer_handle or "").removeprefix("@")))
    return any(each.startswith(prefix) for each in begins)
