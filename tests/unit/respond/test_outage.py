"""A crisis evening at Acme: suspicion, public update, pointers, follow-ups. The clock is the test's."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from functions.api.incidents.models import IncidentReport
from functions.api.incidents.updates import IncidentUpdatesAtWork, ShownUpdate
from functions.api.incidents.use_cases import OpenIncident, ResolveIncident, StopContacts
from functions.respond.incidents.ports import IncidentPorts, WorkResult
from functions.respond.incidents.service import WorkOnIncident
from shared.channels import load_policy
from shared.domain.channels.sending import OutboundMessage, SendResult
from shared.domain.classification.meaning import WIDTH, packed, written
from shared.domain.errors import RefusedError
from shared.domain.incidents.model import FollowUpState, Incident
from shared.domain.incidents.reports import OutageReport
from shared.domain.incidents.updates import MAX_UPDATES, UpdateKind
from shared.domain.messages.event import Author
from shared.domain.outbox.automatic_message import AutomaticKind
from shared.domain.outbox.public_post import PostState
from shared.domain.vocabulary import Category, Danger, Direction, SendClass, Status, Surface, Visibility
from tests.fakes.brands import FakeBrands
from tests.fakes.mortal import Killed, Mortal
from tests.fakes.outbox import FakeGateways, FakePublicPosts
from tests.fakes.samples import a_classification
from tests.unit.respond.evening import Evening

OUTAGE = a_classification(category=Category.OUTAGE)
POINTER, FOLLOW_UP = AutomaticKind.INCIDENT_POINTER, AutomaticKind.INCIDENT_FOLLOW_UP
Proxy = Callable[[str, Any], Any]


@dataclass
class Outage(Evening):
    """``public`` is what stands on our accounts, ``lines`` what customers got about it."""

    posts: FakePublicPosts = field(default_factory=FakePublicPosts)

    def __post_init__(self) -> None:
        Evening.__post_init__(self)
        self.at("2026-03-03 20:30")

    # --- what people do -----------------------------------------------------------------------------------------------

    @property
    def updates(self) -> IncidentUpdatesAtWork:
        return IncidentUpdatesAtWork(
            incidents=self.incidents,
            posts=self.posts,
            brands=self.brands,
            worker=None,
            policies=load_policy,
            clock=self.clock,
        )

    def open(self, title: str = "Internet coupé à Lyon") -> Incident:
        salts = iter((f"{len(self.incidents.stored):04x}",))
        use_case = OpenIncident(
            incidents=self.incidents, updates=self.updates, clock=self.clock, salt=lambda: next(salts)
        )
        suspected = next((each.id for each in self.incidents.open_for("acme") if each.suspected), None)
        return use_case(brand="acme", title=title, channels=(), by="Ana", suspicion_id=suspected)

    def publish(self, number: int = 1, *, accounts: tuple[str, ...] = (), again: tuple[str, ...] = ()) -> ShownUpdate:
        return self.updates.publish(self.incident, number, accounts=accounts, again=again, by="Ana")

    def resolve(self, **wanted: bool) -> Incident:
        use_case = ResolveIncident(incidents=self.incidents, updates=self.updates, brands=self.brands, clock=self.clock)
        return use_case(self.incident, by="Ana", **wanted)

    def stop(self) -> Incident:
        return self.stopping(self.incident, by="Ana")

    @property
    def stopping(self) -> StopContacts:
        return StopContacts(incidents=self.incidents, updates=self.updates, clock=self.clock)

    # --- what customers and the desk do -------------------------------------------------------------------------------

    def reports(self, person: str, text: str = "Plus d'internet ici !", **fields: Any) -> str:
        """A customer tells of it in private; the id of their ticket."""
        self.number += 1
        place = {"conversation_id": person, "author": Author(id=person)}
        says = fields.pop("says", OUTAGE)
        stored = self.store(self.event(f"m{self.number}", text=text, **{**place, **fields}), says)
        assert stored.ticket_id is not None
        return stored.ticket_id

    def comments_on(self, person: str, post: str = "post") -> str:
        return self.reports(
            person,
            channel="facebook",
            surface=Surface.COMMENT,
            visibility=Visibility.PUBLIC,
            conversation_id=f"{post}:{person}",
            parent_id=post,
            author=Author(id=person),
            reply_window_closes_at=None,
        )

    def work(self, through: Proxy = lambda _, port: port) -> WorkResult:
        """What respond does when the sweep asks it."""
        ports: dict[str, Any] = {
            name: through(name, getattr(self, name))
            for name in (
                *("brands", "switches", "tickets", "messages", "conversations", "history", "incidents"),
                *("automatic_messages", "accounts", "automatic_texts", "rate_limits", "posts"),
            )
        }
        gateways = through("gateways", FakeGateways(through("platform", self.platform)))
        return WorkOnIncident(IncidentPorts(**ports, gateways=gateways, clock=self.clock, policies=load_policy))(
            self.incident.id
        )

    def sweep(self, minutes: int = 1) -> None:
        for _ in range(minutes):
            self.passes(minutes=1)
            for incident in self.incidents.at_work("acme"):
                if incident.has_work:
                    self.work()

    # --- what came of it ----------------------------------------------------------------------------------------------

    @property
    def incident(self) -> Incident:
        return max(self.incidents.stored.values(), key=lambda each: (not each.suspected, each.id))

    @property
    def public(self) -> list[tuple[str, str]]:
        return [(post.channel, post.text) for post in self.platform.own_posts]

    @property
    def lines(self) -> list[OutboundMessage]:
        return self.platform.posts

    def states(self, number: int = 1) -> dict[str, str]:
        shown = next(each for each in self.updates.list(self.incident) if each.update.number == number)
        return {each.account.channel: each.post.state.value for each in shown.accounts if each.post is not None}


ACCOUNTS = ["bluesky", "facebook", "linkedin", "mastodon", "threads", "x"]


def published_outage() -> Outage:
    evening = Outage()
    evening.open()
    evening.publish()
    evening.sweep()
    return evening


# --- in public ---


def test_opening_prepares_an_update_in_every_language_and_publishes_nothing():
    evening = Outage()
    incident = evening.open()
    (shown,) = evening.updates.list(incident)
    assert set(shown.update.texts) == {"fr", "en"}
    assert shown.update.texts["fr"].startswith("Panne en cours depuis 20:30 : Internet coupé à Lyon.")
    assert sorted(each.account.channel for each in shown.accounts) == ACCOUNTS
    evening.sweep(3)
    assert evening.public == []


def test_a_person_edits_it_and_it_is_posted_once_on_each_account():
    evening = Outage()
    evening.open()
    evening.updates.edit(evening.incident, 1, {"fr": "Panne à Lyon."}, kind=UpdateKind.OPENED, by="Ben")
    for _ in range(3):
        evening.publish()
        evening.sweep()
    assert sorted(evening.public) == [(channel, "Panne à Lyon.") for channel in ACCOUNTS]
    assert evening.states() == dict.fromkeys(ACCOUNTS, "published")
    assert evening.incident.updates == 1


def test_all_languages_are_posted_where_they_fit_and_the_brands_own_elsewhere():
    evening = Outage()
    evening.open("Internet coupé à Lyon, Villeurbanne et Bron après la coupure d'un câble")
    evening.publish()
    evening.sweep()
    by_channel = dict(evening.public)
    assert "Outage since" in by_channel["facebook"]
    assert "Outage since" not in by_channel["x"]


def test_accounts_can_be_chosen_and_the_others_follow_later():
    evening = Outage()
    evening.open()
    evening.publish(accounts=("x/3000000001",))
    evening.sweep()
    assert [channel for channel, _ in evening.public] == ["x"]
    evening.publish()
    evening.sweep()
    assert sorted(channel for channel, _ in evening.public) == ACCOUNTS


def test_what_a_platform_refused_is_told_and_can_be_tried_again():
    evening = Outage()
    evening.platform.answers = [SendResult(outcome=SendClass.PERMANENT, error="meta_506")]
    evening.open()
    evening.publish(accounts=("facebook/100100100100100",))
    evening.sweep()
    (shown,) = evening.updates.list(evening.incident)
    failed = next(each for each in shown.accounts if each.account.channel == "facebook")
    assert failed.post is not None
    assert (failed.post.state, failed.post.error) == (PostState.FAILED, "meta_506")
    evening.publish(accounts=("facebook/100100100100100",))
    evening.sweep()
    assert evening.states() == {"facebook": "published"}


def test_an_unconfirmed_post_is_repeated_only_when_a_person_names_it():
    evening = Outage()
    evening.platform.answers = [SendResult(outcome=SendClass.UNKNOWN, error="lost")]
    evening.platform.readable = False
    evening.open()
    evening.publish(accounts=("x/3000000001",))
    evening.sweep(5)
    assert evening.states() == {"x": "unconfirmed"}
    evening.publish(accounts=("x/3000000001",))
    evening.sweep(5)
    assert evening.public == []
    evening.publish(again=("x/3000000001",))
    evening.sweep()
    assert evening.states() == {"x": "published"}


def test_a_second_update_continues_the_first_where_the_channel_has_threads():
    evening = published_outage()
    evening.updates.edit(evening.incident, 2, {"fr": "Toujours en cours."}, kind=UpdateKind.UPDATED, by="Ana")
    evening.publish(2)
    evening.sweep()
    second = {post.channel: post.continues for post in evening.platform.own_posts if post.text == "Toujours en cours."}
    assert second["x"] is not None
    assert second["threads"] is not None
    assert (second["facebook"], second["linkedin"]) == (None, None)


@pytest.mark.parametrize("lost", [SendResult(outcome=SendClass.UNKNOWN, error="lost"), None], ids=["unknown", "paused"])
def test_the_last_update_goes_out_though_nobody_is_left_to_be_told(lost: SendResult | None):
    """The posts may take longer than the follow-ups: a paused account, an answer that was lost."""
    evening = Outage()
    evening.open()
    evening.publish(accounts=("x/3000000001",))
    evening.sweep()
    evening.updates.edit(evening.incident, 2, {"fr": "C'est rétabli."}, kind=UpdateKind.RESOLVED, by="Ana")
    if lost is None:
        evening.accounts.pause("x", "3000000001", until=evening.clock.at + timedelta(minutes=5))
    else:
        evening.platform.answers = [lost]
    evening.resolve(publish=False, follow_up=True)
    evening.publish(2, accounts=("x/3000000001",))
    evening.sweep(20)
    assert ("x", "C'est rétabli.") in evening.public
    assert evening.incident.follow_up is FollowUpState.DONE


def test_when_it_is_over_only_its_last_word_can_still_be_published():
    """A page that was left open shows a draft that says that the outage goes on."""
    evening = published_outage()
    evening.updates.edit(evening.incident, 2, {"fr": "Toujours en panne."}, kind=UpdateKind.UPDATED, by="Ana")
    evening.resolve(publish=False)
    with pytest.raises(RefusedError, match="is over"):
        evening.publish(2)
    evening.updates.edit(evening.incident, 2, {"fr": "C'est rétabli."}, kind=UpdateKind.RESOLVED, by="Ana")
    evening.sweep(3)
    evening.publish(2, accounts=("x/3000000001",))
    evening.sweep(3)
    assert ("x", "C'est rétabli.") in evening.public, "also after everything about it was done"


LATER = {
    "backoff": SendResult(outcome=SendClass.RETRY_BACKOFF, error="http_503"),
    "unknown": SendResult(outcome=SendClass.UNKNOWN, error="lost"),
}


@pytest.mark.parametrize("publish", [True, False], ids=["told", "silently"])
@pytest.mark.parametrize("why", [*LATER, "paused"])
def test_what_could_not_be_posted_in_time_is_not_posted_after_the_end(why: str, publish: bool):
    evening = Outage()
    evening.open()
    if why == "paused":
        evening.accounts.pause("x", "3000000001", until=evening.clock.at + timedelta(minutes=40))
    else:
        evening.platform.answers = [LATER[why]]
    evening.publish(accounts=("x/3000000001", "facebook/100100100100100")[: 1 if why == "paused" else 2])
    evening.work()
    evening.resolve(publish=publish)
    evening.sweep(60)
    news = [text for _, text in evening.public if text.startswith("Panne")]
    assert len(news) == (0 if why == "paused" else 1), "only what stood there before the end"
    if why != "paused":
        held_back = [p for p in evening.posts.of_group(f"incident/{evening.incident.id}") if p.error == "superseded"]
        assert len(held_back) == 1


def test_an_older_update_is_not_posted_after_a_newer_one():
    evening = Outage()
    evening.open()
    evening.accounts.pause("x", "3000000001", until=evening.clock.at + timedelta(minutes=40))
    evening.publish(accounts=("x/3000000001",))
    evening.work()
    evening.updates.edit(evening.incident, 2, {"fr": "Toujours en cours."}, kind=UpdateKind.UPDATED, by="Ana")
    evening.publish(2, accounts=("x/3000000001",))
    evening.sweep(60)
    assert evening.public == [("x", "Toujours en cours.")]


def test_who_opens_it_twice_opens_it_once():
    evening = Outage()
    first = evening.open()
    assert evening.open() == first
    assert evening.open("Autre panne").id != first.id


def test_a_published_update_cannot_be_changed():
    evening = published_outage()
    with pytest.raises(RefusedError, match="Update 1 is published"):
        evening.updates.edit(evening.incident, 1, {"fr": "Autre chose"}, kind=UpdateKind.OPENED, by="Ana")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"fr": "  "}, "says nothing"),
        ({"de": "Störung"}, "not a language"),
        ({"fr": "Appelez Paul au 06 12 34 56 78"}, "personal data"),
        ({"fr": "x" * 5001}, "more than 5000"),
    ],
    ids=["empty", "language", "personal", "long"],
)
def test_a_text_that_must_not_be_read_by_everybody_is_refused(texts: dict[str, str], said: str):
    evening = Outage()
    evening.open()
    with pytest.raises(RefusedError, match=said):
        evening.updates.edit(evening.incident, 1, texts, kind=UpdateKind.OPENED, by="Ana")


# --- to customers ---


def test_a_report_gets_one_line_that_leads_to_the_update():
    evening = published_outage()
    ticket = evening.reports("p1")
    evening.sweep(5)
    (line,) = evening.lines
    assert line.recipient_id == "p1"
    assert line.text.startswith("Panne connue")
    assert "https://" in line.text
    assert "incident_pointer" in evening.trail(ticket)
    assert (evening.incident.ticket_count, evening.incident.pointers_sent) == (1, 1)


def test_nobody_is_pointed_to_the_word_that_it_is_over_while_the_incident_is_open():
    """The resolution died after it had published the last update."""
    evening = published_outage()
    evening.updates.prepare(evening.incident, UpdateKind.RESOLVED, by="Ana")
    evening.publish(2)
    evening.sweep(2)
    evening.reports("p1")
    evening.sweep(5)
    assert evening.lines == []


def test_the_first_post_is_unpinned_when_it_is_over():
    evening = published_outage()
    evening.sweep(1)
    assert len(evening.platform.pins) == 1
    evening.platform.unpin_answers = [SendResult(outcome=SendClass.RETRY_BACKOFF, error="http_503")]
    evening.resolve()
    evening.sweep(1)
    assert len(evening.platform.pins) == 1
    evening.sweep(3)
    assert evening.platform.pins == []
    assert evening.incidents.at_work("acme") == ()


LOST = SendResult(outcome=SendClass.UNKNOWN, error="timeout")
PASSING = (
    SendResult(outcome=SendClass.RETRY_AT, error="http_429"),
    SendResult(outcome=SendClass.RETRY_BACKOFF, error="connect_timeout"),
    LOST,
)


@pytest.mark.parametrize("answer", PASSING, ids=["throttled", "failed", "lost"])
def test_a_pin_that_fails_for_a_passing_reason_is_tried_again(answer: SendResult):
    evening = Outage()
    evening.platform.pin_answers = [answer] * 2
    evening.open()
    evening.publish()
    evening.sweep(8)
    assert len(evening.platform.pins) == 1
    evening.resolve()
    evening.sweep(4)
    assert evening.platform.pins == []
    assert evening.incidents.at_work("acme") == ()


def test_a_pin_of_which_nobody_can_tell_is_taken_away_at_the_end():
    evening = Outage()
    evening.platform.pin_answers = [LOST] * 9
    evening.open()
    evening.publish()
    evening.sweep(20)
    assert len(evening.platform.pins) == 1, "it was done each time, and the answer lost"
    assert len(evening.platform.pin_answers) == 6, "three attempts"
    evening.resolve()
    evening.sweep(4)
    assert evening.platform.pins == []
    assert evening.incidents.at_work("acme") == ()


@pytest.mark.parametrize("answer", PASSING, ids=["throttled", "failed", "lost"])
def test_nothing_is_pinned_any_more_once_the_incident_is_over(answer: SendResult):
    evening = Outage()
    evening.platform.pin_answers = [replace(answer, retry_at=evening.clock.at + timedelta(hours=1))]
    evening.open()
    evening.publish()
    evening.sweep(1)
    evening.resolve()
    evening.sweep(90)
    assert evening.platform.pins == []
    assert evening.incidents.at_work("acme") == ()


def test_a_pin_that_is_refused_for_good_is_not_tried_again():
    evening = Outage()
    evening.platform.pin_answers = [SendResult(outcome=SendClass.PERMANENT, error="http_403")]
    evening.open()
    evening.publish()
    evening.sweep(10)
    assert evening.platform.pins == []


def test_a_post_that_cannot_be_unpinned_is_left_after_a_day():
    evening = published_outage()
    evening.sweep(1)
    evening.platform.unpin_answers = [SendResult(outcome=SendClass.RETRY_BACKOFF, error="http_503")] * 9
    evening.resolve()
    evening.sweep(2)
    evening.passes(minutes=24 * 60)
    evening.sweep(1)
    assert evening.incidents.at_work("acme") == ()


def test_nobody_is_pointed_to_something_that_does_not_stand_there_yet():
    evening = Outage()
    evening.open()
    evening.reports("p1")
    evening.sweep(5)
    assert evening.lines == []
    evening.publish()
    evening.sweep(2)
    assert len(evening.lines) == 1


def test_under_a_comment_the_line_has_no_link_where_the_channel_takes_none():
    evening = published_outage()
    evening.comments_on("p1")
    evening.sweep(2)
    (line,) = evening.lines
    assert (line.visibility, "http" in line.text) == (Visibility.PUBLIC, False)


def test_a_customer_with_two_tickets_is_told_once():
    evening = published_outage()
    first = evening.reports("p1")
    second = evening.reports("p1", conversation_id="elsewhere", author=Author(id="p1"))
    evening.sweep(3)
    assert first != second
    assert len(evening.lines) == 1
    assert evening.incident.customer_count == 1


def test_danger_gets_no_line():
    evening = published_outage()
    evening.reports("p1")
    ticket = evening.tickets.stored[next(iter(evening.tickets.stored))]
    evening.tickets.save(replace(ticket, danger=Danger.POSSIBLE))
    evening.sweep(5)
    assert evening.lines == []


def test_a_report_of_danger_is_not_linked_at_all():
    evening = published_outage()
    evening.reports("p1", says=replace(OUTAGE, danger=Danger.POSSIBLE))
    assert evening.incident.ticket_count == 0


def test_who_was_answered_by_a_person_gets_no_line():
    evening = published_outage()
    evening.reports("p1")
    evening.we_write(conversation_id="p1")
    evening.sweep(3)
    assert evening.lines == []


def with_a_ticket(evening: Outage, *, answered: bool) -> str:
    ticket = evening.reports("p1", "Où est mon colis ?", says=a_classification())
    if answered:
        evening.we_write(conversation_id="p1")
    evening.passes(minutes=5)
    assert evening.reports("p1") == ticket
    return ticket


def test_a_customer_who_was_answered_about_something_else_is_told_of_the_outage_and_of_its_end():
    evening = published_outage()
    ticket = with_a_ticket(evening, answered=True)
    evening.sweep(2)
    evening.resolve()
    evening.sweep(5)
    assert [line.text.split(" ")[0] for line in evening.lines] == ["Panne", "C'est"]
    assert evening.tickets.get(ticket).status is Status.RESOLVED
    assert evening.incident.answered_by_people == 0


def test_no_robot_ends_a_ticket_whose_customer_waits_for_something_else_as_well():
    evening = published_outage()
    ticket = with_a_ticket(evening, answered=False)
    evening.sweep(2)
    evening.resolve()
    evening.sweep(5)
    assert [line.text.split(" ")[0] for line in evening.lines] == ["Panne"]
    assert evening.tickets.get(ticket).is_open


def test_no_line_goes_between_what_an_agent_and_their_customer_write():
    evening = published_outage()
    ticket = evening.reports("p1", "Où est mon colis ?", says=a_classification())
    evening.we_write(conversation_id="p1")
    evening.tickets.save(evening.tickets.get(ticket).claimed("lea", evening.clock.at))
    evening.passes(minutes=5)
    evening.reports("p1")
    evening.tickets.save(evening.tickets.get(ticket).claimed("lea", evening.clock.at))
    evening.sweep(3)
    assert evening.lines == []


def test_whoever_was_answered_after_they_told_of_it_gets_no_line():
    evening = published_outage()
    with_a_ticket(evening, answered=True)
    evening.we_write(conversation_id="p1")
    evening.sweep(3)
    assert evening.lines == []


def test_a_customer_gets_no_more_automatic_texts_a_day_than_the_brand_allows():
    evening = published_outage()
    ticket = evening.tickets.stored[evening.reports("p1")]
    limit = evening.brands.current("acme").acknowledgement.max_per_author_and_day
    scope = f"author/{ticket.channel}/{ticket.account_id}/p1"
    evening.rate_limits.counts[scope, "2026-03-03"] = limit
    evening.sweep(3)
    assert evening.lines == []
    evening.at("2026-03-04 00:01")
    evening.sweep(2)
    assert len(evening.lines) == 1
    assert evening.rate_limits.counts[scope, "2026-03-04"] == 1


def test_who_waits_for_a_free_minute_uses_up_no_other_limit():
    evening = published_outage()
    for number in range(3):
        evening.comments_on(f"p{number}")
    account = "account/facebook/100100100100100"
    limit = evening.brands.current("acme").acknowledgement.max_per_account_and_minute
    for minute in range(30, 40):
        evening.rate_limits.counts[account, f"2026-03-03T19:{minute}"] = limit
    evening.sweep(20)
    assert len(evening.lines) == 3
    counted = {scope: count for (scope, _), count in evening.rate_limits.counts.items() if scope.startswith("author/")}
    assert set(counted.values()) == {1}
    posts = [count for (scope, _), count in evening.rate_limits.counts.items() if scope.startswith("post/")]
    assert sum(posts) == 3


def test_a_burst_is_spread_over_the_minutes_of_the_account():
    evening = published_outage()
    for number in range(50):
        evening.reports(f"p{number}")
    evening.sweep()
    assert len(evening.lines) == 20
    evening.sweep(4)
    assert len(evening.lines) == 50
    assert len({line.recipient_id for line in evening.lines}) == 50


def test_a_person_can_stop_them():
    evening = published_outage()
    evening.stop()
    evening.reports("p1")
    evening.sweep(3)
    assert evening.lines == []


# --- the end ---


def test_resolving_posts_the_last_update_and_tells_who_still_waits_once():
    evening = published_outage()
    waits = evening.reports("p1")
    answered = evening.reports("p2")
    evening.we_write(conversation_id="p2")
    evening.sweep(2)
    evening.passes(minutes=30)
    evening.resolve()
    evening.sweep(5)
    assert sum("C'est rétabli" in text for _, text in evening.public) == len(ACCOUNTS)
    follow_ups = [line for line in evening.lines if line.text.startswith("C'est rétabli")]
    assert [line.recipient_id for line in follow_ups] == ["p1"]
    assert evening.tickets.get(waits).status is Status.RESOLVED
    assert evening.tickets.get(answered).status is not Status.RESOLVED
    incident = evening.incident
    assert (incident.follow_up, incident.follow_ups_sent, incident.follow_ups_skipped) == (FollowUpState.DONE, 1, 1)
    assert incident.answered_by_people == 1
    evening.resolve()
    evening.sweep(5)
    assert len([line for line in evening.lines if line.text.startswith("C'est rétabli")]) == 1


def test_whoever_is_linked_while_the_others_are_told_is_told_too_and_the_figures_add_up():
    """Their report was being stored when the incident was resolved."""
    evening = published_outage()
    evening.reports("p1")
    late = evening.reports("p2", says=a_classification())
    evening.sweep()

    def link() -> None:
        ticket = evening.tickets.get(late)
        evening.incidents.link_ticket(
            evening.incident.id, late, customer_id=ticket.customer_id, at=evening.incident.opened_at
        )

    evening.resolve(publish=False)
    evening.platform.after_send = link
    evening.sweep(5)
    told = [line.recipient_id for line in evening.lines if line.text.startswith("C'est rétabli")]
    incident = evening.incident
    assert told == ["p1", "p2"]
    assert (incident.follow_up, incident.follow_ups_sent, incident.ticket_count) == (FollowUpState.DONE, 2, 2)


@pytest.mark.parametrize("is_over", [False, True], ids=["while it goes on", "while the others are told"])
def test_whoever_is_linked_to_the_suspicion_after_it_was_taken_over_is_in_the_report(is_over: bool):
    """Store knows for a minute only the suspicion, so the report would say that more were told than there are."""
    evening = Outage()
    for number in range(25):
        evening.reports(f"p{number}")
    suspicion = evening.incident
    evening.open()
    evening.publish()
    evening.sweep(5)
    late = evening.reports("late", says=a_classification())

    def link() -> None:
        evening.platform.after_send = lambda: None
        evening.incidents.link_ticket(suspicion.id, late, customer_id="late", at=evening.clock.now())

    if is_over:
        evening.resolve(publish=False)
        evening.platform.after_send = link
    else:
        link()
        evening.sweep()
        evening.resolve(publish=False)
    evening.sweep(10)
    incident = evening.incident
    handled = incident.follow_ups_sent + incident.follow_ups_skipped + incident.follow_ups_failed
    assert incident.follow_up is FollowUpState.DONE
    assert (incident.ticket_count, incident.customer_count, handled) == (26, 26, 26)


def test_nothing_is_said_in_public_or_private_where_nothing_was_published():
    evening = Outage()
    evening.open()
    evening.reports("p1")
    evening.resolve()
    evening.sweep(5)
    assert (evening.public, evening.lines) == ([], [])


def test_it_is_over_is_said_where_it_was_told_and_nowhere_else():
    evening = Outage()
    evening.open()
    evening.publish(accounts=("facebook/100100100100100",))
    evening.sweep()
    evening.resolve()
    evening.sweep(3)
    assert [channel for channel, text in evening.public if text.startswith("C'est rétabli")] == ["facebook"]


# --- the end, where not every account can say it ---

X, PAGE_ACCOUNT = "x/3000000001", "facebook/100100100100100"
OVER = "C'est rétabli."


def told_on(evening: Outage, *accounts: str) -> str:
    """The outage was told of there, and a customer waits; their ticket."""
    evening.open()
    evening.publish(accounts=accounts)
    evening.sweep()
    waits = evening.reports("p1")
    evening.sweep(2)
    return waits


def says(evening: Outage, text: str, number: int = 2) -> None:
    """Ana writes the last word."""
    evening.updates.edit(evening.incident, number, {"fr": text}, kind=UpdateKind.RESOLVED, by="Ana")


def over_on(evening: Outage) -> list[str]:
    return [channel for channel, text in evening.public if text.startswith(OVER.removesuffix("."))]


def missing(evening: Outage) -> dict[str, str]:
    return {each.account: each.reason.value for each in evening.updates.not_told(evening.incident)}


def brand_without(evening: Outage, channel: str) -> None:
    brand = evening.brands.current("acme")
    left = tuple(account for account in brand.accounts if account.channel != channel)
    evening.brands = FakeBrands.of(replace(brand, accounts=left))


def test_an_incident_whose_last_text_fits_nowhere_ends_and_who_waits_is_told():
    evening = Outage()
    waits = told_on(evening, X)
    says(evening, "x" * 300)
    evening.resolve()
    evening.sweep(5)
    assert evening.incident.resolved_at is not None
    assert missing(evening) == {X: "too_long"}
    (found,) = evening.updates.not_told(evening.incident)
    assert (found.length, found.limit) == (300, 280)
    assert [line.recipient_id for line in evening.lines if line.text.startswith("C'est rétabli")] == ["p1"]
    assert evening.tickets.get(waits).status is Status.RESOLVED

    says(evening, OVER)
    evening.resolve()
    evening.sweep(3)
    assert (over_on(evening), missing(evening)) == (["x"], {})
    assert len([line for line in evening.lines if line.text.startswith("C'est rétabli")]) == 1


def test_where_the_last_text_fits_it_is_posted_and_a_shorter_one_follows_where_it_does_not():
    evening = Outage()
    told_on(evening, X, PAGE_ACCOUNT)
    says(evening, OVER + "x" * 300)
    evening.resolve()
    evening.sweep(3)
    assert (over_on(evening), missing(evening)) == (["facebook"], {X: "too_long"})

    says(evening, OVER, number=3)
    for _ in range(2):
        evening.resolve()
        evening.sweep(3)
    assert (over_on(evening), missing(evening)) == (["facebook", "x"], {})


def test_a_shorter_last_word_that_is_published_everywhere_is_not_said_twice():
    evening = Outage()
    told_on(evening, X, PAGE_ACCOUNT)
    says(evening, OVER + "x" * 300)
    evening.resolve()
    evening.sweep(3)
    says(evening, OVER, number=3)
    evening.publish(3)
    evening.sweep(3)
    assert over_on(evening).count("facebook") == 1
    says(evening, OVER, number=4)
    with pytest.raises(RefusedError, match="Every account has said"):
        evening.publish(4)


def test_an_account_that_is_gone_keeps_nobody_from_ending_the_incident():
    evening = Outage()
    told_on(evening, X, PAGE_ACCOUNT)
    brand_without(evening, "x")
    evening.resolve()
    evening.sweep(3)
    assert (over_on(evening), missing(evening)) == (["facebook"], {X: "account_gone"})
    assert evening.incident.follow_ups_sent == 1


def test_where_every_account_is_gone_who_waits_is_told_all_the_same():
    evening = Outage()
    told_on(evening, X)
    brand_without(evening, "x")
    evening.resolve()
    evening.sweep(3)
    assert (over_on(evening), missing(evening)) == ([], {X: "account_gone"})
    assert (evening.incident.follow_up, evening.incident.follow_ups_sent) == (FollowUpState.DONE, 1)


def test_what_the_platform_refused_is_told_and_posted_by_resolving_once_more():
    evening = Outage()
    told_on(evening, X, PAGE_ACCOUNT)
    evening.platform.answers = [SendResult(outcome=SendClass.PERMANENT, error="meta_506")]
    evening.resolve()
    evening.sweep(3)
    (found,) = evening.updates.not_told(evening.incident)
    assert (found.reason.value, found.error) == ("refused", "meta_506")
    assert evening.incident.follow_ups_sent == 1

    evening.resolve()
    evening.sweep(3)
    assert (sorted(over_on(evening)), missing(evening)) == (["facebook", "x"], {})


def test_a_last_word_of_which_nobody_can_tell_is_not_repeated_by_resolving_once_more():
    evening = Outage()
    told_on(evening, X)
    evening.platform.answers = [SendResult(outcome=SendClass.UNKNOWN, error="lost")]
    evening.platform.readable = False
    for _ in range(2):
        evening.resolve()
        evening.sweep(5)
    assert (over_on(evening), missing(evening)) == ([], {X: "unconfirmed"})


def test_a_brand_without_a_last_text_ends_its_incident_and_says_so():
    evening = Outage()
    told_on(evening, X)
    brand = evening.brands.current("acme")
    texts = {kind: text for kind, text in brand.incidents.public_updates.items() if kind != "resolved"}
    evening.brands = FakeBrands.of(replace(brand, incidents=replace(brand.incidents, public_updates=texts)))
    evening.resolve()
    evening.sweep(3)
    assert (evening.incident.resolved_at is None, missing(evening)) == (False, {X: "no_text"})
    assert evening.incident.follow_ups_sent == 1


def test_a_brand_file_that_cannot_be_read_keeps_nobody_from_ending_the_incident():
    evening = Outage()
    told_on(evening, X)
    brands = evening.brands
    evening.brands = FakeBrands()
    evening.resolve()
    assert missing(evening) == {X: "brand_unreadable"}
    evening.brands = brands
    evening.resolve()
    evening.sweep(3)
    assert (over_on(evening), missing(evening), evening.incident.follow_ups_sent) == (["x"], {}, 1)


def test_who_wanted_nothing_said_in_public_gets_nothing_said_by_a_colleague_who_presses_it_again():
    evening = Outage()
    told_on(evening, X)
    evening.resolve(publish=False)
    evening.resolve()
    evening.sweep(3)
    assert (over_on(evening), missing(evening)) == ([], {})
    evening.resolve(publish=True)
    evening.sweep(3)
    assert over_on(evening) == ["x"]


def test_two_people_who_end_it_at_once_say_it_once():
    evening = Outage()
    told_on(evening, X)
    read = evening.incident
    use_case = ResolveIncident(
        incidents=evening.incidents,
        updates=replace(evening.updates, incidents=Quicker(evening.incidents, evening.resolve)),
        brands=evening.brands,
        clock=evening.clock,
    )
    assert use_case(read, by="Bob").resolved_by == "Ana"
    evening.sweep(3)
    assert (over_on(evening), evening.incident.follow_ups_sent) == (["x"], 1)


class Quicker:
    """Incidents that a colleague writes just before our first update is saved."""

    def __init__(self, incidents: Any, colleague: Callable[[], object]) -> None:
        self._incidents, self._colleague = incidents, colleague

    def save_update(self, update: Any) -> Any:
        colleague, self._colleague = self._colleague, lambda: None
        colleague()
        return self._incidents.save_update(update)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._incidents, name)


def test_an_incident_with_very_many_updates_can_still_say_that_it_is_over():
    evening = Outage()
    told_on(evening, X)
    for number in range(2, MAX_UPDATES):
        evening.updates.edit(evening.incident, number, {"fr": "La suite."}, kind=UpdateKind.UPDATED, by="Ana")
        evening.publish(number, accounts=(X,))
        evening.sweep()
    with pytest.raises(RefusedError, match="at most 50"):
        evening.updates.edit(evening.incident, MAX_UPDATES, {"fr": "Encore."}, kind=UpdateKind.UPDATED, by="Ana")
    evening.resolve()
    evening.sweep(3)
    assert over_on(evening) == ["x"]


def test_a_text_that_fits_nowhere_is_refused_and_stays_a_draft():
    evening = Outage()
    evening.open()
    evening.updates.edit(evening.incident, 1, {"fr": "x" * 300}, kind=UpdateKind.OPENED, by="Ana")
    with pytest.raises(RefusedError, match="x/3000000001"):
        evening.publish(accounts=("x/3000000001",))
    assert evening.incident.updates == 0
    evening.updates.edit(evening.incident, 1, {"fr": "Panne."}, kind=UpdateKind.OPENED, by="Ana")
    evening.publish(accounts=("x/3000000001",))
    evening.sweep()
    assert evening.public == [("x", "Panne.")]


def test_nothing_is_said_in_public_of_what_is_only_suspected():
    evening = Outage()
    suspected = Incident(
        id="acme-20260303T192000-auto",
        brand="acme",
        title="20 reports",
        opened_at=evening.clock.at,
        opened_by="nightdesk",
        suspected=True,
    )
    evening.incidents.open(suspected)
    with pytest.raises(RefusedError, match="only suspected"):
        evening.updates.edit(suspected, 1, {"fr": "Panne"}, kind=UpdateKind.OPENED, by="Ana")
    assert evening.incidents.updates_of(suspected.id) == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"claimed_by": "lea", "claimed_at": None},
        {"labels": {"category": "delivery"}},
        {"danger": Danger.POSSIBLE},
    ],
    ids=["an agent has it", "a person said that it is something else", "danger"],
)
def test_a_follow_up_never_goes_over_the_head_of_a_person(fields: dict[str, Any]):
    evening = published_outage()
    ticket = evening.tickets.stored[evening.reports("p1")]
    evening.tickets.save(replace(ticket, **fields))
    before = len(evening.lines)
    evening.resolve()
    evening.sweep(5)
    assert [line.text for line in evening.lines[before:] if line.text.startswith("C'est rétabli")] == []
    assert evening.tickets.stored[ticket.id].is_open


@pytest.mark.parametrize("automatic", [False, True], ids=["a person", "a robot"])
def test_no_follow_up_below_a_comment_that_a_person_of_ours_has_answered_there(automatic: bool):
    """In the platform's own app: the thread has it, the ticket does not know of it."""
    evening = published_outage()
    ticket = evening.tickets.get(evening.comments_on("p2"))
    evening.sweep(2)
    opening = evening.messages.get(ticket.channel, ticket.account_id, ticket.opening_message_id)
    said = {"direction": Direction.OUTBOUND, "automatic": automatic, "text": "C'est réparé chez vous.", "revision": 0}
    evening.messages.save(replace(opening, message_id="native", occurred_at=evening.clock.at, **said))
    before = len(evening.lines)
    evening.resolve()
    evening.sweep(5)
    assert len(evening.lines) - before == (1 if automatic else 0)
    assert evening.incident.follow_ups_skipped == (0 if automatic else 1)


