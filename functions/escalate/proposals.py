"""Proposes the posts whose hour has come, and has carried out what was accepted and is not done."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Brand
from shared.domain.errors import UpstreamError
from shared.domain.escalation.recipients import FindOverrides, no_overrides
from shared.domain.on_call.rotation import ends_at, on_duty
from shared.domain.proposals.policy import PostPlan
from shared.domain.proposals.rules import posts
from shared.domain.proposals.turns import in_turn
from shared.ports.proposals import ProposalRepository
from shared.ports.time_and_language import Clock
from shared.ports.workflows import ProposalCarrier

MAX_A_MINUTE = 50  # proposals of a brand that respond is asked to carry out


@dataclass(frozen=True, slots=True)
class LookAfterProposals:
    """Called each minute for every brand. A post is proposed once for its day and account, however often this runs."""

    proposals: ProposalRepository
    respond: ProposalCarrier
    clock: Clock
    overrides: FindOverrides = no_overrides

    def __call__(self, brand: Brand) -> int:
        """How many proposals respond was asked to carry out. Raises ``UpstreamError``."""
        now = self.clock.now()
        zone = ZoneInfo(brand.calendar.time_zone)
        for plan in brand.proposals.posts:
            at = plan.day_at(now, zone)
            if at is not None:
                self._propose(plan, brand, at, zone)
        due = in_turn(self.proposals.to_carry_out(brand.id), now, MAX_A_MINUTE)
        for proposal_id in due:
            self.respond.carry_out(brand.id, proposal_id)
        return len(due)

    def _propose(self, plan: PostPlan, brand: Brand, at: datetime, zone: ZoneInfo) -> None:
        people, until = self._duty(plan, brand, at)
        local = None if until is None else until.astimezone(zone)
        for proposal in posts(plan, brand, at, people=people, until=local):
            if self.proposals.get(brand.id, proposal.id) is None:
                self.proposals.propose(proposal)

    def _duty(self, plan: PostPlan, brand: Brand, at: datetime) -> tuple[tuple[str, ...], datetime | None]:
        """Who answers, by the first name, and until when."""
        rotation = None if plan.rotation is None else brand.rotation(plan.rotation)
        if rotation is None:
            return (), None
        try:
            overrides = self.overrides(brand.id, at)
        except UpstreamError:
            overrides = ()
        usable = brand.usable(overrides)
        duty = on_duty(rotation, usable, at)
        person = brand.person(duty.person)
        until = ends_at(rotation, usable, at) or duty.until
        return () if person is None else (person.name.split()[0],), until
