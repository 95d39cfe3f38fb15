"""Notifies people of an outage that the desk suspects: once for all its reports, one tier after another."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from functions.escalate.evidence import GatherEvidence
from shared.domain.brand.model import Brand
from shared.domain.errors import NightdeskError, PartlyToldError, PermanentError, UpstreamError
from shared.domain.escalation.recipients import FindOverrides, no_overrides, recipients_now
from shared.domain.escalation.text import suspicion_text
from shared.domain.incidents.model import Incident, is_in_hand, suspicion_key, suspicion_notification, tier_to_notify
from shared.domain.notifications.notice import GIVE_UP_AFTER, Notice
from shared.domain.vocabulary import NoticeState
from shared.ports.platforms import Notifier
from shared.ports.repositories import NoticeRepository, SuspicionRegister
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock
from shared.ports.workflows import IncidentWorker

MAX_OPEN_INCIDENTS = 50  # open incidents of one brand that are looked at

_T = TypeVar("_T")

AT_ONCE = timedelta(seconds=1)  # after which no further target is told while a tool waits for our answer (Slack: 3 s)

REFUSED = "refused"
"""What a notice says that its target will never take."""

_OFTEN_FOR = timedelta(hours=1)  # after the end of a suspicion


@dataclass(frozen=True, slots=True)
class NotifySuspicions:
    """Called each minute for every brand. A suspicion on which nobody acted in time is resolved.

    Who is to be told is written first, and each who was at once: if the function dies in between, the others are told a
    minute later, and one of them again under the same key (Slack is looked into before). A tier of which nobody could
    be reached is not waited for: the next one is told a minute later. Each target that failed is tried again each
    minute, while nobody looks into the suspicion. Targets that keep what they are told hear that somebody does, and of
    its end.
    """

    incidents: SuspicionRegister
    notifier: Notifier
    metrics: Metrics
    clock: Clock
    notices: NoticeRepository  # what targets know of suspicions, under the id of the suspicion
    desk_url: str | None = None  # the address of the desk's page; without it notifications have no link
    overrides: FindOverrides = no_overrides
    evidence: GatherEvidence | None = None
    worker: IncidentWorker | None = None

    def __call__(self, brand: Brand, give_up_at: datetime) -> Incident | None:
        """The suspicion of which somebody was to be notified, if any. Raises ``UpstreamError``."""
        # Read freshly: a person may have opened an incident within the minute that a cache is old.
        now = self.clock.now()
        at_work = self.incidents.at_work(brand.id)[:MAX_OPEN_INCIDENTS]
        self._have_work_done(at_work)
        for incident in at_work:
            if incident.resolved_at is not None and incident.has_end_to_tell:
                self._tell_end(brand, incident, give_up_at)
        known = [incident for incident in at_work if incident.resolved_at is None]
        for incident in known:
            if incident.is_stale(now):
                ended = self.incidents.resolve(incident.id, by=incident.opened_by, at=now)
                self._tell_end(brand, ended, give_up_at)
        for incident in known:
            self._tell_seen(brand, incident, give_up_at)
        due = tier_to_notify(known, brand.tiers, now)  # first whoever's time has come, whatever is wrong with others
        if due is None:
            self._try_again(brand, known, give_up_at)
            due = tier_to_notify(known, brand.tiers, now, unreached=self._unreached(known))
        if due is None:
            self._refresh(brand, known)
            return None
        incident, position = due
        excerpts: tuple[str, ...] = ()
        if self.evidence is not None:
            incident, excerpts = self.evidence(brand, incident)
        targets = _in_rotation(recipients_now(brand, brand.tiers[position].targets, now, self.overrides), now)
        before = {notice.target: notice for notice in self.notices.of_ticket(incident.id)} if targets else {}
        wanted: list[Notice] = []
        for target in targets:
            new = Notice(ticket_id=incident.id, target=target, round=0, tier=position, at=now)
            wanted.append(replace(before.get(target, new), tier=position, at=now, known=None))
            self.notices.put(wanted[-1])
        self.incidents.record_notified(incident, tiers=position + 1, at=now)
        for notice in wanted:
            self._notify(brand, incident, notice, give_up_at, excerpts)
        self._tell(brand, incident.id, give_up_at)  # somebody may have acted while people were being told
        return incident

    def _unreached(self, known: Sequence[Incident]) -> frozenset[str]:
        """Suspicions of which nobody of the latest tier knows. A tier without targets is a pause."""
        found = set()
        for incident in known:
            if not incident.has_end_to_tell:
                continue
            latest = [n for n in self.notices.of_ticket(incident.id) if n.tier == incident.tiers_notified - 1]
            if latest and all(notice.known in (None, REFUSED) for notice in latest):
                found.add(incident.id)
        return frozenset(found)

    def now(self, brand: Brand, incident_id: str) -> None:
        """What became of the suspicion, at once; what takes longer is left to the sweep."""
        self._tell(brand, incident_id, self.clock.now() + AT_ONCE)

    def _tell(self, brand: Brand, incident_id: str, give_up_at: datetime) -> None:
        latest = self.incidents.get(incident_id)
        if latest is not None and latest.resolved_at is not None:
            self._tell_end(brand, latest, give_up_at)
        elif latest is not None:
            self._tell_seen(brand, latest, give_up_at)

    def _have_work_done(self, incidents: Sequence[Incident]) -> None:
        """Posts, pointers and follow-ups of incidents that people opened."""
        for incident in incidents:
            if self.worker is not None and incident.has_work:
                with suppress(UpstreamError):  # a minute later again
                    self.worker.work_on_incident(incident.id)

    def _refresh(self, brand: Brand, known: Sequence[Incident]) -> None:
        """The curve goes on while a suspicion is open."""
        for incident in known:
            fresh = incident.suspected and not incident.is_stale(self.clock.now())
            if fresh and self.evidence is not None and self.evidence.is_due(incident):
                self.evidence(brand, incident)

    def _try_again(self, brand: Brand, known: Sequence[Incident], give_up_at: datetime) -> None:
        """Whoever could not be told when others of the tier were. Nobody more once people have opened an incident."""
        for incident in known:
            if not incident.has_end_to_tell or incident.is_stale(self.clock.now()) or is_in_hand(incident, known):
                continue
            for notice in _in_rotation(self.notices.of_ticket(incident.id), self.clock.now()):
                if notice.known is None and notice.tier < incident.tiers_notified:
                    excerpts = () if self.evidence is None else self.evidence.excerpts(incident)
                    self._notify(brand, incident, notice, give_up_at, excerpts, again=True)

    def _notify(
        self,
        brand: Brand,
        incident: Incident,
        notice: Notice,
        give_up_at: datetime,
        excerpts: tuple[str, ...] = (),
        *,
        again: bool = False,
    ) -> bool:
        """Tell one target, and write down whether it knows."""
        tier, link = brand.tiers[min(notice.tier, len(brand.tiers) - 1)], self._link(incident)
        told, reference = True, notice.reference
        try:
            if self.clock.now() >= give_up_at:
                raise UpstreamError("no time left in this sweep")
            if brand.rings(notice.target):
                notice = replace(notice, asked=True)
                self.notices.put(notice)  # whatever becomes of us and of the answer, it hears of the end
            reference = self.notifier.notify(
                target=notice.target,
                notification=suspicion_notification(incident, tier, notice.tier, at=self.clock.now(), link=link),
                text=suspicion_text(brand, incident, tier, notice.tier, link, excerpts=excerpts),
                idempotency_key=suspicion_key(incident, notice.tier, notice.target),
                reference=notice.reference,
                again=again,
            )
        except PartlyToldError as error:
            reference = error.reference  # some people know
        except PermanentError:
            self.metrics.count("NotificationsFailed")
            self.notices.put(replace(notice, known=REFUSED))  # it will never take it
            return False
        except NightdeskError:
            self.metrics.count("NotificationsFailed")
            told = False
        else:
            self.metrics.count("NotificationsSent")
        known = NoticeState.OPEN.value if told else None
        self.notices.put(replace(notice, known=known, reference=reference))
        return told

    def _tell_seen(self, brand: Brand, incident: Incident, give_up_at: datetime) -> None:
        """Each minute while the suspicion is open. Whoever was not told of it needs nothing any more."""
        if incident.seen_at is None or not incident.has_end_to_tell or incident.is_stale(self.clock.now()):
            return
        for notice in self.notices.of_ticket(incident.id):
            if _keeps(brand, notice) and notice.known in (None, NoticeState.OPEN):
                with suppress(NightdeskError):
                    self._follow(brand, incident, notice, NoticeState.ACKNOWLEDGED, give_up_at)

    def _follow(
        self, brand: Brand, incident: Incident, notice: Notice, state: NoticeState, give_up_at: datetime
    ) -> None:
        """Raises ``NightdeskError`` for one that has to be told later."""
        tier, link = brand.tiers[min(notice.tier, len(brand.tiers) - 1)], self._link(incident)
        excerpts = (
            self.evidence.excerpts(incident) if self.evidence is not None and incident.resolved_at is None else ()
        )
        try:
            if self.clock.now() >= give_up_at:
                raise UpstreamError("no time left in this sweep")
            self.notifier.follow(
                target=notice.target,
                notification=suspicion_notification(incident, tier, notice.tier, at=notice.at, link=link),
                text=suspicion_text(brand, incident, tier, notice.tier, link, excerpts=excerpts),
                state=state,
                reference=notice.reference,
            )
        except PermanentError:
            self.metrics.count("NotificationsFailed")
        except NightdeskError:
            self.metrics.count("NotificationsFailed")
            raise
        self.notices.put(replace(notice, known=state.value))

    def _tell_end(self, brand: Brand, incident: Incident, give_up_at: datetime) -> None:
        """Each minute, after an hour each quarter of an hour, for a day: what cannot be told then is left."""
        now = self.clock.now()
        passed = now - (incident.resolved_at or now)
        if passed > _OFTEN_FOR and now.minute % 15:
            return
        complete = True
        for notice in self.notices.of_ticket(incident.id):
            if not _keeps(brand, notice) or notice.known == NoticeState.RESOLVED:
                continue
            try:
                self._follow(brand, incident, notice, NoticeState.RESOLVED, give_up_at)
            except NightdeskError as error:
                complete = complete and str(error) == "unknown_target"  # the brand file has it no longer
        if complete or passed >= GIVE_UP_AFTER:
            self.incidents.finish(incident.id, state=None)

    def _link(self, incident: Incident) -> str | None:
        return None if self.desk_url is None else f"{self.desk_url}/incidents/{incident.id}"


def _keeps(brand: Brand, notice: Notice) -> bool:
    """Whether the target was told and keeps it. One that the brand file has no longer is left alone."""
    was_told = notice.known not in (None, REFUSED) or notice.reference is not None or _may_ring(notice)
    return was_told and brand.follows(notice.target)


def _may_ring(notice: Notice) -> bool:
    """Whether it is a pager that did not answer."""
    return notice.asked and notice.known is None


def _in_rotation(targets: tuple[_T, ...], now: datetime) -> tuple[_T, ...]:
    """Each target once, beginning with another one each minute: dead ones never keep the others from their turn."""
    each = tuple(dict.fromkeys(targets))
    first = int(now.timestamp() // 60) % len(each) if each else 0
    return each[first:] + each[:first]