def test_whoever_takes_the_ticket_while_the_follow_up_is_sent_keeps_it_open():
    evening = published_outage()
    ticket_id = evening.reports("p1")
    evening.sweep(2)
    evening.resolve()

    def take(name: str, port: Any) -> Any:
        if name != "platform":
            return port
        really = port.send

        def send(message: OutboundMessage) -> SendResult:
            evening.tickets.save(evening.tickets.stored[ticket_id].claimed("lea", evening.clock.at))
            return really(message)

        port.send = send
        return port

    evening.passes(minutes=1)
    evening.work(take)
    assert evening.lines[-1].text.startswith("C'est rétabli")
    assert evening.tickets.stored[ticket_id].is_open


@pytest.mark.parametrize("why", ["switched off", "account stopped"])
def test_what_passes_only_puts_the_follow_up_off(why: str):
    """Somebody switches automatic answers off for a while, or the token of the page has expired."""
    evening = published_outage()
    evening.reports("p1")
    evening.sweep(2)
    if why == "switched off":
        evening.switches.settings["acme", None] = "off"
    else:
        evening.accounts.stop("messenger", "100100100100100", because="token_expired", at=evening.clock.at)
    evening.resolve()
    evening.sweep(20)
    before = len(evening.lines)
    assert evening.incident.follow_up is FollowUpState.RUNNING
    evening.switches.settings.clear()
    evening.accounts.resume("messenger", "100100100100100")
    evening.sweep(20)
    assert len(evening.lines) == before + 1
    assert evening.incident.follow_up is FollowUpState.DONE


