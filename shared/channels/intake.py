"""From a platform's body to the inbound queue: the one way for what is delivered and for what is asked for."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta

from shared.channels.body import RejectedItem
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.quarantine import quarantine_key
from shared.domain.channels.webhook import Arrival
from shared.domain.errors import PermanentError
from shared.domain.messages.event import InboundEvent
from shared.ports.objects import Quarantine, TextStore
from shared.ports.queues import InboundQueue

MAX_TEXT_BYTES = (
    64 * 1024
)  # bytes of JSON; a longer text is moved to the bucket, so that the state of triage stays small

MAX_SEQUENTIAL_PUTS = 4  # more items than this are quarantined in parallel
PARALLEL_PUTS = 16


@dataclass(frozen=True, slots=True)
class Intake:
    queue: InboundQueue
    quarantine: Quarantine
    texts: TextStore
    policies: Callable[[str], ChannelPolicy]

    def put(self, events: Sequence[InboundEvent], *, kept_by_brand: timedelta) -> tuple[int, int]:
        """How many events the queue refused for now, and how many are larger than it accepts.

        Long texts are moved to the bucket first, for as long as brand and channel keep them.
        """
        return self._queue([self._move_long_text(event, kept_by_brand) for event in events])

    def _queue(self, events: Sequence[InboundEvent]) -> tuple[int, int]:
        try:
            return len(self.queue.put(events)), 0
        except PermanentError:
            if len(events) == 1:
                return 0, 1
        apart = [self._queue([event]) for event in events]
        return sum(refused for refused, _ in apart), sum(too_large for _, too_large in apart)

    def _move_long_text(self, event: InboundEvent, kept_by_brand: timedelta) -> InboundEvent:
        text = event.text
        if text is None or len(text) <= MAX_TEXT_BYTES // 6:  # a character takes six bytes of JSON at most
            return event
        if len(json.dumps(text, ensure_ascii=False).encode()) <= MAX_TEXT_BYTES:
            return event
        key = self.texts.put(
            text,
            message=(event.channel, event.account_id, event.message_id or event.event_id),
            part=event.event_id,
            keep_for=self.policies(event.channel).retention_of(kept_by_brand),
        )
        return replace(event, text=None, text_key=key)

    def set_aside(self, rejected: Sequence[RejectedItem], *, channel: str, brand: str, arrival: Arrival) -> None:
        """Keep what could not become an event where a person looks at it."""

        def keep(item: RejectedItem) -> None:
            self.quarantine.keep(
                key=quarantine_key(channel, brand, item.content),
                reason=item.reason,
                channel=channel,
                brand=brand,
                body=item.content,
                received_at=arrival.received_at,
            )

        if len(rejected) > MAX_SEQUENTIAL_PUTS:
            # A body of a thousand items for an unknown account must still be answered within the platform's time-out.
            with ThreadPoolExecutor(max_workers=PARALLEL_PUTS) as pool:
                list(pool.map(keep, rejected))
        else:
            for item in rejected:
                keep(item)
