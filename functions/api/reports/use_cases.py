"""Reports of a span of time. They read figures only, never tickets or messages."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.figures.agents import with_names
from shared.domain.figures.counting import PART_FACETS
from shared.domain.figures.hours import ListeningFigures, listening_figures
from shared.domain.figures.model import Counted
from shared.domain.figures.service import KindFigures, ServiceFigures, kind_figures, service_figures
from shared.domain.figures.topics import Before, Topic, rising_topics
from shared.domain.figures.words import RisingWord, rising_words
from shared.ports.agents import AgentDirectory
from shared.ports.configuration import BrandRepository
from shared.ports.figures import CountedUntil, FiguresReader
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class HowFarCounted:
    figures: CountedUntil
    clock: Clock

    def __call__(self, brand_id: str, _since: datetime, until: datetime) -> Counted:
        return Counted.of(self.figures.counted_until(brand_id), until, self.clock.now())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportListening:
    figures: FiguresReader
    brands: BrandRepository

    def __call__(self, brand_id: str, since: datetime, until: datetime) -> ListeningFigures:
        """Counted from the beginning of the hour of ``since``."""
        found = self.figures.between(brand_id, since, until)
        return listening_figures(found, self.brands.current(brand_id).calendar, brand_id, since, until)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportService:
    figures: FiguresReader
    agents: AgentDirectory

    def __call__(self, brand_id: str, since: datetime, until: datetime) -> ServiceFigures:
        found = self.figures.between(brand_id, since, until, timed=PART_FACETS)
        report = service_figures(found, brand_id, since, until)
        return with_names(report, self.agents.all()) if report.agents else report


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportKinds:
    figures: FiguresReader

    def __call__(self, brand_id: str, since: datetime, until: datetime, facet: str) -> tuple[KindFigures, ...]:
        """By ``category`` or by ``priority``."""
        return kind_figures(self.figures.between(brand_id, since, until, timed=(facet,)), facet)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTopics:
    figures: FiguresReader

    def __call__(
        self, brand_id: str, since: datetime, until: datetime
    ) -> tuple[tuple[Topic, ...], tuple[RisingWord, ...]]:
        now = self.figures.between(brand_id, since, until)
        compared = Before.of(since, until)
        before = self.figures.between(brand_id, compared.since, compared.until)
        return rising_topics(now, before, compared.number), rising_words(now, before)