def test_at_night_the_follow_up_waits_for_the_morning():
    evening = published_outage()
    evening.reports("p1")
    evening.sweep(2)
    evening.at("2026-03-03 23:45")
    evening.resolve()
    evening.sweep(5)
    assert len(evening.lines) == 1
    evening.at("2026-03-04 07:35")
    evening.sweep()
    assert len(evening.lines) == 2


def test_who_writes_that_it_still_does_not_work_gets_a_person_instead():
    evening = published_outage()
    ticket = evening.reports("p1")
    evening.sweep(2)
    evening.resolve()
    evening.passes(minutes=1)
    evening.reports("p1", "Non, toujours rien !")
    evening.sweep(3)
    assert len(evening.lines) == 1
    assert evening.tickets.get(ticket).is_open


def test_follow_ups_are_stopped_by_a_person():
    evening = published_outage()
    for number in range(45):
        evening.reports(f"p{number}")
    evening.stop()
    assert evening.incident.follow_up is None
    evening.resolve()
    evening.sweep(5)
    assert evening.lines == []


@pytest.mark.parametrize("resolved", [False, True], ids=["pointers", "follow_ups"])
def test_a_stop_holds_from_the_next_customer_on(resolved: bool):
    evening = published_outage()
    for number in range(8):
        evening.reports(f"p{number}")
    if resolved:
        evening.resolve()
    evening.platform.after_send = lambda: evening.stop() if evening.lines else None
    evening.sweep()
    assert len(evening.lines) == 1


