"""Earlier texts of a message, which its customer edited."""

from datetime import datetime

from functions.store.context import content_retention
from functions.store.ports import StorePorts
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import MAX_EDITION_BYTES, Edition


def earlier_text(
    ports: StorePorts, event: InboundEvent, *, text: str | None, text_key: str | None, since: datetime
) -> Edition:
    """An edition. A long text of it moves to the bucket; the same edition always has the same object."""
    if text is None or len(text.encode()) <= MAX_EDITION_BYTES:
        return Edition(text=text, text_key=text_key, since=since)
    moved = ports.texts.put(
        text,
        message=(event.channel, event.account_id, event.message_id or ""),
        part=f"edition {since.isoformat()}",
        keep_for=content_retention(ports, event, ports.brands.current(event.brand)),
    )
    return Edition(text=None, text_key=moved, since=since)
