"""What became of every item: each must have exactly one outcome, wherever an outcome can be recorded."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from cli.traffic.delivered import Item
from shared.domain.messages.model import Message
from shared.domain.vocabulary import Direction, Outcome, Visibility
from shared.ports.repositories import OutcomeRecord

READERS = 4
PAUSE = 0.5  # seconds between two looks at what is still missing


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedOutcome:
    """One outcome of one item, and the message it concerns."""

    outcome: Outcome
    where: str  # "message", "record", "quarantine", "answer"
    ticket_id: str | None = None
    visibility: Visibility | None = None
    message: Message | None = None


class Messages(Protocol):
    def get(self, channel: str, account_id: str, message_id: str) -> Message | None: ...


class Records(Protocol):
    def get(self, event_id: str) -> OutcomeRecord | None: ...


@dataclass(frozen=True, slots=True)
class Ledger:
    """Looks in every place where an outcome can stand. ``in_quarantine`` tells whether an object exists."""

    messages: Messages
    records: Records
    in_quarantine: Callable[[str], bool]

    def outcomes(self, item: Item) -> tuple[RecordedOutcome, ...]:
        """Everything that is recorded for the item: one entry if all is well."""
        if item.quarantined:
            kept = self.in_quarantine(item.id)
            return (RecordedOutcome(outcome=Outcome.QUARANTINED, where="quarantine"),) if kept else ()
        found: list[RecordedOutcome] = []
        message = self._message(item)
        if message is not None and item.id in message.outcomes:
            found.append(
                RecordedOutcome(
                    outcome=message.outcomes[item.id],
                    where="message",
                    ticket_id=message.ticket_id,
                    visibility=message.visibility,
                    message=message,
                )
            )
        record = self.records.get(item.id)
        if record is not None:
            found.append(RecordedOutcome(outcome=record.outcome, where="record", ticket_id=record.ticket_id))
        return tuple(found)

    def _message(self, item: Item) -> Message | None:
        if item.message_id is None or item.account_id is None:
            return None
        return self.messages.get(item.channel, item.account_id, item.message_id)


def wait_for(
    items: Sequence[Item],
    ledger: Ledger,
    *,
    timeout: float,
    seen: Callable[[int], None] = lambda _: None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Mapping[str, tuple[RecordedOutcome, ...]]:
    """Look until every item has an outcome or ``timeout`` seconds have passed; item id → what was found.

    ``seen`` is told how many are known each time. Everything is read once more at the end, so that an outcome that
    came second is found too.
    """
    until = clock() + timeout
    missing = {item.id: item for item in items}
    total = len(missing)
    with ThreadPoolExecutor(READERS) as pool:
        while missing:
            looked = list(missing.values())
            for item, found in zip(looked, pool.map(ledger.outcomes, looked), strict=True):
                if found:
                    del missing[item.id]
            seen(total - len(missing))
            if not missing or clock() >= until:
                break
            sleep(PAUSE)
        distinct = list({item.id: item for item in items}.values())
        return {item.id: found for item, found in zip(distinct, pool.map(ledger.outcomes, distinct), strict=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The result of the counting: which items have no outcome, and which have more than one."""

    items: int
    missing: tuple[str, ...]
    doubled: tuple[str, ...]

    @property
    def settled(self) -> bool:
        return not self.missing and not self.doubled


def settle(outcomes: Mapping[str, Sequence[RecordedOutcome]]) -> Account:
    """Exactly one outcome each, or the ids of those for which it does not hold."""
    return Account(
        items=len(outcomes),
        missing=tuple(key for key, found in outcomes.items() if not found),
        doubled=tuple(key for key, found in outcomes.items() if len(found) > 1),
    )


def store_delays(outcomes: Iterable[Sequence[RecordedOutcome]]) -> list[float]:
    """Seconds from the webhook to the stored message, of every customer's message that opened or joined a ticket."""
    stored = (found.message for group in outcomes for found in group if found.message is not None)
    delays: dict[tuple[str, str, str], float] = {}
    for message in stored:
        if message.direction is Direction.OUTBOUND:
            continue  # an answer that somebody gave on the platform came by the same way, and is no customer's
        if message.ticket_id is not None and message.stored_at is not None and message.received_at is not None:
            delay = (message.stored_at - message.received_at).total_seconds()
            delays[message.channel, message.account_id, message.message_id] = delay
    return sorted(delays.values())


def percentile(sorted_values: Sequence[float], share: float) -> float | None:
    """The value that ``share`` of the values do not exceed (nearest rank)."""
    if not sorted_values:
        return None
    rank = max(1, -(-int(share * 1000) * len(sorted_values) // 1000))
    return sorted_values[min(rank, len(sorted_values)) - 1]