@pytest.mark.parametrize("after", [timedelta(hours=2), timedelta(days=4)], ids=["soon", "days late"])
def test_follow_ups_that_were_stopped_halfway_go_on_and_each_customer_is_told_once(after: timedelta):
    evening = published_outage()
    evening.at("2026-03-03 10:00")
    for number in range(45):
        evening.reports(f"p{number}")
    evening.stop()  # of the pointers
    evening.stopping.resume(evening.incident, by="Marc")
    evening.resolve(publish=False)
    evening.passes(minutes=1)
    evening.work()
    before = {line.recipient_id for line in evening.lines if line.text.startswith("C'est rétabli")}
    assert 0 < len(before) < 45
    evening.stop()
    evening.sweep(5)
    evening.passes(minutes=int(after / timedelta(minutes=1)))
    assert {line.recipient_id for line in evening.lines if line.text.startswith("C'est rétabli")} == before

    resumed = evening.stopping.resume(evening.incident, by="Marc")
    assert (resumed.follow_up, resumed.stopped_at) == (FollowUpState.RUNNING, None)
    assert (resumed.resumed_by, resumed.resumed_at) == ("Marc", evening.clock.now())
    assert evening.stopping.resume(evening.incident, by="Marc") == resumed
    evening.sweep(20)
    told = [line.recipient_id for line in evening.lines if line.text.startswith("C'est rétabli")]
    assert len(told) == len(set(told)) == (45 if after < timedelta(days=1) else len(before))
    assert evening.incident.follow_up is FollowUpState.DONE


