"""Telephone numbers, by the shape of national numbering plans and the words before them."""

# ruff: noqa: PLR2004 - numbering plans and check digits are numbers; a name for each would hide them

import re
from collections.abc import Iterator

from shared.domain.privacy.personal_data.finding import DATE, PHONE, Finding, later

_NUMBER = later(r"(?<![0-9A-Za-z#€$£.,/])(?:\+|00|\()?[0-9](?:[ .()/-]{0,2}[0-9]){6,18}(?![0-9A-Za-z€$£%])")
_PHONE_WORDS = later(
    r"(?:tel|t[ée]l[ée]phone|phone|mobile|portable|cell|call|text|ring|whats?app|joindre|joignable|appele[rz]|rappele[rz]"
    r"|num[ée]ro|number|contact(?:er|ez)?|sms|reach|au|on|at|to)\b[^0-9\n]{0,24}$",
    re.IGNORECASE,
)
_STRONG_PHONE_WORDS = later(
    r"(?:t[ée]l|phone|mobile|portable|cell|call|text|ring|whats?app|joindre|joignable|appele[rz]|sms|reach)\w*"
    r"[^0-9\n]{0,24}$",
    re.IGNORECASE,
)
_TOLL_FREE = {"800", "833", "844", "855", "866", "877", "888", "900"}  # lines of companies, not of people
_NIGERIAN = {f"0{prefix}{last}" for prefix in ("70", "80", "81", "90", "91") for last in range(10)} - {"0800", "0808"}


def phones(text: str) -> Iterator[Finding]:
    for match in _NUMBER().finditer(text):
        written = match.group()
        before = text[max(0, match.start() - 40) : match.start()]
        if _is_phone(written, before):
            start = match.start()
            yield Finding(PHONE, start, match.end())


def _is_phone(written: str, before: str) -> bool:
    digits = "".join(sign for sign in written if sign.isdigit())
    if written.startswith("+") or (digits.startswith("00") and not digits.startswith("000")):
        return 9 <= len(digits.removeprefix("00")) <= 15
    if DATE().match(written) or len(set(digits)) < 3:
        return False
    if digits[0] == "0":
        # France, Belgium (mobile), Côte d'Ivoire: ten digits; United Kingdom: eleven. 08 and 03 there are companies.
        if len(digits) == 10 and digits[1] in "12345679":
            return True
        if len(digits) == 11 and (digits[1] in "127" or digits[:4] in _NIGERIAN):
            return True
    elif _north_american(digits) and (any(sign in written for sign in "-.() ") or _PHONE_WORDS().search(before)):
        return True
    elif len(digits) == 9 and digits[:2] in {"70", "75", "76", "77", "78"} and " " in written:
        return True  # Senegal, as written there: 77 123 45 67
    return 8 <= len(digits) <= 12 and digits[1:2] != "8" and _STRONG_PHONE_WORDS().search(before) is not None


def _north_american(digits: str) -> bool:
    national = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    return (
        len(national) == 10
        and national[0] in "23456789"
        and national[3] in "23456789"
        and national[:3] not in _TOLL_FREE
    )
