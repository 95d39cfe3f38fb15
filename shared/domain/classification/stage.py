"""The three stages of listening: is a message addressed to us, about us, or about our sector?"""

import re
from collections.abc import Iterable

from shared.domain.brand.model import Brand
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import Stage, Surface, Visibility

_ADDRESSED = frozenset(
    {Surface.DIRECT_MESSAGE, Surface.MENTION, Surface.STORY_REPLY, Surface.STORY_MENTION, Surface.REVIEW, Surface.POST}
)


def stage_of(event: InboundEvent, brand: Brand) -> tuple[Stage, str]:
    """The stage and why, as a short code with the word that decided: ``stage: names 'acme'``.

    Whoever mentions our account addresses us, wherever the message was found. A comment under our post that mentions
    only other people is about us, not to us. What a search found is direct, broad or proactive by its own words.
    """
    if event.visibility is Visibility.PRIVATE:
        return Stage.DIRECT, "stage: private message"
    text = (event.text or "").casefold()
    handle = _mentions_us(event, brand, text)
    if handle is not None:
        return Stage.DIRECT, f"stage: mentions '{handle}'"
    if event.surface in _ADDRESSED:
        return Stage.DIRECT, f"stage: {event.surface}"
    if event.surface is Surface.COMMENT:
        if event.mentions:
            return Stage.BROAD, "stage: comment to somebody else"
        return Stage.DIRECT, "stage: comment under our post"
    named = _first_in(text, (brand.name, *brand.keywords))
    if named is not None:
        return Stage.BROAD, f"stage: names '{named}'"
    sector = _first_in(text, brand.sector_keywords)
    if sector is not None:
        return Stage.PROACTIVE, f"stage: sector word '{sector}'"
    if event.surface is Surface.SECTOR_MATCH:
        return Stage.PROACTIVE, "stage: sector search"
    return Stage.BROAD, "stage: not addressed to us"


def mentions_us(event: InboundEvent, brand: Brand, text: str | None) -> bool:
    return _mentions_us(event, brand, (text or "").casefold()) is not None


def _mentions_us(event: InboundEvent, brand: Brand, text: str) -> str | None:
    mentioned = {mention.casefold().removeprefix("@") for mention in event.mentions}
    for account in brand.accounts:
        if account.channel != event.channel:
            continue
        handle = account.handle.casefold().removeprefix("@")
        if handle in mentioned or account.id in mentioned or not mentioned.isdisjoint(account.aliases):
            return account.handle
        if handle and re.search(rf"(?<![\w@.])@{re.escape(handle)}(?!\w)", text):
            return account.handle
    return None


def _first_in(text: str, words: Iterable[str]) -> str | None:
    """The first of the words that stands in the text as a word (not inside another one)."""
    for word in words:
        if word and re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text):
            return word
    return None