def test_follow_ups_to_very_many_comments_under_one_post_take_their_time_and_none_is_dropped():
    """Ten an hour and none at night: two hundred and forty need more than a day."""
    evening = Outage()
    evening.at("2026-03-03 20:30")
    evening.open()
    for number in range(240):
        evening.comments_on(f"p{number}")
    evening.resolve(publish=False, follow_up=True)
    for _ in range(48):
        evening.passes(minutes=60)
        evening.work()
    told = [line.recipient_id for line in evening.lines]
    assert len(told) == len(set(told)) == 240
    assert (evening.incident.follow_ups_sent, evening.incident.follow_ups_skipped) == (240, 0)


def test_follow_ups_that_were_stopped_before_are_not_promised():
    evening = published_outage()
    evening.stop()
    with pytest.raises(RefusedError, match="resume them first"):
        evening.resolve(follow_up=True)
    assert evening.incident.resolved_at is None
    evening.stopping.resume(evening.incident, by="Marc")
    assert evening.resolve(follow_up=True).follow_up is FollowUpState.RUNNING


def test_follow_ups_of_an_outage_that_was_stopped_and_resolved_are_sent_when_it_is_resumed():
    evening = published_outage()
    for number in range(3):
        evening.reports(f"late{number}")
    evening.stop()
    resolved = evening.resolve()
    assert (resolved.follow_up, resolved.stopped_at is not None) == (FollowUpState.STOPPED, True)
    evening.sweep(5)
    before = len(evening.lines)
    evening.stopping.resume(evening.incident, by="Marc")
    evening.sweep(20)
    assert evening.incident.follow_up is FollowUpState.DONE
    assert len(evening.lines) >= before + 3


