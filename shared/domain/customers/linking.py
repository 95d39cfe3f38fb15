"""Linking two customers by hand: people say that they are the same person. Pure."""

from shared.domain.customers.model import Customer
from shared.domain.errors import RefusedError

MAX_LINKS = 20
"""Links by hand of one customer."""

MAX_PERSON = 21
"""Customers whom people link to one person, also one to the next."""


def check_person(ids: frozenset[str]) -> None:
    """Raises ``RefusedError`` when these are too many customers to be one person. So all of them are shown."""
    if len(ids) > MAX_PERSON:
        raise RefusedError(f"At most {MAX_PERSON} customers can be linked to one person.", reason="link_too_many")


def check_link(one: Customer, other: Customer) -> None:
    """Raises ``RefusedError`` with a sentence for the caller when the two cannot be linked."""
    if one.id == other.id:
        raise RefusedError("A customer cannot be linked to themselves.", reason="link_same")
    if one.brand != other.brand:
        raise RefusedError("Customers of two brands cannot be linked.", reason="link_brands")
    if one.is_being_erased or other.is_being_erased:
        raise RefusedError("One of them is being erased.", reason="link_being_erased")
    if any(each.erased_at is not None and not each.identities for each in (one, other)):
        raise RefusedError("One of them was erased, and has not written since.", reason="link_erased")
    if not one.tickets and not other.tickets:
        raise RefusedError(
            "Neither has a ticket, so there is nothing to show and no history to note it in.", reason="link_no_ticket"
        )
    if max(len(one.linked), len(other.linked)) >= MAX_LINKS:
        raise RefusedError(f"A customer can be linked to {MAX_LINKS} others at most.", reason="link_too_many")
