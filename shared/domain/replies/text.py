"""The text of an answer: signed, short enough, and with nobody's personal data in public. Pure."""

import re
from collections.abc import Iterable

from shared.domain.channels.policy import Length
from shared.domain.channels.text_length import fits, length
from shared.domain.privacy.outbound_guard import FindPhones, check
from shared.domain.privacy.personal_data import kinds
from shared.domain.replies.model import (
    MAX_INITIALS,
    Refusal,
    RefusalReason,
    ReplyIntent,
    ReplyRoute,
    TextLength,
)
from shared.domain.vocabulary import Visibility


def initials_of(intent: ReplyIntent) -> str:
    """The agent's initials: as given ("^s.b." are SB), or the first letters of their name; empty without letters."""
    given = "".join(character for character in intent.initials or "" if character.isalnum())
    given = given or "".join(word[0] for word in re.findall(r"[^\W\d_]+", intent.agent))
    return given.upper()[:MAX_INITIALS]


def signed(text: str, initials: str) -> str:
    """The text as it will stand in public: ``… ^SB``."""
    mark = f"^{initials}"
    unsigned = _unsigned(text, initials)
    return f"{text} {mark}" if unsigned == text else f"{unsigned} {mark}".strip()


def _unsigned(text: str, initials: str) -> str:
    """The text without the signature that an agent may have written under it, in whatever case."""
    mark = f"^{initials}"
    return text[: -len(mark)].rstrip() if initials and text[-len(mark) :].upper() == mark else text


def compose(
    text: str,
    route: ReplyRoute,
    *,
    initials: str,
    field: str = "text",
    allow_personal_data: bool = False,
    find_phones: FindPhones | None = None,
    own: Iterable[str] = (),
) -> str | Refusal:
    """The text as it is to be sent; never cut. Only public answers are signed. ``own``: see ``outbound_guard``."""
    plain = text.strip()
    public = route.visibility is Visibility.PUBLIC
    if not any(character.isprintable() and not character.isspace() for character in _unsigned(plain, initials)):
        return Refusal(reason=RefusalReason.EMPTY, message="There is nothing to send.", field=field)
    if public and not initials:
        return Refusal(
            reason=RefusalReason.NO_INITIALS, message="A public answer is signed: name the agent or give initials."
        )
    findings = () if allow_personal_data else check(text, route.visibility, find_phones=find_phones, own=own)
    if findings:
        named = ", ".join(kind.replace("_", " ") for kind in kinds(findings))
        return Refusal(
            reason=RefusalReason.PERSONAL_DATA,
            message=f"Everybody could read this: {named}. Answer in private, or leave it out.",
            field=field,
            findings=findings,
        )
    whole = signed(plain, initials) if public else plain
    if not fits(whole, route.limit):
        return _too_long(plain, whole, route.limit, initials if public else None, field)
    return whole


def _too_long(plain: str, whole: str, limit: Length, initials: str | None, field: str) -> Refusal:
    low, high = 0, len(plain)
    while low < high:
        middle = (low + high + 1) // 2
        part = plain[:middle] if initials is None else signed(plain[:middle], initials)
        low, high = (middle, high) if fits(part, limit) else (low, middle - 1)
    text_length = TextLength(length=length(whole, limit.unit), limit=limit.limit, unit=limit.unit.value, fits=low)
    unit = {"x_weighted": "weighted characters", "utf8_bytes": "bytes"}.get(text_length.unit, text_length.unit)
    return Refusal(
        reason=RefusalReason.TOO_LONG,
        message=f"It has {text_length.length} of {text_length.limit} {unit}; its first {low} characters would fit.",
        field=field,
        text_length=text_length,
    )


# --- what the platform said, in words -----------------------------------------------------------------------------
