"""Once an hour: sends the weekly letter of each brand whose Monday has begun."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.domain.brand.model import Brand
from shared.domain.errors import NightdeskError
from shared.domain.figures.letter import LetterMail, WeeklyLetter, due_monday, week_before
from shared.ports.configuration import BrandRepository
from shared.ports.letters import LetterRegister, LetterSender
from shared.ports.time_and_language import Clock

Reports = Mapping[str, Any]
"""What the reports of the API say of a span of time: ``listening``, ``service``, ``topics``, ``words``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendWeeklyLetters:
    """Once for each brand and week: a claim is written before, and that it was sent afterwards. A letter that failed is
    tried again an hour later, until Monday and Tuesday are over. If the function dies in between it is sent again
    under the same key.

    ``write`` makes subject, HTML and plain text of the week before a Monday, in a language.
    """

    brands: BrandRepository
    reports: Callable[[Brand, datetime, datetime], Reports]
    write: Callable[[Reports, date, str], tuple[str, str, str]]
    register: LetterRegister
    sender: LetterSender
    clock: Clock

    def __call__(self) -> tuple[list[str], list[tuple[str, str]]]:
        """The brands whose letter was sent, and pairs of a brand that failed and the error's name."""
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
        if monday is None or not self.register.claim(brand.id, monday, now):
            return False
        try:
            self.sender.send(self._letter(brand, rules, monday))
        except NightdeskError:
            self.register.release(brand.id, monday)
            raise
        self.register.mark_sent(brand.id, monday, self.clock.now())
        return True

    def _letter(self, brand: Brand, rules: WeeklyLetter, monday: date) -> LetterMail:
        reports = self.reports(brand, *week_before(monday, brand.calendar.time_zone))
        subject, html, text = self.write(reports, monday, rules.language)
        return LetterMail(
            brand=brand.id,
            recipients=rules.recipients,
            subject=subject,
            html=html,
            text=text,
            key=f"letter-{brand.id}-{monday}",
        )
