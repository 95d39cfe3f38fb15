"""An outage through respond as it is deployed, on moto: the post, the pointer, the follow-up, and its report."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from functions.api.incidents.updates import IncidentUpdatesAtWork
from functions.api.incidents.use_cases import OpenIncident, ResolveIncident
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.public_posts import DynamoDBPublicPosts
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.channels import load_policy
from shared.domain.incidents.model import FollowUpState, Incident
from shared.domain.vocabulary import Status
from tests.integration.respond_scene import CONTEXT, Scene, respond_scene

pytestmark = pytest.mark.integration

PAGE = "facebook/100100100100100"
EVENING = datetime(2026, 3, 3, 20, 10, tzinfo=UTC)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with respond_scene(monkeypatch) as made:
        made.clock.at = EVENING
        yield made


class Desk:
    """What people do, on the table of the scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.incidents = DynamoDBIncidents(scene.table, cache_seconds=0, clock=scene.clock)
        self.brands = DynamoDBBrands(scene.table, cache_seconds=0, clock=scene.clock)
        self.updates = IncidentUpdatesAtWork(
            incidents=self.incidents,
            posts=DynamoDBPublicPosts(scene.table),
            brands=self.brands,
            worker=None,
            policies=load_policy,
            clock=scene.clock,
        )
        opening = OpenIncident(incidents=self.incidents, updates=self.updates, clock=scene.clock, salt=lambda: "4f3a")
        self.id = opening(brand="acme", title="No connection", channels=(), by="Ana").id

    @property
    def incident(self) -> Incident:
        found = self.incidents.get(self.id)
        assert found is not None
        return found

    def works(self, minutes: int = 1) -> None:
        """What the sweep asks of respond."""
        for _ in range(minutes):
            self.scene.clock.pass_time(minutes=1)
            for incident in self.incidents.at_work("acme"):
                if incident.has_work:
                    event = {"action": "work_on_incident", "incident_id": incident.id}
                    self.scene.handler.lambda_handler(event, CONTEXT)

    def said(self) -> list[str]:
        return [request.url.path.rpartition("/")[2] for request in self.scene.requests if request.method == "POST"]


def test_an_outage_from_the_post_to_the_follow_up(scene: Scene):
    desk = Desk(scene)
    ticket = replace(scene.stored(incident_id=desk.id), acknowledge_at=None)
    DynamoDBTickets(scene.table).save(ticket)
    for _ in range(2):
        desk.incidents.link_ticket(desk.id, "T-1", customer_id="cus_1", at=scene.clock.at)
    desk.works(2)
    assert desk.said() == []

    desk.updates.publish(desk.incident, 1, accounts=(PAGE,), again=(), by="Ana")
    desk.works(3)
    assert desk.said() == ["feed", "comments"]
    assert scene.history() == ["incident_pointer"]

    scene.clock.pass_time(minutes=30)
    resolve = ResolveIncident(incidents=desk.incidents, updates=desk.updates, brands=desk.brands, clock=scene.clock)
    resolve(desk.incident, by="Ana", publish=False)
    assert desk.incident.follow_up is FollowUpState.RUNNING
    desk.works(3)
    assert desk.said() == ["feed", "comments", "comments"]
    assert scene.history() == ["incident_pointer", "incident_follow_up"]
    assert scene.ticket.status is Status.RESOLVED

    incident = desk.incident
    assert incident.follow_up is FollowUpState.DONE
    assert (incident.ticket_count, incident.customer_count) == (1, 1)
    assert (incident.pointers_sent, incident.follow_ups_sent) == (1, 1)
    assert desk.incidents.at_work("acme") == ()


def test_a_lost_answer_of_the_platform_is_looked_up_and_posts_nothing_twice(scene: Scene):
    desk = Desk(scene)
    desk.updates.publish(desk.incident, 1, accounts=(PAGE,), again=(), by="Ana")
    scene.answers.append(httpx.ReadTimeout("no answer"))
    desk.works()
    (shown,) = desk.updates.list(desk.incident)
    text = next(each.text for each in shown.accounts if each.account.channel == "facebook")
    at = (scene.clock.at + timedelta(seconds=5)).strftime("%Y-%m-%dT%H:%M:%S+0000")
    listed = {"data": [{"id": "100100100100100_7", "message": text, "created_time": at}]}
    scene.answers.append(httpx.Response(200, json=listed))
    desk.works(3)
    (shown,) = desk.updates.list(desk.incident)
    post = next(each.post for each in shown.accounts if each.post is not None)
    assert (post.state.value, post.message_id) == ("published", "100100100100100_7")
    assert desk.said() == ["feed"]
