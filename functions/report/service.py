"""Once an hour: sends the weekly letter of each brand whose Monday has begun."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from shared.domain.brand.model import Brand
from shared.domain.errors import NightdeskError, PermanentError
from shared.domain.figures.letter import LetterMail, WeeklyLetter, due_monday, waits_for_figures, week_before
from shared.domain.figures.model import Counted
from shared.ports.configuration import BrandRepository
from shared.ports.figures import CountedUntil
from shared.ports.letters import LetterRegister, LetterSender
from shared.ports.time_and_language import Clock

Reports = Mapping[str, Any]
"""What the reports of the API say of a span of time: ``listening``, ``service``, ``topics``, ``words``."""

TOPIC = "topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendWeeklyLetters:
    """Once for each recipient of a brand and week: a claim is written before, and whom it was sent to afterwards. For
    whom it failed it is tried again an hour later, until Monday and Tuesday are over, unless that cannot help. If the
    function dies in between it is sent to one of them again, under the same key. It waits until the figures of the week
    are counted, but not longer than until Tuesday evening.

    ``write`` makes subject, HTML and plain text of the week before a Monday, in a language; ``draw`` a page with
    pictures that needs nothing else.
    """

    brands: BrandRepository
    counted: CountedUntil
    reports: Callable[[Brand, datetime, datetime], Reports]
    write: Callable[[Reports, date, str], tuple[str, str, str]]
    draw: Callable[[Reports, date, str], str]
    register: LetterRegister
    sender: LetterSender
    clock: Clock

    def __call__(self) -> tuple[list[str], list[tuple[str, str]]]:
        """The brands whose letter was sent to all, and pairs of a brand that failed and the error's name."""
        sent, failed = [], []
        for brand_id in self.brands.ids():
            try:
                if self._send(self.brands.current(brand_id)):
                    sent.append(brand_id)
            except Exception as error:  # whatever is wrong with one brand must not cost the others their letter
                failed.append((brand_id, type(error).__name__))
        return sent, failed

    def _send(self, brand: Brand) -> bool:
        rules, now = brand.weekly_letter, self.clock.now()
        if rules is None:
            return False
        monday = due_monday(rules, brand.calendar.time_zone, now)
        if monday is None or self._is_early(brand, monday, now) or not self.register.claim(brand.id, monday, now):
            return False
        try:
            errors = self._send_to_each(brand, rules, monday)
        except NightdeskError:
            self.register.release(brand.id, monday)
            raise
        again = [error for error in errors if not isinstance(error, PermanentError)]
        if again:
            self.register.release(brand.id, monday)
        else:
            self.register.mark_sent(brand.id, monday, self.clock.now())
        for error in again or errors:
            raise error
        return True

    def _is_early(self, brand: Brand, monday: date, now: datetime) -> bool:
        """Whether figures of the week are still to be counted, and may be by tomorrow. A brand without accounts has
        none."""
        if not brand.accounts or not waits_for_figures(monday, brand.calendar.time_zone, now):
            return False
        _, end = week_before(monday, brand.calendar.time_zone)
        return not Counted.of(self.counted.counted_until(brand.id), end, now).complete

    def _send_to_each(self, brand: Brand, rules: WeeklyLetter, monday: date) -> list[NightdeskError]:
        """What failed; whoever follows gets it all the same. For whom it failed for good, it is done, too."""
        done = self.register.done(brand.id, monday)
        letter = self._letter(brand, rules, monday)
        errors: list[NightdeskError] = []
        to_topic = not rules.recipients or not self.sender.by_mail
        for recipient in (TOPIC,) if to_topic else rules.recipients:  # none of them sees the others
            if recipient in done:
                continue
            try:
                self.sender.send(letter if to_topic else replace(letter, recipient=recipient))
            except PermanentError as error:
                errors.append(error)
            except NightdeskError as error:
                errors.append(error)
                continue
            self.register.mark_done(brand.id, monday, recipient)
        return errors

    def _letter(self, brand: Brand, rules: WeeklyLetter, monday: date) -> LetterMail:
        reports = self.reports(brand, *week_before(monday, brand.calendar.time_zone))
        subject, html, text = self.write(reports, monday, rules.language)
        return LetterMail(
            brand=brand.id,
            recipient=None,
            subject=subject,
            html=html,
            text=text,
            page=self.draw(reports, monday, rules.language),
            page_name=f"nightdesk-{brand.id}-{monday - timedelta(7)}.html",
            key=f"letter-{brand.id}-{monday}",
        )
