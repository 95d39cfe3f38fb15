"""Does what is due about an incident: public posts, links of earlier reports, pointers, and follow-ups at its end.

Called when a person has something published, and each minute while something is left. Every step may be repeated: a
post has an outbox record for its update and account, a line one for its ticket. A run ends in time, the next goes on.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.respond.incidents.contacts import Contacts
from functions.respond.incidents.earlier import LinkEarlierReports
from functions.respond.incidents.ports import IncidentPorts, WorkResult
from functions.respond.posts import PublishPost
from shared.domain.brand.model import Brand
from shared.domain.errors import ConflictError
from shared.domain.incidents.contact import is_wanted
from shared.domain.incidents.model import FollowUpState, Incident
from shared.domain.incidents.tasks import ContactTask
from shared.domain.incidents.updates import group_of, is_superseded, missing_posts, number_of
from shared.domain.outbox.automatic_message import AutomaticKind
from shared.domain.outbox.public_post import PostState, PublicPost

POINTER, FOLLOW_UP = AutomaticKind.INCIDENT_POINTER, AutomaticKind.INCIDENT_FOLLOW_UP
PAGE = 50
UNPINNED_FOR = timedelta(days=1)
"""For how long unpinning the first post is tried after the end."""


@dataclass(frozen=True, slots=True)
class WorkOnIncident:
    """May raise ``UpstreamError``. Nothing is lost then: the sweep calls again."""

    ports: IncidentPorts
    time: timedelta = timedelta(seconds=8)  # one more call may take 11 s, and the function has 20 s

    def __call__(self, incident_id: str) -> WorkResult:
        ports, until = self.ports, self.ports.clock.now() + self.time
        result = WorkResult(incident_id=incident_id)
        incident = ports.incidents.get(incident_id)
        if incident is None or incident.suspected:
            return result
        ports.incidents.take_over_counts(incident)
        brand = ports.brands.current(incident.brand)
        posts = self._publish(brand, incident, until, result)
        latest = max((post for post in posts if post.state is PostState.PUBLISHED), key=number_of, default=None)
        is_over = latest is not None and latest.is_last
        if is_over or incident.resolved_at is not None:
            posts = tuple(self._unpin(brand, post, until, result) for post in posts)
        if not self._link_earlier(incident, until, result):
            return result  # before anybody is told of it: the next run goes on
        if incident.resolved_at is None:
            # The public was told that it is over, so its resolution died half-way: nobody is pointed to that.
            if not is_over and incident.stopped_at is None and is_wanted(POINTER, brand.incidents):
                self._point(brand, incident, posts, until, result)
            return result
        if incident.follow_up is FollowUpState.RUNNING:
            self._follow_up(brand, incident, posts, until, result)
        elif result.complete and all(self._is_done(incident, post) for post in posts):
            self._finish(incident, None)
        return result

    def _finish(self, incident: Incident, state: FollowUpState | None) -> None:
        """The counts first: what was linked to the suspicion since the run began belongs to the report, too."""
        incidents = self.ports.incidents
        incidents.take_over_counts(incidents.get(incident.id) or incident)
        incidents.finish(incident.id, state=state)

    @property
    def _publisher(self) -> PublishPost:
        ports = self.ports
        return PublishPost(posts=ports.posts, accounts=ports.accounts, gateways=ports.gateways, clock=ports.clock)

    def _publish(self, brand: Brand, incident: Incident, until: datetime, result: WorkResult) -> tuple[PublicPost, ...]:
        done: list[PublicPost] = []
        posts = (*self.ports.posts.of_group(group_of(incident.id)),)
        posts = (*posts, *self._missing(brand, incident, posts))
        for post in posts:
            if post.ended or self._is_late(until, result):
                done.append(post)
                continue
            try:
                after = self._publisher(brand, post, superseded=is_superseded(post, posts, incident))
            except ConflictError:
                after = post  # another worker has it
            result.published += after.state is PostState.PUBLISHED
            done.append(after)
        return tuple(done)

    def _missing(self, brand: Brand, incident: Incident, posts: Sequence[PublicPost]) -> tuple[PublicPost, ...]:
        """What a person has had published and of which nobody has written a record, written now."""
        if incident.updates == 0:
            return ()
        updates, written = self.ports.incidents.updates_of(incident.id), []
        for post in missing_posts(updates, posts, brand, self.ports.policies, now=self.ports.clock.now()):
            with suppress(ConflictError):  # somebody else is about to
                written.append(self.ports.posts.save(post))
        return tuple(written)

    def _unpin(self, brand: Brand, post: PublicPost, until: datetime, result: WorkResult) -> PublicPost:
        if not (post.stays_pinned or post.is_to_be_pinned) or self._is_late(until, result):
            return post
        try:
            return self._publisher.unpin(brand, post)
        except ConflictError:
            return post

    def _is_done(self, incident: Incident, post: PublicPost) -> bool:
        """One that cannot be unpinned for a day stays pinned."""
        since = incident.resolved_at or self.ports.clock.now()
        return post.ended and (not post.stays_pinned or self.ports.clock.now() - since >= UNPINNED_FOR)

    def _link_earlier(self, incident: Incident, until: datetime, result: WorkResult) -> bool:
        """Whether those who told of it before it was known are linked, as far as their reports are there by now."""
        earlier = LinkEarlierReports(self.ports, incident)
        while not earlier.is_done_for_now:
            if self._is_late(until, result):
                return False
            result.linked += earlier.look_on()
        return earlier.begin is None or incident.resolved_at is None

    def _point(
        self, brand: Brand, incident: Incident, posts: tuple[PublicPost, ...], until: datetime, result: WorkResult
    ) -> None:
        """Only once something can be read in public."""
        published = tuple(post for post in posts if post.state is PostState.PUBLISHED)
        if published:
            contacts = Contacts(self.ports, brand, incident, POINTER, published, result)
            self._work(contacts, incident, POINTER, until, result)

    def _follow_up(
        self, brand: Brand, incident: Incident, posts: tuple[PublicPost, ...], until: datetime, result: WorkResult
    ) -> None:
        """Done when nobody is left to be told, and the last post has ended too: nobody calls again after that."""
        if incident.follow_up_cursor is not None:
            self._look_at_linked(incident, incident.follow_up_cursor, until, result)
        contacts = Contacts(self.ports, brand, incident, FOLLOW_UP, (), result)
        self._work(contacts, incident, FOLLOW_UP, until, result)
        left = any(self.ports.incidents.has_tasks(each, FOLLOW_UP) for each in incident.links)
        if not result.complete or left or not all(self._is_done(incident, post) for post in posts):
            return
        if not self._add_late(incident):
            self._finish(incident, FollowUpState.DONE)

    def _add_late(self, incident: Incident) -> bool:
        """Make a task of each ticket that was linked behind the cursor while the others were told: a report that was
        being stored when somebody resolved the incident, or a merge. Whether there are any: the next run tells them."""
        ports, since = self.ports, incident.resolved_at or self.ports.clock.now()
        late = [
            ContactTask(incident_id=linked_to, ticket_id=ticket_id, kind=FOLLOW_UP, due_at=since, since=since)
            for linked_to in incident.links
            for ticket_id in ports.incidents.linked(linked_to, after="", limit=PAGE, without=FOLLOW_UP.value)
        ]
        for task in late:
            ports.incidents.add_task(task)
        return bool(late)

    def _look_at_linked(self, incident: Incident, cursor: str, until: datetime, result: WorkResult) -> None:
        """Make a task of each linked ticket. Killed in between, the same tasks are written again."""
        ports = self.ports
        place, _, after = cursor.partition("#")
        since = incident.resolved_at or ports.clock.now()
        for number in range(int(place), len(incident.links)):
            linked_to = incident.links[number]
            while ids := ports.incidents.linked(linked_to, after=after, limit=PAGE):
                if self._is_late(until, result):
                    return
                for ticket_id in ids:
                    ports.incidents.add_task(
                        ContactTask(
                            incident_id=linked_to, ticket_id=ticket_id, kind=FOLLOW_UP, due_at=since, since=since
                        )
                    )
                after = ids[-1]
                ports.incidents.move_on(incident.id, f"{number}#{after}")
            after = ""
        ports.incidents.move_on(incident.id, None)

    def _work(
        self, contacts: Contacts, incident: Incident, kind: AutomaticKind, until: datetime, result: WorkResult
    ) -> None:
        for linked_to in incident.links:
            while tasks := self.ports.incidents.due_tasks(linked_to, kind, self.ports.clock.now(), limit=PAGE):
                for task in tasks:
                    if self._is_late(until, result) or not self._goes_on(incident.id, kind):
                        return
                    contacts.handle(task)

    def _goes_on(self, incident_id: str, kind: AutomaticKind) -> bool:
        """Whether this is still to be told: read before each line, so that a stop holds from the next customer on."""
        current = self.ports.incidents.get(incident_id)
        if current is None or current.stopped_at is not None:
            return False
        return kind is FOLLOW_UP or current.resolved_at is None

    def _is_late(self, until: datetime, result: WorkResult) -> bool:
        late = self.ports.clock.now() >= until
        result.complete = result.complete and not late
        return late
