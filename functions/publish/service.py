"""Tells others what a batch of the table's stream says, and counts it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.domain.errors import NightdeskError, PermanentError, UnreadableEventError
from shared.domain.events.changes import (
    AccountChange,
    HistoryAdded,
    IncidentChange,
    MessageChange,
    StreamRecord,
    TicketChange,
)
from shared.domain.events.derive import events_of
from shared.domain.figures.counting import Calendars, Clocks, always, figures_of
from shared.domain.incidents.model import Incident
from shared.domain.messages.model import Message
from shared.domain.tickets.model import Ticket
from shared.ports.events import EventBus, EventLog, SetAside
from shared.ports.subscriptions import DeliveryQueue, SubscriptionRepository
from shared.ports.time_and_language import Clock

Record = Mapping[str, Any]

LOST_AFTER = timedelta(minutes=30)
"""After a subscriber should have come back: a run may be killed, and is repeated six minutes later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishResult:
    records: int = 0
    events: int = 0
    new: int = 0  # records that were not counted before
    set_aside: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishBatch:
    """The bus first, then the log, then subscribers are woken. A batch that is read again is told again on the bus,
    with the same ids, and changes nothing else.

    A record that cannot be read, or on which our own code fails, is set aside by name, and the others go on. Whatever
    else fails is raised, and the stream gives the batch again. ``calendars`` and ``clocks`` are those of the log: what
    fails on them has to be found before it holds up a whole batch.
    """

    read: Callable[[Record], StreamRecord | None]
    sequence_of: Callable[[Record], str]
    reference_of: Callable[[Record], str]
    bus: EventBus
    log: EventLog
    set_aside: SetAside
    subscriptions: SubscriptionRepository
    deliveries: DeliveryQueue
    clock: Clock
    calendars: Calendars = lambda _brand, _channel: None
    clocks: Clocks = always

    def __call__(self, records: Sequence[Record]) -> PublishResult:
        """Raises ``TransientError``."""
        by_brand: dict[str, list[StreamRecord]] = {}
        put_aside = 0
        for record in records:
            try:
                found = self.read(record)
                brand = None if found is None else self._checked(found)
            except UnreadableEventError as error:
                put_aside += 1
                self.set_aside.put(sequence=self.sequence_of(record), item=self.reference_of(record), error=str(error))
                continue
            except NightdeskError:
                raise
            except Exception as error:  # a fault of ours in one record would hold up its shard for a day
                put_aside += 1
                problem = f"stream record: {type(error).__name__} of our own code"
                self.set_aside.put(sequence=self.sequence_of(record), item=self.reference_of(record), error=problem)
                continue
            if found is not None and brand is not None:
                by_brand.setdefault(brand, []).append(found)
        events = [event for found in by_brand.values() for each in found for event in events_of(each.change, each.at)]
        try:
            if events:
                self.bus.put(events)
            new = sum(self.log.add_batch(brand, found, self.clock.now()) for brand, found in by_brand.items())
        except PermanentError as error:
            if len(records) > 1:
                raise  # the stream halves the batch until the record that is refused stands alone
            problem = f"stream record: {type(error).__name__}"
            self.set_aside.put(sequence=self.sequence_of(records[0]), item=self.reference_of(records[0]), error=problem)
            return PublishResult(records=1, set_aside=put_aside + 1)
        for brand, told in by_brand.items():
            self._wake(brand, told)
        return PublishResult(records=len(records), events=len(events), new=new, set_aside=put_aside)

    def _checked(self, record: StreamRecord) -> str:
        """The brand of a record that can be told and counted. Raises whatever our code raises where it cannot."""
        events_of(record.change, record.at)
        figures_of(record.change, record.at, self.calendars, self.clocks)
        return brand_of(record)

    def _wake(self, brand_id: str, records: Sequence[StreamRecord]) -> None:
        """Also for a batch that was logged before: the run that logged it may have been killed before it got here."""
        types = {event.type.value for record in records for event in events_of(record.change, record.at)}
        wanted = [
            each.id
            for each in self.subscriptions.of_brand(brand_id)
            if any(map(each.wants, types)) and not self._comes_anyway(each.id)
        ]
        if wanted:
            self.deliveries.wake(wanted, f"{brand_id}/{records[0].sequence}/{records[-1].sequence}")

    def _comes_anyway(self, subscription_id: str) -> bool:
        """Whether its message is on the queue already: those for one that is down for days would fill the queue.

        One that is long overdue has lost its message. One that is far behind has more to tell at the end of each run;
        where its message was lost, the sweep wakes it.
        """
        progress = self.subscriptions.progress(subscription_id)
        if progress is None:
            return False
        due = progress.next_due_at
        return progress.behind_told_at is not None or (due is not None and due > self.clock.now() - LOST_AFTER)


def brand_of(record: StreamRecord) -> str:
    """The brand that a change belongs to."""
    match record.change:
        case HistoryAdded(brand=brand) | AccountChange(brand=brand):
            return brand
        case TicketChange(before=before, after=after):
            return _brand(after or before)
        case MessageChange(before=before_message, after=after_message):
            return _brand(after_message or before_message)
        case IncidentChange(before=before_incident, after=after_incident):
            return _brand(after_incident or before_incident)


def _brand(known: Ticket | Message | Incident | None) -> str:
    return known.brand if known is not None else ""
