"""What a finding is, and how its patterns are made."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

EMAIL = "email"
PHONE = "phone"
CARD = "card"
IBAN = "iban"
PASSWORD = "password"  # noqa: S105 - the name of a kind
POSTAL_ADDRESS = "postal_address"
ORDER_REF = "order_ref"
ACCOUNT_REF = "account_ref"
KINDS = (EMAIL, PHONE, CARD, IBAN, PASSWORD, POSTAL_ADDRESS, ORDER_REF, ACCOUNT_REF)


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data: ``text[start:end]``, in code points."""

    kind: str
    start: int
    end: int


Pattern = Callable[[], re.Pattern[str]]


def later(written: str, flags: int = 0) -> Pattern:
    """A pattern that is compiled when it is first used: most messages hold no number, and need none of these."""
    return cache(partial(re.compile, written, flags))


DATE = later(
    r"\(?(?:[0-3]?[0-9][/.-][01]?[0-9][/.-](?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}[/.-][01]?[0-9][/.-][0-3]?[0-9])"
    r"(?:[ -]{1,3}[0-9]{1,2})?\Z"
)


def is_year(value: str) -> bool:
    return len(value) == len("2024") and value[:2] in {"19", "20"}
