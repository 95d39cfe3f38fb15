"""Whatever fails, nothing is said twice in public: posts about an outage, lines to customers, follow-ups, thank-yous.

As ``test_respond_faults.py``: each call of an undisturbed invocation of respond fails once, in every way. Recovery is
what happens anyway: the sweep asks again, minute after minute. Only what writes is walked here, and only where it was
done: reads, and what never arrived, are walked over the same code without a network (``tests/unit/respond``).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from functions.api.incidents.updates import IncidentUpdatesAtWork
from functions.api.incidents.use_cases import OpenIncident, ResolveIncident
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.proposals import DynamoDBProposals
from shared.adapters.dynamodb.public_posts import DynamoDBPublicPosts
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.channels import load_policy
from shared.domain.incidents.model import FollowUpState, Incident
from shared.domain.proposals.model import ProposalState
from shared.domain.proposals.rules import thank_you
from shared.domain.vocabulary import Status
from tests.integration.keeping_platform import WAYS, KeepingPlatform
from tests.integration.respond_scene import CONTEXT, Scene, respond_scene

pytestmark = pytest.mark.integration

PAGE = "100100100100100"
READS = frozenset({"GetItem", "Query", "BatchGetItem", "GetSecretValue", "http GET"})


@pytest.fixture(params=["after", "killed"])
def platform(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeepingPlatform]:
    with respond_scene(monkeypatch) as scene:
        yield KeepingPlatform(scene, *WAYS[request.param])


def walk(platform: KeepingPlatform, once: Callable[[int, int], Callable[[str], None]]) -> None:
    """``once`` is one story in which the call of that number fails; it returns what must hold afterwards."""
    once(0, 0)("nothing failed")
    calls = list(platform.made)
    assert "http POST" in calls
    for number, call in enumerate(calls, 1):
        if call not in READS:
            once(number, number)(f"call {number}, {call}")


@dataclass
class Outage:
    """An outage of which one customer has told under a post; people publish, and resolve it."""

    scene: Scene
    number: int

    def __post_init__(self) -> None:
        scene, number = self.scene, self.number
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
        salt = f"{number:04x}"
        opening = OpenIncident(incidents=self.incidents, updates=self.updates, clock=scene.clock, salt=lambda: salt)
        self.id = opening(brand="acme", title=f"Outage {number}", channels=(), by="Ana").id
        ticket = _asked(scene, number, incident_id=self.id)
        self.incidents.link_ticket(self.id, ticket, customer_id=f"c{number}", at=scene.clock.at)
        self.ticket = ticket

    @property
    def incident(self) -> Incident:
        found = self.incidents.get(self.id)
        assert found is not None
        return found

    def publish(self) -> None:
        self.updates.publish(self.incident, 1, accounts=(f"facebook/{PAGE}",), again=(), by="Ana")

    def resolve(self) -> None:
        use_case = ResolveIncident(
            incidents=self.incidents, updates=self.updates, brands=self.brands, clock=self.scene.clock
        )
        use_case(self.incident, by="Ana", publish=False, follow_up=True)

    def work(self) -> Any:
        return self.scene.handler.lambda_handler({"action": "work_on_incident", "incident_id": self.id}, CONTEXT)

    def sweeps(self) -> None:
        for _ in range(4):
            self.scene.clock.pass_time(minutes=2)
            if self.incident.has_work:
                self.work()


def _asked(scene: Scene, number: int, **fields: Any) -> str:
    stored = scene.stored(
        id=f"T-{number}",
        author_id=f"7{number:03d}",
        conversation_id=f"post{number}:7{number:03d}",
        opening_message_id=f"m{number}",
        last_message_id=f"m{number}",
        **fields,
    )
    DynamoDBTickets(scene.table).save(replace(stored, acknowledge_at=None))
    return stored.id


def test_an_update_is_posted_once_and_each_customer_told_once(platform: KeepingPlatform) -> None:
    def once(number: int, wanted: int) -> Callable[[str], None]:
        platform.posts.clear()
        outage = Outage(platform.scene, number)
        outage.publish()
        platform.fails_once(wanted, outage.work)
        outage.sweeps()
        outage.incidents.resolve(outage.id, by="Ana", at=platform.scene.clock.at)

        def holds(said: str) -> None:
            assert len(platform.posts.get(PAGE, [])) == 1, said
            assert len(platform.posts.get(f"m{number}", [])) == 1, said
            (shown,) = outage.updates.list(outage.incident)
            assert [each.post.state.value for each in shown.accounts if each.post is not None] == ["published"], said
            assert platform.scene.history(outage.ticket).count("incident_pointer") == 1, said

        return holds

    walk(platform, once)


def test_a_follow_up_is_sent_once(platform: KeepingPlatform) -> None:
    platform.scene.clock.at -= timedelta(hours=3)  # not in the quiet hours

    def once(number: int, wanted: int) -> Callable[[str], None]:
        platform.posts.clear()
        outage = Outage(platform.scene, number)
        platform.scene.clock.pass_time(seconds=1)
        outage.resolve()
        platform.fails_once(wanted, outage.work)
        outage.sweeps()

        def holds(said: str) -> None:
            assert len(platform.posts.get(f"m{number}", [])) == 1, said
            assert platform.posts.get(PAGE, []) == [], said
            assert platform.scene.history(outage.ticket).count("incident_follow_up") == 1, said
            assert platform.scene.ticket_of(outage.ticket).status is Status.RESOLVED, said
            assert outage.incident.follow_up is FollowUpState.DONE, said

        platform.scene.clock.at -= timedelta(minutes=8)
        return holds

    walk(platform, once)


def test_a_thank_you_is_said_once(platform: KeepingPlatform) -> None:
    """That of a person: it goes through the answers of agents, whoever asks for it."""
    scene = platform.scene
    proposals, brand = DynamoDBProposals(scene.table), DynamoDBBrands(scene.table, cache_seconds=0, clock=scene.clock)

    def once(number: int, wanted: int) -> Callable[[str], None]:
        platform.posts.clear()
        ticket_id = _asked(
            scene, number, status=Status.RESOLVED, private_channel="messenger", private_conversation_id=f"p{number}"
        )
        proposal = thank_you(scene.ticket_of(ticket_id), brand.current("acme"), scene.clock.at)
        assert proposal is not None
        proposals.propose(proposal.accepted("Sophie Bernard", scene.clock.at, initials="SB", actor="desk"))
        carry_out = {"action": "carry_out_proposal", "brand": "acme", "proposal_id": proposal.id}
        platform.fails_once(wanted, lambda: scene.handler.lambda_handler(carry_out, CONTEXT))
        for _ in range(5):
            scene.clock.pass_time(minutes=2)
            if proposal.id in {each.id for each in proposals.to_carry_out("acme")}:
                scene.handler.lambda_handler(carry_out, CONTEXT)

        def holds(said: str) -> None:
            assert len(platform.posts.get(f"m{number}", [])) == 1, said
            found = proposals.get("acme", proposal.id)
            assert found is not None
            assert found.state is ProposalState.DONE, said
            assert scene.history(ticket_id).count("thanked_in_public") == 1, said
            assert DynamoDBMessages(scene.table, scene.clock).get("facebook", PAGE, found.sent_id or "") is not None

        return holds

    walk(platform, once)