def test_follow_ups_stop_halfway():
    evening = Outage()
    evening.open()
    for number in range(45):
        evening.reports(f"p{number}")
    evening.publish()
    evening.resolve()
    evening.sweep()
    evening.stop()
    sent = len(evening.lines)
    evening.sweep(5)
    assert 0 < sent == len(evening.lines) < 45
    assert evening.incident.follow_up is FollowUpState.STOPPED
    assert IncidentReport.of(evening.incident, (), ()).follow_ups_left == 45 - sent, "who is not told is not forgotten"


def test_the_tickets_of_the_suspicion_belong_to_the_incident_that_is_opened():
    evening = Outage()
    for number in range(25):
        evening.reports(f"p{number}")
    assert evening.incident.suspected
    linked = evening.incident.ticket_count
    assert linked > 0
    opened = evening.open()
    assert (opened.ticket_count, opened.customer_count) == (linked, linked), "the report counts them, too"
    assert evening.incident.suspicion_id is not None


def threshold_reached(evening: Outage) -> list[str]:
    """Twenty-five customers tell of it within the window: the ids of their tickets."""
    found = []
    for number in range(25):
        evening.clock.pass_time(seconds=10)
        found.append(evening.reports(f"p{number}"))
    return found


def incident_of(evening: Outage, *tickets: str) -> set[str | None]:
    return {evening.tickets.stored[each].incident_id for each in tickets}


