"""Reads the calendars that say who has duty. While one cannot be read, its last good copy goes on."""

from dataclasses import dataclass
from hashlib import sha256

from shared.domain.brand.model import Brand
from shared.domain.errors import ConflictError, NightdeskError, UpstreamError
from shared.domain.notifications.target import TOPIC
from shared.domain.on_call.calendar import AHEAD, BEHIND, ImportedCalendar, digest, is_due, new_calendar
from shared.domain.on_call.calendar_notice import calendar_notification, calendar_text
from shared.domain.on_call.rotation import CalendarSource
from shared.ports.configuration import BrandRepository
from shared.ports.on_call import CalendarFeed, CalendarReader, CalendarRepository, CalendarRequester
from shared.ports.platforms import Notifier
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True)
class RequestCalendars:
    """Called each minute for every brand. Each calendar is read in an invocation of its own: a large or broken one
    costs the sweep nothing."""

    calendars: CalendarRepository
    requester: CalendarRequester
    clock: Clock

    def __call__(self, brand: Brand) -> int:
        """How many are read now. Raises ``UpstreamError``."""
        due = [
            rotation.name
            for rotation in brand.rotations
            if rotation.calendar is not None
            and is_due(rotation, brand.people, self.calendars.get(brand.id, rotation.name), self.clock.now())
        ]
        for name in due:
            self.requester.read_calendar(brand.id, name)
        return len(due)


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """Noted before the attempt: killed anywhere, it is tried again after the usual pause, and counts as failed."""

    brands: BrandRepository
    calendars: CalendarRepository
    feed: CalendarFeed
    read: CalendarReader
    notifier: Notifier
    metrics: Metrics
    clock: Clock

    def __call__(self, brand_id: str, rotation_name: str) -> ImportedCalendar | None:
        """The calendar as it is kept now; ``None`` when it was not due. Raises ``UpstreamError`` of the table."""
        brand = self.brands.current(brand_id)
        rotation = brand.rotation(rotation_name)
        now = self.clock.now()
        known = self.calendars.get(brand_id, rotation_name)
        if rotation is None or rotation.calendar is None or not is_due(rotation, brand.people, known, now):
            return None
        source, made_of = rotation.calendar, digest(rotation.calendar, brand.people)
        before = known or new_calendar(brand_id, rotation_name, now)
        try:
            begun = self.calendars.save(before.begun(source, made_of, now))
        except ConflictError:
            return None  # another invocation reads it
        if before.made_of == made_of and before.is_to_be_warned_of:
            # First: whatever kills the attempt keeps nobody from hearing of it.
            begun = self._warn(brand, before, begun)
        # What it was made of is the same, and it reaches far enough: only then may "not changed" be the answer.
        validator = before.validator if before.made_of == made_of and before.has_enough(now) else ""
        after = self._attempt(brand, source, begun, validator)
        if before.made_of == made_of:
            after = begun.replaced_by(after, now)
        if after.is_to_be_warned_of:
            after = self._warn(brand, after, after)
        return self.calendars.save(after)

    def _attempt(
        self, brand: Brand, source: CalendarSource, calendar: ImportedCalendar, validator: str
    ) -> ImportedCalendar:
        now = self.clock.now()
        try:
            found = self.feed.fetch(source, validator)
            if found is None and not validator:
                raise UpstreamError("http_304")  # it was not asked whether anything has changed
            if found is None:
                return calendar.unchanged(source, now)
            until = now + AHEAD
            content = self.read(found.content, time_zone=source.time_zone, start=now - BEHIND, end=until)
        except NightdeskError as error:
            return calendar.failed(str(error))
        return calendar.changed(source, brand.people, content, validator=found.validator, covers_until=until, now=now)

    def _warn(self, brand: Brand, calendar: ImportedCalendar, current: ImportedCalendar) -> ImportedCalendar:
        """Whoever runs the desk, through the topic: once for as long as the calendar cannot be read.

        ``calendar`` is what they are told of; ``current`` is returned, with whether they were told.
        """
        since = calendar.failing_since or self.clock.now()
        parts = (calendar.brand, calendar.rotation, since.isoformat())
        try:
            self.notifier.notify(
                target=TOPIC,
                notification=calendar_notification(calendar, at=self.clock.now()),
                text=calendar_text(brand, calendar),
                idempotency_key="calendar_" + sha256("\n".join(parts).encode()).hexdigest()[:40],
            )
        except NightdeskError:
            self.metrics.count("NotificationsFailed")
            return current  # told at the next attempt
        self.metrics.count("NotificationsSent")
        return self.calendars.save(current.told())
