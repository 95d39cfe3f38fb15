"""The text of a post or direct message as the customer sees it."""

import html
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from shared.channels import reading
from shared.domain.messages.attachments import Attachment

# What X hides at either end: the mentions an answer begins with, the links that stand for attachments and quotes.
_ANSWERED = re.compile(r"(?:@\w+\s+)*")
_TRAILING = re.compile(r"\s*(?:https://t\.co/\w+\s*)*")


def as_read(raw: Any, shown: Any, links: Iterable[Any], hidden: Collection[str] = ()) -> str | None:
    """The text without the mentions X puts before an answer, with whole links instead of ``t.co`` ones.

    ``shown`` is ``display_text_range``, in characters of the text as delivered. ``hidden`` are short links that
    only stand for attachments; where there is nothing else, there is no text. X escapes ``&``, ``<`` and ``>``.
    """
    whole = reading.text(raw)
    if whole is None:
        return None
    found = _cut(whole, shown)
    for stand_in in hidden:  # first: X lists the links of attachments among the others as well
        found = found.replace(stand_in, "")
    for link in links:
        short = reading.mapping(link).get("url")
        long = reading.mapping(link).get("unwound_url") or reading.mapping(link).get("expanded_url")
        if isinstance(short, str) and short and isinstance(long, str) and reading.url(long):
            found = found.replace(short, long)
    return html.unescape(found).strip() or (None if hidden else whole)


def _cut(whole: str, shown: Any) -> str:
    """The part that is shown; never more is cut than mentions in front and short links behind.

    The range counts characters of a text that was changed on the way (escaped, shortened), so it can be off: then
    what the customer wrote wins.
    """
    bounds = reading.sequence(shown)
    if len(bounds) != 2 or not all(isinstance(bound, int) for bound in bounds):
        return whole
    start, end = bounds
    if not 0 <= start < end:
        return whole
    answered = _ANSWERED.match(whole)
    start = min(start, answered.end() if answered is not None else 0)
    return whole[start:end] if _TRAILING.fullmatch(whole[end:]) else whole[start:]


def attachments(media: Iterable[Any]) -> tuple[Attachment, ...]:
    """Photos, videos and animations; of a moving picture the still one, since its address is always there."""
    found: list[Attachment] = []
    for raw in media:
        item = reading.mapping(raw)
        kind = reading.name(item.get("type")) or "unknown"
        addresses = (item.get("media_url_https"), item.get("url"), item.get("preview_image_url"))
        address = next((url for raw_url in addresses if (url := reading.url(raw_url)) is not None), None)
        if item and len(found) < reading.MAX_ATTACHMENTS:
            found.append(
                reading.attachment(
                    kind,
                    address,
                    id=reading.first_identifier(item, "media_key", "id_str", "id"),
                    title=item.get("alt_text") or item.get("ext_alt_text"),
                    width=item.get("width") or _original(item).get("width"),
                    height=item.get("height") or _original(item).get("height"),
                    duration=_seconds(item),
                )
            )
    return tuple(found)


def short_links(media: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The ``t.co`` links by which a text refers to its own attachments."""
    return tuple(url for item in media if isinstance(url := item.get("url"), str) and url.startswith("https://t.co/"))


def _original(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return reading.mapping(item.get("original_info"))


def _seconds(item: Mapping[str, Any]) -> int | None:
    told = item.get("duration_ms") or reading.mapping(item.get("video_info")).get("duration_millis")
    milliseconds = reading.whole_number(told)
    return None if milliseconds is None else milliseconds // 1000