def test_who_told_of_it_before_it_was_suspected_belongs_to_the_incident_that_is_opened_from_it():
    evening = Outage()
    told = threshold_reached(evening)
    before = [each for each in told if evening.tickets.stored[each].incident_id is None]
    assert len(before) == 19, "nobody is linked to what is only suspected"
    evening.passes(minutes=40)
    evening.open()
    evening.publish()
    evening.sweep(4)
    assert incident_of(evening, *before) == {evening.incident.id}
    assert evening.incident.ticket_count == evening.incident.customer_count == 25
    assert sorted(line.recipient_id or "" for line in evening.lines) == sorted(f"p{number}" for number in range(25))
    evening.resolve(publish=False)
    evening.sweep(10)
    assert (evening.incident.follow_ups_sent, len(evening.lines)) == (25, 50), "and is told that it is over"
    assert evening.incident.follow_up is FollowUpState.DONE


def test_who_told_of_it_is_linked_though_it_is_over_at_once_and_hears_that():
    evening = Outage()
    told = threshold_reached(evening)
    evening.open()
    evening.resolve(publish=False, follow_up=True)
    evening.sweep(10)
    assert evening.incident.follow_ups_sent == len(told) == 25


def test_a_ticket_that_is_another_matter_is_not_linked_afterwards():
    evening = Outage()
    told = threshold_reached(evening)
    labelled, danger, closed, other_channel, answered = told[:5]
    stored = evening.tickets.stored
    stored[labelled] = replace(stored[labelled], category=Category.QUESTION, labels={"category": "question"})
    stored[danger] = replace(stored[danger], danger=Danger.POSSIBLE)
    stored[closed] = replace(stored[closed], status=Status.CLOSED)
    stored[other_channel] = replace(stored[other_channel], channel="x")
    stored[answered] = replace(stored[answered], first_response_at=evening.clock.at, waiting_since=None)
    opened = evening.open()
    evening.incidents.stored[opened.id] = replace(opened, channels=(stored[labelled].channel,))
    evening.publish()
    evening.sweep(4)
    assert incident_of(evening, labelled, danger, closed, other_channel) == {None}
    assert incident_of(evening, *told[4:19]) == {opened.id}
    assert len(evening.lines) == 20, "whoever was answered is counted, and told nothing"


def test_a_ticket_that_told_of_it_and_was_merged_is_linked_where_it_lives_on():
    evening = Outage()
    told = threshold_reached(evening)
    merged, into = told[0], evening.reports("other", says=a_classification())
    stored = evening.tickets.stored
    stored[merged] = replace(stored[merged], status=Status.CLOSED, merged_into=into)
    opened = evening.open()
    evening.sweep(4)
    assert incident_of(evening, into) == {opened.id}
    assert stored[into].waits_for_more_than_incident, "a person answers what it was about"


def test_an_incident_that_is_opened_by_hand_gets_the_reports_that_share_its_title():
    evening = Outage()
    about, not_about = evening.reports("p1", "Coupé à Lyon depuis 20 h"), evening.reports("p2", "Rien ne marche")
    opened = evening.open("Internet coupé à Lyon")
    evening.sweep(4)
    assert incident_of(evening, about) == {opened.id}
    assert incident_of(evening, not_about) == {None}
    assert evening.incident.reports_from is None


def wording(number: int) -> str:
    """Near to what the others say, in words of its own."""
    return written(packed(0.714 if place in (0, 100 + number) else 0.0 for place in range(WIDTH)))


def test_once_it_is_known_what_they_say_all_who_said_so_are_linked():
    evening = Outage()
    says = [replace(OUTAGE, meaning=wording(number)) for number in range(9)]
    other = replace(OUTAGE, meaning=written(packed(float(place == 1) for place in range(WIDTH))))
    before = [evening.reports(f"p{number}", "Erreur 500", says=says[number]) for number in range(4)]
    elsewhere = evening.reports("other", "Le colis", says=other)
    opened = evening.open("Internet coupé à Lyon")
    after = [evening.reports(f"p{number}", "Erreur 500", says=says[number]) for number in (4, 5)]
    evening.sweep(4)
    assert incident_of(evening, *before, *after, elsewhere) == {None}
    evening.reports("p6", "Plus d'internet à Lyon", says=says[6])
    evening.sweep(4)
    assert incident_of(evening, *before, *after) == {opened.id}
    assert incident_of(evening, elsewhere) == {None}


def test_more_reports_than_a_page_are_linked_page_by_page_whatever_dies():
    for at in (*range(1, 30), 60, 90, 150, 300):
        evening = Outage()
        threshold_reached(evening)
        for number in range(60):  # more of one millisecond than a page, of tickets that are erased
            gone = OutageReport(ticket_id=f"gone-{number}", at=evening.clock.at)
            evening.incidents.report("acme", gone, window=timedelta(minutes=10), at_most=1)
        evening.open()
        evening.publish(accounts=("x/3000000001",))
        evening.passes(minutes=3)
        walked(evening, at, after=bool(at % 2))
        evening.sweep(4)
        assert evening.incident.ticket_count == evening.incident.customer_count == 25, at
        assert len(evening.lines) == len({line.recipient_id for line in evening.lines}) == 25, at
        assert evening.incident.reports_from is None, at


def test_a_resolved_draft_that_says_something_else_is_not_published_as_the_last_word():
    evening = published_outage()
    evening.updates.edit(evening.incident, 2, {"fr": "Toujours en panne."}, kind=UpdateKind.UPDATED, by="Ana")
    with pytest.raises(RefusedError, match="was written and not published"):
        evening.resolve()
    evening.resolve(publish=False)
    assert evening.incident.resolved_at is not None


# --- whatever dies ---


def crisis() -> Outage:
    evening = Outage()
    evening.open()
    evening.reports("p1")
    evening.comments_on("p2")
    evening.publish(accounts=("x/3000000001",))
    return evening


def walked(evening: Outage, at: int, *, after: bool) -> bool:
    """One run in which the call with this number dies. Whether there was such a call."""
    counter = [0]
    mortal = ("posts", "incidents", "tickets", "automatic_messages", "messages", "history", "platform", "rate_limits")
    try:
        evening.work(lambda name, port: Mortal(port, counter, at, after=after) if name in mortal else port)
    except Killed:
        return True
    return counter[0] >= at


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_never_twice_in_public_and_each_customer_once_whatever_dies(after: bool):
    at, happened = 0, True
    while happened:
        at += 1
        evening = crisis()
        happened = walked(evening, at, after=after)
        evening.sweep(90)
        assert [channel for channel, _ in evening.public] == ["x"], at
        assert sorted(line.recipient_id or "" for line in evening.lines) == ["p1", "p2"], at
        evening.resolve(publish=False)
        walked(evening, at, after=after)
        evening.sweep(90)
        assert len(evening.lines) == 4, at
        assert len({(line.recipient_id, line.text) for line in evening.lines}) == 4, at
        assert evening.incident.follow_up is FollowUpState.DONE, at
    assert at > 20


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_what_a_person_has_had_published_is_posted_once_though_their_request_dies_anywhere(after: bool):
    """Nobody presses it again: the sweep does what is left. What was not yet published stays a draft."""
    at, died, published = 0, True, 0
    while died:
        at += 1
        evening = Outage()
        evening.open()
        evening.reports("p1")
        counter = [0]
        incidents, posts = (Mortal(port, counter, at, after=after) for port in (evening.incidents, evening.posts))
        updates = replace(evening.updates, incidents=incidents, posts=posts)
        died = False
        try:
            updates.publish(evening.incident, 1, accounts=("x/3000000001", "mastodon/109501"), again=(), by="Ana")
        except Killed:
            died = True
        evening.sweep(5)
        said = not evening.incidents.updates[evening.incident.id, 1].is_draft
        published += said
        assert sorted(channel for channel, _ in evening.public) == (["mastodon", "x"] if said else []), at
        assert len(evening.lines) == said, at
        evening.resolve()
        evening.sweep(5)
        over = [channel for channel, text in evening.public if "rétabli" in text]
        assert sorted(over) == (["mastodon", "x"] if said else []), at
        assert (evening.incident.follow_up is FollowUpState.DONE) == said, at
    assert published > 3


def test_an_incident_that_is_resolved_before_the_sweep_has_come_is_over_where_it_was_to_be_told_of():
    evening = Outage()
    evening.open()
    evening.reports("p1")
    posts = Mortal(evening.posts, [0], 3, after=False)  # its first record is about to be written
    with pytest.raises(Killed):
        replace(evening.updates, posts=posts).publish(
            evening.incident, 1, accounts=("x/3000000001",), again=(), by="Ana"
        )
    assert not evening.incidents.updates[evening.incident.id, 1].is_draft
    evening.resolve()
    evening.sweep(5)
    assert [channel for channel, text in evening.public if "rétabli" in text] == ["x"]
    assert evening.incident.follow_up is FollowUpState.DONE
